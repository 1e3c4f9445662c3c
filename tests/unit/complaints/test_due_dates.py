"""bin/manage due_dates: files in, files out, and no database (pytest-django would refuse one here)."""

import contextlib
import csv
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from complaints.due_dates import due_file, read_day
from council.row_files import BadCell


def answered(
    *rows: tuple[str, ...], header: tuple[str, ...] = ("id", "procedure", "stage", "received", "extended")
):
    source, output = io.StringIO(newline=""), io.StringIO(newline="")
    csv.writer(source).writerows([header, *rows])
    source.seek(0)
    problems = list(due_file(source, output))
    output.seek(0)
    return [row["due"] for row in csv.DictReader(output)], problems


def test_the_ways_people_write_the_same_row() -> None:
    found, problems = answered(
        ("1", "childrens-statutory", "1", "2023-04-03", "no"),
        ("2", "Children's statutory", "Stage 1", "03/04/2023", ""),
        ("3", "CHILDRENS_STATUTORY", " 1 ", "3 April 2023", "N"),
        ("4", "childrens-statutory", "1", "2023-04-03", "Yes"),
    )
    assert problems == []
    assert found == ["2023-04-19"] * 3 + ["2023-05-04"]


@pytest.mark.parametrize(
    "received",
    [
        "3 Apr 2023",
        "3rd April 2023",
        "3rd of April 2023",
        "Monday 3 April 2023",
        "Mon, 3 Apr 2023",
        "3.4.2023",
        "03-Apr-2023",
        "03-Apr-23",  # the short form of spreadsheets
        "2023-04-03 00:00:00",
        "2023-04-03T14:05",
        "03/04/2023 14:05",
    ],
)
def test_days_as_people_and_spreadsheets_write_them(received: str) -> None:
    assert answered(("1", "childrens-statutory", "1.0", received, "")) == (["2023-04-19"], [])


def test_sept_is_september() -> None:
    assert read_day("30 Sept 2021").isoformat() == "2021-09-30"


@pytest.mark.parametrize(
    "received", ["04/13/2023", "3/4/23", "45019", "April 2023", "31 June 2023", "3 Aprl 2023"]
)
def test_what_may_mean_another_day_is_refused(received: str) -> None:
    found, problems = answered(("1", "childrens-statutory", "1", received, ""))
    assert (found, len(problems)) == ([], 1)


def test_the_column_extended_may_be_missing() -> None:
    header = ("received", "stage", "procedure", "id")
    assert answered(("2024-01-02", "acknowledge-1", "corporate", "a"), header=header) == (["2024-01-09"], [])


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("foi", "1", "2023-04-03", ""), 'procedure: "foi" is not known'),
        (("corporate", "3", "2023-04-03", ""), 'stage: corporate has no stage "3"'),
        (("corporate", "1", "2023-02-30", ""), 'received: "2023-02-30" is not a day'),
        (("corporate", "1", "", ""), 'received: "" is not a day'),
        (("corporate", "1", "0023-04-03", ""), "is not a day between 1978 and 2099"),
        (("corporate", "1", "2023-04-03", "maybe"), 'extended: "maybe" is not known. Write yes or no.'),
        (("adults-statutory", "respond", "2023-04-03", "yes"), "the date agreed with the person"),
        (("childrens-statutory", "1", "2005-04-03", ""), "only since 1 September 2006"),
    ],
)
def test_bad_rows_are_named_and_the_others_answered(row: tuple[str, ...], words: str) -> None:
    found, problems = answered(("a", *row), ("b", "corporate", "1", "2024-01-02", "no"))
    assert found == ["2024-01-16"]
    assert len(problems) == 1
    assert problems[0].startswith("line 2: ")
    assert words in problems[0]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_cells_parted_by_semicolons_or_tabs_below_empty_lines(separator: str) -> None:
    rows = [
        ["id", "procedure", "stage", "received"],
        ["1, a", "corporate", "1", "2024-01-02"],
        ["2", "corporate", "9", ""],
    ]
    text = "\n;;;\n" + "".join(separator.join(row) + "\n" for row in rows)
    output = io.StringIO(newline="")
    problems = list(due_file(io.StringIO(text, newline=""), output))
    assert output.getvalue() == 'id,procedure,stage,received,due\n"1, a",corporate,1,2024-01-02,2024-01-16\n'
    assert [problem[:7] for problem in problems] == ["line 5:"]


@given(text=st.text(max_size=30))
def test_no_text_upsets_the_reader_of_days(text: str) -> None:
    with contextlib.suppress(BadCell):
        assert read_day(text).year >= 1978


def test_the_command(tmp_path: Path) -> None:
    path, out, err = tmp_path / "stages.csv", io.StringIO(), io.StringIO()
    path.write_text(
        "id,procedure,stage,received\na,corporate,1,2024-01-02\nb,corporate,9,2024-01-02\n", encoding="utf-8"
    )
    with pytest.raises(CommandError, match="1 row was not worked out"):
        call_command("due_dates", path, stdout=out, stderr=err)
    assert out.getvalue() == "id,procedure,stage,received,due\na,corporate,1,2024-01-02,2024-01-16\n"
    assert err.getvalue().startswith("line 3: stage: ")
