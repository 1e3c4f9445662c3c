"""Figures in the words held against the tables: the same measure and time, and another number or another period."""

from __future__ import annotations

import pytest

from committee.reconcile import reconcile
from committee.reconcile.facts import Finding
from committee.reconcile.marked import sentences
from committee.reconcile.values import read_values
from council.periods import parse
from tests.unit.committee.reconcile.made import printed, said, together

CASELOAD = "Average caseload per social worker (snapshot as at 31/12/18)"
NEWLY = "Percentage of staff on Assessed and Supported Year in Employment (ASYE) (snapshot as at 31/12/18)"
EXPERIENCED = "Percentage of staff who are experienced social workers (3+ years)"
PLANNING = "% of Regulation 3 planning applications determined within 8 weeks"
MINERALS = "% of minerals and waste planning applications determined within 13 weeks"
OUTCOMES = "Percentage of adults and older people whose desired safeguarding outcomes are fully met"
TABLE = (
    printed("kpi:caseload", "2018-19-Q1", "22.9", name=CASELOAD, exact="@2018-06-30"),
    printed("kpi:caseload", "2018-19-Q2", "20.0", name=CASELOAD, exact="@2018-09-30"),
    printed("kpi:caseload", "2018-19-Q3", "19.8", name=CASELOAD, exact="@2018-12-31"),
    printed("kpi:asye", "2018-19-Q2", "29%", name=NEWLY, exact="@2018-09-30"),
    printed("kpi:asye", "2018-19-Q3", "30.5%", name=NEWLY, exact="@2018-12-31"),
    printed("kpi:experienced", "2018-19-Q3", "35.9%", name=EXPERIENCED, exact="@2018-12-31"),
    printed("kpi:planning", "2018-19-Q3", "45%", name=PLANNING),
    printed("kpi:minerals", "2018-19-Q3", "71%", name=MINERALS),
    printed("kpi:outcomes", "2018-19-Q2", "65.9%", name=OUTCOMES),
    printed("kpi:outcomes", "2018-19-Q3", "66.9%", name=OUTCOMES),
)


def found(text: str, *subjects: str, paper: str = "Risks") -> list[Finding]:
    papers = said(text, subjects=subjects, period="2018-19-Q4", paper=paper)
    return reconcile(together(papers, printings=TABLE))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            "20.0 at the end of December (20.9 - September, 22.9 June)",
            ["20.0 2018-12", "20.9 2018-09", "22.9 2018-06"],
        ),
        (
            "in April 17 was 50.1% and as at the end of December had reduced to 29.8%",
            ["50.1% 2017-04", "29.8% 2018-12"],
        ),
        ("rose from 139 in 2016/17 to 229 in 2017/18", ["139 2016-17", "229 2017-18"]),
        ("an increase from Q1 (677.91) to Q2 (686.13)", ["677.91 2018-19-Q1", "686.13 2018-19-Q2"]),
        ("(in 2016/17 it was 62); in September this rose to 74%", ["62 2016-17", "74% 2018-09"]),
        ("days lost fell by 17.8% for Q2 2018/19", []),
        ("the average for July and August was 61.2% - September is not known", []),
    ],
)
def test_numbers_are_read_with_their_times(text: str, values: list[str]) -> None:
    read = read_values(sentences(text, parse("2018-19-Q4")))

    assert sorted(f"{value.number.text} {value.period}" for value in read) == sorted(values)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (
            "The average caseload for all Children's Social Care social workers remains at 20.0 as at the end of December.",
            "19.8",
        ),
        ("The average caseload of a social worker was 20.9 (September).", "20.0"),
        (
            "The proportion of inexperienced workers (ASYEs) as at the end of December had reduced to 29.8%.",
            "30.5%",
        ),
        (
            "9 applications for our own Regulation 3 development were determined in quarter 3 2018-19. 4 (44%) of these "
            "were determined within 8 weeks.",
            "45%",
        ),
        ("The average caseload per social worker was 98.1 at the end of December.", "19.8"),
    ],
)
def test_two_numbers_for_one_measure_and_time(text: str, numbers: str) -> None:
    (finding,) = found(text)
    assert (finding.code, finding.severity, finding.numbers[-1]) == ("two_values", "high", numbers)
    assert [place.paper for place in finding.places] == ["Risks", "Performance"]


def test_within_one_paper_it_weighs_less() -> None:
    (finding,) = found("The average caseload of a social worker was 20.9 (September).", paper="Performance")
    assert finding.severity == "medium"


@pytest.mark.parametrize(
    "text",
    [
        "The average caseload per social worker was 20 at the end of December.",
        "The average caseload per social worker was 22.9 in June and is 19.8 at the end of December.",
        "The average caseload per social worker in one team was 20.5 at the end of December.",
        "We expect an average caseload per social worker of 19.0 by December.",
        "The national average caseload per social worker was 20.4 at the end of December.",
        "Average caseloads of social workers were 14.0 in the north at the end of December.",
        "The average caseload per social worker remains at 20.0.",
        "Agency staff, 33.8% of experienced social workers (ASYEs 30.5% at the end of December), are fewer.",
        "The average number of visits per social worker was 20.9 in September.",
    ],
)
def test_what_says_nothing_of_the_table(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "There is an improved position, with performance rising to 66.9% within Quarter 2 of 2018/19.",
        "Safeguarding outcomes of older people were fully met for 66.9% in Q2 2018/19.",
    ],
)
def test_a_number_under_another_period(text: str) -> None:
    (finding,) = found(text, "kpi:outcomes", paper="Performance")
    assert (finding.code, finding.severity) == ("wrong_period", "medium")
    assert "Quarter 3 (Oct-Dec) 2018/19" in finding.sentence


@pytest.mark.parametrize(
    "text",
    [
        "Performance rose to 66.9% within Quarter 3 of 2018/19.",
        "It rose from 65.9% in Q2 2018/19 to 66.9% in Q3 2018/19.",
        "It was 66.9% in Q2 2017/18, and is 66.9% again.",
        "Of the carers, 71% said so in Q1 2018/19.",
    ],
)
def test_a_number_under_its_own_period(text: str) -> None:
    assert found(text, "kpi:outcomes", paper="Performance") == []


NORTH, SOUTH = "Calls answered in time in the north", "Calls answered in time in the south"
CALLS = (
    printed("kpi:north", "2018-19-Q2", "90.4%", name=NORTH),
    printed("kpi:south", "2018-19-Q2", "81.2%", name=SOUTH),
)


def test_of_two_names_that_fit_the_passage_says_which() -> None:
    text = "Of the calls, those answered in time were 91.0% in Q2 2018/19."
    codes = [
        [finding.code for finding in reconcile(together(said(text, subjects=subjects), printings=CALLS))]
        for subjects in (("kpi:north",), ("kpi:south",), ("kpi:north", "kpi:south"), ())
    ]
    assert codes == [["two_values"], [], [], []]


def test_a_passage_about_two_measures_says_nothing_by_number_alone() -> None:
    assert found("Performance rose to 66.9% in Q2 2018/19.", "kpi:outcomes", "kpi:minerals") == []
