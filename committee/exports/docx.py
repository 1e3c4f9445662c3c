"""Word: what committee clerks paste into the committee system.

Real heading styles, repeated header rows, no layout tables, left-aligned; Arial, or a council's own house style.
"""

from io import BytesIO
from typing import BinaryIO

from docx.oxml import parse_xml
from docx.shared import Cm, Emu
from docx.text.paragraph import Paragraph

from committee.exports.outline import Plain, outline, pictures_of
from committee.exports.pictures import png_of
from committee.exports.word_file import WordFile
from committee.exports.word_styles import NOTE
from committee.exports.word_tables import table_xml
from council.sections import Document

PICTURE_WIDTH = Cm(17)
# The key's share of the page width, in per cent.
KEY_SHARE = 35


def write_docx(document: Document, stream: BinaryIO, template: bytes | None = None) -> None:
    """Write the document as a Word file, in the house style of a template that passed ``check_template``."""
    plain = outline(document)
    file = WordFile(
        template=template, language=document.language, council=document.council, marking=plain["marking"]
    )
    file.begin(plain["orientation"], f"{plain['council']}. {plain['as_at']}")
    add_heading(file, plain["title"], 1)
    for line in (plain["subtitle"], plain["marking"], plain["council"], plain["as_at"]):
        add_text(file, line)
    add_content(file, plain, 1)
    file.save(stream, title=document.title, subject=document.subtitle, moment=document.as_at)


def add_heading(file: WordFile, text: str, level: int) -> Paragraph:
    """A heading; deeper than the sixth there is none."""
    return file.word.add_paragraph(text, style=f"Heading {min(level, 6)}")


def add_text(file: WordFile, text: str, style: str = "Normal", *, leads: bool = False) -> None:
    """A paragraph, if it says anything; one that leads to a list stays on the page where that begins."""
    if text:
        paragraph = file.word.add_paragraph(text, style=style)
        paragraph.paragraph_format.keep_with_next = leads or None


def add_content(file: WordFile, plain: Plain, title_level: int) -> None:
    """The key, the sections and the notes of a paper whose title is a heading of that level."""
    if plain["key"]:
        add_table(file, plain["key"], share=KEY_SHARE)
    images = iter(png_of([block["svg"] for block in pictures_of(plain)]))
    for section in plain["sections"]:
        heading = add_heading(file, section["title"], section["level"] + title_level)
        heading.paragraph_format.page_break_before = section["new_page"] or None
        for block in section["blocks"]:
            if block["type"] == "picture":
                _add_picture(file, block, next(images))
            else:
                _add_block(file, block)
        _add_notes(file, section["notes"])
    if plain["notes"]:
        add_heading(file, "Notes", title_level + 1)
        _add_notes(file, plain["notes"])


def _add_block(file: WordFile, block: Plain) -> None:
    if block["type"] == "table":
        add_table(file, block)
    elif block["type"] == "bullets":
        for item in block["items"]:
            add_text(file, item, "List Bullet")
    else:
        add_text(file, block["text"], leads=block["leads"])


def _add_picture(file: WordFile, picture: Plain, png: bytes) -> None:
    """Caption and drawing on one page, the drawing with its words as alternative text."""
    add_text(file, picture["caption"], "Caption")
    drawing = file.word.add_picture(BytesIO(png), width=Emu(min(PICTURE_WIDTH, file.room)))
    drawing._inline.docPr.set("descr", picture["alternative"])
    drawing._inline.docPr.set("title", picture["caption"])


def _add_notes(file: WordFile, notes: list[Plain]) -> None:
    """Numbered notes, each with the number its cells carry."""
    for note in notes:
        paragraph = file.word.add_paragraph()
        paragraph._p.style = file.style_ids[NOTE]
        paragraph.add_run(str(note["number"])).font.superscript = True
        paragraph.add_run(f" {note['text']}")


def add_table(file: WordFile, table: Plain, share: int = 100) -> None:
    """Caption, the table itself as one piece of XML, its notes, and air below."""
    add_text(file, table["caption"], "Caption")
    xml = table_xml(table, file.room_twips, file.style_ids, share)
    file.word.element.body.insert_element_before(parse_xml(xml), "w:sectPr")
    _add_notes(file, table["notes"])
    file.word.add_paragraph()._p.style = file.style_ids[NOTE]
