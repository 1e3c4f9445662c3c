"""HTML: one self-contained page that reads well on screen and on paper, and runs nothing."""

from base64 import b64encode
from collections.abc import Iterator
from typing import BinaryIO

from django.template.loader import render_to_string

from committee.exports.outline import Plain, outline, pictures_of
from council.sections import Document

TEMPLATE = "committee/exports/document.html"


def write_html(document: Document, stream: BinaryIO) -> None:
    """Write the document as an HTML page."""
    paper = outline(document)
    seen: set[int] = set()
    for note in _printed_notes(paper):
        # A note printed under several tables has one anchor: its first printing.
        note["first"] = note["number"] not in seen
        seen.add(note["number"])
    for picture in pictures_of(paper):
        picture["base64"] = b64encode(picture["svg"].encode()).decode("ascii")
    stream.write(render_to_string(TEMPLATE, {"paper": paper}).encode())


def _printed_notes(paper: Plain) -> Iterator[Plain]:
    """Every note in the order it is printed."""
    for section in paper["sections"]:
        for block in section["blocks"]:
            yield from block.get("notes", ())
        yield from section["notes"]
    yield from paper["notes"]
