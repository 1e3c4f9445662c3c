"""What is put forward for the corporate register, and what may leave it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from council.authorization import Role
from council.periods import Quarter
from risks.actions import movements
from risks.models import Place, Register
from risks.selectors import overview, proposals
from risks.selectors.proposals import Proposals
from risks.visibility import visible_to
from tests.risk_factories import (
    DECISION,
    make_assessment,
    make_entry,
    make_person,
    open_next,
    open_quarter,
    risk_lead,
)

pytestmark = pytest.mark.django_db


def put_forward(quarter: Quarter | None = None, who=None) -> Proposals:
    quarter, view = quarter or open_quarter(), visible_to(who or risk_lead())
    rows = [row for summary in overview.summaries(quarter, view) for row in summary.rows]
    return proposals.of_rows(rows, quarter, view)


def refs(found: list[proposals.Proposal]) -> list[str]:
    return [each.row.ref for each in found]


def entry(register: Register, ref: str, current: str, target: str, kind: str = "risk") -> Place:
    place = make_entry(register, ref, kind=kind)
    make_assessment(place, current, target)
    return place


def corporate() -> Register:
    return Register.objects.get(slug="corporate")


def escalate(place: Place, quarter: Quarter | None = None) -> Place:
    return movements.escalate(
        place,
        to=corporate(),
        ref=f"X{place.ref}",
        quarter=quarter or open_quarter(),
        decision=DECISION,
        by=risk_lead(),
    )


@pytest.mark.parametrize(
    ("current", "target", "is_put_forward"),
    [("4x5", "3x4", True), ("5x5", "3x3", False), ("3x4", "", True), ("2x5", "", False), ("", "", False)],
)
def test_the_residual_score_decides(register, current: str, target: str, is_put_forward: bool) -> None:
    """The target's score; the current one where no target is set (12 of the cover report)."""
    entry(register, "R1", current, target)
    assert refs(put_forward().up) == ["R1"] * is_put_forward


def test_an_opportunity_is_put_forward_by_its_score_too(register) -> None:
    entry(register, "O1", "2x3", "4x4", kind="opportunity")
    (found,) = put_forward().up
    assert found.words.startswith("The opportunity score is 16, and 12 or more is considered")


def test_the_threshold_is_the_registers_own(register) -> None:
    Register.objects.filter(pk=register.pk).update(escalates_at=Decimal(20))
    entry(register, "R1", "5x5", "4x4")
    assert put_forward().up == []
    Register.objects.filter(pk=register.pk).update(escalates_at=None)
    assert put_forward().up == []


def test_what_was_decided_about_is_not_put_forward_again_until_the_next_quarter(register) -> None:
    place = entry(register, "R1", "5x5", "4x4")
    movements.keep(place, quarter=open_quarter(), decision=DECISION, by=risk_lead())
    assert put_forward().up == []
    assert refs(put_forward(open_next()).up) == ["R1"]


def test_an_escalated_entry_is_not_put_forward_and_comes_back_after_it_was_de_escalated(register) -> None:
    above = escalate(entry(register, "R1", "5x5", "4x4"))
    assert put_forward().up == []
    following = open_next()
    assert put_forward(following).up == [], "it stands on the corporate register"
    movements.de_escalate(
        above, keep_on=register, ref="", quarter=following, decision=DECISION, by=risk_lead()
    )
    assert put_forward(following).up == [], "just decided"
    assert refs(put_forward(open_next()).up) == ["R1"]


def test_a_corporate_register_that_has_ended_does_not_count_as_being_above(register) -> None:
    place = entry(register, "R1", "5x5", "4x4")
    above = escalate(place)
    following = open_next()
    Register.objects.filter(pk=above.register_id).update(valid_to=following.start)
    assert put_forward(following).up == [], "it was kept in a part of the quarter"
    assert refs(put_forward(open_next()).up) == ["R1"]


def test_what_fell_below_the_threshold_may_leave_the_corporate_register(register) -> None:
    above = escalate(entry(register, "R1", "5x5", "4x4"))
    following = open_next()
    assert put_forward(following).down == []
    make_assessment(above, "4x4", "2x4", quarter=following)
    (found,) = put_forward(following).down
    assert found.row.place == above
    assert found.words == (
        "The residual score is 8, below the 12 from which an entry is considered for the corporate register. "
        "It was 16 in Quarter 4 (Jan-March) 2021/22."
    )
    movements.note(above, quarter=following, decision=DECISION, by=risk_lead())
    assert put_forward(following).down == [], "said why it stays"


def test_what_was_always_below_is_left_alone() -> None:
    """Seven of the nine entries of the register of November 2021 have targets below 12: they were put there on purpose."""
    assert put_forward().down == []


def test_everybody_sees_what_they_keep(register) -> None:
    entry(register, "R1", "5x5", "4x4")
    other = make_person("other", Role.RISK, service="libraries")
    own = make_person("own", Role.RISK, service="highways")
    assert put_forward(who=other) == Proposals()
    assert refs(put_forward(who=own).up) == ["R1"]
    assert put_forward(who=make_person("reader", Role.AUDITOR)) == Proposals()
