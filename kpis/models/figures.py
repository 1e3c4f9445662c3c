"""Figures: what was measured, for which period, by whom it was entered. Versions of one figure supersede each other."""

from django.db import models
from django.db.models import F, Q

from council.models import Superseding
from council.models.fields import FigureField, finite_constraints
from council.models.superseding import version_constraints
from council.periods import Slot
from kpis.models.indicators import Indicator


class Figure(Superseding):
    """One cell of an indicator's series.

    `grain` and `ordinal` place it in the series (the column of the committee's table); `period` is what it covers, which
    may differ (twelve months to the end of the quarter, an academic year, a day); `reported_in` is the reporting quarter
    whose round brought it in, and whose target judges it. A cell holds a number or the words that stand in its place.
    """

    class Absence(models.TextChoices):
        NONE = "", "A figure"
        NOT_DUE = "not_due", "Not due"
        NOT_AVAILABLE = "not_available", "Not available"

    class State(models.TextChoices):
        ESTIMATE = "estimate", "Estimate"
        PROVISIONAL = "provisional", "Provisional"
        VALIDATED = "validated", "Validated"
        REVISED = "revised", "Revised"

    KEY = ("indicator", "grain", "ordinal")

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="figures")
    grain = models.CharField(max_length=1)
    ordinal = models.IntegerField()
    reported_in = models.IntegerField(help_text="Ordinal of the reporting quarter")
    period = models.CharField(max_length=20, help_text="In the notation of council.periods")

    value = FigureField(null=True, blank=True)
    second_value = FigureField(null=True, blank=True)
    numerator = FigureField(null=True, blank=True)
    denominator = FigureField(null=True, blank=True)
    forecast = FigureField(
        null=True, blank=True, help_text="Forecast of the year's outturn made with this figure"
    )
    quartile = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Benchmark quartile; 1 is best"
    )
    is_running_total = models.BooleanField(default=False, help_text="The value is the year so far")
    is_forecast = models.BooleanField(
        default=False, help_text="The value itself is a forecast for the full year"
    )

    absence = models.CharField(max_length=15, choices=Absence, blank=True)
    text = models.CharField(max_length=300, blank=True, help_text="What stands in place of a figure, and why")
    state = models.CharField(max_length=12, choices=State, default=State.VALIDATED)
    note = models.TextField(blank=True)
    explanation = models.TextField(
        blank=True, db_default="", help_text="Why it is right in spite of the warnings it was saved with"
    )
    reason = models.TextField(blank=True, help_text="Why it was corrected after its quarter closed")

    class Meta:
        constraints = [
            *version_constraints("figure", "indicator", "grain", "ordinal"),
            *finite_constraints("figure", "value", "second_value", "numerator", "denominator", "forecast"),
            models.CheckConstraint(
                condition=(Q(value__isnull=False) & Q(absence=""))
                | (Q(value=None) & ~Q(absence="") & ~Q(text="")),
                name="figure_or_the_words_in_its_place",
                violation_error_message="Enter a figure, or say why there is none.",
            ),
            models.CheckConstraint(
                condition=Q(denominator=None) | Q(denominator__gt=0), name="figure_denominator_above_zero"
            ),
            models.CheckConstraint(
                condition=Q(superseded_at=None) | Q(superseded_at__gte=F("recorded_at")),
                name="figure_times_in_order",
            ),
        ]
        indexes = [
            models.Index(
                fields=["reported_in", "indicator"], condition=Q(superseded_at=None), name="figure_by_round"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.slot}: {self.value if self.value is not None else self.text}"

    @property
    def slot(self) -> Slot:
        return Slot(self.grain, self.ordinal)
