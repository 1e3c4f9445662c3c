"""The figures of one measure against one another: one period twice, running totals, parts and wholes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from committee.reconcile.facts import Papers, Place, Printing, Relation
from committee.reconcile.series_rules import parts_over_wholes, running_totals, two_values
from council.periods import Slot, parse


def printing(text: str, period: str, column: str = "", **more: object) -> Printing:
    usual = {"role": "value", "subject": "kpi:offers", "subject_name": "Offers of first preference"}
    return Printing(
        place=Place("Report", f"Offers, {column or period}"),
        text=text,
        period=parse(period),
        column=Slot.parse(column).period if column else None,
        **(usual | more),
    )


def test_two_figures_for_one_month_are_found_with_what_may_be_a_copy() -> None:
    series = (
        printing("97.1%", "2020-04", "2019-20"),
        printing("97.1%", "2021-04", "2020-21"),
        printing("98.6%", "2021-04", "2021-22"),
    )
    [finding] = two_values(Papers(printings=series))
    assert finding.severity == "high"
    assert finding.numbers == ("97.1%", "98.6%")
    assert "97.1% is also what April 2020 has: it may be a copy" in finding.sentence


def test_three_figures_for_one_month_are_one_finding() -> None:
    series = tuple(printing(text, "2021-04") for text in ("1", "2", "3"))
    [finding] = two_values(Papers(printings=series))
    assert "1, 2 and 3 are all given for April 2021" in finding.sentence


@pytest.mark.parametrize(
    "series",
    [
        (printing("13.3", "R12@2021-06-30"), printing("13.3", "R12@2021-09-30")),
        (printing("45%", "2021-22", state="forecast"), printing("43%", "2021-22", state="forecast")),
        (printing("1,234", "2021-22"), printing("1234", "2021-22")),
        (printing("95%", "2021-22"), printing("96%", "2021-22", role="target")),
        (printing("95%", "2021-22"), printing("96%", "2021-22", subject="kpi:other")),
        (printing("95%", "2021-22"), printing("n/a", "2021-22")),
    ],
)
def test_other_figures_are_left_alone(series: tuple[Printing, ...]) -> None:
    assert list(two_values(Papers(printings=series))) == []


def quarters(*texts: str, total: str) -> Papers:
    values = [printing(text, f"2021-22-Q{n}", f"2021-22-Q{n}") for n, text in enumerate(texts, start=1)]
    last = f"2021-22-Q{len(texts)}"
    return Papers(printings=(*values, printing(total, last, last, role="running_total")))


@pytest.mark.parametrize(
    ("texts", "total"),
    [(("265,139", "393,140"), "658,279"), (("28,639", "39,605"), "68,244"), (("68", "10"), "78")],
)
def test_quarters_that_add_up_raise_nothing(texts: tuple[str, ...], total: str) -> None:
    assert list(running_totals(quarters(*texts, total=total))) == []


def test_quarters_that_do_not_add_up_are_found() -> None:
    [finding] = running_totals(quarters("48", "103", total="161"))
    assert (finding.severity, finding.numbers) == ("high", ("48", "103", "161"))


def test_a_total_with_a_quarter_missing_cannot_be_judged() -> None:
    whole = quarters("48", "103", total="161")
    assert list(running_totals(Papers(printings=whole.printings[1:]))) == []


SHARE = Relation("share", "kpi:rate", ("kpi:offers", "kpi:pupils"))


def test_a_part_above_its_whole_is_found_in_the_same_period_and_paper() -> None:
    part = printing("120", "2021-22")
    whole = printing("100", "2021-22", subject="kpi:pupils", subject_name="Pupils")
    [finding] = parts_over_wholes(Papers(printings=(part, whole), relations=(SHARE,)))
    assert finding.numbers == ("120", "100")
    before = printing("100", "2020-21", subject="kpi:pupils", subject_name="Pupils")
    assert list(parts_over_wholes(Papers(printings=(part, before), relations=(SHARE,)))) == []
    counted = replace(whole, role="statement")
    assert list(parts_over_wholes(Papers(printings=(part, counted), relations=(SHARE,)))) == []
