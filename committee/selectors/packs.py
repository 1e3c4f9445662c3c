"""What was frozen and published: the packs of a meeting, their files for one person, and what changed since."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from committee.models import Meeting, Pack, PackFile, Publication, PublishedRecord
from committee.selectors import open_data
from committee.visibility import CommitteeView
from council.sections import Cell, Column, Document, Row, Section, Table
from council.selectors import council_name

Kind = PublishedRecord.Kind
#: Where the content of files is left in the database: lists need names, sizes and hashes.
LISTED = ("content",)


@dataclass(frozen=True)
class Changed:
    """A figure or rating that reads differently from what was published: what it is of, was, now."""

    kind: str
    key: str
    name: str
    period: str
    was: str
    now: str
    rating_was: str
    rating_now: str


def newest(meeting: Meeting) -> Pack | None:
    """The newest edition of a meeting's pack."""
    return Pack.objects.filter(meeting=meeting).defer("data").order_by("-edition").first()


def files(pack: Pack, view: CommitteeView) -> QuerySet[PackFile]:
    """The pack's files that a person may have, without their content; those of errata name them."""
    found = PackFile.objects.filter(pack=pack).defer(*LISTED).select_related("item", "erratum")
    return found if view.reads_exempt(pack.meeting) else found.filter(part=1)


def last_published(meeting: Meeting, as_at: datetime.datetime) -> Publication | None:
    """Of the committee's meetings before this one, the last whose papers were published at `as_at`."""
    return (
        Publication.objects.filter(
            meeting__committee=meeting.committee_id,
            meeting__starts_at__lt=meeting.starts_at,
            published_at__lte=as_at,
        )
        .select_related("pack", "meeting")
        .defer("pack__data")
        .order_by("-meeting__starts_at")
        .first()
    )


def changed_since(pack: Pack, as_at: datetime.datetime | None = None) -> list[Changed]:
    """Every figure that a published pack printed and that reads differently at `as_at` (None: now), in printed order.

    What an erratum said by then is published too, and is no change.
    """
    issued = Q() if as_at is None else Q(erratum=None) | Q(erratum__issued_at__lte=as_at)
    rows = PublishedRecord.objects.filter(issued, pack=pack, kind__in=[Kind.FIGURE, Kind.RATING])
    # A corrected record comes after the one that it corrects, and takes its place.
    rows = rows.order_by(F("erratum__number").asc(nulls_first=True), "place", "id")
    published = _by_key((row.kind, row.key, row.data) for row in rows)
    meant = {data["indicator"] for (kind, _), data in published.items() if kind == Kind.FIGURE}
    now = _by_key(
        (record.kind, record.key, record.data) for record in open_data.figures_now(meant, pack, as_at)
    )
    found = []
    for (kind, key), was in published.items():
        current = now.get((kind, key))
        if kind != Kind.FIGURE or current is None:
            continue
        rated_was = published.get((Kind.RATING, key), {}).get("status_word", "")
        rated_now = now.get((Kind.RATING, key), {}).get("status_word", "")
        if (was["printed"], rated_was) != (current["printed"], rated_now):
            found.append(
                Changed(
                    kind,
                    key,
                    was["indicator_name"],
                    was["period_name"],
                    was["printed"],
                    current["printed"],
                    rated_was,
                    rated_now,
                )
            )
    return found


def changed_document(meeting: Meeting, as_at: datetime.datetime) -> Document | None:
    """What changed since the last published papers of this committee, to print in the next; None where nothing did."""
    last = last_published(meeting, as_at)
    if last is None:
        return None
    changes = changed_since(last.pack, as_at)
    if not changes:
        return None
    columns = (
        Column("name", "Indicator", weight=3),
        Column("period", "Period"),
        Column("was", "Published", kind="number"),
        Column("now", "Now", kind="number"),
        Column("rating", "Rating", weight=2),
    )
    rows = tuple(
        Row((Cell(each.name), Cell(each.period), Cell(each.was), Cell(each.now), Cell(_rating(each))))
        for each in changes
    )
    return Document(
        title="Changed since the last published papers",
        subtitle=str(last.meeting),
        council=council_name(),
        as_at=as_at,
        orientation="portrait",
        section_heading="",
        table_heading="",
        sections=(
            Section(
                "Figures that changed",
                (
                    "These figures were published and have been corrected or validated since.",
                    Table("What was published, and what it is now", columns, rows),
                ),
            ),
        ),
    )


def _rating(change: Changed) -> str:
    if change.rating_was == change.rating_now:
        return f"{change.rating_now}, as before" if change.rating_now else ""
    return f"{change.rating_was or 'Not rated'}, now {change.rating_now or 'not rated'}"


def _by_key(rows: Iterable[tuple[str, str, dict]]) -> dict[tuple[str, str], dict]:
    return {(kind, key): data for kind, key, data in rows}
