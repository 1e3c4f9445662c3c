"""What stands on every agenda, and in which order. Pure.

The order is that of the agendas of 26 February 2019 and 25 November 2021; the words are ours, for a clerk to change.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from council.period_kinds import date_label

STANDING = "standing"
MINUTES = "minutes"


@dataclass(frozen=True)
class StandingItem:
    """A line of a new agenda: its title, what stands below it, and its kind."""

    title: str
    text: str = ""
    kind: str = STANDING


APOLOGIES = StandingItem("Apologies for Absence")
INTERESTS = StandingItem(
    "Disclosure of Pecuniary and Non-Pecuniary Interests",
    "Members are asked to consider any interests that they have to disclose to the meeting in matters on this agenda.",
)
URGENT = StandingItem(
    "Urgent Business",
    "An item is considered here only where the Chair is of the opinion, by reason of special circumstances recorded in the "
    "minutes, that it should be considered at this meeting as a matter of urgency.",
)
NEXT = "Date of Next Meeting"
#: Section 100A(4) of the Local Government Act 1972: the meeting itself resolves, and says under which description.
EXCLUSION = StandingItem(
    "Exclusion of the Press and Public",
    "The committee is asked to consider whether, under Section 100A(4) of the Local Government Act 1972, the public should "
    "be excluded while the following items are considered, because exempt information as described in the paragraphs of "
    "Part 1 of Schedule 12A to the Act that are given with each item would be likely to be disclosed, and the public "
    "interest in maintaining the exemption outweighs the public interest in disclosing the information.",
)


def opening(last_meeting: datetime.date | None) -> list[StandingItem]:
    """What comes before the reports: minutes only where there was a meeting before."""
    lines = [APOLOGIES, INTERESTS]
    if last_meeting is not None:
        lines.append(StandingItem(f"Minutes of the Meeting held on {date_label(last_meeting)}", kind=MINUTES))
    return lines


def closing(next_meeting: str) -> list[StandingItem]:
    """What comes after the reports."""
    held = f"The next meeting will be held: {next_meeting}" if next_meeting else ""
    return [URGENT, StandingItem(NEXT, held)]


def is_exclusion(title: str) -> bool:
    """Whether a line asks to exclude the press and public, however the clerk writes it."""
    return "exclusion of" in title.casefold()


def closes(title: str) -> bool:
    """Whether a line belongs behind the reports of Part I."""
    known = (URGENT.title, NEXT, "Notice of Intention")
    return is_exclusion(title) or title.startswith(known)
