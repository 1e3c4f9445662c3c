"""What somebody submits in a round and somebody else accepts or returns, and the record of those steps."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q


class Submission(models.Model):
    """How something that is submitted stands. Each kind of it declares the `state`s it has."""

    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True


def submitted_by_somebody(name: str, states: Iterable[str]) -> models.CheckConstraint:
    """In these states it is known who submitted it."""
    return models.CheckConstraint(
        condition=~Q(state__in=list(states)) | Q(submitted_by__isnull=False), name=name
    )


class StepOfSubmission(models.Model):
    """Who did what, when, and what they said. Never changed. Each kind of it declares its `step`s."""

    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    comment = models.TextField(blank=True)

    class Meta:
        abstract = True
        ordering = ["at", "id"]


def sent_back_with_a_comment(name: str) -> models.CheckConstraint:
    """Whoever returns something says what is to be changed."""
    return models.CheckConstraint(condition=~Q(step="sent_back") | ~Q(comment=""), name=name)
