"""Figures that are worked out from others: they follow their parts, in the transaction that writes the parts.

Whoever may write a part has its dependants written; no other permission is asked, and a return that lies with its approver
does not stop them: what is derived is never anybody's entry. A dependant stays awaited until each of its parts has been
reported, in numbers or in words.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from graphlib import TopologicalSorter

from django.db import transaction
from django.utils import timezone

from council import outbox
from council.models import OutboxMessage, User
from council.periods import Slot
from kpis.calculations import Calculation, Worked, in_words, parse, work_out
from kpis.imports import Place
from kpis.models import Definition, Figure, Indicator
from kpis.series import GRAIN, usual_period
from kpis.topics import RATE

#: From the weakest to the strongest: a sum is no better founded than the weakest of its parts.
STATES = (Figure.State.ESTIMATE, Figure.State.PROVISIONAL, Figure.State.REVISED, Figure.State.VALIDATED)
LONGEST_WORDS = 300
CHANGED = "How it is worked out was changed"
#: What makes two versions of a derived figure the same figure.
SAME = (
    "value", "numerator", "denominator", "absence", "text", "state", "note", "period", "reported_in",
)  # fmt: skip


def take_turns(indicators: Iterable[int]) -> None:
    """Lock these indicators and all that is worked out from them until the transaction ends, before their figures.

    All at once and in one order: two people who each write several parts of the same sums wait, and never for each other.
    """
    written = set(indicators)
    book = _Book.read()
    reached = book.reached(written) if book.calculations else set()
    list(Indicator.objects.select_for_update(no_key=True).filter(pk__in=written | reached).order_by("pk"))


def follow(places: Iterable[Place], *, by: User, at: datetime.datetime | None = None) -> list[Figure]:
    """Work out again what depends on the figures just written in `places`; return what was written, parts first.

    Runs in the caller's transaction, which took its turn (`take_turns`) before it wrote the parts. As many queries for a
    thousand places as for one.
    """
    book = _Book.read()
    return book.follow(set(places), by=by, at=at or timezone.now()) if book.calculations else []


def recalculate(indicator: Indicator, *, by: User, at: datetime.datetime | None = None) -> list[Figure]:
    """Work out the figures of an indicator after its calculation changed, and what depends on them.

    Where one of its parts was never reported, the figure of old stands: the history of an indicator that was entered so
    far is not lost. Nor is that of one that is no longer worked out, and is entered from now on.
    """
    book = _Book.read()
    if indicator.pk not in book.calculations:
        return []
    chain = [indicator.pk, *book.parts_of(indicator.pk)]
    take_turns(chain)
    written = Figure.objects.current().filter(indicator__in=chain).values_list("grain", "ordinal").distinct()
    places = {(indicator.pk, grain, ordinal) for grain, ordinal in written}
    return book.follow(places, by=by, at=at or timezone.now(), starts_with=indicator.pk)


@dataclass
class _Book:
    """The calculated indicators as they are defined now, and the figures that stand in the places concerned."""

    definitions: dict[int, Definition]
    calculations: dict[int, Calculation]
    ids: dict[str, int]
    names: dict[str, str]
    figures: dict[Place, Figure] = field(default_factory=dict)
    replaced: list[int] = field(default_factory=list)

    @classmethod
    def read(cls) -> _Book:
        """One query where nothing is worked out, two where something is."""
        rows = list(Definition.objects.current().filter(calculation__isnull=False))
        calculations = {row.indicator_id: parse(row.calculation) for row in rows}
        slugs = {slug for calculation in calculations.values() for slug in calculation.of}
        parts = _parts(slugs) if slugs else []
        return cls(
            definitions={row.indicator_id: row for row in rows},
            calculations=calculations,
            ids={slug: pk for pk, slug, _ in parts},
            names={slug: name for _, slug, name in parts},
        )

    def parts_of(self, indicator: int) -> list[int]:
        return [self.ids[slug] for slug in self.calculations[indicator].of if slug in self.ids]

    def follow(
        self, changed: set[Place], *, by: User, at: datetime.datetime, starts_with: int | None = None
    ) -> list[Figure]:
        """`starts_with` is an indicator whose own places are given, since it is its calculation that changed."""
        order = self._order({indicator for indicator, _, _ in changed}, starts_with)
        if not order:
            return []
        self._fetch(order, changed)
        # History may be loaded with an earlier moment; nothing is known before what it is made of.
        at = max([at, *(figure.recorded_at for figure in self.figures.values())])
        written: list[Figure] = []
        for indicator in order:
            concerned = {*self.parts_of(indicator), *([indicator] if indicator == starts_with else [])}
            slots = sorted({(grain, ordinal) for part, grain, ordinal in changed if part in concerned})
            for grain, ordinal in slots:
                reason = (
                    CHANGED if indicator == starts_with else self._reason(indicator, grain, ordinal, changed)
                )
                figure = self._figure(indicator, Slot(grain, ordinal), reason)
                if figure is not None:
                    self._put(figure, by=by, at=at)
                    written.append(figure)
                    changed.add((indicator, grain, ordinal))
        if written:
            _write(written, self.replaced, at)
        return written

    def reached(self, changed: set[int], starts_with: int | None = None) -> set[int]:
        """The calculated indicators that depend on those changed, and `starts_with`."""
        reached = set() if starts_with is None else {starts_with}
        while further := {
            pk
            for pk in self.calculations.keys() - reached
            if (changed | reached).intersection(self.parts_of(pk))
        }:
            reached |= further
        return reached

    def _order(self, changed: set[int], starts_with: int | None) -> list[int]:
        """The calculated indicators that the change reaches, each after the parts that it is made of."""
        reached = self.reached(changed, starts_with)
        parts = {pk: reached.intersection(self.parts_of(pk)) for pk in sorted(reached)}
        return list(TopologicalSorter(parts).static_order())

    def _fetch(self, order: list[int], changed: set[Place]) -> None:
        """The figures of what is worked out and of its parts. Since people take turns, those that others wrote are seen."""
        wanted = {*order, *(part for pk in order for part in self.parts_of(pk))}
        ordinals = {ordinal for _, _, ordinal in changed}
        current = Figure.objects.current().filter(indicator__in=wanted, ordinal__in=ordinals)
        self.figures = {(row.indicator_id, row.grain, row.ordinal): row for row in current}

    def _reason(self, indicator: int, grain: str, ordinal: int, changed: set[Place]) -> str:
        """Why those of its parts were corrected that were."""
        parts = [(part, grain, ordinal) for part in self.parts_of(indicator)]
        reasons = [
            self.figures[place].reason for place in parts if place in changed and place in self.figures
        ]
        return " ".join(dict.fromkeys(reason for reason in reasons if reason))

    def _figure(self, indicator: int, slot: Slot, reason: str) -> Figure | None:
        """What the indicator comes to in a place; None where that stands already, or cannot be said yet."""
        definition, calculation = self.definitions[indicator], self.calculations[indicator]
        stands = self.figures.get((indicator, slot.grain, slot.ordinal))
        parts = {
            slug: self.figures.get((self.ids.get(slug, 0), slot.grain, slot.ordinal))
            for slug in calculation.of
        }
        known = {slug: part for slug, part in parts.items() if part is not None}
        if len(known) < len(parts) or slot.grain not in (GRAIN[definition.frequency], "Y"):
            return None
        worked = work_out(calculation, {slug: part.value for slug, part in known.items()}, self.names)
        counts = worked if calculation.kind == "ratio" and calculation.times == 100 else Worked()
        sources = list(known.values())
        periods = {part.period for part in sources}
        figure = Figure(
            indicator_id=indicator,
            grain=slot.grain,
            ordinal=slot.ordinal,
            # members see it once they may see the last of its parts
            reported_in=max(part.reported_in for part in sources),
            period=periods.pop() if len(periods) == 1 else str(usual_period(definition.basis, slot)),
            value=worked.value,
            numerator=counts.numerator,
            denominator=counts.denominator,
            is_running_total=all(part.is_running_total for part in sources),
            absence="" if worked.value is not None else Figure.Absence.NOT_AVAILABLE,
            text=_why_not(worked, sources),
            state=min((part.state for part in sources), key=STATES.index),
            note=self._note(calculation, known),
            reason=reason,
        )
        is_same = stands is not None and all(getattr(stands, name) == getattr(figure, name) for name in SAME)
        return None if is_same else figure

    def _note(self, calculation: Calculation, parts: Mapping[str, Figure]) -> str:
        """What it was worked out from, with the numbers of that moment."""
        said = [f"{self.names.get(slug, slug)}: {_shown(figure)}" for slug, figure in parts.items()]
        return f"{in_words(calculation, self.names)}. {'; '.join(said)}."

    def _put(self, figure: Figure, *, by: User, at: datetime.datetime) -> None:
        """The next version of its place, from now on: what depends on it is made of it."""
        place = (figure.indicator_id, figure.grain, figure.ordinal)
        stands = self.figures.get(place)
        figure.version = stands.version + 1 if stands else 1
        figure.recorded_at, figure.recorded_by = at, by
        if stands:
            self.replaced.append(stands.pk)
        self.figures[place] = figure


def _parts(slugs: set[str]) -> list[tuple[int, str, str]]:
    """Key, short name and name of the indicators that others are made of."""
    rows = Definition.objects.current().filter(indicator__slug__in=slugs)
    return list(rows.values_list("indicator_id", "indicator__slug", "name"))


def _why_not(worked: Worked, parts: list[Figure]) -> str:
    """What stands in the figure's place, with the words of the first part that has no number."""
    words = next((part.text for part in parts if part.value is None), "")
    said = f"{worked.why_not}: {words}" if worked.why_not and words else worked.why_not
    return said if len(said) <= LONGEST_WORDS else f"{said[: LONGEST_WORDS - 1]}…"


def _shown(figure: Figure) -> str:
    return figure.text if figure.value is None else f"{figure.value:,f}"


def _write(written: list[Figure], replaced: list[int], at: datetime.datetime) -> None:
    """Supersede what stood and have the ratings worked out, in three statements however many figures there are."""
    Figure.objects.filter(pk__in=replaced).update(superseded_at=at)
    Figure.objects.bulk_create(written, batch_size=1000)
    OutboxMessage.objects.bulk_create(
        OutboxMessage(topic=RATE, payload={"indicator": indicator})
        for indicator in sorted({figure.indicator_id for figure in written})
    )
    transaction.on_commit(outbox.wake)
