"""The bands of a matrix: their limits, and what marks them beside their word: a letter, a shape, a colour. Pure.

What a matrix file leaves out follows from the place of the band. A band is never told by its colour alone (WCAG 1.4.1), so
letters differ. Opportunities have a scale of blues: red for a large opportunity would say that it is bad news.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, cast, get_args

from council.sections import Shape, clean_text
from risks.matrix_values import MatrixError, read_number

#: From the lowest band to the highest. The first, third and fourth are the status colours of the product, and each has at
#: least 3:1 contrast with white paper or with the black edge that it is drawn with (WCAG 1.4.11).
RISK_COLOURS = ("#00703c", "#fff2a8", "#ffdd00", "#942514")
OPPORTUNITY_COLOURS = ("#d2e2f1", "#8eb8dc", "#1d70b8", "#12436d")
#: Which of the four a scale of one, two or three bands takes.
_FEW = {1: (0,), 2: (0, 3), 3: (0, 2, 3)}
SHAPES: tuple[Shape, ...] = ("circle", "triangle", "square", "diamond")
#: Colours by name, as other parts of the product call them.
NAMED = {
    "green": "#00703c",
    "yellow": "#fff2a8",
    "amber": "#ffdd00",
    "orange": "#f47738",
    "red": "#942514",
    "blue": "#12436d",
    "purple": "#54319f",
    "grey": "#505a5f",
}


@dataclass(frozen=True)
class Band:
    """Scores that are treated alike, both ends included, and what marks them beside their word."""

    label: str
    lowest: Decimal
    highest: Decimal
    letter: str = ""
    shape: Shape = "none"
    colour: str = "#ffffff"


@dataclass(frozen=True)
class Look:
    """A band's word and its marks; those that are empty (a shape that is None) are for `looks` to choose."""

    label: str
    letter: str = ""
    shape: Shape | None = None
    colour: str = ""

    @classmethod
    def given(cls, label: str, band: Mapping[str, Any]) -> Look:
        """What a file says. A shape or a colour that we cannot draw counts as not given."""
        letter, shape, colour = (
            clean_text(str(band.get(name) or "")).strip() for name in ("letter", "shape", "colour")
        )
        return cls(
            label,
            letter,
            cast(Shape, shape) if shape in get_args(Shape) and shape != "none" else None,
            NAMED.get(colour.casefold(), colour if re.fullmatch("#[0-9a-fA-F]{6}", colour) else ""),
        )


@dataclass(frozen=True)
class FullLook:
    letter: str
    shape: Shape
    colour: str


def read_bands(name: str, bands: Any, palette: Sequence[str]) -> tuple[Band, ...]:
    if not isinstance(bands, Sequence) or isinstance(bands, str):
        raise MatrixError(f'"{name}" must be a list like [{{"label": "Low", "from": 1, "to": 4}}, ...].')
    found = sorted((_limits(band), place) for place, band in enumerate(bands))
    for (lower, _), (upper, _) in pairwise(found):
        if upper[0] <= lower[1]:
            raise MatrixError(f"The bands {lower[2]} and {upper[2]} overlap at {upper[0]:f}.")
    seen = looks([Look.given(label, bands[place]) for (_, _, label), place in found], palette)
    return tuple(
        Band(label, lowest, highest, look.letter, look.shape, look.colour)
        for ((lowest, highest, label), _), look in zip(found, seen, strict=True)
    )


def _limits(band: Any) -> tuple[Decimal, Decimal, str]:
    """From, to and the label of a band."""
    label = band.get("label") if isinstance(band, Mapping) else None
    label = clean_text(label).strip() if isinstance(label, str) else ""
    if not label:
        raise MatrixError('Every band needs a label, like {"label": "Low", "from": 1, "to": 4}.')
    lowest, highest = read_number(band.get("from")), read_number(band.get("to"))
    if lowest is None or highest is None or lowest > highest:
        raise MatrixError(f"The band {label} must go from one number to a higher one.")
    return lowest, highest, label


def without_colours(bands: Any) -> Any:
    """Bands for opportunities made of those for risks: all but the colours, since red is no colour for good news."""
    if not isinstance(bands, Sequence) or isinstance(bands, str):
        return bands
    return [
        {name: value for name, value in band.items() if name != "colour"}
        if isinstance(band, Mapping)
        else band
        for band in bands
    ]


def looks(given: Sequence[Look], palette: Sequence[str]) -> list[FullLook]:
    """The marks of bands, lowest first. `palette` holds four colours, from the lowest to the highest."""
    letters = _letters([look.label for look in given], [look.letter for look in given])
    return [
        FullLook(
            letter=letter,
            shape=look.shape or SHAPES[min(place, len(SHAPES) - 1)],
            colour=look.colour or palette[_shade(place, len(given))],
        )
        for place, (look, letter) in enumerate(zip(given, letters, strict=True))
    ]


def _shade(place: int, count: int) -> int:
    """Which of four colours the band takes: the ends stay the ends, however many there are."""
    few = _FEW.get(count)
    return few[place] if few else round(place * 3 / (count - 1))


def _letters(labels: Sequence[str], given: Sequence[str]) -> list[str]:
    """The letters given, and for the others the shortest that tell them apart: L, M, H; VL, L; Me, Mo; else numbers."""
    for way in _WAYS:
        found = [own or way(label) for own, label in zip(given, labels, strict=True)]
        folded = [letter.casefold() for letter in found]
        if all(
            own or (letter and folded.count(letter) == 1) for own, letter in zip(given, folded, strict=True)
        ):
            return found
    return [own or str(place) for place, own in enumerate(given, start=1)]


def _initials(label: str) -> str:
    return "".join(word[0] for word in re.findall(r"\w+", label)).upper()


_WAYS: tuple[Callable[[str], str], ...] = (
    lambda label: _initials(label)[:1],
    _initials,
    lambda label: "".join(label.split())[:2].capitalize(),
    lambda label: "".join(label.split())[:3].capitalize(),
)
