"""Recording figures: who may, when, what becomes of an earlier version, and what follows."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from council.actions.superseding import EditConflict
from council.models import AuditEntry, OutboxMessage
from council.periods import Slot, parse_quarter
from kpis.actions import figures
from kpis.actions.figures import QuarterNotOpen, ReasonNeeded
from kpis.entries import Entry, percentage
from kpis.models import Figure, Indicator
from tests.factories import make_indicator

pytestmark = pytest.mark.django_db

Q3 = Slot.parse("2021-22-Q3")
Q2 = Slot.parse("2021-22-Q2")
NINETY = Entry(value=Decimal("90.10"))


@pytest.fixture
def indicator(db) -> Indicator:
    return make_indicator()


def record(
    indicator: Indicator, by, *, slot: Slot = Q3, entry: Entry = NINETY, based_on: int = 0, **more
) -> Figure:
    return figures.record(indicator=indicator, slot=slot, entry=entry, based_on=based_on, by=by, **more)


def versions(indicator: Indicator) -> list[tuple[int, Decimal]]:
    return list(
        Figure.objects.filter(indicator=indicator).order_by("version").values_list("version", "value")
    )


def test_a_figure_is_kept_with_every_digit_its_round_and_its_period(indicator: Indicator, person) -> None:
    figure = record(indicator, person("officer"))
    figure.refresh_from_db()
    assert str(figure.value) == "90.10"
    assert (figure.slot, figure.period, figure.reported_in) == (Q3, "2021-22-Q3", Q3.ordinal)
    assert (figure.version, figure.recorded_by) == (1, person("officer"))


@pytest.mark.parametrize(
    "username", ["approver", "risk", "complaints", "clerk", "member", "auditor", "admin"]
)
def test_roles_that_enter_nothing_are_refused(indicator: Indicator, person, username: str) -> None:
    with pytest.raises(PermissionDenied):
        record(indicator, person(username))
    assert versions(indicator) == []


def test_an_officer_of_another_service_is_refused(person) -> None:
    libraries = make_indicator(service="libraries")
    with pytest.raises(PermissionDenied, match="Library Service"):
        record(libraries, person("officer"))
    assert record(libraries, person("performance")).version == 1


def test_a_quarter_that_nobody_opened_takes_no_figure(indicator: Indicator, person) -> None:
    with pytest.raises(QuarterNotOpen, match="Ask the performance lead to open it"):
        record(indicator, person("officer"), slot=Slot.parse("2021-22-Q4"))


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_closed_quarter_needs_a_reason(indicator: Indicator, person, reason: str) -> None:
    with pytest.raises(ReasonNeeded, match="Give the reason"):
        record(indicator, person("officer"), slot=Q2, reason=reason)
    assert record(indicator, person("officer"), slot=Q2, reason=" A late return ").reason == "A late return"


def test_a_correction_keeps_the_figure_it_corrects(indicator: Indicator, person) -> None:
    record(indicator, person("officer"))
    record(indicator, person("performance"), entry=Entry(value=Decimal("91")), based_on=1)
    assert versions(indicator) == [(1, Decimal("90.10")), (2, Decimal("91"))]


def test_the_second_of_two_people_is_told_whose_figure_stands(indicator: Indicator, person) -> None:
    first = record(indicator, person("officer"))
    with pytest.raises(EditConflict) as conflict:
        record(indicator, person("performance"), entry=Entry(value=Decimal("80")))
    assert conflict.value.current == first
    assert versions(indicator) == [(1, Decimal("90.10"))]


def test_two_people_with_the_same_figure_are_still_two_people(indicator: Indicator, person) -> None:
    record(indicator, person("officer"))
    with pytest.raises(EditConflict):
        record(indicator, person("performance"))


@pytest.mark.parametrize("based_on", [0, 1])
def test_a_double_click_writes_one_figure_one_audit_row_and_one_message(
    indicator: Indicator, person, based_on: int
) -> None:
    if based_on:
        record(indicator, person("officer"), entry=Entry(value=Decimal("12")))
    audited = AuditEntry.objects.filter(table="kpis_figure").count()
    messages = OutboxMessage.objects.count()
    first = record(indicator, person("officer"), based_on=based_on)
    written = AuditEntry.objects.filter(table="kpis_figure").count() - audited
    second = record(indicator, person("officer"), based_on=based_on)
    assert second == first
    assert AuditEntry.objects.filter(table="kpis_figure").count() - audited == written == 1 + based_on
    assert OutboxMessage.objects.count() == messages + 1


def test_the_same_click_with_another_value_is_a_conflict(indicator: Indicator, person) -> None:
    record(indicator, person("officer"))
    with pytest.raises(EditConflict):
        record(indicator, person("officer"), entry=Entry(value=Decimal("90.2")))


def test_a_refused_figure_leaves_no_message_behind(indicator: Indicator, person) -> None:
    messages = OutboxMessage.objects.count()
    with pytest.raises(ReasonNeeded):
        record(indicator, person("officer"), slot=Q2)
    assert OutboxMessage.objects.count() == messages


@pytest.mark.parametrize(
    ("basis", "period", "running"),
    [
        ("quarter", "2021-22-Q3", False),
        ("rolling_year", "R12@2021-12-31", False),
        ("snapshot", "@2021-12-31", False),
        ("month", "M2021-12", False),
        ("running_total", "2021-22-Q3-YTD", True),
    ],
)
def test_the_period_is_the_usual_one_unless_another_is_given(
    person, basis: str, period: str, running: bool
) -> None:
    indicator = make_indicator(basis=basis)
    figure = record(indicator, person("officer"))
    assert (figure.period.removeprefix("M"), figure.is_running_total) == (period.removeprefix("M"), running)
    other = record(indicator, person("officer"), based_on=1, period="2021-11")
    assert (other.period, other.is_running_total) == ("2021-11", False)


def test_a_figure_may_be_reported_in_a_later_round(indicator: Indicator, person) -> None:
    late = record(indicator, person("officer"), slot=Q2, reported_in=parse_quarter("2021-22-Q3"))
    assert (late.slot, late.reported_in, late.reason) == (Q2, Q3.ordinal, "")


def test_a_figure_that_members_have_seen_needs_a_reason_in_an_open_round_too(
    indicator: Indicator, person
) -> None:
    record(indicator, person("officer"), slot=Q2, reason="A late return")
    correction = {"slot": Q2, "based_on": 1, "reported_in": parse_quarter("2021-22-Q3")}
    with pytest.raises(
        ReasonNeeded, match=r"Members have seen the figure for Quarter 2 \(July-Sep\) 2021/22"
    ):
        record(indicator, person("officer"), **correction)
    assert record(indicator, person("officer"), reason="A slip", **correction).version == 2


def test_the_page_corrects_an_annual_figure_in_the_round_that_brought_it(client_of) -> None:
    """The figure for 2021/22 came with Quarter 1, and its correction stays where members see it."""
    address = "/kpis/primary-top-3-preferences/enter/2021-22/"
    typed = {"version": 1, "value": "98.5", "state": "validated"}
    refused = client_of("performance").post(address, typed)
    assert "Enter why the figure is being changed" in refused.content.decode()
    assert client_of("performance").post(address, {**typed, "reason": "A slip"}).status_code == 302
    corrected = Figure.objects.current().get(
        indicator__slug="primary-top-3-preferences", grain="Y", ordinal=2021
    )
    assert (str(corrected.value), corrected.version) == ("98.5", 2)
    assert (corrected.reported_in, corrected.period) == (parse_quarter("2021-22-Q1").ordinal, "2021-04")


def test_a_quarter_that_closes_while_the_form_is_filled_in_is_said_and_nothing_is_lost(
    client_of, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**arguments: object) -> None:
        raise ReasonNeeded("The quarter is closed. Give the reason.")

    monkeypatch.setattr(figures, "record", refuse)
    typed = {"version": 0, "value": "87.65", "state": "provisional"}
    response = client_of("officer").post("/kpis/defects-4h-emergency/enter/2021-22-Q3/", typed)
    page = response.content.decode()
    assert response.status_code == 200
    assert "The quarter is closed. Give the reason." in page and "87.65" in page


def test_words_in_place_of_a_figure(indicator: Indicator, person) -> None:
    words = Entry(absence="not_available", text="The survey was not held")
    assert str(record(indicator, person("officer"), entry=words)).endswith(": The survey was not held")


@pytest.mark.parametrize(
    ("top", "bottom", "percent"),
    [
        ("1", "8", "12.5"),
        ("1", "3", "33.333333333333"),
        ("300", "3", "10000"),
        ("0", "7", "0"),
        ("2", "3", "66.666666666667"),
    ],
)
def test_the_percentage_of_two_counts(top: str, bottom: str, percent: str) -> None:
    assert str(percentage(Decimal(top), Decimal(bottom))) == percent
