"""What was published: the records and files of published packs, Part I only. The public pages and the API ask here.

A record that an erratum corrected is read as corrected; the slip and the page as first published stay reachable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from committee.models import AgendaItem, Erratum, Pack, PackFile, Publication, PublishedRecord
from committee.pack_data import PackData, Plain

#: A corrected record comes before the one that it corrects, and of two papers of a meeting the second.
_NEWEST_FIRST = ("-pack__publication__published_at", F("erratum__number").desc(nulls_last=True), "-place")


@dataclass(frozen=True)
class PublishedPaper:
    """A paper as plain data, with its line of the agenda; the erratum it is read by, and the newest that corrected it."""

    item: Plain
    data: Plain
    erratum: Erratum | None
    newest: Erratum | None


def records(kind: str, *, meeting: str = "", **where: Any) -> QuerySet[PublishedRecord]:
    """The records of one kind, each key once as published last, or as one meeting published it; the newest papers first, in
    printed order. What a corrected paper no longer says is no record of its meeting any more. `where` filters by what a
    record says: `data__status="red"`."""
    later = Erratum.objects.filter(
        pack=OuterRef("pack"), item=OuterRef("item"), number__gt=Coalesce(OuterRef("erratum__number"), 0)
    )
    found = PublishedRecord.objects.filter(~Exists(later), kind=kind, pack__publication__isnull=False)
    if meeting:
        found = found.filter(pack__meeting__slug=meeting)
    newest = found.order_by("key", *_NEWEST_FIRST).distinct("key").values("pk")
    return (
        PublishedRecord.objects.filter(pk__in=newest, **where)
        .select_related("pack__publication", "pack__meeting", "erratum")
        .defer("pack__data", "erratum__data")
        .order_by("-pack__publication__published_at", "place", "id")
    )


def publications() -> QuerySet[Publication]:
    """What was published, the newest meeting first."""
    return (
        Publication.objects.select_related("meeting__committee", "pack")
        .defer("pack__data")
        .order_by("-meeting__starts_at", "-pk")
    )


def files(publication: Publication) -> QuerySet[PackFile]:
    """The public files of a publication, and of its errata, without their content."""
    return (
        PackFile.objects.filter(pack=publication.pack_id, part=1)
        .select_related("item", "erratum")
        .defer("content", "erratum__data")
    )


def errata(publication: Publication) -> QuerySet[Erratum]:
    """The slips of a publication that correct Part I, oldest first."""
    return (
        Erratum.objects.filter(pack=publication.pack_id, item__part=1)
        .select_related("item")
        .defer("data")
        .order_by("number")
    )


def state() -> str:
    """A text that changes whenever something is published or corrected: what an ETag is made of."""
    last = Publication.objects.aggregate(publication=Max("pk"), erratum=Max("pack__errata"))
    return f"{last['publication'] or 0}-{last['erratum'] or 0}"


def newest() -> Publication | None:
    """What was published for the newest meeting."""
    return publications().first()


def agenda(publication: Publication) -> list[Plain]:
    """The lines of the published agenda, as frozen: of an exempt one the title, the reason, and nothing else."""
    lines = records(PublishedRecord.Kind.ITEM, meeting=publication.meeting.slug)
    return [record.data for record in lines.order_by("place")]


def paper(publication: Publication, position: int, erratum: int | None = None) -> PublishedPaper | None:
    """The frozen paper of an item of Part I: as corrected by an erratum (0: as first published, None: as it reads now)."""
    slips = list(errata(publication).filter(item__position=position).defer(None))
    chosen = {slip.number: slip for slip in slips}
    if erratum and erratum not in chosen:
        return None
    last = slips[-1] if slips else None
    slip = last if erratum is None else chosen.get(erratum)
    data = PackData.plain_of(Pack.objects.values_list("data", flat=True).get(pk=publication.pack_id))
    item = next((line for line in data["agenda"] if line["number"] == position), None)
    held = next((found for found in data["papers"] if found["number"] == position), None)
    if item is None or held is None or item["part"] != AgendaItem.Part.OPEN:
        return None
    return PublishedPaper(item, PackData.plain_of(slip.data) if slip else held, slip, last)
