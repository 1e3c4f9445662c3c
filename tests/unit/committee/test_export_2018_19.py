"""`export_table` of the Quarter 3 2018/19 paper: each of its 305 printed cells, in its row and its column."""

import csv
import io
from collections import Counter

import pytest
from django.utils import timezone

from council.demo import DEMO, read_yaml
from council.periods import Quarter
from council.sections import tables_of
from kpis.exports import kpi_document
from kpis.selectors import dashboard
from kpis.visibility import visible_to
from tests.unit.committee.printed import as_in_the_file, by_name, export, read_printed, says

pytestmark = pytest.mark.django_db

PAPER = DEMO / "2018-19-q3"
PRINTED = read_printed("printed-2018-19-q3.csv")
INDICATORS = {row["slug"]: row for row in read_yaml(PAPER / "indicators.yaml")}
#: The headings of our table for those of the paper.
COLUMNS = {
    "2016/17": "2016/17 Outturn",
    "2017/18": "2017/18 Outturn",
    "Q1 2018/19": "Quarter 1 (April-June) 2018/19",
    "Q2 2018/19": "Quarter 2 (July-Sep) 2018/19",
    "Q3 2018/19": "Quarter 3 (Oct-Dec) 2018/19",
    "Previous Period": "Previous period",
    "Latest Available": "Latest available",
    "England average": "England average",
}
#: What a cell of ours says of its period where the paper prints one in the cell.
PERIODS = {
    "180 (Apr 17 - Mar 18)": "April 2017 to March 2018",
    "200 (Jul 17 - June 18)": "July 2017 to June 2018",
    "39.2% (Jul 16 - Sept 16)": "Quarter 2 (July-Sep) 2016/17",
    "38.7% (Oct 16 - Dec 16)": "Quarter 3 (Oct-Dec) 2016/17",
    "61.0% (2016/17)": "Academic year 2016/17",
    "65.0% (2017/18 revised)": "Academic year 2017/18",
    "89.5% (Sept 18)": "30 September 2018",
    "89.3% (Dec 18)": "31 December 2018",
    "50% (Q4)": "Quarter 4 (Jan-March) 2016/17",
    "56% (Q4)": "Quarter 4 (Jan-March) 2016/17",
    "1,811 (3 month average)": "October to December 2018",
    "86.6% (3m ave.)": "October to December 2018",
    "2,167 (Mar 17)": "March 2017",
    "1,094 (Nov 18)": "November 2018",
    "54.7% (rolling year April 17 to March 18)": "April 2017 to March 2018",
    "54.4% (rolling year July 17 to June 18)": "July 2017 to June 2018",
}


@pytest.fixture(scope="module")
def text(django_db_setup, django_db_blocker, tmp_path_factory) -> str:
    with django_db_blocker.unblock():
        path = export(tmp_path_factory.mktemp("export") / "kpis.csv", quarter="2018-19-Q3")
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def paper(text: str) -> dict[str, dict[str, str]]:
    return by_name(text)


def test_the_list_of_printed_cells_is_whole() -> None:
    """Counted in the paper: five columns of 38 rows with an England average, of 13 without, two and England of 6."""
    assert len(PRINTED) == 305
    assert Counter(row["printed"] in {"-", "n/a", "New measure"} for row in PRINTED) == {False: 265, True: 40}
    assert len({row["indicator"] for row in PRINTED}) == len(INDICATORS) == 56


def test_every_indicator_of_the_paper_has_its_row_in_printed_order(text: str) -> None:
    names = [row["Performance indicator"] for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))]
    assert names == [row["name"] for row in INDICATORS.values()]


@pytest.mark.parametrize("cell", PRINTED, ids=lambda cell: f"{cell['indicator']} {cell['column']}")
def test_every_printed_cell_is_in_its_row_and_column(paper: dict, cell: dict[str, str]) -> None:
    ours = paper[INDICATORS[cell["indicator"]]["name"]][COLUMNS[cell["column"]]]
    assert says(ours, cell["printed"]), ours


def test_the_comparison_above_can_fail() -> None:
    assert says("1,811 (October to December 2018)", "1,811 (3 month average)")
    assert says("2,482/100.0", "2482/100.0") and says("88.2%", "88.2%")
    assert not says("2,482/100.0", "2482/100") and not says("1,811", "1,812") and not says("", "-")
    assert not says("88.2%", "88.2") and not says("-0.14", "0.14") and not says("New measure", "-")


@pytest.mark.parametrize(("printed", "period"), PERIODS.items())
def test_a_period_that_the_paper_prints_in_a_cell_is_in_ours(paper: dict, printed: str, period: str) -> None:
    [cell] = [row for row in PRINTED if row["printed"] == printed]
    ours = paper[INDICATORS[cell["indicator"]]["name"]][COLUMNS[cell["column"]]]
    assert ours.endswith(f"({period})")


def test_targets_inside_names_are_in_the_column_of_targets(paper: dict) -> None:
    targets = {
        slug: paper[INDICATORS[slug]["name"]]["2018/19 Target"]
        for slug in INDICATORS
        if paper[INDICATORS[slug]["name"]]["2018/19 Target"] not in {"", "Not applicable"}
    }
    assert targets == {
        "defects-4h-emergency": "95%",
        "defects-2d-urgent": "95%",
        "defects-5d-non-urgent": "90%",
        "defects-20d-non-urgent": "90%",
        "street-lighting-average-repair-days": "5 working days",
        "troubled-families-pbr-claims": "3,120 claims (targeted position)",
    }


def test_averages_of_three_months_and_bases_of_rates_are_said_in_notes(paper: dict) -> None:
    assert (
        "an average of three months" in paper["Number of reablement referrals during the period"]["Footnotes"]
    )
    assert "per 10,000" in paper["Number and rate of referrals during the year"]["Footnotes"]
    assert "North West 16.3%" in paper[INDICATORS["csc-assessments-over-45-days"]["name"]]["Footnotes"]
    assert "Revised" in paper[INDICATORS["gcse-attainment-8"]["name"]]["Footnotes"]


def test_it_is_arranged_by_directorate_and_measure_group(paper: dict) -> None:
    found = Counter(row["Directorate"] for row in paper.values())
    assert list(found.items()) == [
        ("Education and Children's Services", 19),
        ("Growth, Environment, Transport and Community Services", 13),
        ("Adult Services and Public Health", 24),
    ]
    assert {row["Measure group"] for row in paper.values()} >= {"Adoptions", "Support for carers", "Drug use"}
    assert as_in_the_file(paper[INDICATORS["csc-cin-plan"]["name"]]["England average"]) == "-"


def test_a_table_without_benchmarks_has_no_column_for_them_and_none_prints_a_column_of_nothing() -> None:
    quarter = Quarter(2018, 3)
    rows = dashboard.rows(quarter, visible_to(None), with_history=True)
    document = kpi_document(
        rows, quarter, under_previous={}, council="Lancashire County Council", as_at=timezone.now()
    )
    found = [[column.key for column in table.columns] for _, table in tables_of(document)]
    places = ["2016-17", "2017-18", "2018-19-Q1", "2018-19-Q2", "2018-19-Q3"]
    start, end = ["indicator", "group", "good_is"], ["rating", "direction"]
    assert found == [
        [*start, *places, "england", *end],
        [*start, "previous", "latest", "england", *end],
        [*start, *places, "target", *end],
        [*start, *places, "england", "target", *end],
    ]
    assert document.section_heading == "Directorate"
