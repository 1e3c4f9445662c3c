"""What others achieved: England, the region, similar councils, and where the council stands among them."""

from django.db import models
from django.db.models import F, Q

from council.models import Superseding
from council.models.fields import FigureField, finite_constraints
from council.models.superseding import version_constraints
from kpis.models.indicators import Indicator


class Benchmark(Superseding):
    """One comparator of an indicator for one period: an average, a rank, a quartile, or several of them.

    `period` is in the notation of `council.periods`, empty where the source gives none; `reported_in` is the round whose
    paper prints it. `text` is what stands in place of a number ("-", "n/a"), or how it was printed.
    """

    class Comparator(models.TextChoices):
        ENGLAND = "england", "England average"
        REGION = "region", "Regional average"
        NEIGHBOURS = "neighbours", "Statistical neighbours"
        COUNTIES = "counties", "County councils"
        OTHER = "other", "Other"

    KEY = ("indicator", "comparator", "name", "period", "reported_in")

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="benchmarks")
    comparator = models.CharField(max_length=10, choices=Comparator)
    name = models.CharField(
        max_length=80, blank=True, help_text="Of the region or the group, as it is to be printed: North West"
    )
    period = models.CharField(max_length=20, blank=True)
    reported_in = models.IntegerField()
    value = FigureField(null=True, blank=True)
    second_value = FigureField(null=True, blank=True)
    rank = models.PositiveIntegerField(null=True, blank=True)
    rank_of = models.PositiveIntegerField(null=True, blank=True)
    quartile = models.PositiveSmallIntegerField(null=True, blank=True, help_text="1 is best")
    text = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["indicator", "comparator", "name", "-reported_in", "-period"]
        constraints = [
            *version_constraints("benchmark", "indicator", "comparator", "name", "period", "reported_in"),
            *finite_constraints("benchmark", "value", "second_value"),
            models.CheckConstraint(
                condition=Q(rank=None) | Q(rank_of=None) | Q(rank__lte=F("rank_of")),
                name="benchmark_rank_within_the_number",
            ),
            models.CheckConstraint(
                condition=Q(quartile=None) | Q(quartile__range=(1, 4)), name="benchmark_quartile_1_to_4"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False)
                | Q(second_value__isnull=False)
                | Q(rank__isnull=False)
                | Q(quartile__isnull=False)
                | ~Q(text=""),
                name="benchmark_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.label} {self.period}"

    @property
    def label(self) -> str:
        """Whom it compares with: "England average", "North West"."""
        return self.name or self.get_comparator_display()
