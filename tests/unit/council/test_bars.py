"""Counts side by side: what the drawing shows, and what it leaves to words."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from council.bars import Bar, Bars, Series, bars_svg

SVG = "{http://www.w3.org/2000/svg}"


def chart(*series: Series, labels: tuple[str, ...] = ("Adults", "Children")) -> Bars:
    return Bars("Complaints", "420 and 226.", labels, series)


def counts(name: str, *numbers: int | None) -> Series:
    return Series(name, tuple(Bar(n, "Not shown" if n is None else f"{n:,}") for n in numbers))


def drawn(bars: Bars) -> ElementTree.Element:
    return ElementTree.fromstring(bars_svg(bars))  # noqa: S314 - our own drawing


def texts(svg: ElementTree.Element) -> list[str]:
    return [each.text for each in svg.iter(f"{SVG}text")]


def widths(svg: ElementTree.Element) -> list[float]:
    return [float(each.get("width")) for each in svg.iter(f"{SVG}rect")]


def test_each_bar_is_as_long_as_its_number_and_says_it() -> None:
    svg = drawn(chart(counts("2020/21", 1000, 250)))
    assert texts(svg) == ["Adults", "1,000", "Children", "250"]
    longest, shorter = widths(svg)
    assert longest == pytest.approx(4 * shorter, abs=0.05)


def test_series_stand_beside_each_other_with_a_key() -> None:
    svg = drawn(chart(counts("2020/21", 420, 226), counts("2019/20", 536, 252)))
    assert texts(svg) == ["Adults", "420", "536", "Children", "226", "252", "2020/21", "2019/20"]
    looks = {(each.get("fill"), each.get("stroke")) for each in svg.iter(f"{SVG}rect")}
    assert len(looks) == 2


@pytest.mark.parametrize("number", [None, 0])
def test_no_bar_is_drawn_for_nothing_or_for_what_is_kept_back(number: int | None) -> None:
    """The length of a bar would give away the number that its words do not say."""
    svg = drawn(chart(counts("2020/21", 420, number)))
    assert len(widths(svg)) == 1
    assert texts(svg)[-1] == ("Not shown" if number is None else "0")


def test_it_is_named_and_described_for_those_who_do_not_see_it() -> None:
    svg = drawn(chart(counts("2020/21", 1, 2)))
    assert svg.get("role") == "img"
    assert (svg.find(f"{SVG}title").text, svg.find(f"{SVG}desc").text) == ("Complaints", "420 and 226.")


def test_names_are_text_whatever_they_hold() -> None:
    svg = drawn(chart(counts("2020/21", 1), labels=('<b>& "Reablement"',)))
    assert texts(svg)[0] == '<b>& "Reablement"'


def test_a_long_name_takes_several_lines_and_room() -> None:
    short, long = (
        drawn(chart(counts("2020/21", 1), labels=(label,)))
        for label in ("Short", "A long name of a service " * 3)
    )
    assert len(texts(long)) > len(texts(short))
    assert int(long.get("height")) > int(short.get("height"))


def test_nothing_at_all_is_drawn_without_fault() -> None:
    assert texts(drawn(chart(labels=()))) == []
    assert texts(drawn(chart(counts("2020/21", 0, 0)))) == ["Adults", "0", "Children", "0"]


def test_a_series_has_one_bar_for_each_label() -> None:
    with pytest.raises(ValueError, match="2020/21 has not one bar for each of 2 labels"):
        chart(counts("2020/21", 1))


def test_it_needs_neither_style_nor_script() -> None:
    svg = bars_svg(chart(counts("2020/21", 1, 2)))
    assert "style=" not in svg
    assert "<script" not in svg
