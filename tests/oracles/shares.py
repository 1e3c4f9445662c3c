"""Second, naive answers about shares, in fractions: which ratings a few cases more or fewer would give, what moved.

It shares no line with ``kpis.small_numbers`` and ``kpis.what_moved``.
"""

from fractions import Fraction


def house_status(
    numerator: int, denominator: int, target: Fraction, tolerance: Fraction, *, high_is_good: bool
) -> str:
    """The house scheme's status of a share in percent."""
    gap = target - Fraction(100 * numerator, denominator)
    gap = gap if high_is_good else -gap
    if gap <= 0:
        return "green"
    return "amber" if gap * 100 <= tolerance * target else "red"


def fewest_cases(
    numerator: int,
    denominator: int,
    target: Fraction,
    tolerance: Fraction,
    *,
    high_is_good: bool,
) -> int | None:
    """The distance to the nearest number of cases with another status, of all that are possible."""
    statuses = [
        house_status(cases, denominator, target, tolerance, high_is_good=high_is_good)
        for cases in range(denominator + 1)
    ]
    distances = [
        abs(cases - numerator) for cases, status in enumerate(statuses) if status != statuses[numerator]
    ]
    return min(distances, default=None)


def effects(n1: int, d1: int, n2: int, d2: int) -> tuple[Fraction, Fraction]:
    """The effects of numerator and denominator in points: the mean of changing either of them first."""

    def share(numerator: int, denominator: int) -> Fraction:
        return Fraction(100 * numerator, denominator)

    counted_first = share(n2, d1) - share(n1, d1)
    counted_last = share(n2, d2) - share(n1, d2)
    group_first = share(n1, d2) - share(n1, d1)
    group_last = share(n2, d2) - share(n2, d1)
    return (counted_first + counted_last) / 2, (group_first + group_last) / 2
