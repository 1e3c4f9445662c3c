"""Files that back a figure: attached by the service's officers, removed by them, kept on record for good."""

from __future__ import annotations

import datetime
import hashlib

from django.db import transaction
from django.utils import timezone

from council.actions import quarters
from council.authorization import Permission, require
from council.file_kinds import kind_of, safe_name
from council.models import User
from council.periods import Quarter
from kpis.actions import returns
from kpis.models import Definition, Evidence

#: Files of one figure: more than anybody reads, and a bound on what the database is asked to keep.
MOST_FILES = 20


class EvidenceRefused(Exception):
    """The file cannot be attached or removed; the message says why and what to do."""


@transaction.atomic
def attach(
    *,
    definition: Definition,
    quarter: Quarter,
    name: str,
    content: bytes,
    by: User,
    at: datetime.datetime | None = None,
) -> Evidence:
    """Keep a file with the figures of an indicator in one round.

    Raises PermissionDenied, EvidenceRefused, and FileRefused where it is of a kind that is not kept.
    """
    require(by, Permission.ENTER_FIGURES, definition.service)
    kind = kind_of(name, content)
    # One at a time, so that the limit holds.
    if quarters.steer(quarter) is None:
        raise EvidenceRefused(
            f"{quarter.label} has not been opened, so nothing can be attached to its figures."
        )
    _refuse_while_submitted(definition, quarter)
    digest = hashlib.sha256(content).hexdigest()
    kept = Evidence.objects.filter(
        indicator=definition.indicator_id, reported_in=quarter.ordinal, removed_at=None
    )
    if same := kept.filter(digest=digest).first():
        raise EvidenceRefused(f"This file is attached already, as {same.file_name}.")
    if kept.count() >= MOST_FILES:
        raise EvidenceRefused(f"There are {MOST_FILES} files already. Remove one that is not needed.")
    return Evidence.objects.create(
        indicator_id=definition.indicator_id,
        reported_in=quarter.ordinal,
        file_name=safe_name(name, kind),
        media_type=kind.media_type,
        digest=digest,
        content=content,
        uploaded_by=by,
        uploaded_at=at or timezone.now(),
    )


@transaction.atomic
def remove(
    evidence: Evidence, *, definition: Definition, by: User, at: datetime.datetime | None = None
) -> None:
    """Take a file away from where it is read. Its row stays, with the day of its removal.

    Raises PermissionDenied and EvidenceRefused. Removing it twice changes nothing.
    """
    require(by, Permission.ENTER_FIGURES, definition.service)
    _refuse_while_submitted(definition, Quarter.from_ordinal(evidence.reported_in))
    Evidence.objects.filter(pk=evidence.pk, removed_at=None).update(removed_at=at or timezone.now())


def _refuse_while_submitted(definition: Definition, quarter: Quarter) -> None:
    """What the approver looks at stays as it was submitted."""
    try:
        returns.guard(definition.service, quarter)
    except returns.ReturnIsWithApprover as refusal:
        raise EvidenceRefused(str(refusal)) from refusal
