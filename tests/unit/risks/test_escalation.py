"""What is put forward for the corporate register: 12 or more at target, or whatever the register says."""

from decimal import Decimal

import pytest

from risks import escalation


@pytest.mark.parametrize(
    ("current", "target", "score", "source"),
    [("20", "9", "9", "target"), ("6", "16", "16", "target"), ("20", None, "20", "current"), (None, None, None, "none")],
)  # fmt: skip
def test_the_score_that_counts_is_the_targets_where_there_is_one(current, target, score, source) -> None:
    now, then, expected = (None if each is None else Decimal(each) for each in (current, target, score))
    found = escalation.residual(now, then)
    assert (found.score, found.source) == (expected, source)
    assert found.reason.endswith(".")


@pytest.mark.parametrize(
    ("score", "threshold", "considered"),
    [("12", 12, True), ("11.9", 12, False), ("16", 12, True), ("8", 8, True), ("25", None, False), (None, 12, False),
     ("0", 0, True)],
)  # fmt: skip
def test_the_threshold_itself_is_reached(score, threshold, considered: bool) -> None:
    value = None if score is None else Decimal(score)
    assert escalation.is_to_be_considered(value, threshold) is considered
    found = escalation.residual(None, value)
    assert bool(escalation.proposal(found, threshold)) is considered


def test_the_registers_of_2021_five_of_seven_risks_stand_there_for_other_reasons() -> None:
    """Discrepancy R3: the targets of Corp1 to Corp5 are below 12."""
    targets = {"Corp1": 9, "Corp2": 8, "Corp3": 8, "Corp4": 6, "Corp5": 8, "Corp6": 12, "Corp7": 12}
    put_forward = [
        ref for ref, score in targets.items() if escalation.is_to_be_considered(Decimal(score), 12)
    ]
    assert put_forward == ["Corp6", "Corp7"]


def test_the_proposal_says_which_score_and_why() -> None:
    assert escalation.proposal(escalation.residual(Decimal(15), Decimal(20)), 12, opportunity=True) == (
        "The opportunity score is 20, and 12 or more is considered for the corporate register. "
        "It is the target score, after the actions are done."
    )
    assert escalation.proposal(escalation.residual(Decimal(16), None), Decimal("12.5")) == (
        "The residual score is 16, and 12.5 or more is considered for the corporate register. "
        "No target is set, so nothing is planned that would change the score now."
    )
