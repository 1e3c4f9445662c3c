"""The page on which a log is uploaded: shown before it is written, written whole or not at all, kept nowhere meanwhile."""

from __future__ import annotations

import base64
import csv
import io
import logging

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from complaints.log_columns import NAMES, REQUIRED
from complaints.models import CaseText, Feedback, Stage, Standing, Subject
from council.authorization import Role
from tests.complaint_factories import log_complaint, service_type, stage_of, standing
from tests.risk_factories import make_person
from tests.unit.kpis.page_forms import words

pytestmark = pytest.mark.django_db

ADDRESS = "/complaints/cases/upload/"
CANARY = "Canary Person"
FIRST = {
    "received": "7 June 2011", "kind": "Complaint", "complainant": "Parent or guardian", "reference": "OLD-1",
    "area": "Children's social care", "subjects": "Delay", "stage": "Stage 1", "answered": "17/06/2011",
    "outcome": "Partly upheld", "name": CANARY, "words": "Canary words, \"quoted\"",
}  # fmt: skip
SECOND = {
    "received": "2011-06-08", "kind": "compliment", "complainant": "relative", "service_type": "Support planning",
}  # fmt: skip


@pytest.fixture
def manager(client_of) -> Client:
    return client_of("complaints")


@pytest.fixture(autouse=True)
def choices(db) -> None:
    service_type("support-planning")
    Subject.objects.get_or_create(slug="delay", defaults={"name": "Delay"})


def file_of(*rows: dict[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, dict.fromkeys(name for row in rows for name in row))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def choose(client: Client, content: bytes, name: str = "log.csv") -> HttpResponse:
    return client.post(ADDRESS, {"file": SimpleUploadedFile(name, content)})


def save(client: Client, shown: HttpResponse) -> HttpResponse:
    box = BeautifulSoup(shown.content, "html.parser").select_one(".app-preview [name=held]")
    return client.post(ADDRESS, {"held": box["value"]})


def test_what_is_shown_is_what_is_saved(manager: Client) -> None:
    before = Feedback.objects.count()
    shown = choose(manager, file_of(FIRST, SECOND))
    page = BeautifulSoup(shown.content, "html.parser")
    rows = [
        [cell.get_text(" ", strip=True) for cell in row.select("th, td")]
        for row in page.select("[aria-label='What would be logged'] tbody tr")
    ]
    assert rows == [
        [
            "2: Complaint Reference: OLD-1", "7 June 2011", "Children's social care", "Parent or guardian",
            "Children's, statutory: Stage 1, local resolution", "Partly upheld, 17 June 2011", "Yes",
        ],
        [
            "3: Compliment Reference: the next of its year", "8 June 2011", "Support Planning", "Relative or carer",
            "–", "–", "No",
        ],
    ]  # fmt: skip
    assert Feedback.objects.count() == before
    saved = save(manager, shown)
    assert saved.headers["Location"] == "/complaints/cases/"
    case = Feedback.objects.get(reference="OLD-1")
    row = standing(case)
    assert (row.procedure, row.outcome, row.resolved_at, str(row.closed_on)) == (
        "childrens-statutory", "partly_upheld", "1", "2011-06-17",
    )  # fmt: skip
    assert str(stage_of(case).limit_on) == "2011-06-21"
    assert case.details.get().subjects == ["delay"]
    assert set(CaseText.objects.filter(feedback=case).values_list("part", "text")) == {
        ("name", CANARY), ("words", 'Canary words, "quoted"'),
    }  # fmt: skip
    assert Feedback.objects.get(reference="CF-2011-0001").kind == "compliment"
    assert Feedback.objects.count() == before + 2


def test_one_bad_row_and_nothing_is_saved(manager: Client) -> None:
    before = Feedback.objects.count()
    wrong = file_of(FIRST, SECOND | {"received": "soon"}, SECOND | {"kind": "grumble"})
    shown = choose(manager, wrong)
    page = BeautifulSoup(shown.content, "html.parser")
    rows = [
        [cell.get_text(" ", strip=True) for cell in row.select("th, td")]
        for row in page.select("[aria-label='What to mend in the file'] tbody tr")
    ]
    assert rows == [
        ["Row 3, received", "it is not a day", "Write it like 27 March 2021 or 27/03/2021."],
        [
            "Row 4, kind",
            "the log does not know what it says",
            "Write one of: Complaint, Comment, Compliment.",
        ],
    ]
    assert page.select_one("[name=held]") is None
    forced = manager.post(ADDRESS, {"held": base64.b64encode(wrong).decode()})
    assert "2 things to mend" in words(forced)
    assert Feedback.objects.count() == before


def test_the_words_of_the_file_are_in_no_log_and_on_no_page(
    manager: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    marked = dict.fromkeys(NAMES, CANARY)
    answers = [
        choose(manager, file_of(FIRST)),
        choose(manager, file_of(marked)),
        choose(manager, file_of(FIRST | {CANARY: CANARY})),
        choose(manager, file_of(FIRST), name=f"{CANARY}.csv"),
        choose(manager, CANARY.encode()),
    ]
    answers.append(save(manager, answers[0]))
    for answer in answers:
        assert CANARY not in words(answer)
        assert "no-store" in answer.headers.get("Cache-Control", "") or answer.status_code == 302
    assert CANARY not in caplog.text


def test_a_reference_that_is_taken_is_refused_and_the_file_cannot_be_saved_twice(manager: Client) -> None:
    shown = choose(manager, file_of(FIRST))
    assert save(manager, shown).status_code == 302
    assert "the log has a case with this reference" in words(save(manager, shown))
    assert Feedback.objects.filter(reference="OLD-1").count() == 1


def test_rows_like_cases_of_the_log_are_marked_and_not_blocked(manager: Client) -> None:
    save(manager, choose(manager, file_of(SECOND)))
    shown = choose(manager, file_of(SECOND, SECOND | {"received": "9 June 2011"}))
    page = BeautifulSoup(shown.content, "html.parser")
    marked = [
        bool(row.select_one(".govuk-tag"))
        for row in page.select("[aria-label='What would be logged'] tbody tr")
    ]
    assert marked == [True, False]
    assert "Take them out of the file unless they are other cases" in words(shown)
    save(manager, shown)
    assert [Feedback.objects.filter(reference=f"CF-2011-000{number}").exists() for number in (1, 2, 3, 4)] == [
        True, True, True, False,
    ]  # fmt: skip


def test_references_of_the_file_and_of_the_series_never_meet(manager: Client) -> None:
    save(manager, choose(manager, file_of(SECOND, SECOND | {"reference": "CF-2011-0001"}, SECOND)))
    references = Feedback.objects.filter(reference__startswith="CF-2011-").order_by("reference")
    assert [case.reference for case in references] == ["CF-2011-0001", "CF-2011-0002", "CF-2011-0003"]


def test_a_longer_file_takes_no_more_statements(manager: Client) -> None:
    def count(rows: int, year: int) -> int:
        made = [FIRST | {"reference": "", "received": f"{day % 28 + 1} June {year}", "answered": "", "outcome": ""}
                for day in range(rows)]  # fmt: skip
        shown = choose(manager, file_of(*made))
        with CaptureQueriesContext(connection) as queries:
            assert save(manager, shown).status_code == 302
        return len(queries)

    few = count(2, 2010)
    assert count(200, 2012) == few
    assert Stage.objects.current().filter(feedback__reference__startswith="CF-2012-").count() == 200
    assert (
        Standing.objects.current().filter(feedback__reference__startswith="CF-2012-", due_on=None).count()
        == 0
    )


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "log.csv", "The selected file is empty"),
        (b"name,other\n1,2\n", "log.csv", "The file"),
        (b"%PDF-1.4", "log.csv", "The file is a PDF, not a spreadsheet"),
        (b"received,kind,complainant", "log.pdf", "The selected file must be a CSV, ODS or XLSX"),
        (b"x" * 1_100_000, "log.csv", "must be smaller than 1MB"),
        (b"received,kind,complainant,kind\n1,2,3,4\n", "log.csv", "The column kind is there twice"),
    ],
)
def test_what_is_no_log(manager: Client, content: bytes, name: str, sentence: str) -> None:
    page = BeautifulSoup(choose(manager, content, name).content, "html.parser")
    assert sentence in page.select_one(".govuk-error-summary").get_text()


@pytest.mark.parametrize("lost", ["", "§§§", "AAA", base64.b64encode(b"PK\x03\x04").decode()])
def test_a_held_file_that_was_lost_or_forged(manager: Client, lost: str) -> None:
    before = Feedback.objects.count()
    assert "Error:" in words(manager.post(ADDRESS, {"held": lost}))
    assert Feedback.objects.count() == before


def test_who_handles_one_service_uploads_its_cases_only(client_of) -> None:
    narrow = Client()
    narrow.force_login(make_person("narrow", Role.COMPLAINTS, service="highways"))
    own = {
        "received": "7 June 2011",
        "kind": "Comment",
        "complainant": "Member of the public",
        "area": "Other services",
    }
    assert "it is none of the services that you handle" in words(choose(narrow, file_of(own)))
    assert save(narrow, choose(narrow, file_of(own | {"service": "highways"}))).status_code == 302


def test_the_template_has_every_column_and_the_page_explains_each(manager: Client) -> None:
    answer = manager.get("/complaints/cases/upload/template.csv")
    assert answer.content.decode("utf-8-sig") == f"{','.join(NAMES)}\r\n"
    assert 'filename="feedback-log.csv"' in answer.headers["Content-Disposition"]
    assert set(REQUIRED) < set(NAMES)
    page = BeautifulSoup(manager.get(ADDRESS).content, "html.parser")
    explained = [each.get_text() for each in page.select("[aria-label='The columns of a log'] tbody th")]
    assert explained == list(NAMES)


def test_a_case_logged_by_hand_is_numbered_on_after_an_upload(manager: Client) -> None:
    save(manager, choose(manager, file_of(SECOND)))
    following = log_complaint(received_on=stage_day())
    assert following.reference == "CF-2011-0002"


def stage_day():
    """A day of the year of the uploads above."""
    return standing(Feedback.objects.get(reference="CF-2011-0001")).received_on
