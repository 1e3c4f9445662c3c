"""Which entries are put forward for the corporate register, and which on it have fallen below what it is for.

Cover report of 25 November 2021: entries "having a residual (target) risk ... or opportunity score of 12 or above would be
presented to CMT for consideration and possible inclusion on the corporate register". People decide, quarter by quarter:
what was decided about in a quarter is not put forward again in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import F
from django.db.models.functions import Coalesce

from council.periods import Quarter
from risks import escalation
from risks.models import Assessment, Movement, Place, Register
from risks.selectors.register import Row
from risks.visibility import RiskView

#: After one of these in the quarter, nobody is asked about the entry again until the next one.
DECIDES = frozenset({*Movement.ENTERS, *Movement.LEAVES, Movement.Kind.KEPT, Movement.Kind.NOTED})


@dataclass(frozen=True)
class Proposal:
    """An entry that somebody should decide about, and why in a sentence."""

    row: Row
    words: str


@dataclass(frozen=True)
class Proposals:
    """`up` for consideration and possible inclusion on the corporate register, `down` for leaving it."""

    up: list[Proposal] = field(default_factory=list)
    down: list[Proposal] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.up) + len(self.down)


def of_rows(rows: Iterable[Row], quarter: Quarter, view: RiskView) -> Proposals:
    """What waits for this person's decision among the rows of an open quarter: on the registers that they keep."""
    registers = {register.pk for register in kept_registers(view, quarter)}
    kept = [row for row in rows if row.place.register_id in registers]
    return among(kept, quarter)


def kept_registers(view: RiskView, quarter: Quarter) -> list[Register]:
    """The registers of a quarter that this person keeps, the corporate ones first."""
    return [row for row in view.registers if row.exists_in(quarter) and view.manages(row)]


def among(rows: Iterable[Row], quarter: Quarter) -> Proposals:
    """What is put forward among the rows of an open quarter. Two queries."""
    rows = list(rows)
    reached = _last_reached([row.place for row in rows if _is_below(row)], quarter)
    moved: dict[int, list[Movement]] = defaultdict(list)
    for movement in (
        Movement.objects.filter(place__entry__in={row.entry.pk for row in rows}, ordinal__lte=quarter.ordinal)
        .select_related("place__register")
        .order_by("ordinal", "id")
    ):
        moved[movement.place.entry_id].append(movement)
    up: dict[int, Proposal] = {}
    down: list[Proposal] = []
    for row in rows:
        about = moved[row.entry.pk]
        if row.place.register.is_corporate:
            words = _below(row, *reached[row.place.pk]) if row.place.pk in reached else ""
            decided = any(each.place_id == row.place.pk for each in _decided(about, quarter))
            if words and not decided:
                down.append(Proposal(row, words))
        elif row.entry.pk not in up and not _is_above(about, quarter) and not _considered(about, quarter):
            words = _reached(row)
            if words:
                up[row.entry.pk] = Proposal(row, words)
    return Proposals(list(up.values()), down)


def _reached(row: Row) -> str:
    found = escalation.residual(row.current.score, row.target.score)
    return escalation.proposal(found, row.place.register.escalates_at, opportunity=row.is_opportunity)


def _is_below(row: Row) -> bool:
    """Whether it stands on the corporate register with a residual score below its threshold."""
    threshold, score = row.place.register.escalates_at, row.residual_score
    return (
        row.place.register.is_corporate
        and threshold is not None
        and score is not None
        and not escalation.is_to_be_considered(score, threshold)
    )


def _last_reached(places: Iterable[Place], quarter: Quarter) -> dict[int, tuple[Quarter, Decimal]]:
    """The last quarter before this one in which each entry reached its register's threshold, and its score then."""
    found = (
        Assessment.objects.current()
        # The residual score, as `risks.escalation.residual` has it.
        .annotate(residual=Coalesce("target_score", "current_score"))
        .filter(
            entry__places__in=[place.pk for place in places],
            ordinal__lt=quarter.ordinal,
            residual__gte=F("entry__places__register__escalates_at"),
        )
        .order_by("entry__places", "-ordinal")
        .distinct("entry__places")
        .values_list("entry__places", "ordinal", "residual")
    )
    return {place: (Quarter.from_ordinal(ordinal), score) for place, ordinal, score in found}


def _below(row: Row, quarter: Quarter, reached: Decimal) -> str:
    """Why an entry may leave the corporate register: it once reached the threshold and does not any more."""
    name = "opportunity score" if row.is_opportunity else "residual score"
    return (
        f"The {name} is {row.residual_score:f}, below the {row.place.register.escalates_at:f} from which an entry is "
        f"considered for the corporate register. It was {reached:f} in {quarter.label}."
    )


def _decided(about: Iterable[Movement], quarter: Quarter) -> list[Movement]:
    return [each for each in about if each.ordinal == quarter.ordinal and each.kind in DECIDES]


def _considered(about: Iterable[Movement], quarter: Quarter) -> bool:
    """Whether the entry was escalated, kept, or taken off the corporate register again in this quarter."""
    kinds = {Movement.Kind.ESCALATED, Movement.Kind.KEPT, Movement.Kind.DE_ESCALATED}
    return any(each.kind in kinds for each in _decided(about, quarter))


def _is_above(about: Iterable[Movement], quarter: Quarter) -> bool:
    """Whether it stands on a corporate register that is kept in the quarter; `about` is in the order of time."""
    last = {each.place_id: each for each in about if each.kind in {*Movement.ENTERS, *Movement.LEAVES}}
    return any(
        each.kind in Movement.ENTERS
        and each.place.register.is_corporate
        and each.place.register.exists_in(quarter)
        for each in last.values()
    )
