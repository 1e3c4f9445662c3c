"""The arithmetic of a paper: does a printed share, change, sum, product or rate follow from the numbers beside it?

A pure module over text; `bin/manage check_claims` is its door. What each kind of claim asserts, and how many numbers it has:

    share       part; whole         the part is this percentage of the whole
    change      old; new            the new number is this percentage above (or, with a minus, below) the old one
    sum         parts               they add up to it
    product     factors             multiplied they make it (likelihood x impact)
    rate_100k   count; population   it is the count per 100,000 people
    repeat      printings           all of them are the same figure, each at its own precision; `stated` is another, or blank

A number is written as papers do: 1,234.5, 12%, 12 per cent, £16.441m, 0.6 million, −5, £-1.2m, and 1 234 where the space
is one that does not break. Its last digit is its precision: 12% claims a whole number, £16.441m claims thousands. Numbers in
brackets are not read: (29%) may be an aside or an accountant's minus. Decided once:

    rounding    half up, away from zero: 17.5 agrees with 18, -17.5 with -18
    verdict     `ok` where the computed number rounds to the printed one; `truncated` where it was cut off instead
                (17.54 printed as 17); else `wrong`
    change      a percentage printed without a sign says how much, not which way ("a 17% decrease"), and may be either;
                with a sign the direction must be right as well
    sum         parts are added as printed: shares that come to 102% do not add up to 100%
    product     a percentage takes so many hundredths: 5% of £1,200 is £60, and half of 50% is 25%
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Literal, TextIO

from council.row_files import BadCell, Columns, answer_rows

COLUMNS = Columns(required=("id", "kind", "numbers", "stated"), added=("computed", "verdict"))

Verdict = Literal["ok", "truncated", "wrong"]

_SCALES = {
    "": 1, "k": 10**3, "thousand": 10**3, "m": 10**6, "mn": 10**6, "million": 10**6, "bn": 10**9, "billion": 10**9,
}  # fmt: skip
_MINUS_SIGNS = str.maketrans({"\u2212": "-", "\u2010": "-", "\u2011": "-", "\u2013": "-"})
#: Between thousands, and in no other place, a space that does not break is as good as a comma.
_THOUSANDS = re.compile("(?<=[0-9])[\u00a0\u2009\u202f](?=[0-9]{3}(?![0-9]))")
# ASCII digits only; commas only between thousands.
_PRINTED = re.compile(
    r"(?P<sign>[-+]?)£?(?P<sign_behind>[-+]?)(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?:\.(?P<places>[0-9]+))?"
    r" ?(?P<scale>k|mn?|bn|thousand|million|billion)?(?P<percent> ?%| per ?cent)?",
    re.IGNORECASE,
)
#: Longer numbers are slips of the keyboard, and would only cost time.
_MOST_DIGITS = 30
#: Decimals of the computed number: more than any paper prints.
_PLACES = 12


@dataclass(frozen=True)
class Printed:
    """A number as printed: its value, the worth of its last digit, whether it has a sign, and whether it is a percentage."""

    value: Fraction
    step: Fraction
    has_sign: bool
    is_percentage: bool = False


@dataclass(frozen=True)
class Checked:
    """What a claim comes to, and how the printed number compares."""

    computed: Fraction
    verdict: Verdict


def check_file(claims: TextIO, output: TextIO) -> Iterator[str]:
    """Write every claim with `computed` and `verdict`; yields a sentence for each row that cannot be read."""
    return answer_rows(claims, output, COLUMNS, _answer)


def check_claim(kind: str, numbers: Sequence[Printed], stated: Printed | None) -> Checked:
    """Check one claim. Raises BadCell where the numbers cannot make one of its kind."""
    if kind == "repeat":
        return _repeat([*numbers, *([stated] if stated else [])])
    if kind not in _KINDS:
        known = ", ".join([*_KINDS, "repeat"])
        raise BadCell(f'kind: "{kind}" is not known. Write one of {known}.')
    if stated is None:
        raise BadCell("stated: is empty. Write the number that the paper prints.")
    computed = _KINDS[kind]([number.value for number in numbers])
    if kind == "product":
        computed *= Fraction(100) ** (stated.is_percentage - sum(number.is_percentage for number in numbers))
    either_way = kind == "change" and not stated.has_sign
    return Checked(computed, _compare(abs(computed) if either_way else computed, stated))


def read_printed(text: str) -> Printed | None:
    """A number as a paper prints it, or None where the text is not one.

    >>> read_printed("£16.441m")
    Printed(value=Fraction(16441000, 1), step=Fraction(1000, 1), has_sign=False, is_percentage=False)
    """
    plain = _THOUSANDS.sub(",", text.translate(_MINUS_SIGNS))
    match = _PRINTED.fullmatch(" ".join(plain.split()))
    if match is None or (match["sign"] and match["sign_behind"]):
        return None
    whole, places = match["whole"].replace(",", ""), match["places"] or ""
    if not whole + places or len(whole + places) > _MOST_DIGITS:
        return None
    step = Fraction(_SCALES[(match["scale"] or "").casefold()], 10 ** len(places))
    value = int(whole + places) * step
    sign = match["sign"] or match["sign_behind"]
    return Printed(-value if sign == "-" else value, step, bool(sign), bool(match["percent"]))


def decimal_text(number: Fraction) -> str:
    """The number with as many decimals as it needs, at most twelve, rounded half up.

    >>> decimal_text(Fraction(35, 2)), decimal_text(Fraction(-2, 3))
    ('17.5', '-0.666666666667')
    """
    digits = f"{_in_steps(abs(number), Fraction(1, 10**_PLACES), Fraction(1, 2)):0{_PLACES + 1}}"
    whole, places = digits[:-_PLACES], digits[-_PLACES:].rstrip("0")
    sign = "-" if number < 0 and digits.strip("0") else ""
    return sign + whole + (f".{places}" if places else "")


def _answer(cells: dict[str, str]) -> tuple[str, str]:
    numbers = [_number("numbers", part) for part in cells["numbers"].split(";") if part.strip()]
    stated = _number("stated", cells["stated"]) if cells["stated"].strip() else None
    checked = check_claim(cells["kind"].strip().casefold(), numbers, stated)
    return decimal_text(checked.computed), checked.verdict


def _number(column: str, text: str) -> Printed:
    number = read_printed(text)
    if number is None:
        raise BadCell(
            f'{column}: "{text.strip()}" is not a number. Write it like 1,234.5, 12% or £1.5m, and put ; between numbers.'
        )
    return number


def _pair(numbers: Sequence[Fraction], names: str) -> tuple[Fraction, Fraction]:
    if len(numbers) != 2:
        raise BadCell(f"numbers: there are {len(numbers)}. Write two: {names}.")
    return numbers[0], numbers[1]


def _share(numbers: Sequence[Fraction]) -> Fraction:
    part, whole = _pair(numbers, "part;whole")
    if whole == 0:
        raise BadCell("numbers: the whole is 0, and nothing is a share of nothing.")
    return 100 * part / whole


def _change(numbers: Sequence[Fraction]) -> Fraction:
    old, new = _pair(numbers, "old;new")
    if old == 0:
        raise BadCell("numbers: the old number is 0, and a change from nothing has no percentage.")
    return 100 * (new - old) / abs(old)


def _rate(numbers: Sequence[Fraction]) -> Fraction:
    count, population = _pair(numbers, "count;population")
    if population <= 0:
        raise BadCell("numbers: the population must be above 0.")
    return 100_000 * count / population


def _several(numbers: Sequence[Fraction]) -> Sequence[Fraction]:
    if not numbers:
        raise BadCell("numbers: is empty. Write the numbers with ; between them.")
    return numbers


_KINDS: dict[str, Callable[[Sequence[Fraction]], Fraction]] = {
    "share": _share,
    "change": _change,
    "sum": lambda numbers: sum(_several(numbers), Fraction(0)),
    "product": lambda numbers: prod(_several(numbers), start=Fraction(1)),
    "rate_100k": _rate,
}


def _repeat(printings: Sequence[Printed]) -> Checked:
    """All printings held against the most precise one."""
    if len(printings) < 2:
        raise BadCell("numbers: one printing repeats nothing. Write every printing with ; between them.")
    exact = min(printings, key=lambda printing: printing.step)
    found = {_compare(exact.value, printing) for printing in printings}
    order: tuple[Verdict, ...] = ("wrong", "truncated", "ok")
    return Checked(exact.value, next(verdict for verdict in order if verdict in found))


def _compare(computed: Fraction, printed: Printed) -> Verdict:
    steps = abs(printed.value) / printed.step
    if printed.value and (computed < 0) != (printed.value < 0):
        return "wrong"
    if _in_steps(abs(computed), printed.step, Fraction(1, 2)) == steps:
        return "ok"
    return "truncated" if _in_steps(abs(computed), printed.step, Fraction(0)) == steps else "wrong"


def _in_steps(number: Fraction, step: Fraction, added: Fraction) -> int:
    """How many whole steps there are in a number that is not negative: half up with one half added, cut off with 0."""
    return (number / step + added).__floor__()
