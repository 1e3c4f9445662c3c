"""Two people who write two parts of one sum at the same moment: the sum has both."""

from __future__ import annotations

from decimal import Decimal

import pytest

from council.models import User
from council.periods import Slot
from kpis.actions import figures
from kpis.entries import Entry
from kpis.models import Figure, Indicator
from tests.factories import make_indicator
from tests.integration.kpis.entering import at_once

ROUNDS = 6


@pytest.mark.django_db(transaction=True)
def test_the_second_of_two_parts_sees_the_first(committed_demo) -> None:
    """Without the lock neither transaction sees the other's part, and the sum stays awaited."""
    slot = Slot.parse("2021-22-Q3")
    sums = []
    for number in range(ROUNDS):
        parts = [
            make_indicator(f"{part}-{number}", name=f"{part} {number}") for part in ("killed", "injured")
        ]
        calculation = {"kind": "sum", "of": [part.slug for part in parts]}
        sums.append(make_indicator(f"both-{number}", name=f"Both {number}", calculation=calculation))

        def record(part: Indicator, username: str) -> Figure:
            by = User.objects.get(username=username)
            entry = Entry(value=Decimal(20))
            return figures.record(indicator=part, slot=slot, entry=entry, based_on=0, by=by)

        first, second = parts
        at_once(lambda: record(first, "officer"), lambda: record(second, "performance"))  # noqa: B023
    values = Figure.objects.current().filter(indicator__in=sums).values_list("value", flat=True)
    assert list(values) == [Decimal(40)] * ROUNDS
