"""What is measured: the indicator (which never changes) and its definition (which does, by superseding rows)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from council.models import CorporatePriority, Directorate, Service, Superseding
from council.models.fields import FigureField, finite_constraints
from council.models.superseding import version_constraints
from council.periods import Period, Quarter, Slot
from kpis.due import due_places
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
        LATEST = "latest", "The previous and the latest figure"

    KEY = ("indicator",)

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="definitions")
    name = models.CharField(max_length=300)
    position = models.PositiveIntegerField(default=0, help_text="Order within its priority")
    priority = models.ForeignKey(
        CorporatePriority,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty: the papers of its time are arranged by directorate",
    )
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
    lag = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="Quarters between the end of the period and the round that reports it. Empty: quarterly and monthly "
        "figures at once, annual ones whenever they are published",
    )
    calculation = models.JSONField(
        null=True,
        blank=True,
        help_text="Worked out from other indicators, as `kpis.calculations` describes it; empty: entered",
    )
    importance = models.SlugField(
        max_length=40, blank=True, help_text="A class of its scheme, which may set a tolerance of its own"
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
    identifiers = models.JSONField(
        default=list,
        blank=True,
        help_text='In outside frameworks: [{"framework": "ASCOF", "code": "2B(1)"}]',
    )
    footnotes = models.JSONField(default=list, blank=True, help_text="Printed under the committee's table")
    queries = models.JSONField(
        default=list,
        blank=True,
        help_text="Where the published papers contradict themselves about this indicator",
    )
    introduced_on = models.DateField(null=True, blank=True)
    retired_on = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True, db_default="", help_text="Why this version was written")

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

    @property
    def chapter(self) -> CorporatePriority | Directorate:
        """Where the committee's paper prints it: under its corporate priority, or, without one, its directorate."""
        return self.priority or self.directorate

    def exists_in(self, quarter: Quarter) -> bool:
        """Whether it had been introduced and not yet retired in some part of the quarter."""
        introduced = self.introduced_on is None or self.introduced_on <= quarter.end
        return introduced and (self.retired_on is None or self.retired_on >= quarter.start)

    def places_due(self, quarter: Quarter) -> list[Slot]:
        """The figures that the round of `quarter` asks for; none of a report in words or one that is worked out.

        Of an indicator that begins or ends inside the quarter, only the months in which it is measured.
        """
        if self.value_type == self.ValueType.TEXT or self.calculation:
            return []
        places = due_places(self.frequency, self.basis, self.lag, quarter)
        return [slot for slot in places if slot.grain != "M" or self._is_measured_in(slot.period)]

    def _is_measured_in(self, period: Period) -> bool:
        introduced = self.introduced_on is None or self.introduced_on <= period.end
        return introduced and (self.retired_on is None or self.retired_on >= period.start)

    @property
    def is_reported_when_published(self) -> bool:
        """Whether no round asks for its figures: annual ones that are published at no fixed time."""
        words_only = self.value_type == self.ValueType.TEXT
        return (
            self.frequency == self.Frequency.ANNUAL
            and self.lag is None
            and not (words_only or self.calculation)
        )

    def state_without_figure(self, quarter: Quarter) -> str:
        """The state of a round that brought no figure."""
        asked = self.calculation or due_places(self.frequency, self.basis, self.lag, quarter)
        return "awaiting" if asked else "not_due"


class SeriesMark(models.Model):
    """Something said of a place in an indicator's series. One put there by mistake is removed, and stays on record."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="%(class)ss")
    grain = models.CharField(max_length=1)
    ordinal = models.IntegerField(help_text="The figure it begins with")
    reason = models.TextField(help_text="What happened, in the words that the chart prints")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "grain", "ordinal"],
                condition=Q(removed_at=None),
                name="%(class)s_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.slot}"

    @property
    def slot(self) -> Slot:
        return Slot(self.grain, self.ordinal)


class SeriesBreak(SeriesMark):
    """A change of definition, boundary or data that makes figures from here on not comparable with earlier ones."""


class SeriesEvent(SeriesMark):
    """Something that explains a figure without making it incomparable: a storm, a new contract, a lockdown."""
