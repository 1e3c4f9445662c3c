"""What rows of a register become, and what of them cannot be kept. No database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from council.spreadsheets import read
from risks import imports
from risks.models import Assessment, Details, Place
from risks.reference import usual_matrix
from risks.register_rows import REQUIRED, Register, read_register
from tests.unit.risks.import_files import FIRE, FLOODS, csv_of, row


def register(*rows: dict[str, str], columns: tuple[str, ...] | None = None) -> Register:
    text = csv_of(*rows, columns=columns) if columns else csv_of(*rows)
    return read_register(read("register", text.encode(), needed=REQUIRED), usual_matrix())


def codes(*rows: dict[str, str]) -> list[tuple[str, str]]:
    return [(each.ref, each.code) for each in imports.findings(register(*rows).entries)]


def details(**cells: str) -> dict[str, object]:
    given = register(row(**cells))
    return imports.details(given.entries[0], given.columns)


def assessment(**cells: str) -> dict[str, object]:
    given = register(row(**cells))
    return imports.assessment(given.entries[0], given.columns)


def test_a_row_that_can_be_kept_has_no_finding() -> None:
    assert codes(FLOODS, FIRE) == []


@pytest.mark.parametrize("column", imports.LONGEST)
def test_a_text_that_is_too_long(column: str) -> None:
    longest = imports.LONGEST[column]
    assert codes(row(**{column: "x" * longest})) == []
    (finding,) = imports.findings(register(row(**{column: "x" * (longest + 1)})).entries)
    assert finding.code == "too_long"
    assert f"{column} has {longest + 1} characters" in finding.sentence


def test_the_lengths_are_those_of_the_tables() -> None:
    assert {
        "ref": Place._meta.get_field("ref").max_length,
        "title": Details._meta.get_field("title").max_length,
        "owner": Details._meta.get_field("owner").max_length,
        "target_date": Assessment._meta.get_field("target_date_text").max_length,
    } == imports.LONGEST


@pytest.mark.parametrize("ref", ["Movements", "heat map", "-", "险"])
def test_a_reference_that_cannot_stand_in_an_address(ref: str) -> None:
    assert codes(row(ref=ref)) == [(ref, "unusable_ref")]


def test_two_references_with_one_address() -> None:
    assert codes(row(ref="R/1"), row(ref="R(1")) == [("R(1", "duplicate_ref")]


def test_references_that_read_alike_are_left_to_the_checks() -> None:
    assert codes(row(ref="Corp 1"), row(ref="CORP-1")) == []


def test_the_description_becomes_an_outline() -> None:
    assert details(description="# Roads\n- Ice\n- Snow")["description"] == [
        {"heading": "Roads", "items": [{"text": "Ice"}, {"text": "Snow"}]}
    ]
    assert details()["description"] == []


def test_each_line_of_a_cell_is_an_item() -> None:
    text = "Causes:\n- Ice\n  - Black ice\nConsequences:\n\nDelays"
    items = [{"text": "Causes:"}, {"text": "Ice", "sub_items": ["Black ice"]}]
    assert details(description=text)["description"] == [
        {"items": [*items, {"text": "Consequences:"}, {"text": "Delays"}]}
    ]


def test_a_column_that_is_not_there_says_nothing() -> None:
    given = register(FLOODS, columns=("ref", "title", "likelihood", "impact"))
    (entry,) = given.entries
    assert imports.details(entry, given.columns) == {"title": "Floods"}
    assert set(imports.assessment(entry, given.columns)) == {
        "current_likelihood", "current_impact", "current_score",
    }  # fmt: skip


def test_positions_by_their_values() -> None:
    given = assessment(likelihood="Likely", impact="Major (4)", target_likelihood="1", target_impact="Minor")
    assert {name: given[name] for name in given if not name.startswith("target_date")} == {
        "current_likelihood": "4", "current_impact": "4", "current_score": Decimal(16),
        "target_likelihood": "1", "target_impact": "2", "target_score": Decimal(2), "target_on": None,
    }  # fmt: skip


def test_a_target_may_be_a_score_alone() -> None:
    given = assessment(target_score="6")
    assert (given["target_likelihood"], given["target_impact"], given["target_score"]) == ("", "", Decimal(6))


@pytest.mark.parametrize(
    ("text", "day", "kept"),
    [
        ("2022-03-31", date(2022, 3, 31), ""),
        ("31 March 2022", date(2022, 3, 31), ""),
        ("31/03/2022", date(2022, 3, 31), ""),
        ("March 2022", date(2022, 3, 31), "March 2022"),
        ("March 2022/Ongoing", None, "March 2022/Ongoing"),
        ("Ongoing", None, "Ongoing"),
        ("", None, ""),
    ],
)
def test_target_dates(text: str, day: date | None, kept: str) -> None:
    given = assessment(target_date=text)
    assert (given["target_on"], given["target_date_text"]) == (day, kept)
