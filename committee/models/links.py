"""What links to what across the apps."""

from __future__ import annotations

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from kpis.models import Indicator
from risks.models import Entry


class LinkQuerySet(models.QuerySet):
    def as_at(self, moment: datetime.datetime | None) -> Self:
        """The links that stood at `moment`; None means now."""
        if moment is None:
            return self.filter(removed_at=None)
        return self.filter(Q(removed_at=None) | Q(removed_at__gt=moment), recorded_at__lte=moment)


class IndicatorLink(models.Model):
    """A risk or an opportunity names an indicator: what the one fears or hopes for shows in the figures of the other.

    A link that is taken away stays on record: the page of a closed quarter shows what was linked when it closed.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="indicator_links")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="risk_links")
    note = models.TextField(blank=True, help_text="What the one has to do with the other")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["entry", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "indicator"], condition=Q(removed_at=None), name="indicator_linked_once"
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(removed_at__gte=F("recorded_at")),
                name="link_removed_after_it_was_made",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry} names {self.indicator}"
