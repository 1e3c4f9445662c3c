"""What people tell the council: the case (which never changes), how it is sorted (which supersedes), and their words.

Words, names and how to reach somebody are in `CaseText` alone. It has a permission of its own, the audit trail does not
copy it, every reading of it is on record, and it can be erased while every figure stays as it was.
"""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from complaints.models.choices import Area, Channel, Complainant, Kind, Procedure
from council.models import Service, Superseding
from council.models.organisation import Dated
from council.models.superseding import version_constraints


class ServiceType(Dated):
    """What the council was doing for somebody: Support Planning, Reablement. The rows of "what people complain about"."""

    area = models.CharField(max_length=10, choices=Area)
    service = models.ForeignKey(
        Service,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The council's service that does it",
    )


class Subject(Dated):
    """What went wrong, or well: communication, delay, the conduct of staff."""


class Feedback(models.Model):
    """The identity of a complaint, a comment or a compliment: what everything else hangs on. Never deleted."""

    class ErasedFor(models.TextChoices):
        """Why words were erased. Chosen and never typed: the reason outlives the words, so it must not repeat them."""

        RETENTION = "retention", "They were kept as long as the retention schedule says"
        REQUEST = "request", "The person asked for it (UK GDPR, article 17)"
        MISTAKE = "mistake", "They should not have been recorded"
        ORDER = "order", "A court or the Information Commissioner ordered it"

    reference = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    synthetic = models.BooleanField(
        default=False,
        help_text="Made up, so that the totals equal published ones; marked wherever it is shown",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, blank=True, help_text="When its words and names were erased")
    erased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    erased_for = models.CharField("why", max_length=9, choices=ErasedFor, blank=True)

    def __str__(self) -> str:
        return self.reference

    @property
    def is_complaint(self) -> bool:
        return self.kind == Kind.COMPLAINT


class Details(Superseding):
    """How a piece of feedback is sorted and counted. Nothing here names or describes a person."""

    KEY = ("feedback",)

    class Captured(models.TextChoices):
        LOG = "log", "Recorded in the log"
        ELSEWHERE = "elsewhere", "Captured by other means"

    class LeadBody(models.TextChoices):
        NONE = "", "Not joint"
        COUNCIL = "council", "The council"
        NHS = "nhs", "An NHS body"

    feedback = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="details")
    received_on = models.DateField()
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.OTHER)
    captured = models.CharField(max_length=10, choices=Captured, default=Captured.LOG)
    area = models.CharField(max_length=10, choices=Area)
    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    service_type = models.ForeignKey(
        ServiceType, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    subjects = ArrayField(models.SlugField(max_length=80), default=list, blank=True)
    complainant = models.CharField(max_length=14, choices=Complainant, default=Complainant.OTHER)
    procedure = models.CharField(max_length=30, choices=Procedure, blank=True)
    lead_body = models.CharField(
        max_length=8, choices=LeadBody, blank=True, help_text="Who leads a complaint joint with the NHS"
    )
    partners = models.CharField(max_length=300, blank=True, help_text="The organisations it is joint with")

    class Meta:
        constraints = version_constraints("complaint_details", "feedback")

    def __str__(self) -> str:
        return f"{self.feedback_id}, version {self.version}"

    @property
    def is_joint(self) -> bool:
        return bool(self.lead_body)


class CaseText(models.Model):
    """One text that somebody wrote in or about a case: the one place of personal data. Not superseding: it is erasable.

    `part` says which: "name", "contact", "words", "person" (whom it is about), "note-3", "element-1", "stage-2-answer",
    "stage-1-extension", "stage-2-request". `version` counts changes, so that of two people who edit it the second is told.
    """

    feedback = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="texts")
    part = models.SlugField(max_length=40)
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["feedback", "written_at", "id"]
        constraints = [models.UniqueConstraint(fields=["feedback", "part"], name="case_text_once")]

    def __str__(self) -> str:
        return f"{self.part} of case {self.feedback_id}"


class CaseAccess(models.Model):
    """That somebody read or took the words of a case. Never changed: "who saw complaint X" has an answer."""

    class What(models.TextChoices):
        READ = "read", "Read the case"
        EXPORTED = "exported", "Downloaded in a list of cases"
        PRINTED = "printed", "Printed everything held about the case"

    feedback = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="accesses")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=8, choices=What)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["feedback", "-at"], name="case_access"),
            models.Index(fields=["-at", "-id"], name="case_access_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} {self.what} {self.feedback_id}"


class CaseLink(models.Model):
    """Two cases that belong together, the older one first."""

    first = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="links_to")
    second = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="links_from")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="cases_linked_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="linked_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"


class EqualityAnswer(models.Model):
    """One answer of equality monitoring. Kept apart on purpose: nothing leads from it to a case, not even its order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    year = models.PositiveSmallIntegerField(help_text="The financial year's first calendar year")
    area = models.CharField(max_length=10, choices=Area)
    question = models.SlugField(max_length=40)
    answer = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["year", "area", "question"], name="equality_answers")]

    def __str__(self) -> str:
        return f"{self.question}: {self.answer}"
