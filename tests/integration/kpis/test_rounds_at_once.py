"""A round that is closed while somebody saves in it, and everything at once without anybody locking another out."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial

import pytest

from council.actions import quarters
from council.models import ReportingQuarter, Service, User
from council.periods import Quarter, Slot
from council.spreadsheets import Sheet, read
from kpis.actions import commentary, figures, grid, returns
from kpis.actions.grid import Saved, ToSave
from kpis.actions.imports import Imported, import_figures
from kpis.entries import Entry
from kpis.imports import REQUIRED
from kpis.models import Figure, Indicator, Return
from tests.factories import make_figure, make_indicator
from tests.integration.held import LONG, MOMENT, Held
from tests.integration.kpis.entering import at_once

pytestmark = pytest.mark.django_db(transaction=True)

TURNS = 8
SUMS = 4


def person(username: str) -> User:
    return User.objects.get(username=username)


def enter(indicator: Indicator, q3: Quarter, value: str = "97.2") -> Figure:
    return figures.record(
        indicator=indicator,
        slot=Slot.of(q3),
        entry=Entry(value=Decimal(value)),
        based_on=0,
        by=person("officer"),
    )


def explain(indicator: Indicator, q3: Quarter) -> None:
    commentary.write(
        quarter=q3,
        slug="wet",
        heading="Wet",
        position=1,
        indicators=[indicator],
        body=[{"kind": "paragraph", "text": "A wet quarter."}],
        by=person("officer"),
        based_on=0,
    )


def send(indicator: Indicator, q3: Quarter) -> Imported:
    return import_figures(sheet=sheet_of({indicator.slug: "97.2"}, q3), by=person("officer"))


def sheet_of(values: dict[str, str], quarter: Quarter) -> Sheet:
    """The file whose rows say that the indicators, by their short names, have these values in the quarter."""
    lines = [f"{slug},{quarter},{value}" for slug, value in values.items()]
    return read("figures.csv", "\n".join(["kpi,period,value", *lines]).encode(), needed=REQUIRED)


def close(q3: Quarter) -> ReportingQuarter:
    return quarters.close_quarter(quarter=q3, by=person("performance"), reason="For the committee")


@pytest.fixture
def indicator(committed_demo) -> Indicator:
    return make_indicator()


def test_a_quarter_does_not_close_over_what_is_being_saved(indicator, q3) -> None:
    """Members would see a quarter to which a figure is added afterwards, without a reason and in no list of changes."""
    others = [make_indicator(slug, name=slug) for slug in ("gullies", "bridges")]
    for save, about in zip((enter, explain, send), (indicator, *others), strict=True):
        saving = Held(partial(save, about, q3))
        assert saving.done.wait(LONG)
        closing = Held(partial(close, q3))
        assert not closing.done.wait(MOMENT), save
        assert not isinstance(saving.let_go(), Exception), save
        assert closing.done.wait(LONG)
        assert isinstance(closing.let_go(), ReportingQuarter), save
        quarters.reopen_quarter(quarter=q3, by=person("performance"), reason="Once more")


def test_what_is_saved_while_the_quarter_closes_needs_a_reason(indicator, q3) -> None:
    def saved_under(save: Callable[[Indicator, Quarter], object]) -> object:
        closing = Held(partial(close, q3))
        assert closing.done.wait(LONG)
        saving = Held(partial(save, indicator, q3))
        assert not saving.done.wait(MOMENT), save
        closing.let_go()
        assert saving.done.wait(LONG)
        outcome = (
            saving.let_go()
        )  # before anybody else wants the quarter, which an import that found something still holds
        quarters.reopen_quarter(quarter=q3, by=person("performance"), reason="Once more")
        return outcome

    assert isinstance(saved_under(enter), figures.ReasonNeeded)
    assert isinstance(saved_under(explain), commentary.ReasonNeeded)
    assert [finding.column for finding in saved_under(send).findings] == ["note"]
    assert not Figure.objects.filter(indicator=indicator).exists()


def test_a_return_is_not_submitted_under_an_import(indicator, q3) -> None:
    """Nor is there a row of the return yet that the import could lock."""
    Return.objects.filter(service__slug="highways", round=q3.ordinal).delete()
    sending = Held(lambda: send(indicator, q3))
    assert sending.done.wait(LONG)
    highways = Service.objects.get(slug="highways")
    submitting = Held(lambda: returns.submit(service=highways, quarter=q3, by=person("officer")))
    assert not submitting.done.wait(MOMENT)
    sending.let_go()
    assert submitting.done.wait(LONG)
    assert isinstance(submitting.let_go(), returns.ReturnIncomplete)


def test_nobody_locks_another_out(committed_demo, q3) -> None:
    """Two services' grids whose figures make the same sums the other way round, an import of all of them, a submission, a
    commentary and the closing of another quarter: each waits for others, none for one that waits for it."""
    ours = [make_indicator(f"ours-{number}", name=f"Ours {number}") for number in range(SUMS)]
    theirs = [
        make_indicator(f"theirs-{number}", service="libraries", name=f"Theirs {number}")
        for number in range(SUMS)
    ]
    sums = [
        make_indicator(
            f"sum-{number}",
            name=f"Sum {number}",
            calculation={"kind": "sum", "of": [ours[number].slug, theirs[-1 - number].slug]},
        )
        for number in range(SUMS)
    ]
    for each in (*ours, *theirs):
        make_figure(each, str(q3), "1")
    slot = Slot.of(q3)

    def save(some: list[Indicator], turn: int) -> Saved:
        versions = dict(
            Figure.objects.current()
            .filter(indicator__in=some, grain="Q", ordinal=slot.ordinal)
            .values_list("indicator", "version")
        )
        rows = [
            ToSave(each.slug, each, slot, Entry(value=Decimal(turn)), based_on=versions[each.pk])
            for each in some
        ]
        return grid.save(rows, quarter=q3, by=person("performance"))

    def send_all(turn: int) -> Imported:
        values = {each.slug: str(100 + turn) for each in reversed([*ours, *theirs])}
        return import_figures(sheet=sheet_of(values, q3), by=person("performance"))

    def submit() -> str:
        try:
            returns.submit(service=Service.objects.get(slug="highways"), quarter=q3, by=person("officer"))
        except returns.ReturnIncomplete:
            return "incomplete"
        return "submitted"

    def reopen_and_close() -> None:
        quarters.reopen_quarter(quarter=q3.previous, by=person("performance"), reason="A late figure")
        quarters.close_quarter(quarter=q3.previous, by=person("performance"))

    for turn in range(2, 2 + TURNS):
        *_, said = at_once(
            lambda: save(ours, turn),  # noqa: B023
            lambda: save(theirs, turn),  # noqa: B023
            lambda: send_all(turn),  # noqa: B023
            reopen_and_close,
            submit,
        )
        assert said == "incomplete"
        now = {
            row.indicator_id: row.value
            for row in Figure.objects.current().filter(
                indicator__in=[*ours, *theirs, *sums], grain="Q", ordinal=slot.ordinal
            )
        }
        assert [now[each.pk] for each in sums] == [
            now[one.pk] + now[other.pk] for one, other in zip(ours, reversed(theirs), strict=True)
        ]
