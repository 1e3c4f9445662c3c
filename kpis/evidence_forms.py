"""Attaching a file to a figure."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from council.file_kinds import ACCEPTED, LARGEST_FILE


class EvidenceForm(forms.Form):
    """One file. What it is, its content says; here only whether there is one, and how large."""

    file = forms.FileField(
        label="Attach a file",
        help_text=f"{ACCEPTED}, smaller than 10MB",
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,.xlsx,.ods,.csv,.txt"}),
        error_messages={
            "required": "Select a file",
            "empty": "The selected file is empty",
            "missing": "Select a file",
            "invalid": "The selected file could not be uploaded. Try again",
        },
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError("The selected file must be smaller than 10MB")
        return file
