"""The annual report: its year, the council's words in it, what it is counted against, and what was published before."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from complaints.models.choices import Area, Procedure
from council.models import Superseding
from council.models.fields import FigureField, finite_constraints
from council.models.superseding import version_constraints


class AnnualReport(models.Model):
    """The report of one financial year. While it is open staff work on it; members see it once it is closed.

    `counted_on` is the last day on which a complaint of the year could close and still be counted with its outcome.
    """

    year = models.PositiveSmallIntegerField(
        primary_key=True, help_text="The financial year's first calendar year"
    )
    counted_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-year"]

    def __str__(self) -> str:
        return f"{self.year}/{(self.year + 1) % 100:02}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class AnnualReportStep(models.Model):
    """What happened to a report, and why. Never changed."""

    class Step(models.TextChoices):
        OPENED = "opened", "Opened"
        COUNTED = "counted", "Last day counted changed"
        CLOSED = "closed", "Closed"
        REOPENED = "reopened", "Reopened"

    report = models.ForeignKey(AnnualReport, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=8, choices=Step)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    counted_on = models.DateField(null=True, help_text="The last day counted from this step on")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(step="reopened") | ~Q(reason=""), name="report_reopened_with_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.step}"


class ReportText(Superseding):
    """What the council says in one section of its report, in paragraphs. Figures are never typed here: they are counted."""

    KEY = ("report", "section")

    report = models.ForeignKey(AnnualReport, on_delete=models.PROTECT, related_name="texts")
    section = models.CharField(max_length=12, help_text="The section's number: 1.1, 2.3, iii")
    text = models.TextField(blank=True)

    class Meta:
        constraints = version_constraints("report_text", "report", "section")

    def __str__(self) -> str:
        return f"Section {self.section}"


class ActiveCases(Superseding):
    """How many social care cases were active in a year: what complaints are a share of."""

    KEY = ("year", "area")

    year = models.PositiveSmallIntegerField()
    area = models.CharField(max_length=10, choices=Area)
    count = models.PositiveIntegerField()
    synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = version_constraints("active_cases", "year", "area")

    def __str__(self) -> str:
        return f"{self.year} {self.area}: {self.count}"


class PublishedStatistic(models.Model):
    """A number that a published report states, word for word: what the computed figures are held against. Never changed."""

    class Audience(models.TextChoices):
        ALL = "all", "All statutory feedback"
        ADULT = "adult", "Adult social care"
        CHILDREN_STATUTORY = "children_statutory", "Children's social care, statutory"
        CHILDREN_NON_STATUTORY = "children_non_statutory", "Children, non-statutory"
        CHILDREN_ALL = "children_all", "Children and young people, all services"

    report_year = models.PositiveSmallIntegerField(help_text="Of the report that states it")
    ref = models.CharField(max_length=20, unique=True)
    audience = models.CharField(max_length=22, choices=Audience)
    topic = models.CharField(max_length=30)
    measure = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField(null=True, blank=True, help_text="The year that it speaks of")
    value = FigureField(null=True, blank=True)
    unit = models.CharField(max_length=20)
    qualifier = models.CharField(max_length=80, blank=True)
    section = models.CharField(max_length=40)
    quote = models.TextField()
    note = models.TextField(blank=True)
    figure = models.CharField(
        max_length=80,
        blank=True,
        help_text="The key of the computed figure that it states; empty: a statement of fact",
    )

    class Meta:
        ordering = ["report_year", "ref"]
        constraints = finite_constraints("published", "value")

    def __str__(self) -> str:
        return self.ref


class Retention(Superseding):
    """How long the words and names of a case are kept after it closes, by procedure ("" for comments and compliments)."""

    KEY = ("procedure",)

    procedure = models.CharField(max_length=30, choices=Procedure, blank=True)
    years = models.PositiveSmallIntegerField()
    reason = models.TextField(blank=True)

    class Meta:
        constraints = version_constraints("retention", "procedure")

    def __str__(self) -> str:
        return f"{self.procedure or 'Comments and compliments'}: {self.years} years"


class ClosureDay(models.Model):
    """A day on which the council is closed beside the bank holidays.

    Clocks pass over it where the rules leave the council to say what a working day is (`procedures.calendar_of`).
    """

    day = models.DateField(unique=True)
    name = models.CharField(max_length=120, help_text="Why it is closed, as explanations of due dates say it")

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.name}, {self.day}"
