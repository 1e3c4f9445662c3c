"""The pages of questions: asking, answering, the list; and how many questions pages ask of the database."""

from __future__ import annotations

import pytest
from django.test import Client

from committee.actions import questions as question_actions
from committee.models import Answer, Meeting, Question
from tests.committee_factories import clerk, make_seat
from tests.unit.committee.meeting_pages import (
    address,
    draft_meeting,
    published_meeting,
    queries,
    soup,
    words,
)

pytestmark = pytest.mark.django_db

MOST_QUERIES = 15


def ask(meeting: Meeting, text: str = "Why did visits fall?", **fields: object) -> Question:
    given = {"raised_by": "a member", "kind": "question", "by": clerk()} | fields
    return question_actions.ask(meeting=meeting, text=text, **given)


@pytest.fixture
def desk(client_of) -> Client:
    """The clerk's browser."""
    return client_of("clerk")


@pytest.fixture
def meeting() -> Meeting:
    return draft_meeting()


@pytest.fixture
def published() -> Meeting:
    return published_meeting()


def test_a_member_asks_and_is_answered(client_of, desk: Client, published: Meeting) -> None:
    member = client_of("member")
    first = soup(member.get("/committee/questions/ask/"))
    assert published.slug in [option["value"] for option in first.select("select option")]
    where = f"/committee/questions/ask/?meeting={published.slug}"
    form = soup(member.get(where))
    assert not form.find(attrs={"name": "owner"})
    items = [option.get_text() for option in form.select("select[name=item] option")]
    assert items == ["None", "1. Monitoring report"]
    typed = {"text": "Why did visits fall?", "kind": "question", "raised_by": "a member"}
    made = member.post(where, typed | {"indicator": "library-visits"})
    question = Question.objects.get(meeting=published)
    assert made["Location"] == f"/committee/questions/{question.ref}/"
    page = soup(member.get(made["Location"]))
    assert page.find("a", href="/kpis/library-visits/")
    assert not page.find("a", href=f"{made['Location']}answer/")
    assert question.ref in words(member.get("/committee/"))
    desk.post(
        f"{made['Location']}answer/",
        {"version": 1, "state": "answered", "owner": "Head of Libraries", "text": "Two were closed."},
    )
    page = words(member.get(made["Location"]))
    assert "Answer Two were closed." in page
    assert page.count("Head of Libraries") == 2, "now, and in what has happened"
    assert "No answer yet" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"text": ""}, "Enter what is asked"),
        ({"raised_by": ""}, "Enter raised by"),
        ({"indicator": "library-visits", "entry": "corporate/corp1"}, "Choose one thing that it concerns"),
        ({"indicator": "no-such-indicator"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_with_a_question_is_said(client_of, published: Meeting, typed: dict, said: str) -> None:
    given = {"text": "Why?", "kind": "question", "raised_by": "a member"} | typed
    page = soup(client_of("member").post(f"/committee/questions/ask/?meeting={published.slug}", given))
    assert said in page.select_one(".govuk-error-summary").get_text()
    assert not Question.objects.filter(meeting=published).exists()


@pytest.mark.parametrize(
    "where", ["questions/ask/?meeting=%00x", "questions/%00/", "%00/", "questions/99999999999999999999/"]
)
def test_addresses_of_nothing(client_of, where: str) -> None:
    assert client_of("member").get(f"/committee/{where}").status_code == 404


def test_a_member_cannot_ask_at_a_meeting_that_they_do_not_see(client_of, meeting: Meeting) -> None:
    assert client_of("member").get(f"/committee/questions/ask/?meeting={meeting.slug}").status_code == 404


def test_the_clerk_says_at_once_who_is_to_answer(desk: Client, published: Meeting) -> None:
    typed = {"text": "Why?", "kind": "question", "raised_by": "the Chair", "owner": "Head of Libraries"}
    desk.post(f"/committee/questions/ask/?meeting={published.slug}", typed | {"due_meeting": published.slug})
    answer = Answer.objects.get(question__meeting=published)
    assert (answer.owner, answer.due_meeting) == ("Head of Libraries", published)


def test_an_end_without_words_is_refused_and_keeps_what_was_typed(desk: Client, published: Meeting) -> None:
    question = ask(published)
    typed = {"version": 1, "state": "closed", "owner": "Head of Libraries", "text": " "}
    page = soup(desk.post(f"/committee/questions/{question.ref}/answer/", typed))
    assert "Enter how it was answered" in page.select_one(".govuk-error-summary").get_text()
    assert page.find("input", {"name": "owner"})["value"] == "Head of Libraries"
    assert Answer.objects.filter(question=question).count() == 1


def test_an_answer_that_somebody_else_gave_meanwhile_is_shown(desk: Client, published: Meeting) -> None:
    question = ask(published)
    question_actions.answer(question, by=clerk(), based_on=1, state="answered", text="Theirs.")
    typed = {"version": 1, "state": "answered", "text": "Mine."}
    page = soup(desk.post(f"/committee/questions/{question.ref}/answer/", typed), 409)
    assert "Theirs." in page.select_one(".govuk-notification-banner").get_text()
    assert page.find("textarea", {"name": "text"}).get_text().strip() == "Mine."
    assert page.find("input", {"name": "version"})["value"] == "2"


def test_the_list_is_filtered_by_the_address(desk: Client, published: Meeting) -> None:
    waiting, done = ask(published), ask(published, "When does it open?")
    question_actions.answer(done, by=clerk(), based_on=1, state="answered", text="In May.")
    page = words(desk.get(f"/committee/questions/?meeting={published.slug}&state=waiting&due=nonsense"))
    assert waiting.ref in page
    assert done.ref not in page
    assert "State: Waiting for an answer" in page
    nothing = words(desk.get(f"/committee/questions/?meeting={published.slug}&owner=&search=xyzzy"))
    assert "No question matches these filters." in nothing


# --- Queries --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("username", ["clerk", "member"])
def test_pages_ask_few_questions_of_the_database(client_of, published: Meeting, username: str) -> None:
    make_seat(published.committee, reads_exempt=True)
    for number in range(5):
        ask(published, f"Question {number}", entry=None)
    question = ask(published)
    client = client_of(username)
    pages = [
        "/committee/",
        address(published),
        "/committee/questions/",
        f"/committee/questions/{question.ref}/",
    ]
    if username == "clerk":
        pages += [address(published, "pack/"), f"/committee/questions/{question.ref}/answer/"]
    pages.append(f"/committee/questions/ask/?meeting={published.slug}")
    counted = {page: queries(client, page) for page in pages}
    assert {page: count for page, count in counted.items() if count > MOST_QUERIES} == {}
