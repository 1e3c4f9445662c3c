"""What the council does to put a complaint right."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from complaints.actions import remedies
from complaints.actions.refusals import ComplaintRefused
from complaints.models import Feedback, Remedy
from tests.complaint_factories import complaints_manager, log_complaint
from tests.unit.complaints.work_pages import address, day, send
from tests.unit.kpis.page_forms import words

pytestmark = pytest.mark.django_db
AGREED = datetime.date(2021, 6, 18)


@pytest.fixture
def client(client_of) -> Client:
    return client_of("complaints")


@pytest.fixture
def case() -> Feedback:
    return log_complaint()


def current(case: Feedback, number: int = 1) -> Remedy:
    return Remedy.objects.current().get(feedback=case, number=number)


def test_a_payment_is_recorded_with_its_amount_and_day(client, case) -> None:
    answer = send(
        client,
        address(case, "remedies/add/"),
        what="money",
        amount="£1,500",
        words="For the missed visits",
        **day("agreed_on", AGREED),
        **day("due_on", "2021-07-16"),
    )
    assert answer.status_code == 302
    row = current(case)
    assert (row.amount, row.due_on, row.done_on) == (Decimal(1500), datetime.date(2021, 7, 16), None)
    assert case.texts.get(part="remedy-1").text == "For the missed visits"
    assert "to be done by 16 July 2021" in words(client.get(answer["Location"]))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"what": "money"}, "Enter the amount of the payment, more than £0"),
        ({"what": "money", "amount": "0"}, "Enter the amount of the payment, more than £0"),
        ({"what": "money", "amount": "-5"}, "more than £0"),
        ({"what": "apology", "amount": "5"}, "Only a payment has an amount"),
        ({"what": "apology"} | day("done_on", "2021-06-17"), "when it was agreed, or later"),
        ({"what": "apology"} | day("due_on", "2021-06-17"), "it was agreed, or later"),
        (
            {"what": "apology"} | day("done_on", timezone.localdate() + datetime.timedelta(days=1)),
            "must be today or in the past",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_the_field(client, case, fields: dict[str, str], said: str) -> None:
    page = send(client, address(case, "remedies/add/"), **day("agreed_on", AGREED) | fields)
    assert page.status_code == 200
    assert said.replace("when it was agreed", "on which it was agreed") in words(page)
    assert not case.remedies.exists()


def test_a_remedy_is_done_and_stays_as_it_was_agreed(client, case) -> None:
    remedies.add(case, by=complaints_manager(), what="service", agreed_on=AGREED, words="A new plan")
    answer = send(client, address(case, "remedies/1/"), **day("done_on", "2021-07-01"))
    assert answer.status_code == 302
    row = current(case)
    assert (row.what, row.agreed_on, row.done_on) == ("service", AGREED, datetime.date(2021, 7, 1))
    assert case.texts.get(part="remedy-1").text == "A new plan"


@pytest.mark.parametrize(
    "fields",
    [
        {"what": "money"},
        {"what": "money", "amount": Decimal(0)},
        {"what": "apology", "amount": Decimal(5)},
        {"what": "apology", "done_on": AGREED - datetime.timedelta(days=1)},
        {"what": "apology", "due_on": AGREED - datetime.timedelta(days=1)},
    ],
)
def test_the_action_refuses_it_too(case, fields: dict[str, object]) -> None:
    with pytest.raises(ComplaintRefused):
        remedies.add(case, by=complaints_manager(), agreed_on=AGREED, **fields)


def test_without_the_permission_to_read_words_none_are_asked_for(client, case) -> None:
    case.erased_at, case.erased_by = timezone.now(), complaints_manager()
    case.save()
    page = client.get(address(case, "remedies/add/"))
    assert b'name="words"' not in page.content
    assert (
        send(client, address(case, "remedies/add/"), what="apology", **day("agreed_on", AGREED)).status_code
        == 302
    )
    assert not case.texts.exists()
