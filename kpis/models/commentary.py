"""What a service says about its figures."""

from django.db import models
from django.db.models import Q

from council.models import CorporatePriority, Superseding
from council.models.superseding import version_constraints
from kpis.models.indicators import Indicator


class Commentary(Superseding):
    """The commentary of one reporting quarter under one heading, for one indicator, several, or none.

    `body` is a list of blocks in reading order: {"kind": "paragraph" | "bullets", "text": str | "items": [str]}.
    """

    KEY = ("reported_in", "slug")

    reported_in = models.IntegerField()
    slug = models.SlugField(max_length=100)
    heading = models.CharField(max_length=300)
    priority = models.ForeignKey(CorporatePriority, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField(default=0)
    indicators = models.ManyToManyField(Indicator, related_name="commentaries", blank=True)
    body = models.JSONField(default=list)

    class Meta:
        ordering = ["priority__position", "position"]
        constraints = [
            *version_constraints("commentary", "reported_in", "slug"),
            models.CheckConstraint(condition=~Q(heading=""), name="commentary_has_heading"),
        ]

    def __str__(self) -> str:
        return self.heading
