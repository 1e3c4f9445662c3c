"""How bands, confidence and direction look on a page and in a file."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from council import rag
from council.presenters import COLOURS, SHAPES, Direction
from council.sections import Mark
from risks.confidence import Outlook
from risks.matrix import Band
from risks.models import Review
from risks.travel import PRINTED, Travel

#: The owner's confidence that the target will be reached in time. The papers' own words are lost with their colours.
CONFIDENCE: Mapping[str, Mark] = {
    mark.code: mark
    for mark in (
        Mark("green", "Confident", "G", "circle", COLOURS["green"]),
        Mark("amber", "Some doubt", "A", "triangle", COLOURS["amber"]),
        Mark("red", "Not confident", "R", "square", COLOURS["red"]),
    )
}
NOT_GIVEN = Mark(rag.NOT_COLLECTED, "Not given")

#: What the arithmetic says beside it.
OUTLOOKS: Mapping[str, Mark] = {
    Outlook.GREEN: Mark("green", "On course", "G", "circle", COLOURS["green"]),
    Outlook.AMBER: Mark("amber", "In doubt", "A", "triangle", COLOURS["amber"]),
    Outlook.RED: Mark("red", "Off course", "R", "square", COLOURS["red"]),
    Outlook.UNKNOWN: Mark(rag.NOT_COLLECTED, "Cannot be told"),
}

_WORDS = {
    Travel.IMPROVING: ("Improving", "better"),
    Travel.SAME: ("No change", "same"),
    Travel.WORSENING: ("Worsening", "worse"),
    Travel.NEW: ("First score", "none"),
    Travel.UNKNOWN: ("Not known", "none"),
}


def band_mark(band: Band) -> Mark:
    """The mark of a band; its colour is the council's own, so draw it with `render_band`."""
    return Mark(f"band-{band.label.casefold()}", band.label, band.letter, band.shape, band.colour)


@lru_cache(maxsize=128)  # a register repeats few bands hundreds of times
def render_band(mark: Mark, *, compact: bool = False) -> SafeString:
    """Shape, letter and word of a band. Compact, for the cells of a heat map, keeps the word for screen readers only.

    A matrix may have any colours, which no stylesheet of ours can know, and the content security policy allows no style
    attribute: the drawing carries its colour as a presentation attribute, the shape on a tile with a black edge.
    """
    hidden = " govuk-visually-hidden" if compact else ""
    return mark_safe(  # noqa: S308 - Mark checked the colour, the shapes are ours, and the rest is escaped
        '<span class="app-band"><svg class="app-band__icon" width="24" height="24" viewBox="-4 -4 24 24" '
        'aria-hidden="true" focusable="false">'
        f'<rect x="-3.5" y="-3.5" width="23" height="23" fill="{mark.colour}" stroke="#0b0c0c"/>'
        f'<g color="{mark.ink}">{SHAPES[mark.shape]}</g></svg> '
        f'<span class="app-band__letter" aria-hidden="true">{escape(mark.letter)}</span> '
        f'<span class="app-band__word{hidden}">{escape(mark.word)}</span></span>'
    )


def confidence_mark(code: str) -> Mark:
    """The mark of the owner's confidence: green, amber, red, or nothing said."""
    return CONFIDENCE[code] if code else NOT_GIVEN


def outlook_mark(outlook: str) -> Mark:
    return OUTLOOKS[outlook]


def travel_direction(travel: str, *, opportunity: bool) -> Direction:
    """Direction of travel: the word says whether it is good, the arrow which way the score went.

    An opportunity that improves rises, a risk that improves falls: the arrows are mirrored, the words are not.
    """
    word, code = _WORDS[Travel(travel)]
    up = {"better": opportunity, "worse": not opportunity}
    arrow = ("↑" if up[code] else "↓") if code in up else "→" if code == "same" else ""
    return Direction(word, arrow, code)


def owners_direction(view: str) -> Direction:
    """The owner's view with the sign that registers print, "+ve Improving"; not an arrow, for no score need have moved."""
    if not view:
        return Direction("Not given", "", "none")
    word, code = _WORDS[Travel(view)]
    return Direction(word, PRINTED[Travel(view)], code)


class ReviewTag(NamedTuple):
    """How a review stands: the words, and the colour of their tag, which says the same."""

    text: str
    classes: str


_REVIEW_COLOURS = {
    Review.State.IN_PROGRESS: "govuk-tag--blue",
    Review.State.SUBMITTED: "govuk-tag--purple",
    Review.State.SENT_BACK: "govuk-tag--yellow",
    Review.State.AGREED: "govuk-tag--green",
}


def review_tag(review: Review | None, *, is_open: bool) -> ReviewTag:
    """How an entry's review stands, by the one rule for its owner and the risk lead; `is_open` is of its quarter."""
    if review is not None and review.state == Review.State.AGREED:
        return ReviewTag(Review.State.AGREED.label, _REVIEW_COLOURS[Review.State.AGREED])
    if not is_open:
        return ReviewTag("Not agreed", "govuk-tag--grey")
    if review is None:
        return ReviewTag("Not started", "govuk-tag--grey")
    return ReviewTag(Review.State(review.state).label, _REVIEW_COLOURS[Review.State(review.state)])
