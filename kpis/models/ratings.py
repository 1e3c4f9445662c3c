"""Ratings, and the overrides that people agree on top of them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from council.models.fields import FigureField
from kpis.models.indicators import Indicator

#: The columns that together are the inputs of a rating.
INPUTS = (
    "figure_id",
    "definition_id",
    "scheme_version_id",
    "target_id",
    "previous_id",
    "last_year_id",
    "total",
    "last_year_total",
)


class Rating(models.Model):
    """What the engine made of one set of inputs. Narrow, append-only, written by Celery in one statement a job.

    The ids name rows that never change, so a rating never changes either: when an input changes, another rating row is
    added for the new inputs. A figure whose present inputs have no rating is pending. The sentence that explains a
    rating is worked out again on reading, by the same engine from the same rows.

    The ids carry no foreign keys: the rows they name refuse deletion, and checking six keys for each of 440,000 rows
    would take longer than rating them.
    """

    figure_id = models.BigIntegerField()
    definition_id = models.BigIntegerField()
    scheme_version_id = models.BigIntegerField()
    target_id = models.BigIntegerField(null=True)
    previous_id = models.BigIntegerField(null=True, help_text="The figure of the period before")
    last_year_id = models.BigIntegerField(null=True, help_text="The figure of the same period last year")
    total = FigureField(null=True, help_text="Cumulative indicators: the running total that was judged")
    last_year_total = FigureField(
        null=True, help_text="Cumulative indicators: the running total a year before"
    )
    status = models.CharField(max_length=20, help_text="A status of the scheme, or an unrated state")
    direction_previous = models.CharField(max_length=6, null=True)
    direction_last_year = models.CharField(max_length=6, null=True)
    rated_at = models.DateTimeField()

    class Meta:
        constraints = [
            # One rating for one set of inputs: what lets two workers rate the same figure at once, and any job run twice.
            models.UniqueConstraint(fields=INPUTS, nulls_distinct=False, name="rating_once_for_its_inputs")
        ]

    def __str__(self) -> str:
        return f"figure {self.figure_id}: {self.status}"


class Override(models.Model):
    """An agreed status beside the calculated one, for one reporting quarter. It expires with the quarter."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        AGREED = "agreed", "Agreed"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="overrides")
    reported_in = models.IntegerField(
        help_text="Ordinal of the reporting quarter, after which it no longer holds"
    )
    status = models.CharField(max_length=20)
    reason = models.TextField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.TextField(blank=True, help_text="Where it was agreed, for the minutes")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="override_gives_a_reason"),
            models.CheckConstraint(
                condition=~Q(proposed_by=F("decided_by")) | Q(state="withdrawn"),
                name="override_decided_by_another",
                violation_error_message="Somebody other than the proposer must decide.",
            ),
            models.UniqueConstraint(
                fields=["indicator", "reported_in"],
                condition=Q(state__in=["proposed", "agreed"]),
                name="one_live_override",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.reported_in}: {self.status} ({self.get_state_display()})"
