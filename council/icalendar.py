"""Calendar files (RFC 5545) with whole days in them. Pure: no Django, no clock.

A dozen lines of the format are all that a feed of due dates needs: lines end with CRLF, none is longer than 75 octets,
and a text's backslashes, commas, semicolons and line breaks are escaped.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_LINE = 75  # octets, without the line break


@dataclass(frozen=True)
class DayEvent:
    """Something that falls on a day. `uid` never changes; `changed_at` and `sequence` say that the rest did."""

    uid: str
    day: datetime.date
    summary: str
    description: str
    url: str
    changed_at: datetime.datetime
    sequence: int = 0


def calendar(name: str, events: Iterable[DayEvent]) -> str:
    """The calendar as a file that calendar programs subscribe to."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Outturn//Due dates//EN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
    ]
    for event in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{text(event.uid)}",
            f"DTSTAMP:{event.changed_at.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}",
            f"SEQUENCE:{event.sequence}",
            f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
            f"SUMMARY:{text(event.summary)}",
            f"DESCRIPTION:{text(event.description)}",
            f"URL:{event.url}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{fold(line)}\r\n" for line in lines)


def text(words: str) -> str:
    r"""A text as the format writes it.

    >>> text("Highways; lighting, and more\nDue soon")
    'Highways\\; lighting\\, and more\\nDue soon'
    """
    escaped = re.sub(r"([\\;,])", r"\\\1", words)
    return re.sub(r"\r\n|\r|\n", r"\\n", escaped)


def fold(line: str) -> str:
    """A line cut into pieces of at most 75 octets, never within a character; each further piece begins with a space."""
    pieces: list[str] = []
    piece, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LONGEST_LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece += character
        size += octets
    return "\r\n".join([*pieces, piece])
