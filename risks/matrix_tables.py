"""A version of a matrix as pages draw it, and what another version would change."""

from __future__ import annotations

from typing import Any

from risks.matrix import Matrix, Step
from risks.presenters import band_mark, render_band
from risks.selectors.matrix_pages import Rescored
from risks.tables import score_cell, score_text

POSITIONS = {"current": "Current score", "target": "Target score"}


def drawn(matrix: Matrix, *, is_opportunity: bool = False) -> dict[str, Any]:
    """The cells of a matrix with their scores and bands, the heaviest impact on top, and the key to its bands."""
    return {
        "columns": [_named(step, is_opportunity) for step in matrix.rising("likelihood")],
        "rows": [
            (
                _named(cells[0].impact, is_opportunity),
                [
                    (score_text(cell.score), render_band(band_mark(cell.band)) if cell.band else "")
                    for cell in cells
                ],
            )
            for cells in matrix.cells(is_opportunity)
        ],
        "bands": [
            (render_band(band_mark(band)), _limits(score_text(band.lowest), score_text(band.highest)))
            for band in matrix.bands_of(is_opportunity)
        ],
    }


def other_words(matrix: Matrix) -> list[str]:
    """What opportunities are called otherwise: "Catastrophic is Outstanding for an opportunity"."""
    return [
        f"{step.label} is {step.label_opportunity} for an opportunity."
        for step in (*matrix.likelihood, *matrix.impact)
        if step.label_opportunity and step.label_opportunity != step.label
    ]


def lines(matrix: Matrix) -> list[str]:
    """Appetite and tolerance as sentences."""
    said = []
    if matrix.appetite is not None:
        said.append(f"A risk is within appetite up to a score of {score_text(matrix.appetite)}.")
    said += [
        f"Within appetite in {category}: up to {score_text(score)}."
        for category, score in matrix.appetites.items()
    ]
    if matrix.tolerance is not None:
        said.append(f"A risk is tolerated up to a score of {score_text(matrix.tolerance)}.")
    return said


def trial_rows(changed: list[Rescored]) -> list[dict[str, Any]]:
    """What a draft would change, a row for each position of an entry."""
    return [
        {
            "row": each.row,
            "position": POSITIONS[each.position],
            "before": score_cell(each.before),
            "after": score_cell(each.after) if each.after else "No such step: choose anew in the next review",
        }
        for each in changed
    ]


def _named(step: Step, is_opportunity: bool) -> tuple[str, str]:
    """The word of a step, and its value where that is another."""
    word = step.word(is_opportunity)
    return word, step.value if step.value != word else ""


def _limits(lowest: str, highest: str) -> str:
    return lowest if lowest == highest else f"{lowest} to {highest}"
