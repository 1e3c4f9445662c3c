"""Files that show where a figure comes from."""

from django.conf import settings
from django.db import models

from kpis.models.indicators import Indicator


class Evidence(models.Model):
    """A file that backs the figure of one indicator in one round. Seen by staff who see the service's drafts."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="evidence")
    reported_in = models.IntegerField()
    file_name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content")
    content = models.BinaryField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.file_name
