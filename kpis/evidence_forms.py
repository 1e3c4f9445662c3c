"""Attaching a file to a figure."""

from __future__ import annotations

from django import forms

from council.fields import UploadField
from council.file_kinds import ACCEPTED


class EvidenceForm(forms.Form):
    """One file. What it is, its content says."""

    file = UploadField(
        label="Attach a file",
        help_text=f"{ACCEPTED}, smaller than 10MB",
        endings=["pdf", "png", "jpg", "jpeg", "xlsx", "ods", "csv", "txt"],
        megabytes=10,
    )
