"""The forms of a service's return: its figures in one grid, and its commentary."""

from __future__ import annotations

from dataclasses import asdict

from django import forms
from django.utils.html import format_html

from council.forms import Presentation
from council.sections import clean_text
from kpis import commentary_text
from kpis.entries import Entry
from kpis.forms import LARGEST_VERSION, FigureForm
from kpis.models import Commentary, Figure
from kpis.presenters import in_unit
from kpis.selectors.return_lines import Line

LONGEST_COMMENTARY = 10_000
#: Boxes for actions beyond those that are written.
SPARE_ACTIONS = 1
MOST_ACTIONS = 30


class GridRow(FigureForm):
    """One line of the grid. An empty row is no mistake: a return is filled in as its figures come."""

    #: The fields in which something typed makes the row one to save.
    FIGURES = ("value", "second_value", "numerator", "denominator", "text", "note")

    def __init__(self, *args, line: Line, **kwargs):
        figure = line.figure
        names = ("value", "second_value", "numerator", "denominator", "text", "state", "note")
        initial = {name: getattr(figure, name) for name in names} if figure else {}
        initial["version"] = figure.version if figure else 0
        super().__init__(
            *args,
            prefix=line.key,
            initial=initial,
            definition=line.definition,
            quarter_label=line.slot.label,
            is_open=True,
            usual=line.usual,
            current=figure,
            **kwargs,
        )
        self.line = line
        labels = {
            "value": f"Figure{in_unit(line.definition.unit)}",
            "numerator": "Numerator",
            "denominator": "Denominator",
            "text": "No figure, because",
            "state": "How firm is the figure?",
            "note": "Note",
        }
        for name, label in labels.items():
            if name in self.fields:
                # The row's header says it to the eye; a screen reader in a form hears the label alone.
                hidden = format_html('<span class="govuk-visually-hidden"> for {}</span>', line.name)
                self.fields[name].label = format_html("{}{}", label, hidden)
        self.fields["text"].help_text = ""
        self.presentation["numerator"] = self.presentation["denominator"] = Presentation(width=5)

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been typed into a row that had nothing when the officer looked at it."""
        typed = (str(self.data.get(self.add_prefix(name), "")).strip() for name in self.FIGURES)
        return self.version_seen == 0 and not any(typed)

    @property
    def version_seen(self) -> int | None:
        """The version of the figure that the officer looked at; None where the form was tampered with."""
        seen = self.data.get(self.add_prefix("version"), "")
        return int(seen) if seen.isdecimal() and len(seen) < 9 else None

    def changes(self, seen: Figure | None) -> bool:
        """Whether a valid row says something else than the version the officer looked at."""
        if seen is None or self.cleaned_data["explanation"] or self.cleaned_data["confirmed"]:
            return True
        entry = asdict(self.entry_beside(seen)) | {"explanation": seen.explanation}
        return entry != {name: getattr(seen, name) for name in Entry.__dataclass_fields__}


class CommentaryForm(forms.Form):
    """What is said about a figure or a group of them. Blank lines part paragraphs, lines that begin with "-" are bullets."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LARGEST_VERSION)
    body = forms.CharField(
        label="Summary",
        help_text="What happened this quarter. Leave a blank line between paragraphs; begin a line with - for a bullet.",
        required=False,
        widget=forms.Textarea,
        max_length=LONGEST_COMMENTARY,
    )
    issues = forms.CharField(
        label="Issues", required=False, widget=forms.Textarea, max_length=LONGEST_COMMENTARY
    )
    causes = forms.CharField(
        label="Causes", required=False, widget=forms.Textarea, max_length=LONGEST_COMMENTARY
    )
    reason = forms.CharField(
        label="Why is it being changed?",
        help_text="It has been agreed, so the change and its reason are kept on record.",
        widget=forms.Textarea,
        max_length=2000,
        error_messages={"required": "Enter why the commentary is being changed"},
    )
    presentation = {
        "body": Presentation(rows=8),
        "issues": Presentation(rows=4),
        "causes": Presentation(rows=4),
        "reason": Presentation(rows=2),
    }

    PARTS = ("body", "issues", "causes")

    def __init__(self, *args, asks_reason: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if not asks_reason:
            del self.fields["reason"]

    def blocks(self, part: str) -> list[dict]:
        """One part of a valid form as it is kept."""
        return commentary_text.parse(clean_text(self.cleaned_data[part]))

    @classmethod
    def initial_of(cls, commentary: Commentary | None) -> dict[str, str]:
        """The parts of a commentary as somebody would have typed them."""
        return {
            part: commentary_text.to_text(getattr(commentary, part)) if commentary else ""
            for part in cls.PARTS
        }


class ActionForm(forms.Form):
    """Something that will be done, by whom and by when."""

    text = forms.CharField(label="What will be done", required=False, widget=forms.Textarea, max_length=2000)
    owner = forms.CharField(
        label="Owner", help_text="A post, not a person's name", required=False, max_length=160
    )
    due = forms.CharField(
        label="By when", help_text="For example, 31 March 2022", required=False, max_length=60
    )
    presentation = {"text": Presentation(rows=2), "due": Presentation(width=20)}

    def clean(self) -> dict:
        data = super().clean()
        if not data.get("text", "").strip() and (data.get("owner") or data.get("due")):
            self.add_error("text", "Enter what will be done, or empty the owner and the date")
        return data

    def action(self) -> dict | None:
        """The action as it is kept; None where nothing was typed."""
        if not self.cleaned_data:  # a box that nobody touched
            return None
        data = {name: clean_text(text) for name, text in self.cleaned_data.items()}
        return commentary_text.parse_action(data["text"], data["owner"], data["due"])

    @staticmethod
    def initial_of(actions: list[dict]) -> list[dict[str, str]]:
        """Kept actions as somebody would have typed them."""
        return [
            {
                "text": commentary_text.action_to_text(action),
                "owner": action.get("owner", ""),
                "due": action.get("due", ""),
            }
            for action in actions
        ]


ActionForms = forms.formset_factory(
    ActionForm, extra=SPARE_ACTIONS, absolute_max=MOST_ACTIONS, max_num=MOST_ACTIONS, validate_max=True
)
