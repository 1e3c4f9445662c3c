"""Which figures a round asks for. Pure: no Django, no clock.

An indicator's figure is due in the round of the quarter in which its period ends, or, where the source publishes later, a
number of quarters (its lag) after that. An annual indicator without a lag is due in no round: it is reported whenever it
is published.
"""

from __future__ import annotations

from council.periods import Month, Quarter, Slot, quarter_of
from kpis.series import usual_period


def due_places(frequency: str, basis: str, lag: int | None, round_: Quarter) -> list[Slot]:
    """The places of the series that `round_` asks for, oldest first.

    >>> [str(slot) for slot in due_places("quarterly", "quarter", 1, Quarter(2021, 3))]
    ['2021-22-Q2']
    >>> [str(slot) for slot in due_places("annual", "academic_year", 1, Quarter(2021, 3))]
    ['2020-21']
    >>> due_places("annual", "year", None, Quarter(2021, 4))
    []
    """
    ends_in = Quarter.from_ordinal(round_.ordinal - (lag or 0))
    if frequency == "monthly":
        first = Slot.of(Month(ends_in.start.year, ends_in.start.month)).ordinal
        return [Slot("M", ordinal) for ordinal in range(first, first + 3)]
    if frequency == "quarterly":
        return [Slot.of(ends_in)]
    if lag is None:
        return []
    year = ends_in.financial_year.ordinal
    years = (Slot("Y", ordinal) for ordinal in (year - 1, year))
    return [slot for slot in years if quarter_of(usual_period(basis, slot).end) == ends_in]
