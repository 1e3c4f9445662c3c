"""Figures that follow the figures they are worked out from."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from council.models import OutboxMessage
from council.periods import Quarter, Slot
from kpis.actions import calculations, definitions, figures
from kpis.actions.figures import FigureIsCalculated
from kpis.entries import Entry
from kpis.models import Definition, Figure, Indicator
from kpis.visibility import visible_to
from tests.factories import (
    definition_fields,
    make_figure,
    make_indicator,
    performance_lead,
    submit_as_it_stands,
)

pytestmark = pytest.mark.django_db

Q3, Q2 = "2021-22-Q3", "2021-22-Q2"
COUNT = {"value_type": "number", "unit": "", "decimals": 0}


def part(slug: str, **fields: object) -> Indicator:
    return make_indicator(slug, name=slug.capitalize(), **COUNT | fields)


def calculated(slug: str, kind: str, *of: str, times: str | None = None, **fields: object) -> Indicator:
    mapping = {"kind": kind, "of": list(of)} | ({"times": times} if times else {})
    return make_indicator(slug, name=slug.capitalize(), calculation=mapping, **COUNT | fields)


def current(slug: str, slot: str = Q3) -> Figure | None:
    place = Slot.parse(slot)
    known = Figure.objects.current().filter(indicator__slug=slug)
    return known.filter(grain=place.grain, ordinal=place.ordinal).first()


def value(slug: str, slot: str = Q3) -> Decimal | None:
    figure = current(slug, slot)
    return figure.value if figure else None


@pytest.fixture
def casualties(db) -> tuple[Indicator, Indicator, Indicator]:
    """Killed, injured, and the sum of both."""
    return part("killed"), part("injured"), calculated("casualties", "sum", "killed", "injured")


def test_a_sum_appears_with_its_last_part_and_is_rated(casualties) -> None:
    killed, injured, both = casualties
    make_figure(killed, Q3, "3", state="estimate")
    assert current("casualties") is None, "the other part is awaited still"
    OutboxMessage.objects.all().delete()
    last = make_figure(injured, Q3, "40", state="validated")

    figure = current("casualties")
    assert (figure.value, figure.state, figure.period) == (43, "estimate", Q3)
    assert figure.note == "The sum of Killed and Injured. Killed: 3; Injured: 40."
    assert (figure.recorded_by, figure.recorded_at) == (last.recorded_by, last.recorded_at)
    assert {"indicator": both.pk} in [message.payload for message in OutboxMessage.objects.all()]


def test_a_correction_of_a_part_supersedes_the_sum_and_passes_its_reason_on(casualties) -> None:
    killed, injured, both = casualties
    make_figure(killed, Q2, "3")
    make_figure(injured, Q2, "40")
    make_figure(killed, Q2, "5", based_on=1)
    assert list(Figure.objects.filter(indicator=both).order_by("version").values_list("value", "version")) == [
        (43, 1), (45, 2),
    ]  # fmt: skip
    assert current("casualties", Q2).reason == "Entered for a test"
    assert (
        Figure.objects.get(indicator=both, version=1).superseded_at == current("casualties", Q2).recorded_at
    )


def test_what_changes_nothing_writes_nothing(casualties) -> None:
    killed, injured, both = casualties
    make_figure(killed, Q3, "3")
    make_figure(injured, Q3, "40")
    assert calculations.follow([(killed.pk, "Q", Slot.parse(Q3).ordinal)], by=performance_lead()) == []
    assert Figure.objects.filter(indicator=both).count() == 1


def test_words_in_a_part_become_words_in_the_sum_and_a_number_mends_it(casualties) -> None:
    killed, injured, _ = casualties
    make_figure(killed, Q3, "3")
    make_figure(injured, Q3, absence="not_available", text="The police have not sent it")
    figure = current("casualties")
    assert (figure.value, figure.absence) == (None, "not_available")
    assert figure.text == "No figure for Injured: The police have not sent it"
    make_figure(injured, Q3, "40", based_on=1)
    assert (value("casualties"), current("casualties").text) == (43, "")


def test_endless_words_of_a_part_are_cut(casualties) -> None:
    killed, injured, _ = casualties
    make_figure(killed, Q3, "3")
    make_figure(injured, Q3, absence="not_available", text="n" * 300)
    assert len(current("casualties").text) == 300


def test_a_percentage_keeps_its_counts_and_a_rate_does_not() -> None:
    done, people = part("done"), part("people")
    calculated("share", "ratio", "done", "people", times="100", unit="%", value_type="percentage")
    calculated("rate", "ratio", "done", "people", times="100000")
    make_figure(done, Q3, "1")
    make_figure(people, Q3, "8")
    share, rate = current("share"), current("rate")
    assert (share.value, share.numerator, share.denominator) == (Decimal("12.5"), 1, 8)
    assert (rate.value, rate.numerator, rate.denominator) == (12500, None, None)


def test_division_by_nought_is_said_in_words() -> None:
    done, people = part("done"), part("people")
    calculated("share", "ratio", "done", "people", times="100")
    make_figure(done, Q3, "1")
    make_figure(people, Q3, "0")
    assert current("share").text == "Cannot be divided by People, which is 0"


def test_chains_are_worked_out_in_their_order() -> None:
    """The difference depends on a sum that is defined after it, and on one of its parts."""
    killed, injured = part("killed"), part("injured")
    difference = part("difference")
    calculated("the-sum", "sum", "killed", "injured")
    redefine(difference, {"kind": "difference", "of": ["the-sum", "killed"]})
    make_figure(killed, Q3, "3")
    make_figure(injured, Q3, "40")
    assert (value("the-sum"), value("difference")) == (43, 40)
    make_figure(killed, Q3, "4", based_on=1)
    assert (value("the-sum"), value("difference")) == (44, 40)
    assert current("difference").version == 2, "its note names the numbers it was made of"


def test_the_round_is_that_of_the_part_reported_last(casualties, person, q2, q3) -> None:
    """So members see a sum when they may see all of it, and not before."""
    killed, injured, both = casualties
    make_figure(killed, Q2, "3")
    make_figure(injured, Q2, "40", reported_in=Q3)
    assert current("casualties", Q2).reported_in == q3.ordinal
    assert both.pk not in visible_to(person("member")).figures().values_list("indicator", flat=True)


def test_only_figures_of_one_place_are_put_together(casualties) -> None:
    killed, injured, _ = casualties
    make_figure(killed, Q3, "3")
    make_figure(injured, Q2, "40")
    assert not Figure.objects.filter(indicator__slug="casualties").exists()


def test_figures_of_another_frequency_make_none() -> None:
    killed, injured = part("killed", frequency="monthly", basis="month"), part("injured")
    calculated("both", "sum", "killed", "injured", frequency="annual", basis="year")
    make_figure(killed, "2021-10", "3")
    make_figure(injured, Q3, "40")
    assert not Figure.objects.filter(indicator__slug="both").exists()


def test_it_cannot_be_entered(casualties, person) -> None:
    with pytest.raises(FigureIsCalculated, match="Enter theirs, and it follows"):
        figures.record(
            indicator=casualties[2], slot=Slot.parse(Q3), entry=Entry(value=Decimal(5)), based_on=0,
            by=person("performance"),
        )  # fmt: skip


def test_an_officers_part_writes_the_sum_of_another_service_though_its_return_is_submitted(
    person, q3
) -> None:
    mine, theirs = part("mine"), part("theirs", service="libraries")
    calculated("sum-of-theirs", "sum", "mine", "theirs", service="libraries")
    make_figure(theirs, Q3, "40")
    libraries = Definition.objects.current().get(indicator=theirs).service
    submit_as_it_stands(libraries, q3, person("performance"))
    figures.record(
        indicator=mine, slot=Slot.parse(Q3), entry=Entry(value=Decimal(3)), based_on=0, by=person("officer")
    )
    assert (value("sum-of-theirs"), current("sum-of-theirs").recorded_by) == (43, person("officer"))


def test_another_calculation_works_all_figures_out_again(casualties) -> None:
    killed, injured, both = casualties
    for slot in (Q2, Q3):
        make_figure(killed, slot, "3")
        make_figure(injured, slot, "40")
    redefine(both, {"kind": "difference", "of": ["injured", "killed"]})
    assert (value("casualties", Q2), value("casualties", Q3)) == (37, 37)
    assert current("casualties", Q2).reason == calculations.CHANGED


def test_an_indicator_that_becomes_calculated_keeps_the_history_that_was_entered(casualties) -> None:
    """Where all parts are known it is worked out; where one never was, what was entered stands."""
    killed, injured, _ = casualties
    entered = part("entered")
    make_figure(entered, Q2, "99")
    make_figure(entered, Q3, "99")
    make_figure(killed, Q2, "3")
    make_figure(killed, Q3, "3")
    make_figure(injured, Q3, "40")
    redefine(entered, {"kind": "sum", "of": ["killed", "injured"]})
    assert (value("entered", Q2), value("entered", Q3)) == (99, 43)


def test_an_indicator_that_is_entered_from_now_on_keeps_its_figures(casualties) -> None:
    killed, injured, both = casualties
    make_figure(killed, Q3, "3")
    make_figure(injured, Q3, "40")
    redefine(both, None)
    assert calculations.recalculate(both, by=performance_lead()) == []
    make_figure(killed, Q3, "4", based_on=1)
    assert value("casualties") == 43


def redefine(indicator: Indicator, calculation: dict | None) -> None:
    standing = Definition.objects.current().get(indicator=indicator)
    fields = definition_fields(name=standing.name, calculation=calculation, **COUNT)
    definitions.define(
        slug=indicator.slug, by=performance_lead(), based_on=standing.version, reason="For a test", **fields
    )


def test_queries_do_not_grow_with_the_figures(casualties) -> None:
    killed, injured, both = casualties
    counts = []
    for some in (range(1), range(1, 12)):
        quarters = [Quarter.from_ordinal(Slot.parse(Q3).ordinal - number) for number in some]
        for quarter in quarters:
            make_figure(killed, str(quarter), "3")
            make_figure(injured, str(quarter), "40")
        Figure.objects.filter(indicator=both).update(text="Out of date")
        places = [(killed.pk, "Q", quarter.ordinal) for quarter in quarters]
        with CaptureQueriesContext(connection) as queries:
            assert len(calculations.follow(places, by=performance_lead())) == len(quarters)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


def test_a_calculation_of_what_was_reported_long_ago_is_worked_out_at_once(casualties) -> None:
    killed, injured, _ = casualties
    newest = [make_figure(killed, Q2, "3"), make_figure(injured, Q2, "40")][-1]
    calculated("difference", "difference", "injured", "killed")  # defined, by the tests, in 2018
    assert value("difference", Q2) == 37
    assert current("difference", Q2).recorded_at == newest.recorded_at, "not before what it is made of"
