"""The form in which a register is uploaded as a spreadsheet; between its preview and its saving the page holds the file."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from council.fields import UploadField

#: A register of hundreds of entries has a tenth of it. What the page holds is a third longer, and sent as a field.
MEGABYTES = 1


class ImportForm(forms.Form):
    """A register as a file: chosen, or held by the page since it was shown."""

    file = UploadField(
        label="Spreadsheet with the register",
        help_text="A CSV, ODS or XLSX file, smaller than 1MB",
        endings=["csv", "ods", "xlsx"],
        must_be="a CSV, ODS or XLSX",
        megabytes=MEGABYTES,
        required=False,
    )
    name = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    held = forms.CharField(widget=forms.HiddenInput, required=False, max_length=MEGABYTES * 1024 * 1024 * 2)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.errors:
            return data
        if data.get("file"):
            data["name"], data["content"] = data["file"].name[:200], data["file"].read()
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

    def hold(self) -> dict[str, str]:
        """The hidden fields that hold the file of a valid form."""
        data = self.cleaned_data
        return {"name": data["name"], "held": base64.b64encode(data["content"]).decode("ascii")}
