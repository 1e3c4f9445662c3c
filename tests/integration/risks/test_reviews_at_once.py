"""Two people who review one entry at the same moment: one is saved, the other is told, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from council.models import User
from risks.actions import reviews
from risks.models import Assessment, Place, Review
from tests.integration.kpis.entering import at_once
from tests.risk_factories import make_assessment, open_quarter
from tests.unit.kpis.page_forms import typed, words

pytestmark = pytest.mark.django_db(transaction=True)

REVIEW = "/risks/corporate/corp6/review/"
#: How often the race is run: who is first differs.
TURNS = 4


@pytest.fixture
def place(committed_demo) -> Place:
    return Place.objects.get(register__slug="corporate", key="corp6")


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def posting(client: Client, address: str, data: dict[str, object]) -> Callable[[], HttpResponse]:
    return lambda: client.post(address, data)


def versions(place: Place) -> list[Assessment]:
    return list(place.entry.assessments.filter(ordinal=open_quarter().ordinal).order_by("version"))


def test_the_second_to_save_a_score_is_told(place) -> None:
    address = f"{REVIEW}score/"
    people = [signed_in("approver"), signed_in("risk")]
    for turn in range(TURNS):
        forms = [
            typed(client, address) | {"current": cell, "reason": f"Reason {cell}, turn {turn}"}
            for client, cell in zip(people, ("3/4", "2/2"), strict=True)
        ]
        answers = at_once(*(posting(*each) for each in zip(people, (address, address), forms, strict=True)))
        assert sorted(answer.status_code for answer in answers) == [302, 409]
        refused = next(number for number, answer in enumerate(answers) if answer.status_code == 409)
        assert str(forms[refused]["reason"]) in words(answers[refused])
        saved = versions(place)
        assert [row.version for row in saved] == list(range(1, turn + 2))
        assert saved[-1].reason == forms[1 - refused]["reason"]


def test_only_one_confirms_that_nothing_changed(place) -> None:
    people = [signed_in("approver"), signed_in("risk")]
    answers = at_once(*(posting(client, REVIEW, {"confidence": "amber"}) for client in people))
    # The other one came a moment later, and is told so, or at the same moment, and is refused.
    assert {answer.status_code for answer in answers} <= {302, 409}
    assert sum(answer.get("Location") == f"{REVIEW}check/" for answer in answers) == 1
    assert [row.confidence for row in versions(place)] == ["amber"]


def test_all_measures_of_the_second_are_refused_together(place) -> None:
    address = f"{REVIEW}measures/"
    people = [signed_in("approver"), signed_in("risk")]
    numbers = [row.number for row in place.entry.actions.current()][:2]
    forms = [
        typed(client, address)
        | {f"action-{numbers[0]}-progress": f"By {name}", f"action-{numbers[1]}-status": status}
        for client, name, status in zip(people, ("one", "two"), ("done", "in_progress"), strict=True)
    ]
    answers = at_once(*(posting(client, address, form) for client, form in zip(people, forms, strict=True)))
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    first, second = (place.entry.actions.current().get(number=number) for number in numbers)
    assert (first.version, second.version) == (2, 2)
    assert (first.progress, second.status) in {("By one", "done"), ("By two", "in_progress")}


def test_nothing_is_saved_under_a_review_that_is_being_submitted(place) -> None:
    make_assessment(place, confidence="amber")
    quarter, officer = open_quarter(), User.objects.get(username="approver")
    data = typed(signed_in("approver"), f"{REVIEW}score/") | {"current": "1/1", "reason": "Late"}
    client = signed_in("approver")
    answers = at_once(
        posting(client, f"{REVIEW}score/", data),
        lambda: reviews.submit(place.entry, quarter=quarter, by=officer),
    )
    review = Review.objects.get(entry=place.entry, round=quarter.ordinal)
    assert review.state == Review.State.SUBMITTED
    submitted_at = review.steps.get().at
    assert all(row.recorded_at <= submitted_at for row in versions(place)), answers
