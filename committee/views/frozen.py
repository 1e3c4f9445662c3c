"""A frozen document on the screen: drawn from the data that was kept, never from what a figure or a rating is today.

The data has of a rating what was printed: its sign, letter and word, and the colour behind them.
"""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from committee.exports.outline import Plain, pictures_of
from committee.exports.pack_html import drawing
from committee.views.screen import on_page
from council.presenters import SHAPES
from council.sections import GLYPHS, Shape

#: The shape of the sign that a printed rating begins with.
SHAPE_OF: dict[str, Shape] = {glyph: shape for shape, glyph in GLYPHS.items() if glyph}


def on_screen(label: str, document: Plain, *, anchor: str) -> Plain:
    """The frozen outline as `committee/papers/document.html` draws it. `anchor` tells it from others on the page."""
    tables = [
        block for section in document["sections"] for block in section["blocks"] if block["type"] == "table"
    ]
    pictures = list(pictures_of(document))
    for table in [*tables, *([document["key"]] if document["key"] else [])]:
        for row in table["rows"]:
            for cell in row:
                cell["mark"] = mark(cell) if cell["colour"] else ""
    for picture in pictures:
        picture["drawing"] = drawing(picture["svg"], picture["alternative"])
    opening = [document["subtitle"], document["marking"], document["as_at"] if tables or pictures else ""]
    name = f"{label}: {document['title']}" if label else document["title"]
    return on_page(document, name=name, anchor=anchor, opening=[line for line in opening if line])


def mark(cell: Plain) -> SafeString:
    """A printed rating: its sign in the colour that was printed, then the letter and the word."""
    sign, _, words = cell["text"].partition(" ")
    shape = SHAPE_OF.get(sign)
    if shape is None:
        shape, words = "square", cell["text"]
    return format_html(
        '<span class="app-rag app-rag--none app-rag--frozen"><svg class="app-rag__icon" width="16" height="16" '
        'viewBox="-1 -1 18 18" color="{}" stroke="#0b0c0c" aria-hidden="true" focusable="false">{}</svg>'
        '<span class="app-rag__word">{}</span></span>',
        cell["colour"],
        mark_safe(SHAPES[shape]),  # noqa: S308 - our own drawing, no input
        words,
    )
