"""The form in which a log is uploaded."""

from __future__ import annotations

from council.upload_forms import MEGABYTES, HeldFileForm, spreadsheet_field


class LogUploadForm(HeldFileForm):
    """A log as a file. A year of a county's feedback has a third of a megabyte."""

    file = spreadsheet_field("Spreadsheet with the log", megabytes=MEGABYTES, required=False)
