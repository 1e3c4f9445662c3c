"""A second, naive reading of scores: fractions and plain lists, written from the rules alone.

It shares no line with ``risks.travel``, ``risks.confidence`` or ``risks.matrix``.
"""

from datetime import date, timedelta
from fractions import Fraction


def good(before: int, now: int, kind: str) -> int:
    """Points in the good direction: below nought where it got worse."""
    return now - before if kind == "opportunity" else before - now


def unchanged(scores: list[int | None]) -> int:
    """Quarters that the last score has stood, found by trying every length."""
    best = 0
    for length in range(2, len(scores) + 1):
        window = scores[-length:]
        if None not in window and len(set(window)) == 1:
            best = length - 1
    return best


def quarters_between(start_year: int, number: int, day: date) -> int:
    """Quarters from one of a financial year to the one that holds a day, by walking day by day."""
    first_month = 3 * number + 1
    begins = date(start_year, first_month, 1) if number < 4 else date(start_year + 1, 1, 1)
    step = 1 if day >= begins else -1
    crossed, at = 0, begins
    while at != day:
        following = at + timedelta(days=step)
        edge = following if step > 0 else at
        if edge.day == 1 and edge.month in {1, 4, 7, 10}:
            crossed += step
        at = following
    return crossed


def outlook(
    kind: str,
    current: int,
    target: int,
    left: int | None,
    earlier: list[int],
    late: int,
    put_back: bool,
) -> str:
    """The rule of the confidence test, line by line; `earlier` has a score for each quarter."""
    gap = good(current, target, kind)
    if gap < 0:
        return "unknown"
    if gap == 0:
        return "green"
    if left is None:
        return "unknown"
    if left < 0:
        return "red"
    needed = Fraction(gap, left if left > 0 else 1)
    pace = Fraction(good(earlier[0], current, kind), len(earlier)) if earlier else None
    if pace is not None and left in (0, 1, 2) and pace < needed / 2:
        return "red"
    if (pace is not None and pace < needed) or late > 0 or put_back:
        return "amber"
    return "unknown" if pace is None else "green"


def rows_of(content: dict) -> list[list[int]]:
    """The scores of a matrix of numbers as it is printed: impact from high to low, likelihood from low to high."""
    likelihoods = sorted(int(step["value"]) for step in content["likelihood"])
    impacts = sorted((int(step["value"]) for step in content["impact"]), reverse=True)
    return [[a * b for a in likelihoods] for b in impacts]
