"""The seven moves of an entry: what each asks, what stands in its way, what it does, and how it is undone."""

from __future__ import annotations

from abc import ABC, abstractmethod
from decimal import Decimal
from typing import Any, ClassVar

from council.models import User
from risks import escalation
from risks.actions import movements
from risks.actions.movements import Decision
from risks.models import Movement, Place, Register
from risks.move_forms import (
    CloseForm,
    DeEscalateForm,
    EscalateForm,
    KeepForm,
    MergeForm,
    NoteForm,
    ReopenForm,
)
from risks.selectors.movement_report import sentence_of
from risks.selectors.moves import Ground, Target

Kind = Movement.Kind
Typed = dict[str, Any]


class Move(ABC):
    """One kind of move. `typed` is what the form made of what was typed."""

    verb: ClassVar[str]
    kind: ClassVar[Kind]
    form: ClassVar[type[NoteForm]]
    explanation: ClassVar[str] = ""

    def hindrance(self, start: Ground) -> str:
        """Why it cannot be done at all; "" where it can."""
        if not start.round.is_open:
            return f"{start.quarter.label} is closed. Entries move in a quarter that is open."
        if not start.place.register.exists_in(start.quarter):
            return f"{start.place.register.name} is not kept any more in {start.quarter.label}."
        return self.out_of_place(start)

    def out_of_place(self, start: Ground) -> str:
        """Why an entry that stands where this one stands cannot be moved so."""
        place = start.place
        if start.is_on:
            return ""
        return f"{place.ref} is not on {place.register.name} in {start.quarter.label}. It can be reopened."

    @abstractmethod
    def effects(self, start: Ground, typed: Typed) -> list[str]:
        """What will happen, a sentence each."""

    @abstractmethod
    def act(self, start: Ground, typed: Typed, by: User) -> Place:
        """Do it; the place whose page is shown then. Raises EntryRefused and RoundRefused."""

    def undo(self, start: Ground, shown: Place) -> str:
        """How it is undone, in a sentence."""
        return f"To undo it, reopen {start.place.ref} on {start.place.register.name}."

    def sentence(self, start: Ground, typed: Typed) -> str:
        """What the report of the quarter says of it."""
        return sentence_of(self.movement(start, typed), self.elsewhere(start, typed))

    def movement(self, start: Ground, typed: Typed) -> Movement:
        """The movement as it would be written."""
        return Movement(
            place=start.place,
            ordinal=start.quarter.ordinal,
            kind=self.kind,
            reason=typed["reason"],
            decided_by=typed.get("decided_by", ""),
            score=self.score(start),
        )

    def elsewhere(self, start: Ground, typed: Typed) -> Register | None:
        """The other register of a move between two."""
        return None

    def score(self, start: Ground) -> Decimal | None:
        """The residual score, where it is what is decided about."""
        return None


def leaves(place: Place | Target) -> str:
    """What happens to a place that the entry leaves."""
    return f"It leaves {place.register.name}, where it is {place.ref}."


def decision(typed: Typed) -> Decision:
    """Why, by whom and when."""
    return Decision(typed["reason"], typed.get("decided_by", ""), typed.get("decided_on"))


class Escalate(Move):
    """Put an entry on the corporate register as well."""

    verb, kind, form = "Escalate", Kind.ESCALATED, EscalateForm
    explanation = (
        "The management team decides whether an entry goes on the corporate register. It stays on its own "
        "register too."
    )

    def out_of_place(self, start: Ground) -> str:
        if start.place.register.is_corporate:
            return f"{start.place.ref} is on the corporate register. An entry is escalated from another one."
        if not start.above:
            return "You do not keep a corporate register. Ask the risk lead of the council to escalate it."
        above = [each for each in start.stands_on if each.register.is_corporate]
        if above:
            return f"It is on {above[0].register.name} already, as {above[0].ref}."
        return super().out_of_place(start)

    def effects(self, start: Ground, typed: Typed) -> list[str]:
        target: Target = typed["to"]
        again = "again " if target.was_there else ""
        return [
            f"It goes on {target.register.name}, {again}as {typed['ref']}.",
            f"It stays on {start.place.register.name} as {start.place.ref}. Both show the same scores and reviews.",
        ]

    def act(self, start: Ground, typed: Typed, by: User) -> Place:
        return movements.escalate(
            start.place,
            to=typed["to"].register,
            ref=typed["ref"],
            quarter=start.quarter,
            decision=decision(typed),
            score=self.score(start),
            by=by,
        )

    def undo(self, start: Ground, shown: Place) -> str:
        return f"To undo it, de-escalate {shown.ref}."

    def movement(self, start: Ground, typed: Typed) -> Movement:
        movement = super().movement(start, typed)
        movement.place = Place(entry=start.place.entry, register=typed["to"].register, ref=typed["ref"])
        return movement

    def elsewhere(self, start: Ground, typed: Typed) -> Register | None:
        return start.place.register

    def score(self, start: Ground) -> Decimal | None:
        return start.row.residual_score


class Keep(Move):
    """Record that an entry was considered for the corporate register and stays where it is."""

    verb, kind, form = "Keep", Kind.KEPT, KeepForm
    explanation = (
        "For an entry that was considered for the corporate register and stays where it is. It is not put forward again in "
        "this quarter; in the next one it is, if its score still reaches the threshold."
    )

    def out_of_place(self, start: Ground) -> str:
        if start.place.register.is_corporate:
            return f"{start.place.ref} is on the corporate register already."
        return super().out_of_place(start)

    def effects(self, start: Ground, typed: Typed) -> list[str]:
        threshold = start.place.register.escalates_at
        reached = escalation.is_to_be_considered(self.score(start), threshold)
        put = ["It is not put forward again in this quarter."] if reached else []
        return [f"It stays on {start.place.register.name} as {start.place.ref}.", *put]

    def act(self, start: Ground, typed: Typed, by: User) -> Place:
        movements.keep(
            start.place, quarter=start.quarter, decision=decision(typed), score=self.score(start), by=by
        )
        return start.place

    def undo(self, start: Ground, shown: Place) -> str:
        return "Nothing moved; it can still be escalated."

    def score(self, start: Ground) -> Decimal | None:
        return start.row.residual_score


class DeEscalate(Move):
    """Take an entry off the corporate register and keep it on another."""

    verb, kind, form = "De-escalate", Kind.DE_ESCALATED, DeEscalateForm
    explanation = "It leaves the corporate register and is kept on that of a directorate or service."

    def out_of_place(self, start: Ground) -> str:
        if not start.place.register.is_corporate:
            return f"{start.place.ref} is not on the corporate register. An entry is de-escalated from there."
        if not start.below:
            return "There is no other register on which it could stay. Add one first, or close the entry."
        return super().out_of_place(start)

    def effects(self, start: Ground, typed: Typed) -> list[str]:
        target: Target = typed["to"]
        comes = "stays" if target.is_there else "comes"
        return [
            leaves(start.place),
            f"It {comes} on {target.register.name} as {typed['ref']}.",
        ]

    def act(self, start: Ground, typed: Typed, by: User) -> Place:
        return movements.de_escalate(
            start.place,
            keep_on=typed["to"].register,
            ref=typed["ref"],
            quarter=start.quarter,
            decision=decision(typed),
            by=by,
        )

    def elsewhere(self, start: Ground, typed: Typed) -> Register | None:
        return typed["to"].register


class Close(Move):
    """Close an entry on every register."""

    verb, kind, form = "Close", Kind.CLOSED, CloseForm
    explanation = "A closed entry leaves every register. Its page and its history stay."

    def effects(self, start: Ground, typed: Typed) -> list[str]:
        return [leaves(each) for each in (start.place, *start.stands_on)]

    def act(self, start: Ground, typed: Typed, by: User) -> Place:
        movements.close(start.place, quarter=start.quarter, decision=decision(typed), by=by)
        return start.place


class Reopen(Move):
    """Put an entry that left a register back on it."""

    verb, kind, form = "Reopen", Kind.REOPENED, ReopenForm
    explanation = "It comes back on this register under its old reference."

    def out_of_place(self, start: Ground) -> str:
        return f"{start.place.ref} is on {start.place.register.name} already." if start.is_on else ""

    def effects(self, start: Ground, typed: Typed) -> list[str]:
        return [
            f"It comes back on {start.place.register.name} as {start.place.ref}, with its last assessment."
        ]

    def act(self, start: Ground, typed: Typed, by: User) -> Place:
        movements.reopen(start.place, quarter=start.quarter, decision=decision(typed), by=by)
        return start.place

    def undo(self, start: Ground, shown: Place) -> str:
        return f"To undo it, close {shown.ref}."


class Merge(Move):
    """Let another entry of the register stand for this one."""

    verb, kind, form = "Merge", Kind.MERGED, MergeForm
    explanation = (
        "Another entry of the register stands for it from now on. What it said stays on its own page."
    )

    def out_of_place(self, start: Ground) -> str:
        if start.is_on and not start.beside:
            return f"{start.place.register.name} has no other entry of its kind to merge it into."
        return super().out_of_place(start)

    def effects(self, start: Ground, typed: Typed) -> list[str]:
        into: Place = typed["into"]
        return [
            leaves(start.place),
            f"{into.ref} stands for it. Its words, controls and actions do not move: copy what {into.ref} is to say.",
        ]

    def act(self, start: Ground, typed: Typed, by: User) -> Place:
        movements.merge(
            start.place, into=typed["into"], quarter=start.quarter, decision=decision(typed), by=by
        )
        return start.place

    def movement(self, start: Ground, typed: Typed) -> Movement:
        movement = super().movement(start, typed)
        movement.into = typed["into"]
        return movement


class Note(Move):
    """Say something of an entry in the report of the quarter."""

    verb, kind, form = "Say something of", Kind.NOTED, NoteForm
    explanation = "For what the report of the quarter says of an entry without moving it."

    def out_of_place(self, start: Ground) -> str:
        return ""

    def effects(self, start: Ground, typed: Typed) -> list[str]:
        return ["Nothing moves."]

    def act(self, start: Ground, typed: Typed, by: User) -> Place:
        movements.note(start.place, quarter=start.quarter, decision=decision(typed), by=by)
        return start.place

    def undo(self, start: Ground, shown: Place) -> str:
        return "It stays on record; what is said later stands beside it."
