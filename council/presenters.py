"""How statuses, directions and figures look on a page: the only place that knows.

A `Mark` (council/sections.py) is what a status looks like anywhere; this module makes marks from stored codes and draws
them as HTML. Templates use the tags of council/templatetags/outturn.py, tables the columns of council/tables.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from council import rag
from council.sections import Cell, Mark, Shape

# Status colours, by the names that rating schemes use. Each has at least 3:1 contrast with white paper or a black edge,
# and its text (Mark.ink) at least 4.5:1 on it (WCAG 1.4.3, 1.4.11).
COLOURS: Mapping[str, str] = {
    "green": "#00703c",
    "amber": "#ffdd00",
    "red": "#942514",
    "yellow": "#fff2a8",
    "blue": "#12436d",
    "purple": "#54319f",
    "grey": "#505a5f",
}
_NAMES: Mapping[str, str] = {colour: name for name, colour in COLOURS.items()}

UNRATED: Mapping[str, Mark] = {
    code: Mark(code=code, word=word)
    for code, word in {
        **rag.UNRATED,
        rag.NOT_COLLECTED: "Not collected",
        rag.PENDING: "Being rated",
    }.items()
}

# Presentation attributes only: the content security policy allows no style attribute. Drawn on a 16 x 16 grid.
SHAPES: Mapping[Shape, str] = {
    "circle": '<circle cx="8" cy="8" r="7" fill="currentColor"/>',
    "triangle": '<path d="M8 1 15.5 15H.5z" fill="currentColor"/>',
    "square": '<path d="M1.5 1.5h13v13h-13z" fill="currentColor"/>',
    "diamond": '<path d="M8 0l8 8-8 8-8-8z" fill="currentColor"/>',
    "none": "",
}


def mark_of(code: str, statuses: Mapping[str, Mark] | None = None, *, agreed: bool = False) -> Mark:
    """The mark of a stored status code: a status of the scheme, or one of the unrated states.

    `statuses` are the marks of the scheme that rated it (`scheme_marks`); left out, the house scheme's. An unknown code
    is a programming error and raises KeyError: a page must never show a rating that it cannot name.
    """
    mark = UNRATED.get(code) or (HOUSE if statuses is None else statuses)[code]
    if not agreed:
        return mark
    return Mark(mark.code, mark.word, mark.letter, mark.shape, mark.colour, agreed=True)


def scheme_marks(statuses: Any) -> dict[str, Mark]:
    """The marks of a scheme's statuses (code, label, letter, shape, colour), best to worst.

    A scheme is data and may name a colour or a shape that we do not draw: it is then grey or a diamond, and its
    word and letter still tell it apart.
    """
    return {
        status.code: Mark(
            code=status.code,
            word=status.label,
            letter=status.letter,
            shape=status.shape if status.shape in SHAPES else "diamond",
            colour=status.colour if status.colour in _NAMES else COLOURS.get(status.colour, COLOURS["grey"]),
        )
        for status in statuses
    }


HOUSE: Mapping[str, Mark] = {
    mark.code: mark
    for mark in (
        Mark("green", "On track", "G", "circle", COLOURS["green"]),
        Mark("amber", "Slightly below desired", "A", "triangle", COLOURS["amber"]),
        Mark("red", "Requires improvement", "R", "square", COLOURS["red"]),
    )
}


def is_rated(mark: Mark) -> bool:
    """Whether the mark is a rating, not a state such as "Not due"."""
    return mark.code not in UNRATED


def css_class(mark: Mark) -> str:
    """The class that colours the mark; the stylesheet holds the colours, never a style attribute."""
    return f"app-rag--{_NAMES.get(mark.colour, 'grey') if is_rated(mark) else 'none'}"


def shape_icon(shape: Shape) -> SafeString:
    """The shape as a small drawing that screen readers pass over (the word says it)."""
    if not SHAPES[shape]:
        return mark_safe("")
    return mark_safe(  # noqa: S308 - the shapes above, no input
        '<svg class="app-rag__icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">'
        f"{SHAPES[shape]}</svg>"
    )


@lru_cache(maxsize=256)  # a page repeats few marks hundreds of times
def render_mark(mark: Mark, *, compact: bool = False) -> SafeString:
    """Shape, letter, word and colour. Compact, for the cells of a grid, keeps the word for screen readers only.

    A state that is not a rating has neither letter nor shape, so it shows its word even when compact.
    """
    hidden = " govuk-visually-hidden" if compact and is_rated(mark) else ""
    letter = (
        f'<span class="app-rag__letter" aria-hidden="true">{escape(mark.letter)}</span> '
        if mark.letter
        else ""
    )
    agreed = ' <span class="app-rag__agreed">(agreed)</span>' if mark.agreed else ""
    return mark_safe(  # noqa: S308 - every part that anybody can enter is escaped
        f'<span class="app-rag {css_class(mark)}{" app-rag--compact" if compact else ""}">{shape_icon(mark.shape)}'
        f'{letter}<span class="app-rag__word{hidden}">{escape(mark.word)}</span>{agreed}</span>'
    )


@dataclass(frozen=True, slots=True)
class Direction:
    """Direction of travel: the word is from the reader's side, the arrow only says which way the figure moved."""

    word: str
    arrow: str
    code: str

    @property
    def label(self) -> str:
        """Arrow and word on one line, for files."""
        return f"{self.arrow} {self.word}".strip()


_DIRECTION_WORDS = {"better": "Improved", "same": "Same", "worse": "Worse"}
_ARROWS = {"up": "↑", "down": "↓", "level": "→"}


def direction_of(direction: str, movement: str = "") -> Direction:
    """Words for a stored direction (better, same, worse, or "" for not comparable) and movement (up, down, level).

    Both are shown: an up arrow alone reads as good even where low is good (Kent and Havering print both).
    """
    if not direction:
        return Direction("Not comparable", "", "none")
    return Direction(_DIRECTION_WORDS[direction], _ARROWS.get(movement, ""), direction)


@lru_cache(maxsize=32)
def render_direction(direction: Direction) -> SafeString:
    """Arrow, hidden from screen readers, and word."""
    return format_html(
        '<span class="app-direction app-direction--{}"><span class="app-direction__arrow" aria-hidden="true">{}</span>'
        " {}</span>",
        direction.code,
        direction.arrow,
        direction.word,
    )


def figure_text(
    value: Decimal | None, unit: str = "", decimals: int | None = None, missing: str = "–"
) -> str:
    """A figure as a page prints it, exactly as the exports do: 88.71%, £1,200, -0.5 days."""
    return missing if value is None else Cell.figure(value, unit=unit, decimals=decimals).text
