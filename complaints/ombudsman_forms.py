"""The forms of the Ombudsman's enquiries: recording one, its answer, its decision, its recommendations; filtering them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import DecimalValidator
from django.http import QueryDict

from complaints.guarded_forms import LEGEND, GuardedForm, VersionedForm, day_field, not_in_the_future
from complaints.models import Area, Decision, Feedback, OmbudsmanCase, Outcome, Recommendation
from complaints.selectors.ombudsman import STATES
from complaints.visibility import ComplaintView
from council.fields import NumberField
from council.filters import MOST_LETTERS, Filters
from council.forms import Presentation
from council.period_kinds import FinancialYear

DECISIONS = [choice for choice in Decision.choices if choice[0]]
NOT_DECIDED = "take-back"


class EnquiryForm(VersionedForm):
    """What is recorded of an enquiry before it is decided. `view` says whose cases it can be linked with."""

    reference = forms.CharField(
        label="The Ombudsman’s reference", help_text="For example, 20 001 234", max_length=20
    )
    case = forms.CharField(
        label="Our case, if there is one",
        help_text="Its reference, like CF-2020-0001",
        required=False,
        max_length=20,
    )
    area = forms.ChoiceField(label="Area", choices=Area.choices, widget=forms.RadioSelect)
    received_on = day_field("When did the enquiry come?")
    answer_by = day_field(
        "Answer by", "As the Ombudsman’s letter says. Leave it empty if no answer is wanted.", required=False
    )
    presentation = {
        "reference": Presentation(width=20),
        "case": Presentation(width=20),
        "area": LEGEND,
        "received_on": LEGEND,
        "answer_by": LEGEND,
    }

    def __init__(
        self, data: QueryDict | None, *, view: ComplaintView, seen: OmbudsmanCase | None = None, ref: str = ""
    ) -> None:
        self.view = view
        super().__init__(data, initial=_enquiry(seen) if seen else {"version": 0, "case": ref})
        if not view.manages_all:
            self.fields["case"].label = "Our case"
            self.fields["case"].required = True

    def clean_case(self) -> Feedback | None:
        ref = self.cleaned_data["case"].strip().upper()
        if not ref:
            return None
        found = self.view.case(ref)
        if found is None:
            raise ValidationError("There is no case with this reference among those that you handle")
        if not found.is_complaint:
            raise ValidationError(
                "The Ombudsman looks into complaints, and this is none. Check the reference"
            )
        return found

    def clean_received_on(self) -> Any:
        return not_in_the_future(self.cleaned_data["received_on"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        came, due = data.get("received_on"), data.get("answer_by")
        if came and due and due < came:
            self.add_error("answer_by", "The day must be the one on which the enquiry came, or after it")
        return data

    def enquiry_fields(self) -> dict[str, Any]:
        """What a valid form says, in the fields of the model."""
        data = self.cleaned_data
        names = ("reference", "area", "received_on", "answer_by")
        return {name: data[name] for name in names} | {"feedback": data["case"]}


class AnswerForm(VersionedForm):
    """When the council answered the enquiry."""

    answered_on = day_field("When was the enquiry answered?")
    presentation = {"answered_on": LEGEND}

    def __init__(self, data: QueryDict | None, *, seen: OmbudsmanCase) -> None:
        self.seen = seen
        super().__init__(data, initial={"version": seen.version, "answered_on": seen.answered_on})

    def clean_answered_on(self) -> Any:
        return _after_receipt(not_in_the_future(self.cleaned_data["answered_on"]), self.seen)


class DecisionForm(VersionedForm):
    """What the Ombudsman decided. `proposed` is what the council had decided of the linked case."""

    decision = forms.ChoiceField(
        label="What did the Ombudsman decide?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select what the Ombudsman decided"},
    )
    decided_on = day_field("When was it decided?", required=False)
    council_outcome = forms.ChoiceField(
        label="What had the council itself decided?",
        choices=[("", "Nothing, or it is not known"), *Outcome.choices],
        required=False,
    )
    already_remedied = forms.BooleanField(
        label="The Ombudsman found that the council had remedied it already", required=False
    )
    public_report = forms.BooleanField(label="The Ombudsman made a public report", required=False)
    settlement = NumberField(
        label="Paid after the decision (£)",
        help_text="Leave it empty if nothing is paid.",
        unit="£",
        required=False,
        validators=[DecimalValidator(12, 2)],
    )
    presentation = {
        "decision": LEGEND,
        "decided_on": LEGEND,
        "settlement": Presentation(prefix="£", width=10),
    }

    def __init__(self, data: QueryDict | None, *, seen: OmbudsmanCase, proposed: str = "") -> None:
        self.seen = seen
        names = ("version", "decision", "decided_on", "already_remedied", "public_report", "settlement")
        initial = {name: getattr(seen, name) for name in names}
        initial["council_outcome"] = seen.council_outcome if seen.decision else proposed
        super().__init__(data, initial=initial)
        take_back = [(NOT_DECIDED, "Not decided yet: the decision was recorded by mistake")]
        self.fields["decision"].choices = DECISIONS + (take_back if seen.decision else [])
        if proposed and not seen.decision:
            self.fields["council_outcome"].help_text = "Proposed from the last stage of the linked case."

    def clean_settlement(self) -> Any:
        amount = self.cleaned_data["settlement"]
        if amount is not None and amount <= 0:
            raise ValidationError("Enter an amount above nought, or leave it empty")
        return amount

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "decided_on" in self.errors or "decision" in self.errors or self.takes_back:
            return data
        if not data["decided_on"]:
            self.add_error("decided_on", "Enter the day of the decision")
        else:
            try:
                _after_receipt(not_in_the_future(data["decided_on"]), self.seen)
            except ValidationError as wrong:
                self.add_error("decided_on", wrong)
        if data["already_remedied"] and data["decision"] != Decision.UPHELD:
            self.add_error(
                "already_remedied", "Only a complaint that is upheld can have been remedied already"
            )
        return data

    @property
    def takes_back(self) -> bool:
        """Whether a decision is undone; only of a valid form."""
        return self.cleaned_data.get("decision") == NOT_DECIDED

    def decision_fields(self) -> dict[str, Any]:
        """What a valid form says, in the fields of the model."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class RecommendationForm(GuardedForm):
    """What the Ombudsman recommended."""

    GUARDED = ("text",)
    text = forms.CharField(
        label="What is to be done?",
        help_text="Without naming anybody: write “the person”, “the family”.",
        widget=forms.Textarea,
        max_length=4000,
        error_messages={"required": "Enter what is to be done"},
    )
    due_on = day_field("To be done by")
    presentation = {"text": Presentation(rows=4), "due_on": LEGEND}

    def __init__(self, data: QueryDict | None, *, seen: Recommendation | None = None) -> None:
        names = ("version", "text", "due_on")
        super().__init__(data, initial={name: getattr(seen, name) for name in names} if seen else {})

    def recommendation_fields(self) -> dict[str, Any]:
        """What a valid form says, in the fields of the model."""
        return {name: self.cleaned_data[name] for name in ("text", "due_on")}


class ProofForm(GuardedForm):
    """That a recommendation was done."""

    GUARDED = ("proof",)
    done_on = day_field("When was it done?")
    proof = forms.CharField(
        label="What shows it?",
        help_text="How the Ombudsman was shown that it was done, without naming anybody.",
        widget=forms.Textarea,
        max_length=4000,
        error_messages={"required": "Enter what shows that it was done"},
    )
    presentation = {"done_on": LEGEND, "proof": Presentation(rows=3)}

    def __init__(self, data: QueryDict | None, *, seen: Recommendation) -> None:
        super().__init__(
            data, initial={name: getattr(seen, name) for name in ("version", "done_on", "proof")}
        )

    def clean_done_on(self) -> Any:
        return not_in_the_future(self.cleaned_data["done_on"])

    def recommendation_fields(self) -> dict[str, Any]:
        """What a valid form says, in the fields of the model."""
        return {name: self.cleaned_data[name] for name in ("done_on", "proof")}


def _enquiry(seen: OmbudsmanCase) -> dict[str, Any]:
    names = ("version", "reference", "area", "received_on", "answer_by")
    return {name: getattr(seen, name) for name in names} | {
        "case": seen.feedback.reference if seen.feedback else ""
    }


def _after_receipt(day: Any, seen: OmbudsmanCase) -> Any:
    if day and day < seen.received_on:
        raise ValidationError("The day must be the one on which the enquiry came, or after it")
    return day


# --- Filters -------------------------------------------------------------------------------------------------------------


class OmbudsmanFilterForm(forms.Form):
    """Drawn above the list."""

    search = forms.CharField(label="Reference", required=False, max_length=MOST_LETTERS)
    area = forms.ChoiceField(label="Area", required=False)
    state = forms.ChoiceField(label="What it waits for", required=False)
    decision = forms.ChoiceField(label="Decision", required=False)
    received = forms.ChoiceField(label="Year received", required=False)
    decided = forms.ChoiceField(label="Year decided", required=False)


class OmbudsmanFilters(Filters):
    """The filters of the address, the form to change them, and the chosen ones, each removable."""

    form_class = OmbudsmanFilterForm

    def __init__(self, query: QueryDict, *, years: Iterable[int]) -> None:
        of_years = {str(year): FinancialYear(year).label for year in years}
        super().__init__(
            query,
            {
                "area": dict(Area.choices),
                "state": STATES,
                "decision": dict(DECISIONS),
                "received": of_years,
                "decided": of_years,
            },
        )
        self.form = OmbudsmanFilterForm(initial=self.chosen_values, auto_id="filter-%s")
        for name, choices in self.words.items():
            self.form.fields[name].choices = [("", "All"), *choices.items()]


class StatisticsForm(forms.Form):
    """Which area the statistics are of."""

    area = forms.ChoiceField(label="Area", choices=[("", "All areas"), *Area.choices], required=False)
