"""The way of a complaint through its procedure, and where it stands."""

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from complaints.models.choices import Area, Complainant, Investigated, Kind, Outcome, Procedure
from complaints.models.feedback import Details, Feedback, ServiceType, Subject
from council.models import Service, Superseding
from council.models.superseding import version_constraints

MONEY = {"max_digits": 12, "decimal_places": 2}


class Stage(Superseding):
    """One stage of a complaint: when its clock started, what was due, and how it ended.

    `limit_on`, `longest_on` and `due_on` are worked out by `complaints.clocks` when the row is written (and again when a
    pause is recorded): the end of the usual limit, that of the longest which the rules allow, and the one that holds.
    """

    KEY = ("feedback", "number")

    feedback = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="stages")
    number = models.PositiveSmallIntegerField(help_text="Its place in the case: 1, 2, 3")
    stage = models.SlugField(max_length=20, help_text="The name of the stage in complaints.procedures")
    started_on = models.DateField(help_text="The day of receipt, or of the request")
    acknowledged_on = models.DateField(null=True, blank=True)
    acknowledge_by = models.DateField(null=True, blank=True)
    extended = models.BooleanField(default=False)
    letter_on = models.DateField(null=True, blank=True, help_text="When the person was told of the extension")
    agreed_to = models.DateField(null=True, blank=True, help_text="A later day that the person agreed to")
    answered_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    decided_by = models.CharField(max_length=120, blank=True, help_text="The post that decided")
    investigated = models.CharField(max_length=11, choices=Investigated, blank=True)
    cost = models.DecimalField(
        **MONEY, null=True, blank=True, help_text="What the investigation cost, in pounds"
    )
    limit_on = models.DateField(null=True, blank=True)
    longest_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    void = models.BooleanField(default=False, help_text="Entered by mistake; it stays on record")

    class Meta:
        ordering = ["feedback", "number"]
        constraints = [
            *version_constraints("stage", "feedback", "number"),
            models.CheckConstraint(
                condition=Q(answered_on=None) | Q(answered_on__gte=F("started_on")),
                name="stage_answered_after_it_started",
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None, outcome="") | (Q(answered_on__isnull=False) & ~Q(outcome="")),
                name="stage_ends_with_an_outcome",
            ),
            models.CheckConstraint(condition=Q(cost=None) | Q(cost__gte=0), name="stage_cost_not_negative"),
        ]

    def __str__(self) -> str:
        return f"Stage {self.stage} of case {self.feedback_id}"

    @property
    def is_open(self) -> bool:
        return self.answered_on is None and not self.void


class Element(Superseding):
    """One of the things that a complaint is about, upheld or not by itself. Its words are a `CaseText`."""

    KEY = ("feedback", "number")

    feedback = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="elements")
    number = models.PositiveSmallIntegerField()
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    void = models.BooleanField(default=False)

    class Meta:
        ordering = ["feedback", "number"]
        constraints = version_constraints("element", "feedback", "number")

    def __str__(self) -> str:
        return f"Element {self.number} of case {self.feedback_id}"


class Remedy(Superseding):
    """What the council does to put something right. What follows from the Ombudsman's decision is with that decision."""

    KEY = ("feedback", "number")

    class What(models.TextChoices):
        APOLOGY = "apology", "Apology"
        MONEY = "money", "Payment"
        SERVICE = "service", "Service provided or put right"
        REVIEW = "review", "Decision or policy reviewed"
        OTHER = "other", "Other"

    feedback = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="remedies")
    number = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=8, choices=What)
    amount = models.DecimalField(**MONEY, null=True, blank=True)
    agreed_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    void = models.BooleanField(default=False)

    class Meta:
        ordering = ["feedback", "number"]
        constraints = [
            *version_constraints("remedy", "feedback", "number"),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gt=0, what="money"), name="only_payments_have_amounts"
            ),
            models.CheckConstraint(
                condition=~Q(what="money") | Q(amount__isnull=False), name="payment_has_an_amount"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}, case {self.feedback_id}"


class Pause(Superseding):
    """Days on which clocks stood still: of one case, or of a whole procedure (as from April to June 2020)."""

    KEY = ("key",)

    key = models.UUIDField(default=uuid.uuid4, editable=False)
    feedback = models.ForeignKey(
        Feedback, null=True, blank=True, on_delete=models.PROTECT, related_name="pauses"
    )
    procedure = models.CharField(max_length=30, choices=Procedure, blank=True)
    first = models.DateField()
    last = models.DateField(null=True, blank=True, help_text="Empty while it lasts")
    reason = models.CharField(max_length=200)
    void = models.BooleanField(default=False)

    class Meta:
        ordering = ["first"]
        constraints = [
            *version_constraints("pause", "key"),
            models.CheckConstraint(
                condition=Q(feedback=None) ^ Q(procedure=""), name="pause_of_a_case_or_a_procedure"
            ),
            models.CheckConstraint(
                condition=Q(last=None) | Q(last__gte=F("first")), name="pause_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} to {self.last or 'now'}"


class Standing(Superseding):
    """Where a case stands: its details and stages in one row, for lists and counts. Written by `actions.standing` alone.

    `resolved_at` is the stage that ended it ("ombudsman" where the Ombudsman's investigation did). `answered_on`,
    `limit_on` and `longest_on` are those of local resolution: what timeliness is measured by.
    """

    KEY = ("feedback",)

    feedback = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="standings")
    kind = models.CharField(max_length=10, choices=Kind)
    area = models.CharField(max_length=10, choices=Area)
    procedure = models.CharField(max_length=30, choices=Procedure, blank=True)
    received_on = models.DateField()
    captured = models.CharField(max_length=10, choices=Details.Captured)
    service = models.ForeignKey(Service, null=True, on_delete=models.PROTECT, related_name="+")
    service_type = models.ForeignKey(ServiceType, null=True, on_delete=models.PROTECT, related_name="+")
    complainant = models.CharField(max_length=14, choices=Complainant)
    joint = models.BooleanField(default=False)
    stage = models.SlugField(max_length=20, blank=True, help_text="The newest stage")
    due_on = models.DateField(null=True, help_text="When the open stage is due")
    closed_on = models.DateField(null=True)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    resolved_at = models.SlugField(max_length=20, blank=True)
    own_closed_on = models.DateField(
        null=True, help_text="When the council itself ended it, before the Ombudsman did"
    )
    own_outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    own_resolved_at = models.SlugField(max_length=20, blank=True)
    stages = models.JSONField(default=list, help_text="Names of the stages it went through")
    investigated = models.CharField(max_length=11, choices=Investigated, blank=True)
    cost = models.DecimalField(**MONEY, default=Decimal(0))
    answered_on = models.DateField(null=True)
    limit_on = models.DateField(null=True)
    longest_on = models.DateField(null=True)
    synthetic = models.BooleanField(
        default=False, help_text="The case's, here so that counts need no other table"
    )

    class Meta:
        constraints = version_constraints("standing", "feedback")
        indexes = [
            models.Index(fields=["received_on"], name="standing_received"),
            models.Index(fields=["received_on"], name="standing_now", condition=Q(superseded_at=None)),
            models.Index(fields=["closed_on"], name="standing_joint", condition=Q(joint=True)),
            models.Index(
                fields=["due_on"],
                name="standing_open",
                condition=Q(superseded_at=None, closed_on=None, kind="complaint"),
            ),
            models.Index(
                fields=["due_on"], name="standing_due", condition=Q(superseded_at=None, due_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"Case {self.feedback_id}"
