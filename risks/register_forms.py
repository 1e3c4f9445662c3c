"""The forms in which registers and the versions of matrices are kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from council.fields import UploadField
from council.forms import DatePartsField, NumberField, Presentation
from council.models.fields import plain_number
from council.periods import Quarter
from council.sections import clean_text
from risks.matrix import Matrix, as_content, load_matrix
from risks.matrix_values import MatrixError
from risks.models import Register
from risks.references import RESERVED_REGISTERS
from risks.score_forms import LARGEST_VERSION
from risks.selectors.registers import FIELDS, Choices, fingerprint

GROUP = "govuk-fieldset__legend--s"
LONGEST_MATRIX = 60_000
#: Names of pages beside the matrices.
RESERVED_MATRICES = frozenset({"add"})


class SlugField(forms.CharField):
    """A short name for addresses. Left empty, it is made of the name by the form."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="Short name",
            help_text="In addresses, like corporate. It never changes. Leave it empty to have it made from the name.",
            required=False,
            max_length=60,
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        slug = super().clean(value)
        if slug and slugify(slug) != slug:
            raise ValidationError(
                "Write the short name with small letters, digits and hyphens: highways-2022"
            )
        return slug


class RegisterForm(forms.Form):
    """A register: whose it is, how it is scored and printed, when it was kept. `seen` tells if somebody else changed it."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    name = forms.CharField(label="Name", help_text="As papers print it", max_length=160)
    slug = SlugField()
    kind = forms.ChoiceField(
        label="Whose register is it?",
        choices=[
            (Register.Kind.CORPORATE, "The council's: the corporate register"),
            (Register.Kind.DIRECTORATE, "A directorate's"),
            (Register.Kind.SERVICE, "A service's"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Select whose register it is"},
    )
    directorate = forms.ChoiceField(label="Directorate", required=False)
    service = forms.ChoiceField(label="Service", required=False)
    matrix = forms.ChoiceField(label="Matrix", help_text="By which its entries are scored")
    layout = forms.ChoiceField(
        label="How does the committee's paper print it?",
        choices=Register.Layout.choices,
        widget=forms.RadioSelect,
        initial=Register.Layout.CARDS,
    )
    for_members = forms.BooleanField(
        label="Committee members see its closed quarters",
        help_text="Those that have closed already as well.",
        required=False,
    )
    escalates_at = NumberField(
        label="Score from which entries are proposed for the corporate register",
        help_text="The residual score, which is the target's. Leave it empty if none is ever proposed.",
        required=False,
        validators=[plain_number],
        min_value=0,
    )
    position = forms.IntegerField(
        label="Place in lists", help_text="1 comes first", min_value=0, max_value=9999, initial=50
    )
    valid_from = DatePartsField(
        label="Kept from", help_text="Leave it empty if it has always been kept", required=False
    )
    valid_to = DatePartsField(
        label="Kept until", help_text="Leave it empty while it is kept. Its entries stay.", required=False
    )
    presentation = {
        "kind": Presentation(label_classes=GROUP),
        "layout": Presentation(label_classes=GROUP),
        "escalates_at": Presentation(width=4),
        "position": Presentation(width=4),
        "valid_from": Presentation(label_classes=GROUP),
        "valid_to": Presentation(label_classes=GROUP),
    }

    def __init__(
        self,
        *args: Any,
        choices: Choices,
        current: Register | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, initial=_initial(current) if current else {}, **kwargs)
        self.rows: dict[str, dict[str, Any]] = {
            name: getattr(choices, name) for name in ("directorate", "service", "matrix")
        }
        nothing = {"directorate": "None", "service": "None", "matrix": "Choose a matrix"}
        for name, rows in self.rows.items():
            self.fields[name].choices = [
                ("", nothing[name]),
                *((slug, row.name) for slug, row in rows.items()),
            ]
        if current is not None:
            del self.fields["slug"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        kind = data.get("kind")
        for name in ("directorate", "service"):
            if kind == name and not data.get(name):
                self.add_error(name, f"Select the {name} whose register it is")
            elif kind and kind != name and data.get(name):
                whose = "the council's" if kind == Register.Kind.CORPORATE else f"a {kind}'s"
                self.add_error(name, f"Choose none here, since it is {whose} register")
        if "slug" in self.fields and "slug" not in self.errors and data.get("name"):
            data["slug"] = data["slug"] or slugify(data["name"])[:60].strip("-")
            if not data["slug"] or data["slug"] in RESERVED_REGISTERS:
                self.add_error("slug", "Enter a short name for addresses that is not the name of a page")
        first, last = data.get("valid_from"), data.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", "The last day must be the first one or after it")
        return data

    def register_fields(self) -> dict[str, Any]:
        """What a valid form says, in the fields of `Register`; a new one's short name too."""
        data = self.cleaned_data
        found = {name: data[name] for name in FIELDS}
        found |= {name: rows.get(data[name]) for name, rows in self.rows.items()}
        found["name"] = clean_text(data["name"]).strip()
        return found | ({"slug": data["slug"]} if "slug" in self.fields else {})

    def refuse(self, mistakes: ValidationError) -> None:
        """Show what the register itself refuses, beside the fields that it names."""
        found = mistakes.message_dict if hasattr(mistakes, "error_dict") else {"__all__": mistakes.messages}
        for name, sentences in found.items():
            self.add_error(name if name in self.fields else None, sentences)


def _initial(register: Register) -> dict[str, Any]:
    values = {name: getattr(register, name) for name in FIELDS}
    for name in ("directorate", "service", "matrix"):
        values[name] = values[name].slug if values[name] else ""
    return values | {"seen": fingerprint(register)}


class MatrixForm(forms.Form):
    """A version of a matrix: the text of its file, and the quarter it begins with. It is saved as it was shown before.

    `based_on` is the newest version that the person saw, `shown` tells what the preview was of.
    """

    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LARGEST_VERSION)
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    name = forms.CharField(label="Name", help_text="Like Five by five", max_length=120)
    slug = SlugField()
    file = UploadField(
        label="Upload a file",
        help_text="A matrix as JSON. It takes the place of what is in the box below.",
        endings=["json"],
        megabytes=1,
        required=False,
    )
    content = forms.CharField(
        label="The matrix",
        help_text="Axes from the lightest step to the heaviest, how the score is made, and the bands.",
        widget=forms.Textarea(attrs={"spellcheck": "false"}),
        required=False,
        max_length=LONGEST_MATRIX,
        strip=False,
    )
    valid_from = forms.TypedChoiceField(
        label="First risk quarter that it scores", coerce=int, empty_value=None
    )
    note = forms.CharField(
        label="Who agreed it, when and why?",
        required=False,
        widget=forms.Textarea,
        max_length=2000,
    )
    presentation = {
        "content": Presentation(rows=24, classes="app-code"),
        "note": Presentation(rows=2),
    }

    def __init__(self, *args: Any, quarters: Iterable[Quarter], is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(each.ordinal), each.label) for each in quarters]
        self.fields["valid_from"].choices = choices
        self.initial.setdefault("valid_from", choices[0][0])
        #: The matrix of a valid form, and as it is kept.
        self.matrix: Matrix | None = None
        self.kept: dict[str, Any] = {}
        if not is_new:
            del self.fields["name"], self.fields["slug"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "slug" in self.fields and "slug" not in self.errors and data.get("name"):
            data["slug"] = data["slug"] or slugify(data["name"])[:60].strip("-")
            if not data["slug"] or data["slug"] in RESERVED_MATRICES:
                self.add_error("slug", "Enter a short name for addresses that is not the name of a page")
        if "file" in self.errors or "content" in self.errors:
            return data
        text = data["content"]
        if data.get("file"):
            try:
                text = data["file"].read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", "The selected file is not UTF-8 text. Save it as UTF-8")
                return data
            if len(text) > LONGEST_MATRIX:
                self.add_error("file", f"The selected file must have at most {LONGEST_MATRIX:,} characters")
                return data
            self.data = self.data.copy()  # the box shows what the file holds, and is what is saved then
            self.data["content"] = text
        if not text.strip():
            self.add_error("content", "Enter the matrix, or select its file")
            return data
        try:
            self.matrix = load_matrix(text)
            self.kept = as_content(self.matrix)
        except MatrixError as mistake:
            self.add_error("content", str(mistake))
        data["content"] = text
        return data

    @property
    def fingerprint(self) -> str:
        """Of a valid form: tells whether what is saved is what was shown."""
        data = self.cleaned_data
        said = "\n".join([str(data["valid_from"]), data["content"].replace("\r\n", "\n")])
        return hashlib.sha256(said.encode()).hexdigest()
