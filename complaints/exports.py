"""The annual report of complaints as a document: figures, drawings, words and learning. Takes what was read."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from complaints.export_tables import (
    counting_table,
    difference_table,
    figure_table,
    figures_sheet,
    graph_table,
    learning_table,
    statement_table,
)
from complaints.figures import NOT_SHOWN_NOTE, ReportFigures
from complaints.models import AnnualReport
from complaints.report_graphs import Graph, graphs, graphs_of, tables
from complaints.report_sentences import changes
from complaints.selectors.published import Comparison
from complaints.selectors.reports import ReportSection, ReportWords
from council.bars import Bar, Bars, Series, bars_svg
from council.period_kinds import FinancialYear, date_label
from council.sections import Block, Bullets, Document, Picture, Section

TITLE = "Statutory Social Care Annual Report: Complaints and Customer Feedback"
SYNTHETIC = "Synthetic: the cases counted here were made up, so that their totals equal published ones"


@dataclass(frozen=True, kw_only=True)
class ReportContent:
    """What one reader may see of a year's report, read for a file: its figures, its words and learning, and how what printed
    reports state compares with the figures.
    """

    report: AnnualReport
    figures: ReportFigures
    words: ReportWords
    published: Sequence[Comparison]

    @property
    def differences(self) -> list[Comparison]:
        return [each for each in self.published if each.differs]


def report_document(content: ReportContent, *, council: str, as_at: datetime.datetime) -> Document:
    """The annual report, in the order of its outline; spreadsheets have its figures one a row."""
    year = FinancialYear(content.report.year)
    sections = [*_body(content), *_annexes(content)]
    return Document(
        title=TITLE,
        subtitle=f"For the period {date_label(year.start)} to {date_label(year.end)}",
        marking=_marking(content),
        council=council,
        as_at=as_at,
        sections=tuple(sections),
        orientation="portrait",
        sheets=(
            Section("Figures", (figures_sheet(content.figures),)),
            *(
                Section(f"Learning, section {each.number}", (learning_table(each.learning),))
                for each in content.words.sections
                if each.learning
            ),
            *_annexes(content),
        ),
    )


def _marking(content: ReportContent) -> str:
    parts = []
    if content.report.is_open:
        parts.append(f"Draft: the report of {content.report} is not closed")
    if content.figures.synthetic:
        parts.append(SYNTHETIC)
    return ". ".join(parts)


def _body(content: ReportContent) -> Iterator[Section]:
    for title, sections in content.words.parts:
        yield Section(title, new_page=title != content.words.parts[0][0])
        for each in sections:
            yield Section(f"{each.number} {each.section.title}", tuple(_blocks(content, each)), level=2)


def _blocks(content: ReportContent, section: ReportSection) -> Iterator[Block]:
    """The council's words, what changed from the year before, the tables and graphs of a section, then what was learnt."""
    yield from paragraphs(section.words)
    figures = content.figures
    if changed := changes(figures, section.number):
        yield Bullets(changed)
    for table in tables(figures):
        if table.section == section.number and table.rows:
            yield figure_table(table, figures)
    for graph in graphs_of(figures, section.number):
        if graph.rows:
            yield Picture(graph.name, graph.sentence(figures), bars_svg(bars_of(graph, figures)))
            yield graph_table(graph, figures)
        else:
            yield graph.sentence(figures)
    if section.learning:
        yield learning_table(section.learning)
    elif section.section.learning is not None:
        yield "No learning points are recorded for this year."


def paragraphs(text: str) -> Iterator[str | Bullets]:
    """The paragraphs of a text; lines that begin with a dash or a bullet are a list."""
    for block in text.split("\n\n"):
        bullets: list[str] = []
        for line in (each.strip() for each in block.split("\n") if each.strip()):
            if line.startswith(("• ", "- ", "* ")):
                bullets.append(line[2:].strip())
                continue
            if bullets:
                yield Bullets(tuple(bullets))
                bullets = []
            yield line
        if bullets:
            yield Bullets(tuple(bullets))


def bars_of(graph: Graph, figures: ReportFigures) -> Bars:
    """A graph as it is drawn, the report's own year first. A number that is kept back has no bar."""
    series = tuple(
        Series(label, tuple(_bar(figures, row.key, year) for row in graph.rows))
        for year, label in reversed(list(zip(graph.years, graph.headings, strict=True)))
        if year not in figures.without_data
    )
    return Bars(graph.name, graph.sentence(figures), tuple(row.label for row in graph.rows), series)


def _bar(figures: ReportFigures, key: str, year: int) -> Bar:
    value = figures.value(key, year)
    share = figures.get(f"{key}.share", year)
    words = value.text
    if not value.suppressed and share is not None and share.exact is not None:
        words += f" ({share.text})"
    return Bar(value.value, words)


def _annexes(content: ReportContent) -> Iterator[Section]:
    """What the law wants the report to say, how its numbers were counted, and where printed ones differ."""
    yield Section(
        "What the law asks of this report",
        (statement_table(content.figures, content.words.written),),
        new_page=True,
    )
    if content.differences:
        yield Section(
            "Published figures that differ",
            (
                "This report shows what was counted. These figures were published otherwise, or contradict each other.",
                difference_table(content.differences),
            ),
        )
    blocks: tuple[Block, ...] = (counting_table(content.figures, _printed_keys(content.figures)),)
    if content.figures.suppressed:
        blocks = (NOT_SHOWN_NOTE, *blocks)
    yield Section("How the figures are counted", blocks)


def _printed_keys(figures: ReportFigures) -> Iterator[str]:
    """The keys of the tables and graphs, in the order of the report. Rows that follow from the data share their rule."""
    for table in sorted((*tables(figures), *graphs(figures)), key=lambda each: each.section):
        yield from (row.key for row in table.rows)
