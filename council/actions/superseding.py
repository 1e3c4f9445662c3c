"""The one way to write a superseding row."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from council.models import Superseding, User

Row = TypeVar("Row", bound=Superseding)
#: Rows in one statement.
BATCH = 500


class EditConflict(Exception):
    """Somebody else wrote the row since it was read. `current` is what they wrote; nothing was changed."""

    def __init__(self, current: Superseding | None):
        self.current = current
        super().__init__("This was changed by somebody else after you opened it.")


def supersede(row: Row, *, by: User | None, based_on: int, at: datetime.datetime | None = None) -> Row:
    """Make `row` the current version of its key; the version that the writer saw was `based_on` (0: there was none).

    Runs in the caller's transaction. Raises EditConflict when the current version is another one, including when the
    other writer commits first at the same instant: the database allows each version number once. `at` is for loading
    history; it must not be earlier than the version it replaces.
    """
    model = type(row)
    key = {name: getattr(row, name) for name in model.KEY}
    at = at or timezone.now()
    closed = (
        model.objects.current().filter(**key, version=based_on).update(superseded_at=at) if based_on else 0
    )
    if based_on and not closed:
        raise EditConflict(model.objects.current().filter(**key).first())
    _make_version(row, based_on + 1, by=by, at=at)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        current = model.objects.current().filter(**key).first()
        if "_version_once" in str(error) or "_one_current" in str(error):
            raise EditConflict(current) from error
        raise
    return row


def seen_version(versions: QuerySet[Row], based_on: int) -> Row:
    """The version that a writer saw, of all versions of one thing. Raises EditConflict where there is no such version."""
    seen = versions.filter(version=based_on).first()
    if seen is None:
        raise EditConflict(versions.filter(superseded_at=None).first())
    return seen


def write_first(rows: Sequence[Row], *, by: User | None) -> list[Row]:
    """The first versions of things that were made in the same transaction, all in one go: nobody can have been quicker."""
    at = timezone.now()
    for row in rows:
        _make_version(row, 1, by=by, at=at)
    return type(rows[0]).objects.bulk_create(rows, batch_size=BATCH) if rows else []


def _make_version(row: Superseding, version: int, *, by: User | None, at: datetime.datetime) -> None:
    row.pk = None
    row.version = version
    row.recorded_at = at
    row.recorded_by = by
    row.superseded_at = None
    related = [field.name for field in row._meta.fields if field.is_relation]  # the database checks those
    row.full_clean(exclude=related, validate_unique=False, validate_constraints=False)
