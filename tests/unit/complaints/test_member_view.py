"""What everybody sees who does not run complaints: closed reports as they stood, without small numbers, without cases."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from complaints.actions import reports as actions
from complaints.models import AnnualReport, Feedback
from council.authorization import Role
from tests.complaint_factories import log_complaint
from tests.risk_factories import make_person
from tests.unit.complaints.report_pages import CLOSED, OPEN, main_of, numbers_shown, said, specs_of

pytestmark = pytest.mark.django_db

ADDRESSES = ("/complaints/", CLOSED, "/complaints/years/", "/complaints/report/2019-20/")
SMALL = re.compile(r"[1-4]( \(.*\))?")


@pytest.fixture(params=["member", "auditor", "officer", "admin", "of-highways"])
def reader(request, client_of) -> Client:
    """Somebody who does not run complaints for the whole council; the last handles one service's cases."""
    if request.param == "of-highways":
        make_person("of-highways", Role.COMPLAINTS, service="highways")
    return client_of(request.param)


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_small_number_is_shown_or_drawn(reader, address: str) -> None:
    page = main_of(reader, address)
    cells = numbers_shown(page)
    assert "Not shown" in cells, "small numbers are there, and kept back"
    assert not [cell for cell in cells if SMALL.fullmatch(cell)]
    for spec in specs_of(page):
        for trace in spec["data"]:
            assert not [length for length in trace["x"] if 0 < length < 5]


def test_staff_see_small_numbers(client_of) -> None:
    assert [cell for cell in numbers_shown(main_of(client_of("complaints"), CLOSED)) if SMALL.fullmatch(cell)]


def test_alternative_texts_keep_them_back_too(reader) -> None:
    page = main_of(reader, CLOSED)
    texts = [each["aria-label"] for each in page.select("[role=img]")]
    assert any("not shown" in text for text in texts)
    assert not [text for text in texts if re.search(r" [1-4](?: \(|;|\.)", text)]


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_case_is_named_or_linked(reader, address: str) -> None:
    html = reader.get(address).content.decode()
    assert not re.search(r"CF-\d{4}-\d{4}", html)
    main = BeautifulSoup(html, "html.parser").select_one("main")
    assert not main.select("td a[href*='/cases/']")
    assert Feedback.objects.exists()


def test_an_open_report_is_not_there(reader) -> None:
    assert reader.get(OPEN).status_code == 404
    assert reader.get("/complaints/years/?year=2021-22").status_code == 404


def test_what_happened_after_the_closing_is_not_in_it(reader, client_of, person) -> None:
    before = numbers_shown(main_of(reader, CLOSED))
    seen_by_staff = numbers_shown(main_of(client_of("complaints"), CLOSED))
    by = person("complaints")
    report = AnnualReport.objects.get(year=2020)
    log_complaint(received_on=report.counted_on.replace(year=2020, month=9, day=7), by=by)
    assert numbers_shown(main_of(reader, CLOSED)) == before
    assert numbers_shown(main_of(client_of("complaints"), CLOSED)) != seen_by_staff


def test_words_written_after_a_reopening_are_seen_after_the_next_closing(reader, person) -> None:
    by = person("complaints")
    actions.reopen_report(year=2020, by=by, reason="A sentence was missing.")
    actions.write_text(year=2020, section="2.6", text="The sentence that was missing.", by=by, based_on=1)
    assert reader.get(CLOSED).status_code == 404
    actions.close_report(year=2020, by=by, reason="For a test")
    assert "The sentence that was missing." in said(main_of(reader, CLOSED))


def test_nothing_to_work_on_is_offered(reader) -> None:
    page = main_of(reader, CLOSED)
    text = said(page)
    assert "Working on the report" not in text and "Write the words" not in text
    assert not page.select("a[href$='/close/'], a[href$='/reopen/'], a[href*='/text/']")


@pytest.mark.parametrize(
    "step",
    [
        "open/",
        "2021-22/text/1.1/",
        "2021-22/active/adults/",
        "2021-22/counted/",
        "2021-22/close/",
        "2020-21/reopen/",
    ],
)
def test_nobody_else_takes_a_step(reader, step: str) -> None:
    address = f"/complaints/report/{step}"
    assert reader.get(address).status_code == 403
    assert reader.post(address, {"reason": "Because", "text": "x", "version": "0"}).status_code == 403


def test_the_public_sees_nothing(client: Client) -> None:
    for address in (*ADDRESSES, OPEN):
        response = client.get(address)
        assert response.status_code == 302 and response.url.startswith("/sign-in/")
