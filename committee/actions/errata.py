"""Errata: what a published paper said, what it says now, and why; the slip, and the corrected item.

The published files stay as they are and stay reachable. The corrected item is read at the moment of the erratum.
"""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from committee.actions import contents, pack_files
from committee.actions.packs import keep_files, keep_records
from committee.actions.refusals import CommitteeRefused
from committee.exports.pdf import TooManyRows
from committee.models import AgendaItem, Erratum, Meeting, Publication
from committee.pack_data import canonical, sha256
from committee.visibility import require_clerk
from council.models import User
from council.sections import clean_text


@transaction.atomic
def issue_erratum(
    item: AgendaItem,
    *,
    said: str,
    now_says: str,
    reason: str,
    by: User,
    at: datetime.datetime | None = None,
) -> Erratum:
    """Correct an item of published papers: keep a slip and the item as it reads now, beside what was published.

    Its words are corrected before, by its author: what is written after the publication is shown to nobody until here.
    Raises CommitteeRefused where the papers are not published, the item has no paper, or figures were being saved at that
    very moment.
    """
    require_clerk(by)
    meeting = Meeting.objects.select_for_update().get(pk=item.meeting_id)
    publication = Publication.objects.filter(meeting=meeting).select_related("pack").first()
    if publication is None:
        raise CommitteeRefused(
            "These papers are not published yet. Correct them and freeze them again instead."
        )
    said, now_says, reason = (clean_text(text).strip() for text in (said, now_says, reason))
    if not (said and now_says and reason):
        raise CommitteeRefused(
            "An erratum says what was printed, what is right, and why. Fill in all three; nothing was issued."
        )
    at = at or timezone.now()
    read = contents.read(meeting, at, only=item)
    if not read.papers:
        raise CommitteeRefused("This item has no paper to correct. Nothing was issued.")
    [corrected] = read.papers
    data = canonical(contents.paper_data(corrected))
    pack = publication.pack
    erratum = Erratum.objects.create(
        pack=pack,
        item=corrected.item,
        number=pack.errata.count() + 1,
        said=said,
        now_says=now_says,
        reason=reason,
        as_at=at,
        issued_at=at,
        issued_by=by,
        data=data,
        sha256=sha256(data),
    )
    try:
        files = pack_files.of_erratum(read, corrected, erratum)
    except TooManyRows as error:
        raise CommitteeRefused(f"Nothing was issued. {error}") from error
    # As in freezing: what was being saved while we read would be in a later reading of this moment.
    if contents.read(meeting, at, only=item).data.sha256 != read.data.sha256:
        raise CommitteeRefused(
            "Figures or words were being saved at this moment, so nothing was issued. Issue it again."
        )
    keep_files(pack, files, erratum)
    keep_records(pack, [record for record in read.records if record.item is not None], erratum)
    return erratum
