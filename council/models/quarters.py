"""Reporting quarters: the rounds in which figures are collected and shown to members."""

from django.db import models

from council.models.rounds import Round, StepOfRound, closes_after_opening, reopening_gives_a_reason


class ReportingQuarter(Round):
    """A round. While it is open officers write and members see nothing; after it closes a change needs a reason."""

    due_on = models.DateField(null=True, blank=True, help_text="The day by which returns are to be submitted")

    class Meta(Round.Meta):
        constraints = [closes_after_opening("quarter_closes_after_opening")]


class RoundStep(StepOfRound):
    """What happened to a round, and why: the record behind "reopened" and "changed since". Never changed."""

    round = models.ForeignKey(ReportingQuarter, on_delete=models.PROTECT, related_name="steps")

    class Meta(StepOfRound.Meta):
        constraints = [reopening_gives_a_reason("reopening_gives_a_reason")]
