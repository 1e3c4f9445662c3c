"""What waits for whom in the open risk quarters: the entries to be reviewed, for pages, the home page and reminders."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import OuterRef, Subquery

from council.models import User
from council.periods import Quarter
from risks.models import Details, Entry, Movement, Place, Review, ReviewRound, ReviewStep
from risks.presenters import ReviewTag, review_tag
from risks.selectors import movements
from risks.visibility import RiskView

#: The review is with the entry's owner, or nobody began it.
WITH_OWNER = frozenset({Review.State.IN_PROGRESS, Review.State.SENT_BACK})


@dataclass(frozen=True)
class ReviewTask:
    """One entry to be reviewed in a quarter.

    `place` is where it stands first: on its directorate's register where it was escalated from there; `others` are its
    places on other registers. `comment` is what the risk lead said when the review was last returned.
    """

    place: Place
    others: list[Place]
    details: Details
    round: ReviewRound
    review: Review | None
    comment: str = ""

    @property
    def entry(self) -> Entry:
        return self.place.entry

    @property
    def quarter(self) -> Quarter:
        return self.round.quarter

    @property
    def reviewer(self) -> User | None:
        return self.details.reviewer

    @property
    def tag(self) -> ReviewTag:
        """The state in a word or two."""
        return review_tag(self.review, is_open=self.round.is_open)

    @property
    def is_with_owner(self) -> bool:
        return self.review is None or self.review.state in WITH_OWNER

    @property
    def is_returned(self) -> bool:
        return self.review is not None and self.review.state == Review.State.SENT_BACK

    def is_overdue(self, today: datetime.date) -> bool:
        """Whether its owner should have submitted it before today."""
        return self.is_with_owner and self.round.due_on is not None and self.round.due_on < today


@dataclass(frozen=True)
class RoundTasks:
    """An open quarter's reviews as one person sees them.

    `mine` are those in this person's name, `nobodys` those of kept registers that no name stands by, `others` those that
    other people review on kept registers.
    """

    round: ReviewRound
    mine: list[ReviewTask] = field(default_factory=list)
    nobodys: list[ReviewTask] = field(default_factory=list)
    others: list[ReviewTask] = field(default_factory=list)


def open_rounds() -> list[ReviewRound]:
    """The quarters that are being reviewed, oldest first: one, unless an older one was reopened."""
    return list(ReviewRound.objects.filter(closed_at=None).order_by("ordinal"))


def of_round(round_: ReviewRound, *, reviewer: User | None = None) -> list[ReviewTask]:
    """The entries to be reviewed in a quarter, register by register: all, or those in one person's name. Three queries."""
    details = Details.objects.current().select_related("reviewer")
    if reviewer is not None:
        details = details.filter(reviewer=reviewer)
    by_entry = {row.entry_id: row for row in details}
    if not by_entry:
        return []
    quarter = round_.quarter
    places: dict[int, list[Place]] = defaultdict(list)
    deciding = movements.deciding(quarter).filter(place__entry__in=by_entry)
    for movement in deciding.select_related("place__entry", "place__register__service__directorate"):
        place = movement.place
        if movement.kind in Movement.ENTERS and place.register.exists_in(quarter):
            places[place.entry_id].append(place)
    words = ReviewStep.objects.filter(review=OuterRef("pk"), step=ReviewStep.Step.SENT_BACK)
    reviews = {
        row.entry_id: row
        for row in Review.objects.filter(round=round_, entry__in=places).annotate(
            last_comment=Subquery(words.order_by("-at", "-id").values("comment")[:1])
        )
    }
    return sorted(
        (_task(on, by_entry[entry], round_, reviews.get(entry)) for entry, on in places.items()),
        key=_in_order,
    )


def waiting_for(user: User) -> list[ReviewTask]:
    """What a person has to review and has not submitted, in every open quarter, the oldest first."""
    return [
        task for round_ in open_rounds() for task in of_round(round_, reviewer=user) if task.is_with_owner
    ]


def overview(view: RiskView) -> list[RoundTasks]:
    """The open quarters with the reviews that concern this person. Four queries for each, and those of the view."""
    keeps = {register.pk for register in view.registers if view.manages(register)}
    found = []
    for round_ in open_rounds():
        shown = RoundTasks(round_)
        for task in of_round(round_, reviewer=None if keeps else view.user):
            if task.reviewer == view.user:
                shown.mine.append(task)
            elif any(place.register_id in keeps for place in (task.place, *task.others)):
                (shown.others if task.reviewer else shown.nobodys).append(task)
        found.append(shown)
    return found


def _task(on: list[Place], details: Details, round_: ReviewRound, review: Review | None) -> ReviewTask:
    first, *others = sorted(on, key=lambda place: place.pk)
    returned = review is not None and review.state == Review.State.SENT_BACK
    return ReviewTask(
        place=first,
        others=others,
        details=details,
        round=round_,
        review=review,
        comment=(review.last_comment or "") if returned else "",
    )


def _in_order(task: ReviewTask) -> tuple[int, int, int, str]:
    place = task.place
    return place.register.position, place.register_id, place.position, place.key
