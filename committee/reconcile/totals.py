"""Totals that prose states with their parts: "621 (416 and 205)", "265,139 + 393,140 = 658,279"; and rates of a population.

Pure. A list is read as all the parts only where the sentence says so ("made up of", a plus sign, or nothing but the parts in
brackets behind "a total of"): "of the 32, 10 moved down" leaves 22 unsaid, and is no sum.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from committee.reconcile.marked import M, N, Numeral, Q, Sentence

_WORDS = r"(?: [a-z'&/-]+){0,5}?"
_COUNT = rf"(?:{N}|{M})"
_LIST = rf"{_COUNT}(?:{_WORDS},? {_COUNT})*{_WORDS},? (?:and|plus) (?:a further |another )?{_COUNT}"
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
        seen: set[str] = set()
        for pattern in _TOTALS:
            for match in pattern.finditer(sentence.marked):
                parts = [sentence.numeral(marker) for marker in re.findall(Q, match["parts"])]
                whole = sentence.numeral(match["whole"])
                if match["whole"] not in seen and {part.kind for part in parts} == {whole.kind}:
                    seen.add(match["whole"])
                    yield Total(tuple(parts), whole, sentence)


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
