"""A Word file while it is written: opened bare or from a council's template, page by page, saved without traces.

From a template its headers, footers, styles and margins are kept, and nothing else: what it says in its body is an example,
and its properties are those of the person who made it.
"""

import io
import zipfile
from datetime import UTC, datetime
from typing import BinaryIO

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section as WordSection
from docx.section import _Footer, _Header
from docx.shared import Cm, Emu, Pt
from docx.text.paragraph import Paragraph

from committee.exports.word_styles import ids_of, set_styles

MARGIN = Cm(1.8)
A4_SHORT, A4_LONG = Cm(21), Cm(29.7)
#: What a file is made of; the rest of a template (comments, the people who wrote them, data of other systems) goes.
KEPT_PARTS = (
    RT.STYLES, RT.NUMBERING, RT.SETTINGS, RT.FONT_TABLE, RT.THEME, RT.HEADER, RT.FOOTER, RT.FOOTNOTES, RT.ENDNOTES,
)  # fmt: skip
#: Settings of a template that tell who worked on it, or that would stop an author from working on the file.
DROPPED_SETTINGS = (
    "rsids", "docVars", "mailMerge", "attachedTemplate", "documentProtection", "writeProtection", "trackRevisions",
    "revisionView", "docId", "saveThroughXslt",
)  # fmt: skip
TEMPLATE_TYPE, DOCUMENT_TYPE = b"wordprocessingml.template.main+xml", b"wordprocessingml.document.main+xml"
CONTENT_TYPES = "[Content_Types].xml"


class WordFile:
    """Adds sections, each with pages of its own orientation, and saves the same bytes for the same words."""

    def __init__(self, *, template: bytes | None, language: str, council: str, marking: str) -> None:
        """``marking`` stands at the head of every page of the file."""
        self.word = open_word(template)
        set_styles(self.word, language, house=template is not None)
        self.style_ids = ids_of(self.word)
        self._language = language
        self._council = council
        self._house = template is not None
        first = self.word.sections[0]
        # A footer that a council designed says what the council wants said; otherwise ours does.
        self._own_footer = not any(
            not footer.is_linked_to_previous
            for footer in (first.footer, first.first_page_footer, first.even_page_footer)
        )
        self._begun = False
        for header in self._headers(first) if marking else ():
            _mark(header, marking)

    @property
    def section(self) -> WordSection:
        return self.word.sections[-1]

    @property
    def room(self) -> int:
        """The width of a line of the section, in English metric units."""
        section = self.section
        width, left, right = section.page_width, section.left_margin, section.right_margin
        return int((width or A4_SHORT) - (left or 0) - (right or 0))

    @property
    def room_twips(self) -> int:
        return int(Emu(self.room).twips)

    def begin(self, orientation: str, foot: str) -> None:
        """Begin on a new page; ``foot`` stands beside the page's number."""
        if self._begun:
            self._break()
        section = self.section
        sides = [section.page_width or A4_SHORT, section.page_height or A4_LONG]
        if not self._house:
            section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
            section.header_distance = section.footer_distance = Cm(0.9)
            sides = [A4_SHORT, A4_LONG]
        landscape = orientation == "landscape"
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = sorted(sides, reverse=landscape)
        if self._own_footer:
            for footer in self._footers(section):
                footer.is_linked_to_previous = False
                self._write_footer(footer, foot)
        self._begun = True

    def _break(self) -> None:
        """A section break. The last paragraph carries it: one of its own could stand alone on a page."""
        self.word.add_section(WD_SECTION.NEW_PAGE)
        # The page that a council designed for the front of a paper is not repeated before each appendix.
        self.section.different_first_page_header_footer = False
        carrier = self.word.element.body.findall(qn("w:p"))[-1]
        before = carrier.getprevious()
        if (
            before is not None
            and before.tag == qn("w:p")
            and before.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is None
        ):
            before.set_sectPr(carrier.pPr.find(qn("w:sectPr")))
            carrier.getparent().remove(carrier)

    def _headers(self, section: WordSection) -> list[_Header]:
        """Those that some page of the section shows."""
        headers = [section.header]
        if section.different_first_page_header_footer:
            headers.append(section.first_page_header)
        if self.word.settings.odd_and_even_pages_header_footer:
            headers.append(section.even_page_header)
        return headers

    def _footers(self, section: WordSection) -> list[_Footer]:
        footers = [section.footer]
        if section.different_first_page_header_footer:
            footers.append(section.first_page_footer)
        if self.word.settings.odd_and_even_pages_header_footer:
            footers.append(section.even_page_footer)
        return footers

    def _write_footer(self, footer: _Footer, foot: str) -> None:
        """The words on the left, "Page X of Y" on the right."""
        paragraph = footer.paragraphs[0]
        style = paragraph.style
        if style is not None and not self._house:
            style.paragraph_format.tab_stops.clear_all()
        paragraph.paragraph_format.tab_stops.add_tab_stop(Emu(self.room), WD_TAB_ALIGNMENT.RIGHT)
        paragraph.add_run(f"{foot}\tPage ")
        _add_field(paragraph, "PAGE")
        paragraph.add_run(" of ")
        _add_field(paragraph, "NUMPAGES")

    def save(self, stream: BinaryIO, *, title: str, subject: str, moment: datetime) -> None:
        """Write the file. Its properties say its title, its language and the council; no person's name."""
        properties = self.word.core_properties
        for old in list(properties._element):
            properties._element.remove(old)
        properties.title, properties.subject = title[:255], subject[:255]
        properties.author = properties.last_modified_by = self._council[:255]
        properties.language = self._language
        properties.created = properties.modified = moment.astimezone(UTC).replace(tzinfo=None)
        made = io.BytesIO()
        self.word.save(made)
        stream.write(same_bytes(made.getvalue(), moment))


def open_word(template: bytes | None) -> WordDocument:
    """An empty file: python-docx's, or one with the styles, headers, footers and margins of a template."""
    word = docx.Document(io.BytesIO(as_document(template)) if template else None)
    body = word.element.body
    pages = _pages_of(word)
    for child in list(body):
        body.remove(child)
    body.append(pages)
    for key, rel in list(word.part.rels.items()):
        if rel.reltype not in KEPT_PARTS:
            word.part.rels.pop(key)
    package = word.part.package.rels
    for key, rel in list(package.items()):
        if rel.reltype not in (RT.OFFICE_DOCUMENT, RT.CORE_PROPERTIES):
            package.pop(key)
    settings = word.settings.element
    for child in list(settings):
        if isinstance(child.tag, str) and child.tag.rpartition("}")[2] in DROPPED_SETTINGS:
            settings.remove(child)
    return word


def _pages_of(word: WordDocument) -> BaseOxmlElement:
    """How the first pages of a file are laid out, and which headers and footers they have."""
    found: list[BaseOxmlElement] = word.element.body.xpath(".//w:sectPr")
    return found[0] if found else OxmlElement("w:sectPr")


def as_document(content: bytes) -> bytes:
    """A template (.dotx) as a document, which differs in one word; a document stays as it is."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            part = before.read(name)
            after.writestr(
                name, part.replace(TEMPLATE_TYPE, DOCUMENT_TYPE) if name == CONTENT_TYPES else part
            )
    return made.getvalue()


def same_bytes(content: bytes, moment: datetime) -> bytes:
    """The archive with one moment for every part: otherwise each run of the same words would make another file."""
    made = io.BytesIO()
    stamp = moment.astimezone(UTC).timetuple()[:6]
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            info = zipfile.ZipInfo(name, stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(info, before.read(name))
    return made.getvalue()


def _mark(header: _Header, marking: str) -> None:
    """The marking as the first lines of a header, above what a council has there."""
    paragraphs = header.paragraphs
    first = paragraphs[0] if paragraphs else header.add_paragraph()
    if "".join(first._p.itertext()).strip() or first._p.xpath(".//w:drawing|.//w:pict"):
        first = first.insert_paragraph_before(style=first.style)
    first.text = marking
    first.paragraph_format.space_after = Pt(6)
    for run in first.runs:
        run.bold = True


def _add_field(paragraph: Paragraph, instruction: str) -> None:
    """A field that Word works out when it lays out the page."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    field.append(parse_xml(f"<w:r {nsdecls('w')}><w:t>1</w:t></w:r>"))
    paragraph._p.append(field)
