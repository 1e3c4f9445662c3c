"""Figures in the words of a paper, held against the same figures in its tables and in the other papers. Pure.

    two_values      one measure and time, and two numbers that are not roundings of each other
    wrong_period    a number that the table has under another period than the words say

A figure in the words is matched with a measure by the measure's name, or its abbreviation, in the sentence and the one that
it refers to, and by its time: both have to be there. A number far from the table's is taken for another thing (a part of the
council, a group of people) unless its digits are the same in another order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from committee.claims import Printed, check_claim
from committee.reconcile.facts import Finding, Papers, Passage, Printing, Rule
from committee.reconcile.marked import Sentence, quoted, sentences
from committee.reconcile.names import Names, kind_of
from committee.reconcile.shares import read_shares
from committee.reconcile.stated import number_of
from committee.reconcile.values import Value, read_values
from council.period_kinds import Month, Period, Snapshot

#: Further apart than this, two numbers are of two things.
_NEAR = Fraction(6, 100)
#: A number of so many digits is hardly met by chance under another period.
_DIGITS = 3
_REFERS_BACK = re.compile(
    r"^\(|\b(?:of (?:these|them|which)|this figure|this rate|this number)\b", re.IGNORECASE
)
#: Words in front of a number which say that it is of a part, of somewhere else, or not yet so.
_OF_ANOTHER = re.compile(
    r"\b(?:one|each|some|teams?|districts?|localit\w+|area|ward|boys|girls|men|women|male|female|excluding|including|only"
    r"|maintained|in-house|national\w*|England\w*|regional\w*|comparators?|neighbours?|targets?|expect\w*|aim\w*|forecast\w*"
    r"|predict\w*|anticipat\w*|plan|planned|project\w*)\b",
    re.IGNORECASE,
)


def words_against_tables(papers: Papers) -> Iterator[Finding]:
    names = Names(papers)
    for passage in papers.passages:
        paragraph = sentences(passage.text, passage.period)
        for value in (*read_values(paragraph), *_shares_with_a_time(paragraph)):
            if _is_of_another(value):
                continue
            if named := names.named(passage, _said(value), value.number.kind):
                yield from _compare(passage, value, names.printings[named], is_named=True)
            elif only := names.only_attached(passage, value.number.kind):
                yield from _compare(passage, value, names.printings[only], is_named=False)


def _compare(
    passage: Passage, value: Value, printings: Sequence[Printing], *, is_named: bool
) -> Iterator[Finding]:
    """A measure that a passage is about, and does not name, is held to the same number alone."""
    table = [printing for printing in printings if kind_of(printing) == value.number.kind]
    then = [printing for printing in table if is_same_time(value.period, printing)]
    if any(agree(value.number.printed, number_of(printing)) for printing in then):
        return
    if other := _under_another_period(value, table):
        yield Finding(
            "wrong_period",
            "medium",
            f"{value.number.text} is printed for {value.time.text} in {passage.place}; the table has {other.text} under "
            f"{_when(other)} ({other.place}). Correct the period or the number: {quoted(value.sentence)}",
            (passage.place, other.place),
            (value.number.text, value.time.text, _when(other)),
        )
        return
    near = [
        printing for printing in then if is_named and _are_near(value.number.printed, number_of(printing))
    ]
    if near:
        first = near[0]
        yield Finding(
            "two_values",
            "medium" if first.place.paper == passage.place.paper else "high",
            f"{value.number.text} is printed for {value.time.text} in {passage.place}, and {first.text} in {first.place}. "
            f"Print one of them in both: {quoted(value.sentence)}",
            (passage.place, first.place),
            (value.number.text, value.time.text, first.text),
        )


def _is_of_another(value: Value) -> bool:
    before = value.sentence.text[: value.number.start]
    return _OF_ANOTHER.search(before) is not None


def _under_another_period(value: Value, table: Sequence[Printing]) -> Printing | None:
    """The printing of this very number under another period of the same length; None where the text repeats the number."""
    digits = value.number.text.strip("%£").replace(",", "").replace(".", "")
    if len(digits.strip("0")) < _DIGITS or value.sentence.text.count(value.number.text) > 1:
        return None
    same = [
        printing
        for printing in table
        if (column := printing.column or printing.period) is not None
        and type(column) is type(value.period)
        and column != value.period
        and number_of(printing) == value.number.printed
    ]
    return same[0] if len(same) == 1 else None


def _shares_with_a_time(paragraph: Sequence[Sentence]) -> Iterator[Value]:
    """ "9 were decided in quarter 3 2018-19. 4 (44%) of these were ...": 44% for the one time that the two name."""
    for share in read_shares(paragraph):
        index = paragraph.index(share.sentence)
        before = paragraph[index - 1] if index and _REFERS_BACK.search(share.sentence.text) else None
        times = [*share.sentence.times, *(before.times if before else ())]
        periods = {time.period for time in times}
        if len(periods) == 1 and (period := times[0].period) is not None:
            yield Value(share.stated, times[0], period, share.sentence, before)


def _said(value: Value) -> str:
    """The sentence, and the one before where it refers to it."""
    refers = value.before is not None and _REFERS_BACK.search(value.sentence.text)
    return f"{value.before.text} {value.sentence.text}" if refers and value.before else value.sentence.text


def is_same_time(said: Period, printing: Printing) -> bool:
    """Whether a time in words is that of a figure: its period, its column, or the month at whose end it was counted."""
    if said in (printing.period, printing.column):
        return True
    counted = printing.period
    if isinstance(said, Month) and isinstance(counted, Snapshot):
        return said.end == counted.day
    return isinstance(said, Snapshot) and isinstance(counted, Month) and said.day == counted.end


def agree(one: Printed, other: Printed) -> bool:
    """Whether two printings are one number, each at its own precision; cut off counts as rounded here."""
    return check_claim("repeat", [one, other], None).verdict != "wrong"


def _are_near(one: Printed, other: Printed) -> bool:
    apart, most = abs(one.value - other.value), max(abs(one.value), abs(other.value))
    if apart <= most * _NEAR:
        return True
    digits = [sorted(str(number.value / number.step)) for number in (one, other)]
    return digits[0] == digits[1] and len(digits[0]) >= _DIGITS


def _when(printing: Printing) -> str:
    period = printing.column or printing.period
    return printing.period_printed or (period.label if period else "another period")


RULES: tuple[Rule, ...] = (words_against_tables,)
