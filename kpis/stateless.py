"""Rating a file of figures without a database: to try thresholds, or to check another council's paper.

A pure module over text streams; ``bin/manage rate`` is its door. The input's columns are passed through, followed by
``status, label, direction_previous, direction_last_year, reason``. Rows are read, rated and written one by one.

What a cell may hold, each decided once:

    actual      a number ("88.71%", "£1,200", "−5"); blank is awaiting; a placeholder (TBC, n/a, .., suspended) or a
                phrase of two or more words (New measure from Q1) is not available, and the reason quotes it; "not
                due ..." is not due. Anything else is a bad row: "12..5" and "9o" are slips, not statements
    target      a number; <5 or >50 (strict); 600-680 or 600 to 680 (range); Quartile 2, Maintain Quartile 2; other
                words are a target in words (unrateable); blank is no target. ≤5 and ≥5 are refused: such a limit
                is an ordinary target of 5
    target_low, target_high, target_quartile    come before what the target cell says
    good_is     high, low, range, On target, H or L, in any case; blank is a bad row, with or without an actual
    decimals    0 to 10
    class       the name of an importance class of the scheme, in any case; another word counts as no class
    a bad row   is reported with the number of the line it starts on, and left out of the output; the others are rated
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, TextIO

from council.row_files import BadCell, Columns, answer_rows
from kpis.rating import GoodIs, Inputs, Outcome, Scheme, Target, rate
from kpis.written_numbers import clean, read_number

REQUIRED = ("id", "indicator", "good_is", "actual", "target")
OPTIONAL = (
    "target_low", "target_high", "floor", "tolerance", "previous", "last_year", "quartile", "target_quartile",
    "forecast", "decimals", "class",
)  # fmt: skip
ADDED = ("status", "label", "direction_previous", "direction_last_year", "reason")

GOOD_IS = {
    "high": GoodIs.HIGH,
    "h": GoodIs.HIGH,
    "low": GoodIs.LOW,
    "l": GoodIs.LOW,
    "range": GoodIs.RANGE,
    "on target": GoodIs.RANGE,
}

# What people type where there is no figure yet, or none at all.
PLACEHOLDERS = {
    "-", "--", "–", "—", ".", "..", "...", "…", "*", "**", ":", "[c]", "[x]", "[z]", "[u]", "?", "n/a", "n.a.", "na",
    "tba", "tbc", "tbd", "awaited", "cancelled", "pending", "suppressed", "suspended", "unavailable", "unknown",
}  # fmt: skip
# A phrase has at least two words of two or more letters.
WORD = re.compile(r"[^\W\d_]{2,}")
NOT_NUMBERS = {"nan", "inf", "infinity"}

RANGE = re.compile(r"(?P<low>[^ ].*?)(?: to |(?<=[0-9%]) ?[-–—] ?)(?P<high>.+)")
QUARTILE = re.compile(r"(?:(?:maintain|keep|remain in|stay in|at least) )?quartile ([1-4])", re.IGNORECASE)

COLUMNS = Columns(REQUIRED, ADDED, OPTIONAL)


def rate_file(figures: TextIO, scheme: Scheme, output: TextIO) -> Iterator[str]:
    """Rate every good row into ``output``; yields a sentence for each bad one as it is met."""
    return answer_rows(figures, output, COLUMNS, lambda cells: _added(rate(read_inputs(cells), scheme)))


def read_inputs(cells: dict[str, str]) -> Inputs:
    """What one row says, by column name; BadCell where it cannot be read."""
    good_is = _good_is(cells["good_is"])
    numbers = {
        name: _optional(cells, name, _number)
        for name in ("target_low", "target_high", "floor", "tolerance", "previous", "last_year", "forecast")
    }
    target, target_unit = _target(cells, numbers)
    actual, absence, absence_reason, actual_unit = _actual(cells["actual"])
    return Inputs(
        good_is=good_is,
        actual=actual,
        absence=absence,
        absence_reason=absence_reason,
        target=target,
        tolerance=numbers["tolerance"],
        importance=clean(cells.get("class", "")).casefold(),
        previous=numbers["previous"],
        last_year=numbers["last_year"],
        quartile=_optional(cells, "quartile", _quartile),
        forecast=numbers["forecast"],
        decimals=_optional(cells, "decimals", _decimals),
        unit=actual_unit or target_unit,
    )


def _good_is(text: str) -> GoodIs:
    wanted = clean(text).casefold().replace("-", " ")
    if not wanted:
        raise BadCell("good_is: is empty. Write high, low or range.")
    if wanted not in GOOD_IS:
        raise BadCell(f'good_is: "{text.strip()}" is not known. Write high, low or range.')
    return GOOD_IS[wanted]


def _actual(text: str) -> tuple[Decimal | None, Any, str, str]:
    """The figure, or how it is absent and in which words; and the unit written with it."""
    shown = clean(text)
    if not shown:
        return None, "awaiting", "", ""
    if number := read_number(shown):
        return number.value, "", "", number.unit
    quoted = f'the return says "{shown}"'
    if shown.casefold().startswith(("not due", "not yet due")):
        return None, "not_due", quoted, ""
    is_phrase = shown[0].isalpha() and len(WORD.findall(shown)) >= 2 and " " in shown
    if is_phrase or shown.casefold() in PLACEHOLDERS:
        return None, "not_available", quoted, ""
    raise _not_a_number("actual", text)


def _target(cells: dict[str, str], numbers: dict[str, Decimal | None]) -> tuple[Target, str]:
    """The target that the row's cells make up, and the unit written with it."""
    found, unit = _target_cell(cells["target"])
    if numbers["target_low"] is not None or numbers["target_high"] is not None:
        found |= {"low": numbers["target_low"], "high": numbers["target_high"]}
    quartile = _optional(cells, "target_quartile", _quartile)
    if quartile is not None:
        found["quartile"] = quartile
    try:
        return Target(**found, floor=numbers["floor"]), unit
    except ValueError as error:
        raise BadCell(f"target: {error}") from error


def _target_cell(text: str) -> tuple[dict[str, Any], str]:
    shown = clean(text)
    if not shown:
        return {}, ""
    if number := read_number(shown):
        return {"value": number.value}, number.unit
    if shown[0] in "<>" and (number := read_number(shown[1:])):
        return {"value": number.value, "strict": shown[0]}, number.unit
    if shown[0] in "<>≤≥":
        raise BadCell(
            f'target: "{text.strip()}" is not a target. '
            "Write <5 or >5 for a strict limit, and 5 where 5 is good enough."
        )
    if match := RANGE.fullmatch(shown):
        low, high = read_number(match["low"]), read_number(match["high"])
        if low and high:
            return {"low": low.value, "high": high.value}, low.unit or high.unit
    if match := QUARTILE.fullmatch(shown):
        return {"quartile": int(match[1])}, ""
    if _is_words(shown):
        return {"text": shown}, ""
    raise _not_a_number("target", text)


def _is_words(shown: str) -> bool:
    """A target in words: a placeholder, one whole word, or words with or without numbers among them."""
    folded = shown.casefold()
    if folded in PLACEHOLDERS:
        return True
    if folded in NOT_NUMBERS or not WORD.search(shown):
        return False
    return " " in shown or shown.isalpha()


def _optional(cells: dict[str, str], name: str, read: Callable[[str, str], Any]) -> Any:
    text = cells.get(name)
    return read(name, text) if text and text.strip() else None


def _number(name: str, text: str) -> Decimal:
    if number := read_number(text):
        return number.value
    raise _not_a_number(name, text)


def _quartile(name: str, text: str) -> int:
    if clean(text) in ("1", "2", "3", "4"):
        return int(text)
    raise BadCell(f'{name}: "{text.strip()}" is not a quartile. Write 1, 2, 3 or 4; 1 is best.')


def _decimals(name: str, text: str) -> int:
    number = read_number(text)
    if number and not number.unit and number.value in range(11):
        return int(number.value)
    raise BadCell(f'{name}: "{text.strip()}" is not a number of decimals. Write 0 to 10.')


def _not_a_number(name: str, text: str) -> BadCell:
    return BadCell(f'{name}: "{text.strip()}" is not a number. Write it like 1234.5.')


def _added(outcome: Outcome) -> tuple[str, ...]:
    return (
        outcome.status,
        outcome.label,
        outcome.direction_previous,
        outcome.direction_last_year,
        outcome.reason,
    )
