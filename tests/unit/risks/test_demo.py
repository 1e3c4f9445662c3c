"""The demonstration's registers as they are kept: every line, score and movement of the papers is in the database.

Held against `tests.risk_papers`, which was taken from the papers and not from the fixtures.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from council.models import User
from council.periods import Quarter, parse_quarter
from risks.actions import rounds
from risks.models import Movement, Register, ReviewRound
from risks.outlines import from_json
from risks.references import key_of
from risks.selectors.register import Row, rows
from risks.visibility import visible_to
from tests import risk_papers
from tests.risk_papers import Line

pytestmark = pytest.mark.django_db

REGISTERS = {"2018-19-Q4": "corporate-2018", "2021-22-Q3": "corporate"}
PAPERS = {quarter: risk_papers.register(quarter) for quarter in REGISTERS}
EACH = [
    pytest.param(quarter, ref, id=f"{quarter}-{ref}") for quarter, paper in PAPERS.items() for ref in paper
]


@pytest.fixture
def kept(db) -> dict[tuple[str, str], Row]:
    """The rows of both registers in the quarter of their paper, as a committee member's pages have them."""
    view = visible_to(User.objects.get(username="member"))
    return {
        (quarter, key_of(row.ref)): row
        for quarter, slug in REGISTERS.items()
        for row in rows(Register.objects.get(slug=slug), parse_quarter(quarter), view, with_measures=True)
    }


def outline_lines(outline: Any) -> list[Line]:
    """The lines of an outline; a heading with nothing below it counts as a line without text."""
    found = []
    for group in from_json(outline):
        beside = (group.heading, group.sub_heading, group.owner)
        found += [Line(item.text, *beside, item.sub_items) for item in group.items] or [Line("", *beside)]
    return found


def measure_lines(measures: Iterable[Any]) -> list[Line]:
    return [
        Line(each.text, each.heading, each.sub_heading, each.owner, tuple(each.sub_items))
        for each in measures
    ]


def lines(row: Row, name: str) -> list[Line]:
    if name in ("description", "consequences"):
        return outline_lines(getattr(row.details, name))
    if name in ("travel", "progress"):
        return outline_lines(getattr(row.assessment, name))
    if name == "controls":
        return measure_lines(row.controls)
    return measure_lines(each for each in row.actions if each.kind == name)


@pytest.mark.parametrize("quarter", REGISTERS)
def test_the_registers_hold_the_entries_of_their_papers(kept, quarter: str) -> None:
    """In the printed order, and in the printed spelling where that is the same reference: C01 is not CO1."""
    refs = [row.ref for (of, _), row in kept.items() if of == quarter]
    printed = PAPERS[quarter].values()
    assert refs == [
        each.ref_as_printed if key_of(each.ref_as_printed) == key_of(each.ref) else each.ref
        for each in printed
    ]
    assert [key_of(ref) for ref in refs] == [key_of(each.ref) for each in printed]


@pytest.mark.parametrize(("quarter", "ref"), EACH)
def test_every_line_is_kept(kept, quarter: str, ref: str) -> None:
    printed, row = PAPERS[quarter][ref], kept[quarter, key_of(ref)]
    for name in (*risk_papers.OUTLINES, *risk_papers.LISTS):
        assert lines(row, name) == list(printed.lines[name]), name
    assert tuple(row.assessment.summary) == printed.summary
    assert (row.entry.kind, row.details.title, row.details.category, row.details.owner) == (
        printed.kind, printed.title, printed.category, printed.owner,
    )  # fmt: skip


@pytest.mark.parametrize(("quarter", "ref"), EACH)
def test_every_score_and_date_is_kept(kept, quarter: str, ref: str) -> None:
    printed, row = PAPERS[quarter][ref], kept[quarter, key_of(ref)]
    for standing, score in ((row.current, printed.current), (row.target, printed.target)):
        steps = tuple(int(step.value) if step else None for step in (standing.likelihood, standing.impact))
        assert (standing.score, *steps) == (score.score, score.likelihood, score.impact)
        assert standing.band is not None
    day = row.assessment.target_on
    assert (day.isoformat() if day else "") == printed.target_date
    assert row.target_date == printed.target_date_text
    assert row.is_reviewed


def test_printed_words_that_differ_are_kept_and_no_others(kept) -> None:
    found = {key: row.assessment.as_printed for key, row in kept.items() if row.assessment.as_printed}
    assert found == {
        ("2021-22-Q3", "corp1"): {"current_likelihood": "Major (4)"},
        ("2021-22-Q3", "corp4"): {"score": "20", "target_score": "6"},
    }


def test_the_number_of_lines(kept) -> None:
    """The papers' own counts: nothing was entered twice."""
    for quarter, (controls, actions) in {"2018-19-Q4": (86, 98), "2021-22-Q3": (67, 75)}.items():
        of = [row for (each, _), row in kept.items() if each == quarter]
        assert (sum(len(row.controls) for row in of), sum(len(row.actions) for row in of)) == (
            controls,
            actions,
        )


def test_all_movements_of_the_papers() -> None:
    stated = risk_papers.movements()
    assert len(stated) == 29
    # a new entry and two others in one breath: each movement is there as often as the papers state it
    remaining = list(Movement.objects.select_related("place", "place__register"))
    for row in stated:
        ordinal = parse_quarter(row["period"].replace("/", "-").replace(" ", "-")).ordinal
        (found, *_) = [
            each
            for each in remaining
            if (each.ordinal, each.place.key, each.reason) == (ordinal, key_of(row["ref"]), row["words"])
            and each.place.register.is_corporate
        ] or [None]
        assert found is not None, row["id"]
        remaining.remove(found)
        assert found.decided_on.isoformat() == row["date"]
        assert found.score == row["score"]
    ours = {(each.kind, each.place.register.slug) for each in remaining}
    assert ours == {
        ("taken_over", "corporate-2018"), ("taken_over", "corporate"), ("new", "adult-services"),
    }  # fmt: skip


def test_what_left_a_register_is_on_none_or_on_that_of_its_service(kept) -> None:
    quarter = parse_quarter("2018-19-Q4")
    refs = {row.ref for (of, _), row in kept.items() if of == "2018-19-Q4"}
    assert not refs & {"CR9", "CR10", "CR12"}
    below = rows(Register.objects.get(slug="adult-services"), quarter, visible_to(None))
    assert [row.ref for row in below] == ["CR9"]


def test_the_quarters(person) -> None:
    assert [row.is_open for row in ReviewRound.objects.all()] == [True, False, False, False, False, False]
    assert rounds.open_now() == Quarter(2021, 4)
    assert visible_to(person("member")).newest_closed == Quarter(2021, 3)


def test_a_published_register_stands_as_if_written_then() -> None:
    """What people will read as of a past moment has the times of the paper, not of the loading."""
    for row in ReviewRound.objects.exclude(closed_at=None):
        moments = Movement.objects.filter(ordinal=row.ordinal).values_list("recorded_at", flat=True)
        assert all(row.opened_at <= moment <= row.closed_at for moment in moments)
