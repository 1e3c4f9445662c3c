"""Marks of bands and confidence, arrows of direction: never colour alone, and mirrored for opportunities."""

from decimal import Decimal

import pytest

from council.presenters import is_rated
from risks import presenters
from risks.confidence import Outlook
from risks.reference import usual_matrix
from risks.travel import Travel


def test_the_mark_of_a_band_has_word_letter_shape_and_colour() -> None:
    matrix = usual_matrix()
    mark = presenters.band_mark(matrix.band(Decimal(20)))
    assert (mark.label, mark.colour) == ("◆ V Very high", "#942514")
    assert presenters.band_mark(matrix.band(Decimal(20), opportunity=True)).colour == "#12436d"


def test_a_band_is_drawn_in_its_own_colour_without_a_style_attribute() -> None:
    mark = presenters.band_mark(usual_matrix().band(Decimal(12)))
    drawn = presenters.render_band(mark)
    assert 'fill="#ffdd00"' in drawn
    assert "style=" not in drawn
    assert '<span class="app-band__word">High</span>' in drawn
    assert 'app-band__word govuk-visually-hidden">High<' in presenters.render_band(mark, compact=True)


def test_a_band_of_a_council_cannot_bring_mark_up() -> None:
    drawn = presenters.render_band(
        presenters.Mark("x", "<b>High</b>", letter="<i>", shape="square", colour="#ffffff")
    )
    assert "<b>" not in drawn and "<i>" not in drawn
    assert "&lt;b&gt;High" in drawn


def test_confidence_and_outlook_are_told_without_colour() -> None:
    for marks in (
        presenters.CONFIDENCE,
        {code: presenters.outlook_mark(code) for code in ("green", "amber", "red")},
    ):
        assert [mark.badge for mark in marks.values()] == ["● G", "▲ A", "■ R"]
        assert len({mark.word for mark in marks.values()}) == 3
    assert presenters.confidence_mark("amber").word == "Some doubt"
    assert presenters.confidence_mark("").words == "Not given"
    assert not is_rated(presenters.confidence_mark(""))
    assert not is_rated(presenters.outlook_mark(Outlook.UNKNOWN))
    with pytest.raises(KeyError):
        presenters.confidence_mark("blue")


@pytest.mark.parametrize(
    ("travel", "of_risk", "of_opportunity", "code"),
    [
        ("improving", "↓ Improving", "↑ Improving", "better"),
        ("worsening", "↑ Worsening", "↓ Worsening", "worse"),
        ("same", "→ No change", "→ No change", "same"),
        ("new", "First score", "First score", "none"),
        ("unknown", "Not known", "Not known", "none"),
    ],
)
def test_arrows_are_mirrored_and_words_are_not(travel, of_risk, of_opportunity, code) -> None:
    risk = presenters.travel_direction(travel, opportunity=False)
    opportunity = presenters.travel_direction(Travel(travel), opportunity=True)
    assert (risk.label, opportunity.label) == (of_risk, of_opportunity)
    assert risk.code == opportunity.code == code


def test_the_owners_view_has_the_sign_of_the_registers() -> None:
    shown = [presenters.owners_direction(view).label for view in ("improving", "same", "worsening", "")]
    assert shown == ["+ve Improving", "= No change", "-ve Worsening", "Not given"]
