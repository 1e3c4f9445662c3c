"""The council's own Word template: kept once it is known to be safe, given up again, and shown on a sample paper."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from committee.actions.refusals import CommitteeRefused
from committee.exports import packs as pack_exports
from committee.exports.house_style import BadTemplate, check_template
from committee.exports.packs import AgendaLine, AgendaPart, PackContents, PackPaper
from committee.models import HouseTemplate
from committee.selectors.house_style import house_template
from committee.visibility import require_clerk
from council.actions.superseding import supersede
from council.models import User
from council.periods import date_label
from council.sections import Bullets, Cell, Column, Document, Row, Section, Table, clean_text
from council.selectors import council_name

LONGEST_NAME = 200
SAMPLE = "Sample paper"


def keep_template(*, name: str, content: bytes, by: User, based_on: int) -> HouseTemplate:
    """Dress Word files in this template from now on; frozen packs keep the files they have.

    The file is read before anything is locked: a hostile one may take a while to refuse.
    """
    require_clerk(by)
    try:
        check_template(content)
    except BadTemplate as bad:
        raise CommitteeRefused(f"{bad} Nothing was changed.") from bad
    named = clean_text(name).strip()[-LONGEST_NAME:] or "template.docx"
    with transaction.atomic():
        return supersede(HouseTemplate(name=named, content=content), by=by, based_on=based_on)


@transaction.atomic
def remove_template(*, by: User, based_on: int) -> HouseTemplate:
    """Go back to the product's own style."""
    require_clerk(by)
    if not HouseTemplate.objects.current().exclude(name="").exists():
        raise CommitteeRefused("Papers have the product’s own style already. Nothing was changed.")
    return supersede(HouseTemplate(name="", content=b""), by=by, based_on=based_on)


def sample_paper(now: datetime.datetime) -> bytes:
    """A paper of headings, bullets, a long and a short table, as Word, in the style that is in use."""
    moment = timezone.localtime(now)
    columns = (Column("what", "What stands here", weight=2.0), Column("figure", "Figure", "number"))
    rows = tuple(Row((Cell(f"Line {number}"), Cell(f"{number}"))) for number in range(1, 41))
    sections = (
        Section("A heading", ("A paragraph of the report.", Bullets(("A first point", "A second point")))),
        Section("A heading below it", ("A paragraph under a heading of the second level.",), level=2),
    )
    report = Document(SAMPLE, council_name(), moment, sections, orientation="portrait")
    table = Section("A table over more than one page", (Table("A sample table", columns, rows),))
    appendix = Document("Sample appendix", council_name(), moment, (table,))
    paper = PackPaper("1", SAMPLE, 1, (("", report), ("Appendix 'A'", appendix)))
    held = PackContents(
        council=council_name(),
        committee="Sample committee",
        meeting=date_label(moment.date()),
        as_at=moment,
        agenda=(AgendaPart("Agenda", (AgendaLine("1", SAMPLE),)),),
        papers=(paper,),
    )
    return pack_exports.paper_docx(held, paper, house_template())
