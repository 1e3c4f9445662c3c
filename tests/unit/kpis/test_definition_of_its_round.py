"""Which definition judges a figure: in a closed round that of the day it closed, in an open one today's."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from council.models import OutboxMessage, ReportingQuarter
from council.periods import Quarter, Slot, parse_quarter
from kpis import tasks
from kpis.actions import definitions, ratings, rounds
from kpis.models import Indicator
from kpis.selectors import dashboard, inputs
from kpis.selectors.inputs import EVERYTHING, Scope
from kpis.visibility import visible_to
from tests.factories import (
    LONG_AGO,
    definition_fields,
    judged,
    make_figure,
    make_indicator,
    performance_lead,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def indicator(db) -> Indicator:
    return make_indicator()


class TestTheDefinitionOfItsRound:
    """A closed round keeps the definition of the day it closed; an open one follows the indicator."""

    CLOSED = "2021-22-Q2"

    @pytest.fixture
    def changed(self, indicator: Indicator) -> Indicator:
        """Its figures are added up since today, when Quarter 2 was closed and Quarter 3 was not."""
        for quarter, value in (("2021-22-Q1", "10"), ("2021-22-Q2", "20"), ("2021-22-Q3", "30")):
            make_figure(indicator, quarter, value)
        fields = definition_fields(cumulative=True)
        definitions.define(slug=indicator.slug, by=performance_lead(), based_on=1, **fields)
        return indicator

    def actuals(self, indicator: Indicator, as_at: datetime.datetime | None = None) -> dict[str, Decimal]:
        rows = inputs.fetch(Scope(indicators=[indicator.pk]), as_at)
        return {str(Slot(row["grain"], row["ordinal"])): row["actual"] for row in rows}

    def test_only_the_open_round_follows(self, changed: Indicator) -> None:
        assert self.actuals(changed) == {"2021-22-Q1": 10, "2021-22-Q2": 20, "2021-22-Q3": 60}

    def test_a_whole_recompute_says_the_same(self, changed: Indicator) -> None:
        rows = [row for row in inputs.fetch(EVERYTHING) if row["indicator_id"] == changed.pk]
        assert sorted(row["actual"] for row in rows) == [10, 20, 60]

    def test_reopened_it_follows_too_and_is_rated_again_at_once(self, changed: Indicator) -> None:
        ratings.rate(Scope(indicators=[changed.pk]))
        OutboxMessage.objects.all().delete()
        rounds.reopen(quarter=parse_quarter(self.CLOSED), by=performance_lead(), reason="A wrong definition")
        assert self.actuals(changed)["2021-22-Q2"] == 30
        assert judged(changed, rate=False)["2021-22-Q2"]["status"] is None
        tasks.rate([message.payload for message in OutboxMessage.objects.all()])
        assert judged(changed, rate=False)["2021-22-Q2"]["status"] is not None

    def test_as_it_stood_before_the_change(self, indicator: Indicator) -> None:
        make_figure(indicator, "2021-22-Q3", "30")
        before = timezone.now()
        definitions.define(
            slug=indicator.slug,
            by=performance_lead(),
            based_on=1,
            **definition_fields(good_is="low"),
        )
        scope = Scope(indicators=[indicator.pk])
        assert [row["good_is"] for row in inputs.fetch(scope, before)] == ["high"]
        assert [row["good_is"] for row in inputs.fetch(scope)] == ["low"]

    def test_defined_after_the_round_closed_it_comes_as_it_was_first(self) -> None:
        ReportingQuarter.objects.filter(ordinal=parse_quarter(self.CLOSED).ordinal).update(
            closed_at=LONG_AGO - datetime.timedelta(days=1), opened_at=LONG_AGO - datetime.timedelta(days=2)
        )
        late = make_indicator("late-comer")
        make_figure(late, self.CLOSED, "20")
        definitions.define(
            slug="late-comer", by=performance_lead(), based_on=1, **definition_fields(good_is="low")
        )
        assert judged(late)[self.CLOSED]["good_is"] == "high"

    def test_it_is_the_definition_that_the_paper_prints(self) -> None:
        """Of every indicator of the demonstration, in every closed round."""
        view = visible_to(None)
        different = [
            (str(quarter), row.definition.indicator.slug)
            for quarter in map(Quarter.from_ordinal, sorted(view.closed))
            for row in dashboard.summaries(quarter, view)
            if row.is_current and row.judged["definition_id"] != row.definition.pk
        ]
        assert different == []
