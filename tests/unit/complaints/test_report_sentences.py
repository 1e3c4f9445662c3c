"""What changed from the year before, in the sentences of the report."""

from __future__ import annotations

from decimal import Decimal

import pytest

from complaints.figures import Audience, Figure, ReportFigures, Unit, Value
from complaints.report_sentences import changes
from complaints.selectors.figures import figures as counted
from complaints.visibility import for_papers


def figures(*told: tuple[Audience, str, Unit, str | None, str | None, str | None]) -> ReportFigures:
    """Figures of section 2.1 by audience, label, unit, this year's number, last year's, the change; None is kept back."""
    known, values = {}, {}
    for audience, label, unit, now, before, change in told:
        key = f"{audience}.{label}"
        known[key] = Figure(key, audience, "topic", label, unit, "", "2.1")
        known[f"{key}.change"] = Figure(
            f"{key}.change", audience, "topic", f"{label}, change", "% change", "", "2.1"
        )
        for place, year, kind, number in (
            (key, 2023, unit, now),
            (key, 2022, unit, before),
            (f"{key}.change", 2023, "% change", change),
        ):
            exact = None if number is None else Decimal(number)
            values[place, year] = Value(kind, exact, suppressed=number is None)
    return ReportFigures(2023, known, values)


@pytest.mark.parametrize(
    ("unit", "now", "before", "change", "sentence"),
    [
        ("complaints", "80", "100", "-20", "Complaints, 80: a decrease of 20% from 100 in 2022/23."),
        ("complaints", "1250", "1000", "25", "Complaints, 1,250: an increase of 25% from 1,000 in 2022/23."),
        ("complaints", "70", "70", "0", "Complaints, 70: as in 2022/23."),
        ("complaints", "1003", "1000", "0.3", "Complaints, 1,003: a change of less than 1% from 1,000 in 2022/23."),
        ("GBP", "1850", "3700.5", "-50.007", "Complaints, £1,850.00: a decrease of 50% from £3,700.50 in 2022/23."),
    ],
)  # fmt: skip
def test_a_sentence_says_which_way_and_by_how_much(
    unit: Unit, now: str, before: str, change: str, sentence: str
) -> None:
    assert changes(figures(("adult", "Complaints", unit, now, before, change)), "2.1") == (sentence,)


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_nothing_is_said_of_what_is_kept_back(kept: int) -> None:
    numbers: list[str | None] = ["80", "100", "-20"]
    numbers[kept] = None
    assert changes(figures(("adult", "Complaints", "complaints", *numbers)), "2.1") == ()


def test_each_says_whom_it_is_about_where_they_are_about_several() -> None:
    found = figures(
        ("adult", "Complaints received", "complaints", "9", "10", "-10"),
        ("children_all", "Ombudsman: decisions", "decisions", "11", "10", "10"),
    )
    assert changes(found, "2.1") == (
        "Adult social care: complaints received, 9: a decrease of 10% from 10 in 2022/23.",
        "Children and young people, all services: Ombudsman: decisions, 11: an increase of 10% from 10 in 2022/23.",
    )
    assert changes(found, "2.2") == ()


@pytest.mark.django_db
def test_the_report_of_2020_21_says_what_was_published() -> None:
    """Each of these changes is printed in the report itself (1.1, 2.1, 3.8)."""
    found = counted(2020, view=for_papers(None))
    said = " ".join(sentence for section in ("1.1", "2.1", "3.8") for sentence in changes(found, section))
    for words in (
        "646: a decrease of 18% from 788 in 2019/20",
        "420: a decrease of 22% from 536 in 2019/20",
        "616: an increase of 8% from 568 in 2019/20",
        "87: a decrease of 44% from 154 in 2019/20",
    ):
        assert words in said
