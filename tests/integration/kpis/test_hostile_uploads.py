"""Bars I1, I2 and I7: every hostile file through the page that officers use, each held against the manifest.

Time is that of the processor, so that a busy machine fails nobody: nothing here waits for anything. Memory is the most that
the process held while it answered, above what it held when this module began, beside what a worker holds by itself.
"""

from __future__ import annotations

import ctypes
import gc
import re
import time
from collections import Counter
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from council.models import AuditEntry, OutboxMessage
from kpis.models import Figure, Upload
from tests import hostile_files as hostile
from tests.hostile_uploads import UPLOADS

PAGE = "/kpis/returns/upload/"
MOST_SECONDS = 5
MOST_MEGABYTES = 300
#: A worker that has answered some requests and holds no file.
IDLE_WORKER = 110
#: Which file or sheet it is, what is wrong with it; and what to do.
SENTENCES = re.compile(r"(?:figures|The sheet |.*\.csv).{8,}\. .{10,}\.")
FINDING = re.compile(
    r'row (\d+): (kpi|period|value|numerator|denominator|value_2|state|note|column [A-Z]+): "([^"]*)" (\S.+\.)',
    re.DOTALL,
)
#: What stands before the number of a row in the table of cells to fix; its label is for screens too narrow for columns.
ROW = (
    '<td class="govuk-table__cell" role="cell"><span class="app-stacked__label" aria-hidden="true">Row</span>'
)


@pytest.fixture(scope="module")
def at_rest() -> int:
    """The megabytes held before the first file, with nothing left over from other tests."""
    gc.collect()
    _let_go()
    return _megabytes("VmRSS")


def _let_go() -> None:
    """Give the memory that nobody uses back to the system, which glibc puts off."""
    ctypes.CDLL(None).malloc_trim(0)


def _megabytes(what: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{what}:")) // 1024


def send(client: Client, content: bytes, name: str) -> HttpResponse:
    """Choose a file; the answer is where the browser lands."""
    return client.post(PAGE, {"file": SimpleUploadedFile(name, content)}, follow=True)


def verdict(response: HttpResponse) -> str:
    page = response.content.decode()
    if "There is a problem" in page:
        return "refused"
    return "findings" if "Nothing was saved" in page else "accepted"


def written() -> tuple[int, int, int]:
    """What the figures of a file would leave behind."""
    figures = AuditEntry.objects.filter(table="kpis_figure")
    return Figure.objects.count(), OutboxMessage.objects.count(), figures.count()


@pytest.mark.django_db
@pytest.mark.parametrize("name", UPLOADS)
def test_a_file_is_answered_as_the_manifest_says(client_of, at_rest: int, name: str) -> None:
    sent, client, before = UPLOADS[name], client_of("performance"), written()
    content = sent.build()
    _let_go()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak begins anew
    start = time.process_time()
    response = send(client, content, sent.name)
    seconds, megabytes = time.process_time() - start, _megabytes("VmHWM") - at_rest + IDLE_WORKER

    assert response.status_code == 200
    answer = verdict(response)
    assert answer == sent.verdict or sent.verdict == "either"
    assert written() == before
    assert seconds < MOST_SECONDS
    assert megabytes < MOST_MEGABYTES
    assert Upload.objects.exists() == (answer != "refused")
    if answer == "refused":
        errors = [error for field in response.context["form"].errors.values() for error in field]
        assert errors
        assert all(error.startswith("The selected file ") or SENTENCES.fullmatch(error) for error in errors)
    elif answer == "findings":
        _each_names_row_column_value_and_rule(response)


def _each_names_row_column_value_and_rule(response: HttpResponse) -> None:
    """Bar I2, by parsing the messages; and they are on the page, or in the copy where there are too many."""
    findings = response.context["imported"].findings
    assert findings
    for finding in findings:
        assert FINDING.fullmatch(str(finding)), str(finding)
        assert finding.row >= 2
    page = response.content.decode()
    assert "<script>alert" not in page
    assert all(f"{ROW}{finding.row}</td>" in page for finding in findings[:200])


def test_there_are_three_hundred_hostile_uploads_and_controls() -> None:
    verdicts = Counter(sent.verdict for sent in UPLOADS.values())
    assert verdicts["refused"] + verdicts["findings"] >= 500
    assert verdicts["accepted"] >= 20
    assert verdicts["either"] >= 75


@pytest.mark.django_db
@pytest.mark.parametrize("body", [b"", b"--x", b"--x\r\n\r\n", b"--x--\r\n", b"\0" * 1000])
def test_a_broken_form_is_no_file(client_of, body: bytes) -> None:
    answer = client_of("officer").post(PAGE, body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code in (200, 400)
    assert not Upload.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", hostile.WRITERS)
@pytest.mark.parametrize("slug", ["library-visits", "no-such-indicator"])
def test_another_services_indicator_is_refused_like_one_that_is_not_there(
    client_of, kind: str, slug: str
) -> None:
    before = written()
    rows = [hostile.GOOD, {**hostile.GOOD, "kpi": slug}]
    response = send(client_of("officer"), hostile.WRITERS[kind](rows), f"figures.{kind}")
    assert [(finding.row, finding.column, finding.value) for finding in response.context["findings"]] == [
        (3, "kpi", slug)
    ]
    assert written() == before
