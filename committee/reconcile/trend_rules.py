"""Words of direction, held against the figures. Pure.

    trend_against_table    "has continued to reduce", where the table has risen in each of the last two periods
    trend_against_words    "continue our downward trend", beside a rise that the same text gives in numbers

One period against the trend contradicts nothing; nor does a sentence that says since when, or compared with what.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby, pairwise

from committee.claims import read_printed
from committee.reconcile.changes import DOWN, UP, Change, is_up, read_changes
from committee.reconcile.facts import Finding, Papers, Passage, Printing, Rule
from committee.reconcile.marked import Sentence, quoted, sentences
from committee.reconcile.names import Names
from council.period_kinds import Month, Period, Quarter

_INFINITIVE = r"(?P<way>reduce|decrease|fall|decline|drop|increase|rise|grow)"
_CONTINUES = re.compile(
    rf"\bcontinue[sd]? to {_INFINITIVE}\b|\b(?:has|have) (?:further |again )?(?P<done>{UP}|{DOWN})\b", re.I
)
_TREND = re.compile(
    r"\b(?:continu|maintain|sustain)\w* (?:\w+ ){0,3}(?P<way>downward|upward)s? (?:trend|trajectory)", re.I
)
_COMPARES = re.compile(
    r"\b(?:since|compared|comparison|than|from|last year|previous|over the (?:last|past)|not|no longer)\b",
    re.I,
)
#: How many passages before the trend a rise or fall in numbers is still what it speaks of.
_REACH = 1


def against_tables(papers: Papers) -> Iterator[Finding]:
    names = Names(papers)
    for passage in papers.passages:
        for sentence in sentences(passage.text, passage.period):
            match = _CONTINUES.search(sentence.text)
            if match is None or sentence.times or _COMPARES.search(sentence.text):
                continue
            subject = names.named(passage, sentence.text[: match.start()])
            if subject is None:
                continue
            last = _last_three(names.printings[subject], passage.period)
            up = is_up(_as_word(match["way"] or match["done"]))
            if last and all((new > old) != up and new != old for old, new in pairwise(_values(last))):
                yield _table_finding(passage, sentence, last, up)


def _as_word(way: str) -> str:
    return "increase" if way.casefold() == "grow" else way


def _last_three(printings: Sequence[Printing], until: Period | None) -> list[Printing]:
    """The last three of the quarters or months of a measure, none later than the report."""
    found: dict[Period, Printing] = {}
    for printing in printings:
        column = printing.column or printing.period
        if (
            printing.role != "value"
            or printing.state == "forecast"
            or not isinstance(column, Quarter | Month)
        ):
            continue
        if until is None or column.end <= until.end:
            found.setdefault(column, printing)
    kinds = {type(column) for column in found}
    ordered = [found[column] for column in sorted(found)]
    return ordered[-3:] if len(kinds) == 1 and len(ordered) >= 3 else []


def _values(printings: Sequence[Printing]) -> list[Fraction]:
    return [number.value for printing in printings if (number := read_printed(printing.text))]


def _table_finding(passage: Passage, sentence: Sentence, last: Sequence[Printing], up: bool) -> Finding:
    figures = ", ".join(printing.text for printing in last)
    went = "fell" if up else "rose"
    return Finding(
        "trend_against_table",
        "medium",
        f"The table says the opposite of {passage.place}: {last[0].subject_name} {went} over the last three periods "
        f"({figures}). Correct the sentence: {quoted(sentence)}",
        (passage.place, last[-1].place),
        tuple(printing.text for printing in last),
    )


def against_words(papers: Papers) -> Iterator[Finding]:
    for _, group in groupby(papers.passages, key=lambda passage: (passage.place, passage.heading)):
        passages = list(group)
        read = [sentences(passage.text, passage.period) for passage in passages]
        changes = [list(read_changes(paragraph)) for paragraph in read]
        for index, paragraph in enumerate(read):
            for sentence in paragraph:
                if match := _TREND.search(sentence.text):
                    near = [change for each in changes[max(0, index - _REACH) : index + 1] for change in each]
                    yield from _of_trend(passages[index], sentence, match["way"].casefold() == "upward", near)


def _of_trend(passage: Passage, sentence: Sentence, up: bool, near: Sequence[Change]) -> Iterator[Finding]:
    moved = [change for change in near if change.old.printed.value != change.new.printed.value]
    if moved and all((change.new.printed.value > change.old.printed.value) != up for change in moved):
        change = moved[-1]
        yield Finding(
            "trend_against_words",
            "medium",
            f"{'An upward' if up else 'A downward'} trend stands beside a change from {change.old.text} to "
            f"{change.new.text} in {passage.place}. Say for which years it holds: {quoted(change.sentence, sentence)}",
            (passage.place,),
            (change.old.text, change.new.text),
        )


RULES: tuple[Rule, ...] = (against_tables, against_words)
