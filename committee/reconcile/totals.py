"""Totals that prose states with their parts: "621 (416 and 205)", "265,139 + 393,140 = 658,279"; and rates of a population.

Pure. A list is read as all the parts only where the sentence says so ("made up of", a plus sign, or nothing but the parts in
brackets behind "a total of"): "of the 32, 10 moved down" leaves 22 unsaid, and is no sum. A list of states that exclude one
another ("7 are green, 3 are amber and 3 are red") may leave some out, but cannot come to more than its whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from committee.reconcile.marked import M, N, Numeral, Q, Sentence, T

_WORDS = r"(?: [a-z'&/-]+){0,5}?"
_COUNT = rf"(?:{N}|{M})"
_LIST = rf"{_COUNT}(?:{_WORDS},? {_COUNT})*{_WORDS},? (?:and|plus) (?:a further |another )?{_COUNT}"
_WORDS_AND_TIMES = rf"(?: (?:[a-z'&/-]+|{T})){{0,5}}?"
_LIST_WITH_TIMES = rf"{_COUNT}(?:{_WORDS_AND_TIMES}, {_COUNT})*{_WORDS_AND_TIMES},? and {_COUNT}"
_TOTALS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?P<parts>{_COUNT}(?:{_WORDS} ?\+ ?{_COUNT})+){_WORDS} ?(?:=|makes|gives|totals|comes to) ?"
        rf"(?P<whole>{_COUNT})",
        rf"total of (?P<whole>{_COUNT})[^<.;()]{{0,60}}\((?P<parts>{_LIST}){_WORDS}\)",
        rf"(?P<whole>{_COUNT})[^<.;()]{{0,60}},? (?:made up of|comprising|consisting of|composed of|being the sum of) "
        rf"(?P<parts>{_LIST})",
        rf"(?P<parts>{_LIST}){_WORDS},? (?:making|giving|for) a total of (?P<whole>{_COUNT})",
    )
)
#: A list at the beginning of a sentence, and its total at the end: "£15,000 and £22,500 were given, £37,500 in all".
_TOTALS_BEHIND = tuple(
    re.compile(
        rf"^(?:[^<]|{T})*(?P<parts>{_LIST_WITH_TIMES})(?: (?:[a-z'&/-]+|{T})){{0,6}}?, {total}", re.IGNORECASE
    )
    for total in (
        rf"(?:(?:making )?a total of |totalling |in total )(?P<whole>{_COUNT})",
        rf"(?:a total of )?(?P<whole>{_COUNT}) (?:in total|in all|altogether)\b",
    )
)
#: The total is that of more than the list.
_OF_MORE = re.compile(
    r"\b(?:since|so far|to date|years?|cumulative\w*|includ\w*|other|others|also|overall|previous\w*|already)\b",
    re.IGNORECASE,
)
#: States of which a thing has one.
_STATES = (
    r"(?:green|amber|red|blue|grey)",
    r"(?:not upheld|(?:partly|partially) upheld|upheld|withdrawn)",
    r"(?:completed?|in progress|not (?:yet )?started)",
)


def _lists_of(state: str) -> Iterator[tuple[re.Pattern[str], re.Pattern[str]]]:
    """Ways of telling how many of a whole are in each state, and what finds the states."""
    one = rf"{N}(?: (?!(?:not|partly|partially)\b)[a-z'-]+){{0,3}}? {state}"
    parts = rf"(?P<parts>{one}(?:,? (?:and )?{one})+)\b"
    whole = rf"(?P<whole>{N})"
    for pattern in (
        rf"^Of (?:the |all |our |these )*{whole}[^<.;()]{{0,60}}, {parts}",
        rf"{whole}(?: (?!(?:more|fewer|less|than)\b)[a-z'-]+){{1,4}} \({parts}",
        rf"\b(?:the|all|total of) {whole}[^<.;()]{{0,60}}: {parts}",
    ):
        yield re.compile(pattern, re.IGNORECASE), re.compile(rf"\b{state}\b", re.IGNORECASE)


_LISTS_OF_STATES = tuple(found for state in _STATES for found in _lists_of(state))
_POPULATION = r"(?:a )?(?:total )?population of "
_RATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?P<count>{N})[^<.;]{{0,60}} (?:in|of|for|from|among) {_POPULATION}(?P<people>{N})[^<.;]{{0,60}}"
        rf"(?P<rate>{N}) per (?P<per>1,000|10,000|100,000|10k|100k)\b",
        rf"(?P<rate>{N}) per (?P<per>1,000|10,000|100,000|10k|100k)[^<.;]{{0,60}}(?P<count>{N})[^<.;]{{0,60}} "
        rf"(?:in|of|for|from|among) {_POPULATION}(?P<people>{N})",
    )
)


@dataclass(frozen=True)
class Total:
    """`whole` is said to be the sum of `parts`."""

    parts: tuple[Numeral, ...]
    whole: Numeral
    sentence: Sentence


@dataclass(frozen=True)
class Rate:
    """`count` in `people` is said to be `stated` per `per`."""

    count: Numeral
    people: Numeral
    stated: Numeral
    per: int
    sentence: Sentence


def read_totals(paragraph: Sequence[Sentence]) -> Iterator[Total]:
    """Sums whose parts are of the same kind as the whole, each whole once."""
    for sentence in paragraph:
        found = [match for pattern in _TOTALS for match in pattern.finditer(sentence.marked)]
        behind = [match for pattern in _TOTALS_BEHIND if (match := pattern.search(sentence.marked))]
        found += [match for match in behind if not _OF_MORE.search(sentence.marked)]
        seen: set[str] = set()
        for match in found:
            total = _total(sentence, match)
            if match["whole"] not in seen and {part.kind for part in total.parts} == {total.whole.kind}:
                seen.add(match["whole"])
                yield total
        yield from _too_many(sentence)


def _too_many(sentence: Sentence) -> Iterator[Total]:
    """Lists of states, each named once, that come to more than their whole."""
    for pattern, state in _LISTS_OF_STATES:
        for match in pattern.finditer(sentence.marked):
            states = [name.casefold() for name in state.findall(match["parts"])]
            total = _total(sentence, match)
            is_each_once = len(set(states)) == len(states) == len(total.parts)
            if is_each_once and sum(part.printed.value for part in total.parts) > total.whole.printed.value:
                yield total


def _total(sentence: Sentence, match: re.Match[str]) -> Total:
    parts = tuple(sentence.numeral(marker) for marker in re.findall(Q, match["parts"]))
    return Total(parts, sentence.numeral(match["whole"]), sentence)


def read_rates(paragraph: Sequence[Sentence]) -> Iterator[Rate]:
    """Rates whose count and population stand beside them."""
    for sentence in paragraph:
        for pattern in _RATES:
            for match in pattern.finditer(sentence.marked):
                per = int(match["per"].replace(",", "").replace("k", "000"))
                yield Rate(
                    sentence.numeral(match["count"]),
                    sentence.numeral(match["people"]),
                    sentence.numeral(match["rate"]),
                    per,
                    sentence,
                )
