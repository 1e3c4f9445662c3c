"""The styles of a Word file: the product's own, or a council's, with ours where a template has none of that name."""

from collections.abc import Mapping

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.numbering import CT_Numbering
from docx.shared import Pt, RGBColor
from docx.styles.style import ParagraphStyle

FONT = "Arial"
BLACK = RGBColor(0x0B, 0x0C, 0x0C)
#: Sizes of the headings by level, in points; deeper ones are as the last.
HEADINGS = {1: 18, 2: 14, 3: 12, 4: 11, 5: 11, 6: 11}
CELL_STYLES = {"left": "Table text", "right": "Table figure"}
# Lists in cells: what they are made of, and how far their text stands from the left, in points.
LIST_STYLES = {"Table bullet": ("List Bullet", 9), "Table bullet 2": ("List Bullet 2", 18)}
# Lists: the sign before an item, and how far its text stands from the left, in twentieths of a point.
LISTS = {"List Bullet": ("•", 360), "List Bullet 2": ("–", 720)}
# Tables with many columns have the same styles in smaller letters, with long words hyphenated.
SMALL = " small"
TABLE = "Council table"
NOTE = "Table note"
ITEM = "Agenda item"

_TABLE_STYLE = """
<w:style {namespace} w:type="table" w:customStyle="1" w:styleId="CouncilTable">
  <w:name w:val="Council table"/>{based_on}<w:qFormat/>
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


def set_styles(word: WordDocument, language: str, *, house: bool) -> None:
    """Every style that our papers use. With ``house`` those that the file has stay as they are."""
    if not house:
        _dress_own(word)
    kept = {style.name for style in word.styles} if house else set()
    for level, size in HEADINGS.items():
        if f"Heading {level}" not in word.styles:
            _add_heading(word, level, size)
    if "Caption" not in word.styles:
        caption = _add_style(word, "Caption", "Normal", 11, builtin=True)
        caption.font.bold = True
        caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(8), Pt(4)
    if "Caption" not in kept:
        word.styles["Caption"].paragraph_format.keep_with_next = True
    for name, (sign, indent) in LISTS.items():
        if name not in word.styles:
            _add_list(word, name, sign, indent)
    # A council's letters may be wider than ours, and its margins too; a word of a heading is not to be taken apart.
    for suffix, size in (("", 9 if house else 10), (SMALL, 7.5)):
        _add_cell_styles(word, suffix, size, kept)
    if NOTE not in kept:
        _add_style(word, NOTE, "Normal", 10)
    if ITEM not in kept:
        item = _add_style(word, ITEM, "Normal", 12)
        item.font.bold = True
        item.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if TABLE not in kept:
        _add_table_style(word)
    for tag in word.styles.element.iter(qn("w:lang")):
        tag.set(qn("w:val"), language)


def ids_of(word: WordDocument) -> Mapping[str, str]:
    """The id of every style by its name: python-docx searches all styles each time it is asked for one."""
    return {style.name: style.style_id for style in word.styles if style.name}


def _dress_own(word: WordDocument) -> None:
    """Arial throughout and black headings, in the file that python-docx begins with."""
    _restyle(word.styles["Normal"], size=11, after=6)
    for level, size in HEADINGS.items():
        _restyle(word.styles[f"Heading {level}"], size=size, before=12, after=6)
    _restyle(word.styles["Caption"], size=11, before=8, after=4)


def _restyle(style: ParagraphStyle, *, size: float, before: float = 0, after: float = 0) -> None:
    """Give a style our font in place of the file's theme font, and its size and spacing."""
    style.font.size = Pt(size)
    style.font.color.rgb = BLACK
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
    style.paragraph_format.space_before = Pt(before)
    style.paragraph_format.space_after = Pt(after)


def _add_style(
    word: WordDocument, name: str, base: str, size: float, *, builtin: bool = False
) -> ParagraphStyle:
    """A style in the letters of the one it is based on."""
    style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=builtin)
    if base in word.styles:
        style.base_style = word.styles[base]
    style.font.size = Pt(size)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    return style


def _add_heading(word: WordDocument, level: int, size: float) -> None:
    """A heading that Word's navigation and a screen reader know as one."""
    style = _add_style(word, f"Heading {level}", "Normal", size, builtin=True)
    style.font.bold = True
    layout = style.paragraph_format
    layout.keep_with_next = True
    layout.space_before, layout.space_after = Pt(12), Pt(6)
    style.element.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="{level - 1}"/>'))


def _add_cell_styles(word: WordDocument, suffix: str, size: float, kept: set[str | None]) -> None:
    """The styles of text, figures and lists in cells."""
    for name in (each + suffix for each in CELL_STYLES.values() if each + suffix not in kept):
        style = _add_style(word, name, "Normal", size)
        if name.startswith(CELL_STYLES["right"]):
            style.element.get_or_add_pPr().append(parse_xml(f'<w:jc {nsdecls("w")} w:val="right"/>'))
    for name, (base, indent) in LIST_STYLES.items():
        if name + suffix in kept:
            continue
        layout = _add_style(word, name + suffix, base, size).paragraph_format
        layout.left_indent, layout.first_line_indent = Pt(indent), Pt(-9)
        layout.tab_stops.add_tab_stop(Pt(indent))


def _add_table_style(word: WordDocument) -> None:
    ids = ids_of(word)
    based_on = f'<w:basedOn w:val="{ids["Normal Table"]}"/>' if "Normal Table" in ids else ""
    word.styles.element.append(parse_xml(_TABLE_STYLE.format(namespace=nsdecls("w"), based_on=based_on)))


def _add_list(word: WordDocument, name: str, sign: str, indent: int) -> None:
    """A bulleted list: Word stores the style of a list only in files that use it."""
    numbering = _numbering(word)
    number = 1 + max(
        (int(each.get(qn("w:abstractNumId"))) for each in numbering.iter(qn("w:abstractNum"))), default=0
    )
    drawn = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/>'
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="{sign}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{indent}" w:hanging="360"/></w:pPr></w:lvl></w:abstractNum>'
    )
    others = numbering.findall(qn("w:abstractNum"))
    numbering.insert(numbering.index(others[-1]) + 1 if others else 0, drawn)  # all before the first w:num
    style = _add_style(word, name, "Normal", 11, builtin=True)
    style.element.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = numbering.add_num(number).numId


def _numbering(word: WordDocument) -> CT_Numbering:
    """The list definitions; a file without a list has no place for them yet."""
    if not any(rel.reltype == RT.NUMBERING for rel in word.part.rels.values()):
        part = XmlPart(
            PackURI("/word/numbering.xml"),
            CT.WML_NUMBERING,
            parse_xml(f"<w:numbering {nsdecls('w')}/>"),
            word.part.package,
        )
        word.part.relate_to(part, RT.NUMBERING)
    return word.part.part_related_by(RT.NUMBERING).element
