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
    ("My figures", "my-figures", Permission.ENTER_FIGURES),
)


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
    if user is None or not user.is_authenticated:
        return []
    addresses = [(label, reverse(name)) for label, name, permission in NAVIGATION if may(user, permission)]
    here = [
        url for _, url in addresses if request.path == url or (url != "/" and request.path.startswith(url))
    ]
    current = max(here, key=len, default=None)  # /kpis/returns/ is below /kpis/, but an entry of its own
    return [{"label": label, "url": url, "current": url == current} for label, url in addresses]
