"""A council's risk matrix as data: its axes, how a score is made, and the bands. Pure.

A matrix file is JSON: {"likelihood": [{"value": 1, "label": "Rare"}, ...], "impact": [...], "score": "product",
"bands": [{"label": "Low", "from": 1, "to": 4}, ...]}. With "score": "grid" a "grid" gives each cell its score:
{"A1": 4, ...}, the value of one axis and then of the other. Axes need not have the same length, may begin at 0, and may
be letters where a grid gives the scores. An impact may carry a "label_opportunity" ("Outstanding" where a risk says
"Catastrophic"). Bands may be left out, and a score outside all of them has none; "letter" and "colour" of a band are
kept for pages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import pairwise, product
from typing import Any, Literal

AxisName = Literal["likelihood", "impact"]
AXES: tuple[AxisName, AxisName] = ("likelihood", "impact")
#: More steps are a slip: no council can tell them apart.
MOST_STEPS = 20


class MatrixError(ValueError):
    """The matrix cannot be used; the message says what is wrong and how to write it."""


@dataclass(frozen=True)
class Step:
    """One step of an axis: its value (a number or a letter, as text) and what it is called."""

    value: str
    label: str
    label_opportunity: str = ""

    def names(self) -> set[str]:
        """Every way of naming it, folded."""
        return {_fold(name) for name in (self.value, self.label, self.label_opportunity) if name}


@dataclass(frozen=True)
class Band:
    """Scores that are treated alike, both ends included."""

    label: str
    lowest: Decimal
    highest: Decimal
    letter: str = ""
    colour: str = ""


@dataclass(frozen=True)
class Matrix:
    """A matrix that can score every pair of its steps."""

    likelihood: tuple[Step, ...]
    impact: tuple[Step, ...]
    scores: Mapping[tuple[str, str], Decimal]
    bands: tuple[Band, ...] = field(default=())

    def axis(self, name: AxisName) -> tuple[Step, ...]:
        return self.likelihood if name == "likelihood" else self.impact

    def score(self, likelihood: Step, impact: Step) -> Decimal:
        return self.scores[likelihood.value, impact.value]

    def band(self, score: Decimal) -> Band | None:
        return next((band for band in self.bands if band.lowest <= score <= band.highest), None)


def load_matrix(text: str) -> Matrix:
    """The matrix of a JSON file. Raises MatrixError."""
    try:
        content = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise MatrixError(f"The matrix is not JSON: {error}.") from error
    return parse_matrix(content)


def parse_matrix(content: Any) -> Matrix:
    """The matrix that a mapping describes. Raises MatrixError."""
    if not isinstance(content, Mapping):
        raise MatrixError('The matrix must be an object with "likelihood", "impact" and "score".')
    likelihood, impact = (_axis(name, content.get(name)) for name in AXES)
    kind = content.get("score", "product")
    if kind == "product":
        scores = _products(likelihood, impact)
    elif kind == "grid":
        scores = _grid(likelihood, impact, content.get("grid"))
    else:
        raise MatrixError(f'"score" is {_shown(kind)}. Write "product" or "grid".')
    return Matrix(likelihood, impact, scores, _bands(content.get("bands", [])))


def _axis(name: AxisName, steps: Any) -> tuple[Step, ...]:
    if not isinstance(steps, Sequence) or isinstance(steps, str) or len(steps) < 2:
        raise MatrixError(f'"{name}" must be a list of at least two steps, each with a value and a label.')
    if len(steps) > MOST_STEPS:
        raise MatrixError(f'"{name}" has {len(steps)} steps. There may be at most {MOST_STEPS}.')
    found = tuple(_step(name, step) for step in steps)
    seen: set[str] = set()
    for step in found:
        if twice := seen & step.names():
            raise MatrixError(
                f'"{name}" has {_shown(min(twice))} twice. Each step needs its own value and label.'
            )
        seen |= step.names()
    return found


def _step(name: AxisName, step: Any) -> Step:
    if not isinstance(step, Mapping) or "value" not in step:
        raise MatrixError(
            f'A step of "{name}" is {_shown(step)}. Write it like {{"value": 1, "label": "Rare"}}.'
        )
    value = _value(step["value"])
    if value is None:
        raise MatrixError(
            f'"{name}" has the value {_shown(step["value"])}. A value is a number or a short text.'
        )
    texts = [step.get(key, "") for key in ("label", "label_opportunity")]
    if not all(isinstance(text, str) for text in texts):
        raise MatrixError(f"The label of {name} {value} is not a text.")
    label, label_opportunity = (text.strip() for text in texts)
    return Step(value, label or value, label_opportunity)


def _value(value: Any) -> str | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Decimal):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    text = value.strip() if isinstance(value, str) else ""
    return text if 0 < len(text) <= 10 else None


def _products(likelihood: Sequence[Step], impact: Sequence[Step]) -> dict[tuple[str, str], Decimal]:
    numbers: dict[str, Decimal] = {}
    for step in (*likelihood, *impact):
        number = _number(step.value)
        if number is None:
            raise MatrixError(
                f"{step.value} cannot be multiplied. Give the axes numbers, or the scores as a grid."
            )
        numbers[step.value] = number
    return {(a.value, b.value): numbers[a.value] * numbers[b.value] for a, b in product(likelihood, impact)}


def _grid(likelihood: Sequence[Step], impact: Sequence[Step], grid: Any) -> dict[tuple[str, str], Decimal]:
    """The scores of a grid, whichever axis its keys name first; likelihood where both orders would do."""
    if not isinstance(grid, Mapping):
        raise MatrixError('"score" is "grid", and there is no "grid". Write it like {"A1": 4, ...}.')
    cells = {_fold(str(key)): value for key, value in grid.items()}
    pairs = [(a.value, b.value) for a, b in product(likelihood, impact)]
    orders = [
        {pair: _fold("".join(pair)) for pair in pairs},
        {pair: _fold(pair[1] + pair[0]) for pair in pairs},
    ]
    fewest_missing = min(orders, key=lambda keys: sum(key not in cells for key in keys.values()))
    missing = [key.upper() for key in fewest_missing.values() if key not in cells]
    if missing:
        raise MatrixError(f"The grid has no score for {', '.join(missing[:5])}. Every cell needs one.")
    scores = {pair: _number(cells[key]) for pair, key in fewest_missing.items()}
    for pair, score in scores.items():
        if score is None:
            raise MatrixError(f"The grid's score for {''.join(pair)} is not a number.")
    return {pair: score for pair, score in scores.items() if score is not None}


def _bands(bands: Any) -> tuple[Band, ...]:
    if not isinstance(bands, Sequence) or isinstance(bands, str):
        raise MatrixError('"bands" must be a list like [{"label": "Low", "from": 1, "to": 4}, ...].')
    found = sorted((_band(band) for band in bands), key=lambda band: band.lowest)
    for lower, upper in pairwise(found):
        if upper.lowest <= lower.highest:
            raise MatrixError(f"The bands {lower.label} and {upper.label} overlap at {upper.lowest:f}.")
    return tuple(found)


def _band(band: Any) -> Band:
    if not isinstance(band, Mapping) or not isinstance(band.get("label"), str) or not band["label"].strip():
        raise MatrixError('Every band needs a label, like {"label": "Low", "from": 1, "to": 4}.')
    lowest, highest = _number(band.get("from")), _number(band.get("to"))
    if lowest is None or highest is None or lowest > highest:
        raise MatrixError(f"The band {band['label']} must go from one number to a higher one.")
    return Band(
        band["label"].strip(), lowest, highest, str(band.get("letter", "")), str(band.get("colour", ""))
    )


def _number(value: Any) -> Decimal | None:
    """A plain number, or None. Text counts where it is one written in ASCII digits."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        return None
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,6})?", value):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < 10**9 else None


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()


def _shown(value: Any) -> str:
    text = str(value)
    return f'"{text[:40]}{"…" if len(text) > 40 else ""}"'
