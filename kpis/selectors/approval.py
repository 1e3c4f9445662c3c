"""A service's return as its approver reads it: every figure with what it is looked at beside, and every word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, Q

from council.models import ReportingQuarter, Service, User
from council.periods import Quarter
from council.presenters import mark_of
from council.sections import Mark
from kpis.models import Commentary, Definition, Figure, Override, Return, ReturnStep
from kpis.presenters import figure_words, slot_heading
from kpis.selectors.return_lines import Line, lines_of
from kpis.visibility import View


@dataclass(frozen=True)
class Beside:
    """A figure that came with the round though the round does not ask for it, such as an annual one just published."""

    definition: Definition
    figure: Figure

    @property
    def heading(self) -> str:
        return slot_heading(self.figure.slot, self.definition.frequency)

    @property
    def words(self) -> str:
        return figure_words(self.figure, self.definition)


@dataclass(frozen=True)
class Review:
    """A whole return. `overrides` are by indicator, those proposed and those agreed."""

    service: Service
    round: ReportingQuarter
    row: Return | None
    steps: list[ReturnStep]
    lines: list[Line]
    beside: list[Beside]
    commentary: list[Commentary]
    overrides: dict[int, Override]

    @property
    def quarter(self) -> Quarter:
        return self.round.quarter

    @property
    def state(self) -> str:
        return self.row.state if self.row else Return.State.IN_PROGRESS

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for a decision."""
        return self.round.is_open and self.state == Return.State.SUBMITTED

    @property
    def newest_step(self) -> int:
        """The number of the last step: what a decision is about."""
        return self.steps[-1].pk if self.steps else 0

    @property
    def submission(self) -> ReturnStep | None:
        """The step by which it was submitted last."""
        submitted = [step for step in self.steps if step.step == ReturnStep.Step.SUBMITTED]
        return submitted[-1] if submitted else None

    @property
    def missing(self) -> int:
        """How many of the figures asked for are not there."""
        return sum(line.figure is None and not line.calculated_from for line in self.lines)

    @property
    def figures(self) -> Iterator[tuple[Line, Override | None, Mark | None]]:
        """Each figure asked for, with the override that speaks of its rating, and that override's mark."""
        for line in self.lines:
            annual = line.definition.frequency == Definition.Frequency.ANNUAL
            usual = (line.slot.grain == "Y") == annual
            override = self.overrides.get(line.definition.indicator_id) if usual else None
            yield line, override, mark_of(override.status, line.marks) if override and line.marks else None

    def is_own_of(self, user: User) -> bool:
        """Whether this person submitted it or entered something of it, and so may not approve it. One query."""
        is_submitter = self.row is not None and self.row.submitted_by_id == user.pk
        return is_submitter or had_a_hand_in(user, self.service, self.quarter)


def had_a_hand_in(user: User, service: Service, quarter: Quarter) -> bool:
    """Whether this person ever entered a figure or commentary of the return. One query.

    A number stays theirs where a colleague saved it once more, with a note or without.
    """
    indicators = Definition.objects.current().filter(service=service).values("indicator")
    figures = Figure.objects.filter(indicator__in=indicators, reported_in=quarter.ordinal, recorded_by=user)
    words = Commentary.objects.filter(
        Q(service=service) | Q(indicators__in=indicators), reported_in=quarter.ordinal
    )
    return User.objects.filter(Exists(figures) | Exists(words.filter(recorded_by=user)), pk=user.pk).exists()


def review(slug: str, quarter: Quarter, view: View) -> Review | None:
    """The return of a service in a round as this person may see it, or None where nobody opened the round or nothing is
    measured of the service.

    Eleven queries at most, and those of the view.
    """
    definitions = [each for each in _definitions(slug) if each.exists_in(quarter)]
    if not definitions:
        return None
    owner = definitions[0].service
    row = Return.objects.filter(service=owner, round=quarter.ordinal).select_related("round").first()
    round_ = row.round if row else ReportingQuarter.objects.filter(ordinal=quarter.ordinal).first()
    if round_ is None:
        return None
    of_indicator = {each.indicator_id: each for each in definitions}
    lines = lines_of(definitions, quarter, view)
    asked = {(line.definition.indicator_id, line.slot) for line in lines}
    reported = view.figures().current().filter(indicator__in=of_indicator, reported_in=quarter.ordinal)
    return Review(
        service=owner,
        round=round_,
        row=row,
        steps=list(row.steps.select_related("by")) if row else [],
        lines=lines,
        beside=[
            Beside(of_indicator[each.indicator_id], each)
            for each in reported.order_by("indicator", "grain", "ordinal")
            if (each.indicator_id, each.slot) not in asked
        ],
        commentary=list(
            view.commentary()
            .current()
            .filter(Q(service=owner) | Q(indicators__in=of_indicator), reported_in=quarter.ordinal)
            .select_related("recorded_by")
            .distinct()
            .order_by("priority__position", "directorate__position", "position")
        ),
        overrides={
            each.indicator_id: each
            for each in Override.objects.filter(
                indicator__in=of_indicator, reported_in=quarter.ordinal, state__in=["proposed", "agreed"]
            ).select_related("proposed_by")
        },
    )


def _definitions(slug: str) -> list[Definition]:
    """What the service of that short name measures, in the order of the paper."""
    return list(
        Definition.objects.current()
        .filter(service__slug=slug)
        .select_related("indicator", "service__directorate", "priority")
        .order_by("priority__position", "position", "name")
    )
