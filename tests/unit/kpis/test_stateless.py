"""Rating a file of figures: what a cell may hold, what is reported, what is written."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from council.row_files import BadFile
from kpis.rating import Scheme
from kpis.rating_values import ImportanceClass
from kpis.stateless import ADDED, rate_file
from tests.unit.kpis.rating_rows import reference_schemes

SCHEMES = {scheme.name: scheme for scheme in reference_schemes()}
HEADER = "id,indicator,good_is,actual,target"


def rate_text(text: str, scheme: str | Scheme = "house") -> tuple[list[dict[str, str]], list[str]]:
    output = io.StringIO()
    found = SCHEMES[scheme] if isinstance(scheme, str) else scheme
    problems = list(rate_file(io.StringIO(text, newline=""), found, output))
    return list(csv.DictReader(io.StringIO(output.getvalue()))), problems


def rate_row(scheme: str = "house", **cells: str) -> tuple[dict[str, str] | None, list[str]]:
    row = {"id": "1", "indicator": "Roads", "good_is": "high", "actual": "90", "target": "95"} | cells
    text = io.StringIO()
    writer = csv.DictWriter(text, row)
    writer.writeheader()
    writer.writerow(row)
    rows, problems = rate_text(text.getvalue(), scheme)
    return (rows[0] if rows else None), problems


def outcome(scheme: str = "house", **cells: str) -> dict[str, str]:
    row, problems = rate_row(scheme, **cells)
    assert problems == []
    assert row is not None
    return row


def problem(**cells: str) -> str:
    row, problems = rate_row(**cells)
    assert row is None
    assert len(problems) == 1
    return problems[0]


def test_columns_in_any_order_with_others_passed_through() -> None:
    text = "owner,target,actual,previous,good_is,id,indicator\n=cmd,95%,88.71%,90,High,a,Roads\n"
    rows, problems = rate_text(text)
    assert problems == []
    assert list(rows[0]) == ["owner", "target", "actual", "previous", "good_is", "id", "indicator", *ADDED]
    assert rows[0] == {
        "owner": "=cmd",
        "target": "95%",
        "actual": "88.71%",
        "previous": "90",
        "good_is": "High",
        "id": "a",
        "indicator": "Roads",
        "status": "red",
        "label": "Requires improvement",
        "direction_previous": "worse",
        "direction_last_year": "",
        "reason": "88.71% against a target of 95%: 6.29 points (6.6%) short. Amber needs 5% or less. "
        "Requires improvement (red).",
    }


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        ({"actual": "95"}, "green"),
        ({"actual": "95", "target": ">95"}, "amber"),
        ({"actual": "4.9", "target": "< 5%", "good_is": "L"}, "green"),
        ({"actual": "5", "target": "<5", "good_is": "low"}, "amber"),
        ({"actual": "650", "target": "600-680", "good_is": "On target"}, "green"),
        ({"actual": "50%", "target": "45% – 55%", "good_is": "range"}, "green"),
        ({"actual": "-3", "target": "-5 to -2", "good_is": "ON TARGET"}, "green"),
        (
            {"actual": "650", "target": "", "target_low": "600", "target_high": "680", "good_is": "range"},
            "green",
        ),
        ({"actual": "38", "target": "", "target_low": "5", "good_is": "range"}, "green"),
        (
            {"actual": "650", "target": "1", "target_low": "600", "target_high": "680", "good_is": "range"},
            "green",
        ),
        ({"actual": "£1,200", "target": "£1,000", "good_is": "LOW"}, "red"),
        ({"actual": "−5", "target": "-5"}, "green"),
        ({"actual": "90", "tolerance": "6"}, "amber"),
        ({"actual": "0"}, "red"),
        ({"actual": ""}, "awaiting"),
        ({"actual": "   "}, "awaiting"),
        ({"actual": "", "target": ""}, "awaiting"),
        ({"actual": "TBC"}, "not_available"),
        ({"actual": "n/a"}, "not_available"),
        ({"actual": "-"}, "not_available"),
        ({"actual": "–"}, "not_available"),
        ({"actual": ".."}, "not_available"),
        ({"actual": "Suspended"}, "not_available"),
        ({"actual": "New measure from Q1"}, "not_available"),
        ({"actual": "Not due until Quarter 4"}, "not_due"),
        ({"target": ""}, "data_only"),
        ({"target": "90% within 5 working days"}, "unrateable"),
        ({"target": "TBC"}, "unrateable"),
        ({"target": "Improve"}, "unrateable"),
        ({"target": "Maintain Quartile 2"}, "unrateable"),
        ({"actual": "1", "target": "0", "good_is": "low"}, "unrateable"),
    ],
)
def test_status(cells: dict[str, str], status: str) -> None:
    assert outcome(**cells)["status"] == status


@pytest.mark.parametrize("target", ["Maintain Quartile 2", "quartile 2", ""])
def test_quartiles(target: str) -> None:
    cells = {"target": target} | ({} if target else {"target_quartile": "2"})
    assert outcome("quartile-position", **cells, quartile="2")["status"] == "green"
    assert outcome("quartile-position", **cells, quartile="3")["status"] == "amber"
    assert outcome("quartile-position", **cells, quartile="")["status"] == "unrateable"


def test_floor_forecast_and_comparators() -> None:
    assert outcome("target-and-floor", floor="90")["status"] == "amber"
    assert outcome("on-forecast", forecast="95")["status"] == "green"
    improving = outcome("improving-amber", previous="91", last_year="89%")
    assert (improving["status"], improving["direction_previous"], improving["direction_last_year"]) == (
        "amber",
        "worse",
        "better",
    )


def test_the_text_of_a_missing_figure_is_in_the_reason() -> None:
    assert outcome(actual="New measure from Q1")["reason"] == (
        'No figure is available: the return says "New measure from Q1".'
    )


def test_published_decimals_are_used_in_the_reason() -> None:
    shown = outcome(actual="95.96%", target="96.0%", decimals="1")["reason"]
    assert shown.startswith("96.0% (95.96% before rounding) against a target of 96.0%")


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"actual": "12..5"}, 'line 2: actual: "12..5" is not a number. Write it like 1234.5.'),
        ({"actual": "abc"}, 'line 2: actual: "abc" is not a number. Write it like 1234.5.'),
        ({"actual": "9o"}, 'actual: "9o" is not a number'),
        ({"actual": "1,2"}, 'actual: "1,2" is not a number'),
        ({"actual": "NaN"}, 'actual: "NaN" is not a number'),
        ({"actual": "inf"}, 'actual: "inf" is not a number'),
        ({"actual": "1e5"}, 'actual: "1e5" is not a number'),
        ({"actual": "５"}, 'actual: "５" is not a number'),
        ({"actual": "12 apples"}, "is not a number"),
        ({"target": "NaN"}, 'target: "NaN" is not a number'),
        ({"target": "12..5"}, 'target: "12..5" is not a number'),
        ({"target": "1,2"}, 'target: "1,2" is not a number'),
        ({"target": "≤5"}, 'target: "≤5" is not a target. Write <5 or >5 for a strict limit'),
        ({"target": "<=5"}, "Write <5 or >5 for a strict limit"),
        ({"target": "680-600"}, "target: The range 680 to 600 is upside down"),
        ({"target_low": "6", "target_high": "5"}, "upside down"),
        ({"good_is": "up"}, 'line 2: good_is: "up" is not known. Write high, low or range.'),
        ({"good_is": ""}, "good_is: is empty. Write high, low or range."),
        ({"good_is": "", "actual": ""}, "good_is: is empty"),
        ({"previous": "lots"}, 'previous: "lots" is not a number'),
        ({"previous": "n/a"}, 'previous: "n/a" is not a number'),
        ({"tolerance": "5 points"}, 'tolerance: "5 points" is not a number'),
        ({"quartile": "5"}, 'quartile: "5" is not a quartile'),
        ({"target_quartile": "second"}, 'target_quartile: "second" is not a quartile'),
        ({"decimals": "1.5"}, 'decimals: "1.5" is not a number of decimals'),
        ({"decimals": "-1"}, "Write 0 to 10."),
    ],
)
def test_bad_rows(cells: dict[str, str], sentence: str) -> None:
    assert sentence in problem(**cells)


def test_bad_rows_are_named_by_line_and_the_others_are_rated() -> None:
    text = f'{HEADER}\na,"Two\nlines",high,95,95\nb,Jobs,high,12..5,95\n\n,,,,\nc,Roads,sideways,5,5\nd,Bins,low,1,5\n'
    rows, problems = rate_text(text)
    assert [row["id"] for row in rows] == ["a", "d"]
    assert [sentence.split(":")[0] for sentence in problems] == ["line 4", "line 7"]


def test_rows_of_the_wrong_length() -> None:
    rows, problems = rate_text(f"{HEADER}\na,Roads,high,95,95,1,2\nb,Roads,high,95\n")
    assert [(row["id"], row["status"]) for row in rows] == [("b", "data_only")]
    assert problems == ["line 2: 7 cells under 5 headings. Put quotation marks around commas."]


def test_a_cell_too_long_for_csv_is_one_bad_row() -> None:
    rows, problems = rate_text(f"{HEADER}\na,{'x' * 140_000},high,95,95\nb,Roads,high,95,95\n")
    assert [row["id"] for row in rows] == ["b"]
    assert problems[0].startswith("line 2: ")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The file is empty."),
        ("\n", "The file is empty."),
        ("id,indicator,actual,target\n", "The file has no column good_is."),
        ("name\n", "The file has no column id, indicator, good_is, actual, target."),
        (f"{HEADER},actual\n", "The column actual is there twice."),
    ],
)
def test_files_that_cannot_be_read(text: str, sentence: str) -> None:
    with pytest.raises(BadFile) as caught:
        rate_text(text)
    assert sentence in str(caught.value)


def test_headings_may_differ_in_case_and_spaces() -> None:
    rows, problems = rate_text(" ID ,Indicator,Good_Is,ACTUAL,Target\na,Roads,high,95,95\n")
    assert problems == []
    assert rows[0][" ID "] == "a"
    assert rows[0]["status"] == "green"


def test_a_class_gives_its_tolerance_and_an_unknown_one_nothing() -> None:
    scheme = replace(
        SCHEMES["house"],
        classes=(
            ImportanceClass("corporate", "Corporate", Decimal(1)),
            ImportanceClass("monitor", "Monitor only", rated=False),
        ),
    )
    rows, problems = rate_text(
        f"{HEADER},class\n"
        + "".join(f"{n},Roads,high,97,100,{n}\n" for n in ("Corporate", "monitor", "B2", "")),
        scheme,
    )
    assert problems == []
    assert [row["status"] for row in rows] == ["red", "data_only", "amber", "amber"]


def test_added_cells_never_start_a_formula() -> None:
    house = SCHEMES["house"]
    forged = tuple(replace(status, label="=HYPERLINK()") for status in house.statuses)
    rows, _ = rate_text(f"{HEADER}\na,=1+1,high,95,95\n", replace(house, statuses=forged))
    assert rows[0]["label"] == "'=HYPERLINK()"
    assert rows[0]["indicator"] == "=1+1"


def test_rows_are_written_as_they_are_read() -> None:
    """Nothing waits for the end of the file, so its length does not matter."""
    seen = 0
    output = io.StringIO()

    def lines() -> Iterator[str]:
        nonlocal seen
        yield f"{HEADER}\n"
        for number in range(50):
            seen = number
            yield f"{number},Roads,high,{'x' if number == 10 else number},95\n"

    source: Any = lines()
    assert next(rate_file(source, SCHEMES["house"], output)).startswith("line 12: ")
    assert seen == 10
    assert output.getvalue().count("\n") == 11
