"""One entry of a register as its page shows it: in a quarter, as one person may see it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Q

from council.authorization import Permission, may
from council.models import Service
from council.periods import Quarter
from risks import escalation, outlines
from risks.confidence import Verdict
from risks.detail_changes import Change, changes
from risks.matrix import Acceptance, Matrix
from risks.models import Action, Control, Details, Movement, Place, Review, ReviewRound
from risks.register_rows import Finding
from risks.selectors import findings, history, matrices, outlook, register, seen
from risks.selectors.history import History
from risks.selectors.register import Row
from risks.selectors.seen import Seen
from risks.visibility import RiskView


@dataclass(frozen=True)
class Changed:
    """A version of what the entry is, and what it changed of the one before; nothing for the first."""

    version: Details
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class EntryPage:
    """An entry in a quarter.

    `left` is the movement by which it left the register, None while it stands on it; the row is then as it was when it
    left. `movements` are those of its place up to the quarter, newest first; `others` its places on other registers.
    """

    row: Row
    round: ReviewRound
    on: datetime.date
    left: Movement | None
    movements: list[Movement]
    others: list[Place]
    versions: list[Changed]
    history: History
    verdict: Verdict
    findings: list[Finding]
    sees_drafts: bool
    may_review: bool

    @property
    def late(self) -> list[Action]:
        """The actions whose day has passed."""
        return [action for action in self.row.actions if action.is_late(self.on)]

    @property
    def acceptance(self) -> Acceptance:
        """Whether a risk is within appetite, tolerated or beyond tolerance; "" where no line says."""
        row = self.row
        if row.is_opportunity or row.current.score is None:
            return ""
        return row.matrix.acceptance(row.current.score, row.details.category)

    @property
    def target_is_worse(self) -> bool:
        """Whether what is aimed at is worse than what is: one of the two scores is then wrong."""
        current, target = self.row.current.score, self.row.target.score
        if current is None or target is None:
            return False
        return target < current if self.row.is_opportunity else target > current

    @property
    def proposal(self) -> str:
        """Why it is put forward for the corporate register, for those who see drafts; "" where it is not."""
        row, register = self.row, self.row.place.register
        is_up = register.is_corporate or any(place.register.is_corporate for place in self.others)
        if is_up or self.left or not self.sees_drafts:
            return ""
        found = escalation.residual(row.current.score, row.target.score)
        return escalation.proposal(found, register.escalates_at, opportunity=row.is_opportunity)

    @property
    def is_carried_over(self) -> bool:
        """Whether it stands on the register with the assessment of an earlier quarter."""
        return self.left is None and self.row.assessment is not None and not self.row.is_reviewed

    @property
    def is_open(self) -> bool:
        return self.round.is_open


@dataclass(frozen=True)
class Trail:
    """An entry's place on a register, its places on others, and whatever was decided about any of them, oldest first."""

    place: Place
    others: list[Place]
    movements: list[Movement]

    def up_to(self, place: Place, quarter: Quarter, moment: datetime.datetime | None) -> list[Movement]:
        """What was decided and said about one of the places up to a quarter, newest first."""
        return [
            row
            for row in reversed(self.movements)
            if row.place_id == place.pk
            and row.ordinal <= quarter.ordinal
            and (moment is None or row.recorded_at <= moment)
        ]

    def is_on(self, place: Place, quarter: Quarter, moment: datetime.datetime | None) -> bool:
        """Whether the entry stands there in a quarter."""
        last = deciding(self.up_to(place, quarter, moment))
        return last is not None and last.kind in Movement.ENTERS and place.register.exists_in(quarter)


def trail(place: Place) -> Trail:
    """Where an entry is and was. Two queries."""
    others = (
        Place.objects.filter(entry=place.entry_id)
        .exclude(pk=place.pk)
        .select_related(
            "entry",
            "register",
            "register__directorate",
            "register__service",
            "register__service__directorate",
        )
    )
    movements = Movement.objects.filter(place__entry=place.entry_id).select_related("into", "into__register")
    return Trail(place, list(others), list(movements.order_by("ordinal", "id")))


def deciding(said: list[Movement]) -> Movement | None:
    """The one that decides whether the entry is on the register, of movements that are newest first."""
    return next((row for row in said if row.kind in (*Movement.ENTERS, *Movement.LEAVES)), None)


def rounds_of(found: Trail, view: RiskView) -> list[ReviewRound]:
    """The quarters in which this person may look at an entry, newest first: from the one in which it came."""
    place = found.place
    came = [row.ordinal for row in found.movements if row.place_id == place.pk]
    return [
        row
        for row in view.rounds
        if came
        and row.ordinal >= min(came)
        and place.register.exists_in(row.quarter)
        and (not row.is_open or _sees_drafts(place, view))
    ]


def page(found: Trail, quarter: Quarter, view: RiskView) -> EntryPage | None:
    """The entry in a quarter; None where it was never on the register up to then, or only in a draft not to be seen.

    Eight queries at most: the row is that of `register.rows`, made of what the page reads anyway.
    """
    place, round_ = found.place, view.round_of(quarter)
    sees_drafts = _sees_drafts(place, view)
    if round_ is None or (round_.is_open and not sees_drafts):
        return None
    moment = register.moment_of(round_)
    said = found.up_to(place, quarter, moment)
    last = deciding(said)
    if last is None:
        return None
    left = last if last.kind in Movement.LEAVES else None
    others = [
        each for each in found.others if _sees(each, round_, view) and found.is_on(each, quarter, moment)
    ]
    shown, moment = (left.quarter, left.recorded_at) if left else (quarter, moment)
    visible = _visible(found, shown, moment, view)
    known = history.scores([place.entry], shown, moment=moment)[place.entry_id]
    known = history.only(known, visible, place.entry_id)
    versions = _versions(place, moment)
    row = _row(place, versions[-1], known, moment)
    register.compare_only(row, visible)
    on = findings.checked_on(round_)
    return EntryPage(
        row=row,
        round=round_,
        on=on,
        left=left,
        movements=said,
        others=others,
        versions=_told(
            versions, [] if sees_drafts else _closings(place, view, visible), sees_drafts=sees_drafts
        ),
        history=known,
        verdict=outlook.verdict(row, known, on),
        findings=findings.of_entry(row, known, on) if sees_drafts else [],
        sees_drafts=sees_drafts,
        may_review=_may_review(found, view),
    )


def _sees_drafts(place: Place, view: RiskView) -> bool:
    return view.sees_drafts_of(place.register) or view.reviews(place.entry_id)


def _sees(place: Place, round_: ReviewRound, view: RiskView) -> bool:
    """Whether this person may see that the entry stands there in a quarter."""
    return view.sees_register(place.register) and (not round_.is_open or _sees_drafts(place, view))


def _may_review(found: Trail, view: RiskView) -> bool:
    """As `actions.entries.may_review` decides it, of what was read already."""
    if view.user is None or not may(view.user, Permission.REVIEW_RISKS):
        return False
    places = [found.place, *found.others]
    return view.reviews(found.place.entry_id) or any(view.manages(each.register) for each in places)


def _visible(found: Trail, quarter: Quarter, moment: datetime.datetime | None, view: RiskView) -> Seen:
    """In which quarters this person sees how the entry was assessed.

    What was said of it while it stood on registers that they do not see stays there: members see a risk of a directorate
    from the quarter in which it was escalated.
    """
    register_of = {each.pk: each.register_id for each in (found.place, *found.others)}
    moved = (
        seen.Step(row.place_id, found.place.entry_id, register_of[row.place_id], row.kind, row.ordinal)
        for row in found.movements
        if row.ordinal <= quarter.ordinal and (moment is None or row.recorded_at <= moment)
    )
    return seen.among(moved, [found.place.entry_id], quarter, view)


def _row(place: Place, details: Details, known: History, moment: datetime.datetime | None) -> Row:
    now = known.points[-1] if known.points else None
    before = [point for point in known.points if point.quarter.ordinal < known.quarter.ordinal]
    in_place = {
        model: list(
            model.objects.as_at(moment)
            .filter(entry=place.entry_id, ended=False)
            .order_by("position", "number")
        )
        for model in (Control, Action)
    }
    return Row(
        place=place,
        details=details,
        quarter=known.quarter,
        matrix=now.current.matrix if now else _usual_matrix(place, known.quarter),
        assessment=now.assessment if now else None,
        previous=before[-1].assessment if before else None,
        previous_matrix=before[-1].current.matrix if before else None,
        review=Review.objects.filter(entry=place.entry_id, round=known.quarter.ordinal).first(),
        controls=in_place[Control],
        actions=in_place[Action],
    )


def _usual_matrix(place: Place, quarter: Quarter) -> Matrix:
    return matrices.in_force(place.register.matrix, quarter).parsed()


def _versions(place: Place, moment: datetime.datetime | None) -> list[Details]:
    """What the entry was said to be up to a moment, oldest first; the last one stood then."""
    known = Q(recorded_at__lte=moment) if moment else Q()
    return list(
        Details.objects.filter(known, entry=place.entry_id)
        .select_related("reviewer", "priority", "recorded_by")
        .prefetch_related("services")
        .order_by("version")
    )


def _closings(place: Place, view: RiskView, visible: Seen) -> list[datetime.datetime]:
    return [
        row.closed_at
        for row in view.rounds
        if row.closed_at and visible.stood(place.entry_id, row.ordinal, row.ordinal)
    ]


def _told(versions: list[Details], closings: list[datetime.datetime], *, sees_drafts: bool) -> list[Changed]:
    """The versions that somebody may see, newest first, each with what it changed.

    What was replaced before a quarter closed was a draft: others see the versions that stood when a quarter closed.
    """
    shown = [version for version in versions if sees_drafts or any(_stood(version, at) for at in closings)]
    texts = [words(version, version.services.all()) for version in shown]
    told = [(), *(tuple(changes(before, after)) for before, after in pairwise(texts))]
    return [Changed(version, change) for version, change in zip(shown, told, strict=False)][::-1]


def _stood(version: Details, at: datetime.datetime) -> bool:
    return version.recorded_at <= at and (version.superseded_at is None or version.superseded_at > at)


def words(version: Details, services: Iterable[Service]) -> dict[str, str | list[str]]:
    """What a version says, field by field; one that is not saved has its services beside it."""
    return {
        "Title": version.title,
        "Category": version.category,
        "Description": outlines.words(outlines.from_json(version.description)).splitlines(),
        "Consequences or benefits": outlines.words(outlines.from_json(version.consequences)).splitlines(),
        "Owner": version.owner,
        "Reviewed by": str(version.reviewer or ""),
        "Corporate priority": version.priority.name if version.priority else "",
        "Services": [service.name for service in services],
        "Note": version.note,
    }
