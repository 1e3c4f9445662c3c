"""The pages of retention, erasure, the printout of one case and the access log."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from complaints.actions import feedback, steps
from complaints.models import CaseAccess, CaseText, Feedback, Procedure, Retention
from council.authorization import Role
from council.models import RoleAssignment, Service, User
from tests.complaint_factories import complaints_manager, log_complaint

pytestmark = pytest.mark.django_db
CANARY = "Xanthippe-Quillfeather"
WORDS = {"name": CANARY, "words": f"{CANARY} waited\nfor weeks"}
TODAY = datetime.date(2027, 6, 19)


@pytest.fixture
def browser(client_of: Callable[[str], Client]) -> Client:
    return client_of("complaints")


@pytest.fixture
def narrow() -> Client:
    """The browser of somebody who handles complaints of one service."""
    user = User.objects.create_user("narrow", password=None)
    RoleAssignment.objects.create(
        user=user, role=Role.COMPLAINTS, service=Service.objects.get(slug="highways")
    )
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture(autouse=True)
def _no_other_words(db: None) -> None:
    """Words of the demonstration's cases would be due as well."""
    CaseText.objects.all().delete()


@pytest.fixture
def in_2027(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Six years after the cases closed, and a day."""
    real = timezone.localdate
    monkeypatch.setattr(timezone, "localdate", lambda moment=None: real(moment) if moment else TODAY)
    return


def closed(**fields: object) -> Feedback:
    """A complaint with words that was answered."""
    case = log_complaint(Procedure.CHILDREN, stage="1", texts=WORDS, **fields)
    on = datetime.date(2021, 6, 18)
    steps.answer(case, 1, on=on, outcome="upheld", by=complaints_manager(), based_on=1)
    return case


def text(response: object) -> str:
    return " ".join(response.content.decode().split())


def test_changing_how_long_words_are_kept(browser: Client) -> None:
    page = text(browser.get(reverse("complaint-retention")))
    assert page.count("6 years") >= 5
    assert "no law sets one for complaints" in page
    address = reverse("complaint-retention-edit", args=["comments-and-compliments"])
    data = {"version": "0", "years": "2", "reason": "Schedule 4.2"}
    assert "Comments and compliments: words are kept for 2 years." in text(
        browser.post(address, data, follow=True)
    )
    conflict = browser.post(address, data | {"years": "3"})
    assert conflict.status_code == 409
    assert "Theirs is saved: 2 years. Schedule 4.2" in text(conflict)
    assert 'value="3"' in text(conflict)
    assert "Enter where the number comes from" in text(
        browser.post(address, {"version": "1", "years": "2", "reason": ""})
    )
    assert Retention.objects.count() == 1
    assert browser.get(reverse("complaint-retention-edit", args=["foi"])).status_code == 404


def test_erasing_what_is_due_is_confirmed_first(browser: Client, in_2027: None) -> None:
    first, second = closed(), closed()
    listed = text(browser.get(reverse("complaint-erasure")))
    assert first.reference in listed
    assert second.reference in listed
    assert "18 June 2027" in listed
    address = reverse("complaint-erasure-confirm")
    asked = browser.get(address)
    assert "Erase the words of 2 cases" in text(asked)
    assert "Children&#x27;s, statutory: 2" in text(asked)
    seen = asked.context["form"].initial["seen"]
    assert "I know that this cannot be undone" in text(browser.post(address, {"seen": seen}))
    assert first.texts.count() == 2
    stale = browser.post(address, {"seen": "other", "sure": "on"})
    assert stale.status_code == 409
    assert "Other cases are due now" in text(stale)
    assert first.texts.count() == 2
    done = text(browser.post(address, {"seen": seen, "sure": "on"}, follow=True))
    assert "The words of 2 cases are erased. No figure changed." in done
    assert "Nothing is due" in done
    assert first.texts.count() == second.texts.count() == 0
    assert "Nothing is due for erasure" in text(browser.get(address))


def test_erasing_the_words_of_one_case(browser: Client) -> None:
    case = closed()
    address = reverse("complaint-erase", args=[case.reference])
    page = text(browser.get(address))
    assert "It holds 2 texts" in page
    assert CANARY not in page
    assert "They were kept as long" not in page
    assert "Select why they are erased" in text(browser.post(address, {"sure": "on"}))
    browser.post(address, {"why": "request", "sure": "on"})
    case.refresh_from_db()
    assert (case.erased_for, case.texts.count()) == ("request", 0)
    assert "They were erased on" in text(browser.get(address))
    assert "erased already" in text(browser.post(address, {"why": "request", "sure": "on"}))


def test_an_open_case_keeps_its_words(browser: Client) -> None:
    case = log_complaint(texts=WORDS)
    address = reverse("complaint-erase", args=[case.reference])
    assert "still open" in text(browser.post(address, {"why": "request", "sure": "on"}))
    assert case.texts.count() == 2


def test_everything_held_is_shown_once_it_is_on_record(browser: Client) -> None:
    case = closed()
    address = reverse("complaint-everything", args=[case.reference])
    asked = text(browser.get(address))
    assert CANARY not in asked
    assert not CaseAccess.objects.exists()
    response = browser.post(address)
    page = text(response)
    assert f"{CANARY} waited<br>for weeks" in page
    assert "Stage 1, local resolution, from 7 June 2021" in page
    assert "10 working days from 7 June 2021: 21 June 2021" in page
    assert "Printed everything held about the case" in page
    assert CANARY not in page.partition("</title>")[0]
    assert response["Cache-Control"] == "no-store"
    assert CaseAccess.objects.get().what == "printed"


def test_the_printout_of_an_erased_case_says_so(browser: Client) -> None:
    case = closed()
    browser.post(reverse("complaint-erase", args=[case.reference]), {"why": "mistake", "sure": "on"})
    page = text(browser.post(reverse("complaint-everything", args=[case.reference])))
    assert "They should not have been recorded" in page
    assert CANARY not in page


def test_who_has_seen_what(browser: Client) -> None:
    first, second = closed(), closed()
    assert "Nobody has read the words of a case yet" in text(browser.get(reverse("complaint-access")))
    feedback.read_words(first, by=complaints_manager())
    feedback.read_words(second, by=complaints_manager())
    address = reverse("complaint-access")
    assert "2 records" in text(browser.get(address))
    page = text(browser.get(address, {"search": first.reference}))
    assert "1 record<" in page
    assert f"/complaints/cases/{second.reference}/" not in page
    assert "Nothing matches these filters" in text(browser.get(address, {"what": "printed"}))
    assert "2 records" in text(browser.get(address, {"by": "complaints", "what": "nonsense", "sort": "case"}))
    assert CANARY not in page


def test_who_handles_a_part_only_neither_erases_nor_looks_over_shoulders(narrow: Client) -> None:
    case = closed()
    own = closed(service=Service.objects.get(slug="highways"))
    for name, args in (
        ("complaint-retention", []),
        ("complaint-retention-edit", ["corporate"]),
        ("complaint-erasure", []),
        ("complaint-erasure-confirm", []),
        ("complaint-access", []),
        ("complaint-erase", [own.reference]),
    ):
        assert narrow.get(reverse(name, args=args)).status_code == 403
        assert narrow.post(reverse(name, args=args)).status_code == 403
    assert narrow.post(reverse("complaint-everything", args=[case.reference])).status_code == 404
    assert narrow.post(reverse("complaint-everything", args=[own.reference])).status_code == 200
    assert case.texts.count() == own.texts.count() == 2
