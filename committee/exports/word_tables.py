"""Tables of a Word file, each written as OOXML text and parsed once.

python-docx's own ``table.cell()`` takes minutes for 500 rows.
"""

from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from docx.oxml.ns import nsdecls

from committee.exports.outline import Plain
from committee.exports.word_styles import CELL_STYLES, LIST_STYLES, SMALL, TABLE

HEADER = "<w:tblHeader/>"


def table_xml(table: Plain, room: int, ids: Mapping[str, str], share: int = 100) -> str:
    """A ``w:tbl``, so many per cent of ``room`` wide (twentieths of a point); ``ids`` are those of the styles by name.

    The header row repeats, and no row that fits on a page breaks across pages.
    """
    widths = [int(room * share // 100 * column["share"]) for column in table["columns"]]
    suffix = SMALL if table["small"] else ""
    names = CELL_STYLES | {name: name for name in LIST_STYLES}
    styles = {key: ids[name + suffix] for key, name in names.items()}

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
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="{ids[TABLE]}"/>'
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
