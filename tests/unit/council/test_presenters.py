"""Marks and directions: never by colour alone, and readable in every colour."""

import re
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.template import engines

from council.presenters import (
    COLOURS,
    HOUSE,
    UNRATED,
    css_class,
    direction_of,
    figure_text,
    mark_of,
    render_direction,
    render_mark,
    scheme_marks,
)
from council.sections import Mark

SCSS = Path(__file__).parents[3] / "static" / "scss"
MARKS = [*HOUSE.values(), *UNRATED.values()]


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", COLOURS)
def test_words_stand_out_from_each_colour(name: str) -> None:
    mark = Mark("x", "X", "X", "circle", COLOURS[name])
    assert contrast(mark.ink, mark.colour) >= 4.5


def test_the_style_sheet_has_the_same_colours() -> None:
    variables = dict(
        re.findall(r"\$rag-([a-z]+): (#[0-9a-f]{6})", (SCSS / "_settings.scss").read_text(encoding="utf-8"))
    )
    assert variables == COLOURS
    classes = re.findall(r'"([a-z]+)": \(\$rag-\1,', (SCSS / "_marks.scss").read_text(encoding="utf-8"))
    assert set(classes) == set(COLOURS)


@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: mark.code)
def test_a_mark_says_its_word_and_a_rating_has_letter_and_shape(mark: Mark) -> None:
    soup = BeautifulSoup(render_mark(mark), "html.parser")
    assert soup.select_one(".app-rag__word").text == mark.word
    assert (soup.svg is not None) == (mark.code in HOUSE)
    assert (soup.select_one(".app-rag__letter") is not None) == (mark.code in HOUSE)
    assert not soup.select("[style]")


def test_marks_differ_in_word_letter_shape_and_colour() -> None:
    for attribute in ("word", "letter", "shape", "colour"):
        assert len({getattr(mark, attribute) for mark in HOUSE.values()}) == 3
    assert len({mark.word for mark in MARKS}) == len(MARKS)
    assert {css_class(mark) for mark in UNRATED.values()} == {"app-rag--none"}


def test_a_compact_mark_hides_the_word_of_a_rating_from_the_eye_only() -> None:
    rated = BeautifulSoup(render_mark(HOUSE["red"], compact=True), "html.parser")
    assert "govuk-visually-hidden" in rated.select_one(".app-rag__word")["class"]
    assert rated.select_one(".app-rag__letter").text == "R"
    state = BeautifulSoup(render_mark(UNRATED["not_due"], compact=True), "html.parser")
    assert "govuk-visually-hidden" not in state.select_one(".app-rag__word")["class"]


def test_an_agreed_rating_says_so_compact_or_not() -> None:
    for compact in (True, False):
        assert "(agreed)" in render_mark(mark_of("amber", agreed=True), compact=compact)
        assert "(agreed)" not in render_mark(mark_of("amber"), compact=compact)


def test_the_words_of_a_scheme_are_escaped() -> None:
    assert "<script>" not in render_mark(Mark("x", "<script>", "<", "circle", "#00703c"))


def test_a_scheme_may_name_what_we_do_not_draw() -> None:
    status = SimpleNamespace(code="odd", label="Odd", letter="O", shape="hexagon", colour="mauve")
    mark = scheme_marks([status])["odd"]
    assert (mark.shape, mark.colour) == ("diamond", COLOURS["grey"])
    assert "Odd" in render_mark(mark)


def test_an_unknown_status_is_never_shown_as_something_else() -> None:
    with pytest.raises(KeyError):
        mark_of("turquoise")


def test_a_direction_has_a_word_from_the_readers_side() -> None:
    assert direction_of("better", "down").label == "↓ Improved"
    assert direction_of("same", "level").label == "→ Same"
    assert direction_of("").label == "Not comparable"
    soup = BeautifulSoup(render_direction(direction_of("worse", "up")), "html.parser")
    assert soup.text == "↑ Worse"
    assert soup.select_one("[aria-hidden]").text == "↑"


def test_figures_read_as_in_the_exports() -> None:
    assert figure_text(Decimal("88.71"), "%") == "88.71%"
    assert figure_text(Decimal("-569000"), "£") == "-£569,000"
    assert figure_text(None) == "–"


def test_the_tags_draw_what_the_presenters_draw() -> None:
    template = "{% rag_mark 'green' %}{% rag_mark mark compact=True %}"
    template += "{% direction 'better' 'up' %}{% figure value '%' %}"
    html = engines["django"].from_string(template).render({"mark": HOUSE["red"], "value": Decimal(5)})
    assert html == "".join(
        [
            render_mark(HOUSE["green"]),
            render_mark(HOUSE["red"], compact=True),
            render_direction(direction_of("better", "up")),
            "5%",
        ]
    )
