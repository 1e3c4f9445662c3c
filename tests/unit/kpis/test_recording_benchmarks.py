"""What others achieved is recorded by those who enter a service's figures, and corrected by superseding."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from council.actions.superseding import EditConflict
from kpis.actions import benchmarks
from kpis.models import Benchmark, Indicator
from tests.factories import make_indicator

pytestmark = pytest.mark.django_db


@pytest.fixture
def kpi() -> Indicator:
    return make_indicator("paths-gritted", name="Paths gritted on time")


def record(kpi: Indicator, by, q2, based_on: int = 0, **fields) -> Benchmark:
    return benchmarks.record(
        indicator=kpi, comparator="england", reported_in=q2, by=by, based_on=based_on, **fields
    )


def test_a_correction_follows_what_was_written_before(kpi, person, q2) -> None:
    lead = person("performance")
    record(kpi, lead, q2, value=Decimal("81.5"), period="2021-22-Q1")
    newest = record(kpi, lead, q2, based_on=1, value=Decimal("81.6"), period="2021-22-Q1")
    assert (newest.version, newest.value, newest.label) == (2, Decimal("81.6"), "England average")
    assert Benchmark.objects.current().filter(indicator=kpi).get() == newest
    with pytest.raises(EditConflict):
        record(kpi, lead, q2, based_on=1, value=Decimal(80), period="2021-22-Q1")


def test_another_name_or_period_is_another_comparator(kpi, person, q2) -> None:
    lead = person("performance")
    for fields in ({"name": "North West"}, {"name": "South West"}, {"period": "2020-21"}):
        record(kpi, lead, q2, value=Decimal(1), **fields)
    assert Benchmark.objects.current().filter(indicator=kpi).count() == 3


@pytest.mark.parametrize("username", ["member", "auditor", "risk", "admin"])
def test_who_enters_no_figures_records_none_of_others(kpi, person, q2, username: str) -> None:
    with pytest.raises(PermissionDenied):
        record(kpi, person(username), q2, value=Decimal(1))


def test_words_are_made_safe_and_periods_are_read(kpi, person, q2) -> None:
    row = record(kpi, person("performance"), q2, text="520 (2014-17)\x00 ", period="R36@2017-03-31")
    assert (row.text, row.period) == ("520 (2014-17)", "R36@2017-03-31")
    with pytest.raises(ValueError, match="is not a period"):
        record(kpi, person("performance"), q2, text="-", period="last year")
    with pytest.raises(ValidationError):
        record(kpi, person("performance"), q2, value=Decimal("NaN"))
