"""The checks of a register: the two real ones, every code on its own, silence on entries that are right."""

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.spreadsheets import Row, Sheet, read
from risks.checks import Kept, check_entries, check_kept
from risks.matrix import AXES, Matrix, parse_matrix
from risks.reference import usual_matrix
from risks.register_rows import REQUIRED, Entry, Position, read_register, same_ref
from risks.step_texts import read_step

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


@pytest.mark.parametrize("nothing", ["-", "\u2013", "n/a", "N/A", "NA"])
def test_a_target_that_there_is_none_of(nothing: str) -> None:
    none = dict.fromkeys(("target_likelihood", "target_impact", "target_score"), nothing)
    assert findings({**RISK, **none}) == []
    assert codes({**RISK, **none, "target_score": "soon"}) == ["unknown_value"]
    assert codes({**RISK, "likelihood": nothing}) == ["unknown_value"]


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
        ({"score": "16.0"}, []),
        ({"score": "16 (4 x 4)"}, []),
        ({"score": "16 High"}, []),
        ({"score": "16 \u2013 High"}, []),
        ({"score": "High (16)"}, []),
        ({"score": "High 15"}, ["score_mismatch"]),
        ({"score": "16/25"}, ["unknown_value"]),
        ({"score": "4x4=16"}, ["unknown_value"]),
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
        ({"owner": "TBC"}, ["missing_owner"]),
        ({"owner": "n/a"}, ["missing_owner"]),
        ({"owner": "Vacant: Head of Highways"}, []),
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


def test_a_finding_is_one_line() -> None:
    assert [ref for ref, _, _ in findings(RISK | {"ref": "R\n1", "impact": "6"})] == ["R 1"]


def test_of_a_cell_that_cannot_be_read_nothing_else_is_said() -> None:
    cells = RISK | {"owner": "Head", "score": "16", "target_likelihood": "2", "target_impact": "2"}
    for place, name in enumerate(cells):
        row = Row(2, dict(enumerate(cells.values())), {place: "cannot be read."})
        register = read_register(Sheet("register", tuple(cells), (row,)), USUAL)
        found = [*register.findings, *check_entries(register.entries, MEETING)]
        assert [each.sentence for each in found] == [f"{name} cannot be read."]


def test_headings_may_have_hyphens() -> None:
    plain = {
        "target-likelihood" if name == "target_likelihood" else name: cell for name, cell in RISK.items()
    }
    assert codes(plain | {"target-likelihood": "Rare", "Target Impact": "Major", "target_score": "5"}) == [
        "score_mismatch"
    ]


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


# --- Entries that are kept --------------------------------------------------------------------------------------------

USUAL = usual_matrix()
#: The scores before mitigation, which the table of 2018/19 prints without likelihood and impact.
SCORES_OF_2019 = {
    "CR1": 20, "CR2": 16, "CR3": 16, "CR4": 20, "CR5": 16, "CR6": 16, "CR7": 16, "CR8": 25, "CR11": 20, "CR 13": 20,
    "CR14": 16, "C01": 12, "CO2": 12, "CO3": 12,
}  # fmt: skip


def at(likelihood: int, impact: int, printed: int | None = None) -> Position:
    one, other = USUAL.step("likelihood", str(likelihood)), USUAL.step("impact", str(impact))
    return Position(one, other, USUAL.score(one, other), None if printed is None else Decimal(printed))


def kept_of(entry: Entry, **changed: object) -> Kept:
    return Kept(
        **{
            "ref": entry.ref, "is_opportunity": entry.is_opportunity, "owner": entry.owner, "current": entry.current,
            "target": entry.target, "target_day": entry.target_day,
        } | changed
    )  # fmt: skip


def kept_findings(kept: Kept, today: date = MEETING) -> list[tuple[str, str, str]]:
    return [(finding.ref, finding.code, finding.sentence) for finding in check_kept(kept, USUAL, today)]


def kept(**changed: object) -> Kept:
    usual = {
        "ref": "R1",
        "is_opportunity": False,
        "owner": "Director",
        "current": at(4, 4),
        "target": at(3, 4),
    }
    return Kept(**(usual | changed))


def test_the_register_of_november_2021_as_it_is_kept() -> None:
    """R1 and R2: Corp4's summary profile prints 20 and 6 where its card's words make 6 and 20; Corp1's likelihood."""
    rows = list(csv.DictReader(io.StringIO((DATA / "register_2021-22.csv").read_text(encoding="utf-8"))))
    names = [f"{prefix}{axis}" for prefix in ("", "target_") for axis in AXES]
    found = []
    for row in rows:
        steps = [read_step(row[name], axis, USUAL).step for name, axis in zip(names, AXES * 2, strict=True)]
        scores = (20, 6) if row["ref"] == "Corp 4" else (int(row["score"]), int(row["target_score"]))
        positions = [
            Position(*pair, USUAL.score(*pair), Decimal(score))
            for pair, score in zip((steps[:2], steps[2:]), scores, strict=True)
        ]
        entry = Kept(
            ref=row["ref"],
            is_opportunity=row["kind"] == "opportunity",
            owner=row["owner"],
            current=positions[0],
            target=positions[1],
            texts={name: row[name] for name in names},
            direction="improving",
        )
        found += kept_findings(entry)
    assert len(rows) == 9
    assert [(ref, code) for ref, code, _ in found] == [("Corp 1", "wrong_axis"), ("Corp 4", "swapped")]
    assert found[0][2].startswith('likelihood "Major (4)" is a word for impact. Write one of Rare (1), ')
    assert found[1][2] == (
        "the score 20 belongs to the target's likelihood and impact, and 6 to the current ones. "
        "Current and target look exchanged."
    )


def test_the_register_of_february_2019_as_it_is_kept_is_right_in_every_entry() -> None:
    content = (DATA / "register_2018-19.csv").read_bytes()
    register = read_register(read("register.csv", content, needed=REQUIRED), USUAL)
    entries = [
        kept_of(entry, current=Position(printed=Decimal(SCORES_OF_2019[entry.ref])), target=entry.current)
        for entry in register.entries
    ]
    assert len(entries) == 14
    assert [finding for entry in entries for finding in kept_findings(entry)] == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"texts": {"likelihood": "Likely (4)", "target_impact": " Major "}}, []),
        ({"texts": {"likelihood": "Major (4)"}}, ["wrong_axis"]),
        ({"texts": {"target_impact": "Possible"}}, ["wrong_axis"]),
        ({"texts": {"likelihood": "Possi"}}, ["unknown_value"]),
        ({"texts": {"likelihood": "Possible"}}, ["text_differs"]),
        ({"texts": {"likelihood": " "}}, []),
        ({"texts": {"likelihood": "Possible"}, "current": Position(printed=Decimal(16))}, []),
        ({"owner": ""}, ["missing_owner"]),
        ({"owner": None}, []),
        ({"target_day": date(2021, 11, 24)}, ["date_passed"]),
        ({"target_day": date(2021, 11, 25)}, []),
        ({"current": at(4, 4, 12), "target": at(3, 4, 16)}, ["swapped"]),
        ({"current": at(4, 4, 15)}, ["score_mismatch"]),
        ({"target": at(5, 4)}, ["target_worse"]),
        ({"target": at(5, 4), "is_opportunity": True}, []),
        ({"target": Position()}, []),
        ({"is_opportunity": True}, ["target_worse"]),
        ({"direction": "improving", "earlier_scores": [Decimal(16)]}, []),
        ({"direction": "improving", "earlier_scores": [Decimal(16)] * 2}, ["no_change"]),
        ({"direction": "improving", "earlier_scores": [Decimal(12)]}, ["contradicts"]),
        ({"direction": "worsening", "earlier_scores": [Decimal(20)]}, ["contradicts"]),
        ({"direction": "improving", "earlier_scores": [Decimal(20)]}, []),
        ({"direction": "", "earlier_scores": [Decimal(16)] * 4}, []),
        (
            {
                "direction": "improving",
                "earlier_scores": [Decimal(12)],
                "is_opportunity": True,
                "target": at(5, 4),
            },
            [],
        ),
    ],
)
def test_each_check_of_what_is_kept(changed: dict, expected: list[str]) -> None:
    assert [code for _, code, _ in kept_findings(kept(**changed))] == expected


def test_what_was_printed_stands_beside_what_is_kept() -> None:
    assert kept_findings(kept(texts={"target_likelihood": "Certain (5)"})) == [
        ("R1", "text_differs", 'target_likelihood was printed as "Certain (5)", and Possible (3) is kept.')
    ]


@given(
    current=st.tuples(st.integers(1, 5), st.integers(1, 5)),
    target=st.tuples(st.integers(1, 5), st.integers(1, 5)),
    printed=st.tuples(st.integers(1, 25), st.integers(1, 25)),
    kind=st.sampled_from(["risk", "opportunity"]),
    owner=st.sampled_from(["", "Head of Roads"]),
    day=st.dates(date(2021, 1, 1), date(2022, 12, 31)),
)
def test_a_row_and_what_is_kept_of_it_are_judged_alike(current, target, printed, kind, owner, day) -> None:
    row = RISK | {
        "kind": kind, "likelihood": str(current[0]), "impact": str(current[1]), "score": str(printed[0]), "owner": owner,
        "target_likelihood": str(target[0]), "target_impact": str(target[1]), "target_score": str(printed[1]),
        "target_date": day.isoformat(),
    }  # fmt: skip
    same = Kept(
        ref="R1",
        is_opportunity=kind == "opportunity",
        owner=owner,
        current=at(*current, printed[0]),
        target=at(*target, printed[1]),
        target_day=day,
    )
    assert kept_findings(same) == findings(row)


@pytest.mark.parametrize(
    ("text", "axis", "step", "code"),
    [
        ("Likely", "likelihood", "4", ""),
        ("outstanding", "impact", "5", ""),
        ("Major (4)", "likelihood", "4", "wrong_axis"),
        ("Major", "likelihood", None, "wrong_axis"),
        ("Likely (3)", "likelihood", None, "unknown_value"),
        ("", "impact", None, "unknown_value"),
    ],
)
def test_one_step_is_read_by_itself(text: str, axis: str, step: str | None, code: str) -> None:
    read = read_step(text, axis, USUAL)
    assert (read.step.value if read.step else None, read.code) == (step, code)
    assert read.sentence.startswith(axis) or not code


def test_a_blank_step_that_may_be_blank_is_no_finding() -> None:
    assert read_step("", "impact", USUAL, "target_impact", required=False).code == ""
