"""The papers of a meeting as plain data, for the PDF and the page to read without a connection."""

from collections.abc import Mapping

from committee.exports.outline import Plain, outline
from committee.exports.pack_contents import AgendaLine, PackContents, PackPaper, Pages
from council.sections import Document, Picture, Table

#: Said on the agenda of files that hold everything.
WITH_EXEMPT = "This copy holds papers of Part II, which are not for publication."


def agenda_outline(contents: PackContents, pages: Mapping[str, Pages] | None = None) -> Plain:
    """The agenda. With ``pages``, it says where the papers stand in another file; without, they are in the same one."""
    papers = [
        {
            "number": paper.number,
            "title": paper.title,
            "place": place,
            "pages": [pages[paper.file_name].first, pages[paper.file_name].last] if pages else None,
        }
        for place, paper in enumerate(contents.papers)
    ]
    by_number = {paper["number"]: paper for paper in papers if paper["number"]}
    parts = [
        {
            "heading": part.heading,
            "paragraphs": list(part.paragraphs),
            "lines": [_line(line, by_number.get(line.number)) for line in part.lines],
        }
        for part in contents.agenda
    ]
    if others := [paper for paper in papers if not paper["number"]]:
        lines = [_line(AgendaLine("", paper["title"]), paper) for paper in others]
        parts.append({"heading": "With these papers", "paragraphs": [], "lines": lines})
    for part in parts:
        part["numbered"] = any(line["number"] for line in part["lines"])
    return {
        "committee": contents.committee,
        "meeting": contents.meeting,
        "notices": [WITH_EXEMPT] if contents.has_exempt else [],
        "marking": WITH_EXEMPT if contents.has_exempt else "",
        "parts": parts,
        "closing": list(contents.closing),
    }


def _line(line: AgendaLine, paper: Plain | None) -> Plain:
    return {
        "number": line.number,
        "title": line.title,
        "paragraphs": list(line.paragraphs),
        "paper": paper,
    }


def agenda_table(part: Plain) -> Plain:
    """A part of the agenda as a table of numbers, items and pages, for a file that does not hold the papers."""
    columns = [("No.", 0.1)] * part["numbered"] + [("Item", 0.68), ("Pages", 0.22)]
    total = sum(share for _, share in columns)
    rows = [
        [_cell(line["number"])] * part["numbered"] + [_item_cell(line), _cell(_pages_words(line["paper"]))]
        for line in part["lines"]
    ]
    return {
        "type": "table",
        "caption": "",
        "banner": "",
        "small": False,
        "whole": False,
        "columns": [
            {"heading": heading, "align": "left", "share": share / total} for heading, share in columns
        ],
        "header_columns": 1,
        "rows": rows,
        "notes": [],
    }


def _item_cell(line: Plain) -> Plain:
    """An item with what is said below it."""
    lines = [{"type": "heading", "text": line["title"]}]
    lines += [{"type": "text", "text": text} for text in line["paragraphs"]]
    return _cell("") | {"lines": lines}


def _cell(text: str) -> Plain:
    plain = {"text": text, "align": "left", "colour": None, "ink": None, "notes": [], "lines": []}
    return plain | {"long": False, "behind_words": False}


def _pages_words(paper: Plain | None) -> str:
    return f"({Pages(*paper['pages']).words})" if paper and paper["pages"] else ""


def paper_outline(paper: PackPaper, place: int) -> Plain:
    """A paper with its documents; ``place`` tells it from the other papers of the same file."""
    return {
        "place": place,
        "number": paper.number,
        "title": paper.title,
        "name": paper.name,
        "marking": paper.marking,
        "documents": [_document(label, document, paper) for label, document in paper.documents],
    }


def _document(label: str, document: Document, paper: PackPaper) -> Plain:
    """A document that knows its place in a paper: its label, what its pages are marked with, the lines below its title."""
    markings = markings_of(paper, document)
    return outline(document) | {
        "label": label,
        "name": name_of(label, document),
        "marking": "\n".join(markings),
        "opening": opening_of(document, markings),
    }


def name_of(label: str, document: Document) -> str:
    """The heading of an appendix: ``Appendix 'A': Corporate performance``."""
    return f"{label}: {document.title}" if label else document.title


def markings_of(paper: PackPaper, document: Document) -> list[str]:
    """What each page of the document says at its head: that it is exempt, and what the document says of itself."""
    said = f"{paper.marking}\n{document.marking}".split("\n")
    return list(dict.fromkeys(line for line in said if line))


def opening_of(document: Document, markings: list[str]) -> list[str]:
    """The lines below a document's title. Only what shows figures says when they were read."""
    has_figures = any(
        isinstance(block, Table | Picture) for section in document.sections for block in section.blocks
    )
    lines = [document.subtitle, *markings, document.as_at_text if has_figures else ""]
    return [line for line in lines if line]
