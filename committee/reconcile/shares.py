"""Shares that prose states: "5 of 7 (71%)", "57% upheld (139)", "38% ... 59% ... a further 5%". Pure.

A share is read only where the sentence names its whole: "11 of the 16", "of which", "Of the 39 decisions", or "of these"
after a sentence with one count in it. Where another count beside it would give the printed percentage, the sentence can be
read either way and nothing is claimed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from committee.reconcile.judging import judge, words_before
from committee.reconcile.marked import M, N, Numeral, P, Sentence

_OF = r"(?:out )?of (?:(?:the|these|those|all|our|its|a total of|a possible|a) )*"
_IS = r"(?:equates to|equal to|equivalent to|equating to|which is|that is|representing|represents|making|or|i\.e\.|=)"
#: The percentage is a share, and not by how much something changed or differed.
_END = (
    r"(?! (?:more|less|fewer|higher|lower|above|below|over|under|points?|percentage|increase|decrease|rise|fall|drop"
    r"|reduction))"
)
_STATED = rf"(?P<stated>{P}){_END}"
_DEGREE = r"(?:(?:or|just|around|about|approximately|over|under|almost|nearly|some|circa) )*"
_IN_BRACKETS = rf"\({_DEGREE}{_STATED}\)"
_PART, _WHOLE = rf"(?P<part>{N}|{M})", rf"(?P<whole>{N}|{M})"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_PART}(?: [^<.;()]{{1,40}}?)? {_OF}{_WHOLE}[^<.;]{{0,90}}?{_IN_BRACKETS}",
        rf"{_PART} {_OF}(?:[^<.;]{{0,80}} of )?{_WHOLE}[^<;]{{0,80}}? {_IS} {_DEGREE}{_STATED}",
        rf"{_WHOLE}[^<.;]{{0,100}}?of (?:which|whom|these|them),? {_PART} (?:[^<.;()]{{0,60}} )?{_IN_BRACKETS}",
        rf"{_WHOLE}[^<.;]{{0,80}}, {_PART} of (?:which|whom|these|them)[^<.;]{{0,80}}{_IN_BRACKETS}",
        rf"{_WHOLE}[^<.;]{{0,80}} and {_STATED} \({_PART}\) of (?:these|them|which)",
        rf"{_STATED} {_OF}{_WHOLE}[^<.;]{{0,60}}\({_PART}\)",
        rf"{_PART}[^<.;()]{{0,60}},? \(?{_IS} {_STATED} {_OF}{_WHOLE}",
        rf"{_PART} {_IN_BRACKETS} {_OF}{_WHOLE}",
        rf"{_STATED} \({_PART}\) {_OF}{_WHOLE}",
        rf"{_STATED} \({_PART} {_OF}{_WHOLE}",
        rf"{_PART}, {_DEGREE}{_STATED} {_OF}{_WHOLE}",
    )
)
_OF_THESE = (
    re.compile(rf"^(?:Of (?:these|which|them),? )?{_PART} \({_STATED}\)(?: of (?:these|them|which))?"),
    re.compile(rf"^(?:Of (?:these|which|them),? )?{_STATED} \({_PART}\)(?: of (?:these|them|which))?"),
)
_REFERS_BACK = re.compile(r"\b(?:of (?:these|them|which)|breakdown)\b", re.IGNORECASE)
_PAIR = re.compile(
    rf"{_STATED}(?: [^<>.;()]{{1,60}})? \({_PART}\)|(?<!of )(?P<part2>{N}|{M})(?: [^<>.;()]{{1,40}})? \((?P<stated2>{P})\)"
)
_OF_THE_WHOLE = re.compile(
    rf"^(?:\(?\w\) )?(?:Of|Out of) (?:(?:the|all|these|a total of|our)(?: total of| total)? )?{_WHOLE}[^<.;]*?,"
)

#: What shows that percentages in a row are shares of one whole.
_WHOLE_CUE = re.compile(
    r"\b(?:of (?:these|those|them|all|the <n\d+>)|breakdown|split|made up|consist\w*|comprise\w*"
    r"|(?:a )?further <p|(?:the )?remain(?:der|ing)\b)",
    re.IGNORECASE,
)
#: What shows that they are not.
_NOT_SHARES = re.compile(
    r"\b(?:increas\w*|decreas\w*|reduc\w*|rise|rose|risen|fell|fall|dropp?\w*|declin\w*|target|national\w*|England|regional"
    r"|average|compared|than|benchmark|previous|last year|from <p|variance|at least|respectively"
    r"|more than one|multiple|overlap\w*|cumulative\w*)\b"
)
#: Lists further from 100% than this are not lists of all the parts.
_FURTHEST = 5


@dataclass(frozen=True)
class Share:
    """`part` is `stated` percent of `whole`."""

    part: Numeral
    whole: Numeral
    stated: Numeral
    sentence: Sentence


@dataclass(frozen=True)
class Shares:
    """Percentages that are all the shares of one whole."""

    stated: tuple[Numeral, ...]
    sentences: tuple[Sentence, ...]


def read_shares(paragraph: Sequence[Sentence]) -> Iterator[Share]:
    """Each percentage at most once."""
    for index, sentence in enumerate(paragraph):
        before = paragraph[index - 1] if index else None
        seen: set[int] = set()
        for share in (*_within(sentence), *_listed(sentence), *_of_these(sentence, before)):
            if share.stated.start in seen or not _can_be_part(share.part, share.whole):
                continue
            seen.add(share.stated.start)
            if not _can_be_read_otherwise(share, before):
                yield share


def _can_be_part(part: Numeral, whole: Numeral) -> bool:
    return part.kind == whole.kind and part.printed.value <= whole.printed.value


def _within(sentence: Sentence) -> Iterator[Share]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(sentence.marked):
            yield _share(sentence, match["part"], sentence.numeral(match["whole"]), match["stated"])


def _listed(sentence: Sentence) -> Iterator[Share]:
    """ "Of the 40 cases, 30 (75%) were late and 10 (25%) were not": every count has its percentage."""
    start = _OF_THE_WHOLE.match(sentence.marked)
    if start is None:
        return
    pairs = list(_PAIR.finditer(sentence.marked, start.end()))
    whole = sentence.numeral(start["whole"])
    counts = [numeral for numeral in sentence.numerals if numeral.kind == whole.kind]
    if len(pairs) == len(counts) - 1:
        yield from (_share(sentence, *_of_pair(pair, whole)) for pair in pairs)


def _of_these(sentence: Sentence, before: Sentence | None) -> Iterator[Share]:
    """ "9 were decided in the quarter. 4 (44%) of these were late": the whole is the only count of the sentence before."""
    if before is None or not _REFERS_BACK.search(sentence.marked):
        return
    counts = [numeral for numeral in before.numerals if numeral.kind == "n"]
    if len(counts) != 1 or len(before.numerals) != 1:
        return
    for pattern in _OF_THESE:
        if match := pattern.match(sentence.marked):
            yield _share(sentence, match["part"], counts[0], match["stated"])
    if re.search(r"^Of (?:these|them)|breakdown of (?:these|them)", sentence.marked):
        yield from (_share(sentence, *_of_pair(pair, counts[0])) for pair in _PAIR.finditer(sentence.marked))


def _of_pair(pair: re.Match[str], whole: Numeral) -> tuple[str, Numeral, str]:
    return pair["part"] or pair["part2"], whole, pair["stated"] or pair["stated2"]


def _share(sentence: Sentence, part: str, whole: Numeral, stated: str) -> Share:
    return Share(sentence.numeral(part), whole, sentence.numeral(stated), sentence)


def _can_be_read_otherwise(share: Share, before: Sentence | None) -> bool:
    """Whether another count in reach gives the printed percentage while the one that was read does not."""
    stated, words = share.stated.printed, words_before(share.sentence, share.stated)
    if judge("share", [share.part.printed, share.whole.printed], stated, words).verdict == "ok":
        return False
    others = [*share.sentence.numerals, *(before.numerals if before else ())]
    kind = share.whole.kind
    counts = [other.printed for other in others if other.kind == kind and other.printed.value > 0]
    return any(
        judge("share", [part, whole], stated).verdict == "ok"
        for whole in counts
        for part in (share.part.printed, *counts)
        if 0 < part.value < whole.value
    )


def read_lists_of_shares(paragraph: Sequence[Sentence]) -> Iterator[Shares]:
    """Runs of three or more percentages, in one sentence or several in a row, that read as all the parts of one whole."""
    run: list[Sentence] = []
    for sentence in (*paragraph, None):
        if sentence is not None and _lists_shares(sentence):
            run.append(sentence)
            continue
        if run:
            yield from _as_list(run)
        run = []


def _lists_shares(sentence: Sentence) -> bool:
    return any(numeral.kind == "p" for numeral in sentence.numerals) and not _NOT_SHARES.search(
        sentence.marked
    )


def _as_list(run: Sequence[Sentence]) -> Iterator[Shares]:
    stated = [numeral for sentence in run for numeral in sentence.numerals if numeral.kind == "p"]
    if len(stated) < 3 or not _WHOLE_CUE.search(" ".join(sentence.marked for sentence in run)):
        return
    total = sum((numeral.printed.value for numeral in stated), Fraction(0))
    if abs(total - 100) <= _FURTHEST and not _some_make_a_whole(stated):
        yield Shares(tuple(stated), tuple(run))


def _some_make_a_whole(stated: Sequence[Numeral]) -> bool:
    """Whether neighbours among them come to 100% within rounding, so that the others belong to something else."""
    for first in range(len(stated)):
        for last in range(first + 2, len(stated) + 1):
            part = stated[first:last]
            if len(part) < len(stated) and adds_to_a_whole(part):
                return True
    return False


def adds_to_a_whole(stated: Sequence[Numeral]) -> bool:
    """Each share may be out by half of its last digit.

    38%, 59% and 5% may be out by 1.5 together; they come to 102.
    """
    total = sum((numeral.printed.value for numeral in stated), Fraction(0))
    return abs(total - 100) <= sum((numeral.printed.step for numeral in stated), Fraction(0)) / 2
