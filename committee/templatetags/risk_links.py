"""What links to what, on the pages of an entry and of an indicator: each a part of a page of its own."""

from __future__ import annotations

from django import template
from django.urls import reverse

from kpis.models import Indicator
from risks.selectors.register import Row

register = template.Library()

Part = dict[str, str]


@register.inclusion_tag("components/part.html")
def linked_indicators(row: Row) -> Part:
    """The indicators that a risk or an opportunity names, with their ratings."""
    address = reverse("risk-indicators", args=[row.place.register.slug, row.place.key])
    return {
        "heading": "Linked indicators",
        "href": f"{address}?quarter={row.quarter}",
        "text": f"The indicators that {row.ref} names, and how they are rated",
    }


@register.inclusion_tag("components/part.html")
def risks_naming(indicator: Indicator) -> Part:
    """The risks and opportunities that name an indicator."""
    return {
        "heading": "Risks and opportunities that name it",
        "href": reverse("kpi-risks", args=[indicator.slug]),
        "text": "The risks and opportunities that name this indicator, with their scores",
    }
