"""The words of a paper as the check before publication reads them: paragraphs, bullets, and the lists of indicators."""

from __future__ import annotations

import pytest

from committee.reconcile.facts import Place
from committee.selectors.words_facts import passages_of, subjects_named, words_facts
from council.periods import Quarter

NAMES = {
    "4h": ("Safety carriageway defects repaired within 4 hours (emergency)",),
    "2d": ("Safety carriageway defects repaired within 2 working days (urgent)",),
    "5d": ("Safety carriageway defects repaired within 5 working days (non-urgent)",),
    "20d": ("Safety carriageway defects repaired within 20 working days (non-urgent)",),
    "18-64": ("Permanent admissions to care homes per 100,000 population aged 18-64 during the year",),
    "65+": ("Permanent admissions to care homes per 100,000 population aged 65+ during the year",),
    "cqc": (
        "Percentage of care providers in the community rated as Good or Outstanding",
        "Quality of community service providers",
    ),
    "visits": ("Number of visits to libraries",),
}


@pytest.mark.parametrize(
    ("line", "subjects"),
    [
        ("Safety carriageway defects repaired within 20 working days (non-urgent)", ("20d",)),
        ("Safety carriageway defects repaired within 4 hours & 2 days (emergency & urgent)", ("4h", "2d")),
        ("Permanent admissions to care homes per 100,000 population during the year.", ("18-64", "65+")),
        ("Quality of community service providers", ("cqc",)),
        ("Visits to Libraries", ("visits",)),
        ("Attainment of pupils at key stage 2", ()),
        ("Number of", ()),
    ],
)
def test_the_indicators_that_a_line_names(line: str, subjects: tuple[str, ...]) -> None:
    assert subjects_named(line, NAMES) == subjects


def test_paragraphs_bullets_and_headings_are_told_apart() -> None:
    text = "Highlights\nincludes:\n\n## Libraries\n\n- Visits\n- Loans\nAfter the list."
    place = Place("Report", "Highlights")
    found = [(each.heading, each.text, each.is_bullet) for each in passages_of(text, place, "Detail", None)]
    assert found == [
        ("Detail", "Highlights includes:", False),
        ("Libraries", "Visits", True),
        ("Libraries", "Loans", True),
        ("Libraries", "After the list.", False),
    ]


def test_a_paper_has_passages_and_two_lists() -> None:
    words = {
        "contact": "Business Intelligence, 01234 5678",
        "detail": "Visits were 12.",
        "highlights": "- Visits to libraries",
        "below_desired": "- Hedgehogs",
    }
    facts = words_facts("Report", words, period=Quarter(2021, 2), names=NAMES, address="/somewhere/")
    assert [each.text for each in facts.passages] == ["Visits were 12.", "Visits to libraries", "Hedgehogs"]
    assert {each.period for each in facts.passages} == {Quarter(2021, 2)}
    assert [(each.text, each.subjects, each.as_good) for each in facts.listed] == [
        ("Visits to libraries", ("visits",), True),
        ("Hedgehogs", (), False),
    ]
    assert facts.listed[0].place == Place("Report", "Highlights of good performance", "/somewhere/")
