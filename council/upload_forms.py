"""Spreadsheets that somebody uploads, and those that the page holds between preview and saving: no server keeps a draft."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from council.fields import UploadField

#: The largest file that a page holds. It is a third longer there, and sent as a field.
MEGABYTES = 1


def spreadsheet_field(label: str, *, megabytes: int, required: bool = True) -> UploadField:
    """A spreadsheet of any format that `council.spreadsheets` reads."""
    return UploadField(
        label=label,
        help_text=f"A CSV, ODS or XLSX file, smaller than {megabytes}MB",
        endings=["csv", "ods", "xlsx"],
        must_be="a CSV, ODS or XLSX",
        megabytes=megabytes,
        required=required,
    )


class HeldFileForm(forms.Form):
    """A file: chosen, or held by the page since it was shown. Each subclass has its own field `file`, not required."""

    held = forms.CharField(widget=forms.HiddenInput, required=False, max_length=MEGABYTES * 1024 * 1024 * 2)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.errors:
            return data
        if data.get("file"):
            data["content"] = data["file"].read()
        elif data["held"]:
            try:
                data["content"] = base64.b64decode(data["held"], validate=True)
            except (binascii.Error, ValueError) as error:
                raise ValidationError("The file was lost on the way. Select it again.") from error
        else:
            self.add_error("file", "Select a file")
        return data

    @property
    def is_shown(self) -> bool:
        """Whether the person has seen what is in the file: the page held it."""
        return not self.cleaned_data.get("file")

    @property
    def held_content(self) -> str:
        """What the page holds of a valid form."""
        return base64.b64encode(self.cleaned_data["content"]).decode("ascii")
