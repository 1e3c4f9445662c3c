"""The checks of a register: the two real ones, every code on its own, silence on entries that are right."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.spreadsheets import read
from risks.checks import check_entries
from risks.matrix import Matrix, parse_matrix
from risks.reference import usual_matrix
from risks.register_rows import REQUIRED, read_register, same_ref

DATA = Path(__file__).parent / "data"
MEETING = date(2021, 11, 25)
RISK = {"ref": "R1", "title": "Floods", "likelihood": "Likely", "impact": "Major"}


def findings_of(
    content: bytes, matrix: Matrix | None = None, today: date = MEETING
) -> list[tuple[str, str, str]]:
    register = read_register(read("register.csv", content, needed=REQUIRED), matrix or usual_matrix())
    found = [*register.findings, *check_entries(register.entries, today)]
    return [(finding.ref, finding.code, finding.sentence) for finding in found]


def findings(*rows: dict[str, str], matrix: Matrix | None = None) -> list[tuple[str, str, str]]:
    headings = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, headings)
    writer.writeheader()
    writer.writerows(rows)
    return findings_of(text.getvalue().encode(), matrix)


def codes(*rows: dict[str, str], matrix: Matrix | None = None) -> list[str]:
    return [code for _, code, _ in findings(*rows, matrix=matrix)]


def test_the_register_of_november_2021_as_its_cards_print_it() -> None:
    """R2: Corp1's likelihood is "Major". R1: Corp4's card has current and target the wrong way round."""
    found = findings_of((DATA / "register_2021-22.csv").read_bytes())
    assert [(ref, code) for ref, code, _ in found] == [("Corp 1", "wrong_axis"), ("Corp 4", "target_worse")]
    assert found[0][2].startswith('likelihood "Major (4)" is a word for impact. Write one of Rare (1), ')
    assert found[1][2].startswith("the target 20 of a risk is above its current score 6.")


def test_the_summary_profile_beside_the_card_shows_that_the_scores_are_exchanged() -> None:
    """R1: the profile says 20 now and 6 at target, where the card's words make 6 and 20."""
    corp4 = {
        "ref": "Corp4", "title": "Integration & Innovation", "likelihood": "Possible", "impact": "Minor", "score": "20",
        "target_likelihood": "Certain", "target_impact": "Major", "target_score": "6",
    }  # fmt: skip
    assert findings(corp4) == [
        (
            "Corp4",
            "swapped",
            "the score 20 belongs to the target's likelihood and impact, and 6 to the current ones. "
            "Current and target look exchanged.",
        )
    ]


def test_the_register_of_february_2019_is_right_in_every_entry() -> None:
    assert findings_of((DATA / "register_2018-19.csv").read_bytes()) == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"score": "16"}, []),
        ({"score": "16 (Major/Likely)"}, []),
        ({"score": "15"}, ["score_mismatch"]),
        ({"score": "high"}, ["unknown_value"]),
        ({"likelihood": "4", "impact": "4.0"}, []),
        ({"likelihood": "Likely (4)", "impact": "4 - Major"}, []),
        ({"likelihood": "likely/4"}, []),
        ({"likelihood": "Likely (3)"}, ["unknown_value"]),
        ({"likelihood": "Often"}, ["unknown_value"]),
        ({"likelihood": "6"}, ["unknown_value"]),
        ({"likelihood": "Major"}, ["wrong_axis"]),
        ({"impact": "Rare"}, ["wrong_axis"]),
        ({"impact": ""}, ["unknown_value"]),
        ({"title": ""}, ["unknown_value"]),
        ({"kind": "issue"}, ["unknown_value"]),
        ({"owner": "Director of Highways"}, []),
        ({"owner": " "}, ["missing_owner"]),
        ({"target_likelihood": "Rare", "target_impact": "Major", "target_score": "4"}, []),
        ({"target_likelihood": "Rare", "target_impact": "Major", "target_score": "8"}, ["score_mismatch"]),
        ({"target_likelihood": "Certain", "target_impact": "Major"}, ["target_worse"]),
        ({"target_likelihood": "Certain"}, ["unknown_value"]),
        ({"target_score": "20"}, ["target_worse"]),
        ({"target_score": "16"}, []),
        ({"target_date": "2021-11-24"}, ["date_passed"]),
        ({"target_date": "2021-11-25"}, []),
        ({"target_date": "24/11/2021"}, ["date_passed"]),
        ({"target_date": "October 2021"}, ["date_passed"]),
        ({"target_date": "November 2021"}, []),
        ({"target_date": "October 2021/Ongoing"}, []),
        ({"target_date": "Ongoing"}, []),
        ({"target_date": "2021-13-01"}, ["unknown_value"]),
        ({"target_date": "2021-01-01", "target_score": "16"}, []),
        ({"kind": "opportunity", "impact": "Outstanding"}, []),
        ({"kind": "Opportunity", "target_score": "20"}, []),
        ({"kind": "opportunity", "target_score": "9"}, ["target_worse"]),
    ],
)
def test_each_check(changed: dict[str, str], expected: list[str]) -> None:
    assert codes(RISK | changed) == expected


def test_references_that_registers_write_in_different_ways_are_one() -> None:
    found = findings(RISK | {"ref": "Corp 1"}, RISK | {"ref": "R2"}, RISK | {"ref": "CORP-1"})
    assert found == [
        ("CORP-1", "duplicate_ref", "row 4 has the reference of row 2. Give each entry its own.")
    ]
    assert same_ref("CO1") != same_ref("C01"), "a nought is not a letter"


def test_an_entry_without_a_reference_is_named_by_its_row() -> None:
    assert findings(RISK | {"ref": ""})[0][:2] == ("row 2", "unknown_value")


def test_labels_that_hold_a_stroke_or_brackets_are_read_whole() -> None:
    axis = [{"value": 1, "label": "Low (rare)"}, {"value": 2, "label": "High / frequent"}]
    impact = [{"value": 1, "label": "Small"}, {"value": 2, "label": "Large"}]
    matrix = parse_matrix({"likelihood": axis, "impact": impact})
    assert (
        codes(RISK | {"likelihood": "high / frequent", "impact": "Large", "score": "4"}, matrix=matrix) == []
    )
    assert codes(RISK | {"likelihood": "LOW (RARE)", "impact": "2", "score": "2"}, matrix=matrix) == []


@given(
    current=st.tuples(st.integers(1, 5), st.integers(1, 5)),
    target=st.tuples(st.integers(1, 5), st.integers(1, 5)),
    printed=st.tuples(st.integers(1, 25), st.integers(1, 25)),
    kind=st.sampled_from(["risk", "opportunity"]),
)
def test_the_arithmetic_agrees_with_a_second_way(current, target, printed, kind) -> None:
    now, then = current[0] * current[1], target[0] * target[1]
    row = RISK | {
        "kind": kind, "likelihood": str(current[0]), "impact": str(current[1]), "score": str(printed[0]),
        "target_likelihood": str(target[0]), "target_impact": str(target[1]), "target_score": str(printed[1]),
    }  # fmt: skip
    expected = ["score_mismatch"] * ((printed[0] != now) + (printed[1] != then))
    if (then > now) if kind == "risk" else (then < now):
        expected.append("target_worse")
    if printed == (then, now) and now != then:
        expected = ["swapped"]
    assert codes(row) == expected


@given(
    cells=st.lists(
        st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=20),
        min_size=8,
        max_size=8,
    )
)
def test_no_cell_upsets_the_reader(cells: list[str]) -> None:
    names = ["ref", "title", "likelihood", "impact", "kind", "score", "target_score", "target_date"]
    for _, code, sentence in findings(RISK, dict(zip(names, cells, strict=True)) | {"owner": "x"}):
        assert code
        assert sentence.endswith(".")
