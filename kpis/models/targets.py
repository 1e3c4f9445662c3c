"""Targets: what a figure is judged against. The versions of a target are its ledger."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from council.models import Superseding
from council.models.fields import FigureField, finite_constraints
from council.models.superseding import version_constraints
from kpis.models.indicators import Indicator


class Target(Superseding):
    """A target for a year, for one quarter or month, or for a programme of several years.

    `grain` and `ordinal` say what it applies to: Y for a financial year, Q for a quarter, M for a month, P for a
    programme (whose `ordinal` is its first quarter and `last_quarter` its last). A target of one quarter goes before
    that of the year, which goes before a programme's.
    """

    class Grain(models.TextChoices):
        YEAR = "Y", "Financial year"
        QUARTER = "Q", "Quarter"
        MONTH = "M", "Month"
        PROGRAMME = "P", "Programme of several years"

    class Kind(models.TextChoices):
        VALUE = "value", "A value"
        RANGE = "range", "A range"
        STRICT = "strict", "A strict limit (equal is not enough)"
        QUARTILE = "quartile", "A benchmark quartile"
        PROGRAMME = "programme", "A total over several years"
        TEXT = "text", "In words"
        NONE = "none", "No target"

    KEY = ("indicator", "grain", "ordinal")

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="targets")
    grain = models.CharField(max_length=1, choices=Grain)
    ordinal = models.IntegerField()
    last_quarter = models.IntegerField(
        null=True, blank=True, help_text="Programmes: ordinal of the last quarter"
    )

    kind = models.CharField(max_length=10, choices=Kind)
    value = FigureField(null=True, blank=True)
    low = FigureField(null=True, blank=True)
    high = FigureField(null=True, blank=True)
    strict = models.CharField(max_length=1, blank=True, choices=[("<", "less than"), (">", "more than")])
    floor = FigureField(null=True, blank=True, help_text="The minimum acceptable level")
    quartile = models.PositiveSmallIntegerField(null=True, blank=True)
    second_value = FigureField(null=True, blank=True)
    second_unit = models.CharField(max_length=40, blank=True)
    profile = ArrayField(
        models.DecimalField(max_digits=6, decimal_places=3),
        size=4,
        null=True,
        blank=True,
        help_text="Percent of the year's target due in each quarter; together 100",
    )
    text = models.CharField(
        max_length=300, blank=True, help_text="What the paper prints beside or instead of it"
    )
    reason = models.TextField(blank=True, help_text="Why it was set or changed")
    approved_by = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [
            *version_constraints("target", "indicator", "grain", "ordinal"),
            *finite_constraints("target", "value", "low", "high", "floor", "second_value"),
            models.CheckConstraint(
                condition=(
                    Q(kind="value", value__isnull=False)
                    | (Q(kind="range") & (Q(low__isnull=False) | Q(high__isnull=False)))
                    | (Q(kind="strict", value__isnull=False) & ~Q(strict=""))
                    | Q(kind="quartile", quartile__isnull=False, quartile__range=(1, 4))
                    | Q(kind="programme", value__isnull=False, last_quarter__isnull=False, grain="P")
                    | (Q(kind="text") & ~Q(text=""))
                    | Q(kind="none")
                ),
                name="target_holds_what_its_kind_needs",
            ),
            models.CheckConstraint(
                condition=Q(low=None) | Q(high=None) | Q(high__gte=F("low")), name="target_range_in_order"
            ),
            models.CheckConstraint(
                condition=Q(last_quarter=None) | Q(last_quarter__gte=F("ordinal")),
                name="target_programme_in_order",
            ),
        ]
        indexes = [
            models.Index(
                fields=["indicator", "ordinal"],
                condition=Q(grain="P", superseded_at=None),
                name="target_programmes",
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.grain}{self.ordinal}: {self.get_kind_display()}"
