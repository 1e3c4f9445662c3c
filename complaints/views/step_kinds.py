"""The steps of a stage: what each asks, what stands in its way, what is unusual about what was typed, and what it does."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date
from typing import Any, ClassVar

from complaints import stage_forms
from complaints.actions import steps
from complaints.clocks import CannotExtend
from complaints.models import Stage
from complaints.selectors.work import Ground
from complaints.stage_warnings import (
    of_acknowledgement,
    of_agreed_day,
    of_answer,
    of_extension,
)
from council.models import User
from council.period_kinds import date_label

Typed = dict[str, Any]
#: What steps do that lose or take back something.
WARNING = "govuk-button--warning"


class Step(ABC):
    """One kind of step. `typed` is what the form made of what was typed."""

    verb: ClassVar[str]
    submit: ClassVar[str]
    form: ClassVar[type[stage_forms.StepForm]]
    button: ClassVar[str] = ""

    def title(self, ground: Ground) -> str:
        """The heading of the page: "Extend Stage 1, local resolution"."""
        return f"{self.verb} {label(ground)}"

    def hindrance(self, ground: Ground) -> str:
        """Why it cannot be done at all; "" where it can. The usual steps are those of an open stage."""
        stage = ground.stage
        if stage is None or stage.void:
            return "This stage was removed as entered by mistake."
        if not stage.is_open:
            return f"{label(ground)} ended on {date_label(stage.answered_on)}. To change what is recorded of it, correct it."
        return ""

    def about(self, ground: Ground) -> list[str]:
        """What will happen, in sentences that stand above the form."""
        return []

    def warnings(self, ground: Ground, typed: Typed) -> list[str]:
        """What is unusual about it, in sentences that ask and never forbid."""
        return []

    @abstractmethod
    def act(self, ground: Ground, typed: Typed, by: User) -> object:
        """Do it. Raises ComplaintRefused and EditConflict."""

    @abstractmethod
    def done(self, ground: Ground) -> str:
        """What was done, and what is due next; `ground` is the case as it is now."""


def label(ground: Ground) -> str:
    """The name of the stage that the page is about."""
    return ground.kind(ground.stage).label if ground.stage else "the stage"


def due_words(ground: Ground, stage: Stage | None) -> str:
    """When a stage is due and why: "The answer is due on 21 April 2023. It is 10 working days from ..."."""
    if stage is None or not stage.is_open or stage.due_on is None:
        return ""
    return f"The answer is due on {explained(stage.due_on, ground.dates(stage).explanation)}."


def explained(day: date, explanation: str) -> str:
    """A day with what explains it behind it: the sentence of a clock ends with the day itself, which is not said twice."""
    return f"{date_label(day)} ({explanation.removesuffix(f': {date_label(day)}')})"


def next_words(ground: Ground) -> str:
    """What may follow the newest stage once it ended."""
    following = " or ".join(kind.label for kind in ground.following)
    return (
        f"If the person is not content, the complaint moves on to {following}."
        if following
        else "If the person is not content, they can go to the Ombudsman."
    )


class Acknowledge(Step):
    """Record that the complaint, or the request for the stage, was acknowledged."""

    verb, submit, form = "Acknowledge", "Save the acknowledgement", stage_forms.AcknowledgeForm

    def hindrance(self, ground: Ground) -> str:
        if ground.stage and ground.stage.acknowledged_on and not ground.stage.void:
            return (
                f"{label(ground)} was acknowledged on {date_label(ground.stage.acknowledged_on)}. If the day is wrong, "
                "correct the stage."
            )
        return super().hindrance(ground)

    def about(self, ground: Ground) -> list[str]:
        dates = ground.dates(ground.stage)
        if dates.acknowledge_by is None:
            return ["This procedure sets no limit for acknowledging this stage. You can record the day."]
        return [f"It is to be acknowledged by {explained(dates.acknowledge_by, dates.why_acknowledge_by)}."]

    def warnings(self, ground: Ground, typed: Typed) -> list[str]:
        return of_acknowledgement(typed["on"], ground.stage.acknowledge_by)

    def act(self, ground: Ground, typed: Typed, by: User) -> Stage:
        return steps.acknowledge(ground.case, ground.number, on=typed["on"], by=by, based_on=typed["version"])

    def done(self, ground: Ground) -> str:
        return f"{label(ground)} is acknowledged. {due_words(ground, ground.stage)}"


class Extend(Step):
    """Let a stage take as long as the rules allow at most."""

    verb, submit, form = "Extend", "Extend it", stage_forms.ExtendForm

    def hindrance(self, ground: Ground) -> str:
        if found := super().hindrance(ground):
            return found
        if ground.stage.extended:
            return (
                f"It is extended already: {due_words(ground, ground.stage)} "
                "For a later day than that, record the day that the person agreed to."
            )
        try:
            ground.dates(ground.stage, extended=True, agreed_to=None)
        except CannotExtend as error:
            return f"{error} You can record a later day that the person agreed to."
        return ""

    def about(self, ground: Ground) -> list[str]:
        longer = ground.dates(ground.stage, extended=True)
        return [
            due_words(ground, ground.stage),
            f"Extended, the answer is due on {explained(longer.due_on, longer.explanation)}.",
            "Tell the person by letter why it takes longer, by when they will have the answer, and that they may go to "
            "the Ombudsman.",
        ]

    def warnings(self, ground: Ground, typed: Typed) -> list[str]:
        return of_extension(typed["letter_on"], ground.stage.due_on)

    def act(self, ground: Ground, typed: Typed, by: User) -> Stage:
        return steps.extend(
            ground.case,
            ground.number,
            letter_on=typed["letter_on"],
            words=typed["words"],
            by=by,
            based_on=typed["version"],
        )

    def done(self, ground: Ground) -> str:
        return f"{label(ground)} is extended. {due_words(ground, ground.stage)}"


class Agree(Step):
    """Record a day that the person agreed to."""

    verb, submit, form = "Agree another day for", "Save the agreed day", stage_forms.AgreeForm

    def about(self, ground: Ground) -> list[str]:
        return [
            due_words(ground, ground.stage),
            "The agreed day is then what the case is due by. Timeliness is still measured by the limits of the rules.",
        ]

    def warnings(self, ground: Ground, typed: Typed) -> list[str]:
        stage = ground.stage
        return of_agreed_day(typed["agreed_to"], due_on=stage.due_on, longest_on=stage.longest_on)

    def act(self, ground: Ground, typed: Typed, by: User) -> Stage:
        return steps.agree_date(
            ground.case,
            ground.number,
            agreed_to=typed["agreed_to"],
            words=typed["words"],
            by=by,
            based_on=typed["version"],
        )

    def done(self, ground: Ground) -> str:
        return f"The agreed day is saved. {due_words(ground, ground.stage)}"


class Answer(Step):
    """Answer a stage with its outcome."""

    verb, submit, form = "Answer", "Save the answer", stage_forms.AnswerForm

    def about(self, ground: Ground) -> list[str]:
        return [due_words(ground, ground.stage), f"The answer ends the stage. {next_words(ground)}"]

    def warnings(self, ground: Ground, typed: Typed) -> list[str]:
        return of_answer(
            ground.stage,
            typed,
            proposed=ground.proposed_outcome,
            calendar=ground.calendar,
        )

    def act(self, ground: Ground, typed: Typed, by: User) -> Stage:
        return steps.answer(
            ground.case,
            ground.number,
            on=typed["on"],
            outcome=typed["outcome"],
            decided_by=typed["decided_by"],
            investigated=typed["investigated"],
            cost=typed["cost"],
            words=typed["words"],
            by=by,
            based_on=typed["version"],
        )

    def done(self, ground: Ground) -> str:
        stage = ground.stage
        return f"{label(ground)} is answered: {stage.get_outcome_display().lower()}. {next_words(ground)}"


class End(Step):
    """End a stage without a decision on what was complained of."""

    verb, submit, form = "End without a decision:", "End the stage", stage_forms.EndForm

    def about(self, ground: Ground) -> list[str]:
        return ["The complaint is closed with this outcome. It can be opened again."]

    def act(self, ground: Ground, typed: Typed, by: User) -> Stage:
        return steps.end(
            ground.case,
            ground.number,
            on=typed["on"],
            outcome=typed["outcome"],
            words=typed["words"],
            by=by,
            based_on=typed["version"],
        )

    def done(self, ground: Ground) -> str:
        outcome = ground.stage.get_outcome_display().lower()
        return f"{label(ground)} ended: {outcome}. Open it again if the person comes back."


class Reopen(Step):
    """Take back how the newest stage ended."""

    verb, submit, form, button = "Open again:", "Open it again", stage_forms.ReasonForm, WARNING

    def hindrance(self, ground: Ground) -> str:
        if ground.stage is None or ground.stage.void:
            return "This stage was removed as entered by mistake."
        if ground.stage.is_open:
            return f"{label(ground)} is open."
        return (
            "" if ground.is_newest else "The complaint has moved on from this stage, so it keeps its answer."
        )

    def about(self, ground: Ground) -> list[str]:
        stage = ground.stage
        due = f" It is due on {date_label(stage.due_on)} as before." if stage.due_on else ""
        return [
            f"It ended on {date_label(stage.answered_on)}: {stage.get_outcome_display().lower()}. Opened again, it has no "
            f"outcome.{due}",
            "Open it again where it was ended by mistake, or where the person came back. Where they ask for the next "
            "stage, move on to that instead.",
        ]

    def act(self, ground: Ground, typed: Typed, by: User) -> Stage:
        return steps.reopen(
            ground.case, ground.number, words=typed["words"], by=by, based_on=typed["version"]
        )

    def done(self, ground: Ground) -> str:
        return f"{label(ground)} is open again. {due_words(ground, ground.stage)}"


class Remove(Step):
    """Take a stage that was entered by mistake out of the case."""

    verb, submit, form, button = "Remove", "Remove it", stage_forms.ReasonForm, WARNING

    def hindrance(self, ground: Ground) -> str:
        if ground.stage is None or ground.stage.void:
            return "It is removed already."
        return "" if ground.is_newest else "Only the newest stage can be removed. Begin with that."

    def about(self, ground: Ground) -> list[str]:
        before = ground.stages[-2] if len(ground.stages) > 1 else None
        then = (
            f"The case then stands where {ground.kind(before).label} left it."
            if before
            else "The complaint then has no stage: begin one from its page."
        )
        return [
            f"Only for a stage that never was: entered twice, or in the wrong case. {then}",
            "It stays on record, and can be put back.",
        ]

    def act(self, ground: Ground, typed: Typed, by: User) -> Stage:
        return steps.remove(
            ground.case, ground.number, words=typed["words"], by=by, based_on=typed["version"]
        )

    def done(self, ground: Ground) -> str:
        return f"{label(ground)} is removed. It can be put back from the page of the case."


class PutBack(Step):
    """Let a stage stand again that was removed."""

    verb, submit, form = "Put back", "Put it back", stage_forms.ConfirmForm

    def hindrance(self, ground: Ground) -> str:
        return "" if ground.stage and ground.stage.void else "It was not removed."

    def about(self, ground: Ground) -> list[str]:
        return ["The stage stands again as it was before it was removed."]

    def act(self, ground: Ground, typed: Typed, by: User) -> Stage:
        return steps.put_back(ground.case, ground.number, by=by, based_on=typed["version"])

    def done(self, ground: Ground) -> str:
        return f"{label(ground)} is put back. {due_words(ground, ground.stage)}"


class Correct(Step):
    """Put right what is recorded of a stage."""

    verb, submit, form = "Correct", "Save the correction", stage_forms.CorrectForm

    def hindrance(self, ground: Ground) -> str:
        removed = ground.stage is None or ground.stage.void
        return "This stage was removed as entered by mistake." if removed else ""

    def about(self, ground: Ground) -> list[str]:
        said = ["What was recorded before stays on record. All due dates are worked out again."]
        if ground.kind(ground.stage).clock_from == "receipt":
            said.append(
                "Its clock starts with the day of receipt, which you change with the details of the case."
            )
        return said

    def warnings(self, ground: Ground, typed: Typed) -> list[str]:
        return of_answer(
            ground.stage,
            typed | {"on": typed["answered_on"]},
            proposed=ground.proposed_outcome if ground.is_newest else "",
            calendar=ground.calendar,
        )

    def act(self, ground: Ground, typed: Typed, by: User) -> Stage:
        return steps.correct(
            ground.case,
            ground.number,
            words=typed["words"],
            by=by,
            based_on=typed["version"],
            **typed["changes"],
        )

    def done(self, ground: Ground) -> str:
        return f"{label(ground)} is corrected. {due_words(ground, ground.stage)}"
