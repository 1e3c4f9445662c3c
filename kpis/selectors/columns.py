"""Which earlier figures the committee's table prints beside an indicator's newest one. Queries nothing."""

from __future__ import annotations

from council.periods import Quarter, Slot
from kpis.models import Definition
from kpis.selectors.dashboard import IndicatorRow
from kpis.series import GRAIN

History = Definition.History


def history_slots(row: IndicatorRow, quarter: Quarter) -> list[Slot]:
    """The places of the series that an indicator prints, oldest first. None for a report in words."""
    year = quarter.financial_year.ordinal
    history = row.definition.history
    if row.definition.value_type == Definition.ValueType.TEXT:
        return []
    if history == History.LATEST:
        grain = GRAIN[row.definition.frequency]
        return [slot for slot in sorted(row.history) if slot.grain == grain][-2:]
    if history == History.YEARS:
        return [slot for slot in sorted(row.history) if slot.grain == "Y" and slot.ordinal <= year][-4:]
    quarters = [Slot("Q", ordinal) for ordinal in range(4 * year, quarter.ordinal + 1)]
    if history == History.RECENT_QUARTERS:
        quarters = [Slot("Q", ordinal) for ordinal in range(quarter.ordinal - 3, quarter.ordinal + 1)]
        return [Slot("Y", quarters[0].ordinal // 4 - 1), *quarters]
    outturns = [Slot("Y", year - 2), Slot("Y", year - 1)]
    if history == History.YEAR_AGO:
        newest = max(
            (slot for slot in row.history if slot.grain == "Q" and slot.ordinal <= quarter.ordinal),
            default=None,
        )
        return [*outturns, newest.last_year(), newest] if newest else outturns
    return outturns + quarters
