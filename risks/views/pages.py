"""The registers that somebody may see, one of them, and the page of an entry."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from council.access import needs
from council.authorization import Permission, may
from council.filters import QuarterForm, searched
from council.periods import Quarter
from risks import charts
from risks.filters import RegisterFilters
from risks.models import Register, ReviewRound
from risks.selectors import entry as entries
from risks.selectors import overview, proposals
from risks.selectors import register as registers
from risks.selectors.entry import EntryPage, Trail
from risks.tables import RegisterTable, actions_by_kind, matrix_of, measure_groups, positions
from risks.views.addresses import chosen_quarter, place_or_404, quarter_of, register_or_404, rounds_of
from risks.visibility import RiskView, visible_to


@needs(Permission.VIEW_PUBLISHED)
def register_list(request: HttpRequest) -> HttpResponse:
    """The registers of a quarter with the counts of their entries, and those of other years."""
    view = visible_to(request.user)
    quarter = quarter_of(request, view)
    round_ = view.round_of(quarter)
    is_open = bool(round_ and round_.is_open)
    summaries = overview.summaries(quarter, view)
    may_keep = may(request.user, Permission.MANAGE_RISKS)
    rows = [row for summary in summaries for row in summary.rows] if is_open and may_keep else []
    return render(
        request,
        "risks/index.html",
        {
            "quarter": quarter,
            "round": round_,
            "is_open": is_open,
            "quarter_form": QuarterForm(rounds=view.rounds, quarter=quarter),
            "open_quarter": _open_quarter(view.rounds, quarter),
            "summaries": summaries,
            "proposals": proposals.of_rows(rows, quarter, view) if rows else None,
            "others": [
                (register, row.quarter)
                for register in view.registers
                if not register.exists_in(quarter) and (row := _newest_round(view, register))
            ],
            "may_review": may(request.user, Permission.REVIEW_RISKS),
            "may_keep": may_keep,
        },
    )


@needs(Permission.VIEW_PUBLISHED)
def register_page(request: HttpRequest, register: str) -> HttpResponse:
    """A register in a quarter: every entry with its scores, direction and confidence; filters in the address."""
    view = visible_to(request.user)
    found = register_or_404(register, view)
    quarter = quarter_of(request, view, found)
    round_ = view.round_of(quarter)
    rows = registers.rows(found, quarter, view, with_measures=bool(searched(request.GET)), with_services=True)
    rounds = rounds_of(view, found)
    filters = RegisterFilters(request.GET, rows=rows, rounds=rounds, quarter=quarter)
    is_open = bool(round_ and round_.is_open)
    table = RegisterTable(
        filters.kept,
        with_reviews=is_open,  # who sees an open quarter at all sees how its reviews stand
        caption=f"{found.name} in {quarter.label}",
    ).configure(request)
    return render(
        request,
        "risks/register.html",
        {
            "register": found,
            "quarter": quarter,
            "round": round_,
            "is_open": is_open,
            "open_quarter": _open_quarter(rounds, quarter),
            "sees_all": not is_open or view.sees_drafts_of(found),
            "sees_checks": view.sees_drafts_of(found),
            "rows": rows,
            "kinds": overview.counts(rows),
            "filters": filters,
            "table": table,
            "may_keep": view.manages(found),
            "may_review": may(request.user, Permission.REVIEW_RISKS),
            "may_export": may(request.user, Permission.EXPORT),
        },
    )


@needs(Permission.VIEW_PUBLISHED)
def entry_page(request: HttpRequest, register: str, ref: str) -> HttpResponse:
    """An entry: its card, what its figures say, how its score went, and what was decided about it."""
    view = visible_to(request.user)
    place = place_or_404(register, ref, view)
    trail = entries.trail(place)
    rounds = entries.rounds_of(trail, view)
    page = _page_or_404(request, trail, rounds, view)
    return render(
        request,
        "risks/entry.html",
        {
            "page": page,
            "row": page.row,
            "place": place,
            "quarter": page.round.quarter,
            "quarter_form": QuarterForm(rounds=rounds, quarter=page.round.quarter) if rounds[1:] else None,
            "open_quarter": _open_quarter(rounds, page.round.quarter),
            "sees_register": view.sees_register(place.register),
            "positions": positions(page.row),
            "matrix": matrix_of(page.row),
            "controls": measure_groups(page.row.controls),
            "actions": actions_by_kind(page.row),
            # One quarter is a point, not a history: the table says it all.
            "chart": charts.score_history(page.history) if len(page.history.points) > 1 else None,
            **_doors(trail, page, view),
        },
    )


def _open_quarter(rounds: list[ReviewRound], shown: Quarter) -> Quarter | None:
    """The quarter that is open, where a page shows another one."""
    return next((row.quarter for row in rounds if row.is_open and row.quarter != shown), None)


def _newest_round(view: RiskView, register: Register) -> ReviewRound | None:
    """The quarter of a register that its page shows when nobody asks for another."""
    rounds = rounds_of(view, register)
    return next((row for row in rounds if not row.is_open), rounds[0] if rounds else None)


def _page_or_404(request: HttpRequest, trail: Trail, rounds: list[ReviewRound], view: RiskView) -> EntryPage:
    quarter = chosen_quarter(request, rounds) if rounds else None
    page = entries.page(trail, quarter, view) if quarter else None
    if page is None:
        raise Http404("There is no such entry.")
    return page


def _doors(trail: Trail, page: EntryPage, view: RiskView) -> dict[str, object]:
    """What this person may do about the entry, whichever quarter the page shows: entries move in the open one."""
    now = next((row.quarter for row in view.rounds if row.is_open), None)
    is_on = bool(now and trail.is_on(trail.place, now, None))
    return {
        "is_on": is_on,
        "may_review": is_on and page.may_review,
        "may_edit": page.may_review,
        "may_move": bool(now) and view.manages(trail.place.register),
    }
