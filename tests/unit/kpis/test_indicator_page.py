"""Everything on the page of one indicator."""

import datetime
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup

from council.actions import quarters
from council.periods import Slot, parse_quarter
from kpis import charts
from kpis.actions import definitions, overrides
from kpis.models import Definition, Indicator
from kpis.selectors import indicator
from kpis.selectors.history import earlier_versions
from kpis.selectors.indicator import IndicatorPage
from kpis.visibility import visible_to
from tests.factories import judged, make_figure, make_indicator, make_target

pytestmark = pytest.mark.django_db


def page(slug: str) -> IndicatorPage:
    return indicator.page(slug, visible_to(None))


def test_an_unknown_indicator() -> None:
    assert page("no-such-indicator") is None


def test_the_newest_figure_with_its_rating_and_reason() -> None:
    newest = page("defects-4h-emergency").newest
    assert (str(newest.figure.value), newest.status, newest.agreed) == ("88.71", "red", None)
    assert "88.71" in newest.outcome.reason and "95" in newest.outcome.reason
    assert newest.label == "Quarter 2 (July-Sep) 2021/22" and newest.tick


def test_the_series_is_in_the_order_of_time_and_holds_every_figure() -> None:
    found = page("defects-4h-emergency")
    assert [str(point.figure.slot) for point in found.series][-4:] == [
        "2019-20",
        "2020-21",
        "2021-22-Q1",
        "2021-22-Q2",
    ]
    ends = [point.figure.slot.period.end for point in found.series]
    assert ends == sorted(ends)


def test_the_trend_leaves_out_words_and_outturns_of_years_that_have_quarters() -> None:
    drawn = page("lampout-ntm-5d").points
    assert [str(point.figure.slot) for point in drawn] == ["2020-21-Q2", "2021-22-Q1", "2021-22-Q2"]
    assert all(point.figure.value is not None for point in drawn)


def test_an_agreed_rating_goes_before_the_calculated_one() -> None:
    newest = page("library-events").newest
    assert (newest.status, newest.calculated, newest.agreed) == ("amber", "red", "amber")
    assert page("library-events").series[0].override is None


def test_a_cumulative_indicator_is_drawn_by_its_running_total() -> None:
    assert page("library-visits").newest.actual == 658279
    assert page("library-visits").newest.target == 630000


def test_the_trend_breaks_where_figures_began_to_be_added_up() -> None:
    """Library visits: the quarters of 2018/19 were counted alone, as the definition of their rounds said."""
    found = page("library-visits")
    drawn = {str(point.figure.slot): point.actual for point in found.points}
    assert [drawn[f"2018-19-Q{number}"] for number in (1, 2, 3)] == [879387, 924536, 877167]
    assert starts(found, "the figures are of the year so far") == ["2019-20"]
    assert starts(found, "each figure is of its own period") == []


def test_the_trend_breaks_around_a_figure_of_the_year_so_far() -> None:
    kpi = make_indicator(value_type="number", unit="")
    make_figure(kpi, "2020-21", "90", reported_in="2020-21-Q4")
    for quarter in ("2021-22-Q1", "2021-22-Q2", "2021-22-Q3"):
        make_figure(kpi, quarter, "20")
    kpi.figures.filter(ordinal=Slot.parse("2021-22-Q2").ordinal).update(is_running_total=True)
    found = page("roads-gritted")
    assert starts(found, "the figures are of the year so far") == ["2021-22-Q2"]
    assert starts(found, "each figure is of its own period") == ["2021-22-Q3"]
    kpi.figures.filter(grain="Q").update(is_running_total=True)
    assert starts(page("roads-gritted"), "the figures are of the year so far") == [], "an outturn is both"


def starts(found: IndicatorPage, words: str) -> list[str]:
    """The places before which the trend breaks, "from here" `words`."""
    rows = zip(found.points, charts.trend(found).rows, strict=True)
    return [str(point.figure.slot) for point, row in rows if f"from here {words}" in " ".join(row)]


def test_the_ledger_names_old_and_new_newest_first() -> None:
    found = page("library-visits")
    assert [str(target.value) for target in found.ledger] == ["1400000", "4000000"]
    assert found.current_targets == found.ledger[:1]


def test_a_break_is_named_at_its_figure() -> None:
    broken = {str(point.figure.slot): point.broken for point in page("ld-own-home").series}
    assert "data cleansing" in broken.pop("2021-22-Q2")
    assert set(broken.values()) == {""}


def test_commentary_of_the_indicator() -> None:
    words = page("library-visits").commentary
    assert words[0].reported_in == Slot.parse("2021-22-Q2").ordinal
    assert [each.reported_in for each in words] == sorted((w.reported_in for w in words), reverse=True)
    assert any("librar" in each.heading.lower() for each in words)


def test_an_annual_indicators_newest_is_the_year() -> None:
    assert str(page("primary-top-3-preferences").newest.figure.slot) == "2021-22"


def test_an_outturn_reported_with_the_last_quarter_does_not_hide_the_quarter() -> None:
    kpi = make_indicator()
    make_figure(kpi, "2020-21-Q4", "80")
    make_figure(kpi, "2020-21", "82", reported_in="2020-21-Q4")
    assert str(page("roads-gritted").newest.figure.slot) == "2020-21-Q4"


def test_pending_and_empty() -> None:
    kpi = make_indicator()
    empty = page("roads-gritted")
    assert (empty.newest, empty.series, empty.points, empty.marks) == (None, [], [], {})
    make_figure(kpi, "2021-22-Q2", "90")
    newest = page("roads-gritted").newest
    assert (newest.status, newest.outcome, newest.people_short) == ("pending", None, None)


def test_how_many_people_are_missing() -> None:
    kpi = make_indicator()
    make_figure(kpi, "2021-22-Q2", "50", numerator=100, denominator=200)
    make_target(kpi, value="60")
    judged(kpi)
    assert page("roads-gritted").newest.people_short == 20


def test_an_override_of_a_quarter_speaks_of_the_quarter_not_of_an_outturn_reported_with_it(
    person, q2
) -> None:
    kpi = Indicator.objects.get(slug="defects-4h-emergency")
    make_figure(kpi, "2018-19", "95", reported_in="2021-22-Q2")
    overrides.propose(indicator=kpi, quarter=q2, status="amber", reason="Storm", by=person("approver"))
    overridden = [str(point.figure.slot) for point in page("defects-4h-emergency").series if point.override]
    assert overridden == ["2021-22-Q2"]


# --- Breaks, events, names, earlier versions ------------------------------------------------------------------------


def a_series(*values: str, first: str = "2020-21-Q3") -> Indicator:
    kpi = make_indicator()
    start = Slot.parse(first).ordinal
    for ordinal, value in enumerate(values, start=start):
        if value:
            make_figure(kpi, str(Slot("Q", ordinal)), value)
    judged(kpi)
    return kpi


def test_the_line_of_the_trend_stops_at_a_break_even_where_the_place_has_no_figure(person) -> None:
    kpi = a_series("80", "81", "", "83", "84")
    lead = person("performance")
    definitions.break_series(indicator=kpi, slot=Slot.parse("2021-22-Q1"), reason="New contract", by=lead)
    definitions.note_event(indicator=kpi, slot=Slot.parse("2021-22-Q3"), reason="Storm", by=lead)
    trend = charts.trend(page("roads-gritted")).data
    assert [point.broken for point in trend.points] == [
        "",
        "",
        "New contract (from Quarter 1 (April-June) 2021/22)",
        "",
    ]
    assert [point.event for point in trend.points] == ["", "", "", "Storm"]
    assert trend.segments == [[0, 1], [2, 3]]
    assert [remark.label for remark in trend.remarks] == ["Break 1", "Event 2"]


def test_a_mark_that_was_removed_or_lies_ahead_is_not_drawn(person) -> None:
    kpi = a_series("80", "81")
    lead = person("performance")
    removed = definitions.break_series(
        indicator=kpi, slot=Slot.parse("2020-21-Q4"), reason="By mistake", by=lead
    )
    definitions.remove_mark(removed, by=lead)
    definitions.note_event(indicator=kpi, slot=Slot.parse("2021-22-Q3"), reason="Storm", by=lead)
    found = page("roads-gritted")
    assert charts.trend(found).notes == ()
    assert found.events == {Slot.parse("2021-22-Q3"): "Storm"}


def test_the_chart_says_below_what_it_numbers(person, client_of) -> None:
    kpi = a_series("80", "81")
    definitions.break_series(
        indicator=kpi, slot=Slot.parse("2020-21-Q4"), reason="New <contract>", by=person("performance")
    )
    soup = BeautifulSoup(client_of("member").get("/kpis/roads-gritted/").content, "html.parser")
    assert [note.get_text() for note in soup.select(".app-chart__notes li")] == [
        "Break 1, before Quarter 4 (Jan-March) 2020/21: New <contract>"
    ]


def test_the_names_it_had_before(person) -> None:
    make_indicator()
    for name in ("Roads salted on time", "Roads treated on time"):
        current = Definition.objects.current().get(indicator__slug="roads-gritted")
        definitions.revise(current, by=person("performance"), reason="A clearer name", name=name)
    assert [former.name for former in page("roads-gritted").former_names] == [
        "Roads salted on time",
        "Roads gritted on time",
    ]


def test_earlier_versions_of_a_figure_for_everybody_where_members_saw_them_and_for_staff_where_not(
    person, client_of
) -> None:
    kpi = make_indicator()
    draft = make_figure(kpi, "2021-22-Q3", "70")
    draft = make_figure(kpi, "2021-22-Q3", "71", based_on=draft.version)
    quarters.close_quarter(quarter=parse_quarter("2021-22-Q3"), by=person("performance"))
    make_figure(kpi, "2021-22-Q3", "72", based_on=draft.version)

    def values(username: str) -> list[str]:
        found = earlier_versions(page("roads-gritted").definition, visible_to(person(username)))
        return [str(version.value) for version in found[Slot.parse("2021-22-Q3")]]

    assert values("officer") == ["71", "70"]
    assert values("member") == ["71"]
    soup = BeautifulSoup(client_of("member").get("/kpis/roads-gritted/").content, "html.parser")
    cell = soup.select_one("details.app-versions")
    assert cell.summary.get_text(strip=True).startswith("1 earlier version")
    (line,) = cell.select("li")
    assert "71%" in line.get_text() and "by Corporate Performance Lead" in line.get_text()
    assert "70%" not in soup.main.get_text()


def test_the_forecast_stands_beside_the_rating_with_its_own(client_of) -> None:
    kpi = make_indicator(decimals=1)
    make_target(kpi, value="80")
    make_figure(kpi, "2021-22-Q2", "60", forecast=Decimal("85"))
    judged(kpi)
    text = " ".join(client_of("member").get("/kpis/roads-gritted/").content.decode().split())
    soup = BeautifulSoup(text, "html.parser")
    (line,) = [p for p in soup.select("[role=status] p") if "Forecast for the year" in p.get_text()]
    assert line.get_text(" ", strip=True).startswith("Forecast for the year: 85.0%")
    assert line.select_one(".app-rag__word").get_text() == "On track"
    row = BeautifulSoup(client_of("member").get("/kpis/?search=gritted").content, "html.parser").select_one(
        "tbody tr"
    )
    assert "Forecast for the year: 85.0%" in " ".join(row.get_text(" ").split())


def test_retired_review_identifiers_and_a_calculation_in_words(person, client_of) -> None:
    make_indicator("parts-done", name="Parts done", value_type="number", unit="")
    make_indicator("parts-planned", name="Parts planned", value_type="number", unit="")
    make_indicator(
        calculation={"kind": "ratio", "of": ["parts-done", "parts-planned"], "times": "100"},
        retired_on=datetime.date(2021, 9, 30),
        review_on=datetime.date(2021, 6, 1),
        identifiers=[{"framework": "ASCOF", "code": "2B(1)"}],
    )
    soup = BeautifulSoup(client_of("member").get("/kpis/roads-gritted/").content, "html.parser")
    words = {
        row.dt.get_text(strip=True): row.dd.get_text(" ", strip=True)
        for row in soup.select(".govuk-summary-list__row")
    }
    assert words["Calculated"].startswith("Parts done as a percentage of Parts planned")
    assert {"/kpis/parts-done/", "/kpis/parts-planned/"} <= {a["href"] for a in soup.select("dd a")}
    assert words["In outside frameworks"] == "ASCOF 2B(1)"
    assert words["Definition to be reviewed"] == "By 1 June 2021 Overdue"
    assert "Retired on 30 September 2021" in soup.select_one(".govuk-inset-text").get_text()
