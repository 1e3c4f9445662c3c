"""The form in which a register is uploaded as a spreadsheet."""

from __future__ import annotations

from typing import Any

from django import forms

from council.upload_forms import MEGABYTES, HeldFileForm, spreadsheet_field


class ImportForm(HeldFileForm):
    """A register as a file, of which the page holds the name too. Hundreds of entries have a tenth of a megabyte."""

    file = spreadsheet_field("Spreadsheet with the register", megabytes=MEGABYTES, required=False)
    name = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("file"):
            data["name"] = data["file"].name[:200]
        return data

    def hold(self) -> dict[str, str]:
        """The hidden fields that hold the file of a valid form."""
        return {"name": self.cleaned_data["name"], "held": self.held_content}
