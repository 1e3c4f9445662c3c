"""A council's risk matrix as data: its axes, how a score is made, the bands, appetite and tolerance. Pure.

A matrix file is JSON: {"likelihood": [{"value": 1, "label": "Rare"}, ...], "impact": [...], "score": "product",
"bands": [{"label": "Low", "from": 1, "to": 4}, ...]}. With "score": "grid" a "grid" gives each cell its score:
{"A1": 4, ...}, the value of one axis and then of the other, with nothing between them or a mark: A-1, A/1. Axes need not
have the same length, may begin at 0, and may be letters where a grid gives the scores. An impact may carry a
"label_opportunity" ("Outstanding" where a risk says "Catastrophic"). Bands may be left out, and a score outside all of them
has none. Also, all optional:

    letter, shape, colour of a band    what it looks like (`risks.bands`); those left out follow from its place
    bands_opportunity                  the bands of opportunities; left out, the same limits and words in blues
    tolerance, appetite                the highest score still tolerated, and the highest that is within appetite
    appetites                          the appetite of single categories: {"Safeguarding": 4, ...}

A large opportunity is good news, so tolerance and appetite judge risks only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from typing import Any, Literal

from council.sections import clean_text
from risks.bands import OPPORTUNITY_COLOURS, RISK_COLOURS, Band, read_bands, without_colours
from risks.matrix_values import MatrixError, fold, plain, read_number, shown, to_json, written

AxisName = Literal["likelihood", "impact"]
Acceptance = Literal["within appetite", "tolerated", "beyond tolerance", "beyond appetite", ""]
AXES: tuple[AxisName, AxisName] = ("likelihood", "impact")
#: More steps are a slip: no council can tell them apart.
MOST_STEPS = 20
LONGEST_VALUE = 10
#: What stands between the two values that name a cell of a grid; spaces around a mark make no difference.
_BETWEEN_VALUES = ("", "-", "/", ",", ":", " ")
_AROUND_MARKS = re.compile(r" ?([-/,:]) ?")


@dataclass(frozen=True)
class Step:
    """One step of an axis: its value (a number or a letter, as text) and what it is called."""

    value: str
    label: str
    label_opportunity: str = ""

    def word(self, opportunity: bool = False) -> str:
        """What it is called: "Catastrophic" for a risk, "Outstanding" for an opportunity."""
        return self.label_opportunity if opportunity and self.label_opportunity else self.label

    def names(self) -> set[str]:
        """Every way of naming it, folded."""
        return {fold(name) for name in (self.value, self.label, self.label_opportunity) if name}


@dataclass(frozen=True)
class Cell:
    """One cell of the matrix."""

    likelihood: Step
    impact: Step
    score: Decimal
    band: Band | None


@dataclass(frozen=True)
class Matrix:
    """A matrix that can score every pair of its steps."""

    likelihood: tuple[Step, ...]
    impact: tuple[Step, ...]
    scores: Mapping[tuple[str, str], Decimal]
    bands: tuple[Band, ...] = ()
    opportunity_bands: tuple[Band, ...] = ()
    appetite: Decimal | None = None
    tolerance: Decimal | None = None
    appetites: Mapping[str, Decimal] = field(default_factory=dict)

    def axis(self, name: AxisName) -> tuple[Step, ...]:
        return self.likelihood if name == "likelihood" else self.impact

    def step(self, name: AxisName, value: str) -> Step | None:
        """The step of an axis that has this value, as it is kept with an assessment."""
        return next((step for step in self.axis(name) if step.value == value), None)

    def score(self, likelihood: Step, impact: Step) -> Decimal:
        return self.scores[likelihood.value, impact.value]

    def scores_like(self, other: Matrix) -> bool:
        """Whether a score means the same on both, so that two may be compared: each cell has one score on both."""
        return self.scores == other.scores

    def bands_of(self, opportunity: bool = False) -> tuple[Band, ...]:
        """The bands of risks or of opportunities, lowest first."""
        return self.opportunity_bands if opportunity else self.bands

    def band(self, score: Decimal, opportunity: bool = False) -> Band | None:
        bands = self.bands_of(opportunity)
        return next((band for band in bands if band.lowest <= score <= band.highest), None)

    def cells(self, opportunity: bool = False) -> tuple[tuple[Cell, ...], ...]:
        """The matrix as it is printed: a row for each impact, the heaviest on top; likelihood rises to the right."""
        return tuple(
            tuple(
                Cell(likelihood, impact, score, self.band(score, opportunity))
                for likelihood in self.rising("likelihood")
                for score in [self.score(likelihood, impact)]
            )
            for impact in reversed(self.rising("impact"))
        )

    def rising(self, name: AxisName) -> tuple[Step, ...]:
        """The steps of an axis, lightest first, whatever order the file has: "A" is the worst letter in some councils."""
        place = AXES.index(name)

        def weight(step: Step) -> Decimal:
            return sum(
                (score for pair, score in self.scores.items() if pair[place] == step.value), Decimal(0)
            )

        return tuple(sorted(self.axis(name), key=weight))

    def label(self, likelihood: Step, impact: Step, opportunity: bool = False) -> str:
        """A position as registers print it, impact first: "Major/Possible"."""
        return f"{impact.word(opportunity)}/{likelihood.word(opportunity)}"

    def appetite_for(self, category: str = "") -> Decimal | None:
        """The appetite of a category where it has one of its own, else the council's."""
        own = {fold(name): score for name, score in self.appetites.items()}
        return own.get(fold(category), self.appetite)

    def acceptance(self, score: Decimal, category: str = "") -> Acceptance:
        """Where a risk of this score stands between the lines that the council drew; empty where it drew none."""
        appetite = self.appetite_for(category)
        if appetite is not None and score <= appetite:
            return "within appetite"
        if self.tolerance is not None:
            return "tolerated" if score <= self.tolerance else "beyond tolerance"
        return "" if appetite is None else "beyond appetite"


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
        raise MatrixError(f'"score" is {shown(kind)}. Write "product" or "grid".')
    bands = content.get("bands", [])
    own = content.get("bands_opportunity")
    appetite, tolerance = (
        None if content.get(name) is None else _line(name, content[name])
        for name in ("appetite", "tolerance")
    )
    if appetite is not None and tolerance is not None and appetite > tolerance:
        raise MatrixError(f"The appetite {appetite:f} is above the tolerance {tolerance:f}. Exchange them.")
    return Matrix(
        likelihood,
        impact,
        scores,
        bands=read_bands("bands", bands, RISK_COLOURS),
        opportunity_bands=read_bands(
            "bands_opportunity", without_colours(bands) if own is None else own, OPPORTUNITY_COLOURS
        ),
        appetite=appetite,
        tolerance=tolerance,
        appetites=_appetites(content.get("appetites", {})),
    )


def as_content(matrix: Matrix) -> dict[str, Any]:
    """The JSON mapping that `parse_matrix` reads back as the same matrix; numbers with a point are texts, to stay exact."""
    content: dict[str, Any] = {
        name: [
            {"value": to_json(step.value), "label": step.label}
            | ({"label_opportunity": step.label_opportunity} if step.label_opportunity else {})
            for step in matrix.axis(name)
        ]
        for name in AXES
    }
    content |= _scores_content(matrix)
    for name, bands in (("bands", matrix.bands), ("bands_opportunity", matrix.opportunity_bands)):
        content[name] = [
            {"label": band.label, "from": to_json(band.lowest), "to": to_json(band.highest)}
            | {"letter": band.letter, "shape": band.shape, "colour": band.colour}
            for band in bands
        ]
    lines = {"appetite": matrix.appetite, "tolerance": matrix.tolerance}
    content |= {name: to_json(line) for name, line in lines.items() if line is not None}
    if matrix.appetites:
        content["appetites"] = {name: to_json(line) for name, line in matrix.appetites.items()}
    return content


def _scores_content(matrix: Matrix) -> dict[str, Any]:
    """Products where the scores are that; else a grid, whose keys name first the axis by which they are read back right."""
    numbers = {step.value: read_number(step.value) for axis in AXES for step in matrix.axis(axis)}
    if all(
        a is not None and b is not None and matrix.scores[pair] == a * b
        for pair in matrix.scores
        for a, b in [(numbers[pair[0]], numbers[pair[1]])]
    ):
        return {"score": "product"}
    for order in (1, -1):
        grid = {"".join(pair[::order]): to_json(score) for pair, score in matrix.scores.items()}
        if _grid(matrix.likelihood, matrix.impact, grid) == matrix.scores:
            return {"score": "grid", "grid": grid}
    raise MatrixError("Two cells of the grid have one name. Give the axes other values.")


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
                f'"{name}" has {shown(min(twice))} twice. Each step needs its own value and label.'
            )
        seen |= step.names()
    return found


def _step(name: AxisName, step: Any) -> Step:
    if not isinstance(step, Mapping) or "value" not in step:
        raise MatrixError(
            f'A step of "{name}" is {shown(step)}. Write it like {{"value": 1, "label": "Rare"}}.'
        )
    value = _value(step["value"])
    if value is None:
        raise MatrixError(
            f'"{name}" has the value {shown(step["value"])}. A value is a number or a short text.'
        )
    texts = [step.get(key, "") for key in ("label", "label_opportunity")]
    if not all(isinstance(text, str) for text in texts):
        raise MatrixError(f"The label of {name} {value} is not a text.")
    label, label_opportunity = (clean_text(text).strip() for text in texts)
    return Step(value, label or value, label_opportunity)


def _value(value: Any) -> str | None:
    text = clean_text(written(value)).strip()
    return text if 0 < len(text) <= LONGEST_VALUE else None


def _products(likelihood: Sequence[Step], impact: Sequence[Step]) -> dict[tuple[str, str], Decimal]:
    numbers: dict[str, Decimal] = {}
    for step in (*likelihood, *impact):
        number = read_number(step.value)
        if number is None:
            raise MatrixError(
                f"{step.value} cannot be multiplied. Give the axes numbers, or the scores as a grid."
            )
        numbers[step.value] = number
    return {
        (a.value, b.value): plain(numbers[a.value] * numbers[b.value]) for a, b in product(likelihood, impact)
    }


def _grid(likelihood: Sequence[Step], impact: Sequence[Step], grid: Any) -> dict[tuple[str, str], Decimal]:
    """The scores of a grid, whichever axis its keys name first; likelihood where both orders would do."""
    if not isinstance(grid, Mapping):
        raise MatrixError('"score" is "grid", and there is no "grid". Write it like {"A1": 4, ...}.')
    cells = {_cell_name(str(key)): value for key, value in grid.items()}
    pairs = [(a.value, b.value) for a, b in product(likelihood, impact)]
    orders = [
        {pair: _cell_name(between.join(pair[::order])) for pair in pairs}
        for between in _BETWEEN_VALUES
        for order in (1, -1)
    ]
    fewest_missing = min(orders, key=lambda keys: sum(key not in cells for key in keys.values()))
    missing = [key.upper() for key in fewest_missing.values() if key not in cells]
    if missing:
        raise MatrixError(f"The grid has no score for {', '.join(missing[:5])}. Every cell needs one.")
    scores = {pair: read_number(cells[key]) for pair, key in fewest_missing.items()}
    for pair, score in scores.items():
        if score is None:
            raise MatrixError(f"The grid's score for {''.join(pair)} is not a number.")
    return {pair: plain(score) for pair, score in scores.items() if score is not None}


def _cell_name(text: str) -> str:
    return _AROUND_MARKS.sub(r"\1", fold(text))


def _line(name: str, value: Any) -> Decimal:
    line = read_number(value)
    if line is None:
        raise MatrixError(f'"{name}" is {shown(value)}. Write the highest score that it allows, like 12.')
    return line


def _appetites(value: Any) -> dict[str, Decimal]:
    if not isinstance(value, Mapping):
        raise MatrixError('"appetites" must give categories their scores, like {"Safeguarding": 4}.')
    return {
        clean_text(str(name)).strip(): _line(f"appetite of {name}", score) for name, score in value.items()
    }
