"""What was frozen and published: the packs of a meeting, their files for one person, and what changed since."""

from __future__ import annotations

import datetime
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
    """A figure or rating that reads differently from what was published first: what it is of, was, now."""

    kind: str
    key: str
    name: str
    period: str
    was: str
    now: str
    rating_was: str
    rating_now: str
    #: The number of the erratum that already says so; 0 where none does.
    erratum: int = 0


@dataclass(frozen=True)
class Said:
    """What a pack (erratum 0) or one of its errata said of a figure: its record, and the word of its rating."""

    erratum: int
    data: dict
    rated: str

    @property
    def printed(self) -> str:
        return self.data["printed"]

    @property
    def reads(self) -> tuple[str, str]:
        """What a reader sees of it."""
        return self.printed, self.rated


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

    A figure that an erratum corrected is a change too, and names its erratum: whoever read the papers as they first
    came is to be told in the next ones.
    """
    published = _published(pack, as_at)
    meant = {each.data["indicator"] for said in published.values() for each in said}
    records = open_data.figures_now(meant, pack, as_at)
    now = {(record.kind, record.key): record.data for record in records}
    found = []
    for key, said in published.items():
        current = now.get((Kind.FIGURE, key))
        if current is None:
            continue
        reads = Said(0, current, _rated(now.get((Kind.RATING, key))))
        was = next((each for each in said if each.reads != reads.reads), None)
        if was is None:
            continue
        found.append(
            Changed(
                Kind.FIGURE,
                key,
                current["indicator_name"],
                current["period_name"],
                was.printed,
                reads.printed,
                was.rated,
                reads.rated,
                erratum=_corrected_by(said, reads),
            )
        )
    return found


def _published(pack: Pack, as_at: datetime.datetime | None) -> dict[str, list[Said]]:
    """What the pack said of each figure, and then each of its errata issued by `as_at`, by the figure's key."""
    issued = Q(erratum=None) | Q(erratum__issued_at__lte=as_at) if as_at else Q()
    rows = PublishedRecord.objects.filter(issued, pack=pack, kind__in=[Kind.FIGURE, Kind.RATING])
    rows = rows.order_by(F("erratum__number").asc(nulls_first=True), "place", "id")
    records = list(rows.values_list("kind", "key", "erratum__number", "data"))
    ratings = {(key, number): data for kind, key, number, data in records if kind == Kind.RATING}
    found: dict[str, list[Said]] = {}
    for kind, key, number, data in records:
        if kind == Kind.FIGURE:
            said = Said(number or 0, data, _rated(ratings.get((key, number))))
            found.setdefault(key, []).append(said)
    return found


def _rated(rating: dict | None) -> str:
    return rating.get("status_word", "") if rating else ""


def _corrected_by(said: list[Said], reads: Said) -> int:
    """The erratum from which on what was published is what is read now; 0 where the last word published is another."""
    number = 0
    for each in reversed(said):
        if each.reads != reads.reads:
            break
        number = each.erratum
    return number


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
        Column("erratum", "Erratum"),
    )
    rows = tuple(
        Row(
            (
                Cell(each.name),
                Cell(each.period),
                Cell(each.was),
                Cell(each.now),
                Cell(_rating(each)),
                Cell(f"Erratum {each.erratum}" if each.erratum else "None"),
            )
        )
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
