"""What the parts of a definition must have to do with each other, whether typed or read from a file. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from kpis.calculations import Calculation, CalculationRefused, cycle, parse

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 80
#: Words that the addresses under /kpis/ use themselves.
RESERVED = frozenset(
    {
        "calendar",
        "changes",
        "definitions",
        "exceptions",
        "export",
        "grid",
        "groups",
        "import",
        "manage",
        "new",
        "recompute",
        "returns",
        "rounds",
        "schemes",
    }
)

Mistake = tuple[str, str]  # the field, and a sentence


def slug_mistake(slug: str) -> str:
    """Why an indicator cannot have this short name, or "".

    >>> slug_mistake("Road defects")
    'Write the short name with small letters, digits and hyphens, like road-defects.'
    """
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG:
        return "Write the short name with small letters, digits and hyphens, like road-defects."
    if slug in RESERVED:
        return f"“{slug}” is the name of a page. Choose another short name."
    return ""


def mistakes(
    slug: str, fields: Mapping[str, Any], names: Mapping[str, str], others: Mapping[str, Calculation]
) -> list[Mistake]:
    """What contradicts itself in a definition: pairs of a field and a sentence that says how to mend it.

    `names` are the names of all indicators that can be parts of a calculation, by their slugs; `others` are the
    calculations of those that have one.
    """
    in_words = fields.get("value_type") == "text"
    found: list[Mistake] = []
    if not str(fields.get("name") or "").strip():
        found.append(("name", "Enter a name"))
    if in_words and fields.get("good_is"):
        found.append(
            ("good_is", "A report in words is not rated. Choose nothing here, or another kind of figure.")
        )
    if not in_words and not fields.get("good_is"):
        found.append(("good_is", "Choose whether good is high, low or on target"))
    if fields.get("second_unit") and not fields.get("second_measure"):
        found.append(("second_measure", "Name the second measure, or remove its unit"))
    for field in ("tolerance", "dead_band"):
        number = fields.get(field)
        if number is not None and number < 0:
            found.append((field, "Enter a number that is not below 0"))
    introduced, retired = fields.get("introduced_on"), fields.get("retired_on")
    if introduced and retired and retired < introduced:
        found.append(
            ("retired_on", "It cannot be retired before it was introduced. Correct one of the dates.")
        )
    if fields.get("calculation"):
        found += _calculation_mistakes(slug, fields["calculation"], in_words, names, others)
    return found


def _calculation_mistakes(
    slug: str,
    mapping: Mapping[str, Any],
    in_words: bool,
    names: Mapping[str, str],
    others: Mapping[str, Calculation],
) -> list[Mistake]:
    if in_words:
        return [
            (
                "calculation",
                "A report in words cannot be worked out. Choose “Entered”, or another kind of figure.",
            )
        ]
    try:
        calculation = parse(mapping)
    except CalculationRefused as refusal:
        return [("calculation", mistake) for mistake in refusal.mistakes]
    unknown = [part for part in calculation.of if part not in names and part != slug]
    if unknown:
        return [("calculation", f"There is no indicator “{part}” to work it out from.") for part in unknown]
    circle = cycle(slug, calculation, {other: each for other, each in others.items() if other != slug})
    if circle:
        way = ", from ".join(f"“{names.get(each, each)}”" for each in circle[1:])
        return [
            (
                "calculation",
                f"It would be worked out from itself: from {way}. Take one of these parts out of the circle.",
            )
        ]
    return []
