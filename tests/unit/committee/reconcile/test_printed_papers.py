"""The real papers as printed: the faults that are known of them are found, and the sums that are right raise nothing.

The faults are those that a careful reader of the papers listed as errors of high or medium weight. One needs what the
database does not hold, the printed words of a period (K1), which come from the demonstration's files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from committee.models import Meeting
from committee.reconcile import reconcile
from committee.reconcile.facts import Finding, Papers
from committee.selectors.paper_facts import joined, kpi_facts, meeting_facts
from council.periods import parse_quarter
from kpis.demo.papers import papers as papers_as_files
from kpis.visibility import visible_to
from tests.third_paper import third_paper

pytestmark = pytest.mark.django_db
MEETINGS = ("ccpi-2019-02-26", "ccpi-2021-11-25")
NARRATIVE = parse_quarter("2022-23-Q2")

#: Each known fault: the code of its finding, and words that its sentence has.
FAULTS = {
    "K1": ("period_backwards", ("12.39", "Apr 2019 to March 2019")),
    "K2": ("wrong_period", ("66.9%", "Quarter 2 of 2020/21")),
    "K3": ("two_values", ("primary pupils", "97.1%", "98.6%")),
    "K5": ("easier_target", ("SEND", "86%", "90.3%")),
    "K7": ("good_but_under_target", ("long term services", "71.7%", "72%")),
    "P1": ("unit_of_another", ("Looked After", "17.3%")),
    "P3": ("share_wrong", ("238,694", "354,935", "63.2%", "67.25")),
    "P4": ("two_values", ("Regulation 3", "44%", "45%")),
    "P11": ("two_values", ("caseload", "CR4", "20.0", "19.8")),
    "P12": ("two_values", ("CR4", "29.8%", "30.5%")),
    "P13": ("trend_against_table", ("CR2", "has continued to reduce", "30.5%")),
    "Q4": ("agreed_and_to_come", ("CR1", "saving options agreed", "will be presented")),
    "R1": ("card_and_profile", ("Corp 4", "6", "20")),
    "R2": ("wrong_axis", ("Corp 1", "Major (4)")),
    "R4": ("target_before_milestone", ("Corp 5", "March 2022", "July 2022")),
    "R7": ("done_and_not_done", ("Corp 1", "completed", "nearing completion")),
    "C1": ("two_values", ("Children's social care", "226", "205")),
    "C2": ("shares_not_whole", ("38%", "59%", "5%", "102%")),
    "C3": ("parts_of_total", ("99", "39", "48", "87")),
    "C4": ("parts_of_total", ("142", "62", "74", "136")),
    "C5": ("one_count_twice", ("Joint complaints", "34", "31")),
    "C6": ("repeated_amount", ("£7,297.03", "2020/21", "2019/20")),
    "C10": ("other_whole", ("68%", "140", "205", "226")),
    "N1": ("comparisons_disagree", ("New Requests", "lower", "the same")),
    "N3": ("trend_against_words", ("downward trend", "677.91", "686.13")),
}

#: The numbers of each sum, share or change that is right, as a paper prints them.
RIGHT = {
    "libraries: visits": ("265,139", "393,140", "658,279"),
    "libraries: sessions": ("28,639", "39,605", "68,244"),
    "libraries: events": ("48", "103", "151"),
    "libraries: downloads": ("242,993", "228,301", "471,294"),
    "libraries: volunteers": ("68", "10", "78"),
    "care homes": ("11", "16", "68.75%"),
    "enquiries to Boost": ("2,494", "1,883", "611"),
    "forecast underspend": ("£16.441m", "1.87%", "£5.219m", "0.59%"),
    "complaints 2020/21": ("420", "226", "646"),
    "complaints 2019/20": ("536", "252", "788"),
    "compliments 2019/20": ("568", "154", "722"),
    "compliments 2020/21": ("616", "87", "703"),
    "closed complaints": ("416", "205", "621"),
    "outcomes of all": ("16%", "36%", "48%"),
    "outcomes of adults'": ("185", "149", "82", "416"),
    "investigations": ("139", "26", "78", "243"),
    "shares of investigations": ("57%", "11%", "32%"),
    "compliments by source": ("469", "147", "616"),
    "joint complaints": ("1", "13", "14"),
    "decisions on adults": ("10%", "62%", "28%"),
    "actual uphold rate of adults": ("6", "39", "15%"),
    "outcomes of children's": ("9%", "36%", "55%"),
    "decisions on children": ("56%", "25%", "19%"),
    "upheld decisions on children": ("9", "48", "19%"),
    "actual uphold rate of children": ("5", "48", "10%"),
    "inclusion": ("139", "229", "61%"),
    "referrals from the police": ("874", "2,482", "35.2%"),
    "county matter applications": ("5", "7", "71%"),
    "Regulation 3 applications": ("4", "2", "3", "9"),
    "health checks 2016/17": ("47,107", "75,892", "62.1%"),
    "health checks 2017/18": ("51,486", "96,920", "53.1%"),
    "health checks Quarter 1": ("11,928", "29,348", "40.6%"),
    "health checks Quarter 2": ("12,827", "26,286", "48.8%"),
    "health checks Quarter 3": ("14,274", "24,517", "58.2%"),
    "families attached": ("12,498", "1,666", "14,164"),
    "payment by results": ("3,158", "3,120", "1.2%"),
    "families with a result": ("37%",),
    "information incidents": ("91", "11.65%"),
    "child protection plans": ("1,221", "1,351", "10.6%"),
    "care services of the council": ("36", "32"),
    "children becoming looked after": ("39", "7.0", "5.4"),
    "referrals to stop smoking": ("70%", "154", "46"),
}


@pytest.fixture(scope="module")
def together(django_db_setup: None, django_db_blocker: Any) -> list[Papers]:
    """What the papers of each meeting print, which are held against one another; and two papers on their own."""
    with django_db_blocker.unblock():
        reports = [*_meetings(), _with_printed_periods()]
        with third_paper():
            return [*reports, kpi_facts(NARRATIVE, visible_to(None), paper="Report of December 2022")]


@pytest.fixture(scope="module")
def printed(together: list[Papers]) -> Papers:
    """Everything that is printed anywhere."""
    return joined(together)


@pytest.fixture(scope="module")
def found(together: list[Papers]) -> list[Finding]:
    return [finding for papers in together for finding in reconcile(papers)]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_known_fault_is_found(fault: str, found: list[Finding]) -> None:
    code, said = FAULTS[fault]
    sentences = [finding.sentence for finding in found if finding.code == code]
    assert [sentence for sentence in sentences if all(words in sentence for words in said)], sentences


@pytest.mark.parametrize("right", RIGHT)
def test_a_sum_that_is_right_raises_nothing(right: str, printed: Papers, found: list[Finding]) -> None:
    numbers = RIGHT[right]
    texts = [row.text for row in printed.passages] + [row.text for row in printed.printings]
    assert all(_is_printed(number, texts) for number in numbers), "the papers no longer print it"
    least = min(2, len(numbers))
    about = [finding.sentence for finding in found if len({*numbers} & {*finding.numbers}) >= least]
    assert about == []


def test_every_score_on_the_cards_is_likelihood_times_impact(printed: Papers, found: list[Finding]) -> None:
    scored = [card for card in printed.risks if card.kept.current.computed is not None]
    assert len(scored) >= 9
    assert [
        finding for finding in found if finding.code in {"score_mismatch", "swapped", "target_worse"}
    ] == []


def test_findings_have_their_own_keys_and_say_where(found: list[Finding]) -> None:
    assert len({finding.key for finding in found}) == len(found)
    assert all(place.paper and place.where for finding in found for place in finding.places)


def _is_printed(number: str, texts: list[str]) -> bool:
    whole = re.compile(rf"(?<![\d.,]){re.escape(number)}(?!\d|[.,]\d)")
    return any(whole.search(text) for text in texts)


def _meetings() -> Iterator[Papers]:
    for slug in MEETINGS:
        yield meeting_facts(Meeting.objects.get(slug=slug))


def _with_printed_periods() -> Papers:
    """The performance report of November 2021 with the periods as its cells print them."""
    [paper] = [each for each in papers_as_files() if str(each.quarter) == "2021-22-Q2"]
    periods = {
        (row["indicator"], row["slot"]): row["period_printed"]
        for row in paper.figures
        if row["period_printed"]
    }
    return kpi_facts(paper.quarter, visible_to(None), paper="As printed", printed_periods=periods)
