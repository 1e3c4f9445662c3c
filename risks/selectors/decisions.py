"""One entry's review as the risk lead reads it: what changed since the quarter before, and what the figures say."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from council.period_kinds import date_label
from council.periods import Quarter
from risks import outlines
from risks.confidence import Verdict
from risks.models import Action, Assessment, Control, Details, Place, Review, ReviewRound, ReviewStep
from risks.models.entries import Measure
from risks.presenters import ReviewTag, confidence_mark, owners_direction, review_tag
from risks.register_rows import Finding
from risks.selectors import findings, history, outlook, register
from risks.selectors.register import Row, Standing, standing

#: What of an entry is said in a word when it changes; the long texts are read on its own page.
SHORT = ("title", "category", "owner", "reviewer")
LONG = ("description", "consequences")


@dataclass(frozen=True)
class Change:
    """One thing that is not as it was: what, how it was ("" where it is new), how it is ("" where it went), and why."""

    name: str
    before: str
    now: str
    reason: str = ""


@dataclass(frozen=True)
class Decision:
    """Everything of a review on which somebody decides."""

    row: Row
    round: ReviewRound
    review: Review | None
    steps: list[ReviewStep]
    standing: list[Change]
    measures: list[Change]
    details: list[Change]
    findings: list[Finding]
    verdict: Verdict

    @property
    def newest_step(self) -> int:
        """The step that a decision is based on; nought where there is none."""
        return self.steps[-1].pk if self.steps else 0

    @property
    def submission(self) -> ReviewStep | None:
        """The step by which it was submitted, while it is."""
        submitted = [step for step in self.steps if step.step == ReviewStep.Step.SUBMITTED]
        return submitted[-1] if submitted and self.is_waiting else None

    @property
    def is_waiting(self) -> bool:
        return self.round.is_open and self._state == Review.State.SUBMITTED

    @property
    def is_agreed(self) -> bool:
        return self._state == Review.State.AGREED

    @property
    def may_be_returned(self) -> bool:
        """Whether there is something to decide: a submitted review, or an agreed one that is returned after all."""
        return self.round.is_open and (self.is_waiting or self.is_agreed)

    @property
    def tag(self) -> ReviewTag:
        return review_tag(self.review, is_open=self.round.is_open)

    @property
    def progress(self) -> outlines.Outline:
        """What the owner writes of this quarter."""
        return outlines.from_json(self.row.assessment.progress) if self.row.assessment else ()

    @property
    def travel_words(self) -> outlines.Outline:
        return outlines.from_json(self.row.assessment.travel) if self.row.assessment else ()

    @property
    def _state(self) -> str:
        return self.review.state if self.review else ""


def decision(place: Place, round_: ReviewRound) -> Decision:
    """The review of an entry in a risk quarter, whoever may see it. Ten queries."""
    quarter = round_.quarter
    moment = register.moment_of(round_)
    (row,) = register.rows_of([place], quarter, moment=moment)
    controls, actions = (_versions(model, row, round_.opened_at, moment) for model in (Control, Action))
    row.controls, row.actions = controls.now, actions.now
    past = history.scores([place.entry], quarter, moment=moment)[place.entry_id]
    on = findings.checked_on(round_)
    steps = ReviewStep.objects.filter(review=row.review).select_related("by") if row.review else []
    return Decision(
        row=row,
        round=round_,
        review=row.review,
        steps=list(steps),
        standing=list(_standing(row, quarter)),
        measures=[*_items("Control", controls), *_items("Action", actions)],
        details=list(_details(row, round_.opened_at)),
        findings=findings.of_entry(row, past, on),
        verdict=outlook.verdict(row, past, on),
    )


def _standing(row: Row, quarter: Quarter) -> Iterator[Change]:
    """What the assessment of this quarter says otherwise than the one before it."""
    now, before = row.assessment, row.previous
    if now is None or now.ordinal != quarter.ordinal:
        return
    matrix = row.previous_matrix or row.matrix
    for position, name in (("current", "Current score"), ("target", "Target score")):
        was = standing(before, position, matrix, row.is_opportunity)
        yield from _changed(name, _said(was), _said(getattr(row, position)), now.reason)
    yield from _changed("Target date", _target_date(before), _target_date(now))
    yield from _changed(
        "Confidence", *(confidence_mark(each.confidence if each else "").word for each in (before, now))
    )
    yield from _changed(
        "Owner's view of the direction",
        *(owners_direction(each.direction if each else "").label for each in (before, now)),
    )


def _said(where: Standing) -> str:
    if where.score is None:
        return ""
    return f"{where.score:f} ({where.words})" if where.words else f"{where.score:f}"


def _target_date(assessment: Assessment | None) -> str:
    if assessment is None:
        return ""
    day = assessment.target_on
    return assessment.target_date_text or (date_label(day) if day else "")


@dataclass(frozen=True)
class Versions:
    """The controls or actions in place as they were when the quarter was opened, by number, and as they are."""

    before: dict[int, Measure]
    now: list[Measure]


def _versions(
    model: type[Measure], row: Row, since: datetime.datetime, moment: datetime.datetime | None
) -> Versions:
    """Both in one query."""
    found = (
        (model.objects.as_at(since) | model.objects.as_at(moment))
        .filter(entry=row.entry, ended=False)
        .order_by("position", "number", "version")
    )
    before, now = {}, []
    for each in found:
        if each.recorded_at <= since and (each.superseded_at is None or each.superseded_at > since):
            before[each.number] = each
        if each.superseded_at is None or (moment is not None and each.superseded_at > moment):
            now.append(each)
    return Versions(before, now)


def _items(name: str, versions: Versions) -> Iterator[Change]:
    """Controls or actions that came, went or changed since the quarter was opened."""
    kept = set()
    for each in versions.now:
        kept.add(each.number)
        was = versions.before.get(each.number)
        if was is None:
            yield Change(f"{name} added", "", each.text)
        elif was.version != each.version:
            told = (_measure_words(was), _measure_words(each))
            if told[0] != told[1]:
                yield Change(f"{name} changed", *told, reason=getattr(each, "revised_reason", ""))
    for number, was in versions.before.items():
        if number not in kept:
            yield Change(f"{name} ended", was.text, "")


def _measure_words(measure: Measure) -> str:
    """What it is, and how it stands, in one line."""
    parts = [measure.text, *measure.sub_items, measure.owner]
    if isinstance(measure, Control):
        parts.append(measure.get_adequacy_display())
    if isinstance(measure, Action):
        parts += [measure.get_status_display() if measure.status else "", measure.progress]
        parts.append(f"due {date_label(measure.due)}" if measure.due else "")
    return "; ".join(part for part in parts if part)


def _details(row: Row, since: datetime.datetime) -> Iterator[Change]:
    """What the entry is otherwise than when the quarter was opened."""
    was = Details.objects.as_at(since).filter(entry=row.entry).select_related("reviewer").first()
    now = row.details
    if was is None or was.version == now.version:
        return
    for name in SHORT:
        before, after = getattr(was, name), getattr(now, name)
        yield from _changed(name.capitalize(), str(before or ""), str(after or ""), now.reason)
    for name in LONG:
        if getattr(was, name) != getattr(now, name):
            yield Change(name.capitalize(), "", "Written anew: read it on the entry's page.", now.reason)


def _changed(name: str, before: str, now: str, reason: str = "") -> Iterator[Change]:
    if before != now:
        yield Change(name, before, now, reason)
