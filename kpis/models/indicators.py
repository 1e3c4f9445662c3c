"""What is measured: the indicator (which never changes) and its definition (which does, by superseding rows)."""

from django.db import models
from django.db.models import Q

from council.models import CorporatePriority, Directorate, Service, Superseding
from council.models.superseding import version_constraints
from kpis.models.fields import FigureField, finite_constraints
from kpis.models.schemes import Scheme


class IndicatorGroup(models.Model):
    """Indicators that share one commentary, such as the four carriageway defect measures."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class Indicator(models.Model):
    """The identity of a key performance indicator: what its figures, targets and ratings hang on. Never deleted."""

    slug = models.SlugField(max_length=80, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug


class Definition(Superseding):
    """Everything that says what an indicator is and how it is judged. A change of any of it is a new version."""

    class GoodIs(models.TextChoices):
        HIGH = "high", "High"
        LOW = "low", "Low"
        RANGE = "range", "On target"

    class ValueType(models.TextChoices):
        PERCENTAGE = "percentage", "Percentage"
        NUMBER = "number", "Number"
        MONEY = "money", "Money"
        RATIO = "ratio", "Ratio"
        RATE = "rate", "Rate per head of population"
        DAYS = "days", "Days"
        YES_NO = "yes_no", "Yes or no"
        TEXT = "text", "Report in words"

    class Frequency(models.TextChoices):
        MONTHLY = "monthly", "Monthly"
        QUARTERLY = "quarterly", "Quarterly"
        ANNUAL = "annual", "Annual"

    class Basis(models.TextChoices):
        """What a usual figure covers. Each figure still says its own period."""

        QUARTER = "quarter", "The quarter"
        YEAR = "year", "The financial year"
        ACADEMIC_YEAR = "academic_year", "The academic year"
        MONTH = "month", "A month"
        ROLLING_YEAR = "rolling_year", "The twelve months to the end of the quarter"
        SNAPSHOT = "snapshot", "A day"
        RUNNING_TOTAL = "running_total", "The year so far"

    class History(models.TextChoices):
        """Which earlier figures the committee's table prints beside the newest."""

        OUTTURNS = "outturns", "Two previous outturns and the quarters to date"
        RECENT_QUARTERS = "recent_quarters", "One outturn and the last four quarters"
        YEAR_AGO = "year_ago", "Two previous outturns, the quarter a year ago and the newest"
        YEARS = "years", "Up to four years"

    KEY = ("indicator",)

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="definitions")
    name = models.CharField(max_length=300)
    position = models.PositiveIntegerField(default=0, help_text="Order within its priority")
    priority = models.ForeignKey(CorporatePriority, on_delete=models.PROTECT, related_name="+")
    directorate = models.ForeignKey(Directorate, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(
        IndicatorGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner = models.CharField("owner (post)", max_length=160, blank=True)

    good_is = models.CharField(
        max_length=5, choices=GoodIs, blank=True, help_text="Empty for a report in words"
    )
    value_type = models.CharField(max_length=12, choices=ValueType)
    unit = models.CharField(max_length=40, blank=True)
    decimals = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: as entered")
    second_measure = models.CharField(
        max_length=80, blank=True, help_text="Name of the second number of a cell"
    )
    second_unit = models.CharField(max_length=40, blank=True)
    frequency = models.CharField(max_length=10, choices=Frequency)
    basis = models.CharField(max_length=15, choices=Basis)
    cumulative = models.BooleanField(
        default=False, help_text="The quarters add up to a running total in the year"
    )
    history = models.CharField(max_length=16, choices=History, default=History.OUTTURNS)

    scheme = models.ForeignKey(
        Scheme,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty: the house scheme",
    )
    tolerance = FigureField(
        null=True, blank=True, help_text="The indicator's own; empty: the scheme's default"
    )
    tolerance_note = models.TextField(blank=True, help_text="Who set the tolerance, when and why")
    dead_band = FigureField(
        null=True, blank=True, help_text="Changes up to this many points count as the same"
    )

    description = models.TextField(blank=True)
    method = models.TextField("how it is worked out", blank=True)
    data_source = models.TextField(blank=True)
    review_on = models.DateField(null=True, blank=True)
    footnotes = models.JSONField(default=list, blank=True, help_text="Printed under the committee's table")
    queries = models.JSONField(
        default=list,
        blank=True,
        help_text="Where the published papers contradict themselves about this indicator",
    )
    introduced_on = models.DateField(null=True, blank=True)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            *version_constraints("definition", "indicator"),
            *finite_constraints("definition", "tolerance", "dead_band"),
            models.CheckConstraint(
                condition=Q(tolerance=None) | Q(tolerance__gte=0), name="definition_tolerance_not_negative"
            ),
            models.CheckConstraint(
                condition=~Q(good_is="") | Q(value_type="text"), name="definition_says_what_good_is"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SeriesBreak(models.Model):
    """A change of definition, boundary or data that makes figures from here on not comparable with earlier ones."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="breaks")
    grain = models.CharField(max_length=1)
    ordinal = models.IntegerField(help_text="The first figure after the break")
    reason = models.TextField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["indicator", "grain", "ordinal"], name="break_once")]

    def __str__(self) -> str:
        return f"{self.indicator}: break at {self.grain}{self.ordinal}"
