"""A service's return: everything it reports in one round, and the way of it from the first figure to approval."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from council.models import ReportingQuarter, Service


class Return(models.Model):
    """The return of one service in one round. There is a row from the first figure on; before, it is "in progress"."""

    class State(models.TextChoices):
        IN_PROGRESS = "in_progress", "In progress"
        SUBMITTED = "submitted", "Submitted"
        SENT_BACK = "sent_back", "Returned"
        APPROVED = "approved", "Approved"

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="returns")
    round = models.ForeignKey(ReportingQuarter, on_delete=models.PROTECT, related_name="returns")
    state = models.CharField(max_length=12, choices=State, default=State.IN_PROGRESS)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "round"], name="one_return_a_round"),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "approved"]) | Q(submitted_by__isnull=False),
                name="return_submitted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service}, {self.round}: {self.get_state_display()}"


class ReturnStep(models.Model):
    """One step of a return: who did what, when, and what they said. Never changed."""

    class Step(models.TextChoices):
        SUBMITTED = "submitted", "Submitted"
        TAKEN_BACK = "taken_back", "Taken back"
        SENT_BACK = "sent_back", "Returned"
        APPROVED = "approved", "Approved"
        REOPENED = "reopened", "Opened again"

    service_return = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=10, choices=Step)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    comment = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(step="sent_back") | ~Q(comment=""), name="return_sent_back_with_a_comment"
            )
        ]

    def __str__(self) -> str:
        return f"{self.service_return}: {self.get_step_display()}"
