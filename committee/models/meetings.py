"""Committees, who sits on them, their meetings and the agenda of each."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class Committee(models.Model):
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CommitteeMember(models.Model):
    """Somebody who sits on a committee, and whether exempt papers (Part II) go to them as well."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    since = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="The last day; empty: sits on it still")
    reads_exempt = models.BooleanField(default=False)

    class Meta:
        ordering = ["committee", "since", "id"]
        constraints = [
            models.UniqueConstraint(fields=["committee", "user", "since"], name="seat_taken_once"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="seat_left_after_it_was_taken"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} on {self.committee}"


class Meeting(models.Model):
    """A meeting of a committee. `version` counts its changes: whoever edits an older one is told."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="meetings")
    slug = models.SlugField(max_length=80, unique=True)
    starts_at = models.DateTimeField()
    room = models.CharField(max_length=200, blank=True)
    next_meeting = models.CharField(
        max_length=300, blank=True, help_text="When and where the next one is, in words"
    )
    note = models.TextField(blank=True, help_text="For staff; never printed")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-starts_at", "id"]
        constraints = [models.UniqueConstraint(fields=["committee", "starts_at"], name="meeting_held_once")]

    def __str__(self) -> str:
        return f"{self.committee}, {self.on:%-d %B %Y}"

    @property
    def on(self) -> datetime.date:
        """The day of the meeting, as people there know it."""
        return timezone.localdate(self.starts_at)

    @property
    def when(self) -> str:
        """The day and the hour as agendas print them: "Thursday, 25 November 2021 at 2.00 pm"."""
        begins = timezone.localtime(self.starts_at)
        half = "am" if begins.hour < 12 else "pm"
        return f"{begins:%A, %-d %B %Y} at {begins.hour % 12 or 12}.{begins:%M} {half}"


class AgendaItem(models.Model):
    """A line of the agenda. One that is taken off stays on record, without a position.

    Part 2 items are exempt: they carry the paragraphs of Schedule 12A, Part 1, Local Government Act 1972, and why keeping
    them secret outweighs disclosing them. Both may be missing while the agenda is prepared; nothing is frozen without.
    """

    class Kind(models.TextChoices):
        STANDING = "standing", "Standing item"
        MINUTES = "minutes", "Minutes of an earlier meeting"
        REPORT = "report", "Report"

    class Part(models.IntegerChoices):
        OPEN = 1, "Part I (open to press and public)"
        EXEMPT = 2, "Part II (not open to press and public)"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField(
        null=True, help_text="The number that is printed; empty: taken off the agenda"
    )
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=8, choices=Kind)
    part = models.PositiveSmallIntegerField(choices=Part, default=Part.OPEN)
    text = models.TextField(blank=True, help_text="What the agenda says below the title")
    author = models.CharField(max_length=200, blank=True, help_text='The post behind "Report of the ..."')
    paragraphs = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(7)]),
        default=list,
        blank=True,
        help_text="Of Schedule 12A",
    )
    public_interest = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["meeting", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"],
                name="agenda_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(part=2) | Q(paragraphs=[], public_interest=""), name="open_items_are_not_exempt"
            ),
            models.CheckConstraint(
                condition=Q(paragraphs__contained_by=list(range(1, 8))), name="paragraphs_of_schedule_12a"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_exempt(self) -> bool:
        return self.part == self.Part.EXEMPT
