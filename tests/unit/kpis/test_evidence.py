"""Files that back a figure: who attaches, reads and removes them, and how they come back."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from council.models import AuditEntry
from council.periods import Quarter, parse_quarter
from council.spreadsheets import FileRefused
from kpis.actions import evidence as actions
from kpis.actions.evidence import MOST_FILES, EvidenceRefused
from kpis.models import Definition, Evidence
from kpis.selectors import evidence
from tests.factories import make_indicator, submit_as_it_stands

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n<script>alert(1)</script>"


@pytest.fixture
def gritted(db) -> Definition:
    """An indicator of the Highways Service."""
    return Definition.objects.current().get(indicator=make_indicator("gritted"))


def attach(
    gritted: Definition, quarter: Quarter, by, content: bytes = PDF, name: str = "log.pdf"
) -> Evidence:
    return actions.attach(definition=gritted, quarter=quarter, name=name, content=content, by=by)


def send(
    client: Client, content: bytes = PDF, name: str = "log.pdf", quarter: str = "2021-22-Q3"
) -> HttpResponse:
    file = SimpleUploadedFile(name, content)
    return client.post(f"/kpis/gritted/evidence/{quarter}/", {"file": file}, follow=True)


def address(kept: Evidence) -> str:
    return f"/kpis/gritted/evidence/{Quarter.from_ordinal(kept.reported_in)}/{kept.pk}/"


def test_an_officer_attaches_a_file_that_others_of_the_staff_save(gritted, client_of) -> None:
    page = send(client_of("officer"), name="../gritting log.html")
    assert "gritting log.pdf is attached." in page.content.decode()
    (kept,) = Evidence.objects.all()
    assert (kept.media_type, kept.uploaded_by.username, len(kept.digest)) == (
        "application/pdf",
        "officer",
        64,
    )

    answer = client_of("auditor").get(address(kept))
    assert answer.content == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="gritting log.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("username", ["member", "admin"])
def test_who_sees_no_drafts_sees_no_files(gritted, client_of, person, q2, username: str) -> None:
    """Not even those of a closed quarter: a file may say more than its figure."""
    kept = attach(gritted, q2, person("officer"))
    assert client_of(username).get(address(kept)).status_code == 403


@pytest.mark.parametrize("username", ["approver", "auditor", "clerk"])
def test_who_enters_no_figures_reads_and_changes_nothing(
    gritted, client_of, person, q3, username: str
) -> None:
    kept, client = attach(gritted, q3, person("officer")), client_of(username)
    page = client.get("/kpis/gritted/evidence/2021-22-Q3/").content.decode()
    assert "log.pdf" in page
    assert "Attach a file" not in page and "Remove" not in page
    assert send(client, b"another").status_code == 403
    assert client.post(f"{address(kept)}remove/").status_code == 403
    with pytest.raises(PermissionDenied):
        attach(gritted, q3, person(username), b"another")
    assert Evidence.objects.filter(removed_at=None).count() == 1


def test_another_services_officer_is_told_of_nothing(client_of, person, q3) -> None:
    loans = Definition.objects.current().get(indicator=make_indicator("loans", service="libraries"))
    kept = attach(loans, q3, person("performance"))
    client = client_of("officer")
    for tail in ("", f"{kept.pk}/"):
        assert client.get(f"/kpis/loans/evidence/2021-22-Q3/{tail}").status_code == 404
    assert client.post(f"/kpis/loans/evidence/2021-22-Q3/{kept.pk}/remove/").status_code == 404
    with pytest.raises(PermissionDenied):
        attach(loans, q3, person("officer"), b"another")
    kept.refresh_from_db()
    assert kept.removed_at is None


def test_a_file_belongs_to_its_indicator_and_round(gritted, client_of, person, q3) -> None:
    kept = attach(gritted, q3, person("officer"))
    client = client_of("officer")
    assert client.get(f"/kpis/defects-4h-emergency/evidence/2021-22-Q3/{kept.pk}/").status_code == 404
    assert client.get(f"/kpis/gritted/evidence/2021-22-Q2/{kept.pk}/").status_code == 404
    assert client.get(f"/kpis/gritted/evidence/never/{kept.pk}/").status_code == 404
    assert client.get("/kpis/gritted/evidence/2030-31-Q1/").status_code == 404


def test_a_removed_file_is_gone_and_stays_on_record(gritted, client_of, person, q3) -> None:
    kept, client = attach(gritted, q3, person("officer")), client_of("officer")
    page = client.post(f"{address(kept)}remove/", follow=True).content.decode()
    assert "log.pdf is removed." in page and "Removed</h2>" in page and "No file is attached." in page
    assert client.get(address(kept)).status_code == 404
    again = client.post(f"{address(kept)}remove/", follow=True).content.decode()
    assert "That file was removed already." in again
    kept.refresh_from_db()
    assert (bytes(kept.content), kept.removed_at is None) == (PDF, False)
    entries = AuditEntry.objects.filter(table="kpis_evidence").order_by("id")
    assert [entry.action for entry in entries] == ["insert", "update"]
    assert "content" not in entries[0].after
    assert entries[1].who == person("officer")


def test_removing_it_twice_keeps_the_first_day(gritted, person, q3) -> None:
    kept = attach(gritted, q3, person("officer"))
    first = datetime.datetime(2022, 1, 5, 12, tzinfo=datetime.UTC)
    for day in range(2):
        actions.remove(
            kept, definition=gritted, by=person("officer"), at=first + datetime.timedelta(days=day)
        )
    kept.refresh_from_db()
    assert kept.removed_at == first


def test_what_the_approver_looks_at_stays_as_it_was_submitted(gritted, client_of, person, q3) -> None:
    kept = attach(gritted, q3, person("officer"))
    submit_as_it_stands(gritted.service, q3, person("officer"))
    client = client_of("officer")
    for page in (send(client, b"another"), client.post(f"{address(kept)}remove/", follow=True)):
        assert "has been submitted. Take it back" in page.content.decode()
    assert [file.pk for file in evidence.files(gritted, q3).attached] == [kept.pk]


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "log.pdf", "The selected file is empty"),
        (b"x" * (10 * 1024 * 1024 + 1), "log.txt", "The selected file must be smaller than 10MB"),
        (b"MZ\x90\x00", "log.pdf", "of a kind that cannot be kept"),
    ],
)
def test_what_is_not_kept_is_refused_in_words(
    gritted, client_of, content: bytes, name: str, sentence: str
) -> None:
    page = send(client_of("officer"), content, name)
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert not Evidence.objects.exists()


def test_no_file(gritted, client_of) -> None:
    assert "Select a file" in client_of("officer").post("/kpis/gritted/evidence/2021-22-Q3/").content.decode()


def test_the_same_file_twice_and_too_many_are_refused(gritted, person, q3) -> None:
    for number in range(MOST_FILES):
        attach(gritted, q3, person("officer"), f"file {number}".encode(), f"{number}.txt")
    with pytest.raises(EvidenceRefused, match=r"attached already, as 3\.txt"):
        attach(gritted, q3, person("officer"), b"file 3")
    with pytest.raises(EvidenceRefused, match="20 files already"):
        attach(gritted, q3, person("officer"), b"file 20")
    with pytest.raises(EvidenceRefused, match="has not been opened"):
        attach(gritted, parse_quarter("2030-31-Q1"), person("officer"))
    with pytest.raises(FileRefused):
        attach(gritted, q3, person("officer"), b"\0")


def test_files_are_counted_by_indicator(gritted, person, q2, q3) -> None:
    other = Definition.objects.current().get(indicator=make_indicator("ploughed"))
    for content in (b"one", b"two"):
        attach(gritted, q3, person("officer"), content, "a.txt")
    attach(gritted, q2, person("officer"), b"three", "a.txt")
    indicators = [gritted.indicator_id, other.indicator_id]
    assert evidence.counts(indicators, q3) == {gritted.indicator_id: 2}
    newest, older = evidence.files(gritted, q3).attached
    assert (newest.size, older.size, newest.uploaded_at >= older.uploaded_at) == (3, 3, True)
