"""What tests of the committee's pages share: a page's words, its address, its queries, and a meeting to look at."""

from __future__ import annotations

from bs4 import BeautifulSoup
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from committee.models import Meeting
from tests.committee_factories import EXEMPT, make_item, make_meeting, make_paper, publish

#: A word of everything that is not for everybody: of an exempt item, and of a note for staff.
CANARY = "Zanzibar"
#: 142 of 240 is 59.2%.
WRONG = "In all, 142 of the 240 (58%) answered."
#: Where a transaction begins and ends: no questions.
MARKS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def soup(response: HttpResponse, status: int = 200) -> BeautifulSoup:
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


def words(response: HttpResponse, status: int = 200) -> str:
    return " ".join(soup(response, status).main.get_text(" ").split())


def address(meeting: Meeting, rest: str = "") -> str:
    return f"/committee/{meeting.slug}/{rest}"


def queries(client: Client, where: str) -> int:
    """How many questions a page asks of the database."""
    return len(queries_of(client, where))


def queries_of(client: Client, where: str) -> list[str]:
    """The questions that a page asks of the database."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(where).status_code == 200
    return [query["sql"] for query in asked if not query["sql"].startswith(MARKS)]


def draft_meeting() -> Meeting:
    """A meeting with an open and an exempt report, ready to be frozen."""
    row = make_meeting(room="Committee Room A", note=f"Ask {CANARY} about parking")
    make_paper(item=make_item(row, text="An open line"), words={"detail": "Open words."})
    author, text = f"Head of {CANARY}", f"{CANARY} wins"
    private = make_item(row, "Contract of the plants", text=text, author=author, **EXEMPT)
    make_paper(item=private, words={"detail": f"{CANARY} pays 12 million."})
    return row


def published_meeting() -> Meeting:
    """The same, published."""
    row = draft_meeting()
    publish(row)
    return Meeting.objects.get(pk=row.pk)
