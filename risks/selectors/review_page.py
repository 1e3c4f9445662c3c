"""The review of one entry in one open quarter: what it asks of its owner, what is there, and what has happened to it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property

from council.periods import Quarter
from risks.confidence import Verdict
from risks.models import (
    Action,
    Assessment,
    Control,
    Entry,
    MatrixVersion,
    Movement,
    Place,
    Review,
    ReviewRound,
    ReviewStep,
)
from risks.presenters import ReviewTag, review_tag
from risks.register_rows import Finding
from risks.selectors import findings, history, matrices, movements, outlook, register
from risks.selectors.register import Row
from risks.selectors.tasks import WITH_OWNER


@dataclass(frozen=True)
class ReviewPage:
    """One review. `home` is the place that the entry was given first, whose register's matrix scores it."""

    place: Place
    others: list[Place]
    home: Place
    round: ReviewRound
    row: Row

    @cached_property
    def version(self) -> MatrixVersion:
        """The matrix in force, which scores it; it may be another than last quarter's."""
        return matrices.in_force(self.home.register.matrix, self.quarter)

    @cached_property
    def steps(self) -> list[ReviewStep]:
        """What has happened to the review, oldest first."""
        return list(self.review.steps.select_related("by")) if self.review else []

    @property
    def quarter(self) -> Quarter:
        return self.round.quarter

    @property
    def review(self) -> Review | None:
        return self.row.review

    @property
    def tag(self) -> ReviewTag:
        """The state in a word or two."""
        return review_tag(self.review, is_open=True)

    @property
    def is_with_owner(self) -> bool:
        return self.review is None or self.review.state in WITH_OWNER

    @property
    def is_submitted(self) -> bool:
        return self.review is not None and self.review.state == Review.State.SUBMITTED

    @property
    def assessment(self) -> Assessment | None:
        """This quarter's, where somebody began it."""
        return self.row.assessment if self.row.is_reviewed else None

    @property
    def before(self) -> Assessment | None:
        """The newest one of an earlier quarter."""
        return self.row.previous

    @property
    def starting_point(self) -> Assessment | None:
        """What the forms show first."""
        return self.assessment or self.before

    @property
    def may_confirm(self) -> bool:
        """Whether "no change" can be said at once: there is a score to confirm, and it still means the same."""
        before = self.before
        return (
            self.assessment is None
            and before is not None
            and before.current_score is not None
            and before.matrix_id == self.version.pk
        )

    @property
    def comment(self) -> ReviewStep | None:
        """The risk lead's last words, while the review is back with its owner."""
        if self.review is None or self.review.state != Review.State.SENT_BACK:
            return None
        back = [step for step in self.steps if step.step == ReviewStep.Step.SENT_BACK]
        return back[-1] if back else None

    @property
    def open_actions(self) -> list[Action]:
        return [action for action in self.row.actions if not action.is_done]

    def late_actions(self, today: datetime.date) -> list[Action]:
        return [action for action in self.open_actions if action.due is not None and action.due < today]

    @property
    def missing(self) -> list[str]:
        """What has to be there before the review is submitted, by the part of the page where it is said."""
        if self.assessment is None or self.assessment.current_score is None:
            return ["score"]
        return [] if self.assessment.confidence else ["progress"]

    @cached_property
    def history(self) -> history.History:
        entry = self.place.entry
        return history.scores([entry], self.quarter, moment=None)[entry.pk]

    def questions(self, today: datetime.date) -> list[Finding]:
        """What the checks find, and what the confidence test asks: each to be looked at again, none a refusal."""
        if self.assessment is None:
            return []
        found = findings.of_entry(self.row, self.history, today)
        said = {each.code for each in found}
        asked = [
            Finding(self.place.ref, challenge.code, challenge.sentence)
            for challenge in self.verdict(today).challenges
            if challenge.code not in said
        ]
        return [*found, *asked]

    def verdict(self, today: datetime.date) -> Verdict:
        """The confidence test."""
        return outlook.verdict(self.row, self.history, today)


def page(place: Place, round_: ReviewRound, *, with_measures: bool = False) -> ReviewPage | None:
    """The review of an entry in a quarter; None where the entry is not on the register of `place` then."""
    quarter = round_.quarter
    deciding = (
        movements.deciding(quarter)
        .filter(place__entry=place.entry)
        .select_related("place__register__matrix", "place__register__service")
    )
    last = sorted(deciding, key=lambda each: each.place_id)
    on = [
        each.place for each in last if each.kind in Movement.ENTERS and each.place.register.exists_in(quarter)
    ]
    if place not in on:
        return None
    (row,) = register.rows_of([place], quarter, moment=None, with_measures=with_measures)
    return ReviewPage(
        place=place,
        others=[each for each in on if each != place],
        home=last[0].place,
        round=round_,
        row=row,
    )


def measures(entry: Entry) -> dict[tuple[type[Control | Action], int, int], Control | Action]:
    """Every version of an entry's controls and actions, by model, number and version: what people may have looked at."""
    return {
        (model, row.number, row.version): row
        for model in (Control, Action)
        for row in model.objects.filter(entry=entry)
        .select_related("recorded_by")
        .order_by("position", "number")
    }
