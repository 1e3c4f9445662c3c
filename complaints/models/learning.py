"""What the council learnt: root cause, action, owner, evidence, and whether it happened again."""

import uuid

from django.db import models
from django.db.models import Q

from complaints.models.choices import Area
from complaints.models.feedback import Feedback, ServiceType, Subject
from council.models import Superseding
from council.models.superseding import version_constraints


class Learning(Superseding):
    """One learning point, as the annual report prints it, and the action behind it. Its words are for everybody to read."""

    KEY = ("key",)

    class Source(models.TextChoices):
        INTERNAL = "internal", "Complaints"
        OMBUDSMAN = "ombudsman", "Ombudsman's decisions"

    class Status(models.TextChoices):
        IDENTIFIED = "identified", "Identified"
        IN_PROGRESS = "in_progress", "In progress"
        DONE = "done", "Done"
        EMBEDDED = "embedded", "Embedded"

    key = models.UUIDField(default=uuid.uuid4, editable=False)
    year = models.PositiveSmallIntegerField(
        help_text="Of the annual report: the financial year's first calendar year"
    )
    area = models.CharField(max_length=10, choices=Area)
    source = models.CharField(max_length=9, choices=Source, default=Source.INTERNAL)
    position = models.PositiveSmallIntegerField(default=0)
    heading = models.CharField(max_length=200, blank=True, help_text="The area of learning: Communication")
    text = models.TextField(help_text="What was learnt and done, without naming anybody")
    points = models.JSONField(default=list, blank=True, help_text="Points under the text, each a str")
    root_cause = models.TextField(blank=True)
    action = models.TextField(blank=True)
    owner = models.CharField("owner (post)", max_length=200, blank=True)
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    evidence = models.TextField(blank=True, help_text="What shows that it was done and that it works")
    status = models.CharField(max_length=11, choices=Status, default=Status.IDENTIFIED)
    service_type = models.ForeignKey(
        ServiceType, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    subject = models.ForeignKey(Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    panel_on = models.DateField(
        null=True, blank=True, help_text="When the Shared Learning Panel discussed it"
    )
    panel_note = models.TextField(blank=True)
    void = models.BooleanField(default=False)

    class Meta:
        ordering = ["year", "area", "source", "position"]
        constraints = [
            *version_constraints("learning", "key"),
            models.CheckConstraint(condition=~Q(text=""), name="learning_says_something"),
            models.CheckConstraint(
                condition=~Q(status__in=["done", "embedded"]) | Q(done_on__isnull=False),
                name="learning_done_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class LearningCase(models.Model):
    """That a learning point came from a case."""

    learning = models.UUIDField(help_text="The learning point's key")
    feedback = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="learning")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learning", "feedback"], name="learning_from_a_case_once")
        ]

    def __str__(self) -> str:
        return f"{self.learning} from {self.feedback_id}"
