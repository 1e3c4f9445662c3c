"""A document on the screen: headings, words, tables and drawings as it will print them, with the marks of the pages."""

from __future__ import annotations

from committee.exports.html import on_a_page
from committee.exports.outline import Plain, outline
from committee.exports.pack_html import drawing
from committee.exports.pack_outline import name_of, opening_of
from council.presenters import render_mark
from council.sections import Document, Picture, Table


def on_screen(label: str, document: Document, *, anchor: str, title_level: int = 2) -> Plain:
    """The document as `committee/papers/document.html` draws it. `anchor` tells it from others on the page."""
    name = name_of(label, document)
    plain = outline(document)
    for section, drawn in zip(document.sections, plain["sections"], strict=True):
        for block, drawn_block in zip(section.blocks, drawn["blocks"], strict=True):
            if isinstance(block, Table):
                _mark_cells(block, drawn_block)
            elif isinstance(block, Picture):
                drawn_block["drawing"] = drawing(block.svg, block.alternative)
    for mark, row in zip(document.key, plain["key"]["rows"] if plain["key"] else (), strict=True):
        row[0]["mark"] = render_mark(mark, compact=True)
    opening = opening_of(document, [document.marking] if document.marking else [])
    return on_page(plain, name=name, anchor=anchor, opening=opening, title_level=title_level)


def on_page(plain: Plain, *, name: str, anchor: str, opening: list[str], title_level: int = 2) -> Plain:
    """An outline whose cells and pictures are drawn, with the anchors of its headings and the words below its title."""
    page = on_a_page(plain, title_level=title_level, prefix=f"{anchor}-", within=name)
    for number, section in enumerate(page["sections"]):
        section["anchor"] = f"{anchor}-{number}"
    return page | {"name": name, "anchor": anchor, "opening": opening}


def _mark_cells(table: Table, drawn: Plain) -> None:
    for row, drawn_row in zip(table.printed_rows, drawn["rows"], strict=True):
        for cell, drawn_cell in zip(row.cells, drawn_row, strict=True):
            drawn_cell["mark"] = render_mark(cell.status) if cell.status else ""
