"""The tables of the committee's KPI paper. Takes rows, queries nothing.

Indicators of a chapter that print the same columns share a table; where the columns differ a new table begins, as in the
papers. The columns follow from each indicator's history setting, the figures there are, and the comparators.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from council.periods import Quarter
from council.presenters import direction_of
from council.sections import Cell, Column, Footnote, Row, Table
from kpis.models import Benchmark, Definition, Figure
from kpis.presenters import (
    benchmark_words,
    slot_heading,
    table_amount,
    table_words,
    target_number,
    target_words,
)
from kpis.selectors.columns import history_slots
from kpis.selectors.dashboard import IndicatorRow
from kpis.selectors.previous_targets import UnderPrevious

FORECAST = Footnote("forecast", "A forecast of the full year, made at the end of the quarter.")
#: What is said of one figure in a state, and of all figures of a column.
STATES = {
    "provisional": (
        "Provisional: may change when it is validated.",
        "provisional and may change when validated",
    ),
    "estimate": ("An estimate.", "estimates"),
    "revised": ("Revised since it was first reported.", "revised since they were first reported"),
}

History = Definition.History
#: What the columns of a table have in common, for its caption.
CAPTIONS = {
    History.OUTTURNS: "previous outturns and the quarters to date",
    History.RECENT_QUARTERS: "recent quarters",
    History.YEAR_AGO: "previous outturns and the same quarter last year",
    History.YEARS: "year by year",
    History.LATEST: "the latest available figures",
}
#: The columns of indicators that print their newest two figures, whatever their periods: key and heading.
NEWEST_TWO = (("previous", "Previous period"), ("latest", "Latest available"))


def tables(
    rows: list[IndicatorRow],
    quarter: Quarter,
    numbers: Iterator[int],
    under_previous: Mapping[int, UnderPrevious],
) -> Iterator[Table]:
    """The tables of one chapter; `numbers` counts those of the whole paper.

    `under_previous` is, by id of the indicator, what `kpis.selectors.previous_targets` says of the whole paper's rows.
    """
    shapes = {row.definition.pk: _shape(row, quarter) for row in rows}
    for shape, members in groupby(rows, key=lambda row: shapes[row.definition.pk]):
        together = list(members)
        definition = together[0].definition
        caption = f"Table {next(numbers)}: {definition.chapter.name}, "
        if definition.value_type == Definition.ValueType.TEXT:
            yield _words_table(together, caption + "reported in words")
        else:
            caption += CAPTIONS[definition.history]
            yield _FiguresTable(together, shape[0], quarter, caption, under_previous).build()


def _shape(row: IndicatorRow, quarter: Quarter) -> tuple:
    """What must be the same for two indicators to share a table: the columns, and whether there are comparators."""
    if row.definition.history == History.LATEST:
        return NEWEST_TWO, bool(row.benchmarks)
    frequency = "annual" if row.definition.history == History.YEARS else None
    columns = tuple((str(slot), slot_heading(slot, frequency)) for slot in history_slots(row, quarter))
    return columns, bool(row.benchmarks)


@dataclass
class _FiguresTable:
    """One table of figures being written: what its rows have in common decides its columns and notes."""

    rows: list[IndicatorRow]
    columns: tuple[tuple[str, str], ...]
    quarter: Quarter
    caption: str
    under_previous: Mapping[int, UnderPrevious]
    notes: dict[str, Footnote] = field(default_factory=dict)

    def build(self) -> Table:
        for note in self._column_notes():
            self.notes[note.key] = note
        body = tuple(Row(tuple(self._cells(row))) for row in self.rows)
        return Table(
            caption=self.caption, columns=tuple(self._columns()), rows=body, notes=tuple(self.notes.values())
        )

    @cached_property
    def with_calculated(self) -> bool:
        return any(row.calculated_mark for row in self.rows)

    @cached_property
    def with_under_previous(self) -> bool:
        return any(row.definition.indicator_id in self.under_previous for row in self.rows)

    @cached_property
    def with_target(self) -> bool:
        """A paper without corporate priorities sets few targets: a table that has none leaves the column out."""
        return not self.by_directorate or any(row.target for row in self.rows)

    @cached_property
    def by_directorate(self) -> bool:
        return self.rows[0].definition.priority_id is None

    @cached_property
    def with_england(self) -> bool:
        return any(_of_england(row) for row in self.rows)

    @cached_property
    def with_others(self) -> bool:
        """Comparators other than England have a column where most rows have one; a few are notes of their rows."""
        return 2 * sum(bool(_of_others(row)) for row in self.rows) > len(self.rows)

    @cached_property
    def figures(self) -> list[list[Figure | None]]:
        """The figures of each row, column by column."""
        return [self._figures_of(row) for row in self.rows]

    def _figures_of(self, row: IndicatorRow) -> list[Figure | None]:
        found = [row.history.get(slot) for slot in history_slots(row, self.quarter)]
        return [None] * (len(self.columns) - len(found)) + found  # of the newest two there may be one

    @cached_property
    def common(self) -> dict[str, str]:
        """The state that all figures of a column share: said once for the column instead of in every cell."""
        found: dict[str, str] = {}
        for (key, _), figures in zip(self.columns, zip(*self.figures, strict=True), strict=True):
            states = {f.state for f in figures if f is not None and f.value is not None}
            if len(states) == 1 and len(self.rows) > 1 and (state := states.pop()) in STATES:
                found[key] = state
        return found

    def _column_notes(self) -> Iterator[Footnote]:
        headings = dict(self.columns)
        for state in dict.fromkeys(self.common.values()):
            names = " and ".join(headings[key] for key, its in self.common.items() if its == state)
            yield Footnote(f"columns-{state}-{names}", f"All figures of {names} are {STATES[state][1]}.")

    def _columns(self) -> Iterator[Column]:
        yield Column("indicator", "Performance indicator", weight=5)
        if self.by_directorate:
            yield Column("group", "Measure group", weight=1.5)
        else:
            yield Column("frequency", "Frequency", weight=1)
            yield Column("directorate", "Directorate", weight=1.5)
        yield Column("good_is", "Good is", weight=0.8)
        for key, heading in self.columns:
            yield Column(key, heading, kind="number", weight=1.1)
        if self.with_england:
            yield Column("england", Benchmark.Comparator.ENGLAND.label, kind="number", weight=1.1)
        if self.with_others:
            yield Column("others", "Other comparators", weight=1.3)
        if self.with_target:
            yield Column("target", f"{self.quarter.financial_year.label} Target", weight=1.3)
        yield Column("rating", "Rating", kind="status", weight=1.8)
        if self.with_calculated:
            yield Column("calculated", "Calculated rating", kind="status", weight=1.5)
        if self.with_under_previous:
            yield Column("under_previous", "Rating under previous target", kind="status", weight=1.5)
        yield Column("direction", "Direction of travel", kind="direction", weight=1.2)

    def _cells(self, row: IndicatorRow) -> Iterator[Cell]:
        definition = row.definition
        texts = list(definition.footnotes)
        if not self.with_others and (others := _others_words(row)):
            texts.append(f"For comparison: {others}.")
        yield Cell(definition.name, notes=self._noted(definition.indicator.slug, texts))
        if self.by_directorate:
            yield Cell(definition.group.name if definition.group else "")
        else:
            yield Cell(definition.get_frequency_display())
            yield Cell(definition.directorate.name)
        yield Cell(definition.get_good_is_display())
        for (key, _), figure in zip(self.columns, self._figures_of(row), strict=True):
            yield self._figure_cell(row, key, figure)
        if self.with_england:
            yield _benchmark_cell(_of_england(row), definition)
        if self.with_others:
            yield Cell(_others_words(row))
        if self.with_target:
            yield Cell(target_words(row.target, definition, row.replaced_target))
        yield Cell.mark(row.mark, notes=tuple(self._rating_notes(row)))
        if self.with_calculated:
            yield Cell.mark(row.calculated_mark) if row.calculated_mark else Cell()
        if self.with_under_previous:
            yield self._under_previous_cell(row)
        yield Cell(_direction_words(row))

    def _figure_cell(self, row: IndicatorRow, key: str, figure: Figure | None) -> Cell:
        if figure is None:
            return Cell.missing()
        definition = row.definition
        marked = [FORECAST] if figure.is_forecast else []
        if figure.value is not None and figure.state in STATES and key not in self.common:
            marked.append(Footnote(figure.state, STATES[figure.state][0]))
        self.notes |= {note.key: note for note in marked}
        words = table_words(figure, definition, row.running_total(figure))
        if (target := row.slot_target(figure.slot)) is not None:
            words = f"{words} (target {target_number(target, definition)})"
        # A spreadsheet gets the number itself where the cell says nothing else.
        plain = figure.value is not None and words == table_amount(figure.value, definition)
        return Cell(words, number=figure.value if plain else None, notes=tuple(note.key for note in marked))

    def _under_previous_cell(self, row: IndicatorRow) -> Cell:
        """What the figure would be rated under the target before; a note says which, unless the target column does."""
        under = self.under_previous.get(row.definition.indicator_id)
        if under is None:
            return Cell()
        if self.with_target and under.target == row.replaced_target:
            return Cell.mark(under.mark)
        text = f"{row.definition.name}: the previous target was {under.words}."
        note = Footnote(f"previous-target-{row.definition.indicator.slug}", text)
        self.notes[note.key] = note
        return Cell.mark(under.mark, notes=(note.key,))

    def _rating_notes(self, row: IndicatorRow) -> Iterator[str]:
        slug = row.definition.indicator.slug
        if row.agreed and row.override:
            note = Footnote(
                f"override-{slug}",
                f"{row.definition.name}: calculated {row.calculated_mark.word if row.calculated_mark else 'not rated'}; "
                f"agreed {row.mark.word} for {row.quarter.label}. {row.override.reason} "
                f"Proposed by {row.override.proposed_by}; agreed by {row.override.decided_by}.",
            )
            self.notes[note.key] = note
            yield note.key
        if row.is_carried:
            note = Footnote(f"carried-{row.figure.slot}", f"Rated on the figure for {row.figure.slot.label}.")
            self.notes[note.key] = note
            yield note.key

    def _noted(self, slug: str, texts: list[str]) -> tuple[str, ...]:
        """Print `texts` under the table, each once; the keys that refer to them. `slug` is that of the row."""
        keys = []
        for number, text in enumerate(texts, start=1):
            same = next((note.key for note in self.notes.values() if note.text == text), None)
            key = same or f"{slug}-{number}"
            self.notes.setdefault(key, Footnote(key, text))
            keys.append(key)
        return tuple(keys)


def _of_england(row: IndicatorRow) -> list[Benchmark]:
    return [each for each in row.benchmarks if each.comparator == Benchmark.Comparator.ENGLAND]


def _of_others(row: IndicatorRow) -> list[Benchmark]:
    return [each for each in row.benchmarks if each.comparator != Benchmark.Comparator.ENGLAND]


def _others_words(row: IndicatorRow) -> str:
    return "; ".join(f"{each.label} {benchmark_words(each, row.definition)}" for each in _of_others(row))


def _benchmark_cell(benchmarks: Iterable[Benchmark], definition: Definition) -> Cell:
    words = [benchmark_words(each, definition) for each in benchmarks]
    return Cell("; ".join(words)) if words else Cell.missing()


def _direction_words(row: IndicatorRow) -> str:
    outcome = row.outcome
    if outcome is None:
        return ""
    if outcome.direction_previous:
        return direction_of(outcome.direction_previous, outcome.movement_previous).label
    if outcome.direction_last_year:
        return f"{direction_of(outcome.direction_last_year, outcome.movement_last_year).label} on last year"
    return direction_of("").label


def _words_table(rows: list[IndicatorRow], caption: str) -> Table:
    """Indicators that are reported in words, as the paper prints them."""
    return Table(
        caption=caption,
        columns=(
            Column("indicator", "Performance indicator", weight=5),
            Column("frequency", "Frequency", weight=1),
            Column("directorate", "Directorate", weight=1.5),
            Column("performance", "Current performance", weight=4),
            Column("rating", "Rating", kind="status", weight=1.5),
        ),
        rows=tuple(
            Row(
                (
                    Cell(row.definition.name),
                    Cell(row.definition.get_frequency_display()),
                    Cell(row.definition.directorate.name),
                    Cell(row.figure.text if row.figure else ""),
                    Cell.mark(row.mark),
                )
            )
            for row in rows
        ),
    )
