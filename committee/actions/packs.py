"""Freezing and publishing the papers of a meeting.

Freezing reads everything at one moment, makes the files, and keeps them with the data they were made from and its hash.
Nothing frozen is ever changed: the database refuses it. Publishing makes Part I of the newest edition public, once; what
turns out to be wrong after that is an erratum (`committee.actions.errata`).
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from committee.actions import contents, pack_files
from committee.actions.meetings import locked, on_agenda
from committee.actions.refusals import CommitteeRefused
from committee.exports.pdf import TooManyRows
from committee.models import AgendaItem, Erratum, Meeting, Pack, PackFile, Publication, PublishedRecord
from committee.pack_data import PackData, Record, differences, sha256
from committee.selectors import editions, findings, house_style, packs, papers
from committee.selectors.findings import JudgedFinding
from committee.selectors.reading import Reading
from committee.topics import FREEZE
from committee.visibility import require_clerk
from council.actions import jobs
from council.actions.jobs import JobFailed, Progress
from council.models import Job, User

#: Steps of freezing that a person who waits is shown: reading, then making the files, then keeping them.
STEPS = 3


class NothingChanged(CommitteeRefused):
    """The papers read as the newest edition, `pack`, has them: there is nothing to keep."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        super().__init__(
            f"Nothing changed since edition {pack.edition} was frozen, so it stays the newest and no further one was kept."
        )


def obstacles(
    meeting: Meeting,
    as_at: datetime.datetime | None = None,
    *,
    judged: Sequence[JudgedFinding] | None = None,
) -> list[str]:
    """What stands in the way of freezing, each a sentence that says what to do; empty where nothing does.

    `judged` are the findings of the check, where the caller has them already.
    """
    agenda = on_agenda(meeting)
    if not agenda:
        return ["The agenda is empty. Add its items first."]
    reading, found = Reading(as_at), []
    for item in agenda:
        paper = contents.paper_of(item)
        if item.kind == AgendaItem.Kind.REPORT and paper is None:
            found.append(
                f"Item {item.position}, {item.title}, has no paper. Add one, or make it a standing item."
            )
        if item.is_exempt and not item.paragraphs:
            found.append(
                f"Item {item.position} is in Part II without a paragraph of Schedule 12A. Name at least one."
            )
        if item.is_exempt and not item.public_interest:
            found.append(
                f"Item {item.position} is in Part II without a public-interest note. Say why keeping it secret outweighs "
                "disclosing it."
            )
        if paper is not None:
            found += [f"Item {item.position}: {sentence}" for sentence in papers.unfinished(paper, reading)]
    if judged is None:
        judged = findings.findings(meeting, reading=reading)
    waiting = sum(not each.is_accepted for each in judged)
    if waiting:
        things = "finding of the check is" if waiting == 1 else "findings of the check are"
        found.append(f"{waiting} {things} neither mended nor accepted with a reason. Look at the check.")
    return found


@transaction.atomic
def request_freeze(meeting: Meeting, *, by: User) -> Job:
    """Ask for the papers to be frozen; a worker does it and the job's page says how far it is. Whoever asks while they are
    being frozen is given the job that does it.

    Raises CommitteeRefused where something stands in the way, or the papers are published.
    """
    require_clerk(by)
    under_way = editions.freezing(meeting)
    if under_way is not None:
        return under_way
    _refuse(obstacles(meeting))
    row = locked(meeting)  # of two clerks who ask at once, the second finds the job of the first
    return editions.freezing(row) or jobs.request(
        kind=editions.FREEZING,
        title=f"Freeze the papers of {meeting}",
        topic=FREEZE,
        by=by,
        meeting=meeting.pk,
    )


def freeze_job(job: Job, progress: Progress) -> dict:
    """The work of a freezing job. Raises JobFailed, with the sentence that says why."""
    meeting = Meeting.objects.get(pk=job.parameters["meeting"])
    try:
        pack = freeze(meeting, by=job.requested_by, progress=progress)
    except NothingChanged as same:
        return {"pack": same.pack.pk, "summary": str(same)}
    except CommitteeRefused as refused:
        raise JobFailed(str(refused)) from refused
    return {
        "pack": pack.pk,
        "summary": f"Finished: edition {pack.edition} is frozen, hash {pack.sha256[:12]}.",
    }


@transaction.atomic
def freeze(
    meeting: Meeting,
    *,
    by: User,
    at: datetime.datetime | None = None,
    progress: Progress = lambda done, total: None,
) -> Pack:
    """Freeze the papers as they read now (`at`: for loading history, as they read then) as a further edition.

    Raises CommitteeRefused where something stands in the way, the papers are published, or figures were being saved at
    that very moment; NothingChanged where the newest edition has all of it already.
    """
    require_clerk(by)
    row = locked(meeting)
    at = at or timezone.now()
    newest = packs.newest(row)
    progress(0, STEPS)
    read = contents.read(row, at)
    data = read.data
    # Judged between two readings that must be the same, so the check has seen what is frozen.
    judged = findings.findings(row, at)
    _refuse(obstacles(row, at, judged=judged))
    if newest is not None and _is_as_frozen(newest, data, judged):
        progress(STEPS, STEPS)
        raise NothingChanged(newest)
    progress(1, STEPS)
    try:
        files = pack_files.build(read)
    except TooManyRows as error:
        raise CommitteeRefused(f"Nothing was frozen. {error}") from error
    progress(2, STEPS)
    # What was being saved while we read has an earlier moment than ours and would be in a later reading of it.
    if contents.read(row, at).data.sha256 != data.sha256:
        raise CommitteeRefused(
            "Figures or words were being saved at this moment, so nothing was frozen. Freeze again."
        )
    pack = Pack.objects.create(
        meeting=row,
        edition=newest.edition + 1 if newest else 1,
        as_at=at,
        frozen_at=at,
        frozen_by=by,
        data=data.text,
        sha256=data.sha256,
        schemes=sorted({record.data["scheme"] for record in _ratings(data)} - {""}),
        findings=_accepted(judged),
    )
    keep_files(pack, files)
    keep_records(pack, read.records)
    progress(STEPS, STEPS)
    return pack


@transaction.atomic
def publish(pack: Pack, *, by: User, at: datetime.datetime | None = None) -> Publication:
    """Make Part I of a frozen pack public, for good. Only the newest edition of an agenda that still reads the same."""
    require_clerk(by)
    meeting = locked(pack.meeting)
    newest = packs.newest(meeting)
    if newest is None or newest.pk != pack.pk:
        raise CommitteeRefused(
            "There is a newer edition of these papers. Nothing was published; publish that one."
        )
    if reproduce(pack):
        raise CommitteeRefused(
            "What these papers print was changed after they were frozen. Nothing was published; freeze them again."
        )
    return Publication.objects.create(
        meeting=meeting, pack=pack, published_at=at or timezone.now(), published_by=by
    )


def reproduce(pack: Pack) -> list[str]:
    """Build the pack's data anew as at its moment, and name the places that differ; empty where its hash is the same.

    Figures, words and answers are versions. Names of the council, committees, directorates and services, and the day of
    another meeting that a question waits for, have none: where one was changed since, it is named as a difference.
    """
    meeting = Meeting.objects.select_related("committee").get(pk=pack.meeting_id)
    again = contents.read(meeting, pack.as_at).data
    if again.sha256 == pack.sha256:
        return []
    return list(differences(PackData.plain_of(pack.data), PackData.plain_of(again.text)))


def keep_files(pack: Pack, files: Sequence[pack_files.Built], erratum: Erratum | None = None) -> None:
    """Keep the files of a pack or an erratum, each with its hash."""
    PackFile.objects.bulk_create(
        PackFile(
            pack=pack,
            erratum=erratum,
            item=file.item,
            part=file.part,
            kind=file.kind,
            file_format=file.file_format,
            name=file.name,
            media_type=file.media_type,
            content=file.content,
            size=len(file.content),
            sha256=sha256(file.content),
            first_page=file.first_page,
            last_page=file.last_page,
        )
        for file in files
    )


def keep_records(pack: Pack, records: Sequence[Record], erratum: Erratum | None = None) -> None:
    """Keep the records of open data, in printed order."""
    PublishedRecord.objects.bulk_create(
        [
            PublishedRecord(
                pack=pack,
                item_id=record.item,
                erratum=erratum,
                kind=record.kind,
                key=record.key,
                place=place,
                data=record.data,
            )
            for place, record in enumerate(records)
        ],
        batch_size=500,
    )


def _refuse(found: Sequence[str]) -> None:
    if found:
        raise CommitteeRefused(f"Nothing was frozen. {' '.join(found)}")


def _is_as_frozen(pack: Pack, data: PackData, judged: Sequence[JudgedFinding]) -> bool:
    """Whether freezing would keep what `pack` holds already, but for the moment that each document prints."""
    dressed = house_style.current()
    if pack.findings != _accepted(judged) or (dressed is not None and dressed.recorded_at > pack.frozen_at):
        return False
    places = differences(PackData.plain_of(pack.data), PackData.plain_of(data.text))
    return all(place.endswith("/document/as_at") for place in places)


def _ratings(data: PackData) -> list[Record]:
    return [record for record in data.records if record.kind == PublishedRecord.Kind.RATING]


def _accepted(judged: Sequence[JudgedFinding]) -> list[dict[str, str]]:
    return [
        {"code": each.finding.code, "sentence": each.finding.sentence, "reason": each.answer.reason}
        for each in judged
        if each.answer is not None
    ]
