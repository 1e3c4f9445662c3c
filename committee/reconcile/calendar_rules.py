"""Days that the calendar does not have, or has on another day of the week. Pure.

    no_such_day      31 April, or 29 February of a common year
    other_weekday    Friday 30 September 2021, which was a Thursday

A number before a month need not be a day ("April 30, May 31, June 28" are counts): without a year a day is read only behind
a word like "on" or "by". Source: notices of meetings and target dates, which are copied from the year before.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from committee.reconcile.facts import Finding, Papers, Rule
from council.period_kinds import MONTH_NAMES, date_label

_MONTHS = {name[:3].casefold(): number for number, name in enumerate(MONTH_NAMES, 1)}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH = "|".join(f"{name}|{name[:3]}" for name in MONTH_NAMES) + "|Sept"
_DAY = re.compile(
    rf"(?:\b(?P<weekday>{'|'.join(_WEEKDAYS)}),? (?:the )?|(?P<cue>\b(?:on|by|until|before|after|from|since|dated|ending) "
    rf"(?:the )?))?(?<![\w.,/£-])(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})\b\.?"
    r"(?:,? (?P<year>(?:19|20)[0-9]{2})\b(?![/\u2013-]))?"
)
#: Two years give February its 28 and 29 days; where none is printed, the longer one holds.
_LEAP_YEAR = 2024


def days(papers: Papers) -> Iterator[Finding]:
    for passage in papers.passages:
        for match in _DAY.finditer(passage.text):
            if found := _fault(match):
                code, sentence = found
                printed = match[0].removeprefix(match["cue"] or "").rstrip(".")
                yield Finding(
                    code,
                    "medium",
                    f"{passage.place} prints “{printed}”; {sentence}. Correct the date.",
                    (passage.place,),
                    (printed,),
                )


def _fault(match: re.Match[str]) -> tuple[str, str] | None:
    """What is wrong with a printed day: a code, and what the calendar says."""
    day, month = int(match["day"]), _MONTHS[match["month"][:3].casefold()]
    year = int(match["year"]) if match["year"] else None
    if year is None and not match["weekday"] and not match["cue"]:
        return None
    last = monthrange(year or _LEAP_YEAR, month)[1]
    if last < day <= 31:
        of_year = f" {year}" if year else ""
        return "no_such_day", f"{MONTH_NAMES[month - 1]}{of_year} has {last} days"
    if year is None or not match["weekday"] or not 1 <= day <= last:
        return None
    printed = date(year, month, day)
    weekday = _WEEKDAYS[printed.weekday()]
    if weekday == match["weekday"]:
        return None
    return "other_weekday", f"{date_label(printed)} is a {weekday}"


RULES: tuple[Rule, ...] = (days,)
