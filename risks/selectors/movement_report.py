"""What moved on a register since a quarter: recorded movements, and the changes of score between two assessments.

Source: cover report of 26 February 2019, which counts what came and what left, and says of each other entry what became
of its residual score; that of 25 November 2021 reports the same way.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Q

from council.periods import Quarter
from risks.escalation import residual
from risks.models import Details, Movement, Place, Register
from risks.movement_words import Moved, Part, parts, sentence
from risks.selectors import history, register
from risks.selectors.history import History, Point
from risks.selectors.register import Row, Standing
from risks.visibility import RiskView

#: Movements between two registers.
CROSSES = (Movement.Kind.ESCALATED, Movement.Kind.DE_ESCALATED)
OTHER_MATRIX = "it was scored by another version of the matrix, so that its scores are not to be compared"


@dataclass(frozen=True)
class MovementReport:
    """What moved from the beginning of `since` to the end of `quarter`; `noted` is what was only said of an entry."""

    since: Quarter
    quarter: Quarter
    moved: tuple[Moved, ...]
    noted: tuple[Moved, ...]

    @property
    def parts(self) -> list[Part]:
        """The paragraph with its counts, and a sentence for each movement."""
        return parts(self.moved, period=self._period)

    @property
    def also_reported(self) -> tuple[str, ...]:
        """What was said of other entries, in the words that were used."""
        return tuple(sentence(each) for each in self.noted)

    @property
    def _period(self) -> str:
        if self.since == self.quarter:
            return "this quarter"
        return f"{self.since.label} to {self.quarter.label}"


def report(
    of: Register,
    since: Quarter,
    quarter: Quarter,
    view: RiskView,
    *,
    as_at: datetime.datetime | None = None,
    rows: list[Row] | None = None,
) -> MovementReport:
    """The movements of a register as somebody may see them. Those of an open quarter are drafts: for who may see them.

    `rows` are those of `register.rows`, where they were read already.
    """
    rows = register.rows(of, quarter, view, as_at=as_at) if rows is None else rows
    moment = register.moment_of(view.round_of(quarter), as_at)
    recorded = _recorded(of, since, quarter, view, moment)
    entries = {place.entry for place in [*(row.place for row in rows), *(each.place for each in recorded)]}
    scores = history.of_many(entries, quarter, moment=moment, since=since.previous, rows=rows)
    histories = history.seen_by(view, scores, moment=moment)
    titles, elsewhere = _titles(recorded, moment), _elsewhere(recorded, moment)
    told = [
        _told(each, titles[each.place_id], histories[each.place.entry_id], elsewhere.get(each.pk, ""))
        for each in recorded
    ]
    came = {each.place.entry_id for each in recorded if each.kind in Movement.ENTERS}
    rescored = [
        moved
        for row in rows
        if row.entry.pk not in came
        if (moved := _rescored(row, histories[row.entry.pk], since)) is not None
    ]
    return MovementReport(
        since,
        quarter,
        moved=(*(each for each in told if each.kind != "noted"), *rescored),
        noted=tuple(each for each in told if each.kind == "noted"),
    )


def sentence_of(movement: Movement, elsewhere: Register | None = None) -> str:
    """What the report says of one movement, also of one that is not written yet.

    `elsewhere` is the other register of an entry that is escalated or de-escalated.
    """
    entry = movement.place.entry
    said = history.scores([entry], movement.quarter, moment=None)[entry.pk]
    title = Details.objects.current().get(entry=entry).title
    return sentence(_told(movement, title, said, _whose(elsewhere) if elsewhere else ""))


def _recorded(
    of: Register, since: Quarter, quarter: Quarter, view: RiskView, moment: datetime.datetime | None
) -> list[Movement]:
    """The movements of the quarters that this person may see, in the order in which they were recorded.

    That an entry was there when the record begins is no movement.
    """
    if not view.sees_register(of):
        return []
    seen = [
        row.ordinal
        for row in view.rounds
        if since.ordinal <= row.ordinal <= quarter.ordinal and (not row.is_open or view.sees_drafts_of(of))
    ]
    known = Q(recorded_at__lte=moment) if moment else Q()
    return list(
        Movement.objects.filter(known, place__register=of, ordinal__in=seen)
        .exclude(kind=Movement.Kind.TAKEN_OVER)
        .select_related("place", "place__entry", "place__register", "into")
        .order_by("ordinal", "id")
    )


def _titles(recorded: Iterable[Movement], moment: datetime.datetime | None) -> dict[int, str]:
    """What each entry was called at `moment`, by its place's id; one that has left, when it left."""
    left: dict[int, datetime.datetime] = {}
    places = {each.place_id: each.place for each in recorded}
    for each in recorded:
        if each.kind in Movement.LEAVES:
            left[each.place_id] = each.recorded_at
        elif each.kind in Movement.ENTERS:
            left.pop(each.place_id, None)
    versions = list(
        Details.objects.filter(entry__in=[place.entry_id for place in places.values()])
        .only("entry", "title", "recorded_at", "version")
        .order_by("-version")
    )

    def title(place: Place) -> str:
        at = left.get(place.pk, moment)
        known = (row for row in versions if row.entry_id == place.entry_id)
        return next(row.title for row in known if at is None or row.recorded_at <= at)

    return {pk: title(place) for pk, place in places.items()}


def _elsewhere(recorded: Iterable[Movement], moment: datetime.datetime | None) -> dict[int, str]:
    """Whose register an entry was escalated from or de-escalated to, by the movement's id: the last it came on."""
    crossed = [each for each in recorded if each.kind in CROSSES]
    known = Q(recorded_at__lte=moment) if moment else Q()
    moved = list(
        Movement.objects.filter(known, place__entry__in=[each.place.entry_id for each in crossed])
        .filter(kind__in=[*Movement.ENTERS, *Movement.LEAVES])
        .exclude(place__register__kind=Register.Kind.CORPORATE)
        .select_related("place__register__directorate", "place__register__service")
        .order_by("ordinal", "id")
    )
    return {each.pk: _stood_below(each, moved) for each in crossed}


def _stood_below(crossing: Movement, moved: Iterable[Movement]) -> str:
    """Where the entry stood below when it was escalated, or after it was de-escalated."""
    standing: dict[int, Register] = {}
    for each in moved:
        earlier = each.pk < crossing.pk or crossing.kind == Movement.Kind.DE_ESCALATED
        if each.place.entry_id == crossing.place.entry_id and each.ordinal <= crossing.ordinal and earlier:
            standing.pop(each.place_id, None)
            if each.kind in Movement.ENTERS:
                standing[each.place_id] = each.place.register
    return _whose(list(standing.values())[-1]) if standing else ""


def _whose(found: Register) -> str:
    return str((found.service or found.directorate or found).name)


def _told(movement: Movement, title: str, said: History, elsewhere: str) -> Moved:
    """A recorded movement in the plain values that its sentence needs."""
    place, kind = movement.place, Movement.Kind(movement.kind)
    score, label = _residual(_newest(said, movement.quarter))
    if movement.score is not None:
        score, label = movement.score, label if movement.score == score else ""
    noted = kind == Movement.Kind.NOTED
    stays_on = {Movement.Kind.DE_ESCALATED: elsewhere, Movement.Kind.KEPT: _whose(place.register)}
    return Moved(
        ref=place.ref,
        kind=kind.value,
        title=title,
        is_opportunity=place.entry.is_opportunity,
        residual=score,
        residual_label=label,
        decided_by=movement.decided_by,
        reason="" if noted else movement.reason,
        words=movement.reason if noted else "",
        merged_into=movement.into.ref if movement.into else "",
        from_register=elsewhere if kind == Movement.Kind.ESCALATED else "",
        stays_on=stays_on.get(kind, ""),
    )


def _rescored(row: Row, said: History, since: Quarter) -> Moved | None:
    """How an entry's scores differ from those of the quarter before `since`; None where they are the same."""
    before, now = _newest(said, since.previous), _newest(said, row.quarter)
    if before is None or now is None or before.quarter == now.quarter:
        return None
    moved = Moved(
        ref=row.ref,
        kind="rescored",
        title=row.details.title,
        is_opportunity=row.is_opportunity,
        reason=now.assessment.reason,
    )
    if not before.matrix.scores_like(now.matrix):
        return replace(moved, words=OTHER_MATRIX)
    if now.current.score is None:
        return replace(moved, words="it has no score any more") if before.current.score is not None else None
    (was, _), (score, label) = _residual(before), _residual(now)
    if before.current.score == now.current.score and was == score:
        return None
    if before.current.score != now.current.score:
        moved = replace(
            moved,
            current_before=before.current.score,
            current=now.current.score,
            current_label=now.current.words,
        )
    if was != score:
        moved = replace(moved, residual_before=was, residual=score, residual_label=label)
    return moved


def _newest(said: History, until: Quarter) -> Point | None:
    """The newest assessment up to a quarter."""
    return next((point for point in reversed(said.points) if point.quarter.ordinal <= until.ordinal), None)


def _residual(point: Point | None) -> tuple[Decimal | None, str]:
    """The residual score of an assessment, and the position that has it in words."""
    if point is None:
        return None, ""
    found = residual(point.current.score, point.target.score)
    standing: dict[str, Standing] = {"current": point.current, "target": point.target}
    return found.score, standing[found.source].words if found.source in standing else ""
