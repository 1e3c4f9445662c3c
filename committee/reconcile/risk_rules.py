"""What is wrong within a register as a paper prints it. Pure.

    swapped, target_worse, score_mismatch, wrong_axis, ...
                        what `risks.checks` finds of one entry, in its own words; an opportunity is the mirror of a risk
    card_and_profile    the card and the summary profile print different scores or another target date
    printed_twice       an action is printed twice in one entry
    no_such_entry       a text leaves something to a separate risk, and no other entry speaks of it

Source: the register of 25 November 2021, whose Corp4 had its current and target scores exchanged between the card and the
summary profile, whose Corp1 printed five actions under two headings, and whose Corp5 called its own subject "the subject of
a separate risk".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from committee.reconcile.facts import Finding, Papers, Place, Rule, Severity
from committee.reconcile.risk_facts import Line, ProfileLine, RiskCard
from committee.reconcile.wording import alike, quoted, squeezed
from risks.checks import check_kept

#: How grave what a register's own checks find is, once it is about to be printed.
SEVERITY_OF_CHECK: dict[str, Severity] = {
    "swapped": "high",
    "target_worse": "high",
    "score_mismatch": "high",
    "duplicate_ref": "high",
    "wrong_axis": "medium",
    "unknown_value": "medium",
    "text_differs": "medium",
    "contradicts": "medium",
    "date_passed": "medium",
    "missing_owner": "low",
    "no_change": "low",
}
#: The cells of a card by the names that the checks call them.
_CELLS = {name: name.replace("_", " ") for name in ("score", "target_score", "likelihood", "impact")}
_CELLS |= {f"target_{axis}": f"target {axis}" for axis in ("likelihood", "impact")}
#: Checks about the target date, and about printed words; the others are about scores.
_OF_DATES = {"date_passed"}
_OF_WORDS = {"wrong_axis", "unknown_value", "text_differs"}
#: Shorter lines ("Ongoing.", "Ongoing consideration of Covid impact") may well stand twice.
_WORDS_OF_AN_ACTION = 5
#: Of the words of the shorter of two actions, how many the longer one has where they are one.
_SAME = 0.85
_ACTIONS_QUOTED = 2
_ELSEWHERE = re.compile(
    r"(?P<thing>[^.;:]{3,120}?),? (?:which|that) (?:is|are) (?:the )?(?:subject of|covered by|dealt with in|described in|in)"
    r" (?:a |an |another |its own )?(?:separate |own |other )?(?:risk|entry|opportunity)\b",
    re.IGNORECASE,
)
#: How many of the words of what is left to another entry that entry has to have.
_SPOKEN_OF = 0.5


def entry_checks(papers: Papers) -> Iterator[Finding]:
    """What the register's own checks find. Where card and profile are exchanged, that says it all."""
    profile = {line.subject: line for line in papers.profile}
    for card in papers.risks:
        line = profile.get(card.subject)
        exchanged = line is not None and _exchanged(card, line)
        for found in check_kept(card.kept, card.matrix, card.read_on):
            if exchanged and found.code in {"target_worse", "swapped"}:
                continue
            yield Finding(
                code=found.code,
                severity=SEVERITY_OF_CHECK.get(found.code, "medium"),
                sentence=f"{card.ref}: {found.sentence}",
                places=(_place(card, found.sentence),),
                numbers=_printed(card, found.code),
            )


def card_and_profile(papers: Papers) -> Iterator[Finding]:
    """The same entry in two places: its scores and its target date are to be the same."""
    cards = {card.subject: card for card in papers.risks}
    for line in papers.profile:
        card = cards.get(line.subject)
        if card is None:
            continue
        places = (card.place, line.place)
        if (card.current, card.target) != (line.current, line.target):
            numbers = tuple(map(_shown, (card.current, card.target, line.current, line.target)))
            said = (
                f"the card gives {numbers[0]} as its current score and {numbers[1]} as its target score, the summary "
                f"profile {numbers[2]} and {numbers[3]}."
            )
            if _exchanged(card, line):
                said += " Current and target look exchanged in one of them."
            yield Finding("card_and_profile", "high", f"{card.ref}: {said}", places, numbers)
        if squeezed(card.target_date) != squeezed(line.target_date):
            dates = (card.target_date or "no date", line.target_date or "no date")
            said = f"the card gives {dates[0]} as the target date, the summary profile {dates[1]}."
            yield Finding("card_and_profile", "medium", f"{card.ref}: {said}", places, dates)


def printed_twice(papers: Papers) -> Iterator[Finding]:
    """Actions that one entry prints twice; one finding an entry."""
    for card in papers.risks:
        twice = list(_twice(card))
        if not twice:
            continue
        headings = list(dict.fromkeys(line.heading for pair in twice for line in pair if line.heading))
        under = f", under {' and '.join(headings)}" if len(headings) > 1 else ""
        said = "; ".join(quoted(_short(line.text)) for _, line in twice[:_ACTIONS_QUOTED])
        more = f" and {len(twice) - _ACTIONS_QUOTED} more" if len(twice) > _ACTIONS_QUOTED else ""
        what = "an action is" if len(twice) == 1 else f"{len(twice)} actions are"
        yield Finding(
            "printed_twice",
            "medium",
            f"{card.ref}: {what} printed twice{under}: {said}{more}.",
            (card.place,),
            tuple(squeezed(line.text) for _, line in twice),
        )


def no_such_entry(papers: Papers) -> Iterator[Finding]:
    """What a text leaves to another entry has to be in one: most of its words in the title or the description."""
    about = {
        card.subject: [card.title, *(line.text for line in card.in_cells("description"))]
        for card in papers.risks
    }
    for card in papers.risks:
        for line in card.lines:
            match = _ELSEWHERE.search(line.text)
            if match is None:
                continue
            said = match[0].strip()
            others = (text for subject, texts in about.items() if subject != card.subject for text in texts)
            if not any(alike(match["thing"], text, least=1, share=_SPOKEN_OF) for text in others):
                yield Finding(
                    "no_such_entry",
                    "low",
                    f"{card.ref}: {quoted(said)}, in {line.where}, and no other entry of the paper speaks of it.",
                    (card.place,),
                    (said,),
                )


def _twice(card: RiskCard) -> Iterator[tuple[Line, Line]]:
    """Each action with an earlier one that says the same, or the same and more."""
    actions = list(card.in_cells("action"))
    for place, line in enumerate(actions):
        same = (
            each
            for each in actions[:place]
            if alike(each.text, line.text, least=_WORDS_OF_AN_ACTION, share=_SAME)
        )
        if first := next(same, None):
            yield first, line


def _exchanged(card: RiskCard, line: ProfileLine) -> bool:
    scores = (card.current, card.target)
    return None not in scores and scores == (line.target, line.current) and card.current != card.target


def _place(card: RiskCard, sentence: str) -> Place:
    """The card, and on it the cell that the sentence of a check begins with, where it begins with one."""
    cell = sentence.split(" ", 1)[0]
    return replace(card.place, where=f"{card.place.where}, {_CELLS[cell]}") if cell in _CELLS else card.place


def _printed(card: RiskCard, code: str) -> tuple[str, ...]:
    """What a check is about, as it is printed."""
    if code in _OF_DATES:
        return (card.target_date,)
    if code in _OF_WORDS:
        return tuple(card.kept.texts.values())
    positions = (card.kept.current, card.kept.target)
    return tuple(
        _shown(score) for each in positions for score in (each.score, each.printed) if score is not None
    )


def _shown(score: Decimal | None) -> str:
    return "none" if score is None else f"{score.normalize():f}"


def _short(text: str, most: int = 80) -> str:
    if len(text) <= most:
        return text.rstrip(".")
    return text[:most].rsplit(" ", 1)[0] + " \u2026"


RULES: tuple[Rule, ...] = (entry_checks, card_and_profile, printed_twice, no_such_entry)
