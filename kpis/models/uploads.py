"""A spreadsheet between its upload and the moment its figures are written."""

from django.conf import settings
from django.db import models


class Upload(models.Model):
    """Kept so that what is written is what was looked at; removed once it is written, or after a day.

    `seen` holds the version of each figure that stood in a place of the file when the person last looked at it.
    """

    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True, db_index=True)
    file_name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content")
    content = models.BinaryField()
    seen = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.file_name
