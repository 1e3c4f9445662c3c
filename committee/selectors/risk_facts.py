"""What a register prints of a risk quarter, for the check before publication: cards, the summary profile, every line."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils import timezone

from committee.reconcile.facts import Papers, Passage, Place
from committee.reconcile.risk_facts import Cell, Line, ProfileLine, RiskCard
from council.periods import Quarter
from risks.checks import Kept
from risks.matrix_values import read_number
from risks.models import Register
from risks.models.entries import Measure
from risks.selectors import findings, register
from risks.selectors.history import History
from risks.selectors.register import Row, moment_of
from risks.visibility import RiskView

#: The outlines of what an entry is, and of its assessment: the cell of the card, and the field that it is kept in.
_OUTLINES: tuple[tuple[Cell, str], ...] = (("description", "description"), ("consequence", "consequences"))
_SAID: tuple[tuple[Cell, str], ...] = (("progress", "progress"), ("travel", "travel"))


def risk_facts(
    quarter: Quarter,
    view: RiskView,
    *,
    paper: str,
    with_profile: bool = True,
    as_at: datetime.datetime | None = None,
) -> Papers:
    """The corporate registers of a quarter as their paper prints them. Nine queries a register at most.

    A paper of cards has the summary profile as well: scores that were printed and are not those of the card are the
    profile's. A register table has no profile, and such scores are its own.
    """
    round_ = view.round_of(quarter)
    if round_ is None:
        return Papers()
    # What is asked of a past moment is judged by the dates of that day, while the quarter was open.
    read_on = timezone.localdate(as_at) if as_at and round_.is_open else findings.checked_on(round_)
    cards: list[RiskCard] = []
    profile: list[ProfileLine] = []
    passages: list[Passage] = []
    for each in (row for row in view.registers if row.is_corporate and row.exists_in(quarter)):
        rows = register.rows(each, quarter, view, with_measures=True, as_at=as_at)
        known = findings.histories(rows, quarter, moment=moment_of(round_, as_at))
        for row in rows:
            card = _card(row, known[row.entry.pk], read_on, each, paper, with_profile=with_profile)
            cards.append(card)
            passages += _passages(card, quarter)
            if with_profile:
                profile.append(_profile_line(row, each, paper))
    return Papers(risks=tuple(cards), profile=tuple(profile), passages=tuple(passages))


def _card(
    row: Row, known: History, read_on: datetime.date, of: Register, paper: str, *, with_profile: bool
) -> RiskCard:
    kept = findings.kept(row, known)
    return RiskCard(
        place=Place(paper, row.ref, reverse("risk-entry", args=[of.slug, row.ref])),
        subject=_subject(row),
        title=row.details.title,
        kept=_as_the_matrix_has_it(kept) if with_profile else kept,
        matrix=row.matrix,
        read_on=read_on,
        target_date=row.target_date,
        lines=tuple(_lines(row)),
    )


def _as_the_matrix_has_it(kept: Kept) -> Kept:
    """An entry without the scores that only its profile prints."""
    current, target = (
        each if each.computed is None else replace(each, printed=None) for each in (kept.current, kept.target)
    )
    return replace(kept, current=current, target=target)


def _profile_line(row: Row, of: Register, paper: str) -> ProfileLine:
    printed = row.assessment.as_printed if row.assessment else {}
    current, target = (read_number(printed.get(name)) for name in ("score", "target_score"))
    return ProfileLine(
        place=Place(paper, f"summary profile, {row.ref}", reverse("risk-profile", args=[of.slug])),
        subject=_subject(row),
        ref=row.ref,
        current=row.current.score if current is None else current,
        target=row.target.score if target is None else target,
        target_date=row.target_date,
    )


def _subject(row: Row) -> str:
    return f"risk:{row.ref}"


def _lines(row: Row) -> Iterator[Line]:
    for cell, name in _OUTLINES:
        yield from _outline(cell, getattr(row.details, name))
    yield from (line for each in row.controls for line in _measure("control", each))
    yield from (line for each in row.actions for line in _measure("action", each))
    if row.assessment:
        for cell, name in _SAID:
            yield from _outline(cell, getattr(row.assessment, name))


def _outline(cell: Cell, groups: list[dict[str, Any]]) -> Iterator[Line]:
    for group in groups:
        heading = group.get("heading") or group.get("sub_heading") or ""
        for item in group.get("items", []):
            yield Line(cell, item["text"], heading)
            yield from (Line(cell, text, heading) for text in item.get("sub_items", []))


def _measure(cell: Cell, measure: Measure) -> Iterator[Line]:
    heading = measure.heading or measure.sub_heading
    yield Line(cell, measure.text, heading)
    yield from (Line(cell, text, heading) for text in measure.sub_items)


def _passages(card: RiskCard, quarter: Quarter) -> Iterator[Passage]:
    for line in card.lines:
        place = replace(card.place, where=f"{card.ref}, {line.where}")
        heading = f"{card.ref}, {line.where}"
        yield Passage(place, line.text, (card.subject,), heading, quarter, is_bullet=True)
