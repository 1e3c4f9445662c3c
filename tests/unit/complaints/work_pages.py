"""Working on a case as people do: through its pages, their forms and everything behind them."""

from __future__ import annotations

import datetime

from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client

from complaints.models import Feedback
from tests.unit.kpis.page_forms import sent_by


def address(case: Feedback, rest: str = "") -> str:
    return f"/complaints/cases/{case.reference}/{rest}"


def day(name: str, when: datetime.date | str) -> dict[str, str]:
    """A date as its three boxes send it."""
    when = datetime.date.fromisoformat(when) if isinstance(when, str) else when
    return {f"{name}_day": str(when.day), f"{name}_month": str(when.month), f"{name}_year": str(when.year)}


def send(client: Client, where: str, **fields: str) -> HttpResponse:
    """Fill in the form of a page and send it; what is not named is left as the page shows it."""
    return client.post(where, first_form(client, where) | fields)


def first_form(client: Client, where: str) -> dict[str, object]:
    """What the page's own form would send back, untouched; forms that take something away stand after it."""
    return form_of(client.get(where))


def form_of(answer: HttpResponse) -> dict[str, object]:
    """What the first form of a page would send back, untouched."""
    return sent_by(BeautifulSoup(answer.content, "html.parser").select_one("main form"))
