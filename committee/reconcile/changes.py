"""Changes that prose states: "a decrease of 10% (226 in 2020/21 from 252 in 2019/20)", "fell from 47 to 23". Pure.

What is read: two numbers of one kind, the old and the new; by how much, where the sentence says it; and which way, where it
has a word for it. Nothing is read where a sentence has more changes than pairs of numbers, or the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from committee.reconcile.marked import M, N, Numeral, P, Q, Sentence, T

UP = r"(?:increas\w*|rise|rises|risen|rose|rising|grew|grown|growth)"
DOWN = r"(?:decreas\w*|reduc\w*|fall|falls|fell|fallen|falling|dropped|drop|dropping|declin\w*)"
WAY = rf"\b(?:{UP}|{DOWN})\b"
_WHEN = rf"(?:,? ?\(?(?:(?:in|for|at|as at|during|within|on|by|of|the|end|{T}) ?){{1,6}}\)?)?"
_BEFORE = rf"(?:(?:a|an|the|just|around|about|over|under|average|total|of|{T}) ?)*\(?"
_UNIT = r"(?: (?!(?:from|to|and|but|by|compared)\b)[a-z'-]+){0,4}?"
_OLD, _NEW = rf"(?P<old>{Q})", rf"(?P<new>{Q})"
_PAIRS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\bfrom {_BEFORE}{_OLD}{_UNIT}\)?{_WHEN},? to {_BEFORE}{_NEW}",
        rf"\({_NEW}{_UNIT}{_WHEN},? (?:down from|up from|from|compared (?:with|to)) {_BEFORE}{_OLD}",
        rf"\bto {_BEFORE}{_NEW}{_UNIT}{_WHEN},? (?:\(?from|compared (?:with|to)) {_BEFORE}{_OLD}",
    )
)
_ABOUT = (
    r"(?:(?:just|over|under|around|about|almost|nearly|approximately|more|less|than|circa|c\.?|a|some) ?)*"
)
_POINTS = r" ?(?:(?:percentage|per ?cent) )?(?:points?|ppts?|pp)\b"
_NOT_POINTS = rf"(?!{_POINTS})"
#: More than words of direction say so: "up 5%", "5% higher than".
_MORE, _LESS = r"(?:up|higher|more|greater|above)", r"(?:down|lower|less|fewer|below)"
_BY_HOW_MUCH = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?P<way>{WAY})(?: (?!from\b|to\b)[^<>.;, ]+){{0,12}}? (?:by|of) {_ABOUT}(?P<much>{Q}){_NOT_POINTS}",
        rf"(?P<much>{P}){_NOT_POINTS} (?:overall )?(?P<way>{WAY})",
        rf"(?P<way>{WAY}) {_ABOUT}(?P<much>{P}){_NOT_POINTS}(?=[,(]| (?:from|to|in|over|during|between)\b)",
        rf"\b(?P<way>up|down) (?:by )?{_ABOUT}(?P<much>{P}){_NOT_POINTS}",
    )
)
_BY_POINTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?P<way>{WAY})(?: (?!from\b|to\b)[^<>.;, ]+){{0,12}}? (?:by|of) {_ABOUT}(?P<much>{P}|{N}){_POINTS}",
        rf"(?P<much>{P}|{N}){_POINTS} (?:overall )?(?P<way>{WAY})",
        rf"\b(?P<way>up|down) (?:by )?{_ABOUT}(?P<much>{P}|{N}){_POINTS}",
    )
)
_MUCH_AND_WAY = rf"an? (?:(?P<way>{WAY}) of {_ABOUT}(?P<much>{P})|{_ABOUT}(?P<much2>{P}) (?P<way2>{WAY}))"
_IS = r"(?:,| is| was| are| were)"
_THAN = (
    rf"(?P<way>{_MORE}|{_LESS})(?: (?:than|on))? (?:the |its |our |a )?"
    r"(?:(?:target|budget|average|national|regional|figure|rate|of) ){0,4}"
)
#: Both numbers and the percentage in one phrase: the new number first, the old one at the end.
_PHRASES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?P<new>{N})[^<;]{{0,80}}(?:{T}[^<;]{{0,30}})?\b(?:which|this) is an? {_ABOUT}(?P<much>{P}) (?P<way>{WAY}) "
        rf"(?:from|on|compared (?:to|with)) [^<;]{{0,50}}\((?P<old>{N})\)",
        rf"(?P<new>{N})[^<;]{{0,80}}(?:{T}[^<;]{{0,30}})?\b(?:which|this) is an? (?P<way>{WAY}) of {_ABOUT}(?P<much>{P}),? "
        rf"(?:from|compared (?:to|with)) (?P<old>{N})",
        rf"(?P<new>{N})[^<.;]{{0,60}} (?:represents?|is|are|was|were|being|equates to) an? {_ABOUT}(?P<much>{P}) "
        rf"(?P<way>{WAY}) (?:from|on|over|compared (?:to|with)) (?:the )?(?P<old>{N})",
        rf"(?P<new>{Q}){_UNIT}{_WHEN}, {_MUCH_AND_WAY} "
        rf"(?:from|on|over|compared (?:to|with)) [^<.;()]{{0,50}}(?:{T} )?\((?P<old>{Q})\)",
        rf"(?P<new>{Q}){_UNIT}{_WHEN}{_IS} {_ABOUT}(?P<much>{P}) {_THAN}(?P<old>{Q})",
        rf"(?P<new>{Q}){_UNIT}{_WHEN}, {_MUCH_AND_WAY} on (?:the )?(?P<old>{Q})",
        rf"(?P<new>{Q}){_UNIT}{_WHEN}, an? (?P<way>{WAY}) of {_ABOUT}(?P<much>{N}|{M}){_UNIT} (?:on|from) (?:the )?"
        rf"(?P<old>{Q})",
        rf"(?P<new>{Q}){_UNIT}{_WHEN},? (?P<way>up|down) from {_BEFORE}(?P<old>{Q})"
        rf"(?:{_UNIT}{_WHEN},? (?:\([-+](?P<much>{P})\)|an? {_ABOUT}(?P<much2>{P}) {WAY}))?",
        rf"(?P<new>{Q}){_UNIT}{_WHEN},? compared (?:with|to) {_BEFORE}(?P<old>{Q}){_UNIT}{_WHEN},? (?:which is )?"
        rf"{_MUCH_AND_WAY}{_NOT_POINTS}",
    )
)
_POINT_PHRASE = re.compile(
    rf"(?P<new>{Q}){_UNIT}{_WHEN}{_IS} {_ABOUT}(?P<much>{P}|{N}){_POINTS} {_THAN}(?P<old>{Q})", re.IGNORECASE
)
_NEXT_SENTENCE = (
    re.compile(
        rf"^(?:(?:This|It|That) (?:is|was|represents) )?an? (?P<way>{WAY}) of {_ABOUT}(?P<much>{Q}){_NOT_POINTS}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^(?:This|It|That) (?:is|was|represents) an? {_ABOUT}(?P<much>{P}) (?P<way>{WAY}) (?:on|from) the (?P<old>{N})",
        re.IGNORECASE,
    ),
)
_COMPARED = re.compile(
    rf"(?P<new>{Q})[^<>.;]{{0,20}} compared (?:with|to) [^<>.;]{{0,40}}(?:{T} ?)?(?P<old>{Q})", re.IGNORECASE
)
_TURN = re.compile(
    r"[.;]|\b(?:but|although|though|while|whilst|whereas|however|despite|against|not|no|target"
    r"|slow\w*|eas(?:e|ed|es|ing)|narrow\w*)\b",
    re.IGNORECASE,
)
#: Something else that moves: "up 5%, and cases rose from 200 to 240".
_ANOTHER = re.compile(rf"\band\b[^<]*{WAY}", re.IGNORECASE)
#: Where less is more: a rank falls from 63 to 84, and an underspend rises from -0.6% to -1.9%.
_UPSIDE_DOWN = re.compile(
    r"\b(?:rank\w*|position\w*|places?|placed|quartile|grades?|bands?|league)\b", re.IGNORECASE
)
_NEAREST = 90


@dataclass(frozen=True)
class Change:
    """From `old` to `new`. `much` is None where the sentence does not say by how much; `up` where it has no word for it.

    A percentage of percentages may be of percent or of points, where the sentence does not say points; who judges has to
    allow both.
    """

    old: Numeral
    new: Numeral
    much: Numeral | None
    up: bool | None
    sentence: Sentence
    in_points: bool = False


def read_changes(paragraph: Sequence[Sentence]) -> Iterator[Change]:
    """The changes of a paragraph, each once."""
    for index, sentence in enumerate(paragraph):
        found: dict[tuple[int, int], Change] = {}
        for change in (*_phrases(sentence), *_pairs(sentence)):
            numbers = change.old.start, change.new.start
            if numbers not in found or found[numbers].much is None:
                found[numbers] = change
        yield from found.values()
        if index and not found:
            yield from _of_the_sentence_before(sentence, paragraph[index - 1])


def is_up(word: str) -> bool:
    """Whether a word of direction says more.

    >>> is_up("increased"), is_up("reduction"), is_up("higher")
    (True, False, True)
    """
    return re.fullmatch(f"{UP}|{_MORE}", word, re.IGNORECASE) is not None


def _phrases(sentence: Sentence) -> Iterator[Change]:
    for pattern in _PHRASES:
        for match in pattern.finditer(sentence.marked):
            groups = match.groupdict()
            much, way = match["much"] or groups.get("much2"), match["way"] or groups["way2"]
            if _are_alike(sentence, match):
                yield _change(sentence, match["old"], match["new"], much, way)
    for match in _POINT_PHRASE.finditer(sentence.marked):
        if _are_alike(sentence, match):
            yield _change(sentence, match["old"], match["new"], match["much"], match["way"], in_points=True)


def _pairs(sentence: Sentence) -> Iterator[Change]:
    pairs = _apart([match for pattern in _PAIRS for match in pattern.finditer(sentence.marked)])
    pairs = [pair for pair in pairs if _are_alike(sentence, pair)]
    stated = _apart([match for pattern in _BY_HOW_MUCH for match in pattern.finditer(sentence.marked)])
    points = _apart([match for pattern in _BY_POINTS for match in pattern.finditer(sentence.marked)])
    inside = {marker for pair in pairs for marker in (pair["old"], pair["new"])}
    stated = [match for match in stated if match["much"] not in inside]
    for index, pair in enumerate(pairs):
        if len(pairs) == len(stated) and _stand_together(pair, stated[index]):
            yield _change(sentence, pair["old"], pair["new"], stated[index]["much"], stated[index]["way"])
        elif not stated and len(pairs) == len(points) and _stand_together(pair, points[index]):
            by = points[index]
            yield _change(sentence, pair["old"], pair["new"], by["much"], by["way"], in_points=True)
        elif not stated and (way := _way_before(sentence.marked[: pair.start()])):
            yield _change(sentence, pair["old"], pair["new"], None, way)


def _apart(matches: list[re.Match[str]]) -> list[re.Match[str]]:
    """In their order, without those that overlap an earlier one."""
    kept: list[re.Match[str]] = []
    for match in sorted(matches, key=lambda match: (match.start(), -match.end())):
        if not kept or match.start() >= kept[-1].end():
            kept.append(match)
    return kept


def _are_alike(sentence: Sentence, pair: re.Match[str]) -> bool:
    return sentence.numeral(pair["old"]).kind == sentence.numeral(pair["new"]).kind


def _stand_together(pair: re.Match[str], stated: re.Match[str]) -> bool:
    """Nothing numbered, nothing else that moves, and no turn of the sentence, between by how much and from what to what."""
    first, last = (stated, pair) if stated.start() < pair.start() else (pair, stated)
    between = first.string[first.end() : last.start()]
    if len(between) > _NEAREST or re.search(Q, between):
        return False
    return _TURN.search(between) is None and _ANOTHER.search(between) is None


def _way_before(text: str) -> str | None:
    """The word of direction nearest to the pair, in the same clause."""
    words = list(re.finditer(WAY, text, re.IGNORECASE))
    if not words or len(text) - words[-1].end() > _NEAREST:
        return None
    last = words[-1]
    around = text[max(0, last.start() - 12) :]
    return None if _TURN.search(around) or re.search(Q, text[last.end() :]) else last[0]


def _of_the_sentence_before(sentence: Sentence, before: Sentence) -> Iterator[Change]:
    for pattern in _NEXT_SENTENCE:
        match = pattern.match(sentence.marked)
        if match is None:
            continue
        much, up = sentence.numeral(match["much"]), is_up(match["way"])
        counts = [numeral for numeral in before.numerals if numeral.kind == "n"]
        if "old" in match.groupdict():
            if len(counts) == 1:
                yield Change(sentence.numeral(match["old"]), counts[0], much, up, sentence)
        elif (pair := _COMPARED.search(before.marked)) and _are_alike(before, pair):
            yield Change(before.numeral(pair["old"]), before.numeral(pair["new"]), much, up, sentence)


def _change(
    sentence: Sentence, old: str, new: str, much: str | None, way: str, *, in_points: bool = False
) -> Change:
    first, last = sentence.numeral(old), sentence.numeral(new)
    is_plain = first.printed.value >= 0 and last.printed.value >= 0 and not _UPSIDE_DOWN.search(sentence.text)
    by_how_much = sentence.numeral(much) if much else None
    return Change(first, last, by_how_much, is_up(way) if is_plain else None, sentence, in_points)
