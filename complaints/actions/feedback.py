"""Logging feedback, sorting it, and keeping people's words apart from it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

from django.db import OperationalError, connection, transaction
from django.db.models.functions import Length
from django.utils import timezone

from complaints.actions import stages, standing
from complaints.actions.refusals import ComplaintRefused
from complaints.log_rows import FIRST_YEAR
from complaints.models import CaseAccess, CaseLink, CaseText, Details, Feedback, Kind
from complaints.references import number_of, reference, series_of, year_of
from complaints.stage_moves import first_stages
from complaints.visibility import require_handler, visible_to
from council.actions.superseding import EditConflict, supersede
from council.authorization import Permission, require
from council.models import User
from council.sections import clean_text

#: The columns of `Details` that say how a case is sorted: what a new version takes over unless it is changed.
SORTED_BY = (
    "received_on", "channel", "captured", "area", "service", "service_type", "subjects", "complainant", "procedure",
    "lead_body", "partners",
)  # fmt: skip


#: What PostgreSQL calls it that somebody else held a lock for longer than `lock_timeout`.
LOCK_NOT_AVAILABLE = "55P03"


class TextConflict(Exception):
    """Somebody else changed the text since it was read. `current` is what they wrote; nothing was changed."""

    def __init__(self, current: CaseText | None):
        self.current = current
        super().__init__("This text was changed by somebody else after you opened it.")


@transaction.atomic
def log(
    *,
    kind: str,
    by: User,
    texts: Mapping[str, str] | None = None,
    stage: str = "",
    ref: str = "",
    at: datetime.datetime | None = None,
    **details: object,
) -> Feedback:
    """Record a complaint, a comment or a compliment; `details` are fields of `Details`, `texts` its words by part.

    A complaint starts at `stage`, by default the first of its procedure, on the day of receipt. `ref` is the reference of
    a log that is taken over; otherwise the next of the year's series is given. Raises PermissionDenied, ComplaintRefused,
    ValidationError.
    """
    require(by, Permission.MANAGE_COMPLAINTS)
    row = Details(**details)
    _check(kind, row)
    case = Feedback.objects.create(reference=ref or next_reference(row.received_on), kind=kind)
    row.feedback = case
    supersede(row, by=by, based_on=0, at=at)
    for part, text in (texts or {}).items():
        if text.strip():
            _write(case, part, text, by=by, version=1)
    if kind == Kind.COMPLAINT:
        stages.begin(case, row, stage or first_stages(row.procedure)[0], by=by, at=at)
    standing.refresh([case.pk], by=by, at=at)
    require_handler(by, case)
    return case


def next_reference(received_on: datetime.date) -> str:
    """The next reference of the series of a day's financial year; two who ask at once wait for each other.

    Raises ComplaintRefused where the other one is a long log that is being saved.
    """
    year = year_of(received_on)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"complaint reference {year}"])
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") != LOCK_NOT_AVAILABLE:
            raise
        raise ComplaintRefused(
            "A log with cases of the same year is being saved at this moment. Wait a minute, and save again."
        ) from error
    series = Feedback.objects.filter(reference__startswith=f"CF-{year}-", reference__regex=series_of(year))
    newest = series.order_by(Length("reference").desc(), "-reference").first()
    return reference(year, (number_of(newest.reference, year) if newest else 0) + 1)


@transaction.atomic
def change_details(
    case: Feedback,
    *,
    by: User,
    based_on: int,
    at: datetime.datetime | None = None,
    **changes: object,
) -> Details:
    """Sort a case otherwise: a new version of its details. The dates of its stages follow a new day of receipt.

    Raises PermissionDenied, ComplaintRefused, EditConflict, ValidationError.
    """
    require_handler(by, case)
    # The stages are counted again below: whoever works on one of them waits, or is waited for.
    Feedback.objects.select_for_update().get(pk=case.pk)
    seen = case.details.filter(version=based_on).first()
    if seen is None:
        raise EditConflict(case.details.current().first())
    row = Details(feedback=case, **{name: getattr(seen, name) for name in SORTED_BY} | changes)
    _check(case.kind, row)
    if case.is_complaint and row.procedure != seen.procedure:
        stages.check_procedure(case, row.procedure)
    supersede(row, by=by, based_on=based_on, at=at)
    if case.is_complaint and (row.received_on, row.procedure) != (seen.received_on, seen.procedure):
        stages.recount([case.pk], by=by, at=at, received_on=row.received_on)
    standing.refresh([case.pk], by=by, at=at)
    require_handler(by, case)
    return row


def _check(kind: str, row: Details) -> None:
    """What the database does not say of a case's details. Raises ComplaintRefused."""
    if kind == Kind.COMPLAINT and not row.procedure:
        raise ComplaintRefused("Choose the procedure under which the complaint is handled.")
    if kind != Kind.COMPLAINT and row.procedure:
        raise ComplaintRefused(
            "Only complaints have a procedure: leave it empty for a comment or a compliment."
        )
    if row.received_on > timezone.localdate():
        raise ComplaintRefused("The day of receipt is in the future. Give the day on which it came in.")
    if row.received_on.year < FIRST_YEAR:
        raise ComplaintRefused(f"The day of receipt is before {FIRST_YEAR}. Write the year with four digits.")
    if row.lead_body and not row.partners.strip():
        raise ComplaintRefused("Name the organisations that the complaint is joint with.")
    if row.partners.strip() and not row.lead_body:
        raise ComplaintRefused("Say who leads the joint complaint, or remove the partner organisations.")
    row.partners = clean_text(row.partners).strip()


# --- Words ----------------------------------------------------------------------------------------------------------------


@transaction.atomic
def write_text(case: Feedback, part: str, text: str, *, by: User, based_on: int) -> CaseText | None:
    """Write one text of a case over the version that the writer saw (0: there was none); an empty one is removed.

    Raises PermissionDenied, TextConflict.
    """
    require_handler(by, case)
    require(by, Permission.READ_CASE_TEXT)
    # Whoever erases the words, or writes the same text, holds the case: as it is now, not as it was when it was opened.
    held = Feedback.objects.select_for_update().get(pk=case.pk)
    if held.erased_at is not None:
        raise ComplaintRefused(
            "The words of this case were erased. Nothing personal may be added to it again."
        )
    current = CaseText.objects.filter(feedback=case, part=part).first()
    if (current.version if current else 0) != based_on:
        raise TextConflict(current)
    if current is not None:
        current.delete()
    return _write(case, part, text, by=by, version=based_on + 1) if text.strip() else None


@transaction.atomic
def add_note(case: Feedback, text: str, *, by: User) -> CaseText | None:
    """Add a note to a case. Raises PermissionDenied, ComplaintRefused."""
    if not text.strip():
        raise ComplaintRefused("The note is empty. Write something, or go back.")
    Feedback.objects.select_for_update().get(pk=case.pk)
    taken = [
        int(part.removeprefix("note-"))
        for part in case.texts.filter(part__startswith="note-").values_list("part", flat=True)
    ]
    return write_text(case, f"note-{max(taken, default=0) + 1}", text, by=by, based_on=0)


def _write(case: Feedback, part: str, text: str, *, by: User | None, version: int) -> CaseText:
    return CaseText.objects.create(
        feedback=case,
        part=part,
        text=clean_text(text).strip(),
        version=version,
        written_at=timezone.now(),
        written_by=by,
    )


@transaction.atomic
def read_words(case: Feedback, *, by: User) -> list[CaseText]:
    """The words of a case, and on record that this person read them. Raises PermissionDenied."""
    require_handler(by, case)
    require(by, Permission.READ_CASE_TEXT)
    record_access([case.pk], by=by, what=CaseAccess.What.READ)
    return list(case.texts.select_related("written_by"))


def record_access(cases: Iterable[int], *, by: User, what: str) -> None:
    """Put on record that somebody read or took the words of these cases (ids of `Feedback`)."""
    at = timezone.now()
    CaseAccess.objects.bulk_create(
        [CaseAccess(feedback_id=pk, at=at, by=by, what=what) for pk in cases], batch_size=1000
    )


# --- Linked cases ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def link(case: Feedback, ref: str, *, by: User) -> Feedback:
    """Link a case with the one that has the reference `ref`. Raises PermissionDenied, ComplaintRefused."""
    require_handler(by, case)
    other = visible_to(by).case(ref.strip().upper())
    if other is None:
        raise ComplaintRefused("There is no case with this reference among those that you handle. Check it.")
    if other.pk == case.pk:
        raise ComplaintRefused("This is the case itself. Give the reference of another one.")
    first, second = sorted((case, other), key=lambda row: row.pk)
    CaseLink.objects.get_or_create(first=first, second=second)
    return other


@transaction.atomic
def unlink(case: Feedback, ref: str, *, by: User) -> None:
    """Take back that two cases belong together. Raises PermissionDenied."""
    require_handler(by, case)
    CaseLink.objects.filter(first=case, second__reference=ref).delete()
    CaseLink.objects.filter(second=case, first__reference=ref).delete()
