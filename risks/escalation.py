"""Which entries of a directorate's register are put forward for the corporate register. Pure.

Cover report of 25 November 2021: "any having a residual (target) risk (this is the score after mitigation actions have
been put in place) or opportunity score of 12 or above would be presented to CMT for consideration and possible
inclusion on the corporate register". So reaching the threshold proposes, and people decide; nothing moves by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Source = Literal["target", "current", "none"]


@dataclass(frozen=True)
class Residual:
    """The score that counts for escalation, where it comes from, and why, in a sentence."""

    score: Decimal | None
    source: Source
    reason: str


def residual(current: Decimal | None, target: Decimal | None) -> Residual:
    """The score that is left when everything planned is done: the target's, for risks and opportunities alike.

    Without a target it is the score now: nothing is planned that would change it, and an entry must not escape
    attention because nobody set a target.
    """
    if target is not None:
        return Residual(target, "target", "It is the target score, after the actions are done.")
    if current is not None:
        return Residual(
            current, "current", "No target is set, so nothing is planned that would change the score now."
        )
    return Residual(None, "none", "It has neither a target score nor a current one.")


def is_to_be_considered(residual: Decimal | None, threshold: Decimal | int | None) -> bool:
    """Whether it reaches the register's threshold; a register without one puts nothing forward."""
    return residual is not None and threshold is not None and residual >= threshold


def proposal(found: Residual, threshold: Decimal | int | None, *, opportunity: bool = False) -> str:
    """Why the entry is put forward, for whoever decides; empty where it is not.

    >>> proposal(residual(Decimal(20), Decimal(16)), 12)
    'The residual score is 16, and 12 or more is considered for the corporate register. It is the target score, after \
the actions are done.'
    """
    if found.score is None or threshold is None or not is_to_be_considered(found.score, threshold):
        return ""
    name = "opportunity score" if opportunity else "residual score"
    return (
        f"The {name} is {found.score:f}, and {Decimal(threshold):f} or more is considered for the corporate register. "
        f"{found.reason}"
    )
