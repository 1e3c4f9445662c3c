"""`bin/manage import_figures`, from a file on disk to rows in the database: all of it or nothing."""

from __future__ import annotations

import io
import time
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from council import outbox
from council.models import AuditEntry, OutboxMessage, RoleAssignment, User
from council.periods import Slot
from council.spreadsheets import Sheet, read
from kpis.actions.imports import ImportConflict, Imported, import_figures
from kpis.imported_rows import LONGEST_WORDS, MOST_DIGITS, STATES
from kpis.models import Definition, Figure
from kpis.models.ratings import Rating
from kpis.series import GRAIN
from tests import hostile_files as hostile
from tests.factories import make_figure, make_indicator
from tests.integration.kpis.entering import at_once

SECONDS = 5
GOOD = hostile.GOOD


def written() -> tuple[int, int, int]:
    """What an import writes to."""
    return Figure.objects.count(), OutboxMessage.objects.count(), AuditEntry.objects.count()


def run(path: Path, *options: str) -> tuple[str, str]:
    """What the command says on standard output and standard error; a refusal comes at the end of the latter."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_figures", str(path), *options, stdout=out, stderr=err)
    except CommandError as error:
        err.write(f"{error}" if error.returncode == 1 else f"exit code {error.returncode}")
    return out.getvalue(), err.getvalue()


@pytest.fixture
def save(tmp_path):
    """A function that writes rows to a file of a kind."""

    def write(*rows: dict[str, str], kind: str = "csv") -> Path:
        path = tmp_path / f"figures.{kind}"
        path.write_bytes(hostile.WRITERS[kind](list(rows)))
        return path

    return write


def current(slug: str, slot: str) -> Figure:
    place = Slot.parse(slot)
    return Figure.objects.current().get(indicator__slug=slug, grain=place.grain, ordinal=place.ordinal)


def sheet_of(*rows: dict[str, str]) -> Sheet:
    return read("figures", hostile.csv_file(list(rows)), needed=hostile.NEEDED)


# --- What a good file does ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("kind", hostile.WRITERS)
def test_a_file_becomes_figures_once(save, kind: str) -> None:
    make_indicator("gritted")
    make_figure(make_indicator("ploughed"), "2021-22-Q3", "50")
    OutboxMessage.objects.all().delete()
    rows = (
        {"kpi": "gritted", "period": "2021-22-Q3", "value": "88.10%", "note": "From the depots"},
        {
            "kpi": "ploughed",
            "period": "2021-22-Q3",
            "numerator": "1",
            "denominator": "8",
            "state": "validated",
        },
    )
    path = save(*rows, kind=kind)
    before = Figure.objects.count()

    out, err = run(path)
    assert err == ""
    assert "2 rows. Added: 1. Corrected: 1. Unchanged: 0." in out
    gritted, ploughed = current("gritted", "2021-22-Q3"), current("ploughed", "2021-22-Q3")
    assert (str(gritted.value), gritted.state, gritted.note, gritted.version) == (
        "88.10",
        "provisional",
        "From the depots",
        1,
    )
    assert (ploughed.value, ploughed.numerator, ploughed.version) == (Decimal("12.5"), 1, 2)
    assert gritted.recorded_by.username == "performance"
    assert Figure.objects.get(indicator__slug="ploughed", version=1).superseded_at == ploughed.recorded_at
    assert {message.payload["indicator"] for message in OutboxMessage.objects.all()} == {
        gritted.indicator_id,
        ploughed.indicator_id,
    }

    out, err = run(path)
    assert "Added: 0. Corrected: 0. Unchanged: 2." in out
    assert Figure.objects.count() == before + 2
    assert OutboxMessage.objects.count() == 2


@pytest.mark.django_db
def test_a_trial_writes_nothing_and_says_what_would_change(save) -> None:
    make_figure(make_indicator("gritted"), "2021-22-Q3", "50")
    make_indicator("ploughed")
    before = written()
    path = save(
        {"kpi": "gritted", "period": "2021-22-Q3", "value": "51"},
        {"kpi": "ploughed", "period": "2021-22-Q3", "value": "TBC"},
    )
    out, _ = run(path, "--dry-run")
    assert out.splitlines() == [
        "row 2: gritted 2021-22-Q3: 51% (now 50%)",
        "row 3: ploughed 2021-22-Q3: TBC",
        "figures.csv: 2 rows. Added: 1. Corrected: 1. Unchanged: 0.",
        "This was a trial: nothing was written.",
    ]
    assert written() == before


@pytest.mark.django_db
def test_the_ratings_follow(save) -> None:
    """The messages are those of any other figure: the worker rates what was imported."""
    make_indicator("gritted")
    run(save({"kpi": "gritted", "period": "2021-22-Q3", "value": "88"}))
    outbox.drain()
    assert Rating.objects.filter(figure_id=current("gritted", "2021-22-Q3").pk).exists()


@pytest.mark.django_db
def test_a_correction_after_the_close_keeps_its_reason(save) -> None:
    make_figure(make_indicator("gritted"), "2021-22-Q2", "50")
    _, err = run(save({"kpi": "gritted", "period": "2021-22-Q2", "value": "51"}))
    assert 'row 2: note: "" is empty, and Quarter 2 (July-Sep) 2021/22 is closed.' in err
    run(save({"kpi": "gritted", "period": "2021-22-Q2", "value": "51", "note": "A depot was late"}))
    assert (current("gritted", "2021-22-Q2").value, current("gritted", "2021-22-Q2").reason) == (
        51,
        "A depot was late",
    )


@pytest.mark.django_db
def test_the_trail_names_the_importer(save) -> None:
    make_indicator("gritted")
    run(save({"kpi": "gritted", "period": "2021-22-Q3", "value": "5"}))
    entry = AuditEntry.objects.filter(table="kpis_figure").latest("id")
    assert (entry.who.username, entry.system, entry.action) == ("performance", "import_figures", "insert")


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_rows(person) -> None:
    slugs = [make_indicator(f"gritted-{number}", name=f"Gritted {number}").slug for number in range(40)]
    counts = []
    for some in (slugs[:2], slugs[2:]):
        rows = [{"kpi": slug, "period": "2021-22-Q3", "value": "5"} for slug in some]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            import_figures(sheet=sheet_of(*rows), by=person("performance"))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 13


# --- What a bad file does ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(hostile.FILES)[::8])
def test_a_hostile_file_writes_nothing(tmp_path: Path, name: str) -> None:
    """By the command; test_hostile_uploads.py sends all of them through the page."""
    path = tmp_path / "upload.xlsx"
    path.write_bytes(hostile.FILES[name]())
    before = written()
    start = time.process_time()
    out, err = run(path)
    assert time.process_time() - start < SECONDS
    assert out == ""
    assert err.endswith(".")
    assert written() == before


@pytest.mark.django_db
@pytest.mark.parametrize("kind", hostile.WRITERS)
@pytest.mark.parametrize("name", [*sorted(hostile.ROWS)[::6], "kpi 9"])
def test_a_bad_row_keeps_the_good_one_out(save, name: str, kind: str) -> None:
    path = save(*hostile.ROWS[name], kind=kind)
    before = written()
    out, err = run(path)
    assert out == ""
    assert "Nothing was imported" in err or name == "kpi 9"  # a NUL: the file itself is refused
    assert "row 3: " in err or name == "kpi 9"
    assert written() == before


@pytest.mark.django_db
def test_another_services_figures_are_refused(save) -> None:
    """The officer of Highways, by name; nothing is said but that the row must go."""
    make_indicator("gritted", service="highways")
    other = (
        Definition.objects.current()
        .exclude(service__slug__in=["highways", "street-lighting"])
        .exclude(value_type="text")
    )
    slug = other.filter(frequency="quarterly").first().indicator.slug
    path = save(
        {"kpi": "gritted", "period": "2021-22-Q3", "value": "5"},
        {"kpi": slug, "period": "2021-22-Q3", "value": "5"},
    )
    before = written()
    _, err = run(path, "--by", "officer")
    assert err.splitlines()[0] == (
        f'row 3: kpi: "{slug}" is not among the indicators whose figures you may enter. Take the row out.'
    )
    assert written() == before


@pytest.mark.django_db
@pytest.mark.parametrize("username", ["member", "auditor", "clerk", "approver", "admin"])
def test_who_enters_no_figures_imports_none(save, person, username: str) -> None:
    path = save({"kpi": "defects-4h-emergency", "period": "2021-22-Q3", "value": "5"})
    _, err = run(path, "--by", username)
    assert err == "Your account may not enter figures and commentary."
    with pytest.raises(PermissionDenied):
        import_figures(sheet=sheet_of(GOOD), by=person(username))


@pytest.mark.django_db
def test_who_imports_must_be_known_and_active(save) -> None:
    path = save(GOOD)
    assert "no active account nobody" in run(path, "--by", "nobody")[1]
    User.objects.filter(username="performance").update(is_active=False)
    assert "no active account performance" in run(path, "--by", "performance")[1]
    RoleAssignment.objects.filter(role="performance").delete()
    assert "There is no performance lead" in run(path)[1]


@pytest.mark.django_db
def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert run(tmp_path / "none.csv")[1].endswith(
        "is not a file. Check its name and folder. Nothing was imported."
    )
    assert "is not a file" in run(tmp_path)[1]


# --- Two at once -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_write_each_figure_once(committed_demo, person) -> None:
    slugs = [make_indicator(f"gritted-{number}", name=f"Gritted {number}").slug for number in range(20)]
    sheet = sheet_of(*({"kpi": slug, "period": "2021-22-Q3", "value": "5"} for slug in slugs))
    lead = person("performance")

    def attempt() -> Imported | ImportConflict:
        try:
            return import_figures(sheet=sheet, by=lead)
        except ImportConflict as conflict:
            return conflict

    outcomes = at_once(attempt, attempt)
    figures = Figure.objects.filter(indicator__slug__startswith="gritted-")
    assert figures.count() == 20
    assert sum(isinstance(each, Imported) and each.added == 20 for each in outcomes) == 1
    loser = next(each for each in outcomes if not (isinstance(each, Imported) and each.added))
    assert isinstance(loser, ImportConflict) or loser.unchanged == 20

    sheet = sheet_of(*({"kpi": slug, "period": "2021-22-Q3", "value": "6"} for slug in slugs))
    at_once(attempt, attempt)
    assert {(figure.version, figure.is_current) for figure in figures.all()} == {(1, False), (2, True)}
    assert figures.count() == 40


# --- Rules that are written twice --------------------------------------------------------------------------------------


def test_the_pure_rules_are_those_of_the_model() -> None:
    field = Figure._meta.get_field("value")
    assert set(STATES) == set(Figure.State.values)
    assert field.decimal_places == field.max_digits - field.decimal_places == MOST_DIGITS
    assert Figure._meta.get_field("text").max_length == LONGEST_WORDS
    assert set(GRAIN) == set(Definition.Frequency.values)
