"""One event that two places of a paper tell in different states. Pure.

    done_and_not_done     completed in one line, and under way or nearing completion in another
    agreed_and_to_come    agreed or held on a day in one line, and still to come on that day in another

Two lines speak of one event where they quote the same name, or share most of their words; for the second rule they name the
same month as well. Lines are held against one another where they belong to one entry, indicator or heading.

Source: the registers of 25 November 2021 (Corp1: design work "completed", and "nearing completion") and of 26 February 2019
(CR1: savings options agreed by Full Council on 14 February, and "will be presented" to it).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from committee.reconcile.facts import Finding, Papers, Passage, Rule
from committee.reconcile.marked import split
from committee.reconcile.times import find_times
from committee.reconcile.wording import alike, phrases, quoted

_DONE = re.compile(
    r"\b(?:completed?|finished|finali[sz]ed|concluded|implemented|delivered|launched|closed)\b", re.I
)
_NOT_DONE = re.compile(
    r"\b(?:near(?:ing|s|ly)|almost|approaching|not(?: yet)?|yet to(?: be)?|under ?way|in progress|in development|on ?going"
    r"|incomplete|awaiting|to be|will be|being|due to|aim(?:s|ing)? to|delayed|outstanding|still)\b",
    re.I,
)
_TOLD_UNFINISHED = re.compile(
    r"\b(?:near(?:ing|s|ly) comple\w+|almost complete\w*|approaching completion|under ?way|in progress|in development"
    r"|not yet complete\w*|yet to be complete\w*|incomplete|to be completed|being (?:developed|finali[sz]ed|completed))\b",
    re.I,
)
_PAST = re.compile(
    r"\b(?:agreed|approved|endorsed|adopted|accepted|rejected|considered|signed|held|launched|presented|reported|published)\b",
    re.I,
)
_TO_COME = re.compile(
    r"\b(?:will (?:be|go|report)|(?:is|are|due|yet|still|scheduled|planned) to be|(?:is|are) (?:due|scheduled|planned))\b",
    re.I,
)
#: Words that tell a state, left out where lines are compared.
_STATES = re.compile(
    "|".join(each.pattern for each in (_DONE, _NOT_DONE, _TOLD_UNFINISHED, _PAST, _TO_COME)), re.I
)
#: Of the words of the shorter line, how many the other must have for both to speak of one event.
_SAME = 0.7
#: What has more sentences than this is a chapter, and no one thing.
_MOST_LINES = 400


@dataclass(frozen=True)
class _Told:
    """One sentence of a passage, and what it tells."""

    passage: Passage
    text: str

    @cached_property
    def subject_words(self) -> str:
        return _STATES.sub(" ", self.text)

    @cached_property
    def is_done(self) -> bool:
        return bool(_DONE.search(self.text)) and not _NOT_DONE.search(self.text)

    @cached_property
    def is_unfinished(self) -> bool:
        return bool(_TOLD_UNFINISHED.search(self.text))

    @cached_property
    def is_past(self) -> bool:
        return bool(_PAST.search(self.text)) and not self.is_to_come

    @cached_property
    def is_to_come(self) -> bool:
        return bool(_TO_COME.search(self.text))

    @cached_property
    def months(self) -> frozenset[tuple[int, int]]:
        """The months in which its days and months lie."""
        periods = (time.period for time in find_times(self.text, self.passage.period))
        return frozenset(
            (period.end.year, period.end.month)
            for period in periods
            if period is not None and (period.end - period.start).days <= 31
        )

    @cached_property
    def phrases(self) -> frozenset[str]:
        return phrases(self.text)


def done_and_not_done(papers: Papers) -> Iterator[Finding]:
    for told in _together(papers):
        for other in (each for each in told if each.is_unfinished):
            done = [
                each
                for each in told
                if each.is_done and each.text != other.text and _is_one(each, other, least=2)
            ]
            if done:
                yield _finding("done_and_not_done", "Completed in one place and not in another", done, other)


def agreed_and_to_come(papers: Papers) -> Iterator[Finding]:
    for told in _together(papers):
        past = [each for each in told if each.months and each.is_past]
        to_come = [each for each in told if each.months and each.is_to_come]
        for one in past:
            for other in to_come:
                if (
                    one.passage != other.passage
                    and one.months & other.months
                    and _is_one(one, other, least=4)
                ):
                    yield _finding(
                        "agreed_and_to_come", "Past in one place and still to come in another", [one], other
                    )


def _is_one(one: _Told, other: _Told, *, least: int) -> bool:
    if one.phrases & other.phrases:
        return True
    return alike(one.subject_words, other.subject_words, least=least, share=_SAME)


def _finding(code: str, what: str, ones: list[_Told], other: _Told) -> Finding:
    said = (*ones, other)
    told = ", ".join(f"{quoted(each.text)} ({each.passage.place.where})" for each in ones)
    return Finding(
        code,
        "medium",
        f"{what}: {told}; and {quoted(other.text)} ({other.passage.place.where}).",
        tuple(dict.fromkeys(each.passage.place for each in said)),
        tuple(each.text for each in said),
    )


def _together(papers: Papers) -> Iterator[list[_Told]]:
    """The sentences of each subject; of what has no subject, those under one heading of a paper."""
    groups: dict[tuple[str, str], list[_Told]] = defaultdict(list)
    for passage in papers.passages:
        keys = [(passage.place.paper, key) for key in passage.subjects or (passage.heading,)]
        for text in split(passage.text):
            for key in keys:
                groups[key].append(_Told(passage, text))
    return (told for told in groups.values() if 1 < len(told) <= _MOST_LINES)


RULES: tuple[Rule, ...] = (done_and_not_done, agreed_and_to_come)
