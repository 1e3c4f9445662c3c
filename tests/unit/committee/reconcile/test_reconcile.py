"""The findings of all the rules together: each once, in order, and with a key that outlives what does not matter."""

from __future__ import annotations

from dataclasses import replace

import pytest

from committee.reconcile import RULES, reconcile
from committee.reconcile.facts import Finding, Papers, Place
from tests.unit.committee.reconcile.made import said, together

FINDING = Finding(
    "two_values",
    "high",
    "20.0 and 19.8.",
    (Place("Risks", "CR4", "/risks/CR4"), Place("Performance", "Caseload")),
    ("20.0", "19.8"),
)


def test_no_papers_have_no_findings() -> None:
    assert reconcile(Papers()) == []


def test_every_rule_is_listed_once() -> None:
    assert len(set(RULES)) == len(RULES)


def test_findings_come_by_paper_and_weight_and_each_once() -> None:
    wrong, cut = "96 of the 120 potholes were repaired (82%).", "12 of the 17 homes (70%) were rated good."
    papers = together(said(cut, wrong, wrong, paper="B"), said(wrong, paper="A"))
    found = [(finding.paper, finding.severity, finding.code) for finding in reconcile(papers)]
    assert found == [
        ("A", "high", "share_wrong"),
        ("B", "high", "share_wrong"),
        ("B", "low", "share_truncated"),
    ]


@pytest.mark.parametrize(
    "same",
    [
        replace(FINDING, sentence="19.8 and 20.0, in other words.", severity="low"),
        replace(FINDING, places=FINDING.places[::-1], numbers=("19.8", "20.0")),
        replace(FINDING, places=(replace(FINDING.places[0], address="/elsewhere"), FINDING.places[1])),
        replace(FINDING, numbers=("20.0 ", "19.8")),
    ],
)
def test_an_answer_outlives_a_rebuild(same: Finding) -> None:
    assert same.key == FINDING.key


@pytest.mark.parametrize(
    "other",
    [
        replace(FINDING, code="wrong_period"),
        replace(FINDING, numbers=("20.1", "19.8")),
        replace(FINDING, places=FINDING.places[:1]),
        replace(FINDING, places=(Place("Risks", "CR2"), FINDING.places[1])),
    ],
)
def test_an_answer_does_not_outlive_a_change(other: Finding) -> None:
    assert other.key != FINDING.key


def test_a_place_reads_as_words() -> None:
    assert [str(place) for place in (*FINDING.places, Place("Risks", ""))] == [
        "Risks, CR4",
        "Performance, Caseload",
        "Risks",
    ]
