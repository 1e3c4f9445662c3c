"""Figures that prose gives with their time: "66.9% within Quarter 2 of 2020/21", "20.0 at the end of December". Pure.

A number and a time belong together where nothing but small words stands between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from committee.reconcile.marked import Numeral, Q, Sentence, T
from committee.reconcile.times import Time
from council.period_kinds import Period

_SMALL = r"(?:in|for|within|at|as|the|end|of|during|on|by|over|to date|at the close of)"
_AFTER = re.compile(rf"(?P<number>{Q})\)?,? ?\(?(?:-|\u2013)? ?(?:{_SMALL} ){{0,6}}\(?(?P<time>{T})")
_STOOD = (
    r"(?:had |has |have )?(?:was|were|is|are|stood at|stands at|reached|been|reduced to|increased to|decreased to"
    r"|fallen to|fell to|risen to|rose to|dropped to|improved to|declined to)"
)
_BEFORE = re.compile(
    rf"(?P<time>{T})\)?,? ?(?:(?:it |this )?(?:{_STOOD} )(?:at )?(?:just |around |about |over |under )*|\(|(?:-|\u2013|:) ?)"
    rf"(?P<number>{Q})"
)
_BY = re.compile(r"\bby (?:(?:just|over|under|around|about|almost|nearly|an|a|average|of) )*$")
_DASH = re.compile(r" [-\u2013] ")


@dataclass(frozen=True)
class Value:
    """A number and the time it is given for."""

    number: Numeral
    time: Time
    period: Period
    sentence: Sentence
    before: Sentence | None


def read_values(paragraph: Sequence[Sentence]) -> Iterator[Value]:
    """Each number at most once, with the time behind it if there is one, else the time in front."""
    for index, sentence in enumerate(paragraph):
        seen: set[str] = set()
        for pattern in (_AFTER, _BEFORE):
            for match in pattern.finditer(sentence.marked):
                time = sentence.when(match["time"])
                if (
                    match["number"] in seen
                    or time.period is None
                    or _belongs_elsewhere(sentence, match, pattern)
                ):
                    continue
                seen.add(match["number"])
                before = paragraph[index - 1] if index else None
                yield Value(sentence.numeral(match["number"]), time, time.period, sentence, before)


def _belongs_elsewhere(sentence: Sentence, match: re.Match[str], pattern: re.Pattern[str]) -> bool:
    """A time that closes one pair does not open the next; a dash joins only in brackets; "by 5% in June" is a change."""
    ahead = sentence.marked[: match.start("number")]
    if _BY.search(ahead):
        return True
    if pattern is _AFTER:
        in_brackets = ahead.rfind("(") > ahead.rfind(")")
        return _DASH.search(match[0]) is not None and not in_brackets
    closed = sentence.marked[: match.end("time")]
    return "(" not in match[0] and any(found.end() == len(closed) for found in _AFTER.finditer(closed))
