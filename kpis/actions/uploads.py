"""The three steps of an upload: keep the file and look at it, look again, write it."""

from __future__ import annotations

import datetime
import hashlib

from django.db import transaction
from django.utils import timezone

from council.authorization import Permission, require
from council.models import User
from council.spreadsheets import Sheet, read
from council.spreadsheets.grid import shown
from kpis.actions.imports import ImportConflict, Imported, import_figures
from kpis.imports import REQUIRED
from kpis.models import Upload

KEPT = datetime.timedelta(days=1)


class UploadGone(Exception):
    """The upload was written already, or removed after a day."""


def keep(*, name: str, content: bytes, by: User) -> Upload:
    """Keep a file that can be read, whatever its rows are like. Raises FileRefused and PermissionDenied."""
    require(by, Permission.ENTER_FIGURES)
    sheet = read(shown(name), content, needed=REQUIRED)
    preview = import_figures(sheet=sheet, by=by, dry_run=True)
    return Upload.objects.create(
        uploaded_by=by,
        file_name=name,
        digest=hashlib.sha256(content).hexdigest(),
        content=content,
        seen=preview.versions,
    )


def sheet_of(upload: Upload) -> Sheet:
    """The table in the file."""
    return read(shown(upload.file_name), bytes(upload.content), needed=REQUIRED)


def preview(upload: Upload, by: User) -> Imported:
    """What the upload would change now; nothing is written."""
    return import_figures(sheet=sheet_of(upload), by=by, dry_run=True, seen=upload.seen)


@transaction.atomic
def confirm(*, upload: Upload, by: User) -> tuple[Imported, bool]:
    """Write the figures of an upload, once; and whether that was done.

    Nothing is written where a row cannot be taken now, or where a figure is no longer the one that the person saw: the
    upload stays, and what stands now counts as seen, since it is what the person is shown next. Raises UploadGone.
    """
    require(by, Permission.ENTER_FIGURES)
    locked = Upload.objects.select_for_update().filter(pk=upload.pk, uploaded_by=by).first()
    if locked is None:
        raise UploadGone
    try:
        imported = import_figures(sheet=sheet_of(locked), by=by, seen=locked.seen)
    except ImportConflict:  # somebody filled an empty place in this very moment: it stands by now
        imported = preview(locked, by)
    else:
        if not imported.findings and not imported.moved:
            locked.delete()
            return imported, True
    locked.seen = imported.versions
    locked.save(update_fields=["seen"])
    return imported, False


def prune() -> int:
    """Remove the uploads that nobody confirmed within a day; return how many."""
    return Upload.objects.filter(uploaded_at__lt=timezone.now() - KEPT).delete()[0]
