"""The Shared Learning Panel: its view of themes, causes, actions and recurrence, and that it discussed them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from complaints.actions import learning
from complaints.learning_forms import DiscussedForm, PanelForm
from complaints.learning_tables import LearningTable
from complaints.models import Area, Learning
from complaints.selectors import learning as learning_selectors
from complaints.selectors import panel as selectors
from complaints.views.saving import posted, saved
from complaints.visibility import visible_to
from council.access import needs
from council.actions.superseding import EditConflict
from council.authorization import Permission


@needs(Permission.MANAGE_COMPLAINTS)
def panel_page(request: HttpRequest) -> HttpResponse:
    """What the panel looks at, up to a quarter and of an area (`?quarter=&area=`)."""
    view, today = visible_to(request.user), timezone.localdate()
    quarters = selectors.choices(view, today)
    by_code = {str(quarter): quarter for quarter in quarters}
    quarter = by_code.get(request.GET.get("quarter", ""), quarters[0])
    area = request.GET.get("area", "")
    area = area if area in Area.values else ""
    found = selectors.panel(view, quarter, today, area=area)
    open_actions = LearningTable(
        found.open_actions, today=today, caption="Open actions", prefix="open-", orderable=False
    ).configure(request)
    return render(
        request,
        "complaints/learning/panel.html",
        {
            "panel": found,
            "form": PanelForm(quarters=quarters, quarter=quarter, area=area),
            "area": Area(area).label if area else "",
            "open_actions": open_actions,
            "manages_all": view.manages_all,
        },
    )


@needs(Permission.MANAGE_COMPLAINTS)
def discussed(request: HttpRequest) -> HttpResponse:
    """Record what the panel discussed, and what it said (`?point=` chooses one)."""
    view = visible_to(request.user)
    if not view.manages_all:
        raise PermissionDenied("Your account may not record what the panel of the whole council discussed.")
    form = _form(request)
    quicker = False
    try:
        if saved(
            form,
            lambda: learning.discussed(
                form.versions(),
                by=request.user,
                on=form.cleaned_data["on"],
                note=form.cleaned_data["note"],
            ),
        ):
            messages.success(request, "It is recorded that the panel discussed it.")
            return redirect("complaint-panel")
    except EditConflict:
        # The page shows the points anew, with the versions that stand now and everything that was typed.
        quicker = True
    return render(
        request,
        "complaints/learning/discussed.html",
        {"form": form, "quicker": quicker},
        status=409 if quicker else 200,
    )


def _form(request: HttpRequest) -> DiscussedForm:
    """All learning of the newest years: what is open comes first."""
    rows = list(learning_selectors.points(visible_to(request.user)))
    rows.sort(key=lambda row: (row.status not in learning_selectors.OPEN, -row.year))
    return DiscussedForm(posted(request), points=_newest(rows), chosen=request.GET.get("point", ""))


def _newest(rows: list[Learning]) -> list[Learning]:
    """Those that a panel may still discuss: the open ones, and all of the two newest years."""
    years = sorted({row.year for row in rows}, reverse=True)[:2]
    return [row for row in rows if row.status in learning_selectors.OPEN or row.year in years]
