"""PDF: tagged, titled, in a language, reproducible; and what is said when it cannot be made."""

import io
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from committee.exports import fonts, pdf
from tests.unit.committee.exports.papers import exported, long_paper, paper, paper_saying, read_pdf


def opened(**fields: object) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(exported(paper(**fields), "pdf")))


def tags(node: pikepdf.Object) -> list[pikepdf.Dictionary]:
    """Every structure element, in reading order."""
    kids = node.get("/K")
    found = [node] if "/S" in node else []
    for kid in list(kids) if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            found += tags(kid)
    return found


def names(document: pikepdf.Pdf) -> list[str]:
    return [str(tag["/S"]) for tag in tags(document.Root["/StructTreeRoot"])]


def test_the_file_claims_both_standards_and_says_what_it_is() -> None:
    document = opened()
    with document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert metadata["dc:title"] == "Quarter 2 performance"
    assert str(document.Root["/Lang"]) == "en-GB"
    assert bool(document.Root["/MarkInfo"]["/Marked"])
    assert str(document.docinfo["/Author"]) == "Lancashire County Council"
    assert str(document.docinfo["/CreationDate"]).startswith("D:20211122090500")


def test_headings_tables_and_lists_are_tagged() -> None:
    found = names(opened())
    assert [name for name in found if name.startswith("/H") and name != "/Hdr"] == ["/H1", "/H2", "/H2"]
    assert found.count("/Table") == 3
    assert found.count("/Caption") == 3
    assert found.count("/LI") == 4


def test_header_cells_have_a_scope() -> None:
    document = opened()
    headers = [tag for tag in tags(document.Root["/StructTreeRoot"]) if tag["/S"] == "/TH"]
    assert len(headers) == 2 + 5 + 4
    assert all("/Column" in str(tag["/A"].unparse(resolved=True)) for tag in headers)


def test_a_table_over_several_pages_is_one_table_and_repeats_its_header() -> None:
    content = exported(long_paper(100, 6), "pdf")
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    assert len(pages) > 3
    assert all("Performance indicator" in page for page in pages)
    assert [
        f"Page {number} of {len(pages)}" in " ".join(page.split()) for number, page in enumerate(pages, 1)
    ] == [True] * len(pages)
    with pikepdf.open(io.BytesIO(content)) as document:
        assert names(document).count("/Table") == 2  # the key and the table


def test_the_fonts_are_ours_on_every_machine() -> None:
    fonts = {str(font["/BaseFont"]) for page in opened().pages for font in page.Resources["/Font"].values()}
    assert len(fonts) == 2
    assert all("SourceSans3" in font for font in fonts)


def test_the_same_document_makes_the_same_file() -> None:
    assert exported(paper(), "pdf") == exported(paper(), "pdf")


def test_a_portrait_document_and_its_marking() -> None:
    document = opened(orientation="portrait", marking="Part II: not for publication")
    box = document.pages[0].mediabox
    assert box[3] > box[2]
    content = exported(paper(marking="Part II: not for publication"), "pdf")
    assert all(
        "Part II: not for publication" in page.extract_text() for page in PdfReader(io.BytesIO(content)).pages
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Well done 😀!", "Well done [grinning face]!"),
        ("漢", "[cjk unified ideograph-6f22]"),
        ('"😀" \\u{41}', '"[grinning face]" \\u{41}'),
        ("A\u200d👩\u200d👧", "A[woman][girl]"),
    ],
)
def test_a_character_that_no_font_has_is_named(text: str, said: str) -> None:
    assert said in read_pdf(exported(paper_saying(text), "pdf"))


def test_missing_fonts_are_a_sentence_that_says_what_to_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(fonts, "FONT_FOLDER", tmp_path)
    with pytest.raises(fonts.FontsMissing, match="Run bin/demo or bin/test once"):
        exported(paper(), "pdf")


def test_a_document_too_long_for_a_pdf_says_what_to_choose() -> None:
    with pytest.raises(
        pdf.TooManyRows, match=r"2,000 rows and this document has 2,001\. Choose Excel, ODS or CSV"
    ):
        exported(long_paper(2_001, 3), "pdf")
