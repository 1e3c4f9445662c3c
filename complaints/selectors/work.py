"""What the pages know on which somebody works on a case: its stages, what is due and why, and what was said before."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from complaints import outcomes
from complaints.models import CaseText, Details, Element, Feedback, Pause, Remedy, Stage
from complaints.selectors import clocks
from complaints.stage_dates import StageDates, dates_of_row
from complaints.stage_moves import StageKind, first_stages, kind_of, next_stages
from complaints.visibility import ComplaintView
from council.working_days import WorkingDays


@dataclass(frozen=True)
class Ground:
    """A case as one person works on it; `number` is that of the stage that the page is about, 0 where it is about none."""

    case: Feedback
    view: ComplaintView
    number: int = 0

    @cached_property
    def details(self) -> Details:
        return self.case.details.current().select_related("service", "service_type").get()

    @cached_property
    def all_stages(self) -> list[Stage]:
        """Those too that were entered by mistake."""
        return list(self.case.stages.current().select_related("recorded_by").order_by("number"))

    @property
    def stages(self) -> list[Stage]:
        return [stage for stage in self.all_stages if not stage.void]

    @property
    def stage(self) -> Stage | None:
        """The stage that the page is about."""
        return next((stage for stage in self.all_stages if stage.number == self.number), None)

    @property
    def newest(self) -> Stage | None:
        return self.stages[-1] if self.stages else None

    @property
    def is_newest(self) -> bool:
        return self.newest is not None and self.newest.number == self.number

    @property
    def writes_words(self) -> bool:
        """Whether this person may write words into the case: not where they were erased."""
        return self.view.reads_words and self.case.erased_at is None

    @cached_property
    def pauses(self) -> list[Pause]:
        """The case's own pauses, the oldest first."""
        return list(self.case.pauses.current().filter(void=False).order_by("first"))

    @property
    def open_pause(self) -> Pause | None:
        return next((pause for pause in self.pauses if pause.last is None), None)

    @cached_property
    def proposed_outcome(self) -> str:
        """The outcome that the elements lead to; "" where they lead to none yet."""
        return outcomes.proposed(element.outcome for element in elements(self.case) if not element.void)

    @cached_property
    def calendar(self) -> WorkingDays:
        return clocks.calendar()

    def kind(self, stage: Stage) -> StageKind:
        return kind_of(self.details.procedure, stage.stage)

    @property
    def following(self) -> list[StageKind]:
        """The stages that the complaint may move on to: any to begin with, where the only one was removed."""
        procedure = self.details.procedure
        codes = next_stages(procedure, self.newest.stage) if self.newest else first_stages(procedure)
        return [kind_of(procedure, code) for code in codes]

    def dates(self, stage: Stage, **otherwise: object) -> StageDates:
        """What is due in a stage, and why; `otherwise` are days as they would be. Raises CannotExtend, NoRule."""
        procedure = self.details.procedure
        pauses = clocks.pauses_of([(self.case.pk, procedure)])[self.case.pk]
        return dates_of_row(procedure, stage, pauses=pauses, calendar=self.calendar, **otherwise)


def elements(case: Feedback) -> list[Element]:
    """The elements of a complaint, those too that were entered by mistake."""
    return list(case.elements.current().select_related("subject", "recorded_by").order_by("number"))


def element(case: Feedback, number: int) -> Element | None:
    return next((row for row in elements(case) if row.number == number), None)


def remedy(case: Feedback, number: int) -> Remedy | None:
    return case.remedies.current().select_related("recorded_by").filter(number=number).first()


def text(case: Feedback, part: str) -> CaseText | None:
    """One text of a case. Whoever shows it puts on record that it was read."""
    return case.texts.select_related("written_by").filter(part=part).first()
