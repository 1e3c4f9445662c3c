"""The form in which a council's Word template is uploaded."""

from __future__ import annotations

from committee.exports.house_style import MOST_BYTES
from committee.meeting_forms import VersionedForm
from council.fields import UploadField

MEGABYTES = MOST_BYTES // 1024**2


class HouseStyleForm(VersionedForm):
    """A Word template. What is in it is looked at by the action: a name proves nothing."""

    file = UploadField(
        label="Word template",
        help_text=f"A Word file that ends in .docx or .dotx, without macros, smaller than {MEGABYTES}MB",
        endings=["docx", "dotx"],
        must_be="a Word file that ends in .docx or .dotx",
        megabytes=MEGABYTES,
    )


class VersionForm(VersionedForm):
    """Which version the person saw when they gave it up."""
