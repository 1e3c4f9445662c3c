"""Word: what committee clerks paste into the committee system.

Real heading styles, repeated header rows, no layout tables, Arial, left-aligned. Tables are written as OOXML text and
parsed once: python-docx's own ``table.cell()`` takes minutes for 500 rows.
"""

from collections.abc import Iterator
from datetime import UTC
from io import BytesIO
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section as WordSection
from docx.shared import Cm, Emu, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from committee.exports.outline import Plain, outline, pictures_of
from committee.exports.pictures import png_of
from council.sections import Document

FONT = "Arial"
BLACK = RGBColor(0x0B, 0x0C, 0x0C)
MARGIN = Cm(1.8)
PICTURE_WIDTH = Cm(17)
A4_SHORT, A4_LONG = Cm(21), Cm(29.7)
# The key's share of the page width, in per cent.
KEY_SHARE = 35
HEADER = "<w:tblHeader/>"
CELL_STYLES = {"left": "Table text", "right": "Table figure"}
# Lists in cells: what they are made of, and how far their text stands from the left, in points.
LIST_STYLES = {"Table bullet": ("List Bullet", 9), "Table bullet 2": ("List Bullet 2", 18)}
# Tables with many columns have the same styles in smaller letters, with long words hyphenated.
SMALL = " small"

TABLE_STYLE = f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="CouncilTable">
  <w:name w:val="Council table"/><w:basedOn w:val="TableNormal"/><w:qFormat/>
  <w:tblPr>
    <w:tblBorders>
      <w:top w:val="single" w:sz="8" w:color="0B0C0C"/><w:bottom w:val="single" w:sz="8" w:color="0B0C0C"/>
      <w:insideH w:val="single" w:sz="4" w:color="B1B4B6"/>
    </w:tblBorders>
    <w:tblCellMar>
      <w:top w:w="40" w:type="dxa"/><w:left w:w="60" w:type="dxa"/>
      <w:bottom w:w="40" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>
    </w:tblCellMar>
  </w:tblPr>
  <w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr>
    <w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="8" w:color="0B0C0C"/></w:tcBorders>
      <w:shd w:val="clear" w:color="auto" w:fill="F3F2F1"/><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>
</w:style>"""


def write_docx(document: Document, stream: BinaryIO) -> None:
    """Write the document as a Word file."""
    plain = outline(document)
    word = docx.Document()
    _set_styles(word, plain["language"])
    _set_properties(word, document)
    _set_page(word.sections[0], plain)

    word.add_heading(plain["title"], level=1)
    for line in (plain["subtitle"], plain["marking"], plain["council"], plain["as_at"]):
        if line:
            _add_text(word, line)
    if plain["key"]:
        _add_table(word, plain["key"], share=KEY_SHARE)
    images = iter(png_of([block["svg"] for block in pictures_of(plain)]))
    for section in plain["sections"]:
        heading = word.add_heading(section["title"], level=section["level"] + 1)
        heading.paragraph_format.page_break_before = section["new_page"] or None
        for block in section["blocks"]:
            if block["type"] == "picture":
                _add_picture(word, block, next(images))
            else:
                _add_block(word, block)
        _add_notes(word, section["notes"])
    if plain["notes"]:
        word.add_heading("Notes", level=2)
        _add_notes(word, plain["notes"])
    word.save(stream)


def _set_styles(word: WordDocument, language: str) -> None:
    """Arial throughout, black headings, our own table style and text styles, British English."""
    _restyle(word.styles["Normal"], size=11, after=6)
    for name, size in (("Heading 1", 18), ("Heading 2", 14), ("Heading 3", 12), ("Heading 4", 11)):
        _restyle(word.styles[name], size=size, before=12, after=6)
    _restyle(word.styles["Caption"], size=11, before=8, after=4)
    word.styles["Caption"].paragraph_format.keep_with_next = True
    for suffix, size in (("", 10), (SMALL, 7.5)):
        for name in CELL_STYLES.values():
            _add_style(word, name + suffix, "Normal", size)
        for name, (base, indent) in LIST_STYLES.items():
            layout = _add_style(word, name + suffix, base, size).paragraph_format
            layout.left_indent, layout.first_line_indent = Pt(indent), Pt(-9)
            layout.tab_stops.add_tab_stop(Pt(indent))
        word.styles[CELL_STYLES["right"] + suffix].element.get_or_add_pPr().append(
            parse_xml(f'<w:jc {nsdecls("w")} w:val="right"/>')
        )
    _add_style(word, "Table note", "Normal", 10)
    word.styles.element.append(parse_xml(TABLE_STYLE))
    for tag in word.styles.element.iter(qn("w:lang")):
        tag.set(qn("w:val"), language)


def _add_style(word: WordDocument, name: str, base: str, size: float) -> ParagraphStyle:
    style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = word.styles[base]
    _restyle(style, size=size)
    return style


def _restyle(style: ParagraphStyle, *, size: float, before: float = 0, after: float = 0) -> None:
    """Give a style our font in place of the template's theme font, and its size and spacing."""
    style.font.size = Pt(size)
    style.font.color.rgb = BLACK
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
    style.paragraph_format.space_before = Pt(before)
    style.paragraph_format.space_after = Pt(after)


def _set_properties(word: WordDocument, document: Document) -> None:
    """Title, language and the council as author; no person's name."""
    moment = document.as_at.astimezone(UTC).replace(tzinfo=None)
    properties = word.core_properties
    properties.title = document.title[:255]
    properties.subject = document.subtitle[:255]
    properties.author = properties.last_modified_by = document.council[:255]
    properties.language = document.language
    properties.comments = properties.keywords = properties.category = ""
    properties.created = properties.modified = moment


def _set_page(page: WordSection, plain: Plain) -> None:
    """A4, with the marking at the head and "Page X of Y" at the foot of every page."""
    landscape = plain["orientation"] == "landscape"
    page.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = (A4_LONG, A4_SHORT) if landscape else (A4_SHORT, A4_LONG)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = MARGIN
    page.header_distance = page.footer_distance = Cm(0.9)
    if plain["marking"]:
        page.header.paragraphs[0].text = plain["marking"]
    footer = page.footer.paragraphs[0]
    footer.style.paragraph_format.tab_stops.clear_all()
    footer.paragraph_format.tab_stops.add_tab_stop(
        page.page_width - page.left_margin - page.right_margin, WD_TAB_ALIGNMENT.RIGHT
    )
    footer.add_run(f"{plain['council']}. {plain['as_at']}\tPage ")
    _add_field(footer, "PAGE")
    footer.add_run(" of ")
    _add_field(footer, "NUMPAGES")


def _add_field(paragraph: Paragraph, instruction: str) -> None:
    """A field that Word works out when it lays out the page."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    field.append(parse_xml(f"<w:r {nsdecls('w')}><w:t>1</w:t></w:r>"))
    paragraph._p.append(field)


def _add_text(word: WordDocument, text: str, style: str = "Normal", *, leads: bool = False) -> None:
    """A paragraph; one that leads to a list stays on the page where that begins."""
    word.add_paragraph(text, style=style).paragraph_format.keep_with_next = leads or None


def _add_block(word: WordDocument, block: Plain) -> None:
    if block["type"] == "table":
        _add_table(word, block)
    elif block["type"] == "bullets":
        for item in block["items"]:
            _add_text(word, item, "List Bullet")
    else:
        _add_text(word, block["text"], leads=block["leads"])


def _add_picture(word: WordDocument, picture: Plain, png: bytes) -> None:
    """Caption and drawing on one page, the drawing with its words as alternative text."""
    _add_text(word, picture["caption"], "Caption")
    section = word.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    drawing = word.add_picture(BytesIO(png), width=min(PICTURE_WIDTH, room))
    drawing._inline.docPr.set("descr", picture["alternative"])
    drawing._inline.docPr.set("title", picture["caption"])


def _add_notes(word: WordDocument, notes: list[Plain]) -> None:
    """Numbered notes, each with the number its cells carry."""
    style = word.styles["Table note"].style_id  # looked up once: python-docx searches all styles each time
    for note in notes:
        paragraph = word.add_paragraph()
        paragraph._p.style = style
        paragraph.add_run(str(note["number"])).font.superscript = True
        paragraph.add_run(f" {note['text']}")


def _add_table(word: WordDocument, table: Plain, share: int = 100) -> None:
    """Caption, the table itself as one piece of XML, its notes, and air below."""
    _add_text(word, table["caption"], "Caption")
    word.element.body.insert_element_before(parse_xml(_table_xml(word, table, share)), "w:sectPr")
    _add_notes(word, table["notes"])
    _add_text(word, "", "Table note")


def _table_xml(word: WordDocument, table: Plain, share: int) -> str:
    """A ``w:tbl``, so many per cent of the page wide; the header row repeats and no row breaks across pages."""
    section = word.sections[0]
    room = Emu(section.page_width - section.left_margin - section.right_margin).twips * share // 100
    widths = [int(room * column["share"]) for column in table["columns"]]
    suffix = SMALL if table["small"] else ""
    names = CELL_STYLES | {name: name for name in LIST_STYLES}
    styles = {key: word.styles[name + suffix].style_id for key, name in names.items()}

    plain = {"align": "left", "colour": None, "notes": [], "lines": [], "long": False, "behind_words": False}
    heads = [plain | {"text": c["heading"], "align": c["align"]} for c in table["columns"]]
    last = len(table["rows"]) - 1
    rows = [_row_xml(heads, widths, styles, HEADER, keep=True)]
    if table["banner"]:
        banner = plain | {"text": table["banner"], "span": len(widths)}
        rows.insert(0, _row_xml([banner], [sum(widths)], styles, HEADER, keep=True))
    rows += [
        _row_xml(
            row,
            widths,
            styles,
            keep=(table["whole"] and number < last) or (number == last and bool(table["notes"])),
        )
        for number, row in enumerate(table["rows"])
    ]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="CouncilTable"/>'
        f'<w:tblW w:w="{share * 50}" w:type="pct"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0"'
        ' w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={quoteattr(table['caption'])}/></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _row_xml(
    row: list[Plain], widths: list[int], styles: dict[str, str], mark: str = "", *, keep: bool
) -> str:
    """A ``w:tr`` that stays whole unless it is long; with ``keep``, on one page with what follows it."""
    cells = (_cell_xml(cell, width, styles, keep) for cell, width in zip(row, widths, strict=True))
    whole = "" if any(cell["long"] for cell in row) else "<w:cantSplit/>"
    return f"<w:tr><w:trPr>{whole}{mark}</w:trPr>{''.join(cells)}</w:tr>"


def _cell_xml(cell: Plain, width: int, styles: dict[str, str], keep: bool) -> str:
    """A ``w:tc``: shading and ink for a rating, superscript numbers for footnotes, lists as lists."""
    shading = ink = ""
    if cell["colour"]:
        fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{cell["colour"].lstrip("#")}"/>'
        shading, behind = ("", fill) if cell["behind_words"] else (fill, "")
        ink = f'<w:rPr><w:b/><w:color w:val="{cell["ink"].lstrip("#")}"/>{behind}</w:rPr>'
    span = f'<w:gridSpan w:val="{cell["span"]}"/>' if "span" in cell else ""
    markers = ""
    if cell["notes"]:
        numbers = ", ".join(map(str, cell["notes"]))
        markers = f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>{numbers}</w:t></w:r>'
    style = styles[cell["align"]]
    pieces = list(_lines(cell, style, styles)) or [(style, ink, cell["text"])]
    last = len(pieces) - 1
    paragraphs = (
        _paragraph_xml(*piece, markers if number == last else "", keep=keep)
        for number, piece in enumerate(pieces)
    )
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{shading}</w:tcPr>{"".join(paragraphs)}</w:tc>'


def _lines(cell: Plain, style: str, styles: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """The paragraphs of a cell of headings and bullets: style, what the letters look like, text."""
    looks = {"heading": "<w:rPr><w:b/></w:rPr>", "sub_heading": "<w:rPr><w:b/><w:i/></w:rPr>", "text": ""}
    for line in cell["lines"]:
        if line["type"] != "list":
            yield style, looks[line["type"]], line["text"]
            continue
        for item in line["items"]:
            yield styles["Table bullet"], "", item["text"]
            for text in item["items"]:
                yield styles["Table bullet 2"], "", text


def _paragraph_xml(style: str, look: str, text: str, markers: str, *, keep: bool) -> str:
    """A ``w:p``, one line end in the text to a break."""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{"<w:keepNext/>" if keep else ""}</w:pPr>'
        f"<w:r>{look}{lines}</w:r>{markers}</w:p>"
    )
