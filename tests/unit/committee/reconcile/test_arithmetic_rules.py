"""Sums in the words of a paper: right ones in many wordings raise nothing, and a number changed beyond rounding is found."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from committee.reconcile import reconcile
from committee.reconcile.facts import Finding
from tests.unit.committee.reconcile.made import said

SHARES = (
    "Of the {whole} cases, {part} ({stated}%) were late.",
    "We closed {part} of the {whole} cases ({stated}%).",
    "{part} out of {whole} cases were late ({stated}%).",
    "There were {whole} cases, of which {part} ({stated}%) were late.",
    "There were {whole} cases, {part} of which were late ({stated}%).",
    "{whole} cases were closed in Quarter 2. {part} ({stated}%) of these were late.",
    "A total of {whole} cases were closed. The breakdown of these was {stated}% late ({part}).",
    "{stated}% of the {whole} cases ({part}) were late.",
    "{part} of the {whole} cases were late, which is {stated}%.",
    "{part} ({stated}%) of the {whole} cases were late.",
    "{stated}% ({part}) of {whole} cases were late.",
    "The figure for 2015/16 was {stated}% ({part} out of {whole} cases), which is below target.",
    "Of {whole} cases, {part} ({stated}%) were late.",
    "Cases closed were {part}, {stated}% of the {whole} received.",
)
CHANGES = (
    "Cases {verb} by {stated}% ({new} in 2022/23 from {old} in 2021/22).",
    "Cases {verb} by {stated}% from {old} in 2021/22 to {new} in 2022/23.",
    "There was a {stated}% {noun}, from {old} to {new}.",
    "A {noun} in cases of {stated}% (from {old} in Q1 to {new} in Q2) was seen.",
    "A total of {new} cases came in 2022/23, which is a {stated}% {noun} from the previous year ({old}).",
    "A total of {new} cases came in 2022/23, which is a {noun} of {stated}%, from {old} the year before.",
    "Cases in 2022/23 were {new} compared with {old}. This is a {noun} of {stated}%.",
    "{new} cases were decided in 2022/23. This is a {stated}% {noun} on the {old} of the year before.",
    "Cases went from {old} to {new} ({way} {stated}%).",
    "Cases {verb} {stated}% from {old} tonnes to {new}.",
    "There were {new} cases, {stated}% {than} than the {old} of the year before.",
    "The {new} cases in 2022/23 were {stated}% {than} than the {old} of 2021/22.",
    "There were {new} cases in Quarter 2, a {noun} of {stated}% on the previous year ({old}).",
    "The {new} cases represent a {stated}% {noun} on the {old} of last year.",
    "There were {new} cases, {way} from {old} in 2021/22, a {stated}% {noun}.",
    "There were {new} cases in 2022/23 compared with {old} in 2021/22, a {stated}% {noun}.",
)
TOTALS = (
    "A total of {whole} cases ({a} late and {b} on time) were closed.",
    "The {whole} cases, made up of {a} adults and {b} children, were closed.",
    "{a} + {b} = {whole} cases were closed.",
    "There were {a} adults and {b} children, making a total of {whole} cases.",
    "Grants went to {a} adults and {b} children in 2022/23, {whole} in all.",
    "There were {a} in April and {b} in May, a total of {whole} cases.",
)
counts = st.integers(min_value=3, max_value=20_000)
places = st.sampled_from((0, 1, 2))


def written(number: Fraction, decimals: int) -> str:
    """Half up at so many decimals, with commas between thousands."""
    steps = (number * 10**decimals + Fraction(1, 2)).__floor__()
    whole, part = divmod(steps, 10**decimals)
    return f"{whole:,}.{part:0{decimals}}" if decimals else f"{whole:,}"


def found(text: str) -> list[Finding]:
    return reconcile(said(text))


@given(template=st.sampled_from(SHARES), part=counts, more=counts, decimals=places)
def test_a_right_share_raises_nothing(template: str, part: int, more: int, decimals: int) -> None:
    whole = part + more
    stated = written(Fraction(100 * part, whole), decimals)
    assert found(template.format(part=f"{part:,}", whole=f"{whole:,}", stated=stated)) == []


@given(
    template=st.sampled_from(SHARES),
    part=counts,
    more=counts,
    decimals=places,
    off=st.integers(min_value=2, max_value=30),
)
def test_a_share_off_beyond_rounding_is_found(
    template: str, part: int, more: int, decimals: int, off: int
) -> None:
    whole = part + more
    right = Fraction(100 * part, whole)
    stated = right + off if right < 60 else right - off
    text = template.format(part=f"{part:,}", whole=f"{whole:,}", stated=written(stated, decimals))
    assert [finding.code for finding in found(text)] == ["share_wrong"], text


@given(template=st.sampled_from(CHANGES), old=counts, new=counts, decimals=st.sampled_from((0, 1)))
def test_a_right_change_raises_nothing(template: str, old: int, new: int, decimals: int) -> None:
    assume(old != new)
    assert found(_change(template, old, new, Fraction(100 * abs(new - old), old), decimals)) == []


@given(
    template=st.sampled_from(CHANGES),
    old=counts,
    new=counts,
    decimals=st.sampled_from((0, 1)),
    off=st.integers(min_value=2, max_value=40),
)
def test_a_change_off_beyond_rounding_is_found(
    template: str, old: int, new: int, decimals: int, off: int
) -> None:
    assume(old != new)
    text = _change(template, old, new, Fraction(100 * abs(new - old), old) + off, decimals)
    assert [finding.code for finding in found(text)] == ["change_wrong"], text


@given(template=st.sampled_from(CHANGES), old=counts, new=counts)
def test_a_change_the_other_way_is_found(template: str, old: int, new: int) -> None:
    assume(old != new)
    percent = Fraction(100 * abs(new - old), old)
    text = _change(template, old, new, percent, 0, rises=new < old)
    assert [finding.code for finding in found(text)] == ["direction_wrong"], text


def _change(
    template: str, old: int, new: int, percent: Fraction, decimals: int, *, rises: bool | None = None
) -> str:
    up = new > old if rises is None else rises
    return template.format(
        old=f"{old:,}",
        new=f"{new:,}",
        stated=written(percent, decimals),
        verb="increased" if up else "decreased",
        noun="rise" if up else "reduction",
        way="up" if up else "down",
        than="higher" if up else "lower",
    )


POINTS = (
    "Use {verb} by {stated} percentage points from {old}% to {new}%.",
    "Use went from {old}% in 2021/22 to {new}% in 2022/23, {way} {stated} points.",
    "There was a {stated} percentage point {noun}, from {old}% to {new}%.",
    "Use of {new}% was {stated} percentage points {than} than the {old}% of 2021/22.",
)
tenths = st.integers(min_value=20, max_value=990)


@given(template=st.sampled_from(POINTS), old=tenths, new=tenths, off=st.sampled_from((0, 0, 1, 2, 9)))
def test_percentage_points_are_the_difference(template: str, old: int, new: int, off: int) -> None:
    """Each of the three numbers may be rounded by half of a tenth."""
    assume(old != new)
    up = new > old
    text = template.format(
        old=old / 10,
        new=new / 10,
        stated=(abs(new - old) + off) / 10,
        verb="grew" if up else "fell",
        noun="rise" if up else "fall",
        way="up" if up else "down",
        than="higher" if up else "lower",
    )
    assert [finding.code for finding in found(text)] == (["change_wrong"] if off > 1 else []), text


@given(template=st.sampled_from(TOTALS), a=counts, b=counts, off=st.integers(min_value=-2, max_value=50))
def test_a_total_is_its_parts(template: str, a: int, b: int, off: int) -> None:
    text = template.format(a=f"{a:,}", b=f"{b:,}", whole=f"{a + b + off:,}")
    assert [finding.code for finding in found(text)] == (["total_wrong"] if off else []), text


@given(first=st.integers(1, 98), second=st.integers(1, 98), off=st.integers(-5, 5))
def test_the_shares_of_one_whole_come_to_a_hundred(first: int, second: int, off: int) -> None:
    """Three whole percentages may be out by one and a half together."""
    third = 100 - first - second + off
    assume(third > 0)
    assume(first + second < 98 and not any(98 < pair < 102 for pair in (first + second, second + third)))
    text = f"Of all cases, {first}% were upheld, {second}% were not upheld and {third}% were withdrawn."
    assert [finding.code for finding in found(text)] == (["shares_not_whole"] if abs(off) > 1 else []), text


@pytest.mark.parametrize(
    ("text", "code", "severity", "words"),
    [
        ("12 of the 17 homes (70%) were rated good.", "share_truncated", "low", "70.6%"),
        ("There was a 17% decrease, from 3,010 to 2,482.", "change_truncated", "low", "17.5%"),
        ("Cases fell by 50% (from 47 in 2016/17 to 23 in 2017/18).", "change_wrong", "low", "51.1%"),
        ("Satisfaction rose by 9% from 70% to 73%.", "change_wrong", "medium", "4.3%"),
        ("The rate fell by 28% from 7.0 to 5.4.", "change_wrong", "medium", "22.9%"),
        ("The gap fell by £1.7m from £4.0m to £2.5m.", "change_wrong", "medium", "£4.0m"),
        (
            "There were 210 in a population of 500,000, a rate of 44.0 per 100,000.",
            "rate_wrong",
            "high",
            "42",
        ),
        ("In all, 142 of the 240 (almost 58%) answered.", "share_wrong", "high", "59.2%"),
        ("265 + 393 = 668 visits were counted.", "total_wrong", "high", "658"),
        ("Just over 80% (12 of 17) were late.", "share_wrong", "high", "70.6%"),
    ],
)
def test_what_is_said_of_a_fault(text: str, code: str, severity: str, words: str) -> None:
    (finding,) = found(text)
    assert (finding.code, finding.severity) == (code, severity)
    assert words in finding.sentence


@pytest.mark.parametrize(
    "text",
    [
        "By just over 18%, cases fell from 252 to 205.",
        "Almost 60% answered; 142 of the 240 cases (almost 60%).",
        "It is 142 of the 240, which is nearly 60%.",
        "Spending rose by about 10% from £1.0m to £1.1m.",
        "The rate fell from 8% to 6%, a drop of 25%, or of 2 points.",
        "Some 30% of the 1,000 homes (298) were let.",
    ],
)
def test_a_word_of_degree_leaves_room(text: str) -> None:
    assert found(text) == []


def test_a_list_over_several_paragraphs_is_one_list() -> None:
    papers = said(
        "A significant proportion of complaints (38%) are resolved at once.",
        "Most complaints (59%) are resolved locally, and a further 5% by an investigation.",
        heading="2.2",
    )
    (finding,) = reconcile(papers)
    assert finding.code == "shares_not_whole"
    assert "102% in Performance, 2.2: 38% + 59% + 5%" in finding.sentence
