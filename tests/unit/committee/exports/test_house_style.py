"""A council's Word template: what is kept of it, what is added, and what is refused."""

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from committee.exports.docx import write_docx
from committee.exports.house_style import MOST_BYTES, BadTemplate, check_template
from committee.exports.packs import paper_docx
from tests.unit.committee.exports.pack_papers import EXEMPT, MARKING, PERFORMANCE, contents
from tests.unit.committee.exports.papers import exported, paper

DOTX = (b"wordprocessingml.document.main+xml", b"wordprocessingml.template.main+xml")
TYPES, SETTINGS, RELS = "[Content_Types].xml", "word/settings.xml", "word/_rels/document.xml.rels"
#: Words that a template holds besides its style, none of which belongs in a paper.
TRACES = ("Jane Smith", "Type your report here", "Draft by Jane", "Canarykeyword", "Canarycompany")


def saved(word: WordDocument) -> bytes:
    made = io.BytesIO()
    word.save(made)
    return made.getvalue()


def house() -> WordDocument:
    """A letter-headed template that stores few styles, as Word does: lists and most headings are missing."""
    word = docx.Document()
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.top_margin = Cm(3.1), Cm(3.3)
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].text = "Westmere Council"
    section.first_page_header.paragraphs[0].text = "Westmere Council: front page"
    section.footer.paragraphs[0].text = "Town Hall, Westmere"
    word.styles["Heading 1"].font.color.rgb = RGBColor(0x80, 0, 0x80)
    word.styles["Normal"].font.name = "Georgia"
    word.styles["Normal"].font.size = Pt(12)
    for name in ("List Bullet", "List Bullet 2", "Caption", "Heading 2", "Heading 3"):
        element = word.styles[name].element
        element.getparent().remove(element)
    word.add_paragraph("Type your report here")
    properties = word.core_properties
    properties.author = properties.last_modified_by = "Jane Smith"
    properties.keywords = "Canarykeyword"
    word.add_comment(
        word.paragraphs[0].add_run("!"), text="Draft by Jane", author="Jane Smith", initials="JS"
    )
    return word


def changed(content: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    """The archive with its parts changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return made.getvalue()


def replaced(name: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], object]:
    def change(parts: dict[str, bytes]) -> None:
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new)

    return change


def relationship(kind: str, target: str, mode: str = "External") -> Callable[[dict[str, bytes]], object]:
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    row = f'<Relationship Id="rIdX" Type="{base}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return replaced(RELS, b"</Relationships>", f"{row}</Relationships>".encode())


def template() -> bytes:
    """The house template as a .dotx file with a company among its properties."""
    dotx = changed(saved(house()), replaced(TYPES, *DOTX))
    return changed(
        dotx, replaced("docProps/app.xml", b"</Properties>", b"<Manager>Canarycompany</Manager></Properties>")
    )


def dressed(**fields: object) -> WordDocument:
    made = io.BytesIO()
    write_docx(paper(**fields), made, template())
    return docx.Document(made)


class TestKept:
    def test_headers_footers_margins_and_styles_stay(self) -> None:
        check_template(template())
        word = dressed()
        section = word.sections[0]
        assert section.header.paragraphs[0].text == "Westmere Council"
        assert section.first_page_header.paragraphs[0].text == "Westmere Council: front page"
        assert section.footer.paragraphs[0].text == "Town Hall, Westmere"
        assert (round(section.left_margin.cm, 1), round(section.top_margin.cm, 1)) == (3.1, 3.3)
        assert word.styles["Heading 1"].font.color.rgb == RGBColor(0x80, 0, 0x80)
        assert (word.styles["Normal"].font.name, word.styles["Normal"].font.size) == ("Georgia", Pt(12))

    def test_missing_styles_are_added(self) -> None:
        word = dressed()
        headings = [p.style.name for p in word.paragraphs if p.style.name.startswith("Heading")]
        assert headings == ["Heading 1", "Heading 2", "Heading 2"]
        assert word.styles["Heading 2"].element.find(f".//{qn('w:outlineLvl')}").get(qn("w:val")) == "1"
        bullets = [p for p in word.paragraphs if p.style.name == "List Bullet"]
        assert [p.text for p in bullets] == ["First point", "Second point"] * 2
        number = word.styles["List Bullet"].element.pPr.numPr.numId.val
        lists = word.part.numbering_part.element
        drawn = lists.num_having_numId(number).abstractNumId.val
        (level,) = lists.xpath(f'./w:abstractNum[@w:abstractNumId="{drawn}"]/w:lvl/w:lvlText')
        assert level.get(qn("w:val")) == "•"
        assert [table.style.name for table in word.tables] == ["Council table"] * 3

    def test_a_template_without_lists_gets_a_place_for_them(self) -> None:
        word = house()
        for key, rel in list(word.part.rels.items()):
            if rel.reltype.endswith("/numbering"):
                word.part.rels.pop(key)
        content = saved(word)
        check_template(content)
        made = io.BytesIO()
        write_docx(paper(), made, content)
        found = docx.Document(made)
        number = found.styles["List Bullet"].element.pPr.numPr.numId.val
        assert found.part.numbering_part.element.num_having_numId(number) is not None

    def test_the_councils_own_table_style_stays(self) -> None:
        word = docx.Document(io.BytesIO(exported(paper(), "docx")))
        word.styles["Table text"].font.size = Pt(13)
        made = io.BytesIO()
        write_docx(paper(), made, saved(word))
        assert docx.Document(made).styles["Table text"].font.size == Pt(13)

    def test_nothing_else_of_the_template_is_left(self) -> None:
        made = io.BytesIO()
        write_docx(paper(), made, template())
        with zipfile.ZipFile(made) as archive:
            everything = "\n".join(
                archive.read(name).decode("utf-8", "replace") for name in archive.namelist()
            )
            names = archive.namelist()
        assert [trace for trace in TRACES if trace in everything] == []
        assert [name for name in names if name.startswith(("docProps/", "customXml/", "word/comments"))] == [
            "docProps/core.xml"
        ]
        assert "w:rsids" not in everything

    def test_the_same_paper_and_template_make_the_same_bytes(self) -> None:
        made = [io.BytesIO(), io.BytesIO()]
        for stream in made:
            write_docx(paper(), stream, template())
        assert made[0].getvalue() == made[1].getvalue()

    def test_appendices_turn_the_councils_page_and_keep_its_header(self) -> None:
        word = docx.Document(io.BytesIO(paper_docx(contents(), PERFORMANCE, template())))
        assert [section.orientation for section in word.sections] == [
            WD_ORIENT.PORTRAIT,
            WD_ORIENT.LANDSCAPE,
            WD_ORIENT.LANDSCAPE,
        ]
        assert [round(section.page_width.cm, 1) for section in word.sections] == [21.0, 29.7, 29.7]
        assert [section.header.paragraphs[0].text for section in word.sections] == ["Westmere Council"] * 3
        assert [section.different_first_page_header_footer for section in word.sections] == [
            True,
            False,
            False,
        ]


class TestMarking:
    def test_it_stands_on_every_kind_of_page(self) -> None:
        word = house()
        word.settings.odd_and_even_pages_header_footer = True
        made = docx.Document(io.BytesIO(paper_docx(contents(), EXEMPT, saved(word))))
        first = made.sections[0]
        heads = [
            [paragraph.text for paragraph in header.paragraphs]
            for header in (first.header, first.first_page_header, first.even_page_header)
        ]
        assert heads == [
            [MARKING, "Westmere Council"],
            [MARKING, "Westmere Council: front page"],
            [MARKING],
        ]
        assert made.sections[1].header.paragraphs[0].text == MARKING

    def test_a_header_that_is_a_picture_keeps_it(self) -> None:
        word = docx.Document()
        run = word.sections[0].header.paragraphs[0].add_run()
        run.add_picture(io.BytesIO(PNG))
        made = docx.Document(io.BytesIO(paper_docx(contents(), EXEMPT, saved(word))))
        texts = [paragraph.text for paragraph in made.sections[0].header.paragraphs]
        assert texts == [MARKING, ""]
        assert len(made.sections[0].header._element.xpath(".//w:drawing")) == 1


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000"
    "0500017a5eab3f0000000049454e44ae426082"
)

FIELD = (
    b'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>INCLUDE</w:instrText></w:r>'
    b'<w:r><w:instrText>PICTURE "x"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)
TRACKED = b'<w:p><w:ins w:id="1" w:author="Jane Smith"><w:r><w:t>new</w:t></w:r></w:ins></w:p>'


class TestRefused:
    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "The template is empty"),
            (b"x" * (MOST_BYTES + 1), "larger than 5 MB"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old version of Word, or is protected"),
            (b"%PDF-1.7", "not a Word file, or is damaged"),
            (b"PK\x03\x04 cut off", "not a Word file, or is damaged"),
            (b"PK\x01\x02" * 600, "has too many parts"),
        ],
        ids=["empty", "large", "old", "pdf", "cut off", "parts"],
    )
    def test_what_is_no_word_file(self, content: bytes, sentence: str) -> None:
        with pytest.raises(BadTemplate, match=sentence):
            check_template(content)

    def test_other_office_files(self) -> None:
        with pytest.raises(
            BadTemplate, match=r"not a Word file\. Choose a file that ends in \.docx or \.dotx"
        ):
            check_template(exported(paper(), "xlsx"))
        with pytest.raises(
            BadTemplate, match=r"not a Word file\. Choose a file that ends in \.docx or \.dotx"
        ):
            check_template(exported(paper(), "ods"))

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            (lambda parts: parts.update({"word/vbaProject.bin": b"x"}), "holds macros"),
            (
                replaced(
                    TYPES,
                    b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                    b"vnd.ms-word.document.macroEnabled.main+xml",
                ),
                "holds macros",
            ),
            (lambda parts: parts.update({"word/embeddings/oleObject1.bin": b"x"}), r"holds another file"),
            (
                lambda parts: parts.update({"word/embeddings/Sheet.xlsx": b"x"}),
                r"holds another file \(Sheet\.xlsx\)",
            ),
            (relationship("image", "https://example.org/logo.png"), r"elsewhere \(https://example\.org/logo"),
            (relationship("attachedTemplate", "file:///C:/Users/jane/house.dotm"), "fetches something"),
            (relationship("hyperlink", "file://server/share"), "fetches something"),
            (relationship("aFChunk", "page.html", "Internal"), r"holds another file \(page\.html\)"),
            (
                replaced("word/document.xml", b"<w:body>", b"<w:body>" + TRACKED),
                "has tracked changes",
            ),
            (
                lambda parts: parts.update({"word/styles.bin": b" <!DOCTYPE x><x/>"}),
                "document type",
            ),
            (replaced("word/document.xml", b"<w:body>", b"<w:body>" + FIELD), "the field INCLUDEPICTURE"),
            (
                replaced(
                    "word/document.xml", b"<w:body>", b'<w:body><w:p><w:fldSimple w:instr="DDEAUTO c"/></w:p>'
                ),
                "the field DDEAUTO",
            ),
            (replaced(SETTINGS, b"<w:settings", b"<!DOCTYPE x [<!ENTITY a 'b'>]><w:settings"), "document type"),
            (replaced("word/styles.xml", b"</w:styles>", b""), "damaged"),
            (lambda parts: parts.pop("word/document.xml"), "damaged"),
            (lambda parts: parts.update({"word/media/a.png": b"\0" * 3_000_000}), "packed far too tightly"),
        ],
        ids=[
            "macro part", "macro type", "object", "workbook", "picture from the web", "attached template",
            "link to a share", "chunk of another format", "tracked change", "document type by another name",
            "field in pieces", "simple field", "document type", "cut part", "no document", "bomb",
        ],
    )  # fmt: skip
    def test_what_could_run_or_fetch(
        self, change: Callable[[dict[str, bytes]], object], sentence: str
    ) -> None:
        with pytest.raises(BadTemplate, match=sentence):
            check_template(changed(saved(house()), change))

    def test_a_web_address_to_click_is_no_harm(self) -> None:
        content = changed(saved(house()), relationship("hyperlink", "https://www.example.org/"))
        check_template(content)
        made = io.BytesIO()
        write_docx(paper(), made, content)
        assert docx.Document(made).paragraphs[0].text == "Quarter 2 performance"

    def test_a_part_twice_and_a_password(self) -> None:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            archive.writestr(TYPES, "<x/>")
            with pytest.warns(UserWarning, match="Duplicate name"):
                archive.writestr(TYPES, "<x/>")
        with pytest.raises(BadTemplate, match="two parts of one name"):
            check_template(made.getvalue())
        locked = bytearray(saved(house()))
        at = locked.find(b"PK\x01\x02")
        locked[at + 8] |= 1  # the flag of an encrypted part, in the directory
        with pytest.raises(BadTemplate, match="protected by a password"):
            check_template(bytes(locked))
