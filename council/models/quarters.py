"""Reporting quarters: the rounds in which figures are collected and shown to members."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from council.periods import Quarter


class ReportingQuarter(models.Model):
    """A round. While it is open officers write and members see nothing; after it closes a change needs a reason."""

    ordinal = models.PositiveIntegerField(primary_key=True, help_text="Financial year x 4 + quarter - 1")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True, help_text="The day by which returns are to be submitted")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-ordinal"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=models.F("opened_at")),
                name="quarter_closes_after_opening",
            )
        ]

    def __str__(self) -> str:
        return str(self.quarter)

    @property
    def quarter(self) -> Quarter:
        return Quarter.from_ordinal(self.ordinal)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class RoundStep(models.Model):
    """What happened to a round, and why: the record behind "reopened" and "changed since". Never changed."""

    class Step(models.TextChoices):
        OPENED = "opened", "Opened"
        DEADLINE = "deadline", "Deadline moved"
        CLOSED = "closed", "Closed"
        REOPENED = "reopened", "Reopened"

    round = models.ForeignKey(ReportingQuarter, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=10, choices=Step)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(step="reopened") | ~Q(reason=""), name="reopening_gives_a_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.get_step_display()}"
