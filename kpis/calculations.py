"""Indicators that are worked out from others: what may be written, what comes out, and how it is said. Pure.

    {"kind": "sum", "of": ["killed", "seriously-injured"]}            as many parts as there are
    {"kind": "difference", "of": ["planned", "done"]}                 the first less the second
    {"kind": "ratio", "of": ["killed", "population"], "times": "100000"}    the first for every so many of the second

A part may be worked out itself, as long as nothing comes back to where it began. A part without a number leaves no number:
nothing is ever counted as nought because it is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any, Literal, get_args

from kpis.written_numbers import read_number

Kind = Literal["sum", "difference", "ratio"]
KINDS: tuple[str, ...] = get_args(Kind)
KEYS = ("kind", "of", "times")
#: Parts of a sum: more than any paper adds up, and few enough to read.
MOST_PARTS = 40
#: Digits before the point that the register keeps, and the places to which a division is worked out.
MOST_DIGITS = 14
PLACES = 12


class CalculationRefused(ValueError):
    """What was written is no calculation; `mistakes` says what to mend, a sentence each."""

    def __init__(self, mistakes: list[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(" ".join(mistakes))


@dataclass(frozen=True)
class Calculation:
    """How an indicator is worked out. `of` are the short names of its parts, in their order."""

    kind: Kind
    of: tuple[str, ...]
    times: Decimal = Decimal(1)


@dataclass(frozen=True)
class Worked:
    """What a calculation comes to: a value, for a ratio with the numbers it was made of, or the words why there is none."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    why_not: str = ""


def parse(mapping: Mapping[str, Any]) -> Calculation:
    """The calculation that was kept or typed. CalculationRefused names every mistake.

    >>> parse({"kind": "ratio", "of": ["killed", "population"], "times": "100000"}).times
    Decimal('100000')
    """
    mistakes = [f'"{key}" is no part of a calculation. Take it out.' for key in mapping if key not in KEYS]
    kind, of, times = mapping.get("kind"), mapping.get("of"), mapping.get("times", "1")
    if kind not in KINDS:
        mistakes.append("Choose how it is worked out: a sum, a difference or a ratio.")
    if not isinstance(of, list | tuple) or not all(isinstance(slug, str) and slug.strip() for slug in of):
        mistakes.append("Name the indicators that it is worked out from.")
        of = ()
    else:
        mistakes += _mistakes_in_parts(str(kind), tuple(of))
    number = read_number(str(times))
    if number is None or number.unit or number.value <= 0 or number.value.adjusted() >= MOST_DIGITS:
        mistakes.append("Write what a ratio is multiplied by as a number above 0, like 100 or 100000.")
    elif kind in ("sum", "difference") and number.value != 1:
        mistakes.append("Only a ratio is multiplied. Leave that out of a sum or difference.")
    if mistakes or number is None:
        raise CalculationRefused(mistakes)
    return Calculation(kind, tuple(of), number.value)  # type: ignore[arg-type]  # one of KINDS, as checked above


def _mistakes_in_parts(kind: str, of: tuple[str, ...]) -> list[str]:
    mistakes = []
    if kind == "sum" and not 2 <= len(of) <= MOST_PARTS:
        mistakes.append(f"A sum has two parts at least and {MOST_PARTS} at most.")
    elif kind == "difference" and len(of) != 2:
        mistakes.append("A difference has two parts: what is taken from, and what is taken away.")
    elif kind == "ratio" and len(of) != 2:
        mistakes.append("A ratio has two parts: what is divided, and what it is divided by.")
    if len(set(of)) < len(of):
        mistakes.append("The same indicator is named twice. Name each part once.")
    return mistakes


def to_mapping(calculation: Calculation) -> dict[str, Any]:
    """As it is kept in a definition; `parse` reads it back."""
    kept: dict[str, Any] = {"kind": calculation.kind, "of": list(calculation.of)}
    if calculation.kind == "ratio":
        kept["times"] = f"{calculation.times:f}"
    return kept


def cycle(slug: str, calculation: Calculation, others: Mapping[str, Calculation]) -> list[str] | None:
    """The way from `slug` through its parts back to itself, were it worked out like this; None where there is none.

    `others` are the calculations of all other indicators that have one.

    >>> cycle("a", Calculation("sum", ("b", "c")), {"c": Calculation("sum", ("a", "d"))})
    ['a', 'c', 'a']
    """
    ways = [[slug, part] for part in calculation.of]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        if way[-1] == slug:
            return way
        if way[-1] not in seen:
            seen.add(way[-1])
            further = others.get(way[-1])
            ways += [[*way, part] for part in further.of] if further else []
    return None


def work_out(
    calculation: Calculation, parts: Mapping[str, Decimal | None], names: Mapping[str, str] | None = None
) -> Worked:
    """The value made of the values of the `parts`, or why there is none, in which the `names` of the parts are used.

    Sums and differences are exact; a ratio is worked out to twelve places, as `kpis.entries.percentage` is.
    """
    called = names or {}
    values = [parts.get(slug) for slug in calculation.of]
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        missing = [
            called.get(slug, slug)
            for slug, value in zip(calculation.of, values, strict=True)
            if value is None
        ]
        return Worked(why_not=f"No figure for {_listed(missing)}")
    with localcontext(prec=80):
        if calculation.kind == "ratio":
            return _ratio(known[0], known[1], calculation, called)
        value = sum(known, Decimal(0)) if calculation.kind == "sum" else known[0] - known[1]
    return _kept(Worked(value))


def _ratio(top: Decimal, bottom: Decimal, calculation: Calculation, names: Mapping[str, str]) -> Worked:
    if bottom <= 0:
        name = names.get(calculation.of[1], calculation.of[1])
        return Worked(why_not=f"Cannot be divided by {name}, which is {bottom:f}")
    places = f"{top * calculation.times / bottom:.{PLACES}f}".rstrip("0").rstrip(".")
    value = Decimal(places)
    return _kept(Worked(abs(value) if value == 0 else value, numerator=top, denominator=bottom))


def _kept(worked: Worked) -> Worked:
    if worked.value is not None and worked.value.adjusted() >= MOST_DIGITS:
        return Worked(why_not=f"Comes to a number of more than {MOST_DIGITS} digits")
    return worked


def in_words(calculation: Calculation, names: Mapping[str, str] | None = None) -> str:
    """How it is worked out, as a page says it.

    >>> in_words(Calculation("ratio", ("killed", "people"), Decimal(100000)), {"killed": "Killed", "people": "Population"})
    'Killed for every 100,000 of Population'
    """
    called = [(names or {}).get(slug, slug) for slug in calculation.of]
    if calculation.kind == "sum":
        return f"The sum of {_listed(called)}"
    if calculation.kind == "difference":
        return f"{called[0]} less {called[1]}"
    if calculation.times == 1:
        return f"{called[0]} divided by {called[1]}"
    if calculation.times == 100:
        return f"{called[0]} as a percentage of {called[1]}"
    return f"{called[0]} for every {calculation.times:,f} of {called[1]}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
