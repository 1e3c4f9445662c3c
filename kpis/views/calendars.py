"""Due dates in people's own calendars: the page that gives the secret address of the feed (committee.views.calendars)."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from council.access import needs
from council.actions import calendars
from council.authorization import Permission


@needs(Permission.VIEW_DRAFTS)
def my_calendar(request: HttpRequest) -> HttpResponse:
    """The address of one's own calendar, once it was asked for; a new one in its place when it became known."""
    if request.method == "POST":
        had_one = request.user.calendar_key is not None
        calendars.renew(user=request.user)
        messages.success(
            request,
            "Your calendar has a new address. The old one finds nothing any more."
            if had_one
            else "Your calendar has an address.",
        )
        return redirect("kpi-calendar")
    key = request.user.calendar_key
    address = f"{settings.SITE_URL}{reverse('calendar-feed', args=[key])}" if key else ""
    return render(request, "kpis/rounds/calendar.html", {"address": address})
