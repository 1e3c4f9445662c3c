"""Does a number that a report prints agree with the number that was counted? Pure.

A printed number claims the precision it is printed with: 38% claims a whole percent, £7,297.03 the penny. The counted number
is rounded to it half up, away from zero at the half, and then has to be the same. The words beside a number claim more, or
less:

    just over, over         the number itself, and something above it that is less than one of its last digit; "over"
                            beside a round number (over 2,000) anything above it within its leading digit
    just under, almost, nearly
                            the number after rounding, and not above it
    just, about, none       the number after rounding

A decrease is printed as a negative number; "over 18%" is then further from nothing, not higher.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

#: How a published number compares. `stated`: a fact that no case says anything about. `not_counted`: nothing is on record
#: of its year. `not_shown`: the counted number is kept back from this reader.
Verdict = Literal["agrees", "differs", "stated", "not_counted", "not_shown"]

_AT_MOST = ("just under", "under", "almost", "nearly")
_ABOVE = ("just over", "over", "more than")


def agrees(counted: Decimal, printed: Decimal, qualifier: str = "") -> bool:
    """Whether a counted number rounds to what is printed, as the word beside it has it.

    >>> agrees(Decimal("28.8"), Decimal("29")), agrees(Decimal("-21.6"), Decimal("-22"))
    (True, True)
    >>> agrees(Decimal("2100.63"), Decimal("2000"), "over"), agrees(Decimal("1.2"), Decimal("1"), "just under")
    (True, False)
    """
    word = " ".join(qualifier.casefold().split())
    if counted and printed and (counted < 0) != (printed < 0):
        return False
    size, claimed = abs(counted), abs(printed)
    if word.startswith(_ABOVE):
        room = _last_digit(printed) if word.startswith("just") else _leading_digit(printed)
        return claimed < size < claimed + room
    same = size.quantize(_last_digit(printed), rounding=ROUND_HALF_UP) == claimed
    return same and (size <= claimed or not word.startswith(_AT_MOST))


def _last_digit(number: Decimal) -> Decimal:
    """The worth of the last digit printed: 1 for 38 and 2,000, 0.01 for 7,297.03."""
    exponent = number.as_tuple().exponent
    return Decimal(1).scaleb(min(int(exponent), 0))


def _leading_digit(number: Decimal) -> Decimal:
    """The worth of the first digit: 1,000 for 2,000, 10 for 18."""
    return Decimal(1).scaleb(number.adjusted())
