"""The annual report on screen: every section with its words, figures, graphs and learning, as one person may see it."""

from __future__ import annotations

from collections import defaultdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from complaints import charts
from complaints.charts import LinkOf
from complaints.exports import paragraphs
from complaints.figures import NOT_SHOWN, ReportFigures
from complaints.models import AnnualReport, Area
from complaints.report_graphs import graphs, tables
from complaints.report_outline import STATEMENTS, Statement
from complaints.report_sentences import changes
from complaints.selectors import published, reports
from complaints.selectors.figures import figures
from complaints.selectors.reports import ReportSection, ReportWords
from complaints.views.report_addresses import link_of, report_or_404
from complaints.visibility import visible_to
from council.access import needs
from council.authorization import Permission, may
from council.period_kinds import FinancialYear

#: The files of the report, by their endings.
FORMATS = (
    ("docx", "Word"),
    ("pdf", "PDF"),
    ("xlsx", "Excel"),
    ("ods", "OpenDocument"),
    ("csv", "CSV"),
    ("html", "Web page"),
)


@needs(Permission.VIEW_PUBLISHED)
def report_page(request: HttpRequest, year: str) -> HttpResponse:
    """The annual report of a year."""
    view = visible_to(request.user)
    report = report_or_404(view, year)
    found = figures(report.year, view=view)
    said = reports.words(report, view.as_at(report))
    drawn = _drawn(found, link_of(view))
    context = {
        "report": report,
        "period": FinancialYear(report.year),
        "figures": found,
        "parts": [
            (title, [_section(each, found, drawn) for each in sections]) for title, sections in said.parts
        ],
        "differences": [each for each in published.compared(found) if each.differs],
        "statements": [_statement(each, found, said) for each in STATEMENTS],
        "manages_all": view.manages_all,
        "not_shown": NOT_SHOWN,
        "formats": FORMATS if may(request.user, Permission.EXPORT) else (),
    }
    if view.manages_all:
        context["active"] = _active(report)
    return render(request, "complaints/report/report.html", context)


def _drawn(found: ReportFigures, links: LinkOf) -> dict[str, dict[str, list]]:
    """The graphs and tables of each section, ready for the page."""
    placed: dict[str, dict[str, list]] = defaultdict(lambda: {"drawings": [], "tables": []})
    for graph in graphs(found):
        placed[graph.section]["drawings"].append(charts.drawing(found, graph, links))
    for table in tables(found):
        placed[table.section]["tables"].append(charts.printed(found, table, links))
    return placed


def _section(
    each: ReportSection, found: ReportFigures, drawn: dict[str, dict[str, list]]
) -> dict[str, object]:
    return {
        "section": each,
        "blocks": list(paragraphs(each.words)),
        "changes": changes(found, each.number),
        **drawn[each.number],
    }


def _statement(statement: Statement, found: ReportFigures, said: ReportWords) -> dict[str, object]:
    """A statement that the law asks for: its figures, and the sections whose words make it."""
    return {
        "source": statement.source,
        "what": statement.what,
        "figures": [
            (found.figures[key].label, found.value(key).with_counts)
            for key in statement.keys
            if key in found.figures
        ],
        "sections": [(each, each.is_written) for each in said.sections if each.number in statement.sections],
    }


def _active(report: AnnualReport) -> list[tuple[str, str, str, bool]]:
    """How many cases were active, by area: its code, its name, the number, whether it was made up."""
    return [
        (area, Area(area).label, f"{row.count:,}" if row else "", bool(row and row.synthetic))
        for area, row in reports.active_cases(report.year).items()
    ]
