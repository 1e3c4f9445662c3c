"""Template tags of the registers' pages: bands, directions, confidence, and texts with headings and bullets."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from council.presenters import render_direction, render_mark
from risks import presenters, tables
from risks.matrix import Band
from risks.models import Place
from risks.outlines import Outline, from_json
from risks.selectors.register import Row, Standing

register = template.Library()


@register.simple_tag
def band(band: Band, compact: bool = False) -> SafeString:
    """Shape, letter and word of a band in the council's own colour."""
    return presenters.render_band(presenters.band_mark(band), compact=compact)


@register.simple_tag
def score(number: Decimal) -> str:
    """A score as it is printed: 16."""
    return tables.score_text(number)


@register.simple_tag
def score_cell(standing: Standing) -> SafeString | str:
    """A score with its band, and its likelihood and impact in words."""
    return tables.score_cell(standing)


@register.simple_tag
def travel(row: Row) -> SafeString:
    """The direction of travel that an entry's scores show."""
    return render_direction(presenters.travel_direction(row.travel, opportunity=row.is_opportunity))


@register.simple_tag
def owners_view(direction: str) -> SafeString:
    """The direction of travel as the owner sees it."""
    return render_direction(presenters.owners_direction(direction))


@register.simple_tag
def confidence(code: str) -> SafeString:
    """How confident the owner is that the target will be reached."""
    return render_mark(presenters.confidence_mark(code))


@register.simple_tag
def outlook(code: str) -> SafeString:
    """What the arithmetic says of it."""
    return render_mark(presenters.outlook_mark(code))


@register.filter
def outline(groups: list) -> Outline:
    """A stored outline as its groups, for `risks/outline.html`."""
    return from_json(groups)


@register.simple_tag
def entry_url(place: Place, quarter: object = "") -> str:
    """The address of an entry's page, in a quarter where one is given."""
    address = reverse("risk-entry", args=[place.register.slug, place.key])
    return f"{address}?quarter={quarter}" if quarter else address
