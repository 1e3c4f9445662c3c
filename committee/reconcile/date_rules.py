"""Dates and their order, as a paper prints them. Pure.

    period_backwards      a printed period ends before it starts
    target_of_other_year  a target is dated to a period outside the year that it is a target for
    easier_target         it is easier than what was achieved in the very period that it is dated to
    target_before_milestone
                          the target date of a register's entry lies before a milestone of its own progress
    stale_future          something is still to come on a date that lies before the report

Source: the report of 25 November 2021 (sickness "Apr 2019 to March 2019"; the 2021/22 targets of education and training,
dated December 2020 to February 2021; Corp5, to reach its target by March 2022 with go-live dates of June and July 2022) and
the register of 26 February 2019 ("due to go live in early October 2018").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from committee.claims import read_printed
from committee.reconcile.facts import Finding, Papers, Printing, Rule
from committee.reconcile.marked import split
from committee.reconcile.risk_facts import RiskCard
from committee.reconcile.times import find_times
from committee.reconcile.wording import quoted
from council.period_kinds import MONTH_NAMES, FinancialYear, Month, Period, Rolling, Snapshot, date_label

_MONTHS = {name[:3].casefold(): number for number, name in enumerate(MONTH_NAMES, 1)}
_MONTH = r"(?:[0-9]{{1,2}}(?:st|nd|rd|th)? )?(?P<month{0}>[A-Z][a-z]{{2,8}})\.?(?: ?'?(?P<year{0}>(?:20)?[0-9]{{2}}))?"
_SPAN = re.compile(_MONTH.format(1) + r" ?(?:to|until|-|\u2013|\u2014) ?" + _MONTH.format(2))
_DAY_IN_FIGURES = r"(?<![\w/])[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}(?![\w/])"
_SPAN_IN_FIGURES = re.compile(rf"({_DAY_IN_FIGURES}) ?(?:to|until|-|\u2013|\u2014) ?({_DAY_IN_FIGURES})")
#: What makes a date in the progress of an entry the date of something that has to happen first.
_MILESTONE = re.compile(
    r"\b(?:go(?:es|ing)?[- ]lives?|launch\w*|complet(?:e|ed|ion)|deliver(?:y|ed)?|implement(?:ed|ation)|roll(?:ed)?[- ]?out"
    r"|end date|in place by|finish(?:ed)?)\b",
    re.IGNORECASE,
)
#: Something still to come, and up to its date no other sentence or clause.
_STILL_TO_COME = re.compile(
    r"\b(?:will|to be|(?:is|are) due|due (?:to|in|for|by)|scheduled|planned (?:for|to|in)"
    r"|aim(?:s|ing)? to|to (?:re-?open|start|begin|commence|go live|launch|report)|expected)\b[^.;:()]{0,90}$",
    re.IGNORECASE,
)
#: "due to the pandemic in March 2020" gives a cause: "due to" announces something only before a verb.
_CAUSE = re.compile(
    r"\bdue to (?!be\b|start|begin|commence|go\b|report|complete|open|re-?open|finish|launch|end\b)", re.I
)
#: What was to come once is told, not announced.
_TOLD = re.compile(r"\b(?:was|were|been) (?:\w+ ){0,2}$", re.IGNORECASE)
_HIGH, _LOW = "high", "low"


def period_backwards(papers: Papers) -> Iterator[Finding]:
    for printing in papers.printings:
        if _backwards(printing.period_printed):
            yield Finding(
                "period_backwards",
                "high",
                f'{printing.subject_name}: {printing.text} is dated "{printing.period_printed}", a period that ends before '
                "it starts.",
                (printing.place,),
                (printing.text, printing.period_printed),
            )
    for passage in papers.passages:
        if span := _backwards(passage.text):
            yield Finding(
                "period_backwards",
                "medium",
                f'{passage.place.where}: "{span}" is a period that ends before it starts.',
                (passage.place,),
                (span,),
            )


def targets_of_other_years(papers: Papers) -> Iterator[Finding]:
    for target in papers.printings:
        year = target.column
        if target.role != "target" or not isinstance(year, FinancialYear):
            continue
        covered = span_of(target.period_printed)
        if covered is None or (covered.end >= year.start and covered.start <= year.end):
            continue
        dated = f'{target.subject_name}: the target of {target.text} for {year.label} is dated "{target.period_printed}"'
        yield Finding(
            "target_of_other_year",
            "medium",
            f"{dated}, outside that year.",
            (target.place,),
            (target.text, target.period_printed),
        )
        for achieved in papers.of(target.subject):
            if (
                achieved.role == "value"
                and _covers(achieved.period, covered)
                and _is_easier(target, achieved)
            ):
                yield Finding(
                    "easier_target",
                    "medium",
                    f"{dated}, and in that period {achieved.text} was achieved already: the target asks for less.",
                    (target.place, achieved.place),
                    (target.text, achieved.text),
                )


def target_before_milestone(papers: Papers) -> Iterator[Finding]:
    for card in papers.risks:
        day = card.kept.target_day
        if day is None:
            continue
        later = [(text, period) for text, period in _milestones(card) if period.start > day]
        if later:
            text, period = max(later, key=lambda found: found[1].end)
            yield Finding(
                "target_before_milestone",
                "high",
                f"{card.ref}: the target date is {card.target_date or date_label(day)}, and its own text has something "
                f"to come in {period.label}: {quoted(text)}.",
                (card.place,),
                (card.target_date, period.label),
            )


def stale_future(papers: Papers) -> Iterator[Finding]:
    """Of registers, dates before the day that the quarter closed; of other words, before the end of the period reported."""
    entries = {card.subject: card for card in papers.risks}
    for passage in papers.passages:
        card = next((entries[subject] for subject in passage.subjects if subject in entries), None)
        if card is not None:
            before = card.read_on
        elif passage.period is not None:
            before = passage.period.end
        else:
            continue
        for text in split(passage.text):
            if past := _still_to_come_on(text, before):
                yield Finding(
                    "stale_future",
                    "low",
                    f"{passage.place.where}: {quoted(text)} speaks of {past} as still to come, which lies before "
                    f"{date_label(before)}.",
                    (passage.place,),
                    (text,),
                )


def span_of(text: str) -> Period | None:
    """The months that a printed period covers, as a period; None where it names none, or not their years.

    >>> str(span_of("Dec 2020- Feb 2021 average"))
    'R3@2021-02-28'
    """
    span = _SPAN.search(text)
    if span is None:
        times = [time.period for time in find_times(text) if time.period is not None]
        return times[0] if len(times) == 1 else None
    last = _month(span, 2)
    if last is None:
        return None
    first = _month(span, 1) if span["year1"] else _before(span, last)
    if first is None or first.start > last.start:
        return None
    return Rolling(last.ordinal - first.ordinal + 1, last.end)


def _backwards(text: str) -> str:
    """The first period of a text that ends before it starts, both with their years; "" where there is none."""
    for span in _SPAN.finditer(text):
        first, last = _month(span, 1), _month(span, 2)
        if first is not None and last is not None and last.end < first.start:
            return span[0]
    for days in _SPAN_IN_FIGURES.finditer(text):
        first_day, last_day = (tuple(map(int, reversed(day.split("/")))) for day in days.groups())
        if last_day < first_day:
            return days[0]
    return ""


def _month(span: re.Match[str], number: int) -> Month | None:
    name, year = span[f"month{number}"][:3].casefold(), span[f"year{number}"]
    return Month(2000 + int(year[-2:]), _MONTHS[name]) if name in _MONTHS and year else None


def _before(span: re.Match[str], last: Month) -> Month | None:
    """The latest month of the first name up to the last one: "April to June 2021", "Oct to March 2021"."""
    number = _MONTHS.get(span["month1"][:3].casefold())
    if number is None:
        return None
    return Month.from_ordinal(last.ordinal - (last.number - number) % 12)


def _covers(period: Period | None, covered: Period) -> bool:
    return period is not None and (period.start, period.end) == (covered.start, covered.end)


def _is_easier(target: Printing, achieved: Printing) -> bool:
    asked, was = read_printed(target.text), read_printed(achieved.text)
    if asked is None or was is None:
        return False
    if target.good_is == _HIGH:
        return asked.value < was.value
    return target.good_is == _LOW and asked.value > was.value


def _milestones(card: RiskCard) -> Iterator[tuple[str, Period]]:
    for line in card.in_cells("progress", "travel", "action"):
        for text in split(line.text):
            if _MILESTONE.search(text):
                for time in find_times(text):
                    if time.period is not None:
                        yield text, time.period


def _still_to_come_on(text: str, before: date) -> str:
    """The date that the sentence has still to come, where it lies before `before`; "" where there is none such."""
    known = [time for time in find_times(text) if time.period is not None]
    if not known or max(time.period.end for time in known if time.period) >= before:
        return ""
    for time in (time for time in known if isinstance(time.period, Month | Snapshot)):
        cue = _STILL_TO_COME.search(text[: time.start])
        if (
            cue
            and not _TOLD.search(text[: cue.start()])
            and not _CAUSE.search(text[cue.start() : time.start])
        ):
            return time.text
    return ""


RULES: tuple[Rule, ...] = (period_backwards, targets_of_other_years, target_before_milestone, stale_future)
