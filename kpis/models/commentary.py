"""What a service says about its figures."""

from django.db import models
from django.db.models import Q

from council.models import CorporatePriority, Directorate, Service, Superseding
from council.models.superseding import version_constraints
from council.periods import Quarter
from kpis.commentary_text import Item, action_item
from kpis.models.indicators import Indicator


class Commentary(Superseding):
    """The commentary of one reporting quarter under one heading, for one indicator, several, or none.

    `body` (the summary), `issues` and `causes` are lists of blocks in reading order: {"kind": "paragraph", "text": str} or
    {"kind": "bullets", "items": [item]}, where an item is a str or {"text": str, "items": [item]}. `actions` are
    {"text": str, "owner": str, "due": str, "items": [item]}; owner and due (as written) may be "".
    """

    KEY = ("reported_in", "slug")

    reported_in = models.IntegerField()
    slug = models.SlugField(max_length=100)
    heading = models.CharField(max_length=300)
    priority = models.ForeignKey(
        CorporatePriority, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    directorate = models.ForeignKey(
        Directorate,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Where papers are arranged by directorate",
    )
    service = models.ForeignKey(
        Service,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Whose return it belongs to; empty: that of its indicators",
    )
    position = models.PositiveIntegerField(default=0)
    indicators = models.ManyToManyField(Indicator, related_name="commentaries", blank=True)
    body = models.JSONField(default=list, blank=True)
    issues = models.JSONField(default=list, blank=True)
    causes = models.JSONField(default=list, blank=True)
    actions = models.JSONField(default=list, blank=True)
    reason = models.TextField(
        blank=True,
        db_default="",
        help_text="Why it was written or changed after its quarter closed, or after approval",
    )

    class Meta:
        ordering = ["priority__position", "directorate__position", "position"]
        constraints = [
            *version_constraints("commentary", "reported_in", "slug"),
            models.CheckConstraint(condition=~Q(heading=""), name="commentary_has_heading"),
        ]

    def __str__(self) -> str:
        return self.heading

    @property
    def quarter(self) -> Quarter:
        """The reporting quarter whose paper prints it."""
        return Quarter.from_ordinal(self.reported_in)

    @property
    def action_items(self) -> list[Item]:
        """The actions as bullets, each with who does it by when: the same words on every page and in every file."""
        return [action_item(action) for action in self.actions]
