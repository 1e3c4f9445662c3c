"""Moving entries on and off registers. A person decides, and says why and who agreed: nothing moves by itself."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from council.models import User
from council.periods import Quarter
from council.sections import clean_text
from risks.actions import rounds
from risks.actions.entries import EntryRefused, give_place, require_keeper, require_kept
from risks.escalation import residual
from risks.models import Entry, Movement, Place, Register
from risks.selectors import movements

Kind = Movement.Kind


class MovementRefused(EntryRefused):
    """The entry cannot be moved so; the message says why and what to do."""


@dataclass(frozen=True)
class Decision:
    """Why, and who decided: "Corporate Management Team", "Cabinet Committee on Performance Improvement"."""

    reason: str
    decided_by: str = ""
    decided_on: datetime.date | None = None


@transaction.atomic
def escalate(
    place: Place,
    *,
    to: Register,
    ref: str,
    quarter: Quarter,
    decision: Decision,
    by: User,
    score: Decimal | None = None,
    at: datetime.datetime | None = None,
) -> Place:
    """Put an entry of a directorate's or service's register on the corporate one as well, under a reference of its own.

    An entry that was there before comes back under its old reference.
    """
    require_keeper(by, to)
    _held(place, quarter)
    if not to.is_corporate or place.register.is_corporate:
        raise MovementRefused("An entry is escalated from another register to the corporate one.")
    require_kept(to, quarter)
    _require_on(place, quarter)
    above = Place.objects.filter(entry=place.entry, register=to).first()
    if above is None:
        above = give_place(place.entry, to, ref)
    elif movements.is_on(above, quarter):
        raise MovementRefused(f"It is on {to.name} already, as {above.ref}.")
    write(above, Kind.ESCALATED, quarter, decision, by, at=at, score=score)
    return above


@transaction.atomic
def keep(
    place: Place,
    *,
    quarter: Quarter,
    decision: Decision,
    by: User,
    score: Decimal | None = None,
    at: datetime.datetime | None = None,
) -> Movement:
    """Record that an entry was considered for the corporate register and stays where it is; once, if sent twice."""
    require_keeper(by, place.register)
    _held(place, quarter)
    _require_on(place, quarter)
    return _write_once(place, Kind.KEPT, quarter, decision, by, at=at, score=score)


@transaction.atomic
def de_escalate(
    place: Place,
    *,
    keep_on: Register,
    ref: str,
    quarter: Quarter,
    decision: Decision,
    by: User,
    at: datetime.datetime | None = None,
) -> Place:
    """Take an entry off the corporate register and keep it on that of a service or directorate.

    Source: CR9 left the corporate register in Quarter 3 2018/19 and was "retained on the service register".
    """
    require_keeper(by, place.register)
    _held(place, quarter)
    if not place.register.is_corporate or keep_on.is_corporate:
        raise MovementRefused("An entry is de-escalated from the corporate register to another one.")
    require_kept(keep_on, quarter)
    _require_on(place, quarter)
    below = Place.objects.filter(entry=place.entry, register=keep_on).first()
    comes_as = Kind.REOPENED if below else Kind.NEW
    if below is None:
        below = give_place(place.entry, keep_on, ref)
    write(place, Kind.DE_ESCALATED, quarter, decision, by, at=at)
    if not movements.is_on(below, quarter):
        write(below, comes_as, quarter, decision, by, at=at)
    return below


@transaction.atomic
def close(
    place: Place, *, quarter: Quarter, decision: Decision, by: User, at: datetime.datetime | None = None
) -> list[Movement]:
    """Close an entry: it leaves every register it is on. Its history stays, and it can be reopened."""
    require_keeper(by, place.register)
    _held(place, quarter)
    _require_on(place, quarter)
    on = [
        each
        for each in place.entry.places.select_related("register")
        if each.pk == place.pk or (each.register.exists_in(quarter) and movements.is_on(each, quarter))
    ]
    for each in on:
        require_keeper(by, each.register)
    return [write(each, Kind.CLOSED, quarter, decision, by, at=at) for each in on]


@transaction.atomic
def reopen(
    place: Place, *, quarter: Quarter, decision: Decision, by: User, at: datetime.datetime | None = None
) -> Movement:
    """Put an entry that left a register back on it."""
    require_keeper(by, place.register)
    _held(place, quarter)
    require_kept(place.register, quarter)
    _require_came(place, quarter)
    if movements.is_on(place, quarter):
        raise MovementRefused(f"{place.ref} is on {place.register.name} already.")
    return write(place, Kind.REOPENED, quarter, decision, by, at=at)


@transaction.atomic
def merge(
    place: Place,
    *,
    into: Place,
    quarter: Quarter,
    decision: Decision,
    by: User,
    at: datetime.datetime | None = None,
) -> Movement:
    """Let another entry of the same register stand for this one from now on."""
    require_keeper(by, place.register)
    _held(place, quarter, into)
    if into.register_id != place.register_id or into.pk == place.pk:
        raise MovementRefused("An entry is merged into another one of the same register.")
    if into.entry.kind != place.entry.kind:
        raise MovementRefused("A risk is merged into a risk, an opportunity into an opportunity.")
    _require_on(place, quarter)
    _require_on(into, quarter)
    return write(place, Kind.MERGED, quarter, decision, by, at=at, into=into)


@transaction.atomic
def note(
    place: Place,
    *,
    quarter: Quarter,
    decision: Decision,
    by: User,
    score: Decimal | None = None,
    at: datetime.datetime | None = None,
) -> Movement:
    """Something that the report of the quarter says of an entry, which moves nothing; `score` where it states one.

    Sent twice it is said once.
    """
    require_keeper(by, place.register)
    _held(place, quarter)
    _require_came(place, quarter)
    return _write_once(place, Kind.NOTED, quarter, decision, by, at=at, score=score)


def write(
    place: Place,
    kind: Kind,
    quarter: Quarter,
    decision: Decision,
    by: User,
    *,
    at: datetime.datetime | None = None,
    score: Decimal | None = None,
    into: Place | None = None,
) -> Movement:
    """One movement, whoever may write it. Raises MovementRefused where it needs a reason and has none.

    One by which an entry leaves keeps its residual score: what it is scored afterwards is told elsewhere.
    """
    reason = clean_text(decision.reason).strip()
    if not reason and kind not in {Kind.TAKEN_OVER, Kind.NEW, Kind.ESCALATED}:
        raise MovementRefused("Give the reason: the report of the quarter prints it.")
    if score is None and kind in Movement.LEAVES:
        score = _residual_now(place.entry, quarter)
    return Movement.objects.create(
        place=place,
        ordinal=quarter.ordinal,
        kind=kind,
        into=into,
        reason=reason,
        decided_by=clean_text(decision.decided_by).strip(),
        decided_on=decision.decided_on,
        score=score,
        recorded_at=at or timezone.now(),
        recorded_by=by,
    )


def _residual_now(entry: Entry, quarter: Quarter) -> Decimal | None:
    known = entry.assessments.current().filter(ordinal__lte=quarter.ordinal).order_by("-ordinal").first()
    return residual(known.current_score, known.target_score).score if known else None


def _held(place: Place, quarter: Quarter, *others: Place) -> None:
    """The quarter open and the entries still until the transaction ends; always locked in the same order."""
    rounds.hold(quarter)
    entries = Entry.objects.filter(pk__in=[each.entry_id for each in (place, *others)])
    list(entries.select_for_update(no_key=True).order_by("pk"))


def _require_on(place: Place, quarter: Quarter) -> None:
    if not movements.is_on(place, quarter):
        raise MovementRefused(f"{place.ref} is not on {place.register.name} in {quarter.label}.")


def _require_came(place: Place, quarter: Quarter) -> None:
    """An older quarter may be open beside the one in which an entry came."""
    if not movements.deciding(quarter).filter(place=place).exists():
        raise MovementRefused(
            f"{place.ref} came on {place.register.name} after {quarter.label}. Choose the quarter in which it came, or a "
            "later one."
        )


def _write_once(
    place: Place,
    kind: Kind,
    quarter: Quarter,
    decision: Decision,
    by: User,
    *,
    at: datetime.datetime | None,
    score: Decimal | None,
) -> Movement:
    """What moves nothing; where it was recorded already in the very same words, which a second click sends, as it was."""
    said = place.movements.filter(
        kind=kind,
        ordinal=quarter.ordinal,
        reason=clean_text(decision.reason).strip(),
        decided_by=clean_text(decision.decided_by).strip(),
        decided_on=decision.decided_on,
    ).first()
    return said or write(place, kind, quarter, decision, by, at=at, score=score)
