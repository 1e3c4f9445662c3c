"""A register as it stood in a quarter: one row an entry. Every page, chart, table and file of a register starts here."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.db.models import Q, QuerySet, prefetch_related_objects

from council.period_kinds import date_label
from council.periods import Quarter
from risks import escalation, travel
from risks.matrix import AXES, Band, Matrix, Step
from risks.models import (
    Action,
    Assessment,
    Control,
    Details,
    Entry,
    MatrixVersion,
    Place,
    Register,
    Review,
    ReviewRound,
)
from risks.selectors import assessments, matrices, movements, seen
from risks.visibility import RiskView

#: Outlines of an entry's details. Lists of a whole register do not show them.
TEXTS = ("description", "consequences")


@dataclass(frozen=True)
class Standing:
    """Where an entry stands on its matrix: now, at its target, or before any control.

    A register may give a score alone; then there are no steps. Without a score it is not assessed.
    """

    matrix: Matrix
    is_opportunity: bool
    likelihood: Step | None = None
    impact: Step | None = None
    score: Decimal | None = None

    @cached_property
    def band(self) -> Band | None:
        return None if self.score is None else self.matrix.band(self.score, self.is_opportunity)

    @property
    def words(self) -> str:
        """Impact and likelihood as the papers print them, "Major/Likely"; "" where only a score is known."""
        if self.likelihood is None or self.impact is None:
            return ""
        return f"{self.impact.word(self.is_opportunity)}/{self.likelihood.word(self.is_opportunity)}"


class Scored:
    """An assessment whose positions are read by the matrix that scored them."""

    assessment: Assessment | None
    matrix: Matrix
    is_opportunity: bool

    @cached_property
    def current(self) -> Standing:
        return standing(self.assessment, "current", self.matrix, self.is_opportunity)

    @cached_property
    def target(self) -> Standing:
        return standing(self.assessment, "target", self.matrix, self.is_opportunity)

    @property
    def target_date(self) -> str:
        """The target date as it is printed; "" where there is none."""
        if self.assessment is None:
            return ""
        day = self.assessment.target_on
        return self.assessment.target_date_text or (date_label(day) if day else "")


@dataclass
class Row(Scored):
    """One entry of a register in one quarter.

    `assessment` is the newest up to the quarter, None where nobody assessed it yet; `previous` the one that was newest in
    the quarter before. `review` is that of the quarter. Controls and actions are those in place, where they were asked for.
    """

    place: Place
    details: Details
    quarter: Quarter
    matrix: Matrix
    assessment: Assessment | None = None
    previous: Assessment | None = None
    previous_matrix: Matrix | None = None
    review: Review | None = None
    controls: list[Control] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)

    @property
    def entry(self) -> Entry:
        return self.place.entry

    @property
    def ref(self) -> str:
        return self.place.ref

    @property
    def is_opportunity(self) -> bool:
        return self.entry.is_opportunity

    @cached_property
    def inherent(self) -> Standing:
        return standing(self.assessment, "inherent", self.matrix, self.is_opportunity)

    @property
    def residual_score(self) -> Decimal | None:
        """The score after mitigating actions: the target's."""
        return escalation.residual(self.current.score, self.target.score).score

    @cached_property
    def before(self) -> Standing:
        """Where it stood in the quarter before."""
        return standing(self.previous, "current", self.previous_matrix or self.matrix, self.is_opportunity)

    @cached_property
    def travel(self) -> travel.Travel:
        """The direction of travel that the scores show. Scores of two matrices are not to be compared."""
        if self.before.score is not None and not self.before.matrix.scores_like(self.current.matrix):
            return travel.Travel.UNKNOWN
        return travel.worked_out(self.before.score, self.current.score, self.is_opportunity)

    @property
    def is_reviewed(self) -> bool:
        """Whether it was assessed in this quarter, not carried over from one before."""
        return self.assessment is not None and self.assessment.ordinal == self.quarter.ordinal


def standing(assessment: Assessment | None, position: str, matrix: Matrix, is_opportunity: bool) -> Standing:
    """One position of an assessment, read by its matrix."""
    if assessment is None:
        return Standing(matrix, is_opportunity)
    likelihood, impact = (matrix.step(axis, getattr(assessment, f"{position}_{axis}")) for axis in AXES)
    return Standing(matrix, is_opportunity, likelihood, impact, getattr(assessment, f"{position}_score"))


def moment_of(round_: ReviewRound | None, as_at: datetime.datetime | None = None) -> datetime.datetime | None:
    """The moment at which a quarter's register is read: a closed quarter stays as it closed, `as_at` or not. None: now."""
    closed_at = round_.closed_at if round_ else None
    return min((moment for moment in (as_at, closed_at) if moment is not None), default=None)


def rows(
    register: Register,
    quarter: Quarter,
    view: RiskView,
    *,
    with_measures: bool = False,
    with_services: bool = False,
    as_at: datetime.datetime | None = None,
) -> list[Row]:
    """The entries of a register in a quarter as somebody may see them, in the register's order; none where they may not.

    A closed quarter is read as it stood when it closed, an open one as it stands now (`as_at`: at that moment). With
    measures they have their long texts too, which a list does not show.
    """
    found = rows_of_registers([register], quarter, view, with_measures=with_measures, as_at=as_at)
    if with_services:
        prefetch_related_objects([row.details for row in found], "services")
    return found


def rows_of_registers(
    registers: Iterable[Register],
    quarter: Quarter,
    view: RiskView,
    *,
    with_measures: bool = False,
    as_at: datetime.datetime | None = None,
) -> list[Row]:
    """The same of several registers, in as many queries as of one."""
    round_ = view.round_of(quarter)
    kept = [row for row in registers if view.sees_register(row) and row.exists_in(quarter)]
    if round_ is None or not kept:
        return []
    moment = moment_of(round_, as_at)
    places = movements.places_on_any(kept, quarter, moment)
    drafts = {row.pk for row in kept if view.sees_drafts_of(row)}
    if round_.is_open and len(drafts) < len(kept):
        own = set(view.reviewed_entries().values_list("entry", flat=True))
        places = [place for place in places if place.register_id in drafts or place.entry_id in own]
    found = rows_of(places, quarter, moment=moment, with_measures=with_measures, with_texts=with_measures)
    leave_out_unseen(found, quarter, view, moment=moment)
    return found


def leave_out_unseen(
    found: Iterable[Row], quarter: Quarter, view: RiskView, *, moment: datetime.datetime | None
) -> None:
    """Take from rows what was said in the quarter before on registers that this person does not see. One query at most."""
    compared = [row for row in found if row.previous is not None]
    known = seen.of([row.entry.pk for row in compared], quarter, view, moment=moment)
    for row in compared:
        compare_only(row, known)


def compare_only(row: Row, known: seen.Seen) -> None:
    """Take from a row what it stood at in the quarter before, unless that stood where it is seen."""
    previous = row.previous
    if previous and not known.stood(row.entry.pk, previous.ordinal, row.quarter.ordinal - 1):
        row.previous = row.previous_matrix = None


def rows_of(
    places: Iterable[Place],
    quarter: Quarter,
    *,
    moment: datetime.datetime | None,
    with_measures: bool = False,
    with_reviews: bool = True,
    with_texts: bool = True,
) -> list[Row]:
    """The rows of places, whoever may see them. Five queries at most; one fewer without reviews."""
    places = list(places)
    entries = [place.entry_id for place in places]
    said = Details.objects.as_at(moment).filter(entry__in=entries).select_related("reviewer", "priority")
    details = {row.entry_id: row for row in (said if with_texts else said.defer(*TEXTS))}
    now: dict[int, Assessment] = {}
    before: dict[int, Assessment] = {}
    for row in assessments.standing_in(
        entries, quarter.ordinal, moment, since=quarter.ordinal - 1, with_texts=with_texts
    ):
        now[row.entry_id] = row
        if row.ordinal < quarter.ordinal:
            before[row.entry_id] = row
    reviews = _reviews(entries, quarter) if with_reviews else {}
    controls = _by_entry(Control.objects, entries, moment) if with_measures else {}
    actions = _by_entry(Action.objects, entries, moment) if with_measures else {}
    parsed: dict[int, Matrix] = {}

    def matrix_of(version: MatrixVersion) -> Matrix:
        if version.pk not in parsed:
            parsed[version.pk] = version.parsed()
        return parsed[version.pk]

    unassessed = {place.register.matrix for place in places if place.entry_id not in now}
    assessed = [*now.values(), *before.values()]
    versions = {
        version.pk: version
        for version in MatrixVersion.objects.filter(
            Q(matrix__in=unassessed) | Q(pk__in={each.matrix_id for each in assessed})
        ).order_by("valid_from")
    }
    for each in assessed:
        each.matrix = versions[each.matrix_id]
    usual = matrices.in_force_among(versions.values(), unassessed, quarter)
    found = []
    for place in places:
        assessment, previous = now.get(place.entry_id), before.get(place.entry_id)
        found.append(
            Row(
                place=place,
                details=details[place.entry_id],
                quarter=quarter,
                matrix=matrix_of(assessment.matrix if assessment else usual[place.register.matrix_id]),
                assessment=assessment,
                previous=previous,
                previous_matrix=matrix_of(previous.matrix) if previous else None,
                review=reviews.get(place.entry_id),
                controls=controls.get(place.entry_id, []),
                actions=actions.get(place.entry_id, []),
            )
        )
    return found


def _reviews(entries: list[int], quarter: Quarter) -> dict[int, Review]:
    return {row.entry_id: row for row in Review.objects.filter(entry__in=entries, round=quarter.ordinal)}


def _by_entry(measures: QuerySet, entries: list[int], moment: datetime.datetime | None) -> dict[int, list]:
    """The controls or actions in place, by entry, in their order."""
    found: dict[int, list] = {}
    for row in measures.as_at(moment).filter(entry__in=entries, ended=False).order_by("position", "number"):
        found.setdefault(row.entry_id, []).append(row)
    return found
