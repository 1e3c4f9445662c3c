"""Cards of a register for the tests of the rules that read them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from committee.reconcile.facts import Papers, Passage, Place
from committee.reconcile.risk_facts import Line, ProfileLine, RiskCard
from risks.checks import Kept
from risks.reference import usual_matrix
from risks.register_rows import Position

MATRIX = usual_matrix()
CLOSED = date(2021, 11, 17)


def position(likelihood: str, impact: str, printed: int | None = None) -> Position:
    """A position on the usual matrix, by the values of its steps."""
    steps = MATRIX.step("likelihood", likelihood), MATRIX.step("impact", impact)
    score = Decimal(printed) if printed is not None else None
    return Position(*steps, MATRIX.score(*steps), score)


def card(*lines: Line, target_date: str = "", **kept: object) -> RiskCard:
    """A card, R1 unless it is told otherwise: Likely x Major now, Possible x Moderate as its target."""
    usual = {
        "ref": "R1",
        "is_opportunity": False,
        "owner": "Director of Highways",
        "current": position("4", "4"),
        "target": position("3", "3"),
    }
    found = Kept(**(usual | kept))
    return RiskCard(
        place=Place("Register", found.ref),
        subject=f"risk:{found.ref}",
        title="Floods",
        kept=found,
        matrix=MATRIX,
        read_on=CLOSED,
        target_date=target_date,
        lines=lines,
    )


def profile_line(
    current: int | None, target: int | None, *, ref: str = "R1", target_date: str = ""
) -> ProfileLine:
    return ProfileLine(
        place=Place("Register", f"summary profile, {ref}"),
        subject=f"risk:{ref}",
        ref=ref,
        current=None if current is None else Decimal(current),
        target=None if target is None else Decimal(target),
        target_date=target_date,
    )


def papers_of(*cards: RiskCard, profile: tuple[ProfileLine, ...] = ()) -> Papers:
    """A register's paper: its cards, the profile, and every line as a passage."""
    passages = tuple(
        Passage(Place("Register", f"{each.ref}, {line.where}"), line.text, (each.subject,), is_bullet=True)
        for each in cards
        for line in each.lines
    )
    return Papers(risks=cards, profile=profile, passages=passages)
