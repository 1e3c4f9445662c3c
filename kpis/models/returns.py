"""A service's return: everything it reports in one round, and the way of it from the first figure to approval."""

from django.db import models

from council.models import ReportingQuarter, Service
from council.models.submissions import (
    StepOfSubmission,
    Submission,
    sent_back_with_a_comment,
    submitted_by_somebody,
)


class Return(Submission):
    """The return of one service in one round. There is a row from the first figure on; before, it is "in progress"."""

    class State(models.TextChoices):
        IN_PROGRESS = "in_progress", "In progress"
        SUBMITTED = "submitted", "Submitted"
        SENT_BACK = "sent_back", "Returned"
        APPROVED = "approved", "Approved"

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="returns")
    round = models.ForeignKey(ReportingQuarter, on_delete=models.PROTECT, related_name="returns")
    state = models.CharField(max_length=12, choices=State, default=State.IN_PROGRESS)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "round"], name="one_return_a_round"),
            submitted_by_somebody("return_submitted_by_somebody", ["submitted", "approved"]),
        ]

    def __str__(self) -> str:
        return f"{self.service}, {self.round}: {self.get_state_display()}"


class ReturnStep(StepOfSubmission):
    """One step of a return: who did what, when, and what they said. Never changed."""

    class Step(models.TextChoices):
        SUBMITTED = "submitted", "Submitted"
        TAKEN_BACK = "taken_back", "Taken back"
        SENT_BACK = "sent_back", "Returned"
        APPROVED = "approved", "Approved"
        REOPENED = "reopened", "Opened again"

    service_return = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=10, choices=Step)

    class Meta(StepOfSubmission.Meta):
        constraints = [sent_back_with_a_comment("return_sent_back_with_a_comment")]

    def __str__(self) -> str:
        return f"{self.service_return}: {self.get_step_display()}"
