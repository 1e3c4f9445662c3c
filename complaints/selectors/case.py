"""Everything that the page of one case shows, in a number of queries that does not grow with the case."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Min, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from complaints import clocks
from complaints.models import (
    CaseLink,
    CaseText,
    Details,
    Element,
    Feedback,
    Learning,
    LearningCase,
    OmbudsmanCase,
    Pause,
    Recommendation,
    Remedy,
    Stage,
    Standing,
    Subject,
)
from complaints.presenters import stage_label
from complaints.procedures import NoRule
from complaints.selectors.clocks import calendar
from complaints.selectors.timeline import Event, Written, timeline
from complaints.stage_dates import StageDates, dates_of_row
from complaints.stage_moves import next_stages
from complaints.visibility import ComplaintView
from council.models import Superseding

Row = TypeVar("Row", bound=Superseding)


@dataclass(frozen=True)
class StageShown:
    """A stage with the sentences that explain its dates; None where the rules of its day no longer know the stage."""

    row: Stage
    dates: StageDates | None
    label: str

    @property
    def late_by(self) -> str:
        """How long after the day on which it was due it was answered: "3 days"; nothing where it was in time."""
        answered, due = self.row.answered_on, self.row.due_on
        days = (answered - due).days if answered and due else 0
        return f"{days:,} day{'' if days == 1 else 's'}" if days > 0 else ""


@dataclass(frozen=True)
class CasePage:
    """One case. The lists of rows hold every version; what holds now is in the properties."""

    view: ComplaintView
    standing: Standing
    details_versions: Sequence[Details]
    stage_versions: Sequence[Stage]
    element_versions: Sequence[Element]
    remedy_versions: Sequence[Remedy]
    pause_versions: Sequence[Pause]
    ombudsman_versions: Sequence[OmbudsmanCase]
    learning_versions: Sequence[Learning]
    linked: Sequence[Standing]
    subjects: dict[str, str]
    texts: Sequence[Written]
    today: datetime.date

    @property
    def case(self) -> Feedback:
        return self.standing.feedback

    @property
    def details(self) -> Details:
        """How the case is sorted now."""
        return self.details_versions[-1]

    @property
    def subject_names(self) -> list[str]:
        return [self.subjects.get(slug, slug) for slug in self.details.subjects]

    @cached_property
    def stages(self) -> list[StageShown]:
        """The stages that hold, each with what explains its dates."""
        pauses = [
            clocks.Pause.recorded(row.first, row.last, row.reason, today=self.today) for row in self.pauses
        ]
        working_days = calendar() if self.stage_versions else None
        procedure = self.details.procedure
        return [
            StageShown(row, _dates(procedure, row, pauses, working_days), stage_label(procedure, row.stage))
            for row in _now(self.stage_versions)
        ]

    @cached_property
    def removed_stages(self) -> list[StageShown]:
        """The stages that were entered by mistake, of which the newest can be put back."""
        procedure = self.details.procedure
        return [
            StageShown(row, None, stage_label(procedure, row.stage))
            for row in self.stage_versions
            if row.is_current and row.void
        ]

    @property
    def open_pause(self) -> Pause | None:
        """The case's own pause that has not ended."""
        return next((row for row in self.pauses if row.feedback_id and row.last is None), None)

    @property
    def newest(self) -> StageShown | None:
        """The stage that the case is at, or ended at."""
        return self.stages[-1] if self.stages else None

    @property
    def may_go_on(self) -> bool:
        """Whether the procedure has a stage after the newest one."""
        newest = self.newest
        return newest is not None and bool(next_stages(self.details.procedure, newest.row.stage))

    @cached_property
    def pauses(self) -> list[Pause]:
        return _now(self.pause_versions)

    @cached_property
    def elements(self) -> list[Element]:
        return _now(self.element_versions)

    @cached_property
    def remedies(self) -> list[Remedy]:
        return _now(self.remedy_versions)

    @cached_property
    def ombudsman(self) -> list[OmbudsmanCase]:
        return _now(self.ombudsman_versions)

    @cached_property
    def learning(self) -> list[Learning]:
        return _now(self.learning_versions)

    @property
    def has_words(self) -> bool:
        """Whether anything personal is kept of the case."""
        return bool(self.texts)

    @cached_property
    def timeline(self) -> list[Event]:
        """What happened, the newest first."""
        return timeline(
            self.case,
            details=self.details_versions,
            stages=self.stage_versions,
            elements=self.element_versions,
            remedies=self.remedy_versions,
            pauses=self.pause_versions,
            ombudsman=self.ombudsman_versions,
            learning=self.learning_versions,
            texts=self.texts,
            subjects=self.subjects,
        )


def page(view: ComplaintView, reference: str) -> CasePage | None:
    """The page of the case with this reference; None where there is none that this person handles."""
    found = view.called(reference).select_related("feedback__erased_by")
    standing = found.annotate(texts=ArraySubquery(_texts())).first()
    if standing is None:
        return None
    case = standing.feedback
    of_case: dict[str, Any] = {"feedback": case}
    learning = Learning.objects.filter(key__in=LearningCase.objects.filter(**of_case).values("learning"))
    return CasePage(
        view=view,
        standing=standing,
        details_versions=_versions(
            Details.objects.filter(**of_case).select_related("service", "service_type")
        ),
        stage_versions=_versions(Stage.objects.filter(**of_case)),
        element_versions=_versions(Element.objects.filter(**of_case).select_related("subject")),
        remedy_versions=_versions(Remedy.objects.filter(**of_case)),
        pause_versions=_versions(Pause.objects.filter(_pauses_of(standing))),
        ombudsman_versions=_versions(_ombudsman(case)),
        learning_versions=_versions(learning),
        linked=_linked(view, case),
        subjects=dict(Subject.objects.values_list("slug", "name")),
        texts=[Written(each["part"], datetime.datetime.fromisoformat(each["at"])) for each in standing.texts],
        today=timezone.localdate(),
    )


def _texts() -> Any:
    """Which texts the case of the outer query has and when they were written; never the texts."""
    return (
        CaseText.objects.filter(feedback=OuterRef("feedback"))
        .order_by("written_at", "id")
        .values(json=JSONObject(part="part", at="written_at"))
    )


def _pauses_of(standing: Standing) -> Q:
    """The case's own pauses, and those of its procedure that touched the days on which it was open."""
    until = standing.closed_on or timezone.localdate()
    general = Q(procedure=standing.procedure, first__lte=until) & (
        Q(last=None) | Q(last__gte=standing.received_on)
    )
    return Q(feedback=standing.feedback) | general if standing.procedure else Q(feedback=standing.feedback)


def _ombudsman(case: Feedback) -> Any:
    """The Ombudsman's cases about a case, each with how many recommendations there are and what is left of them."""
    of_case = (
        Recommendation.objects.current().filter(case=OuterRef("key"), void=False).order_by().values("case")
    )
    return OmbudsmanCase.objects.filter(feedback=case).annotate(
        recommended=Subquery(of_case.annotate(number=Count("pk")).values("number")),
        left=Subquery(of_case.filter(done_on=None).annotate(number=Count("pk")).values("number")),
        next_due=Subquery(of_case.filter(done_on=None).annotate(day=Min("due_on")).values("day")),
    )


def _linked(view: ComplaintView, case: Feedback) -> list[Standing]:
    """The cases linked with a case, as far as this person handles them."""
    links = CaseLink.objects.all()
    return list(
        view.cases()
        .filter(
            Q(feedback__in=links.filter(first=case).values("second"))
            | Q(feedback__in=links.filter(second=case).values("first"))
        )
        .order_by("received_on", "feedback_id")
    )


def _versions(rows: Any) -> list[Any]:
    """Every version with who recorded it, in the order of the model, the oldest version first."""
    return list(rows.select_related("recorded_by").order_by(*rows.model._meta.ordering, "version"))


def _now(versions: Sequence[Row]) -> list[Row]:
    """The rows that hold: the newest version of each, unless it was removed; in the order of the model."""
    return [row for row in versions if row.is_current and not getattr(row, "void", False)]


def _dates(
    procedure: str, row: Stage, pauses: Sequence[clocks.Pause], working_days: Any
) -> StageDates | None:
    try:
        return dates_of_row(procedure, row, pauses=pauses, calendar=working_days)
    except (NoRule, clocks.CannotExtend):
        return None
