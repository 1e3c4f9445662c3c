"""Signal or noise, small numbers and what moved, on the pages of an indicator."""

import csv
import io

import pytest
from bs4 import BeautifulSoup

from council.models import ReportingQuarter
from council.periods import Slot
from kpis.models import Indicator, SeriesBreak
from kpis.selectors import indicator, signals
from kpis.selectors.signals import ControlSeries, Newest
from kpis.visibility import visible_to
from tests.factories import LONG_AGO, judged, make_figure, make_indicator, make_target

pytestmark = pytest.mark.django_db

SLUG = "roads-gritted"
#: Ten quarters to 2021/22 Q2; the eighth is far below the others.
QUARTERS = [f"{year}-{year % 100 + 1:02}-Q{quarter}" for year in (2019, 2020) for quarter in (1, 2, 3, 4)] + [
    "2021-22-Q1",
    "2021-22-Q2",
]
VALUES = ["90", "92", "91", "90", "92", "91", "90", "70", "91", "92"]


def make_series(values: list[str] = VALUES, **fields: object) -> Indicator:
    kpi = make_indicator(SLUG, **fields)
    for slot, value in zip(QUARTERS[-len(values) :], values, strict=True):
        make_figure(kpi, slot, value)
    newest_closed = Slot.parse(QUARTERS[-1]).ordinal
    ReportingQuarter.objects.filter(closed_at=None, ordinal__lte=newest_closed).update(closed_at=LONG_AGO)
    judged(kpi)
    return kpi


def series() -> ControlSeries:
    return signals.control_series(indicator.page(SLUG, visible_to(None)))


def newest() -> Newest:
    return signals.newest(indicator.page(SLUG, visible_to(None)))


def make_break(kpi: Indicator, slot: str, reason: str = "New definition") -> None:
    place = Slot.parse(slot)
    SeriesBreak.objects.create(
        indicator=kpi, grain=place.grain, ordinal=place.ordinal, reason=reason, recorded_at=LONG_AGO
    )


def main(response) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").main


def text(response) -> str:
    return " ".join(main(response).get_text(" ").split())


# --- Control chart


def test_the_series_holds_the_indicators_own_periods_only() -> None:
    kpi = make_series()
    make_figure(kpi, "2018-19", "80", reported_in="2019-20-Q1")
    found = series()
    assert [str(point.figure.slot) for point in found.points] == QUARTERS
    assert found.is_ready
    assert found.signals == {7: "Unusual"}


def test_forecasts_and_running_totals_are_no_figures_of_their_period() -> None:
    kpi = make_series(VALUES[:8])
    for slot in ("2021-22-Q3", "2021-22-Q4"):
        make_figure(kpi, slot, "90")
    kpi.figures.filter(ordinal=Slot.parse("2021-22-Q3").ordinal).update(is_forecast=True)
    kpi.figures.filter(ordinal=Slot.parse("2021-22-Q4").ordinal).update(is_running_total=True)
    assert kpi.figures.count() == 10
    assert len(series().points) == 8


def test_a_break_on_a_period_without_a_figure_starts_anew_with_the_next() -> None:
    kpi = make_indicator(SLUG)
    for slot in (*QUARTERS[:4], *QUARTERS[5:]):
        make_figure(kpi, slot, "90")
    make_break(kpi, QUARTERS[4])
    judged(kpi)
    found = series()
    assert found.broken == {4: "New definition"}
    assert [len(stretch.places) for stretch in found.stretches] == [4, 5]
    assert not found.is_ready
    assert found.sentences == ["A control chart needs 8 comparable figures. There are 5; 3 more are needed."]


def test_twelve_months_that_overlap_come_with_a_warning() -> None:
    make_series(basis="rolling_year")
    assert signals.OVERLAP in series().sentences


def test_quarters_that_add_up_are_drawn_as_quarters() -> None:
    make_series(cumulative=True, unit="visits", value_type="number")
    found = series()
    assert [str(value) for value in found.values] == VALUES
    assert signals.NOT_TOTALS in found.sentences


def test_limits_of_a_percentage_end_at_100() -> None:
    make_series(["99", "80", "99", "80", "99", "80", "99", "80"])
    assert series().newest.upper == 100


def test_the_page_draws_the_chart_and_says_what_it_shows(client_of) -> None:
    make_series()
    client = client_of("member")
    detail = main(client.get(f"/kpis/{SLUG}/"))
    address = detail.find("a", string="Show the control chart")["href"]
    assert address == f"/kpis/{SLUG}/control-chart/"
    response = client.get(address)
    words = text(response)
    assert "Ordinary ups and downs lie between" in words
    assert "Unusual: 70% in Quarter 4 (Jan-March) 2020/21 is lower" in words
    rows = main(response).select("figure tbody tr")
    assert len(rows) == 10
    assert "Unusual" in rows[7].get_text()

    download = main(response).find("a", string="Download the figures (CSV)")["href"]
    assert download == f"/download/control-chart/{SLUG}.csv"
    lines = list(csv.reader(io.StringIO(client.get(download).content.decode("utf-8-sig"))))
    heading = next(line for line in lines if "Lower limit" in line)
    unusual = next(line for line in lines if "Unusual" in line)
    assert unusual[heading.index("Figure")].startswith("70")


def test_too_few_figures_are_counted_and_not_linked_to(client_of) -> None:
    make_series(VALUES[:5])
    client = client_of("member")
    assert "Show the control chart" not in text(client.get(f"/kpis/{SLUG}/"))
    response = client.get(f"/kpis/{SLUG}/control-chart/")
    assert "There are 5; 3 more are needed." in text(response)
    assert main(response).find("figure") is None


def test_drafts_are_no_part_of_a_members_chart(client_of) -> None:
    kpi = make_series()
    make_figure(kpi, "2021-22-Q3", "12.5")
    assert "12.5" not in client_of("member").get(f"/kpis/{SLUG}/control-chart/").content.decode()
    assert "12.5" in client_of("officer").get(f"/kpis/{SLUG}/control-chart/").content.decode()
    assert "12.5" not in client_of("member").get(f"/download/control-chart/{SLUG}.csv").content.decode()


@pytest.mark.parametrize("slug", ["no-such-indicator", "empty"])
def test_there_is_no_file_without_figures(client_of, slug: str) -> None:
    make_indicator("empty")
    assert client_of("member").get(f"/download/control-chart/{slug}.csv").status_code == 404


# --- Small numbers and what moved


def with_counts(now: tuple[int, int], before: tuple[int, int] | None = None, **fields: object) -> Indicator:
    kpi = make_indicator(SLUG, decimals=1, **fields)
    for slot, counts in (("2021-22-Q1", before), ("2021-22-Q2", now)):
        if counts:
            share = f"{100 * counts[0] / counts[1]:.4f}"
            make_figure(kpi, slot, share, numerator=counts[0], denominator=counts[1])
    return kpi


def test_the_newest_rating_with_its_counts() -> None:
    kpi = with_counts((130, 1510), (118, 1200))
    make_target(kpi, value="9")
    judged(kpi)
    to_target, firm, moved = newest().sentences
    assert to_target == "With 6 more cases the target would have been met."
    assert firm == "With 1 fewer case the rating would be “Requires improvement”."
    assert "(to 130), but the group it is taken from grew faster (+310, to 1,510)" in moved


def test_the_sentences_stand_under_the_rating(client_of) -> None:
    kpi = with_counts((8, 12), (9, 12))
    make_target(kpi, value="70")
    judged(kpi)
    words = text(client_of("member").get(f"/kpis/{SLUG}/"))
    for sentence in (
        "With 1 more case the target would have been met.",
        "Small numbers: this is a percentage of 12, and each case is 8.3 percentage points.",
        "With 1 more case the rating would be “On track” and with 1 fewer case “Requires improvement”.",
        "Since Quarter 1 (April-June) 2021/22: the number counted fell by 1 (to 8), and the group it is taken from stayed "
        "at 12, so the share fell by 8.3 percentage points.",
        "The newest figure is 8 of 12.",
    ):
        assert sentence in words


def test_fewer_cases_where_low_is_good() -> None:
    kpi = with_counts((12, 100), good_is="low")
    make_target(kpi, value="10")
    judged(kpi)
    assert newest().sentences[0] == "With 2 fewer cases the target would have been met."


def test_nothing_moved_across_a_break() -> None:
    kpi = with_counts((8, 12), (9, 12))
    make_break(kpi, "2021-22-Q2")
    judged(kpi)
    assert not any("Since" in sentence for sentence in newest().sentences)


@pytest.mark.parametrize("fields", [{"unit": "days", "value_type": "days"}, {"cumulative": True}])
def test_nothing_is_said_of_what_is_no_share(fields: dict) -> None:
    kpi = with_counts((8, 12), **fields)
    judged(kpi)
    assert newest() == Newest()


def test_without_a_figure_or_counts_nothing_is_said() -> None:
    kpi = make_indicator(SLUG)
    assert newest() == Newest()
    make_figure(kpi, "2021-22-Q2", "90")
    assert newest() == Newest()
