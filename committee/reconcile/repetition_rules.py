"""One number in two places where it cannot belong to both. Pure.

    repeated_amount   one exact amount of money for two periods
    one_count_twice   one count under two names that were apart in another period
    other_whole       a share that is of another number than the one that the sentence names

Source: the complaints report of 25 November 2021: 7,297.03 pounds spent in 2020/21 and in 2019/20; 14 joint complaints
received, and 14 closed with 10 still open; 68% of the complaints received, which is 68% of those closed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from committee.claims import Printed
from committee.reconcile.facts import Finding, Papers, Passage, Printing, Rule
from committee.reconcile.judging import judge
from committee.reconcile.marked import N, Numeral, P, Sentence, quoted, sentences
from committee.reconcile.stated import (
    LEAST_COUNT,
    Stated,
    audience_of,
    is_money,
    number_of,
    stated_in,
    topic_of,
)
from committee.reconcile.wording import alike, stems
from council.period_kinds import FinancialYear, Period

#: An amount with fewer digits may well be the same in two years.
_EXACT_DIGITS = 5
#: Two sentences with this part of their words in common tell of one thing.
_SAME_THING = 0.4
_CHANGED = re.compile(
    r",? (?:which|and this|this) (?:is|was) an? (?:\w+ )?(?:increase|decrease|reduction|rise|fall)\b", re.I
)
_TOTAL_NUMBER = re.compile(
    rf"\bof the (?:total )?(?:number of )?(?P<named>[^<>.;]{{4,80}}?),? (?P<stated>{P}) \((?P<part>{N})\)",
    re.IGNORECASE,
)
_DEED = re.compile(
    r"\b(received|closed|decided|made|investigated|completed|opened|offered|referred|open)\b", re.IGNORECASE
)


def repeated_amounts(papers: Papers) -> Iterator[Finding]:
    stated = stated_in(papers)
    amounts: dict[tuple[str, Printed], list[Printing]] = defaultdict(list)
    for (subject, _), found in stated.items():
        for printing in found:
            if is_money(printing) and _is_exact(printing.text):
                amounts[subject, number_of(printing)].append(printing)
    for found in amounts.values():
        by_period = {printing.period: printing for printing in found}
        if len(by_period) > 1:
            yield _amount_finding(stated, list(by_period.values()))


def repeated_amounts_in_words(papers: Papers) -> Iterator[Finding]:
    """ "In 2019/20 it was £7,297.03" in one place, and the same amount for 2020/21 in another, about the same thing."""
    told: dict[Printed, list[_Told]] = defaultdict(list)
    for passage in papers.passages:
        for sentence in sentences(passage.text, passage.period):
            years = {time.period for time in sentence.times}
            year = next(iter(years), None)
            if len(years) == 1 and isinstance(year, FinancialYear):
                for amount in sentence.numerals:
                    if amount.kind == "m" and _is_exact(amount.text):
                        told[amount.printed].append(_Told(passage, sentence, amount, year))
    for found in told.values():
        first = found[0]
        other = next(
            (each for each in found[1:] if each.year != first.year and _tell_of_one_thing(first, each)), None
        )
        if other:
            yield _told_finding(first, other)


@dataclass(frozen=True)
class _Told:
    """An amount in a sentence that names one year."""

    passage: Passage
    sentence: Sentence
    amount: Numeral
    year: FinancialYear

    @property
    def is_said_to_change(self) -> bool:
        return _CHANGED.match(self.sentence.text[self.amount.end :]) is not None


def _tell_of_one_thing(one: _Told, other: _Told) -> bool:
    return alike(one.sentence.text, other.sentence.text, share=_SAME_THING)


def _told_finding(first: _Told, other: _Told) -> Finding:
    changed = next((each for each in (first, other) if each.is_said_to_change), None)
    sentence = (
        f"{first.amount.text} is printed for {first.year.label} in {first.passage.place} and for {other.year.label} in "
        f"{other.passage.place}. "
    )
    if changed:
        sentence += (
            f"It is said to have changed from the year before, so both cannot be: {quoted(changed.sentence)} "
        )
    return Finding(
        "repeated_amount",
        "high" if changed else "medium",
        f"{sentence}Correct the year or the amount.",
        tuple(dict.fromkeys([first.passage.place, other.passage.place])),
        (first.amount.text, first.year.label, other.year.label),
    )


def _amount_finding(stated: Stated, found: list[Printing]) -> Finding:
    first, second = found[:2]
    change = next(
        (
            printing
            for each in (first, second)
            for derived in (".increase", ".change")
            for printing in (stated.get((each.subject + derived, each.period), []) if each.period else [])
            if number_of(printing).value
        ),
        None,
    )
    sentence = (
        f"{first.subject_name}: {first.text} is printed for {_label(first)} in {first.place} and for {_label(second)} in "
        f"{second.place}. "
    )
    places, numbers = [first.place, second.place], [first.text, _label(first), _label(second)]
    if change:
        said = " ".join(part for part in (change.qualifier, change.text) if part)
        sentence += f"{change.place} speaks of a change of {said}, so both cannot be. "
        places.append(change.place)
    return Finding(
        "repeated_amount",
        "high" if change else "medium",
        sentence + "Correct the year or the amount.",
        tuple(dict.fromkeys(places)),
        tuple(numbers),
    )


def _is_exact(text: str) -> bool:
    return len(re.sub(r"\D", "", text).strip("0")) >= _EXACT_DIGITS


def counts_under_two_names(papers: Papers) -> Iterator[Finding]:
    stated = stated_in(papers)
    for (subject, period), found in stated.items():
        for (other, then), others in stated.items():
            if (
                then != period
                or other <= subject
                or topic_of(other) != topic_of(subject)
                or not _is_plain_pair(subject, other)
            ):
                continue
            one, two = found[0], others[0]
            if (
                one.place == two.place
                or number_of(one) != number_of(two)
                or number_of(one).value < LEAST_COUNT
            ):
                continue
            apart = _apart_in(stated, subject, other, period)
            third = _left_over(stated, subject, other, period)
            if apart and third:
                yield _two_names_finding(period, one, two, apart, third)


def _apart_in(stated: Stated, subject: str, other: str, period: Period) -> tuple[Printing, Printing] | None:
    """The two in another period in which they were stated and not the same."""
    for (known, then), found in stated.items():
        match = stated.get((other, then), [])
        if known == subject and then != period and match and number_of(found[0]) != number_of(match[0]):
            return found[0], match[0]
    return None


def _left_over(stated: Stated, subject: str, other: str, period: Period) -> Printing | None:
    """How many are open beside them, which only one of the two can leave room for."""
    for third in stated.get((f"{topic_of(subject)}.open", period), []):
        if third.subject not in (subject, other) and number_of(third).value > 0:
            return third
    return None


def _two_names_finding(
    period: Period, one: Printing, two: Printing, apart: tuple[Printing, Printing], third: Printing
) -> Finding:
    return Finding(
        "one_count_twice",
        "medium",
        f"{one.text} is printed for {period.label} as {one.subject_name} in {one.place} and as {two.subject_name} in "
        f"{two.place}. For {_label(apart[0])} the two are {apart[0].text} and {apart[1].text}, and {third.place} counts "
        f"another {third.text} ({third.subject_name}). Say which of the two it is.",
        tuple(dict.fromkeys([one.place, two.place, third.place])),
        (one.text, two.text, third.text),
    )


def other_wholes(papers: Papers) -> Iterator[Finding]:
    """ "Of the total number of complaints received, 68% (140)": 140 is 68% of those closed."""
    stated = stated_in(papers)
    for passage in papers.passages:
        for sentence in sentences(passage.text, passage.period):
            for match in _TOTAL_NUMBER.finditer(sentence.marked):
                if deed := _DEED.search(match["named"]):
                    yield from _of_named(stated, passage, sentence, match, deed[0])


def _of_named(
    stated: Stated, passage: Passage, sentence: Sentence, match: re.Match[str], deed: str
) -> Iterator[Finding]:
    part, share = sentence.numeral(match["part"]), sentence.numeral(match["stated"])
    audiences = {audience_of(subject) for subject in passage.subjects}
    counts = [
        printing
        for (subject, period), found in stated.items()
        for printing in found
        if audience_of(subject) in audiences
        and passage.period in (None, period)
        and "%" not in printing.text
        and not is_money(printing)
        and number_of(printing).value > part.printed.value
    ]
    named = [
        printing
        for printing in counts
        if stems(deed) & stems(printing.subject.replace(".", " ").replace("_", " "))
    ]
    others = [printing for printing in counts if printing not in named]
    wrong = [each for each in named if not _is_share(part.printed, each, share.printed)]
    right = [each for each in others if _is_share(part.printed, each, share.printed)]
    if wrong and right and len({each.subject for each in named}) == 1:
        whole, fits = wrong[0], right[0]
        yield Finding(
            "other_whole",
            "medium",
            f"{share.text} ({part.text}) is printed of {match['named'].strip()} in {passage.place}; {part.text} is "
            f"{share.text} of {fits.text} ({fits.subject_name}, {fits.place.where}), not of {whole.text} "
            f"({whole.subject_name}, {whole.place.where}). Name the number that it is a share of: {quoted(sentence)}",
            tuple(dict.fromkeys([passage.place, whole.place, fits.place])),
            (share.text, part.text, whole.text, fits.text),
        )


def _is_share(part: Printed, whole: Printing, share: Printed) -> bool:
    return judge("share", [part, number_of(whole)], share).verdict == "ok"


def _is_plain_pair(one: str, other: str) -> bool:
    """Whether neither is a share or a change of the other: of those the deeds differ, received and closed."""
    return all(_DEED.fullmatch(subject.rpartition(".")[2]) for subject in (one, other))


def _label(printing: Printing) -> str:
    return printing.period.label if printing.period else printing.period_printed


RULES: tuple[Rule, ...] = (repeated_amounts, repeated_amounts_in_words, counts_under_two_names, other_wholes)
