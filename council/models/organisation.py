"""The council and its parts. A part that ends keeps its row and gets an end date: old papers still name it."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q


class Council(models.Model):
    """The council this installation belongs to: one row."""

    name = models.CharField(max_length=120)
    gss_code = models.CharField("ONS area code", max_length=9, blank=True)
    demonstration = models.CharField(
        max_length=64, blank=True, help_text="Fingerprint of the demonstration data; empty for a real council"
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_council")]

    def __str__(self) -> str:
        return self.name


class DatedQuerySet(models.QuerySet):
    def on(self, day: datetime.date) -> Self:
        """Those that existed on `day`."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day),
            Q(valid_to=None) | Q(valid_to__gte=day),
        )


class Dated(models.Model):
    """A named part of the council with the days between which it existed; both ends included, empty means open."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=160)
    position = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                name="%(class)s_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Directorate(Dated):
    """A directorate, as printed in the Directorate column of the committee's tables."""


class Service(Dated):
    """A service within a directorate: the scope of an officer's work."""

    directorate = models.ForeignKey(Directorate, on_delete=models.PROTECT, related_name="services")


class CorporatePriority(Dated):
    """A corporate priority: the chapters of the performance report. The set changed in October 2021."""
