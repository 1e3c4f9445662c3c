"""The editor of a rating scheme: what the whole scheme says of itself, and the rows of its statuses, rules and classes.

The rows are drawn by forms and judged by `kpis.schemes`, whose sentences name the row that is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from council.forms import NumberField, Presentation
from council.models.fields import plain_number
from council.periods import Quarter
from council.presenters import COLOURS, SHAPES
from council.sections import clean_text
from kpis import scheme_rows
from kpis.scheme_rows import BOXES, KINDS, MOST, Row, Rows
from kpis.schemes import LONGEST_TEXT

LONGEST_BOX = 2000

_SHORT = RegexValidator(r"^[a-z][a-z0-9_-]*$", "Enter small letters, digits and hyphens, like house-2022")


class SchemeForm(forms.Form):
    """The scheme as a whole. `based_on` is the number of the version that was read."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    label = forms.CharField(label="Name", max_length=120)
    name = forms.CharField(
        label="Short name",
        help_text="For addresses and files, like house-2022. It cannot be changed later.",
        max_length=60,
        validators=[_SHORT],
    )
    valid_from = forms.TypedChoiceField(
        label="It rates from",
        help_text="Closed quarters keep the rules they were rated by.",
        coerce=int,
    )
    default_tolerance = NumberField(
        label="Usual tolerance",
        help_text="In percent, for indicators that have none of their own; 5 if you leave it empty",
        required=False,
        min_value=0,
        validators=[plain_number],
    )
    approved_by = forms.CharField(label="Approved by (post or committee)", required=False, max_length=160)
    note = forms.CharField(
        label="Note",
        help_text="Shown under “How was this rated?”",
        widget=forms.Textarea,
        required=False,
        max_length=1000,
    )
    presentation = {
        "default_tolerance": Presentation(suffix="%", width=5),
        "name": Presentation(width=20),
        "note": Presentation(rows=2),
    }

    def __init__(self, *args: Any, quarters: Iterable[Quarter], is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].choices = [(each.ordinal, each.label) for each in quarters]
        if not is_new:
            del self.fields["name"]

    def head(self, name: str) -> dict[str, Any]:
        """The scheme's own entries, for `parse_scheme`; only of a valid form."""
        data = self.cleaned_data
        given = {key: clean_text(data[key]).strip() for key in ("label", "approved_by", "note")}
        head: dict[str, Any] = {"name": name, **{key: value for key, value in given.items() if value}}
        if data["default_tolerance"] is not None:
            head["default_tolerance"] = f"{data['default_tolerance']:f}"
        return head


class StatusRow(forms.Form):
    """One status: always a word, a letter and a shape as well as a colour."""

    label = forms.CharField(label="Word")
    code = forms.CharField(label="Code")
    letter = forms.CharField(label="Letter")
    shape = forms.ChoiceField(
        label="Shape", choices=[(name, name.capitalize()) for name in SHAPES if name != "none"]
    )
    colour = forms.ChoiceField(label="Colour", choices=[(name, name.capitalize()) for name in COLOURS])

    def __init__(self, *args: Any, row: Row, **kwargs: Any) -> None:
        super().__init__(*args, initial=row, **kwargs)
        # A scheme may name a shape or a colour that is not drawn; editing must not change it unseen.
        for name in ("shape", "colour"):
            given, field = row.get(name, ""), self.fields[name]
            if given and given not in dict(field.choices):
                field.choices = [*field.choices, (given, given)]


class RuleRow(forms.Form):
    """One rule: a status, and when it applies. Only the boxes of the chosen kind are drawn."""

    status = forms.ChoiceField(label="Rated")
    kind = forms.ChoiceField(
        label="When", choices=[("", "Choose"), *((code, kind[0]) for code, kind in KINDS.items())]
    )
    percent = forms.CharField(label="Percent of the target", help_text="A number, or tolerance")
    points = forms.CharField(
        label="In the indicator's unit", help_text="Where the target is 0, or instead of percent"
    )
    strict = forms.BooleanField(label="Less than that: exactly that much is too much", required=False)
    trend = forms.MultipleChoiceField(
        label="Direction of travel",
        choices=[("improved", "Improved"), ("held", "The same"), ("worsened", "Worse")],
        widget=forms.CheckboxSelectMultiple,
    )
    against = forms.ChoiceField(
        label="Compared with",
        choices=[("previous", "The previous period"), ("last_year", "The same period last year")],
    )
    at_most = forms.ChoiceField(
        label="Quartile",
        choices=[
            ("target", "The target's quartile, or better"),
            *((str(number), f"Quartile {number} or better") for number in (1, 2, 3)),
        ],
    )
    forecast = forms.BooleanField(label="Ask it of the year-end forecast", required=False)
    text = forms.CharField(
        label="Condition",
        help_text="For example: {any: [{meets: target}, {within: {percent: 1}}]}",
        widget=forms.Textarea,
    )
    presentation = {"text": Presentation(rows=2)}

    def __init__(self, *args: Any, row: Row, statuses: list[tuple[str, str]], **kwargs: Any) -> None:
        shown = {**row, "trend": row.get("trend", "").split()}
        super().__init__(*args, initial=shown, **kwargs)
        self.fields["status"].choices = statuses
        _, boxes = KINDS.get(row.get("kind", ""), ("", ()))
        for name in set(self.fields) - {"status", "kind", *boxes}:
            del self.fields[name]


class ClassRow(forms.Form):
    """One importance class: a tolerance of its own, or only watched."""

    label = forms.CharField(label="Word")
    name = forms.CharField(label="Code")
    tolerance = forms.CharField(label="Tolerance, in percent")
    watched = forms.BooleanField(label="Monitor only: not rated", required=False)


def read_rows(data: Mapping[str, Any], getlist: Any) -> Rows:
    """The rows that were sent, cleaned of what no text should hold."""
    found: Rows = {}
    for part, boxes in BOXES.items():
        count = str(data.get(f"{part}-count", "0"))
        number = min(int(count), MOST[part]) if count.isdecimal() and len(count) < 4 else 0
        found[part] = [
            {
                box: clean_text(" ".join(getlist(f"{part}-{place}-{box}")))[:LONGEST_BOX].strip()
                for box in boxes
            }
            for place in range(number)
        ]
    return found


def drawn(rows: Rows) -> dict[str, list[forms.Form]]:
    """The rows as forms."""
    statuses = [(row.get("code", ""), row.get("label") or row.get("code", "")) for row in rows["status"]]
    options = {"use_required_attribute": False}
    return {
        "statuses": [
            StatusRow(prefix=f"status-{place}", row=row, **options)
            for place, row in enumerate(rows["status"])
        ],
        "rules": [
            RuleRow(prefix=f"rule-{place}", row=row, statuses=statuses, **options)
            for place, row in enumerate(rows["rule"])
        ],
        "classes": [
            ClassRow(prefix=f"class-{place}", initial=row, **options)
            for place, row in enumerate(rows["class"])
        ],
    }


class TextForm(forms.Form):
    """Statuses, rules and classes as the text of a scheme file."""

    text = forms.CharField(
        label="Statuses, rules and importance classes",
        help_text="As in a scheme file. Conditions may be nested with all:, any: and not:.",
        widget=forms.Textarea(attrs={"spellcheck": "false"}),
        max_length=LONGEST_TEXT,
        required=False,
    )
    presentation = {"text": Presentation(rows=20)}


def text_of(rows: Rows) -> str:
    """The rows as text. Raises SchemeError where a row says nothing that can be written."""
    return scheme_rows.write_text(scheme_rows.mapping_of(rows))
