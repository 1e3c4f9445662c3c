"""Uploading figures through the pages: choose, look, save; nothing is written before, and nobody is overwritten unseen."""

from __future__ import annotations

import datetime
import io
import zipfile
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from council.models import AuditEntry, OutboxMessage
from council.periods import Slot
from council.spreadsheets import LARGEST_FILE, read
from kpis.actions import figures, returns, uploads
from kpis.actions.imports import ImportConflict
from kpis.entries import Entry
from kpis.models import Definition, Figure, Indicator, Upload
from kpis.tasks import prune_uploads
from tests import hostile_files as hostile
from tests.factories import make_figure, make_indicator, submit_as_it_stands
from tests.integration.kpis.entering import at_once

PAGE = "/kpis/returns/upload/"
SLUG = "defects-4h-emergency"
ROW = {"kpi": SLUG, "period": "2021-22-Q3", "value": "88.71%"}


def send(client: Client, content: bytes, name: str = "figures.csv") -> HttpResponse:
    """Choose a file; the answer is where the browser lands."""
    return client.post(PAGE, {"file": SimpleUploadedFile(name, content)}, follow=True)


def send_rows(client: Client, *rows: dict[str, str]) -> HttpResponse:
    return send(client, hostile.csv_file(list(rows)))


def address(client: Client, *rows: dict[str, str]) -> str:
    """The page on which a file with these rows is looked at."""
    return send_rows(client, *rows).redirect_chain[-1][0]


def text(response: HttpResponse) -> str:
    return response.content.decode()


def current(slug: str = SLUG) -> Figure | None:
    slot = Slot.parse("2021-22-Q3")
    place = {"indicator__slug": slug, "grain": slot.grain, "ordinal": slot.ordinal}
    return Figure.objects.current().filter(**place).first()


def enter(person, value: str, slug: str = SLUG, username: str = "performance") -> Figure:
    """Somebody saves a figure on the form of one figure."""
    now = current(slug)
    return figures.record(
        indicator=Indicator.objects.get(slug=slug),
        slot=Slot.parse("2021-22-Q3"),
        entry=Entry(value=Decimal(value)),
        based_on=now.version if now else 0,
        by=person(username),
    )


def written() -> tuple[int, int]:
    return Figure.objects.count(), OutboxMessage.objects.count()


# --- Choosing a file ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("figures.pdf", b"%PDF-1.7", "The selected file must be a CSV, ODS or XLSX"),
        ("figures.csv", b"", "The selected file is empty"),
        ("figures.csv", b" \n ", "is empty. Choose the file with the figures."),
        ("figures.csv", b"x" * (LARGEST_FILE + 1), "The selected file must be smaller than 10MB"),
        ("figures.xlsx", b"%PDF-1.7", "is a PDF, not a spreadsheet."),
        ("figures.csv", b"name,figure\na,1\n", "no column kpi, period, value"),
        ("figures.csv", b"kpi,period,value,value\na,b,1,2\n", "has the column value twice."),
    ],
)
def test_a_file_that_cannot_be_read_is_not_kept(client_of, name: str, content: bytes, sentence: str) -> None:
    response = send(client_of("officer"), content, name)
    assert response.status_code == 200
    assert sentence in text(response)
    assert "<title>Error: Upload figures" in text(response)
    assert not Upload.objects.exists()


@pytest.mark.django_db
def test_no_file(client_of) -> None:
    assert "Select a file" in text(client_of("officer").post(PAGE))


@pytest.mark.django_db
def test_a_file_name_is_only_words(client_of) -> None:
    page = text(send(client_of("officer"), hostile.csv_file([ROW]), "<b>q3</b>.csv"))
    assert "<b>q3" not in page and "b&gt;.csv" in page


# --- Looking at it, and saving -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_looking_writes_nothing_and_saving_writes_what_was_shown(client_of, person) -> None:
    make_figure(make_indicator("gritted", name="Gritted on time"), "2021-22-Q3", "50")
    make_figure(make_indicator("ploughed"), "2021-22-Q3", "7")
    before = written()
    officer = client_of("officer")
    rows = (
        ROW,
        {"kpi": "gritted", "period": "2021-22-Q3", "value": "51", "note": "A depot was late"},
        {"kpi": "ploughed", "period": "2021-22-Q3", "value": "7"},
    )
    check = address(officer, *rows)
    page = officer.get(check)
    assert written() == before
    assert [row["value"]["text"] for row in page.context["counts"]] == ["1", "1", "1"]
    assert [(row.row, row.now, row.new, row.what) for row in page.context["changes"]] == [
        (2, "", "88.71%", "Added"),
        (3, "50%", "51%", "Corrected: figure, note"),
    ]

    done = officer.post(check, follow=True)
    assert done.redirect_chain == [("/kpis/returns/", 302)]
    assert "2 figures are saved. Their ratings are being worked out." in text(done)
    assert current().value == Decimal("88.71")
    assert (current().recorded_by, current("gritted").note) == (person("officer"), "A depot was late")
    assert written()[0] == before[0] + 2
    assert not Upload.objects.exists()


@pytest.mark.django_db
def test_saving_twice_saves_once_and_says_so(client_of) -> None:
    officer = client_of("officer")
    check = address(officer, ROW)
    officer.post(check)
    before = written()
    again = officer.post(check, follow=True)
    assert again.redirect_chain == [(PAGE, 302)]
    assert "That file was saved already" in text(again)
    assert written() == before


@pytest.mark.django_db
def test_a_file_without_news_has_nothing_to_save(client_of, person) -> None:
    make_figure(Indicator.objects.get(slug=SLUG), "2021-22-Q3", "88.71")
    page = text(send_rows(client_of("officer"), ROW))
    assert "Nothing needs to be saved." in page
    assert "Save these figures" not in page


@pytest.mark.django_db
def test_a_figure_that_changed_since_is_named_and_nothing_is_lost(client_of, person) -> None:
    """Bar F8."""
    officer = client_of("officer")
    make_indicator("gritted")
    check = address(officer, ROW, {"kpi": "gritted", "period": "2021-22-Q3", "value": "51"})
    theirs = enter(person, "90")
    before = written()

    answer = officer.post(check)
    page = " ".join(text(answer).split())
    assert answer.status_code == 409
    assert f"{theirs.recorded_by} saved 90% at" in page
    assert "Your file has 88.71%." in page
    assert [words.slug for words, _ in answer.context["moved"]] == [SLUG]
    assert written() == before
    assert current() == theirs

    assert officer.post(check).status_code == 302, "it was seen, and is meant now"
    assert (current().value, current().version) == (Decimal("88.71"), theirs.version + 1)
    assert Figure.objects.get(pk=theirs.pk).value == 90
    assert current("gritted").value == 51


@pytest.mark.django_db
def test_the_same_figure_saved_by_somebody_else_is_no_conflict(client_of, person) -> None:
    officer = client_of("officer")
    make_indicator("gritted")
    check = address(
        officer, {**ROW, "state": "validated"}, {"kpi": "gritted", "period": "2021-22-Q3", "value": "5"}
    )
    theirs = enter(person, "88.71")
    assert officer.post(check).status_code == 302
    assert current() == theirs
    assert current("gritted").value == 5


@pytest.mark.django_db
def test_a_place_filled_in_that_very_moment_is_shown(client_of, person, monkeypatch) -> None:
    officer = client_of("officer")
    check = address(officer, ROW)
    really_import = uploads.import_figures

    def lose_the_race(**options):
        if not options.get("dry_run"):
            enter(person, "90")
            raise ImportConflict("Somebody saved one of these figures at the same moment.")
        return really_import(**options)

    monkeypatch.setattr(uploads, "import_figures", lose_the_race)
    answer = officer.post(check)
    assert answer.status_code == 409
    assert [words.now for words, _ in answer.context["moved"]] == ["90%"]
    assert current().value == 90


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_save_once(committed_demo, client_of) -> None:
    officer = client_of("officer")
    check = address(officer, ROW)
    answers = at_once(lambda: client_of("officer").post(check), lambda: client_of("officer").post(check))
    assert sorted(answer.headers["Location"] for answer in answers) == ["/kpis/returns/", PAGE]
    assert current().version == 1


@pytest.mark.django_db
def test_a_figure_that_looks_wrong_is_named_and_can_be_saved(client_of) -> None:
    gritted = make_indicator("gritted")
    for slot, value in (("2020-21-Q4", "90"), ("2021-22-Q1", "91"), ("2021-22-Q2", "92")):
        make_figure(gritted, slot, value)
    make_indicator("ploughed")
    officer = client_of("officer")
    rows = [{"kpi": slug, "period": "2021-22-Q3", "value": "0.91"} for slug in ("gritted", "ploughed")]
    check = address(officer, *rows)
    page = officer.get(check)
    assert [len(row.warnings) for row in page.context["changes"]] == [1, 0]
    assert "0.91% looks like a fraction" in text(page)
    assert "1 figure looks unusual beside the ones before. You can save it as it is." in text(page)
    assert officer.post(check).status_code == 302
    assert current("gritted").value == Decimal("0.91")


@pytest.mark.django_db
def test_a_submitted_return_takes_no_figures_and_an_approved_one_asks_why(client_of, person, q3) -> None:
    service = Definition.objects.current().get(indicator__slug=SLUG).service
    officer = client_of("officer")
    check = address(officer, ROW)
    submit_as_it_stands(service, q3, person("officer"))
    before = written()

    answer = officer.post(check)
    assert answer.status_code == 409, "it was submitted after the file had been looked at"
    assert "Take the return back, or have the approver return it" in text(answer)
    assert written() == before

    returns.approve(service=service, quarter=q3, by=person("approver"))
    (finding,) = officer.get(check).context["findings"]
    assert (finding.column, "is approved. Write why" in finding.sentence) == ("note", True)
    officer.post(address(officer, {**ROW, "note": "Recounted by the contractor"}))
    assert (current().value, current().reason) == (Decimal("88.71"), "Recounted by the contractor")


@pytest.mark.django_db
def test_figures_that_are_worked_out_follow_a_file_and_stand_in_none(client_of) -> None:
    make_indicator("gritted", name="Gritted")
    make_indicator("ploughed", name="Ploughed")
    make_indicator("both", name="Both", calculation={"kind": "sum", "of": ["gritted", "ploughed"]})
    officer = client_of("officer")
    rows = [{"kpi": slug, "period": "2021-22-Q3", "value": "40"} for slug in ("gritted", "ploughed", "both")]
    (finding,) = send_rows(officer, *rows).context["findings"]
    assert (finding.row, finding.column, finding.value) == (4, "kpi", "both")
    assert "worked out from other indicators" in finding.sentence
    officer.post(address(officer, *rows[:2]))
    assert (current("both").value, current("both").state) == (80, "provisional")


# --- What to fix -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_bad_row_is_named_and_the_copy_comes_back_mended(client_of) -> None:
    officer = client_of("officer")
    make_indicator("gritted")
    bad = {"kpi": "gritted", "period": "2021-09", "value": "12,5"}
    before = written()
    check = address(officer, ROW, bad)
    page = officer.get(check)
    assert "Nothing was saved" in text(page) and "2 cells need to be fixed" in text(page)
    assert [(each.row, each.column, each.value) for each in page.context["findings"]] == [
        (3, "period", "2021-09"),
        (3, "value", "12,5"),
    ]
    assert officer.post(check).status_code == 409
    assert written() == before

    answer = officer.get(f"{check}what-to-fix.xlsx")
    assert 'filename="what-to-fix.xlsx"' in answer.headers["Content-Disposition"]
    sheet = read("copy", answer.content, needed=hostile.NEEDED)
    assert sheet.headings == (*hostile.HEADINGS, "what_to_fix")
    assert [row.number for row in sheet.rows] == [2, 3]
    assert (sheet.rows[0].cells[2], sheet.rows[1].cells[1]) == ("88.71%", "2021-09")
    assert len(sheet.headings) - 1 not in sheet.rows[0].cells
    assert sheet.rows[1].cells[8].startswith("period: does not fit an indicator")

    # The copy, sent back as it is: the same finding, and its last column is for people alone
    again = send(officer, answer.content, "what-to-fix.xlsx")
    assert again.context["findings"] == page.context["findings"]
    second = officer.get(f"{again.redirect_chain[-1][0]}what-to-fix.xlsx")
    assert read("copy", second.content, needed=hostile.NEEDED) == sheet


@pytest.mark.django_db
def test_another_services_indicator_is_a_finding(client_of) -> None:
    page = send_rows(client_of("officer"), {"kpi": "library-visits", "period": "2021-22-Q3", "value": "1"})
    assert "Is not among the indicators whose figures you may enter." in text(page)


@pytest.mark.django_db
def test_a_long_file_is_shown_in_part_and_saved_whole(client_of) -> None:
    for number in range(201):
        make_indicator(f"gritted-{number}", name=f"Gritted {number}")
    rows = [{"kpi": f"gritted-{number}", "period": "2021-22-Q3", "value": "5"} for number in range(201)]
    officer = client_of("officer")
    check = address(officer, *rows)
    page = officer.get(check)
    assert "The first 200 are shown. All of them are saved." in text(page)
    assert len(page.context["changes"]) == 200
    officer.post(check)
    assert Figure.objects.filter(indicator__slug__startswith="gritted-").count() == 201


# --- Who, and for how long ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["{own}", "999999999", "9" * 40])
def test_an_upload_is_its_persons_alone(client_of, number: str) -> None:
    check = address(client_of("officer"), ROW)
    theirs = f"{PAGE}{number.format(own=check.removeprefix(PAGE).strip('/'))}/"
    other = client_of("performance")
    before = written()
    for answer in (other.get(theirs), other.post(theirs), other.get(f"{theirs}what-to-fix.xlsx")):
        assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)
    assert written() == before
    assert Upload.objects.count() == 1


@pytest.mark.django_db
def test_the_trail_has_the_upload_without_its_content(client_of) -> None:
    officer = client_of("officer")
    officer.post(address(officer, ROW))
    entries = AuditEntry.objects.filter(table="kpis_upload").order_by("id")
    assert [(entry.action, entry.who.username) for entry in entries] == [
        ("insert", "officer"),
        ("delete", "officer"),
    ]
    kept = entries[0].after
    assert (kept["file_name"], len(kept["digest"])) == ("figures.csv", 64)
    assert not {"content", "seen"} & (set(kept) | set(entries[1].before))


@pytest.mark.django_db
def test_what_nobody_saved_is_removed_after_a_day(client_of) -> None:
    officer = client_of("officer")
    old, new = (int(address(officer, ROW).removeprefix(PAGE).strip("/")) for _ in range(2))
    Upload.objects.filter(pk=old).update(uploaded_at=timezone.now() - datetime.timedelta(hours=25))
    prune_uploads()
    assert list(Upload.objects.values_list("pk", flat=True)) == [new]


# --- Templates ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_template_is_read_back(client_of, person) -> None:
    officer = client_of("officer")
    enter(person, "88.10", username="officer")
    answer = officer.get("/kpis/returns/template.xlsx?service=highways")
    assert 'filename="figures-highways.xlsx"' in answer.headers["Content-Disposition"]
    sheet = read("template", answer.content, needed=hostile.NEEDED)
    assert set(sheet.headings) == {*hostile.HEADINGS, "indicator_name", "previous_figure", "target"}
    due = (
        Definition.objects.current()
        .filter(service__slug="highways")
        .exclude(value_type="text")
        .exclude(frequency="annual")
    )
    assert sorted(row.cells[0] for row in sheet.rows) == sorted(due.values_list("indicator__slug", flat=True))

    place = {name: column for column, name in enumerate(sheet.headings)}
    (row,) = [row for row in sheet.rows if row.cells[0] == SLUG]
    assert row.cells[place["value"]] == "88.10"
    assert row.cells[place["previous_figure"]].endswith("%")
    assert row.cells[place["target"]].endswith("%")

    # Sent back as it is: what was entered is unchanged, the rest still needs a figure
    page = send(officer, answer.content, "figures-highways.xlsx")
    assert {each.column for each in page.context["findings"]} == {"value"}
    assert len(page.context["findings"]) == len(sheet.rows) - 1
    assert page.context["imported"].unchanged == 1
    assert "was not read" not in text(page)


@pytest.mark.django_db
def test_a_template_has_the_annual_figures_that_are_due_and_none_that_is_worked_out(client_of) -> None:
    """A school year ends in August; with a lag of a quarter its figure is asked for in Quarter 3."""
    make_indicator("results", name="Results", frequency="annual", basis="academic_year", lag=1)
    make_indicator("some-day", name="Some day", frequency="annual", basis="year")
    make_indicator("calls", name="Calls", frequency="monthly", basis="month")
    make_indicator("gritted")
    make_indicator("both", name="Both", calculation={"kind": "sum", "of": ["gritted", SLUG]})
    content = client_of("officer").get("/kpis/returns/template.xlsx?service=highways").content
    sheet = read("template", content, needed=hostile.NEEDED)
    periods = [(row.cells[0], row.cells[2]) for row in sheet.rows]
    assert [period for slug, period in periods if slug == "results"] == ["2020-21"]
    assert [period for slug, period in periods if slug == "calls"] == ["2021-10", "2021-11", "2021-12"]
    assert not {"some-day", "both"} & {slug for slug, _ in periods}


@pytest.mark.django_db
def test_a_template_that_is_filled_in_becomes_figures(client_of) -> None:
    lead = client_of("performance")
    content = lead.get("/kpis/returns/template.xlsx").content
    sheet = read("template", content, needed=hostile.NEEDED)
    rows = [{"kpi": row.cells[0], "period": row.cells[2], "value": "12"} for row in sheet.rows]
    page = send(lead, hostile.csv_file(rows))
    assert "findings" in page.context and page.context["findings"] == []
    assert page.context["imported"].added == len(rows) > 20


@pytest.mark.django_db
def test_a_template_of_somebody_elses_service_does_not_exist(client_of) -> None:
    assert client_of("officer").get("/kpis/returns/template.xlsx?service=libraries").status_code == 404


@pytest.mark.django_db
def test_a_template_says_how_to_fill_it_in_and_is_never_a_formula(client_of) -> None:
    make_indicator("formula", name='=cmd|"/C calc"!A1')
    content = client_of("officer").get("/kpis/returns/template.xlsx").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert "How to fill this in" in parts["xl/workbook.xml"]
    assert "estimate,provisional,validated,revised" in parts["xl/worksheets/sheet1.xml"]
    assert "<f>" not in parts["xl/worksheets/sheet1.xml"]
    assert "<dc:title>Figures: all services</dc:title>" in parts["docProps/core.xml"]
