"""Forms in which somebody says why, or decides about what somebody else submitted."""

from __future__ import annotations

from django import forms

from council.forms import Presentation
from council.sections import clean_text


class ReasonForm(forms.Form):
    """Why something is done that stays on record."""

    reason = forms.CharField(widget=forms.Textarea, max_length=2000)
    presentation = {"reason": Presentation(rows=3)}

    def __init__(self, *args, label: str, help_text: str = "", required: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.label, field.help_text, field.required = label, help_text, required
        field.error_messages["required"] = "Enter the reason"

    def clean_reason(self) -> str:
        return clean_text(self.cleaned_data["reason"]).strip()


class DecisionForm(forms.Form):
    """Accept what was submitted, or send it back with a comment. `seen` is its newest step when it was read.

    The form for one kind of thing names it and whoever submitted it, and words the choices.
    """

    ACCEPT, SEND_BACK = "approve", "send-back"

    thing = ""
    author = ""
    accept = send_back = ""
    nothing_chosen = ""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    decision = forms.ChoiceField(label="What do you decide?", widget=forms.RadioSelect)
    comment = forms.CharField(label="Comment", required=False, widget=forms.Textarea, max_length=2000)
    presentation = {"comment": Presentation(rows=3)}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        decision = self.fields["decision"]
        decision.choices = [(self.ACCEPT, self.accept), (self.SEND_BACK, self.send_back)]
        decision.error_messages["required"] = self.nothing_chosen
        self.fields["comment"].help_text = (
            "Needed where you return it: say what is to be changed. "
            f"The {self.author} reads it beside the {self.thing}."
        )

    def clean(self) -> dict:
        data = super().clean()
        data["comment"] = clean_text(data.get("comment", "")).strip()
        if data.get("decision") == self.SEND_BACK and not data["comment"]:
            self.add_error("comment", "Enter what is to be changed")
        return data

    @property
    def accepts(self) -> bool:
        """Whether the decision is to accept; only of a valid form."""
        return self.cleaned_data["decision"] == self.ACCEPT
