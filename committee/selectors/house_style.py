"""The council's own look: what its Word files are dressed in."""

from __future__ import annotations

from committee.models import HouseTemplate


def house_template() -> bytes | None:
    """The council's own Word template, where it has given one."""
    row = HouseTemplate.objects.current().first()
    return bytes(row.content) if row is not None and row.name else None


def current() -> HouseTemplate | None:
    """The newest version, without its content; one with an empty name went back to the product's own style."""
    return HouseTemplate.objects.current().defer("content").select_related("recorded_by").first()


def in_use() -> HouseTemplate | None:
    """The template that dresses papers, with its name and content; None: the product's own style."""
    return HouseTemplate.objects.current().exclude(name="").first()
