"""The form in which a log is uploaded. Between preview and saving the page holds the file: no server keeps a draft."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from council.fields import UploadField

#: A year of a county's feedback has a third of it. What the page holds is a third longer, and sent as a field.
MEGABYTES = 1


class LogUploadForm(forms.Form):
    """A log as a file: chosen, or held by the page since it was shown."""

    file = UploadField(
        label="Spreadsheet with the log",
        help_text="A CSV, ODS or XLSX file, smaller than 1MB",
        endings=["csv", "ods", "xlsx"],
        must_be="a CSV, ODS or XLSX",
        megabytes=MEGABYTES,
        required=False,
    )
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
