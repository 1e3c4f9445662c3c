"""What was frozen and published: files, the data they were made from, and hashes. Nothing here is ever changed.

The database refuses UPDATE, DELETE and TRUNCATE on all of these tables, whoever asks.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from committee.models.meetings import AgendaItem, Meeting


class Pack(models.Model):
    """The papers of a meeting, frozen. A meeting frozen again before it is published has a further edition.

    `data` is canonical JSON of everything printed, Part II included, and `sha256` is its hash: the same moment (`as_at`)
    asked again gives the same data, whatever was corrected since.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="packs")
    edition = models.PositiveSmallIntegerField()
    as_at = models.DateTimeField()
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    data = models.TextField()
    sha256 = models.CharField(max_length=64)
    schemes = models.JSONField(
        default=list, help_text="The versions of the rating schemes behind its ratings"
    )
    findings = models.JSONField(default=list, help_text="What was accepted, and why")

    class Meta:
        ordering = ["meeting", "edition"]
        constraints = [models.UniqueConstraint(fields=["meeting", "edition"], name="pack_edition_once")]

    def __str__(self) -> str:
        return f"{self.meeting}, edition {self.edition}"


class Publication(models.Model):
    """The act of publishing: from this moment Part I is public. A meeting is published once; then there are errata."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="publication")
    pack = models.OneToOneField(Pack, on_delete=models.PROTECT, related_name="publication")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.pack}, published {self.published_at:%-d %B %Y}"


class Erratum(models.Model):
    """A slip that corrects a published item: what it said, what it says now, and why. Both pages stay reachable."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="errata")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="errata")
    number = models.PositiveSmallIntegerField()
    said = models.TextField()
    now_says = models.TextField()
    reason = models.TextField()
    as_at = models.DateTimeField(help_text="The moment at which the item was read again")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    data = models.TextField(help_text="Of the corrected item, as a pack's")
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["pack", "number"]
        constraints = [models.UniqueConstraint(fields=["pack", "number"], name="erratum_number_once")]

    def __str__(self) -> str:
        return f"Erratum {self.number}: {self.pack}"


class PackFile(models.Model):
    """A file of a pack, or of an erratum. `item` is empty for what holds the whole meeting."""

    class Kind(models.TextChoices):
        AGENDA = "agenda", "Agenda"
        ITEM = "item", "Paper"
        COMBINED = "combined", "All papers in one file"
        OFFLINE = "offline", "All papers as one page to read without a connection"
        SLIP = "slip", "Erratum slip"

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="files")
    item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="files"
    )
    erratum = models.ForeignKey(
        Erratum, null=True, blank=True, on_delete=models.PROTECT, related_name="files"
    )
    part = models.PositiveSmallIntegerField(
        choices=AgendaItem.Part,
        help_text="Whole-meeting files of Part 1 hold nothing that is exempt; those of Part 2 hold everything",
    )
    kind = models.CharField(max_length=8, choices=Kind)
    file_format = models.CharField(max_length=4)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    first_page = models.PositiveSmallIntegerField(null=True, blank=True)
    last_page = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["pack", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["pack", "erratum", "part", "name"], name="file_name_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.name


class PublishedRecord(models.Model):
    """One record of open data as a pack froze it: Part I only. The API and the public pages read these, and nothing else.

    `item` is the item whose paper says it; empty for what the agenda says. A corrected record names the erratum that says
    it: the records of an erratum replace all those that its item had before.
    """

    class Kind(models.TextChoices):
        MEETING = "meeting", "Meeting"
        ITEM = "item", "Agenda item"
        INDICATOR = "indicator", "Indicator"
        FIGURE = "figure", "Figure"
        RATING = "rating", "Rating"
        RISK = "risk", "Risk or opportunity"
        COMPLAINTS = "complaints", "Complaints figure"

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="records")
    item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="records"
    )
    erratum = models.ForeignKey(
        Erratum, null=True, blank=True, on_delete=models.PROTECT, related_name="records"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    key = models.CharField(max_length=200)
    place = models.PositiveIntegerField(help_text="In printed order")
    data = models.JSONField()

    class Meta:
        ordering = ["pack", "kind", "place", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["pack", "item", "erratum", "kind", "key"], name="record_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=~Q(key=""), name="record_has_a_key"),
        ]
        indexes = [models.Index(fields=["kind", "key"], name="record_by_key")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
