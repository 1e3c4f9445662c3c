"""What a round is in every app: a quarter that is opened, has a deadline and is closed; and the record of those steps."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from council.periods import Quarter


class Round(models.Model):
    """A quarter that is worked in while it is open. Members see it once it has closed.

    Each kind of round declares `due_on` itself: what is due by that day is its own.
    """

    ordinal = models.PositiveIntegerField(primary_key=True, help_text="Financial year x 4 + quarter - 1")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due_on: datetime.date | None
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True
        ordering = ["-ordinal"]

    def __str__(self) -> str:
        return str(self.quarter)

    @property
    def quarter(self) -> Quarter:
        return Quarter.from_ordinal(self.ordinal)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


def closes_after_opening(name: str) -> models.CheckConstraint:
    """No round is closed before it was opened."""
    return models.CheckConstraint(condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")), name=name)


class StepOfRound(models.Model):
    """What happened to a round, and why. Never changed. Each kind of step names its `round`."""

    class Step(models.TextChoices):
        OPENED = "opened", "Opened"
        DEADLINE = "deadline", "Deadline moved"
        CLOSED = "closed", "Closed"
        REOPENED = "reopened", "Reopened"

    step = models.CharField(max_length=10, choices=Step)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(blank=True)

    class Meta:
        abstract = True
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.round}: {self.get_step_display()}"


def reopening_gives_a_reason(name: str) -> models.CheckConstraint:
    """Whoever opens a closed round again says why."""
    return models.CheckConstraint(condition=~Q(step="reopened") | ~Q(reason=""), name=name)
