"""A sentence with its numbers and its times taken out and marked, so that its pattern can be read. Pure.

    "a decrease by 10% (226 in 2020/21 from 252 in 2019/20)"
    "a decrease by <p0> (<n1> in <t2> from <n3> in <t4>)"

    <p>     a percentage             <m>   an amount of money
    <n>     any other number         <t>   a period or a date

Numbers that say which, and not how many, are left in the text: Stage 2, Regulation 3, aged 18-64, per 100,000, 8 weeks, £5m
is money but "the 65+ group", "COVID-19" and "10-day" are words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from committee.claims import Printed, read_printed
from committee.reconcile.times import Time, find_times
from council.period_kinds import Period

Kind = Literal["p", "m", "n"]

#: What is longer, in characters or in numbers and times, is a table or a slip, and no sentence: nothing in it is marked.
LONGEST_SENTENCE, MOST_NUMBERS = 4000, 100
#: Characters of a sentence that a finding repeats.
LONGEST_QUOTE = 180

#: One number in a pattern, of any kind or of one.
Q = r"<(?:p|m|n)\d+>"
P = r"<p\d+>"
M = r"<m\d+>"
N = r"<n\d+>"
T = r"<t\d+>"

_NUMBER = re.compile(
    r"(?<![\w.,/£#-])(?:[-\u2212\u2013](?=[£\d]))?(?P<money>£)?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
    r"(?:\s?(?:bn|million|billion|thousand|m|k)\b)?(?P<percent>\s?%|\sper\s?cent\b)?(?!\d|\+(?!\d)|[\u2013-]\d|(?<!%)[/\u2013-]?\w)",
    re.IGNORECASE,
)
#: Words before a number that make it a name.
_NAME_BEFORE = re.compile(
    r"(?:(?<!last )(?<!this )(?<!prior )(?<!previous )\b(?:stage|section|paragraph|appendix|regulation|graph|figure|chart"
    r"|table|grade|part|key stage|level|year|item|page|tier|phase|class|type|no\.|aged?|ks|corp|cr|co|attainment|progress"
    r"|schedule|step|version)|\bper)\s?$",
    re.IGNORECASE,
)
_SPAN_AFTER = re.compile(
    r"\s(?:(?:working|calendar)\s)?(?:seconds?|hours?|days?|weeks?|months?|years?|minutes?|miles?|year[- ]olds?)\b(?!\sof)",
    re.IGNORECASE,
)
#: Before an average with its decimals, which is a figure and no name of a limit: "from 9.8 days to 8.9 days".
_MOVES_BEFORE = re.compile(r"(?:\b(?:from|to)|=)\s$", re.IGNORECASE)
_RANGE = re.compile(
    r"(?<![\w.,£])\d[\d,.]*\s?(?:\u2013|-|&)\s?\d[\d,.]*(?:\s?(?:years?|days?|weeks?)\b)?(?![\d%])"
)
_SENTENCE_END = re.compile(
    r"(?<!\be\.g)(?<!\bi\.e)(?<!\bNo)(?<!\bMr)(?<!\bDr)(?<!\bMrs)(?<!\betc)[.!?]['\")\u2019\u201d]?"
    r"\s+(?=[\"'\u2018\u201c(£A-Z0-9])|\n+"
)


@dataclass(frozen=True)
class Numeral:
    """A number in a sentence: `text` as printed, and what it says."""

    start: int
    end: int
    text: str
    kind: Kind
    printed: Printed


@dataclass(frozen=True)
class Sentence:
    """A sentence; `marked` is its text with markers, whose numbers are places in `tokens`."""

    text: str
    marked: str
    tokens: tuple[Numeral | Time, ...]

    def numeral(self, marker: str) -> Numeral:
        token = self.tokens[int(marker[2:-1])]
        if not isinstance(token, Numeral):
            raise TypeError(f"{marker} marks a time, not a number.")
        return token

    def when(self, marker: str) -> Time:
        token = self.tokens[int(marker[2:-1])]
        if not isinstance(token, Time):
            raise TypeError(f"{marker} marks a number, not a time.")
        return token

    @property
    def numerals(self) -> tuple[Numeral, ...]:
        return tuple(token for token in self.tokens if isinstance(token, Numeral))

    @property
    def times(self) -> tuple[Time, ...]:
        return tuple(token for token in self.tokens if isinstance(token, Time))


@lru_cache(maxsize=4096)
def sentences(text: str, within: Period | None = None) -> tuple[Sentence, ...]:
    """The sentences of a paragraph, in their order. Kept, since every rule reads the same ones."""
    return tuple(_mark(part, within) for part in split(text))


def split(text: str) -> list[str]:
    """A paragraph cut at full stops that end a sentence, and at line ends.

    >>> split("Rates fell to 4.5% (e.g. Leeds). 9 were late.")
    ['Rates fell to 4.5% (e.g. Leeds).', '9 were late.']
    """
    cuts = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    parts = (" ".join(text[start:end].split()) for start, end in pairwise(cuts))
    return [part for part in parts if part]


def quoted(*said: Sentence) -> str:
    """The sentences in quotation marks, cut where they are long."""
    text = " ".join(sentence.text for sentence in said)
    if len(text) > LONGEST_QUOTE:
        text = text[:LONGEST_QUOTE].rsplit(" ", 1)[0] + " \u2026"
    return f"\u201c{text}\u201d"


def _mark(text: str, within: Period | None) -> Sentence:
    text = text.replace("<", " ").replace(">", " ")
    if len(text) > LONGEST_SENTENCE:
        return Sentence(text, text, ())
    times = find_times(text, within)
    found: list[Numeral | Time] = [*times, *_numerals(text, times)]
    if len(found) > MOST_NUMBERS:
        return Sentence(text, text, ())
    tokens = tuple(sorted(found, key=lambda token: token.start))
    parts, at = [], 0
    for index, token in enumerate(tokens):
        kind = "t" if isinstance(token, Time) else token.kind
        parts += [text[at : token.start], f"<{kind}{index}>"]
        at = token.end
    return Sentence(text, "".join(parts) + text[at:], tokens)


def _numerals(text: str, times: list[Time]) -> Iterator[Numeral]:
    taken = [(time.start, time.end) for time in times]
    taken += [match.span() for match in _RANGE.finditer(text) if not _overlaps(match.span(), taken)]
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        if _overlaps((start, end), taken):
            continue
        is_quantity = match["money"] or match["percent"]
        if not is_quantity and _is_name(text[:start], match[0], text[end:]):
            continue
        printed = read_printed(re.sub(r"\s?per\s?cent", "%", match[0], flags=re.IGNORECASE))
        if printed is not None:
            kind: Kind = "m" if match["money"] else "p" if match["percent"] else "n"
            yield Numeral(start, end, match[0], kind, printed)


def _overlaps(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(span[0] < last and first < span[1] for first, last in taken)


def _is_name(before: str, number: str, after: str) -> bool:
    if _SPAN_AFTER.match(after):
        return "." not in number or not _MOVES_BEFORE.search(before)
    return _NAME_BEFORE.search(before) is not None
