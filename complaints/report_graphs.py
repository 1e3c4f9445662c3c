"""The fifteen graphs and the tables of the annual report, each as rows of figure keys by year. Pure.

`graphs(figures)` and `tables(figures)` hold what is drawn or printed; a graph is always also a table, and says in words what
it shows (its alternative text). Nothing is drawn here, and no number is worked out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from complaints import figure_words as words
from complaints.figures import AUDIENCES, Audience, ReportFigures, Value, year_label


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its label, and the key of its figure. Its share is the figure `<key>.share`, where there is one."""

    label: str
    key: str


@dataclass(frozen=True)
class FigureTable:
    """Figures under one caption, a column for each year. `total` is what the rows add up to, where they do."""

    section: str
    title: str
    rows: tuple[Row, ...]
    years: tuple[int, ...]
    total: Row | None = None
    note: str = ""

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of the columns after the first: the years."""
        return tuple(year_label(year) for year in self.years)

    def values(self, figures: ReportFigures) -> list[tuple[Row, tuple[Value, ...]]]:
        """The rows with their figures, the total last."""
        rows = (*self.rows, self.total) if self.total else self.rows
        return [(row, tuple(figures.value(row.key, year) for year in self.years)) for row in rows]

    def shares(self, figures: ReportFigures, row: Row) -> tuple[Value | None, ...]:
        """The shares of a row, by year; None where it has none."""
        return tuple(figures.get(f"{row.key}.share", year) for year in self.years)


@dataclass(frozen=True)
class Graph(FigureTable):
    """A graph: bars of its rows, a series for each year, and the same as a table."""

    number: int = 0

    @property
    def name(self) -> str:
        """Number and title, as it is printed: Graph 4 - ..."""
        return f"Graph {self.number}: {self.title}"

    def sentence(self, figures: ReportFigures) -> str:
        """What the graph shows, in words: its alternative text.

        "Adult social care feedback by type. In 2020/21: complaints 420, comments 43, compliments 616. In 2019/20: ..."
        """
        if not self.rows:
            return f"{self.title}. There is nothing to show."
        told = [f"{self.title}."]
        for year in reversed(self.years):
            if year in figures.without_data:
                told.append(f"Of {year_label(year)} there are no data.")
                continue
            parts = [f"{inside(row.label)} {_said(figures, row, year)}" for row in self.rows]
            if self.total:
                parts.append(f"{inside(self.total.label)} {_said(figures, self.total, year)}")
            told.append(f"In {year_label(year)}: {'; '.join(parts)}.")
        return " ".join(told)


def graphs(figures: ReportFigures) -> tuple[Graph, ...]:
    """The fifteen graphs, in their order."""
    statutory = (
        Row("Adult social care", "adult.complaints.received"),
        Row("Children's social care", "children_statutory.complaints.received"),
    )
    compliments = (
        Row("Adult social care", "adult.compliments.received"),
        Row("Children and young people", "children_all.compliments.received"),
    )
    every = Row("All statutory complaints", "all.complaints.received")
    closed = {audience: Row("Closed complaints", f"{audience}.outcomes.closed") for audience in words.STAGES}
    all_closed = Row("Closed complaints", "all.outcomes.closed")

    def graph(
        number: int, section: str, title: str, rows: Iterable[Row], total: Row | None = None, note: str = ""
    ) -> Graph:
        return Graph(section, title, tuple(rows), figures.years, total, note, number)

    return (
        graph(1, "1.1", "Statutory complaints", statutory, every),
        graph(2, "1.1", "Compliments", compliments, Row("All compliments", "all.compliments.received")),
        graph(3, "1.2", "Statutory complaints by final outcome", _outcomes(figures, "all"), all_closed),
        graph(4, "2.1", "Adult social care feedback by type", _feedback("adult")),
        graph(
            5,
            "2.2",
            "Adult social care complaints by resolution stage",
            _stages(figures, "adult"),
            closed["adult"],
        ),
        graph(
            6, "2.2", "Adult social care complaints by outcome", _outcomes(figures, "adult"), closed["adult"]
        ),
        graph(7, "2.3", "Adult social care complaints by service type", _rows(figures, "adult.services.")),
        graph(
            8,
            "2.5",
            "Adult social care compliments by service type",
            _rows(figures, "adult.compliments_by_service."),
            note="Compliments recorded in the log; those captured by other means have no service type.",
        ),
        graph(9, "2.7", "Ombudsman's decisions on adult social care", *_decisions(figures, "adult")),
        graph(10, "3.1", "Children's social care feedback by type", _feedback("children_statutory")),
        graph(
            11,
            "3.2",
            "Children's statutory complaints by resolution stage",
            _stages(figures, "children_statutory"),
            closed["children_statutory"],
        ),
        graph(
            12,
            "3.3",
            "Children's statutory complaints by outcome",
            _outcomes(figures, "children_statutory"),
            closed["children_statutory"],
        ),
        graph(
            13,
            "3.4",
            "Children's statutory complaints by service type",
            _rows(figures, "children_statutory.services."),
        ),
        graph(
            14,
            "3.7",
            "Children's non-statutory complaints by service type",
            _rows(figures, "children_non_statutory.services."),
        ),
        graph(
            15, "3.9", "Ombudsman's decisions on children's services", *_decisions(figures, "children_all")
        ),
    )


def graphs_of(figures: ReportFigures, section: str) -> tuple[Graph, ...]:
    """The graphs that stand in one section."""
    return tuple(graph for graph in graphs(figures) if graph.section == section)


def tables(figures: ReportFigures) -> tuple[FigureTable, ...]:
    """The tables beside the graphs: what the report states in its text."""
    plan: Sequence[tuple[str, str, Sequence[str]]] = (
        (
            "1.1",
            "Complaints and feedback in short",
            (
                "all.complaints.received",
                "adult.complaints.received",
                "children_statutory.complaints.received",
                "children_non_statutory.complaints.received",
                "all.compliments.received",
                "all.rate.active_cases",
            ),
        ),
        (
            "1.2",
            "Outcomes and costs of statutory complaints",
            (
                "all.feedback.complaints.share",
                "all.outcomes.closed",
                "all.outcomes.upheld_or_partly",
                "all.outcomes.not_upheld",
                "all.outcomes.without_finding",
                "adult.costs.paid",
                "children_statutory.costs.paid",
            ),
        ),
        (
            "1.3",
            "The Ombudsman in short",
            (
                "all.ombudsman.received",
                "all.ombudsman.decided",
                "all.ombudsman.upheld",
                "all.settlements.paid",
            ),
        ),
        (
            "2.2",
            "Investigations and time taken, adult social care",
            (
                "adult.investigations.closed",
                "adult.investigations.internal",
                "adult.investigations.upheld_or_partly",
                "adult.investigations.not_upheld",
                "adult.investigations.without_finding",
                "adult.timescales.over_longest",
                "adult.timescales.investigated_over_longest",
            ),
        ),
        (
            "2.5",
            "Compliments, adult social care",
            ("adult.compliments.received", "adult.compliments.log", "adult.compliments.elsewhere"),
        ),
        (
            "2.6",
            "Complaints joint with the NHS",
            (
                "adult.joint.received",
                "adult.joint.closed",
                *(f"adult.joint.{outcome}" for outcome in words.OUTCOMES),
                "adult.joint.open",
            ),
        ),
        ("2.7", "The Ombudsman and adult social care", _ombudsman_keys("adult")),
        (
            "3.1",
            "Who made statutory complaints about children's social care",
            tuple(f"children_statutory.complainants.{code}" for code in words.COMPLAINANTS),
        ),
        (
            "3.2",
            "Children's statutory complaints that went further",
            ("children_statutory.reached.1", "children_statutory.reached.2", "children_statutory.reached.3"),
        ),
        (
            "3.3",
            "Time taken, children's statutory complaints",
            (
                "children_statutory.outcomes.closed",
                "children_statutory.timescales.over_limit",
                "children_statutory.timescales.over_longest",
            ),
        ),
        (
            "3.6",
            "Children's non-statutory complaints",
            (
                "children_non_statutory.complaints.received",
                "children_non_statutory.areas.children",
                "children_non_statutory.areas.inclusion",
                "children_non_statutory.outcomes.closed",
                "children_non_statutory.outcomes.upheld_or_partly",
                "children_non_statutory.outcomes.not_upheld",
                "children_non_statutory.outcomes.without_finding",
            ),
        ),
        (
            "3.8",
            "Compliments and comments, children's services",
            (
                "children_statutory.compliments.received",
                "children_all.compliments.received",
                "children_all.comments.received",
            ),
        ),
        ("3.9", "The Ombudsman and children's services", _ombudsman_keys("children_all")),
    )
    return tuple(
        FigureTable(section, title, _named(figures, _told(figures, keys)), figures.years)
        for section, title, keys in plan
    )


def _ombudsman_keys(audience: Audience) -> tuple[str, ...]:
    names = (
        "received",
        "decided",
        "upheld",
        "newly_upheld",
        "already_upheld",
        "already_remedied",
        "public_reports",
    )
    return (*(f"{audience}.ombudsman.{name}" for name in names), f"{audience}.settlements.paid")


def _named(figures: ReportFigures, keys: Sequence[str]) -> tuple[Row, ...]:
    """A row for each key; where they are about several audiences, each says whom it is about."""
    found = [figures.figures[key] for key in keys]
    if len({figure.audience for figure in found}) == 1:
        return tuple(Row(figure.label, figure.key) for figure in found)
    return tuple(Row(f"{AUDIENCES[figure.audience]}: {inside(figure.label)}", figure.key) for figure in found)


def _feedback(audience: Audience) -> tuple[Row, ...]:
    return (
        Row("Complaints", f"{audience}.complaints.received"),
        Row("Comments", f"{audience}.comments.received"),
        Row("Compliments", f"{audience}.compliments.received"),
    )


def _rows(figures: ReportFigures, prefix: str) -> tuple[Row, ...]:
    return tuple(Row(label, key) for label, key in figures.rows(prefix))


def _stages(figures: ReportFigures, audience: Audience) -> tuple[Row, ...]:
    """The stages, the Ombudsman last; not what groups them."""
    prefix = f"{audience}.stages."
    rows = [row for row in _rows(figures, prefix) if row.key != f"{prefix}escalated"]
    return tuple(sorted(rows, key=lambda row: row.key == f"{prefix}{words.OMBUDSMAN}"))


def _outcomes(figures: ReportFigures, audience: Audience) -> tuple[Row, ...]:
    rows = (Row(label, f"{audience}.outcomes.{code}") for code, label in words.OUTCOMES.items())
    return tuple(row for row in rows if _is_there(figures, row.key))


def _decisions(figures: ReportFigures, audience: Audience) -> tuple[tuple[Row, ...], Row]:
    rows = (Row(label, f"{audience}.ombudsman.{code}") for code, label in words.DECISIONS.items())
    there = tuple(row for row in rows if _is_there(figures, row.key))
    return there, Row("Decisions", f"{audience}.ombudsman.decided")


def _told(figures: ReportFigures, keys: Iterable[str]) -> list[str]:
    """The keys without outcomes that no complaint had: a list of zeros hides what there is."""
    return [key for key in keys if not key.startswith("adult.joint.") or _is_there(figures, key)]


def _is_there(figures: ReportFigures, key: str) -> bool:
    values = [figures.value(key, year) for year in figures.years]
    return any(value.suppressed or value.exact for value in values)


def _said(figures: ReportFigures, row: Row, year: int) -> str:
    """A figure in a sentence, with its share: 82 (20%)."""
    value, share = figures.value(row.key, year), figures.get(f"{row.key}.share", year)
    if value.suppressed:
        return "not shown"
    return f"{value.text} ({share.text})" if share is not None and share.exact is not None else value.text


def inside(label: str) -> str:
    """A label inside a sentence: without its capital, unless it is a name."""
    return label if label.startswith(("Ombudsman", "Stage")) else label[:1].lower() + label[1:]
