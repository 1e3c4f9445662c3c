"""What the committee's papers print in words, sentence by sentence, for tests.

The facts in `tests/data/` were taken from the papers by a script of their own, and not from the demonstration's fixtures.
`committee-papers.json` has every printed sentence of agendas, cover reports and minutes, save those with the name of a
person; `committee-follow-ups.json` what members asked for, with the words of the minutes that say so.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data"

_NOT_WORDS = re.compile(r"[^a-z0-9£%]+")
_SENTENCE_ENDS = re.compile(r"(?<=[.:;?!])\s+(?=[A-Z('\"])")


@dataclass(frozen=True)
class FollowUp:
    """Something that members asked for."""

    id: str
    meeting_date: str
    item: str
    kind: str
    raised_by: str
    text: str
    owner: str
    due: str
    #: the words of the minutes
    quote: str
    status_in_later_papers: str


def printed() -> dict[str, list[str]]:
    """The sentences of each paper, by meeting and item: `ccpi-2021-11-25/4`, `ccpi-2021-11-25/agenda`."""
    return json.loads((DATA / "committee-papers.json").read_text(encoding="utf-8"))


def follow_ups() -> dict[str, FollowUp]:
    rows = json.loads((DATA / "committee-follow-ups.json").read_text(encoding="utf-8"))
    return {row["id"]: FollowUp(**row) for row in rows}


def bare(text: str) -> str:
    """Letters and figures alone, so that case, punctuation, marks of bullets and broken lines do not matter.

    >>> bare("- Complaints:  57%")
    'complaints57%'
    """
    return _NOT_WORDS.sub("", text.lower())


def sentences(text: str) -> list[str]:
    """The sentences of a paper's words; headings and bullets are sentences of their own."""
    lines = (line.strip().lstrip("#- ") for line in text.splitlines())
    return [sentence for line in lines if line for sentence in _SENTENCE_ENDS.split(line)]
