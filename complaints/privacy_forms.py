"""The forms of retention and erasure, and the filter of the access log."""

from __future__ import annotations

from django import forms
from django.http import QueryDict

from complaints.guarded_forms import LEGEND, VersionedForm
from complaints.models import CaseAccess, Feedback
from complaints.retention import MOST_YEARS
from complaints.selectors import privacy
from council.filters import MOST_LETTERS, Filters
from council.forms import Presentation
from council.sections import clean_text


class RetentionForm(VersionedForm):
    """For how many years words are kept, and where the number comes from."""

    years = forms.IntegerField(
        label="For how many years are words and names kept?",
        help_text="From the day on which a case closes; from the day it came for a comment or a compliment",
        min_value=1,
        max_value=MOST_YEARS,
        error_messages={"required": "Enter for how many years words and names are kept"},
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    reason = forms.CharField(
        label="Where does the number come from?",
        help_text="For example, the line of the council's retention schedule and the day on which it was agreed",
        widget=forms.Textarea,
        max_length=1000,
        error_messages={"required": "Enter where the number comes from"},
    )
    presentation = {"years": Presentation(width=3, suffix="years"), "reason": Presentation(rows=3)}

    def clean_reason(self) -> str:
        return clean_text(self.cleaned_data["reason"]).strip()


class EraseForm(forms.Form):
    """Why the words of one case are erased. The reason is chosen: a typed one could repeat what is erased."""

    why = forms.ChoiceField(
        label="Why are they erased?",
        choices=[
            choice for choice in Feedback.ErasedFor.choices if choice[0] != Feedback.ErasedFor.RETENTION
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Select why they are erased"},
    )
    sure = forms.BooleanField(label="I know that this cannot be undone")
    presentation = {"why": LEGEND}


class EraseDueForm(forms.Form):
    """That the words of the cases that were looked at are to go. `seen` is their fingerprint."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)
    sure = forms.BooleanField(label="I know that this cannot be undone")


class AccessFilterForm(forms.Form):
    """Drawn above the access log."""

    search = forms.CharField(label="Reference of the case", required=False, max_length=MOST_LETTERS)
    by = forms.ChoiceField(label="Who", required=False)
    what = forms.ChoiceField(label="What they did", required=False)


class AccessFilters(Filters):
    """The filters of an address, and the form to change them."""

    form_class = AccessFilterForm

    def __init__(self, query: QueryDict) -> None:
        super().__init__(query, {"by": privacy.readers(), "what": dict(CaseAccess.What.choices)})
        self.form = AccessFilterForm(self.chosen_values, auto_id="filter-%s")
        for name, choices in self.words.items():
            self.form.fields[name].choices = [("", "All"), *choices.items()]
