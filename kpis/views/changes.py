"""Changed since: what became different after members had seen it."""

from __future__ import annotations

import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from council.access import needs
from council.authorization import Permission, may
from council.periods import Quarter, date_label, parse_quarter
from kpis.change_tables import ChangeTable
from kpis.round_forms import SinceForm
from kpis.selectors import changes
from kpis.visibility import View, visible_to

#: Days back that the page offers besides the closings of quarters.
LATELY = (30, 90, 365)


@needs(Permission.VIEW_PUBLISHED)
def change_list(request: HttpRequest) -> HttpResponse:
    """What changed in one closed quarter after it closed, or in all of them since a day (`?since=`)."""
    view = visible_to(request.user)
    wanted = request.GET.get("since", "") or str(view.newest_closed or "")
    quarter, day = _since(wanted, view)
    today = timezone.localdate()
    if quarter is not None:
        found = changes.changes(view, quarter=quarter)
        title = f"Changed since {quarter.label} closed"
    else:
        found = changes.changes(view, since=_midnight(day or today))
        title = f"Changed since {date_label(day or today)}"
    choices = _choices(view, today)
    if wanted and wanted not in dict(choices):
        choices.append((wanted, date_label(day or today)))
    return render(
        request,
        "kpis/rounds/changes.html",
        {
            "title": title,
            "quarter": quarter,
            "table": ChangeTable(found, caption=title).configure(request),
            "may_export": quarter is not None and may(request.user, Permission.EXPORT),
            "filter_form": SinceForm({"since": wanted}, choices=choices),
        },
    )


def _since(text: str, view: View) -> tuple[Quarter | None, datetime.date | None]:
    """A quarter that this person sees closed, or a day; 404 for anything else."""
    if not text:
        return None, None
    try:
        return None, datetime.date.fromisoformat(text)
    except ValueError:
        pass  # a quarter, perhaps
    try:
        quarter = parse_quarter(text)
    except ValueError as error:
        raise Http404(str(error)) from error
    if quarter.ordinal not in view.closed:
        raise Http404("There is no such closed quarter.")
    return quarter, None


def _midnight(day: datetime.date) -> datetime.datetime:
    """When the day began in London."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def _choices(view: View, today: datetime.date) -> list[tuple[str, str]]:
    closings = [(str(row.quarter), f"{row.quarter.label} closed") for row in view.quarters if not row.is_open]
    days = [today - datetime.timedelta(days=number) for number in LATELY]
    return [*closings, *((day.isoformat(), date_label(day)) for day in days)]
