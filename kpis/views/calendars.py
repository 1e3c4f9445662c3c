"""Due dates in people's own calendars: the feed, opened by a secret address, and the page that gives the address."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from council.access import needs, public
from council.actions import calendars
from council.authorization import Permission
from council.icalendar import calendar
from kpis.selectors import due_dates


@public
def feed(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The due dates of whoever the secret belongs to. Calendar programs cannot sign in, so the address is the key."""
    owner = due_dates.owner_of(key)
    if owner is None:
        raise Http404("There is no such calendar.")
    events = due_dates.events(
        owner, site=settings.SITE_URL, returns_url=f"{settings.SITE_URL}{reverse('my-figures')}"
    )
    return HttpResponse(calendar("Quarterly returns", events), content_type="text/calendar; charset=utf-8")


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
