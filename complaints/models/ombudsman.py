"""The Local Government and Social Care Ombudsman: enquiries, decisions, recommendations."""

import uuid

from django.db import models
from django.db.models import F, Q

from complaints.models.cases import MONEY
from complaints.models.choices import Area, Decision, Outcome
from complaints.models.feedback import Feedback
from council.models import Superseding
from council.models.superseding import version_constraints


class OmbudsmanCase(Superseding):
    """One enquiry of the Ombudsman and what became of it. The council may know the complaint, or never have seen it."""

    KEY = ("key",)

    key = models.UUIDField(default=uuid.uuid4, editable=False)
    reference = models.CharField("the Ombudsman's reference", max_length=20)
    feedback = models.ForeignKey(
        Feedback, null=True, blank=True, on_delete=models.PROTECT, related_name="ombudsman_cases"
    )
    area = models.CharField(max_length=10, choices=Area)
    received_on = models.DateField(help_text="When the Ombudsman's enquiry came")
    answer_by = models.DateField(
        null=True, blank=True, help_text="The day by which the Ombudsman wants an answer"
    )
    answered_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decision = models.CharField(max_length=24, choices=Decision, blank=True)
    council_outcome = models.CharField(
        max_length=20, choices=Outcome, blank=True, help_text="What the council itself had decided"
    )
    already_remedied = models.BooleanField(
        default=False, help_text="The Ombudsman found the council's own remedy satisfactory"
    )
    public_report = models.BooleanField(default=False)
    settlement = models.DecimalField(
        **MONEY, null=True, blank=True, help_text="Paid after the decision, in pounds"
    )
    synthetic = models.BooleanField(default=False)
    void = models.BooleanField(default=False)

    class Meta:
        ordering = ["received_on", "reference"]
        constraints = [
            *version_constraints("ombudsman_case", "key"),
            models.CheckConstraint(
                condition=Q(decided_on=None, decision="") | (Q(decided_on__isnull=False) & ~Q(decision="")),
                name="decided_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None) | Q(decided_on__gte=F("received_on")),
                name="decided_after_receipt",
            ),
            models.CheckConstraint(
                condition=Q(settlement=None) | Q(settlement__gt=0), name="settlement_is_an_amount"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Recommendation(Superseding):
    """What the Ombudsman recommended, by when, and the proof that it was done."""

    KEY = ("case", "number")

    case = models.UUIDField(help_text="The key of the Ombudsman's case")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(help_text="What is to be done, without naming anybody")
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    proof = models.TextField(blank=True, help_text="How the Ombudsman was shown that it was done")
    void = models.BooleanField(default=False)

    class Meta:
        ordering = ["case", "number"]
        constraints = [
            *version_constraints("recommendation", "case", "number"),
            models.CheckConstraint(condition=~Q(text=""), name="recommendation_says_something"),
        ]

    def __str__(self) -> str:
        return f"Recommendation {self.number}"
