"""Where a figure stands in its indicator's series. Pure: no Django, no clock."""

from __future__ import annotations

from council.periods import (
    AcademicYear,
    FinancialYear,
    Month,
    Period,
    Quarter,
    Rolling,
    RunningTotal,
    Slot,
    Snapshot,
)

#: The grain of the series that an indicator of each frequency keeps.
GRAIN = {"monthly": "M", "quarterly": "Q", "annual": "Y"}


def slot_of_round(frequency: str, quarter: Quarter) -> Slot:
    """The place that a round fills: its own quarter, its financial year, or its last month.

    >>> str(slot_of_round("annual", Quarter(2021, 2)))
    '2021-22'
    """
    if frequency == "annual":
        return Slot.of(quarter.financial_year)
    if frequency == "monthly":
        return Slot.of(Month(quarter.end.year, quarter.end.month))
    return Slot.of(quarter)


def usual_period(basis: str, slot: Slot) -> Period:
    """What a figure in `slot` covers unless somebody says otherwise.

    >>> str(usual_period("rolling_year", Slot.parse("2021-22-Q2")))
    'R12@2021-09-30'
    """
    place = slot.period
    end = place.end
    if basis == "rolling_year":
        return Rolling(12, end)
    if basis == "snapshot":
        return Snapshot(end)
    if basis == "month":
        return Month(end.year, end.month)
    if basis == "academic_year" and isinstance(place, FinancialYear):
        return AcademicYear(place.start_year)
    if basis == "running_total" and isinstance(place, Quarter):
        return RunningTotal(place)
    return place
