"""Does a number that the prose prints follow from the numbers beside it? Pure; the arithmetic is `committee.claims`.

precision   a whole number is what it says; 1.2m or 7.4 may be anything that rounds to it
just over   (over, more than, above) from the number up to a tenth more; "just under", "almost" and "nearly" the other way
about       (around, approximately, circa, roughly) a tenth either way, or one step of the number as printed
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product

from committee.claims import Checked, Printed, check_claim, decimal_text
from committee.reconcile.marked import Numeral, Sentence

_OVER = re.compile(
    r"\b(?:over|more than|above|exceed\w*|at least|upwards of)(?: the| a| an)? ?$", re.IGNORECASE
)
_UNDER = re.compile(
    r"\b(?:under|less than|below|almost|nearly|up to|close to)(?: the| a| an)? ?$", re.IGNORECASE
)
_ABOUT = re.compile(
    r"(?:\b(?:about|around|approx\w*\.?|circa|roughly|some|estimated)|\bc\.?|~) ?$", re.IGNORECASE
)


def judge(kind: str, numbers: Sequence[Printed], stated: Printed, before: str = "") -> Checked:
    """The claim checked, with allowance for rounded operands and for the word `before` the stated number."""
    checked = check_claim(kind, numbers, stated)
    if checked.verdict == "ok":
        return checked
    reach = [check_claim(kind, corner, stated) for corner in _corners(numbers)]
    if any(corner.verdict == "ok" for corner in reach) or _between(
        stated.value, reach, either_way=not stated.has_sign
    ):
        return replace(checked, verdict="ok")
    if _is_near(abs(checked.computed), stated, before):
        return replace(checked, verdict="ok")
    return checked


def words_before(sentence: Sentence, numeral: Numeral) -> str:
    """The words in front of a number: "by just over"."""
    return sentence.text[max(0, numeral.start - 24) : numeral.start]


def rounded_text(number: Fraction, stated: Printed) -> str:
    """A computed number with one digit more than the stated one has: 18.7 beside 10%, 44.44 beside 44.0."""
    step = min(stated.step, Fraction(1)) / 10
    sign = "-" if number < 0 else ""
    return sign + decimal_text(step * ((abs(number) / step + Fraction(1, 2)).__floor__()))


def _corners(numbers: Sequence[Printed]) -> list[tuple[Printed, ...]]:
    """Every combination of the lowest and highest values that the operands may stand for."""
    ends = []
    for number in numbers:
        slack = Fraction(0) if number.step == 1 else number.step / 2
        ends.append({number.value - slack, number.value + slack})
    return [
        tuple(replace(number, value=value) for number, value in zip(numbers, values, strict=True))
        for values in product(*ends)
        if values[-1] or len(values) != 2
    ]


def _between(stated: Fraction, reach: Sequence[Checked], *, either_way: bool) -> bool:
    if len(reach) < 2:
        return False
    values = [abs(corner.computed) if either_way else corner.computed for corner in reach]
    return min(values) <= stated <= max(values)


def _is_near(computed: Fraction, stated: Printed, before: str) -> bool:
    size = abs(stated.value)
    tenth = max(size / 10, stated.step)
    if _OVER.search(before):
        return size <= computed <= size + tenth
    if _UNDER.search(before):
        return size - tenth <= computed <= size
    return _ABOUT.search(before) is not None and abs(computed - size) <= tenth
