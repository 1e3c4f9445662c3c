"""The papers of a meeting as one page to read without a connection: it asks nothing of anybody and runs nothing.

Drawings stand in the page as SVG, so that their words can be searched. Only drawings made of shapes and text are let in.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from lxml import etree

from committee.exports.html import on_a_page
from committee.exports.outline import Plain, pictures_of
from committee.exports.pack_contents import PackContents, PackPaper, Pages
from committee.exports.pack_outline import agenda_outline, paper_outline

TEMPLATE = "committee/exports/pack.html"
SVG = "http://www.w3.org/2000/svg"
SHAPES = frozenset(
    f"{{{SVG}}}{name}"
    for name in (
        "svg", "g", "title", "desc", "text", "tspan", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon",
    )
)  # fmt: skip


class NotADrawing(ValueError):
    """An SVG that holds more than shapes and text."""


def offline_html(contents: PackContents, pages: Mapping[str, Pages]) -> bytes:
    """The page; its agenda names the pages of the combined PDF, by which people at the meeting speak of the papers."""
    pack = {
        "title": contents.title,
        "council": contents.council,
        "language": contents.language,
        "agenda": agenda_outline(contents, pages),
        "papers": [_paper(paper, place) for place, paper in enumerate(contents.papers)],
    }
    return render_to_string(TEMPLATE, {"pack": pack}).encode()


def _paper(paper: PackPaper, place: int) -> Plain:
    """A paper with anchors for its documents, headings below its own, and drawings."""
    plain = paper_outline(paper, place) | {"anchor": f"paper-{place}", "is_exempt": paper.part == 2}
    documents = []
    for number, document in enumerate(plain["documents"]):
        anchor = f"paper-{place}-{number}"
        for picture in pictures_of(document):
            picture["drawing"] = drawing(picture["svg"], picture["alternative"])
        # Without a label it is the report itself, whose title is the paper's.
        is_report = number == 0 and not document["label"]
        body = on_a_page(
            document,
            title_level=2 if is_report else 3,
            prefix=f"{anchor}-",
            within=f"{document['label']}, {paper.name}" if document["label"] else paper.name,
        )
        # The paper's own marking stands above all of its documents, and stays in sight.
        opening = [line for line in document["opening"] if line not in paper.marking.split("\n")]
        documents.append(body | {"anchor": anchor, "is_report": is_report, "opening": opening})
    appendices = [document for document in documents if not document["is_report"]]
    heading = documents[0]["title"] if documents[0]["is_report"] else paper.title
    return plain | {"documents": documents, "appendices": appendices, "heading": heading}


def drawing(svg: str, alternative: str) -> SafeString:
    """The SVG to stand in a page, named by the words that say the same."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(svg.encode(), parser)
    for element in root.iter():
        if element.tag not in SHAPES:
            raise NotADrawing(f"A drawing may not hold {element.tag!r}.")
        for name, value in element.attrib.items():
            local = name.rpartition("}")[2].casefold()
            if (
                local.startswith("on")
                or local in ("href", "style", "id", "class")
                or "url(" in value.casefold()
            ):
                raise NotADrawing(f"A drawing may not have the attribute {name}={value[:40]!r}.")
    root.set("role", "img")
    root.set("aria-label", alternative)
    # Parsed and written again, so it is well-formed; made of shapes and text only, as checked above.
    return mark_safe(etree.tostring(root, encoding="unicode"))  # noqa: S308
