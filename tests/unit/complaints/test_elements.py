"""The points of a complaint, each with its own outcome, and what they lead to."""

from __future__ import annotations

import pytest
from django.test import Client

from complaints.actions import elements, feedback
from complaints.actions.feedback import TextConflict
from complaints.actions.refusals import ComplaintRefused
from complaints.models import CaseAccess, Element, Feedback, Subject
from council.actions.superseding import EditConflict
from tests.complaint_factories import complaints_manager, log_complaint, log_feedback
from tests.unit.complaints.work_pages import address, day, first_form, send
from tests.unit.kpis.page_forms import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of) -> Client:
    return client_of("complaints")


@pytest.fixture
def case() -> Feedback:
    return log_complaint()


@pytest.fixture(autouse=True)
def subject() -> Subject:
    return Subject.objects.get_or_create(slug="test-delay", defaults={"name": "Delay of a test"})[0]


def add(case: Feedback, subject: Subject, outcome: str = "", said: str = "") -> Element:
    return elements.add(case, subject=subject, outcome=outcome, words=said, by=complaints_manager())


def current(case: Feedback, number: int = 1) -> Element:
    return Element.objects.current().get(feedback=case, number=number)


def test_a_point_is_added_with_its_words(client, case) -> None:
    answer = send(client, address(case, "elements/add/"), subject="test-delay", words="Canary delay")
    assert answer.status_code == 302
    assert (current(case).subject.slug, current(case).outcome) == ("test-delay", "")
    assert case.texts.get(part="element-1").text == "Canary delay"
    page = words(client.get(answer["Location"]))
    assert "proposed once every point has one" in page
    assert "Canary" not in page


@pytest.mark.parametrize(
    ("outcomes", "label"),
    [
        (("upheld", "upheld"), "Upheld"),
        (("upheld", "not_upheld"), "Partly upheld"),
        (("not_upheld", "not_upheld"), "Not upheld"),
    ],
)
def test_the_outcome_of_the_complaint_is_proposed_from_its_points(
    client, case, subject, outcomes: tuple[str, ...], label: str
) -> None:
    for outcome in outcomes:
        add(case, subject, outcome)
    where = address(case, "stages/1/answer/")
    assert f"points lead to: {label}" in words(client.get(where))
    assert first_form(client, where)["outcome"] == label.lower().replace(" ", "_")


def test_another_outcome_than_the_proposed_one_is_asked_about(client, case, subject) -> None:
    add(case, subject, "upheld")
    where = address(case, "stages/1/answer/")
    asked = send(client, where, **day("on", "2021-06-18"), outcome="not_upheld")
    assert "lead to another outcome" in words(asked)
    assert (
        send(client, where, **day("on", "2021-06-18"), outcome="not_upheld", confirmed="on").status_code
        == 302
    )


def test_a_complaint_without_points_is_answered_all_the_same(client, case) -> None:
    where = address(case, "stages/1/answer/")
    assert send(client, where, **day("on", "2021-06-18"), outcome="upheld").status_code == 302


def test_a_point_gets_its_outcome_later(client, case, subject) -> None:
    add(case, subject, said="Canary")
    where = address(case, "elements/1/")
    assert "Canary" in words(client.get(where))
    answer = send(client, where, outcome="upheld")
    assert "Its points lead to: Upheld." in words(client.get(answer["Location"]))
    assert (current(case).outcome, current(case).version) == ("upheld", 2)
    assert case.texts.get(part="element-1").text == "Canary"


def test_reading_the_words_of_a_point_is_on_record(client, case, subject) -> None:
    add(case, subject, said="Canary")
    before = CaseAccess.objects.filter(feedback=case).count()
    client.get(address(case, "elements/1/"))
    assert CaseAccess.objects.filter(feedback=case).count() == before + 1


def test_a_point_is_taken_away_and_put_back(client, case, subject) -> None:
    add(case, subject, "upheld")
    where = address(case, "elements/1/")
    taken = client.post(f"{where}remove/", {"version": "1"})
    assert taken["Location"] == where
    assert current(case).void
    assert "points lead to" not in words(client.get(address(case, "stages/1/answer/")))
    assert "taken away as entered by mistake" in words(client.get(where))
    assert client.post(f"{where}remove/", {"version": "2", "back": "yes"}).status_code == 302
    assert not current(case).void


def test_taking_away_what_somebody_changed_is_refused(client, case, subject) -> None:
    add(case, subject)
    where = address(case, "elements/1/")
    elements.change(case, 1, by=complaints_manager(), based_on=1, outcome="upheld")
    page = client.post(f"{where}remove/", {"version": "1"}, follow=True)
    assert "Somebody else has just changed it" in words(page)
    assert not current(case).void


def test_whoever_is_second_keeps_what_they_typed(client, case, subject) -> None:
    add(case, subject, said="First words")
    where = address(case, "elements/1/")
    form = first_form(client, where)
    elements.change(
        case,
        1,
        by=complaints_manager(),
        based_on=1,
        outcome="not_upheld",
        words="Their words",
        words_based_on=1,
    )
    second = client.post(where, form | {"outcome": "upheld", "words": "My words"})
    assert second.status_code == 409
    page = words(second)
    for said in ("Not upheld", "Their words", "My words"):
        assert said in page
    assert current(case).outcome == "not_upheld"


def test_of_an_element_and_its_words_both_are_written_or_neither(case, subject) -> None:
    add(case, subject, said="First")
    feedback.write_text(case, "element-1", "Theirs", by=complaints_manager(), based_on=1)
    with pytest.raises(TextConflict):
        elements.change(
            case, 1, by=complaints_manager(), based_on=1, outcome="upheld", words="Mine", words_based_on=1
        )
    assert current(case).version == 1


def test_an_old_version_is_not_built_upon(case, subject) -> None:
    add(case, subject)
    elements.change(case, 1, by=complaints_manager(), based_on=1, outcome="upheld")
    with pytest.raises(EditConflict):
        elements.change(case, 1, by=complaints_manager(), based_on=1, outcome="not_upheld")


def test_comments_have_no_points(client, subject) -> None:
    comment = log_feedback("comment")
    with pytest.raises(ComplaintRefused):
        add(comment, subject)
    assert client.get(address(comment, "elements/add/")).status_code == 404
