"""bin/manage rate: files in, files out, and no database (pytest-django would refuse one here)."""

import csv
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.unit.kpis.rating_rows import SCHEME_FILES

HOUSE = next(path for path in SCHEME_FILES if path.stem == "house")
GOOD = "id,indicator,good_is,actual,target\na,Roads,high,95,95\nb,Spend,low,£96,£95\n"


@pytest.fixture
def figures(tmp_path: Path) -> Path:
    path = tmp_path / "figures.csv"
    path.write_text(GOOD, encoding="utf-8")
    return path


def statuses(text: str) -> list[str]:
    return [row["status"] for row in csv.DictReader(io.StringIO(text))]


def test_rates_to_standard_output(figures: Path) -> None:
    out, err = io.StringIO(), io.StringIO()
    call_command("rate", figures, scheme=HOUSE, stdout=out, stderr=err)
    assert statuses(out.getvalue()) == ["green", "amber"]
    assert err.getvalue() == ""


def test_rates_to_a_file(figures: Path, tmp_path: Path) -> None:
    output, out = tmp_path / "ratings.csv", io.StringIO()
    call_command("rate", figures, scheme=HOUSE, output=output, stdout=out)
    assert statuses(output.read_text(encoding="utf-8")) == ["green", "amber"]
    assert out.getvalue() == ""


def test_bad_rows_are_reported_and_fail_the_command_after_the_others_are_rated(figures: Path) -> None:
    figures.write_text(GOOD + "c,Bins,high,12..5,5\nd,Jobs,low,1,5\n", encoding="utf-8")
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError, match="1 row was not rated"):
        call_command("rate", figures, scheme=HOUSE, stdout=out, stderr=err)
    assert statuses(out.getvalue()) == ["green", "amber", "green"]
    assert err.getvalue() == 'line 4: actual: "12..5" is not a number. Write it like 1234.5.\n'


@pytest.mark.parametrize(
    ("encoding", "warning"),
    [("utf-8-sig", ""), ("utf-8", ""), ("cp1252", "is not UTF-8: it was read as cp1252")],
)
def test_encodings_that_spreadsheets_save(figures: Path, encoding: str, warning: str) -> None:
    figures.write_text(GOOD, encoding=encoding)
    out, err = io.StringIO(), io.StringIO()
    call_command("rate", figures, scheme=HOUSE, stdout=out, stderr=err)
    assert out.getvalue().startswith("id,")
    assert "£96 against a target of £95" in out.getvalue()
    assert warning in err.getvalue()
    assert bool(warning) == bool(err.getvalue())


def test_what_cannot_be_read_is_named(figures: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nowhere\.csv: No such file or directory"):
        call_command("rate", tmp_path / "nowhere.csv", scheme=HOUSE)
    with pytest.raises(CommandError, match=r"none\.yaml: No such file or directory"):
        call_command("rate", figures, scheme=tmp_path / "none.yaml")
    with pytest.raises(CommandError, match="would overwrite the file"):
        call_command("rate", figures, scheme=HOUSE, output=figures)
    assert figures.read_text(encoding="utf-8") == GOOD
    figures.write_bytes(b"\x81\x8d\xff\x00")
    with pytest.raises(CommandError, match="not a text file that can be read"):
        call_command("rate", figures, scheme=HOUSE)
    figures.write_text("name\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"figures\.csv: The file has no column"):
        call_command("rate", figures, scheme=HOUSE, stdout=io.StringIO())


def test_a_bad_scheme_is_named_with_its_rule(figures: Path, tmp_path: Path) -> None:
    scheme = tmp_path / "scheme.yaml"
    scheme.write_text(
        HOUSE.read_text(encoding="utf-8").replace("meets: target", "meets: goal"), encoding="utf-8"
    )
    with pytest.raises(CommandError, match=r"scheme\.yaml: rule 1: meets: \"goal\" is not known"):
        call_command("rate", figures, scheme=scheme)
    scheme.write_bytes(b"name: \xff\xfe")
    with pytest.raises(CommandError, match="not a UTF-8 text file"):
        call_command("rate", figures, scheme=scheme)
