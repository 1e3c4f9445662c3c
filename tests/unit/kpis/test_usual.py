"""What a figure is looked at beside before it is asked about: the comparable ones before it, and the year so far."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone

from council.periods import Slot
from kpis.models import Definition, SeriesBreak
from kpis.selectors import entry
from tests.factories import make_figure, make_indicator, make_target

pytestmark = pytest.mark.django_db


def test_figures_before_a_break_do_not_count() -> None:
    kpi = make_indicator()
    for quarter, value in (("2020-21-Q4", "60"), ("2021-22-Q1", "88"), ("2021-22-Q2", "89")):
        make_figure(kpi, quarter, value)
    make_target(kpi, value="95")
    SeriesBreak.objects.create(
        indicator=kpi, grain="Q", ordinal=Slot.parse("2021-22-Q1").ordinal, recorded_at=timezone.now()
    )
    slot = Slot.parse("2021-22-Q3")
    beside = entry.beside(Definition.objects.current().get(indicator=kpi), slot, slot.period)
    assert list(beside.usual.past) == [Decimal(89), Decimal(88)]
    assert beside.forecast_of == "2021/22"


def test_a_running_total_is_compared_with_the_same_quarter_of_other_years() -> None:
    kpi = make_indicator(basis="running_total", value_type="number", unit="visits")
    for quarter, value in (("2020-21-Q3", "300"), ("2021-22-Q1", "110"), ("2021-22-Q2", "205")):
        make_figure(kpi, quarter, value)
    slot = Slot.parse("2021-22-Q3")
    beside = entry.beside(Definition.objects.current().get(indicator=kpi), slot, slot.period)
    assert (list(beside.usual.past), beside.usual.year_so_far) == ([Decimal(300)], Decimal(205))
