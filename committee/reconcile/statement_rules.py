"""Numbers that a report states of one measure in several places, held against one another and their definitions. Pure.

    two_values        one measure and period, stated with two numbers
    parts_of_total    stated parts that do not add up to the stated whole
    share_of_figures  a stated share or change that the stated numbers do not give

Where one measure is stated with two numbers, sums and shares are held against either: what follows from one of them is no
further fault.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product

from committee.claims import decimal_text
from committee.reconcile.facts import Finding, Papers, Printing, Relation, Rule
from committee.reconcile.judging import judge, rounded_text
from committee.reconcile.stated import LEAST_COUNT, Stated, audience_of, number_of, stated_in, topic_of
from committee.reconcile.value_rules import agree
from council.period_kinds import FinancialYear, Period


def two_values(papers: Papers) -> Iterator[Finding]:
    stated = stated_in(papers)
    for (_, period), found in stated.items():
        first = found[0]
        other = next((each for each in found[1:] if not agree(number_of(first), number_of(each))), None)
        if other is not None:
            sentence = (
                f"{first.subject_name}: {first.text} is printed for {period.label} in {first.place}, and {other.text} in "
                f"{other.place}. "
            )
            for one in (first, other):
                if namesake := _namesake(stated, period, one):
                    sentence += f"{one.text} is also {namesake.subject_name} ({namesake.place.where}). "
            yield Finding(
                "two_values",
                "high",
                sentence + "Print one of them in both places, or say how they differ.",
                (first.place, other.place),
                (first.text, other.text),
            )


def parts_of_total(papers: Papers) -> Iterator[Finding]:
    stated = stated_in(papers)
    for relation in papers.relations:
        if relation.kind != "sum":
            continue
        for period in _periods(stated, relation.subject):
            whole = stated[relation.subject, period]
            parts = [stated.get((part, period), []) for part in relation.of]
            if all(parts) and not any(_add_up(each, total) for each in product(*parts) for total in whole):
                yield _total_finding(papers, stated, period, whole[0], [part[0] for part in parts])


def _add_up(parts: Sequence[Printing], whole: Printing) -> bool:
    return (
        judge("sum", [number_of(part) for part in parts], number_of(whole), f"{whole.qualifier} ").verdict
        == "ok"
    )


def _total_finding(
    papers: Papers, stated: Stated, period: Period, whole: Printing, parts: Sequence[Printing]
) -> Finding:
    total = sum((number_of(part).value for part in parts), Fraction(0))
    added = " + ".join(f"{part.text} ({part.place.where})" for part in parts)
    sentence = (
        f"{whole.subject_name}: {whole.text} is printed for {period.label} in {whole.place}, and its parts come to "
        f"{decimal_text(total)}: {added}. "
    )
    if namesake := _namesake(stated, period, whole):
        sentence += f"{whole.text} is also printed as {namesake.subject_name} in {namesake.place}: one may be the other. "
    places = tuple(dict.fromkeys([whole.place, *(part.place for part in parts)]))
    return Finding(
        "parts_of_total",
        "high",
        sentence + "Correct the total or the parts, or say what else the total counts.",
        places,
        (whole.text, *(part.text for part in parts)),
    )


def _namesake(stated: Stated, period: Period, one: Printing) -> Printing | None:
    """Another measure, of the same people and best of the same topic, that is stated with the very same count."""
    if "%" in one.text or abs(number_of(one).value) < LEAST_COUNT:
        return None
    same = [
        printing
        for (subject, then), found in stated.items()
        for printing in found
        if then == period and subject != one.subject and audience_of(subject) == audience_of(one.subject)
        if number_of(printing) == number_of(one) and "%" not in printing.text
    ]
    return min(same, key=lambda each: topic_of(each.subject) != topic_of(one.subject), default=None)


def shares_of_figures(papers: Papers) -> Iterator[Finding]:
    stated = stated_in(papers)
    for relation in papers.relations:
        if relation.kind == "sum":
            continue
        for period in _periods(stated, relation.subject):
            operands = _operands(stated, relation, period)
            share = stated[relation.subject, period][0]
            if operands and not any(_follows(relation, each, share) for each in operands):
                yield _share_finding(relation, operands[0], share, period)


def _operands(stated: Stated, relation: Relation, period: Period) -> list[tuple[Printing, ...]]:
    """Every pair of stated numbers that the share or change may be of: part and whole, or old and new."""
    if relation.kind == "share":
        found = [stated.get((each, period), []) for each in relation.of]
    elif isinstance(period, FinancialYear):
        found = [stated.get((relation.of[0], each), []) for each in (period.previous, period)]
    else:
        return []
    return [pair for pair in product(*found) if number_of(pair[-1 if relation.kind == "share" else 0]).value]


def _follows(relation: Relation, operands: Sequence[Printing], share: Printing) -> bool:
    numbers = [number_of(each) for each in operands]
    return judge(relation.kind, numbers, number_of(share), f"{share.qualifier} ").verdict != "wrong"


def _share_finding(
    relation: Relation, operands: tuple[Printing, ...], share: Printing, period: Period
) -> Finding:
    checked = judge(relation.kind, [number_of(each) for each in operands], number_of(share))
    first, second = operands
    of = (
        f"{first.text} of {second.text}"
        if relation.kind == "share"
        else f"from {first.text} to {second.text}"
    )
    return Finding(
        "share_of_figures",
        "high",
        f"{share.subject_name}: {share.text} is printed for {period.label} in {share.place}; {of} ({first.place.where}, "
        f"{second.place.where}) is {rounded_text(checked.computed, number_of(share))}%. Correct the percentage or the "
        f"numbers.",
        tuple(dict.fromkeys([share.place, first.place, second.place])),
        (share.text, first.text, second.text),
    )


def _periods(stated: Stated, subject: str) -> list[Period]:
    return [period for known, period in stated if known == subject]


RULES: tuple[Rule, ...] = (two_values, parts_of_total, shares_of_figures)
