"""Everything that is due in people's own calendars: one feed for returns and complaints, opened by a secret address."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from complaints.actions.digests import address_of
from complaints.selectors import due_dates as of_complaints
from council.access import public
from council.icalendar import calendar
from kpis.selectors import due_dates as of_returns


@public
def feed(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The due dates of whoever the secret belongs to. Calendar programs cannot sign in, so the address is the key."""
    owner = of_returns.owner_of(key)
    if owner is None:
        raise Http404("There is no such calendar.")
    site = settings.SITE_URL
    events = [
        *of_returns.events(owner, site=site, returns_url=f"{site}{reverse('my-figures')}"),
        *of_complaints.events(owner, site=site, at=timezone.now(), address_of=address_of),
    ]
    return HttpResponse(calendar("Due dates", events), content_type="text/calendar; charset=utf-8")
