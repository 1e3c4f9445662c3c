"""Sums that the words of a paper state, done again. Pure.

    share_wrong         a percentage that its part and whole do not give       share_truncated     cut off, not rounded
    shares_not_whole    the shares of one whole that do not come to 100%
    change_wrong        a change that its two numbers do not give              change_truncated    cut off, not rounded
    direction_wrong     "rose" from more to less
    total_wrong         parts that do not add up to their total
    rate_wrong          a rate that its count and population do not give

Rounding is half up at the precision printed (`committee.claims`); what a wording leaves open is not judged
(`committee.reconcile.shares` and its neighbours).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby

from committee.claims import Checked, decimal_text
from committee.reconcile.changes import Change, read_changes
from committee.reconcile.facts import Finding, Papers, Passage, Rule, Severity
from committee.reconcile.judging import judge, rounded_text, words_before
from committee.reconcile.marked import Numeral, quoted, sentences
from committee.reconcile.shares import Share, adds_to_a_whole, read_lists_of_shares, read_shares
from committee.reconcile.totals import Rate, Total, read_rates, read_totals

#: A change rounded more than its digits say ("50%" of 51.1%) is loose; further off, it is wrong.
_LOOSE = Fraction(3, 2)


def shares(papers: Papers) -> Iterator[Finding]:
    for passage in papers.passages:
        for share in read_shares(sentences(passage.text, passage.period)):
            checked = judge(
                "share",
                [share.part.printed, share.whole.printed],
                share.stated.printed,
                words_before(share.sentence, share.stated),
            )
            if checked.verdict != "ok":
                yield _share_finding(passage, share, checked)


def _share_finding(passage: Passage, share: Share, checked: Checked) -> Finding:
    comes_to = rounded_text(checked.computed, share.stated.printed)
    sentence = (
        f"{share.stated.text} is printed for {share.part.text} of {share.whole.text} in {passage.place}; it is {comes_to}%. "
        f"Correct the percentage or the numbers: {quoted(share.sentence)}"
    )
    numbers = [share.part, share.whole, share.stated]
    if checked.verdict == "truncated":
        return finding("share_truncated", "low", sentence, passage, numbers)
    return finding("share_wrong", "high", sentence, passage, numbers)


def lists_of_shares(papers: Papers) -> Iterator[Finding]:
    for _, group in groupby(papers.passages, key=lambda passage: (passage.place, passage.heading)):
        passages = list(group)
        paragraph = [sentence for passage in passages for sentence in sentences(passage.text, passage.period)]
        for listed in read_lists_of_shares(paragraph):
            if adds_to_a_whole(listed.stated):
                continue
            total = sum((numeral.printed.value for numeral in listed.stated), Fraction(0))
            printed = " + ".join(numeral.text for numeral in listed.stated)
            sentence = (
                f"Shares of one whole come to {decimal_text(total)}% in {passages[0].place}: {printed}. Correct the shares, "
                f"or say of what each of them is a share: {quoted(*listed.sentences)}"
            )
            yield finding("shares_not_whole", "high", sentence, passages[0], listed.stated)


def changes(papers: Papers) -> Iterator[Finding]:
    for passage in papers.passages:
        for change in read_changes(sentences(passage.text, passage.period)):
            yield from _of_change(passage, change)


def _of_change(passage: Passage, change: Change) -> Iterator[Finding]:
    old, new = change.old.printed, change.new.printed
    numbers = [change.old, change.new, *([change.much] if change.much else [])]
    if change.up is not None and old.value != new.value and change.up != (new.value > old.value):
        says = "An increase" if change.up else "A decrease"
        yield finding(
            "direction_wrong",
            "medium",
            f"{says} from {change.old.text} to {change.new.text} is printed in {passage.place}; it is the other way. "
            f"Correct the word or the numbers: {quoted(change.sentence)}",
            passage,
            numbers,
        )
        return
    if change.much is None:
        return
    checked = _judge_change(change, change.much)
    if checked is None or checked.verdict == "ok":
        return
    unit = "%" if change.much.kind == "p" and not change.in_points else ""
    comes_to = rounded_text(abs(checked.computed), change.much.printed) + unit
    cut = checked.verdict == "truncated"
    is_loose = unit and abs(abs(checked.computed) - abs(change.much.printed.value)) < _LOOSE
    severity: Severity = "low" if cut or is_loose else "medium"
    by_how_much = f"{change.much.text} points" if change.in_points else change.much.text
    yield finding(
        "change_truncated" if cut else "change_wrong",
        severity,
        f"A change of {by_how_much} is printed from {change.old.text} to {change.new.text} in {passage.place}; it is "
        f"{comes_to}. Correct the change or the numbers: {quoted(change.sentence)}",
        passage,
        numbers,
    )


def _judge_change(change: Change, much: Numeral) -> Checked | None:
    """None where the words leave open what is counted, as "5 places" from 40% to 45% do."""
    old, new, before = change.old.printed, change.new.printed, words_before(change.sentence, much)
    difference = [new, replace(old, value=-old.value)]
    if change.in_points:
        return _judge_points(change, much, before)
    if much.kind == "p":
        if old.value == 0:
            return None
        percent = judge("change", [old, new], much.printed, before)
        if change.old.kind == "p" and percent.verdict != "ok":
            points = _judge_points(change, much, before)
            return points if points.verdict == "ok" else percent
        return percent
    if much.kind != change.old.kind:
        return None
    return judge("sum", difference, replace(much.printed, value=_signed(much, new.value - old.value)), before)


def _judge_points(change: Change, much: Numeral, before: str) -> Checked:
    """The difference of two percentages, each of which may be rounded, whole ones too: 61% to 66% may be 4 points or 6."""
    old, new = change.old.printed, change.new.printed
    stated = replace(much.printed, value=_signed(much, new.value - old.value))
    checked = judge("sum", [new, replace(old, value=-old.value)], stated, before)
    slack = (old.step + new.step + stated.step) / 2
    return replace(checked, verdict="ok") if abs(checked.computed - stated.value) <= slack else checked


def _signed(much: Numeral, difference: Fraction) -> Fraction:
    """By how much is printed without a sign: with that of the difference."""
    size = abs(much.printed.value)
    return -size if difference < 0 else size


def totals(papers: Papers) -> Iterator[Finding]:
    for passage in papers.passages:
        for total in read_totals(sentences(passage.text, passage.period)):
            checked = judge(
                "sum",
                [part.printed for part in total.parts],
                total.whole.printed,
                words_before(total.sentence, total.whole),
            )
            if checked.verdict != "ok":
                yield _total_finding(passage, total, checked)


def _total_finding(passage: Passage, total: Total, checked: Checked) -> Finding:
    parts = " + ".join(part.text for part in total.parts)
    sentence = (
        f"{total.whole.text} is printed as the total of {parts} in {passage.place}; they come to "
        f"{decimal_text(checked.computed)}. Correct the total or the parts: {quoted(total.sentence)}"
    )
    return finding("total_wrong", "high", sentence, passage, [*total.parts, total.whole])


def rates(papers: Papers) -> Iterator[Finding]:
    for passage in papers.passages:
        for rate in read_rates(sentences(passage.text, passage.period)):
            if rate.people.printed.value > 0 and (found := _rate_finding(passage, rate)):
                yield found


def _rate_finding(passage: Passage, rate: Rate) -> Finding | None:
    per_hundred = replace(rate.count.printed, value=rate.count.printed.value * Fraction(rate.per, 100))
    checked = judge(
        "share",
        [per_hundred, rate.people.printed],
        rate.stated.printed,
        words_before(rate.sentence, rate.stated),
    )
    if checked.verdict == "ok":
        return None
    comes_to = rounded_text(checked.computed, rate.stated.printed)
    sentence = (
        f"{rate.stated.text} per {rate.per:,} is printed for {rate.count.text} in a population of {rate.people.text} in "
        f"{passage.place}; it is {comes_to}. Correct the rate or the numbers: {quoted(rate.sentence)}"
    )
    return finding("rate_wrong", "high", sentence, passage, [rate.count, rate.people, rate.stated])


def finding(
    code: str, severity: Severity, sentence: str, passage: Passage, numbers: Sequence[Numeral]
) -> Finding:
    return Finding(code, severity, sentence, (passage.place,), tuple(numeral.text for numeral in numbers))


RULES: tuple[Rule, ...] = (shares, lists_of_shares, changes, totals, rates)
