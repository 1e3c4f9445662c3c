"""Writing a log that was given as a spreadsheet: all of it or none, in a number of statements that does not grow with it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Lower
from django.utils import timezone

from complaints.actions import feedback, standing
from complaints.actions.refusals import ComplaintRefused
from complaints.clocks import Pause
from complaints.log_rows import Known, KnownType, Log, LogRow, Problem, read_log
from complaints.models import (
    Area,
    CaseText,
    Channel,
    Complainant,
    Details,
    Feedback,
    Kind,
    Outcome,
    Procedure,
    ServiceType,
    Stage,
)
from complaints.references import number_of, reference, year_of
from complaints.selectors import cases, clocks
from complaints.visibility import ComplaintView, visible_to
from council.actions.superseding import write_first
from council.authorization import Permission, require
from council.models import Service, User
from council.sections import clean_text
from council.spreadsheets import Sheet

BATCH = 500
#: Marks of what may be in the log already: rows that are alike in these are asked about.
Likeness = tuple[str, datetime.date, str, str, str]


@dataclass(frozen=True)
class Upload:
    """What an upload did, or would do. With problems it did nothing. `alike` are rows that may be in the log already."""

    rows: tuple[LogRow, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    alike: tuple[int, ...] = ()


@transaction.atomic
def upload(sheet: Sheet, *, by: User, dry_run: bool) -> Upload:
    """Put every row of a log into the feedback log; nothing is written where one of them has a problem.

    Raises PermissionDenied, FileRefused (a column is there twice), ComplaintRefused.
    """
    require(by, Permission.MANAGE_COMPLAINTS)
    view = visible_to(by)
    log = read_log(sheet, _known(view))
    done = Upload(log.rows, log.problems, log.notes, _alike(view, log))
    if done.problems or dry_run:
        return done
    try:
        _write(log.rows, by=by)
    except IntegrityError as error:
        raise ComplaintRefused(
            "Somebody logged a case with one of these references meanwhile. Nothing was saved: select the file again."
        ) from error
    except ValidationError as error:
        # Its words may repeat what a cell holds.
        raise ComplaintRefused(
            "A row holds more than the log can keep. Nothing was saved: shorten the longest cells."
        ) from error
    return done


def _known(view: ComplaintView) -> Known:
    """What the rows are read against."""
    today = timezone.localdate()
    services = cases.services_of(view)
    return Known(
        today=today,
        kinds=_words(Kind.choices),
        channels=_words(Channel.choices),
        complainants=_words(Complainant.choices),
        areas=_words(Area.choices),
        procedures=_words(Procedure.choices),
        outcomes=_words(Outcome.choices),
        services=_words((row.slug, row.name) for row in services),
        subjects=_words(cases.subjects()),
        service_types={
            written: KnownType(row.slug, row.name, row.area, row.service.slug if row.service else "")
            for row in cases.service_types_of(view)
            for written in (row.name.casefold(), row.slug)
        },
        needs_service=not view.manages_all,
        taken=set(Feedback.objects.values_list(Lower("reference"), flat=True)),
        calendar=clocks.calendar(),
        pauses=_procedure_pauses(),
    )


def _procedure_pauses() -> dict[str, list[Pause]]:
    """The pauses of whole procedures; a case that is not logged yet has none of its own."""
    numbered = dict(enumerate(Procedure.values))
    found = clocks.pauses_of((-number - 1, procedure) for number, procedure in numbered.items())
    return {procedure: found[-number - 1] for number, procedure in numbered.items()}


def _words(choices: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Codes by what people write: the name, or the code itself."""
    return {written.casefold(): code for code, name in choices for written in (str(name), str(code))}


def _alike(view: ComplaintView, log: Log) -> tuple[int, ...]:
    """The rows without a reference of their own that are like a case of the log."""
    days = [row.details["received_on"] for row in log.rows]
    if not days:
        return ()
    kept = view.cases().filter(received_on__range=(min(days), max(days)))
    seen: set[Likeness] = {
        (kind, day, area, slug or "", who)
        for kind, day, area, slug, who in kept.values_list(
            "kind", "received_on", "area", "service_type__slug", "complainant"
        )
    }
    return tuple(row.number for row in log.rows if not row.reference and _likeness(row) in seen)


def _likeness(row: LogRow) -> Likeness:
    said = row.details
    return row.kind, said["received_on"], said["area"], said["service_type"], said["complainant"]


def _write(rows: Sequence[LogRow], *, by: User) -> None:
    services = {row.slug: row for row in Service.objects.all()}
    types = {row.slug: row for row in ServiceType.objects.all()}
    made = Feedback.objects.bulk_create(
        [Feedback(reference=ref, kind=row.kind) for row, ref in zip(rows, _references(rows), strict=True)],
        batch_size=BATCH,
    )
    pairs = list(zip(made, rows, strict=True))
    write_first(
        [
            Details(
                feedback=case,
                **row.details
                | {
                    "service": services.get(row.details["service"]),
                    "service_type": types.get(row.details["service_type"]),
                },
            )
            for case, row in pairs
        ],
        by=by,
    )
    write_first([Stage(feedback=case, number=1, **row.stage) for case, row in pairs if row.stage], by=by)
    at = timezone.now()
    CaseText.objects.bulk_create(
        [
            CaseText(feedback=case, part=part, text=clean_text(text), written_at=at, written_by=by)
            for case, row in pairs
            for part, text in row.texts.items()
        ],
        batch_size=BATCH,
    )
    standing.refresh([case.pk for case in made], by=by)


def _references(rows: Sequence[LogRow]) -> list[str]:
    """Each row's own reference, or the next of its year's series."""
    taken = {row.reference for row in rows}
    years = {year_of(row.details["received_on"]) for row in rows if not row.reference}
    following: dict[int, int] = defaultdict(int)
    for year in sorted(years):  # in one order, so that two uploads wait for each other instead of failing
        first = feedback.next_reference(datetime.date(year, 4, 1))
        following[year] = number_of(first, year)
    found = []
    for row in rows:
        given = row.reference
        year = year_of(row.details["received_on"])
        while not given:
            candidate = reference(year, following[year])
            following[year] += 1
            given = "" if candidate in taken else candidate
        found.append(given)
    return found
