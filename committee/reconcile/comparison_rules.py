"""Comparisons with a target, the country or other councils, held against their numbers and against one another. Pure.

comparison_wrong       "above the national average", of two numbers the first of which is lower
comparisons_disagree   lower than the comparators in one line, and consistent with them in the next
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from committee.reconcile.facts import Finding, Papers, Passage, Rule
from committee.reconcile.marked import Numeral, Q, Sentence, quoted, sentences

_RELATIONS = {
    "lower": r"(?:lower|fewer|less) than|below|under",
    "the same": r"consistent with|similar to|in line with|the same as|comparable (?:with|to)|on a par with|equal to",
    "higher": r"(?:higher|greater|more) than|above",
}
_REFERENCES = {
    "comparators": r"comparators?|nearest[- ]neighbours?|statistical[- ]neighbours?|(?:similar|other|neighbouring) "
    r"(?:local )?(?:councils|authorities)",
    "England": r"national|nationally|England",
    "region": r"regional|regionally",
}
_REFERENCE_NAMES = {"comparators": "the comparators", "England": "England", "region": "the region"}
_RELATION = re.compile(
    r"\b(?:" + "|".join(f"({pattern})" for pattern in _RELATIONS.values()) + r")\b", re.IGNORECASE
)
_CLAUSE_END = re.compile(
    r"[.;:()]|,? (?:but|although|though|however|while|whilst|and (?:is|are|was|were|has|have|we|it)|which)\b"
)
_STANDARD = r"(?:target|budget|average|rate|national|England|regional|benchmark|comparators?|performance|figure|level)"
_OVER, _UNDER = r"above|higher than|exceed(?:s|ed|ing)", r"below|lower than|under"
#: What may stand between a number and its comparison. "70% of pupils score below the average of 65%" compares no shares.
_IS = (
    r"\b(?:which|that|and|is|was|are|were|be|been|being|has|have|had|remains?|remained|stays?|stayed|still|also|now|just|well"
    r"|far|slightly|currently|considerably|significantly|marginally|therefore|this|it|performance|puts? [A-Z]\w+)\b"
)
_NUMBERS = (
    re.compile(
        rf"(?P<one>{Q})(?P<gap>\)?(?:{_IS}|[ ,])*)\b(?:(?P<over>{_OVER})|(?P<under>{_UNDER}))\b"
        rf"[^<>.;,()]{{0,60}}?\b{_STANDARD}\b[^<>.;,]{{0,30}}?(?P<other>{Q})",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:(?P<over>above)|(?P<under>below|under))\b(?P<gap>) (?:the |our )?(?:\w+ )?{_STANDARD} "
        rf"\((?P<one>{Q}) (?:against|compared (?:with|to)|vs\.?|versus) (?:a target of )?(?P<other>{Q})\)",
        re.IGNORECASE,
    ),
)
_AT_FIRST = re.compile(
    rf"^At (?P<one>{Q}),(?P<gap>) [^<>.;,()]{{1,50}} (?:is|was|are|were|remains?|stands?)(?: (?:just|well|slightly|still))? "
    rf"(?:(?P<over>{_OVER})|(?P<under>{_UNDER}))\b[^<>.;,()]{{0,60}}?\b{_STANDARD}\b[^<>.;,]{{0,30}}?(?P<other>{Q})",
    re.IGNORECASE,
)
#: How many lines apart two comparisons may stand.
_REACH = 2


def wrong_comparisons(papers: Papers) -> Iterator[Finding]:
    for passage in papers.passages:
        for sentence in sentences(passage.text, passage.period):
            for pattern in (*_NUMBERS, _AT_FIRST):
                for match in pattern.finditer(sentence.marked):
                    one, other = sentence.numeral(match["one"]), sentence.numeral(match["other"])
                    if _is_comparison(match, pattern, one, other) and _is_wrong(match, one, other):
                        yield _wrong_finding(passage, sentence, match, one, other)


def _is_comparison(match: re.Match[str], pattern: re.Pattern[str], one: Numeral, other: Numeral) -> bool:
    """ "2% below the target of 95%" says by how much, and compares nothing with 2%."""
    by_how_much = pattern is _NUMBERS[0] and not re.search(r"\w|\)", match["gap"])
    return one.kind == other.kind and not by_how_much


def _is_wrong(match: re.Match[str], one: Numeral, other: Numeral) -> bool:
    first, second = one.printed.value, other.printed.value
    return first < second if match["over"] else first > second


def _wrong_finding(
    passage: Passage, sentence: Sentence, match: re.Match[str], one: Numeral, other: Numeral
) -> Finding:
    said = (match["over"] or match["under"]).casefold()
    return Finding(
        "comparison_wrong",
        "medium",
        f"{one.text} is said to be {said} {other.text} in {passage.place}. "
        f"Correct the word or the numbers: {quoted(sentence)}",
        (passage.place,),
        (one.text, said, other.text),
    )


@dataclass(frozen=True)
class _Compared:
    relation: str
    reference: str
    sentence: Sentence
    passage: Passage
    line: int


def disagreeing_comparisons(papers: Papers) -> Iterator[Finding]:
    """Under one heading that is about one measure, in lines next to each other."""
    for _, group in groupby(papers.passages, key=lambda passage: (passage.place, passage.heading)):
        passages = list(group)
        if len({passage.subjects for passage in passages}) != 1 or len(passages[0].subjects) != 1:
            continue
        found = [each for line, passage in enumerate(passages) for each in _compared(passage, line)]
        for index, first in enumerate(found):
            for second in found[index + 1 :]:
                if _disagree(first, second):
                    yield _disagreeing_finding(first, second)


def _compared(passage: Passage, line: int) -> Iterator[_Compared]:
    for sentence in sentences(passage.text, passage.period):
        for match in _RELATION.finditer(sentence.text):
            relation = list(_RELATIONS)[(match.lastindex or 1) - 1]
            rest = sentence.text[match.end() :]
            end = next(
                (cut.start() for cut in (_CLAUSE_END.search(rest), _RELATION.search(rest)) if cut), len(rest)
            )
            for reference, pattern in _REFERENCES.items():
                if re.search(rf"\b(?:{pattern})\b", rest[:end], re.IGNORECASE):
                    yield _Compared(relation, reference, sentence, passage, line)


def _disagree(first: _Compared, second: _Compared) -> bool:
    if first.reference != second.reference or first.relation == second.relation:
        return False
    if first.sentence is second.sentence or second.line - first.line > _REACH:
        return False
    times = [{time.period for time in each.sentence.times} for each in (first, second)]
    return not (times[0] and times[1] and times[0] != times[1])


def _disagreeing_finding(first: _Compared, second: _Compared) -> Finding:
    return Finding(
        "comparisons_disagree",
        "medium",
        f"Two things are said of one comparison in {first.passage.place}: {_said(first)}, "
        f"and {_said(second)}. "
        f"Keep the one that holds: {quoted(first.sentence, second.sentence)}",
        tuple(dict.fromkeys([first.passage.place, second.passage.place])),
        (first.reference, first.relation, second.relation),
    )


def _said(compared: _Compared) -> str:
    joining = {"the same": "as"}.get(compared.relation, "than")
    return f"{compared.relation} {joining} {_REFERENCE_NAMES[compared.reference]}"


RULES: tuple[Rule, ...] = (wrong_comparisons, disagreeing_comparisons)
