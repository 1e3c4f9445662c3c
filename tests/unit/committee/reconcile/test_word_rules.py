"""Directions, comparisons and units that the figures contradict."""

from __future__ import annotations

import pytest

from committee.reconcile import reconcile
from committee.reconcile.facts import Finding, Papers, Printing
from tests.unit.committee.reconcile.made import printed, said, together

NAME = "Percentage of staff on Assessed and Supported Year in Employment (ASYE)"


def series(*texts: str) -> tuple[Printing, ...]:
    return tuple(
        printed("kpi:asye", f"2018-19-Q{number}", text, name=NAME) for number, text in enumerate(texts, 1)
    )


def codes(papers: Papers) -> list[str]:
    return [finding.code for finding in reconcile(papers)]


def trend(text: str, *texts: str, period: str = "2018-19-Q4") -> list[str]:
    return codes(together(said(text, paper="Risks", period=period), printings=series(*texts)))


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        (
            "The proportion of newly qualified workers (ASYEs) has continued to reduce.",
            ("23.8%", "29%", "30.5%"),
        ),
        ("The share of ASYE staff continues to rise.", ("31%", "30%", "29%")),
        ("ASYE numbers have further decreased.", ("31%", "32%", "33%")),
    ],
)
def test_a_direction_against_the_table(text: str, texts: tuple[str, ...]) -> None:
    assert trend(text, *texts) == ["trend_against_table"]


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("The proportion of ASYEs has continued to reduce.", ("30.5%", "29%", "23.8%")),
        ("The proportion of ASYEs has continued to reduce.", ("29%", "23.8%", "30.5%")),
        ("The proportion of ASYEs has continued to reduce.", ("29%", "29%", "30.5%")),
        ("The proportion of ASYEs has continued to reduce.", ("29%", "30.5%")),
        ("The proportion of ASYEs has continued to reduce since April 2017.", ("23.8%", "29%", "30.5%")),
        ("The proportion of ASYEs has reduced compared with last year.", ("23.8%", "29%", "30.5%")),
        ("Costs have continued to reduce.", ("23.8%", "29%", "30.5%")),
    ],
)
def test_a_direction_that_may_hold(text: str, texts: tuple[str, ...]) -> None:
    assert trend(text, *texts) == []


def test_only_the_figures_of_quarters_show_a_direction() -> None:
    text = "The proportion of ASYEs has continued to reduce."
    year = printed("kpi:asye", "2018-19", "12%", name=NAME)
    count = printed("kpi:asye", "2018-19-Q4", "12", name=NAME, role="second")
    papers = together(said(text, period="2018-19-Q4"), printings=(year, count, *series("23%", "29%", "31%")))
    assert codes(papers) == ["trend_against_table"]


def test_what_comes_after_the_report_does_not_count() -> None:
    text = "The proportion of ASYEs has continued to reduce."
    assert trend(text, "31%", "30%", "29%", "32%", period="2018-19-Q3") == []
    assert trend(text, "23%", "29%", "31%", "30%", period="2018-19-Q3") == ["trend_against_table"]


RISE = "In this age band we have seen an increase from Q1 (677.91) to Q2 (686.13)."


@pytest.mark.parametrize(
    "goal", ["We aim to continue our overall downward trend.", "This sustains the downward trend."]
)
def test_a_trend_beside_a_change_the_other_way(goal: str) -> None:
    (finding,) = reconcile(said(RISE, goal))
    assert (finding.code, finding.severity, finding.numbers) == (
        "trend_against_words",
        "medium",
        ("677.91", "686.13"),
    )


@pytest.mark.parametrize(
    "texts",
    [
        (RISE, "We aim to continue our upward trend."),
        (RISE, "More work is planned.", "We aim to continue our overall downward trend."),
        (RISE, "Nationally there is a downward trend."),
        ("Admissions fell from 686.13 to 677.91.", "We aim to continue our overall downward trend."),
    ],
)
def test_a_trend_that_nothing_contradicts(texts: tuple[str, ...]) -> None:
    assert codes(said(*texts)) == []


def compared(*texts: str, subjects: tuple[str, ...] = ("kpi:requests",)) -> list[Finding]:
    return reconcile(said(*texts, subjects=subjects, heading="Requests"))


LOWER = "Requests for support are lower than that of comparator authorities."
SAME = "There has been a slight increase, but this is consistent with England and our comparator Local Authority averages."


def test_two_statements_of_one_comparison() -> None:
    (finding,) = compared(LOWER, SAME)
    assert (finding.code, finding.severity) == ("comparisons_disagree", "medium")
    assert "lower than the comparators, and the same as the comparators" in finding.sentence


@pytest.mark.parametrize(
    "texts",
    [
        (LOWER, "They are also below our nearest neighbours."),
        (LOWER, "They are similar to the regional average."),
        ("They were lower than England in 2019/20.", "They were higher than England in 2020/21."),
        (LOWER, "Work goes on.", "Staff were trained.", SAME),
        (
            "It was lower than the national rate, however higher than the regional rate.",
            "It is above the regional rate.",
        ),
    ],
)
def test_comparisons_that_agree_or_are_of_different_things(texts: tuple[str, ...]) -> None:
    assert compared(*texts) == []


def test_a_heading_about_two_measures_compares_two_things() -> None:
    assert compared(LOWER, SAME, subjects=("kpi:requests", "kpi:reviews")) == []


@pytest.mark.parametrize(
    "text",
    [
        "At 89.2%, this is above the target of 90%.",
        "Timeliness (85.2%) is below the national average of 82.0%.",
        "Turnover is below the target (14.2% against 12%).",
        "We answered 91% and remain well under the regional benchmark of 88%.",
    ],
)
def test_a_comparison_that_its_numbers_contradict(text: str) -> None:
    assert codes(said(text)) == ["comparison_wrong"]


@pytest.mark.parametrize(
    "text",
    [
        "At 91.2%, this is above the target of 90%.",
        "Attendance is 94%, 1% below the national average of 95%.",
        "70% of pupils score below the national average of 65%.",
        "12 homes are above the average of 82%.",
        "The rate was 5% (target below 6%).",
    ],
)
def test_a_comparison_that_holds(text: str) -> None:
    assert codes(said(text)) == []


ROWS = (
    printed("kpi:cla", "2018-19-Q3", "2,083", name="Children looked after", unit="children"),
    printed("kpi:cla", "2018-19-Q3", "84.0", name="Children looked after", role="second", unit="rate"),
    printed("kpi:late", "2018-19-Q3", "25.0%", name="Assessments over 45 days", unit="percent"),
)


def benchmark(subject: str, text: str, *, second: bool = False) -> Printing:
    role = "second_benchmark" if second else "benchmark"
    return printed(subject, "2018-19-Q3", text, role=role, where=f"{subject}, England", comparator="England")


def test_a_percentage_in_a_row_without_percentages() -> None:
    beside = (
        benchmark("kpi:cla", "17.3%"),
        benchmark("kpi:cla", "64.0", second=True),
        benchmark("kpi:late", "17.3%"),
    )
    (finding,) = reconcile(Papers(printings=(*ROWS, *beside)))
    assert (finding.code, finding.severity) == ("unit_of_another", "high")
    assert "17.3% is printed beside 2,083" in finding.sentence
    assert "Assessments over 45 days" not in finding.sentence.split("It is also")[0]


def test_a_benchmark_in_the_unit_of_its_row() -> None:
    beside = (
        benchmark("kpi:cla", "1,950"),
        benchmark("kpi:cla", "64.0", second=True),
        benchmark("kpi:late", "17.3%"),
    )
    assert codes(Papers(printings=(*ROWS, *beside))) == []
