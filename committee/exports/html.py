"""HTML: one self-contained page that reads well on screen and on paper, and runs nothing."""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from django.template.loader import render_to_string

from committee.exports.outline import Plain, outline, pictures_of
from council.sections import Document

TEMPLATE = "committee/exports/document.html"
DEEPEST_HEADING = 6


def write_html(document: Document, stream: BinaryIO) -> None:
    """Write the document as an HTML page."""
    paper = on_a_page(outline(document), title_level=1)
    for picture in pictures_of(paper):
        picture["base64"] = b64encode(picture["svg"].encode()).decode("ascii")
    stream.write(render_to_string(TEMPLATE, {"paper": paper}).encode())


def on_a_page(paper: Plain, *, title_level: int, prefix: str = "", within: str = "") -> Plain:
    """The outline with its headings, the anchors of its notes and the names of its tables as places on the page.

    ``prefix`` and ``within`` tell those of several papers apart.
    """
    seen: set[int] = set()
    for note in _printed_notes(paper):
        # A note printed under several tables has one anchor: its first printing.
        note["first"] = note["number"] not in seen
        seen.add(note["number"])
    named: Counter[str] = Counter()
    for table in _tables(paper):
        named[table["caption"]] += 1
        again = f" ({number})" if (number := named[table["caption"]]) > 1 else ""
        table["region"] = f"{table['caption']}{again}" + (f": {within}" if within else "")
    for section in paper["sections"]:
        section["heading"] = min(section["level"] + title_level, DEEPEST_HEADING)
    return paper | {"prefix": prefix, "notes_heading": min(title_level + 1, DEEPEST_HEADING)}


def _tables(paper: Plain) -> Iterator[Plain]:
    if paper["key"]:
        yield paper["key"]
    for section in paper["sections"]:
        yield from (block for block in section["blocks"] if block["type"] == "table")


def _printed_notes(paper: Plain) -> Iterator[Plain]:
    """Every note in the order it is printed."""
    for section in paper["sections"]:
        for block in section["blocks"]:
            yield from block.get("notes", ())
        yield from section["notes"]
    yield from paper["notes"]
