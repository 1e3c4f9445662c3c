"""The home page of complaints: what needs doing and the year's figures for staff, a closed year's figures for others."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from complaints import charts
from complaints.charts import Drawing, LinkOf, PrintedTable
from complaints.figures import NOT_SHOWN, ReportFigures
from complaints.report_graphs import FigureTable, graphs, tables
from complaints.selectors import todo
from complaints.selectors.figures import figures
from complaints.selectors.todo import Todo
from complaints.views.report_addresses import address_of, cases_address, chosen_report, link_of, year_form
from complaints.views.reports import FORMATS
from complaints.visibility import visible_to
from council.access import needs
from council.authorization import Permission, may
from council.period_kinds import FinancialYear, date_label

#: The graphs of the annual report that the dashboard shows, by number, and the tables, by title's section.
GRAPHS = (1, 2, 3, 5, 6, 7, 11, 12, 13, 9, 15)
TABLES = ("1.1", "1.2", "1.3", "2.2", "3.3")


@needs(Permission.VIEW_PUBLISHED)
def home(request: HttpRequest) -> HttpResponse:
    """What needs doing, for whoever handles complaints; and the figures of a year as this person may see them."""
    view = visible_to(request.user)
    report = chosen_report(request, view)
    context = {
        "handles": view.handles,
        "manages_all": view.manages_all,
        "report": report,
        "todo": list(_todo(todo.of(view, timezone.localdate()))) if view.handles else [],
        "not_shown": NOT_SHOWN,
    }
    if report is not None:
        found = figures(report.year, view=view)
        links = link_of(view)
        context |= {
            "figures": found,
            "year_form": year_form(view, report),
            "report_url": address_of(report),
            "period": FinancialYear(report.year),
            "formats": FORMATS if may(request.user, Permission.EXPORT) else (),
            **_year(found, links),
        }
    return render(request, "complaints/dashboard/home.html", context)


def _year(found: ReportFigures, links: LinkOf) -> dict[str, list[Drawing] | list[PrintedTable]]:
    """The graphs and tables of a year."""
    by_number = {graph.number: graph for graph in graphs(found)}
    return {
        "drawings": [charts.drawing(found, by_number[number], links) for number in GRAPHS],
        "tables": [charts.printed(found, table, links) for table in _tables(found)],
    }


def _tables(found: ReportFigures) -> Iterator[FigureTable]:
    return (table for table in tables(found) if table.section in TABLES)


def _todo(counts: Todo) -> Iterator[dict[str, object]]:
    """What waits as large numbers, each leading to its list."""
    enquiries, points = reverse("complaint-ombudsman"), reverse("complaint-learning")
    yield {"value": counts.overdue, "label": "Cases overdue", "href": cases_address(due="overdue")}
    yield {"value": counts.this_week, "label": "Due this week", "href": cases_address(due="soon")}
    yield {
        "value": counts.unacknowledged,
        "label": "To acknowledge",
        "href": cases_address(due="acknowledge"),
    }
    yield {"value": counts.open, "label": "Cases open", "href": cases_address(due="open")}
    first = f", first by {date_label(counts.answer_first)}" if counts.answer_first else ""
    yield {
        "value": counts.to_answer,
        "label": f"Ombudsman answers due{first}",
        "href": f"{enquiries}?{urlencode({'state': 'to-answer'})}",
    }
    yield {
        "value": counts.recommendations,
        "label": f"Recommendations to be done{_late(counts.recommendations_overdue)}",
        "href": f"{enquiries}?{urlencode({'state': 'to-do'})}",
    }
    yield {
        "value": counts.learning,
        "label": f"Learning actions open{_late(counts.learning_overdue)}",
        "href": points,
    }


def _late(number: int) -> str:
    return f", {number:,} overdue" if number else ""
