"""A heat map in marks and words: what each cell shows, and what is said of the entries that moved."""

from __future__ import annotations

from typing import Any

from django.utils.html import escape
from django.utils.safestring import mark_safe

from risks.presenters import band_mark, render_band, travel_direction
from risks.selectors.heat_map import HeatCell, HeatMap, Placed, Position
from risks.selectors.register import Standing
from risks.travel import Travel


def drawn(found: HeatMap) -> dict[str, Any]:
    """What the page draws of one map."""
    opportunity = found.is_opportunity
    return {
        "columns": [(step.value, step.word(opportunity)) for step in found.columns],
        "rows": [
            ((impact.value, impact.word(opportunity)), [_cell(each, found) for each in cells])
            for impact, cells in found.rows
        ],
        "key": [
            (render_band(band_mark(band)), f"{band.lowest:f} to {band.highest:f}")
            for band in reversed(found.matrix.bands_of(opportunity))
        ],
        "count": found.count,
        "moved": [sentence(each, found.position) for each in found.moved],
        "was_scored": any(not each.is_first_score for each in _placed(found)),
        "by_score": [_entry(each) for each in found.by_score],
        "by_other_matrix": [_entry(each) for each in found.by_other_matrix],
        "not_scored": found.not_scored,
    }


def _placed(found: HeatMap) -> list[Placed]:
    return [each for group in found.by_cell.values() for each in group]


def _cell(cell: HeatCell, found: HeatMap) -> dict[str, Any]:
    band = cell.cell.band
    return {
        "score": f"{cell.cell.score.normalize():f}",
        "band": render_band(band_mark(band), compact=True) if band else "",
        "colour": band.colour if band else "",
        "entries": [_entry(each) for each in cell.placed],
    }


def _entry(placed: Placed) -> dict[str, Any]:
    return {
        "row": placed.row,
        "at": at(placed.now),
        "band": placed.now.band,
        "arrow": arrow(placed),
        # A place to break: a cell is narrower than "(Catastrophic/Possible)".
        "moved_from": mark_safe(escape(moved_from(placed)).replace("/", "/<wbr>")),  # noqa: S308 - escaped
    }


def arrow(placed: Placed) -> str:
    """Which way the score went: ↑, ↓ or →; "" where two scores are not to be compared."""
    return travel_direction(placed.travel, opportunity=placed.row.is_opportunity).arrow


def moved_from(placed: Placed) -> str:
    """ "from 12 (Major/Possible)", for the cell; "" where it did not move."""
    return f"from {at(placed.comes_from)}" if placed.comes_from else ""


def sentence(placed: Placed, position: Position) -> str:
    """ "Corp 2 has moved from 12 (Major/Possible) to 16 (Major/Likely): worsening."

    That a target was set elsewhere is neither better nor worse.
    """
    if placed.comes_from is None:
        return ""
    what = placed.ref if position == "current" else f"The target of {placed.ref}"
    verdict = ""
    if placed.travel is Travel.UNKNOWN:
        verdict = ", scored by another version of the matrix"
    elif position == "current" and placed.travel is not Travel.SAME:
        verdict = f": {placed.travel.value}"
    return f"{what} has moved from {at(placed.comes_from)} to {at(placed.now)}{verdict}."


def at(standing: Standing) -> str:
    """A score with its position in words, where it has one."""
    if standing.score is None:
        return "no score"
    score = f"{standing.score.normalize():f}"
    return f"{score} ({standing.words})" if standing.words else score
