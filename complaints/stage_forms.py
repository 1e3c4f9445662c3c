"""The forms in which the steps of a stage are recorded: its days, its outcome, and why."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from complaints import outcomes
from complaints.models import Investigated, Outcome, Stage
from complaints.pause_grounds import GROUNDS, label_of
from complaints.selectors.work import Ground
from council.forms import DatePartsField, NumberField, Presentation
from council.period_kinds import date_label

GROUP = "govuk-fieldset__legend--s"
LONGEST_TEXT = 20_000
LARGEST_VERSION = 2**31 - 1
#: How a stage ends with a decision on what was complained of, and how it ends without one.
DECIDED = [choice for choice in Outcome.choices if choice[0] in outcomes.DECIDED]
NOT_DECIDED = [choice for choice in Outcome.choices if choice[0] not in outcomes.DECIDED]


class PastDayField(DatePartsField):
    """A day on which something happened: today or before."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "For example, 27 3 2021")
        super().__init__(**kwargs)

    def validate(self, value: datetime.date | None) -> None:
        super().validate(value)
        if value and value > timezone.localdate():
            raise ValidationError("The date must be today or in the past", code="future")


class StepForm(forms.Form):
    """What every step has in common: the version that the person saw, and that they looked again where they were asked to.

    `words` is what there is to say about the step. It is left out where this person may not write words into the case.
    """

    #: What the words answer, whether they must be given, and what helps to write them. No question: no words.
    question: ClassVar[str] = ""
    hint: ClassVar[str] = ""
    words_needed: ClassVar[bool] = False
    #: The fields that hold a day on which the stage had begun.
    WITHIN: ClassVar[tuple[str, ...]] = ()

    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=LARGEST_VERSION, required=False
    )
    confirmed = forms.BooleanField(label="I have checked it, and it is right", required=False)
    presentation: ClassVar[dict[str, Presentation]] = {}

    def __init__(self, data: Any = None, *, ground: Ground, **kwargs: Any) -> None:
        self.ground = ground
        initial = {"version": ground.stage.version if ground.stage else 0} | self.first_values(ground)
        super().__init__(data, initial=initial, **kwargs)
        if self.question and ground.writes_words:
            self.fields["words"] = forms.CharField(
                label=self.question,
                help_text=self.hint,
                required=self.words_needed,
                widget=forms.Textarea,
                max_length=LONGEST_TEXT,
                error_messages={"required": "Enter the reason"},
            )
            self.presentation = self.presentation | {"words": Presentation(rows=4)}

    def first_values(self, ground: Ground) -> dict[str, Any]:
        """What the form shows before anything was typed."""
        return {}

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields that the page draws one after the other."""
        return [field for field in self.visible_fields() if field.name != "confirmed"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["version"] = data.get("version") or 0
        data.setdefault("words", "")
        stage = self.ground.stage
        for name in self.WITHIN:
            day = data.get(name)
            if stage and day and day < stage.started_on:
                self.add_error(
                    name, f"The date must be {date_label(stage.started_on)}, when the stage started, or later"
                )
        return data


class AcknowledgeForm(StepForm):
    WITHIN = ("on",)
    on = PastDayField(label="When was it acknowledged?")
    presentation = {"on": Presentation(label_classes=GROUP)}


class ExtendForm(StepForm):
    question, words_needed = "Why is it extended?", True
    hint = "As the letter says it. It is kept with the words of the case."
    WITHIN = ("letter_on",)
    letter_on = PastDayField(label="When was the person told by letter?")
    presentation = {"letter_on": Presentation(label_classes=GROUP)}
    field_order = ("letter_on", "words")


class AgreeForm(StepForm):
    question = "What was agreed?"
    hint = "Who agreed it with whom, and how. You can leave this empty."
    WITHIN = ("agreed_to",)
    agreed_to = DatePartsField(
        label="By which day did the person agree to be answered?", help_text="For example, 27 9 2021"
    )
    presentation = {"agreed_to": Presentation(label_classes=GROUP)}


class AnswerForm(StepForm):
    question = "What did the answer say, in short?"
    hint = "The letter itself stays in your records system. You can leave this empty."
    WITHIN = ("on",)
    on = PastDayField(label="When was the answer sent?")
    outcome = forms.ChoiceField(label="Was the complaint upheld?", choices=DECIDED, widget=forms.RadioSelect)
    decided_by = forms.CharField(label="Who decided?", required=False, max_length=120)
    investigated = forms.ChoiceField(
        label="Was it investigated?", choices=Investigated.choices, required=False, widget=forms.RadioSelect
    )
    cost = NumberField(
        label="What did the investigation cost?",
        help_text="In pounds. Leave it empty if it cost nothing extra.",
        unit="£",
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
    )
    presentation = {
        "on": Presentation(label_classes=GROUP),
        "outcome": Presentation(label_classes=GROUP),
        "investigated": Presentation(label_classes=GROUP),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.ground.stage:
            usual = self.ground.kind(self.ground.stage).decided_by
            self.fields["decided_by"].help_text = f"A post, not a person's name. Usually: {usual}"
        if proposed := self.ground.proposed_outcome:
            self.fields[
                "outcome"
            ].help_text = (
                f"The outcomes of its points lead to: {Outcome(proposed).label}. You can decide otherwise."
            )

    def first_values(self, ground: Ground) -> dict[str, Any]:
        stage = ground.stage
        kept = {"decided_by": stage.decided_by, "investigated": stage.investigated, "cost": stage.cost}
        return {"outcome": ground.proposed_outcome} | (kept if stage else {})


class EndForm(StepForm):
    question = "What is there to say about it?"
    hint = "What was agreed, or where the person was pointed to. You can leave this empty."
    WITHIN = ("on",)
    outcome = forms.ChoiceField(label="How did it end?", choices=NOT_DECIDED, widget=forms.RadioSelect)
    on = PastDayField(label="On which day?")
    presentation = {
        "on": Presentation(label_classes=GROUP),
        "outcome": Presentation(
            label_classes=GROUP,
            item_hints={
                Outcome.WITHDRAWN: "The person does not want to go on with it",
                Outcome.RESOLVED_EARLY: "Put right at once, to the person's satisfaction",
                Outcome.SIGNPOSTED: "The person was shown to another procedure or organisation",
                Outcome.OUT_OF_JURISDICTION: "The council may not look into it: for example, a court has decided it",
            },
        ),
    }


class NextForm(StepForm):
    question = "What does the person want looked at?"
    hint = "What they are still unhappy with, and what they want. You can leave this empty."
    stage = forms.ChoiceField(label="Which stage begins?", widget=forms.RadioSelect)
    on = PastDayField(label="When did the person ask for it?", required=False)
    presentation = {"stage": Presentation(label_classes=GROUP), "on": Presentation(label_classes=GROUP)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [(kind.code, kind.label) for kind in self.ground.following]
        self.asked_for = {kind.code for kind in self.ground.following if kind.clock_from == "request"}
        if not self.asked_for:
            del self.fields["on"]
        elif len(self.asked_for) < len(self.ground.following):
            self.fields["on"].help_text += ". Leave it empty for a stage that runs from the day of receipt."

    def first_values(self, ground: Ground) -> dict[str, Any]:
        following = ground.following
        return {"stage": following[0].code} if len(following) == 1 else {}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("stage") not in self.asked_for:
            data["on"] = timezone.localdate()
        elif not data.get("on") and "on" not in self.errors:
            self.add_error("on", "Enter the day on which the person asked for it")
        return data


class RefuseForm(StepForm):
    """A request that was refused. Refusing without a reason is asked about, and not forbidden."""

    question = "Why was it refused?"
    hint = "As the letter says it, with the date of the letter."


class PauseForm(StepForm):
    reason = forms.ChoiceField(
        label="Why does the clock stand still?",
        help_text="It is printed beside the dates that it moves. What there is to say about this case is a note.",
        choices=[(code, label_of(code)) for code in GROUNDS],
        widget=forms.RadioSelect,
    )
    first = PastDayField(label="What is the first day of the pause?")
    last = PastDayField(
        label="What was its last day?", help_text="Leave it empty while it lasts", required=False
    )
    presentation = {
        "reason": Presentation(label_classes=GROUP),
        "first": Presentation(label_classes=GROUP),
        "last": Presentation(label_classes=GROUP),
    }


class ResumeForm(StepForm):
    last = PastDayField(label="What was the last day of the pause?")
    presentation = {"last": Presentation(label_classes=GROUP)}

    def first_values(self, ground: Ground) -> dict[str, Any]:
        return {"version": ground.open_pause.version} if ground.open_pause else {}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        pause, last = self.ground.open_pause, data.get("last")
        if pause and last and last < pause.first:
            self.add_error(
                "last", f"The date must be {date_label(pause.first)}, the first day of the pause, or later"
            )
        return data


class ReasonForm(StepForm):
    """A step that needs nothing but a reason."""

    question, words_needed = "Why?", True
    hint = "It is kept with the words of the case."


class ConfirmForm(StepForm):
    """A step that needs nothing but a decision."""


class CorrectForm(StepForm):
    """What is recorded of a stage, to be put right. Days that the stage does not have are left out."""

    question, words_needed = "What was wrong?", True
    hint = "It is kept with the words of the case. The timeline shows what was recorded before."
    KEPT = (
        "started_on", "acknowledged_on", "extended", "letter_on", "agreed_to", "answered_on", "outcome", "decided_by",
        "investigated", "cost",
    )  # fmt: skip

    started_on = PastDayField(label="When did the person ask for this stage?")
    acknowledged_on = PastDayField(label="When was it acknowledged?", required=False)
    extended = forms.BooleanField(label="It was extended", required=False)
    letter_on = PastDayField(label="When was the person told of the extension?", required=False)
    agreed_to = DatePartsField(
        label="To which day did the person agree?", help_text="For example, 27 9 2021", required=False
    )
    answered_on = PastDayField(label="When did it end?", required=False)
    outcome = forms.ChoiceField(
        label="How did it end?", choices=[("", "It has not ended"), *Outcome.choices], required=False
    )
    decided_by = forms.CharField(
        label="Who decided?", help_text="A post, not a person's name", required=False, max_length=120
    )
    investigated = forms.ChoiceField(
        label="Was it investigated?", choices=Investigated.choices, required=False
    )
    cost = NumberField(
        label="What did the investigation cost?",
        unit="£",
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
    )
    presentation = {
        name: Presentation(label_classes=GROUP)
        for name in ("started_on", "acknowledged_on", "letter_on", "agreed_to", "answered_on")
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stage = self.ground.stage
        if stage and self.ground.kind(stage).clock_from == "receipt":
            del self.fields["started_on"]  # the day of receipt, which is one of the case's details

    def first_values(self, ground: Ground) -> dict[str, Any]:
        return {name: getattr(ground.stage, name) for name in self.KEPT} if ground.stage else {}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        started = data.get("started_on") or (self.ground.stage.started_on if self.ground.stage else None)
        for name in ("acknowledged_on", "letter_on", "answered_on"):
            day = data.get(name)
            if day and started and day < started:
                self.add_error(
                    name, f"The date must be {date_label(started)}, when the stage started, or later"
                )
        if data.get("answered_on") and not data.get("outcome"):
            self.add_error("outcome", "Say how it ended, or leave the day empty")
        if data.get("outcome") and not data.get("answered_on") and "answered_on" not in self.errors:
            self.add_error("answered_on", "Enter the day on which it ended")
        if data.get("letter_on") and not data.get("extended"):
            self.add_error("extended", "Say that it was extended, or leave the day of the letter empty")
        return data

    def changes(self) -> dict[str, Any]:
        """The fields of the stage that say something else than before."""
        stage: Stage | None = self.ground.stage
        return {
            name: self.cleaned_data[name]
            for name in self.KEPT
            if name in self.cleaned_data and self.cleaned_data[name] != getattr(stage, name)
        }
