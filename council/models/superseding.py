"""Rows that replace each other and are never rewritten.

A figure, a target or a definition is a chain of versions under one key. The newest version is the one whose
`superseded_at` is empty; the database allows one such row per key, so two people who both edit version 3 cannot both
write version 4. What was in force at any moment is the version recorded by then and not yet superseded.
"""

from __future__ import annotations

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q


class SupersedingQuerySet(models.QuerySet):
    def as_at(self, moment: datetime.datetime | None) -> Self:
        """The versions in force at `moment`; None means now."""
        if moment is None:
            return self.filter(superseded_at=None)
        return self.filter(
            Q(superseded_at=None) | Q(superseded_at__gt=moment),
            recorded_at__lte=moment,
        )

    def current(self) -> Self:
        return self.as_at(None)


class Superseding(models.Model):
    """One version. Written only through `council.actions.superseding.supersede`."""

    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = SupersedingQuerySet.as_manager()

    #: Names of the fields that make two rows versions of one thing.
    KEY: tuple[str, ...] = ()

    class Meta:
        abstract = True

    @property
    def is_current(self) -> bool:
        return self.superseded_at is None


def version_constraints(name: str, *key: str) -> list[models.BaseConstraint]:
    """The two promises of a superseding table: versions are numbered once, and one version is current."""
    return [
        models.UniqueConstraint(fields=[*key, "version"], name=f"{name}_version_once"),
        models.UniqueConstraint(fields=[*key], condition=Q(superseded_at=None), name=f"{name}_one_current"),
    ]
