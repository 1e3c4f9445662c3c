"""What every page's frame needs to know."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from council.authorization import Permission, may
from council.models import Council

#: Text, name of the address, and the permission that shows it.
NAVIGATION: tuple[tuple[str, str, Permission], ...] = (
    ("Home", "home", Permission.VIEW_PUBLISHED),
    ("Overview", "overview", Permission.VIEW_PUBLISHED),
    ("Indicators", "kpi-list", Permission.VIEW_PUBLISHED),
    ("Risks", "risk-list", Permission.VIEW_PUBLISHED),
    ("Complaints", "complaint-home", Permission.VIEW_PUBLISHED),
    ("Committee", "meeting-list", Permission.VIEW_PUBLISHED),
    ("Returns", "my-figures", Permission.VIEW_DRAFTS),
    ("Manage", "kpi-manage", Permission.DEFINE_KPIS),
)

#: For whoever is not signed in: what is public.
PUBLIC_NAVIGATION = (("Home", "home"), ("Published papers", "published"), ("Open data", "open-data"))

#: Pages that belong to an entry of the navigation though their addresses do not begin with its own.
BELOW = {
    "overview": ("together",),
    "kpi-manage": ("kpi-definitions", "kpi-groups", "kpi-rounds", "kpi-schemes"),
}


def site(request: HttpRequest) -> dict[str, object]:
    """The council's name, and the navigation of this person."""
    council = Council.objects.first()
    return {
        "council_name": council.name if council else "Outturn",
        "is_demonstration": bool(council and council.demonstration),
        "navigation": _navigation(request),
    }


def _navigation(request: HttpRequest) -> list[dict[str, object]]:
    user = getattr(request, "user", None)
    if user is None:
        return []
    if user.is_authenticated:
        shown = [(label, name) for label, name, permission in NAVIGATION if may(user, permission)]
    else:
        shown = list(PUBLIC_NAVIGATION)
    entries = [(label, name, reverse(name)) for label, name in shown]
    # /kpis/returns/ is below /kpis/, but an entry of its own: the longest address that leads here decides.
    here = [
        (len(start), name)
        for _, name, url in entries
        for start in (url, *map(reverse, BELOW.get(name, ())))
        if request.path == start or (start != "/" and request.path.startswith(start))
    ]
    current = max(here, default=(0, None))[1]
    return [{"label": label, "url": url, "current": name == current} for label, name, url in entries]
