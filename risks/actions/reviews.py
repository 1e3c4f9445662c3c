"""The quarter's review of an entry: assessed and submitted by its owner, returned or agreed by the risk lead.

While it is submitted nobody changes the assessment: the owner takes it back, or the risk lead returns it. Locks are
taken in one order: the round, the entry, the review.
"""

from __future__ import annotations

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from council.actions.submissions import take_step
from council.actions.superseding import seen_version, supersede
from council.models import User
from council.periods import Quarter
from council.sections import clean_text
from risks.actions import rounds
from risks.actions.entries import require_reviewer
from risks.matrix import Matrix
from risks.models import POSITIONS, Assessment, Entry, Review, ReviewStep
from risks.selectors import matrices, movements
from risks.visibility import visible_to

State, Step = Review.State, ReviewStep.Step

#: What an assessment takes over from that of an earlier quarter until its owner says otherwise.
CARRIED_OVER = (
    *(f"{position}_{part}" for position in POSITIONS for part in ("likelihood", "impact", "score")),
    "target_on", "target_date_text", "travel", "progress", "summary",
)  # fmt: skip
#: What belongs to one quarter only.
SAID_ANEW = ("confidence", "direction", "reason", "as_printed")


class ReviewRefused(Exception):
    """The review cannot take this step; the message says why and what to do."""


class ReviewIncomplete(ReviewRefused):
    """Something is missing that has to be there before the review is submitted."""


@transaction.atomic
def assess(
    entry: Entry,
    *,
    quarter: Quarter,
    by: User,
    based_on: int,
    at: datetime.datetime | None = None,
    **fields: object,
) -> Assessment:
    """Write where an entry stands in an open risk quarter; `fields` are those of `Assessment` without the scores.

    Scores follow from likelihood and impact by the matrix in force; a position without them may bring a score alone.
    Raises PermissionDenied, RoundRefused, ReviewRefused, EditConflict.
    """
    require_reviewer(by, entry)
    hold_for_change(entry, quarter)
    version = matrices.version_for(entry, quarter)
    fields = {
        name: clean_text(value).strip() if isinstance(value, str) else value for name, value in fields.items()
    }
    row = Assessment(entry=entry, ordinal=quarter.ordinal, matrix=version, **fields)
    score(row, version.parsed())
    return supersede(row, by=by, based_on=based_on, at=at)


@transaction.atomic
def assess_part(
    entry: Entry,
    *,
    quarter: Quarter,
    by: User,
    based_on: int,
    at: datetime.datetime | None = None,
    **changes: object,
) -> Assessment:
    """Write the assessment after version `based_on` of the quarter, which says the same but for `changes`.

    The first of a quarter (`based_on` 0) says what the newest one before said, but for what has to be said anew each
    quarter. Raises what `assess` does.
    """
    kept: dict[str, object] = {}
    before = entry.assessments.current().filter(ordinal__lt=quarter.ordinal).order_by("-ordinal").first()
    if based_on:
        seen = seen_version(entry.assessments.filter(ordinal=quarter.ordinal), based_on)
        kept = {name: getattr(seen, name) for name in (*CARRIED_OVER, *SAID_ANEW)}
    elif before is not None:
        kept = {name: getattr(before, name) for name in CARRIED_OVER}
    return assess(entry, quarter=quarter, by=by, based_on=based_on, at=at, **kept | changes)


def hold_for_change(entry: Entry, quarter: Quarter) -> Review:
    """The review, locked until the transaction ends. Raises ReviewRefused while it lies with the risk lead."""
    review = _locked(entry, quarter)
    if review.state in {State.SUBMITTED, State.AGREED}:
        raise ReviewRefused(
            f"The review is {review.get_state_display().lower()}. Take it back, or have the risk lead return it, before "
            "you change it."
        )
    return review


def score(row: Assessment, matrix: Matrix) -> None:
    """Give each position of an assessment the score that its matrix makes. Raises ReviewRefused for an unknown step."""
    steps = {axis: {step.value: step for step in matrix.axis(axis)} for axis in ("likelihood", "impact")}
    for position in POSITIONS:
        given = {axis: getattr(row, f"{position}_{axis}") for axis in steps}
        if not any(given.values()):
            continue
        for axis, value in given.items():
            if value not in steps[axis]:
                raise ReviewRefused(
                    f"The {axis} of the {position} position is {value or 'missing'}: choose a cell of the matrix."
                )
        chosen = {axis: steps[axis][value] for axis, value in given.items()}
        setattr(row, f"{position}_score", matrix.score(**chosen))


@transaction.atomic
def submit(entry: Entry, *, quarter: Quarter, by: User, at: datetime.datetime | None = None) -> Review:
    """Hand the review of an entry to the risk lead.

    Raises ReviewIncomplete where nobody assessed it this quarter, or the confidence is not said.
    """
    require_reviewer(by, entry)
    row = _locked(entry, quarter)
    _refuse_unless(row.state in {State.IN_PROGRESS, State.SENT_BACK}, row, "submitted")
    assessment = entry.assessments.current().filter(ordinal=quarter.ordinal).first()
    if assessment is None:
        raise ReviewIncomplete("Confirm or change the score before you submit the review.")
    if assessment.current_score is None:
        raise ReviewIncomplete("Choose the current likelihood and impact before you submit the review.")
    if not assessment.confidence:
        raise ReviewIncomplete("Say how confident you are that the target will be reached.")
    row.submitted_by = by
    return take_step(row, State.SUBMITTED, Step.SUBMITTED, by, at=at)


@transaction.atomic
def take_back(entry: Entry, *, quarter: Quarter, by: User, at: datetime.datetime | None = None) -> Review:
    """Take a submitted review back, to change it."""
    require_reviewer(by, entry)
    row = _locked(entry, quarter)
    _refuse_unless(row.state == State.SUBMITTED, row, "taken back")
    return take_step(row, State.IN_PROGRESS, Step.TAKEN_BACK, by, at=at)


@transaction.atomic
def send_back(
    entry: Entry, *, quarter: Quarter, by: User, comment: str, at: datetime.datetime | None = None
) -> Review:
    """Return a submitted or agreed review to its owner, with a comment that says what to change."""
    _require_lead(by, entry)
    comment = clean_text(comment).strip()
    if not comment:
        raise ReviewRefused("Say what is to be changed: the owner reads it beside the review.")
    row = _locked(entry, quarter)
    _refuse_unless(row.state in {State.SUBMITTED, State.AGREED}, row, "returned")
    return take_step(row, State.SENT_BACK, Step.SENT_BACK, by, comment=comment, at=at)


@transaction.atomic
def agree(
    entry: Entry, *, quarter: Quarter, by: User, comment: str = "", at: datetime.datetime | None = None
) -> Review:
    """Agree a submitted review: the quarter's register prints it."""
    _require_lead(by, entry)
    row = _locked(entry, quarter)
    _refuse_unless(row.state == State.SUBMITTED, row, "agreed")
    return take_step(row, State.AGREED, Step.AGREED, by, comment=clean_text(comment).strip(), at=at)


def may_agree(user: User, entry: Entry) -> bool:
    """Whether the person keeps a register that the entry has a place on."""
    view = visible_to(user)
    places = entry.places.select_related("register", "register__service")
    return any(view.manages(place.register) for place in places)


def _require_lead(user: User, entry: Entry) -> None:
    if not may_agree(user, entry):
        raise PermissionDenied("Only the risk lead agrees or returns a review.")


def _locked(entry: Entry, quarter: Quarter) -> Review:
    """The review, made where there is none yet, locked until the transaction ends; its quarter must be open."""
    round_ = rounds.hold(quarter)
    Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    if not movements.stands(entry, quarter):
        raise ReviewRefused(f"It stands on no register in {quarter.label}, so it is not reviewed.")
    Review.objects.get_or_create(entry=entry, round=round_)
    return Review.objects.select_for_update(of=("self",)).get(entry=entry, round=round_)


def _refuse_unless(allowed: bool, row: Review, done: str) -> None:
    if not allowed:
        raise ReviewRefused(
            f"The review is {row.get_state_display().lower()}, so it cannot be {done}. Somebody may have been quicker: "
            "look at it again."
        )
