"""What stands on a register: the entry (which never changes), and what is said of it (which does, by superseding rows)."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from council.models import CorporatePriority, Service, Superseding
from council.models.superseding import version_constraints
from risks.models.registers import Register


class Entry(models.Model):
    """The identity of a risk or an opportunity: what its details, reviews and movements hang on. Never deleted."""

    class Kind(models.TextChoices):
        RISK = "risk", "Risk"
        OPPORTUNITY = "opportunity", "Opportunity"

    kind = models.CharField(max_length=11, choices=Kind)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def is_opportunity(self) -> bool:
        return self.kind == self.Kind.OPPORTUNITY


class Place(models.Model):
    """An entry's reference on one register. It may have one on its directorate's register and one on the corporate register.

    `key` is the reference as `risks.references.key_of` makes it: Corp 1, corp1 and CORP-1 are one reference. Whether
    the entry is on the register in a quarter follows from its movements.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="places")
    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="places")
    ref = models.CharField("reference", max_length=30)
    key = models.SlugField(max_length=40)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["register", "position", "key"]
        constraints = [
            models.UniqueConstraint(fields=["register", "key"], name="reference_once_on_a_register"),
            models.UniqueConstraint(fields=["register", "entry"], name="entry_once_on_a_register"),
        ]

    def __str__(self) -> str:
        return self.ref


class Details(Superseding):
    """What an entry is. A change of any of it is a new version.

    `description` and `consequences` (of an opportunity: its benefits) are outlines as `risks.outlines` writes them.
    """

    KEY = ("entry",)

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="details")
    title = models.CharField(max_length=400)
    category = models.CharField(
        max_length=120, blank=True, help_text="Organisational, Finance, Reputational ..."
    )
    description = models.JSONField(default=list, blank=True)
    consequences = models.JSONField(default=list, blank=True)
    owner = models.CharField("owner (post)", max_length=200, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who reviews it each quarter; empty: the risk lead",
    )
    priority = models.ForeignKey(
        CorporatePriority, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    services = models.ManyToManyField(Service, related_name="risk_details", blank=True)
    note = models.TextField(blank=True, help_text="What the published papers leave open about it")
    reason = models.TextField(blank=True, help_text="Why this version was written")

    class Meta:
        constraints = [
            *version_constraints("details", "entry"),
            models.CheckConstraint(condition=~Q(title=""), name="details_have_a_title"),
        ]

    def __str__(self) -> str:
        return self.title


class Measure(Superseding):
    """Something that is done about an entry, one row an item. The number tells the items of an entry apart for ever."""

    KEY = ("entry", "number")

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="%(class)ss")
    number = models.PositiveIntegerField()
    position = models.PositiveIntegerField(default=0)
    heading = models.CharField(max_length=200, blank=True)
    sub_heading = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    sub_items = models.JSONField(default=list, blank=True, help_text="Points of the text, each a str")
    owner = models.CharField("owner (post)", max_length=200, blank=True)
    ended = models.BooleanField(
        default=False, help_text="No longer in place, or withdrawn; it stays on record"
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text


class Control(Measure):
    """A control that is in place."""

    class Adequacy(models.TextChoices):
        POOR = "poor", "Poor"
        FAIR = "fair", "Fair"
        GOOD = "good", "Good"
        EXCELLENT = "excellent", "Excellent"

    adequacy = models.CharField(max_length=9, choices=Adequacy, blank=True)

    class Meta:
        ordering = ["entry", "position", "number"]
        constraints = [
            *version_constraints("control", "entry", "number"),
            models.CheckConstraint(condition=~Q(text=""), name="control_says_something"),
        ]


class Action(Measure):
    """An action that is to change the score: it mitigates a risk, or realises an opportunity."""

    class Kind(models.TextChoices):
        MITIGATING = "mitigating", "Mitigating action"
        TO_REALISE = "to_realise", "Action to realise the opportunity"

    class Status(models.TextChoices):
        NOT_SAID = "", "Not said"
        NOT_STARTED = "not_started", "Not started"
        IN_PROGRESS = "in_progress", "In progress"
        DONE = "done", "Done"

    kind = models.CharField(max_length=10, choices=Kind)
    status = models.CharField(max_length=11, choices=Status, blank=True, default=Status.NOT_SAID)
    due_on = models.DateField(null=True, blank=True, help_text="As first agreed")
    revised_due_on = models.DateField(null=True, blank=True)
    revised_reason = models.TextField(blank=True, help_text="Why the date moved")
    progress = models.TextField(blank=True)

    class Meta:
        ordering = ["entry", "position", "number"]
        constraints = [
            *version_constraints("action", "entry", "number"),
            models.CheckConstraint(condition=~Q(text=""), name="action_says_something"),
            models.CheckConstraint(
                condition=Q(revised_due_on=None) | ~Q(revised_reason=""),
                name="action_moved_date_has_a_reason",
                violation_error_message="Say why the date moved.",
            ),
        ]

    @property
    def is_done(self) -> bool:
        return self.status == self.Status.DONE

    @property
    def due(self) -> datetime.date | None:
        """The day it is due: the revised one where there is one; None where nobody set a date."""
        return self.revised_due_on or self.due_on

    def is_late(self, on: datetime.date) -> bool:
        """Whether it is not done and its day has passed."""
        return not self.is_done and self.due is not None and self.due < on
