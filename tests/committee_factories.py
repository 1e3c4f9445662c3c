"""Meetings, agenda items and papers for tests, written by the actions that people use."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.utils import timezone

from committee.actions import errata, findings, meetings, packs, papers
from committee.models import AgendaItem, Committee, CommitteeMember, Erratum, Meeting, Paper, Publication
from committee.selectors import findings as selectors
from council.models import User

#: A day on which the demonstration's committee does not meet.
MEETS_ON = datetime.datetime(2022, 3, 8, 14, 0)
#: What an exempt item carries.
EXEMPT = {"part": 2, "paragraphs": [3], "public_interest": "Secrecy outweighs disclosure."}


def clerk() -> User:
    return User.objects.get(username="clerk")


def make_committee(slug: str = "scrutiny", name: str = "Scrutiny Committee") -> Committee:
    return meetings.add_committee(slug=slug, name=name, by=clerk())


def make_meeting(
    committee: Committee | None = None, starts_at: datetime.datetime = MEETS_ON, **fields: str
) -> Meeting:
    """A meeting of a committee (a new one), in local time."""
    return meetings.add_meeting(
        committee=committee or make_committee(),
        starts_at=timezone.make_aware(starts_at),
        by=clerk(),
        **fields,
    )


def make_item(
    meeting: Meeting | None = None,
    title: str = "Monitoring report",
    kind: str = AgendaItem.Kind.REPORT,
    **fields: object,
) -> AgendaItem:
    """A report at the end of a meeting's agenda; of a new meeting unless one is given."""
    given = {"author": "Chief Executive"} | fields
    return meetings.add_item(meeting or make_meeting(), by=clerk(), title=title, kind=kind, **given)


def make_paper(
    kind: str = Paper.Kind.FREE,
    *,
    item: AgendaItem | None = None,
    words: Mapping[str, str] | None = None,
    at: datetime.datetime | None = None,
    **fields: object,
) -> Paper:
    """The paper of an item (a new one); a performance or risk paper is of the quarters of November 2021 unless `fields` say
    otherwise. `at`: when its words were written."""
    usual: dict[str, dict[str, object]] = {
        Paper.Kind.PERFORMANCE: {"style": Paper.Style.TABLES, "quarter": "2021-22-Q2"},
        Paper.Kind.RISKS: {"style": Paper.Style.CARDS, "quarter": "2021-22-Q3"},
        Paper.Kind.COMPLAINTS: {"year": 2020},
        Paper.Kind.FREE: {},
    }
    paper = papers.add_paper(item or make_item(), by=clerk(), kind=kind, **usual[kind] | fields)
    if words:
        papers.write_words(paper, words, by=clerk(), based_on={}, at=at)
    return paper


def make_seat(committee: Committee, username: str = "member", *, reads_exempt: bool) -> CommitteeMember:
    """A seat on a committee, held since long ago."""
    user = User.objects.get(username=username)
    return meetings.seat(
        committee, user, since=datetime.date(2018, 1, 1), reads_exempt=reads_exempt, by=clerk()
    )


def publish(meeting: Meeting, *, reason: str = "It is so.") -> Publication:
    """Freeze and publish a meeting's papers as they read now, whatever the check finds in them."""
    accept_findings(meeting, reason=reason)
    return packs.publish(packs.freeze(meeting, by=clerk()), by=clerk())


def accept_findings(meeting: Meeting, *, reason: str = "It is so.") -> None:
    """Let everything stand that the check finds."""
    for judged in selectors.findings(meeting):
        if not judged.is_accepted:
            findings.accept(meeting, judged.finding, reason=reason, by=clerk(), based_on=0)


def correct(item: AgendaItem, detail: str, *, reason: str = "It was mistyped.") -> Erratum:
    """Write the detail of a published paper anew, and issue the erratum that says so."""
    before = item.paper.words.current().get(section="detail")
    papers.write_words(item.paper, {"detail": detail}, by=clerk(), based_on={"detail": before.version})
    return errata.issue_erratum(item, said=before.text, now_says=detail, reason=reason, by=clerk())
