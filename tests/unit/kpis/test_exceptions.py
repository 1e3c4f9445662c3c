"""What stands out in a quarter: the rules, without a database."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.periods import parse_quarter
from kpis.exceptions import (
    MOST,
    Change,
    Findings,
    Gap,
    Indicator,
    Place,
    Round,
    Standing,
    find,
    late_and_stale,
    longest,
    most_changed,
    newly,
    place_of,
    worst_gaps,
)

NOW = Round(parse_quarter("2021-22-Q2").ordinal)
WORDS = {"best": "On track", "middle": "Slightly below desired", "worst": "Requires improvement"}


def rated(*places: Place, slug: str = "roads", start: int = 0) -> Indicator:
    """An indicator with these standings, newest first, the newest `start` rounds ago."""
    standings = tuple(
        Standing(NOW.ordinal - number, WORDS[place], place) for number, place in enumerate(places, start)
    )
    return Indicator(slug, slug.title(), standings=standings, newest=NOW.ordinal - start)


def gap(percent: str, slug: str = "roads") -> Indicator:
    number = Decimal(percent)
    return Indicator(slug, slug, gap=Gap(100 - number, Decimal(100), number, number))


def slugs(findings: Findings) -> list[str]:
    return [item.slug for item in findings.items]


def sentence(findings: Findings) -> str:
    (item,) = findings.items
    return item.sentence


@pytest.mark.parametrize(
    ("status", "place"), [("green", "best"), ("amber", "middle"), ("red", "worst"), ("awaiting", "unrated")]
)
def test_where_a_status_stands(status: str, place: Place) -> None:
    assert place_of(status, ["green", "amber", "red"]) == place


def test_the_largest_gaps_come_first_and_what_meets_its_target_has_none() -> None:
    found = worst_gaps([gap("2", "small"), gap("0", "none"), gap("30", "large"), Indicator("new", "New")])
    assert slugs(found) == ["large", "small"]


def test_a_gap_in_words() -> None:
    emergency = Gap(Decimal("88.71"), Decimal(95), Decimal("6.29"), Decimal("6.62105"))
    assert (
        sentence(worst_gaps([Indicator("defects", "Defects", "%", 2, gap=emergency)]))
        == "88.71%, 6.29 points below its target of 95.00%: short by 6.6%."
    )
    sickness = Gap(Decimal("11.77"), Decimal(10), Decimal("1.77"), Decimal("17.7"))
    assert (
        sentence(worst_gaps([Indicator("sickness", "Sickness", "days", gap=sickness)]))
        == "11.77 days, 1.77 above its target of 10: short by 17.7%."
    )
    admissions = Gap(Decimal("690"), Decimal(680), Decimal(10), Decimal("1.47"), is_range=True)
    assert (
        sentence(worst_gaps([Indicator("admissions", "Admissions", gap=admissions)]))
        == "690, 10 above the nearer end of its target range, 680: short by 1.5%."
    )


def test_newly_red_is_red_now_and_was_not_in_the_round_that_rated_it_before() -> None:
    changed, still, green = rated("worst", "best", slug="a"), rated("worst", "worst", slug="b"), rated("best")
    found = newly([changed, still, green, rated("worst", slug="first")], NOW, "worst")
    assert slugs(found) == ["a"]
    assert sentence(found) == "Requires improvement now, On track in Quarter 1 (April-June) 2021/22."


def test_newly_green_is_the_best_status() -> None:
    found = newly([rated("best", "middle", slug="a"), rated("best", "best", slug="b")], NOW, "best")
    assert (found.code, slugs(found)) == ("newly-green", ["a"])


def test_a_rating_of_an_earlier_round_is_not_new() -> None:
    assert newly([rated("worst", "best", start=1)], NOW, "worst").items == ()
    assert longest([rated("worst", "worst", start=1)], NOW).items == ()


def test_the_longest_run_of_red_comes_first_and_one_round_is_no_run() -> None:
    two, three, one = (
        rated("worst", "worst", "best", slug="two"),
        rated("worst", "worst", "worst", "middle", "worst", slug="three"),
        rated("worst", "middle", "worst", slug="one"),
    )
    found = longest([two, three, one], NOW)
    assert slugs(found) == ["three", "two"]
    assert found.items[0].sentence == (
        "Requires improvement for 3 ratings in a row, since Quarter 4 (Jan-March) 2020/21."
    )


def test_a_run_says_at_least_only_where_the_round_before_it_is_not_known() -> None:
    always = rated("worst", "worst")
    assert "for 2 ratings in a row, since" in sentence(longest([always], NOW))
    assert sentence(longest([always], replace(NOW, known_from=NOW.ordinal - 1))) == (
        "Requires improvement for at least 2 ratings in a row, since Quarter 1 (April-June) 2021/22 or earlier."
    )
    assert "at least" not in sentence(longest([always], replace(NOW, known_from=NOW.ordinal - 2)))
    annual = replace(always, every=4)
    assert "at least" in sentence(longest([annual], replace(NOW, known_from=NOW.ordinal - 2)))


def test_the_most_changed_whichever_way() -> None:
    def changed(slug: str, before: str, actual: str, direction: str = "") -> Indicator:
        return Indicator(slug, slug, change=Change(Decimal(before), Decimal(actual), direction))

    found = most_changed(
        [
            changed("up", "10", "11", "better"),
            changed("level", "5", "5", "same"),
            changed("from-zero", "0", "7", "better"),
            changed("down", "-8", "-16", "worse"),
        ]
    )
    assert [(item.slug, item.sentence) for item in found.items] == [
        ("down", "Down by 100.0%, from -8 to -16, worse."),
        ("up", "Up by 10.0%, from 10 to 11, improved."),
    ]


def test_a_change_too_small_to_print_is_not_printed_as_none() -> None:
    tiny = Indicator("tiny", "Tiny", change=Change(Decimal(10000), Decimal(10001)))
    assert sentence(most_changed([tiny])) == "Up by less than 0.1%, from 10,000 to 10,001."


@pytest.mark.parametrize(("rounds_ago", "is_stale"), [(0, False), (4, False), (5, True)])
def test_stale_is_more_than_four_rounds_old(rounds_ago: int, is_stale: bool) -> None:
    found = late_and_stale([Indicator("a", "A", newest=NOW.ordinal - rounds_ago)], NOW)
    assert bool(found.items) is is_stale
    if is_stale:
        assert sentence(found) == (
            "Nothing new for over a year; the newest figure came in Quarter 1 (April-June) 2020/21, 5 quarters ago."
        )


def test_what_is_awaited_is_late_only_once_the_quarter_is_closed() -> None:
    awaited = Indicator("a", "A", is_awaited=True, newest=NOW.ordinal - 1)
    assert sentence(late_and_stale([awaited], NOW)) == (
        "Nothing came for Quarter 2 (July-Sep) 2021/22; the newest figure came in Quarter 1 (April-June) 2021/22, "
        "1 quarter ago."
    )
    assert late_and_stale([awaited], replace(NOW, is_closed=False)).items == ()


def test_a_new_indicator_without_a_figure_is_not_stale_yet() -> None:
    assert late_and_stale([Indicator("new", "New", since=NOW.ordinal - 1)], NOW).items == ()
    old = Indicator("old", "Old", is_awaited=True)
    assert "no figure is known" in sentence(late_and_stale([old], NOW))


def test_a_list_is_short_and_counts_what_it_leaves_out() -> None:
    found = worst_gaps([gap(str(number), f"k{number}") for number in range(1, 9)])
    assert len(found.items) == MOST
    assert (found.total, found.left_out) == (8, 3)


def test_nothing_to_say_is_no_list() -> None:
    assert find([rated("best", "best")], NOW) == []


places = st.sampled_from(["best", "middle", "worst"])
numbers = st.decimals(-1000, 1000, places=2)


@st.composite
def indicators(draw: st.DrawFn) -> list[Indicator]:
    found = []
    for number in range(draw(st.integers(0, 12))):
        one = rated(*draw(st.lists(places, max_size=8)), slug=f"k{number}", start=draw(st.integers(0, 2)))
        change = draw(st.none() | st.builds(Change, numbers, numbers))
        found.append(replace(one, change=change, is_awaited=draw(st.booleans())))
    return found


@given(rows=indicators())
def test_every_list_is_short_without_doubles_and_says_a_sentence(rows: list[Indicator]) -> None:
    for findings in find(rows, NOW):
        assert 0 < len(findings.items) <= MOST <= max(MOST, findings.total)
        assert len({item.slug for item in findings.items}) == len(findings.items)
        assert all(item.sentence.endswith(".") and "\n" not in item.sentence for item in findings.items)


@given(rows=indicators())
def test_nobody_is_newly_red_and_red_for_long_or_newly_green_too(rows: list[Indicator]) -> None:
    red = set(slugs(newly(rows, NOW, "worst")))
    assert not red & set(slugs(newly(rows, NOW, "best")))
    assert not red & set(slugs(longest(rows, NOW)))


@given(rows=indicators(), data=st.data())
def test_the_lists_by_size_do_not_depend_on_the_order_of_the_rows(
    rows: list[Indicator], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(rows))
    sizes = [abs(each.change.percent) for each in rows if each.change and each.change.before]
    largest = sorted((size for size in sizes if size), reverse=True)[:MOST]
    by_slug = {each.slug: each for each in rows}
    assert [abs(by_slug[slug].change.percent) for slug in slugs(most_changed(shuffled))] == largest
    runs = sorted(e.worst_in_a_row for e in rows if e.standings and e.standings[0].round == NOW.ordinal)
    expected = [length for length in reversed(runs) if length > 1][:MOST]
    assert [by_slug[slug].worst_in_a_row for slug in slugs(longest(shuffled, NOW))] == expected
