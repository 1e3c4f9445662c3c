"""Dates and their order: printed periods, periods of targets, target dates and milestones, what is no longer to come."""

from __future__ import annotations

from datetime import date

import pytest

from committee.reconcile.date_rules import (
    period_backwards,
    span_of,
    stale_future,
    target_before_milestone,
    targets_of_other_years,
)
from committee.reconcile.facts import Papers, Passage, Place, Printing
from committee.reconcile.risk_facts import Line
from council.periods import FinancialYear, Quarter, parse
from tests.unit.committee.reconcile.risk_cards import card, papers_of

NAME = "Young people in education or training"


def printing(role: str, text: str, period: str = "", printed: str = "", **more: object) -> Printing:
    return Printing(
        place=Place("Report", role),
        subject="kpi:eet",
        subject_name=NAME,
        role=role,
        text=text,
        period=parse(period) if period else None,
        period_printed=printed,
        good_is="high",
        **more,
    )


@pytest.mark.parametrize(
    "printed", ["Apr 2019 to March 2019", "April 2020 - March 2020", "Dec 2020 \u2013 Feb 20 average"]
)
def test_a_period_that_ends_before_it_starts_is_found(printed: str) -> None:
    [finding] = period_backwards(Papers(printings=(printing("value", "12.39", printed=printed),)))
    assert finding.severity == "high"
    assert finding.numbers == ("12.39", printed)


@pytest.mark.parametrize(
    "printed",
    [
        "Apr 2020 to March 2021",
        "July to June 2021",
        "Dec 2019 \u2013 Feb 20 average",
        "June 2021",
        "",
        "2018/19",
    ],
)
def test_a_period_in_order_is_not(printed: str) -> None:
    assert list(period_backwards(Papers(printings=(printing("value", "12.39", printed=printed),)))) == []


def test_a_period_in_figures() -> None:
    spans = ("01/04/2023 - 31/03/2023", "01/04/2022 to 31/03/2023", "1/4/2023\u20131/4/2023")
    place = Place("Performance", "commentary")
    found = [list(period_backwards(Papers(passages=(Passage(place, f"Period: {span}."),)))) for span in spans]
    assert [[finding.numbers for finding in each] for each in found] == [[(spans[0],)], [], []]


def test_a_period_in_the_words_may_be_backwards_as_well() -> None:
    passages = [
        Passage(Place("Report", "commentary"), text)
        for text in ("Figures of April 2020 to March 2020.", "Figures of April 2020 to March 2021.")
    ]
    [finding] = period_backwards(Papers(passages=tuple(passages)))
    assert (finding.severity, finding.numbers) == ("medium", ("April 2020 to March 2020",))


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Dec 2020- Feb 2021 average", "R3@2021-02-28"),
        ("Oct to March 2021", "R6@2021-03-31"),
        ("June 2021", "2021-06"),
        ("2018/19", "2018-19"),
    ],
)
def test_the_months_of_a_printed_period_are_read(text: str, period: str) -> None:
    assert str(span_of(text)) == period


@pytest.mark.parametrize(
    "text", ["", "previous years", "May to nobody 2021", "Feb 2021 to Dec 2020", "June 2020 or June 2021"]
)
def test_what_names_no_one_period_has_none(text: str) -> None:
    assert span_of(text) is None


def test_a_target_that_is_dated_to_the_year_before_and_asks_for_less_is_found_twice() -> None:
    target = printing("target", "86%", printed="Dec 2020- Feb 2021 average", column=FinancialYear(2021))
    achieved = printing("value", "90.3%", "R3@2021-02-28")
    found = list(targets_of_other_years(Papers(printings=(achieved, target))))
    assert [finding.code for finding in found] == ["target_of_other_year", "easier_target"]
    assert found[1].numbers == ("86%", "90.3%")


@pytest.mark.parametrize(
    ("text", "printed"),
    [("86%", "2021/22"), ("86%", "Dec 2021 to Feb 2022"), ("86%", "target pending review"), ("86%", "")],
)
def test_a_target_of_its_own_year_is_not(text: str, printed: str) -> None:
    target = printing("target", text, printed=printed, column=FinancialYear(2021))
    assert (
        list(targets_of_other_years(Papers(printings=(target, printing("value", "90.3%", "2021-22"))))) == []
    )


def test_a_harder_target_is_no_easier_one() -> None:
    target = printing("target", "94.7%", printed="Dec 2020-Feb 2021", column=FinancialYear(2021))
    found = targets_of_other_years(Papers(printings=(printing("value", "93.8%", "R3@2021-02-28"), target)))
    assert [finding.code for finding in found] == ["target_of_other_year"]


GO_LIVE = Line("progress", "The target Go Live is June / July 2022. Staff have been told.", "Fusion")


def test_a_milestone_after_the_target_date_is_found() -> None:
    late = card(GO_LIVE, target_day=date(2022, 3, 31), target_date="March 2022")
    [finding] = target_before_milestone(papers_of(late))
    assert finding.severity == "high"
    assert finding.numbers == ("March 2022", "July 2022")


@pytest.mark.parametrize(
    ("line", "day"),
    [
        (GO_LIVE, date(2022, 7, 31)),
        (GO_LIVE, None),
        (Line("consequence", "Go live slips to July 2022", ""), date(2022, 3, 31)),
        (Line("progress", "Elections are in May 2023", ""), date(2022, 3, 31)),
        (Line("progress", "Go live was achieved in June 2021", ""), date(2022, 3, 31)),
    ],
)
def test_a_target_date_that_leaves_room_is_not(line: Line, day: date | None) -> None:
    assert list(target_before_milestone(papers_of(card(line, target_day=day)))) == []


@pytest.mark.parametrize(
    "text",
    [
        "Additional resource is due to start Sept 2021.",
        "The career site will be launched on 07.01.21",
        "Which are due to go live in early October 2021.",
        "A report to Cabinet is planned for 4 November 2021.",
    ],
)
def test_something_still_to_come_on_a_day_that_has_passed_is_found(text: str) -> None:
    [finding] = stale_future(papers_of(card(Line("progress", text, ""))))
    assert (finding.code, finding.severity) == ("stale_future", "low")


@pytest.mark.parametrize(
    "text",
    [
        "It will go live in June 2022.",
        "Delays were due to the pandemic in March 2020.",
        "Following agreement by Cabinet in October 2021, a report will be written.",
        "The tonnage is expected to be similar to 2019/20.",
        "The work was due to start in June 2021 and did.",
        "Work started in September 2021.",
        "It will be reported in September 2021 and again in March 2022.",
    ],
)
def test_other_dates_are_no_stale_text(text: str) -> None:
    assert list(stale_future(papers_of(card(Line("progress", text, ""))))) == []


def test_commentary_is_held_to_the_end_of_the_period_that_it_reports() -> None:
    def passage(text: str) -> Passage:
        return Passage(Place("Report", "commentary"), text, period=Quarter(2021, 2))

    papers = Papers(
        passages=(passage("It will open in August 2021."), passage("It will open in October 2021."))
    )
    [finding] = stale_future(papers)
    assert finding.numbers == ("It will open in August 2021.",)
