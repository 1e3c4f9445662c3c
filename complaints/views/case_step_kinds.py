"""The steps of a whole complaint: the next stage, a request that is refused, and pauses of its clock."""

from __future__ import annotations

from complaints import stage_forms
from complaints.actions import case_pauses, steps
from complaints.models import Pause, Procedure, Stage
from complaints.procedures import window_for
from complaints.selectors.work import Ground
from complaints.stage_warnings import of_refusal, of_request
from complaints.views.step_kinds import WARNING, Step, Typed, due_words
from council.models import User
from council.period_kinds import date_label

#: Where the person has a right to a stage: only grounds that the guidance names let the council refuse it.
RIGHTS = frozenset({(Procedure.CHILDREN, "2"), (Procedure.CHILDREN, "3")})


class Next(Step):
    """Begin the next stage."""

    verb, submit, form = "Move on", "Begin the stage", stage_forms.NextForm

    def title(self, ground: Ground) -> str:
        return "Begin the next stage" if ground.newest else "Begin a stage"

    def hindrance(self, ground: Ground) -> str:
        newest = ground.newest
        if newest is not None and newest.is_open:
            return f"{ground.kind(newest).label} has not ended yet. Answer it first; then the complaint can move on."
        if not ground.following:
            return "This was the last stage of the procedure. The person can go to the Ombudsman."
        return ""

    def about(self, ground: Ground) -> list[str]:
        deciders = [f"{kind.label} is decided by: {kind.decided_by}." for kind in ground.following]
        return [*deciders, "Its clock starts, and the day by which it is due is worked out."]

    def warnings(self, ground: Ground, typed: Typed) -> list[str]:
        newest = ground.newest
        kind = next(kind for kind in ground.following if kind.code == typed["stage"])
        if newest is None or kind.clock_from == "receipt":
            return []
        said = of_request(
            typed["on"],
            newest.answered_on,
            window_for(ground.details.procedure, typed["stage"]),
            ground.calendar,
        )
        if ground.following[0].code != typed["stage"]:
            said.append(
                f"{ground.following[0].label} is left out so. Did the council and the person agree to that?"
            )
        return said

    def act(self, ground: Ground, typed: Typed, by: User) -> Stage:
        return steps.move_on(ground.case, typed["stage"], on=typed["on"], words=typed["words"], by=by)

    def done(self, ground: Ground) -> str:
        newest = ground.newest
        acknowledge = (
            f"Acknowledge it by {date_label(newest.acknowledge_by)}. " if newest.acknowledge_by else ""
        )
        return f"{ground.kind(newest).label} has begun. {acknowledge}{due_words(ground, newest)}"


class Refuse(Step):
    """Record that a request to go further was refused."""

    verb, submit, form, button = "Refuse", "Save the refusal", stage_forms.RefuseForm, WARNING

    def title(self, ground: Ground) -> str:
        return "Refuse the next stage"

    def hindrance(self, ground: Ground) -> str:
        newest = ground.newest
        if newest is None or newest.is_open:
            return "The stage before has not ended yet: there is nothing to go on from."
        if not ground.following:
            return "This was the last stage of the procedure. The person can go to the Ombudsman."
        if not ground.writes_words:
            return "A refusal is kept with the words of the case, which your account may not write."
        return ""

    def about(self, ground: Ground) -> list[str]:
        return [
            f"The person asked for {' or '.join(kind.label for kind in ground.following)}, and the council does not "
            "agree. The case stays closed with the outcome that it has.",
            "Tell the person why, and that they may go to the Ombudsman.",
        ]

    def warnings(self, ground: Ground, typed: Typed) -> list[str]:
        asked_for = ground.following[0]
        is_a_right = (ground.details.procedure, asked_for.code) in RIGHTS
        return of_refusal(asked_for.label, typed["words"], is_a_right=is_a_right)

    def act(self, ground: Ground, typed: Typed, by: User) -> object:
        words = f"The request was refused. {typed['words'] or 'No reason was recorded.'}"
        return steps.refuse(ground.case, ground.newest.number, words=words, by=by)

    def done(self, ground: Ground) -> str:
        return "The refusal is saved with the words of the case."


class PauseCase(Step):
    """Let the clock of the case stand still."""

    verb, submit, form = "Pause", "Pause the clock", stage_forms.PauseForm

    def title(self, ground: Ground) -> str:
        return "Pause the clock"

    def hindrance(self, ground: Ground) -> str:
        if ground.open_pause:
            return (
                f"The clock stands still since {date_label(ground.open_pause.first)}. Let it run again first."
            )
        return ""

    def about(self, ground: Ground) -> list[str]:
        return [
            due_words(ground, ground.newest),
            "Days of a pause are not counted: the due date moves on by as many. The pause, its days and its ground stand "
            "beside the due date.",
            "Tell the person why the clock stands still, and for how long.",
        ]

    def warnings(self, ground: Ground, typed: Typed) -> list[str]:
        newest = ground.newest
        if newest is not None and newest.due_on and newest.is_open and typed["first"] > newest.due_on:
            return [
                f"It was due on {date_label(newest.due_on)}, before the pause, which does not move that day. Is it "
                "meant so?"
            ]
        return []

    def act(self, ground: Ground, typed: Typed, by: User) -> Pause:
        return case_pauses.pause(
            ground.case, first=typed["first"], last=typed["last"], ground=typed["reason"], by=by
        )

    def done(self, ground: Ground) -> str:
        if ground.open_pause:
            since = date_label(ground.open_pause.first)
            return f"The clock stands still since {since}. Let it run again once the ground is gone."
        return f"The pause is saved. {due_words(ground, ground.newest)}"


class ResumeCase(Step):
    """Let the clock of the case run again."""

    verb, submit, form = "Resume", "Let it run again", stage_forms.ResumeForm

    def title(self, ground: Ground) -> str:
        return "Let the clock run again"

    def hindrance(self, ground: Ground) -> str:
        return "" if ground.open_pause else "The clock of this case is running."

    def about(self, ground: Ground) -> list[str]:
        pause = ground.open_pause
        return [
            f"It stands still since {date_label(pause.first)}: {pause.reason}.",
            "The clock counts again from the day after the last day of the pause.",
        ]

    def act(self, ground: Ground, typed: Typed, by: User) -> Pause:
        return case_pauses.resume(
            ground.case, ground.open_pause.key, last=typed["last"], by=by, based_on=typed["version"]
        )

    def done(self, ground: Ground) -> str:
        return f"The clock runs again. {due_words(ground, ground.newest)}"
