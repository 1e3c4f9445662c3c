"""The demonstration's meetings: their agendas as printed, and the words of their papers.

A paper's words are of the day on which it went out, a few days before its meeting, after the quarters that it reports were
closed. So the pack of a meeting can be built as it stood. What is there already is left alone.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils import timezone

from committee.actions import meetings, papers
from committee.models import AgendaItem, Committee, Meeting, Paper
from council.demo import DEMO, read_yaml
from council.models import User
from council.periods import Quarter, parse_quarter

COMMITTEE = DEMO / "committee"
MEETINGS = COMMITTEE / "meetings.yaml"
#: When on its day the words of a paper were written: quarters and registers close at noon.
WRITTEN_AT = datetime.time(14)
#: Who writes which kind of paper.
AUTHORS = {
    Paper.Kind.PERFORMANCE: "performance",
    Paper.Kind.RISKS: "risk",
    Paper.Kind.COMPLAINTS: "complaints",
    Paper.Kind.FREE: "clerk",
}
NOT_KEPT = "not_kept"


def load(until: Quarter | None = None) -> None:
    """Load the committee and its meetings up to and including the one with the performance paper of `until` (None: all)."""
    clerk = User.objects.get(username="clerk")
    committee = _load_committee(clerk)
    known = set(Meeting.objects.values_list("slug", flat=True))
    for row in meetings_until(until):
        if row["slug"] not in known:
            _load_meeting(committee, row, clerk)


def meetings_until(until: Quarter | None) -> list[Mapping[str, Any]]:
    """What is written of the meetings that had happened by the performance paper of `until`, in the order of time."""
    rows = read_yaml(MEETINGS)["meetings"]
    return [row for row in rows if until is None or parse_quarter(row["with"]).ordinal <= until.ordinal]


def went_out_at(slug: str) -> datetime.datetime:
    """When the papers of a meeting were written."""
    [written] = [row["written"] for row in meetings_until(None) if row["slug"] == slug]
    return timezone.make_aware(datetime.datetime.combine(written, WRITTEN_AT))


def _load_committee(by: User) -> Committee:
    row = read_yaml(COMMITTEE / "committee.yaml")
    known = Committee.objects.filter(slug=row["slug"]).first()
    if known:
        return known
    committee = meetings.add_committee(slug=row["slug"], name=row["name"], by=by)
    for seat in row["members"]:
        user = User.objects.get(username=seat["user"])
        meetings.seat(committee, user, since=seat["since"], reads_exempt=seat["reads_exempt"], by=by)
    return committee


def _load_meeting(committee: Committee, row: Mapping[str, Any], by: User) -> None:
    fields = {name: row[name] for name in meetings.MEETING_FIELDS if name in row and name != "starts_at"}
    meeting = meetings.add_meeting(
        committee=committee,
        slug=row["slug"],
        starts_at=timezone.make_aware(row["starts_at"]),
        by=by,
        **fields,
    )
    for number, line in enumerate(row["items"], start=1):
        said = {name: line[name] for name in meetings.ITEM_FIELDS if name in line}
        item = meetings.add_item(meeting, by=by, **{"kind": AgendaItem.Kind.STANDING, **said})
        if item.kind != AgendaItem.Kind.STANDING:
            paper = _load_paper(item, _paper_of(meeting, number, line), by)
            if "published" in row:
                papers.mark_ready(paper, by=by)


def _paper_of(meeting: Meeting, number: int, line: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is written of a paper; of one that is not kept, that it is not."""
    if line.get("paper") == NOT_KEPT:
        return {"kind": Paper.Kind.FREE, "words": {"detail": read_yaml(MEETINGS)[NOT_KEPT]}}
    return read_yaml(_path(meeting.slug, number))


def _path(slug: str, number: int) -> Path:
    return COMMITTEE / "papers" / slug / f"{number}.yaml"


def _load_paper(item: AgendaItem, row: Mapping[str, Any], by: User) -> Paper:
    about = {name: row[name] for name in papers.FIELDS if name in row}
    paper = papers.add_paper(item, by=by, **about)
    author = User.objects.get(username=AUTHORS[paper.kind])
    papers.write_words(paper, row["words"], by=author, based_on={}, at=went_out_at(item.meeting.slug))
    return paper
