"""The files of a meeting's papers: pages, bookmarks and markings, nothing exempt in Part I, the same bytes twice."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import docx
import pikepdf
import pytest
from bs4 import BeautifulSoup
from docx.enum.section import WD_ORIENT
from pypdf import PdfReader

from committee.exports.pack_contents import AgendaLine, AgendaPart, PackPaper, Pages, safe_name
from committee.exports.pack_html import NotADrawing, drawing
from committee.exports.packs import (
    BuiltFile,
    agenda_pdf,
    build_files,
    combined_pdf,
    offline_html,
    paper_docx,
    paper_pdf,
)
from committee.exports.pdf import TooManyRows
from tests.unit.committee.exports.pack_papers import (
    CANARIES,
    EXEMPT,
    MARKING,
    MINUTES,
    PERFORMANCE,
    QUESTIONS,
    contents,
    report,
)
from tests.unit.committee.exports.papers import long_paper, squeeze
from tests.unit.committee.exports.test_pdf import names


@pytest.fixture(scope="module")
def files() -> dict[str, BuiltFile]:
    return {file.name: file for file in build_files(contents())}


def pages_of(content: bytes) -> list[str]:
    return [squeeze(page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages]


def bookmarks(content: bytes) -> list[tuple[str, int]]:
    """The first two levels of the outline: title, and page from 1."""
    reader = PdfReader(io.BytesIO(content))

    def walk(items: list, level: int) -> Iterator[tuple[str, int]]:
        for item in items:
            if not isinstance(item, list):
                yield item.title, reader.get_destination_page_number(item) + 1
            elif level < 2:
                yield from walk(item, level + 1)

    return list(walk(reader.outline, 1))


def texts_in(file: BuiltFile) -> str:
    """Everything that a reader, a program or a search engine can find in a file."""
    if file.file_format == "docx":
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    if file.file_format == "html":
        return file.content.decode()
    reader = PdfReader(io.BytesIO(file.content))
    with pikepdf.open(io.BytesIO(file.content)) as pdf:
        objects = "\n".join(repr(item) for item in pdf.objects)
    properties = f"{reader.metadata} {reader.xmp_metadata.stream.get_data().decode()}"
    return "\n".join([*pages_of(file.content), str(bookmarks(file.content)), properties, objects])


class TestCombined:
    def test_the_agenda_says_on_which_pages_each_paper_stands(self) -> None:
        made = combined_pdf(contents())
        pages = pages_of(made.content)
        for paper in contents().papers:
            place = made.pages[paper.file_name]
            assert f"({place.words})" in pages[0]
            assert paper.documents[0][1].title in pages[place.first - 1]
            first = f"Agenda Item {paper.number}" if paper.number else paper.title
            assert first in pages[place.first - 1]
        assert [(place.first, place.last) for place in made.pages.values()] == [
            (2, 2),
            (3, 3 + made.pages[PERFORMANCE.file_name].last - 3),
            (made.pages[PERFORMANCE.file_name].last + 1,) * 2,
            (made.pages[QUESTIONS.file_name].last + 1, len(pages)),
        ]
        assert made.pages[PERFORMANCE.file_name].last >= 6

    def test_pages_are_numbered_from_the_agenda_to_the_end(self) -> None:
        pages = pages_of(combined_pdf(contents()).content)
        assert [text.endswith(f"Page {number}") for number, text in enumerate(pages, 1)] == [True] * len(
            pages
        )

    def test_every_item_and_appendix_has_a_bookmark(self) -> None:
        made = combined_pdf(contents())
        found = dict(bookmarks(made.content))
        assert found["Agenda"] == 1
        for paper in contents().papers:
            assert found[paper.name] == made.pages[paper.file_name].first
        first, last = made.pages[PERFORMANCE.file_name].first, made.pages[PERFORMANCE.file_name].last
        assert found["Appendix 'A': Quarter 2 performance"] == first + 1
        assert found["Appendix 'B': Complaints in a graph"] == last

    def test_each_document_has_pages_of_its_own_orientation(self) -> None:
        made = combined_pdf(contents())
        boxes = [page.mediabox for page in PdfReader(io.BytesIO(made.content)).pages]
        turned = [box.width > box.height for box in boxes]
        place = made.pages[PERFORMANCE.file_name]
        assert turned[place.first - 1 : place.last] == [False] + [True] * (place.last - place.first)
        assert turned[:2] == [False, False]

    def test_it_keeps_its_tags_and_claims_both_standards(self) -> None:
        with pikepdf.open(io.BytesIO(combined_pdf(contents()).content)) as pdf, pdf.open_metadata() as claims:
            assert claims["pdfuaid:part"] == "1"
            assert (claims["pdfaid:part"], claims["pdfaid:conformance"]) == ("2", "A")
            found = names(pdf)
            assert found.count("/H1") == 5
            assert found.count("/Table") == 3 + 2  # the agenda's parts, a key, a table
            assert found.count("/Link") == 4

    def test_more_rows_than_a_pdf_can_hold_are_refused(self) -> None:
        many = replace(
            MINUTES, documents=(("", long_paper(2_600, 2)), ("Appendix 'A'", long_paper(2_401, 2)))
        )
        with pytest.raises(TooManyRows, match=r"5,000 rows of tables and these papers have 5,001"):
            combined_pdf(replace(contents(), papers=(many,)))

    def test_a_paper_of_one_page_and_a_pack_without_papers(self) -> None:
        alone = replace(contents(), papers=(MINUTES,))
        assert "(Page 2)" in pages_of(combined_pdf(alone).content)[0]
        bare = replace(contents(), papers=())
        assert len(pages_of(combined_pdf(bare).content)) == 1


class TestSingleFiles:
    def test_a_papers_pages_are_those_of_the_combined_file(self) -> None:
        made = combined_pdf(contents())
        place = made.pages[PERFORMANCE.file_name]
        alone = pages_of(paper_pdf(contents(), PERFORMANCE, place.first))
        assert alone == pages_of(made.content)[place.first - 1 : place.last]

    def test_the_agenda_alone_names_the_same_pages(self) -> None:
        made = combined_pdf(contents())
        assert pages_of(agenda_pdf(contents(), made.pages)) == pages_of(made.content)[:1]

    def test_every_file_is_named_by_its_item(self, files: dict[str, BuiltFile]) -> None:
        assert sorted(files) == [
            "Agenda and papers to read offline with Part II (not for publication).html",
            "Agenda and papers to read offline.html",
            "Agenda and papers with Part II (not for publication).pdf",
            "Agenda and papers.pdf",
            "Agenda.docx",
            "Agenda.pdf",
            "Item 3 - Minutes of 9 September 2021.docx",
            "Item 3 - Minutes of 9 September 2021.pdf",
            "Item 4 - Corporate Strategy Monitoring report Quarter 2 2021-22.docx",
            "Item 4 - Corporate Strategy Monitoring report Quarter 2 2021-22.pdf",
            "Item 5 - Waste contract.docx",
            "Item 5 - Waste contract.pdf",
            "Questions that wait.docx",
            "Questions that wait.pdf",
        ]
        assert {file.part for file in files.values() if "Part II" in file.name or "Waste" in file.name} == {2}

    def test_a_word_file_has_the_appendices_in_sections_of_their_own(self) -> None:
        word = docx.Document(io.BytesIO(paper_docx(contents(), PERFORMANCE)))
        assert [section.orientation for section in word.sections] == [
            WD_ORIENT.PORTRAIT,
            WD_ORIENT.LANDSCAPE,
            WD_ORIENT.LANDSCAPE,
        ]
        headings = [(p.style.name, p.text) for p in word.paragraphs if p.style.name.startswith("Heading")]
        assert headings[0] == ("Heading 1", PERFORMANCE.title)
        assert ("Heading 2", "Appendix 'A': Quarter 2 performance") in headings
        assert ("Heading 3", "Drawing") in headings
        assert word.paragraphs[0].text == "Agenda Item 4"
        assert "Figures as at 9:05am on 22 November 2021" in word.sections[2].footer.paragraphs[0].text

    def test_the_word_agenda_names_the_pages(self, files: dict[str, BuiltFile]) -> None:
        word = docx.Document(io.BytesIO(files["Agenda.docx"].content))
        rows = [[cell.text for cell in row.cells] for row in word.tables[0].rows]
        assert rows[0] == ["No.", "Item", "Pages"]
        assert rows[2] == ["2", "Disclosure of interests\nMembers are asked to consider theirs.", ""]
        assert rows[3] == ["3", "Minutes of 9 September 2021", "(Page 2)"]
        exempt = [[cell.text for cell in row.cells] for row in word.tables[1].rows]
        assert exempt[1] == ["5", "Waste contract\nExempt under Paragraph 3 of Schedule 12A.", ""]


class TestPartTwo:
    def test_the_marking_stands_on_every_page(self, files: dict[str, BuiltFile]) -> None:
        marked = pages_of(files["Item 5 - Waste contract.pdf"].content)
        assert len(marked) >= 3
        assert [MARKING in page for page in marked] == [True] * len(marked)
        word = docx.Document(io.BytesIO(files["Item 5 - Waste contract.docx"].content))
        assert [section.header.paragraphs[0].text for section in word.sections] == [MARKING] * 2

    def test_a_marking_that_gives_reasons_at_length_stands_above_the_words(self) -> None:
        reasons = " ".join(
            f"Reason {number} outweighs the public interest in disclosure." for number in range(12)
        )
        paper = replace(EXEMPT, marking=f"{MARKING}\n{reasons}")
        page = PdfReader(io.BytesIO(paper_pdf(contents(), paper, 1))).pages[1]
        heights: dict[str, float] = {}

        def note(text: str, matrix: list[float], *_: object) -> None:
            for word in ("Part II:", "Reason 0", "Reason 10", "Canaryword"):
                if word in text:
                    heights.setdefault(word, matrix[5])

        page.extract_text(visitor_text=note)
        assert list(heights) == ["Part II:", "Reason 0", "Reason 10", "Canaryword"]
        assert sorted(heights.values(), reverse=True) == list(heights.values())
        assert heights["Part II:"] < page.mediabox.height - 14

    def test_a_marking_that_a_document_repeats_is_said_once(self) -> None:
        (_, first), *others = EXEMPT.documents
        paper = replace(EXEMPT, documents=(("", replace(first, marking=MARKING)), *others))
        page = pages_of(paper_pdf(contents(), paper, 1))[1]
        assert page.count(MARKING) == 1
        word = docx.Document(io.BytesIO(paper_docx(contents(), paper)))
        assert word.sections[0].header.paragraphs[0].text == MARKING

    def test_the_whole_pack_marks_those_pages_and_says_what_it_holds(
        self, files: dict[str, BuiltFile]
    ) -> None:
        file = files["Agenda and papers with Part II (not for publication).pdf"]
        place = files["Item 5 - Waste contract.pdf"].pages
        pages = pages_of(file.content)
        assert [n for n, page in enumerate(pages, 1) if MARKING in page] == list(
            range(place.first, place.last + 1)
        )
        assert "This copy holds papers of Part II, which are not for publication." in pages[0]

    @pytest.mark.parametrize("canary", CANARIES)
    def test_nothing_of_it_is_in_a_file_of_part_one(self, files: dict[str, BuiltFile], canary: str) -> None:
        public = [file for file in files.values() if file.part == 1]
        assert len(public) == 10
        assert [file.name for file in public if canary.casefold() in texts_in(file).casefold()] == []
        assert [file.name for file in public if MARKING in texts_in(file)] == []
        # Where it belongs it is found, so the search would have found it elsewhere.
        exempt = [file for file in files.values() if file.part == 2 and file.file_format != "docx"]
        if canary != "Canarydrawing":  # outlines of letters in a PDF
            assert all(canary.casefold() in texts_in(file).casefold() for file in exempt)
        (page,) = [file for file in exempt if file.file_format == "html"]
        assert canary in texts_in(page)

    def test_a_pack_without_exempt_papers_has_no_files_of_part_two(self) -> None:
        public = list(build_files(contents().in_public))
        assert {file.part for file in public} == {1}
        assert len(public) == 10

    def test_an_exempt_paper_without_a_marking_is_refused(self) -> None:
        with pytest.raises(ValueError, match="is in Part II and has no marking"):
            replace(EXEMPT, marking="")


class TestFiles:
    def test_the_same_contents_make_the_same_bytes(self, files: dict[str, BuiltFile]) -> None:
        again = {file.name: file.content for file in build_files(contents())}
        assert again == {name: file.content for name, file in files.items()}

    def test_properties_hold_the_title_and_the_council(self, files: dict[str, BuiltFile]) -> None:
        word = docx.Document(io.BytesIO(files["Item 3 - Minutes of 9 September 2021.docx"].content))
        properties = word.core_properties
        assert (properties.title, properties.author) == (
            "Minutes of 9 September 2021",
            "Lancashire County Council",
        )
        assert (properties.subject, properties.keywords, properties.comments) == ("", "", "")
        assert f"{properties.modified:%Y-%m-%d %H:%M}" == "2021-11-17 12:00"
        with zipfile.ZipFile(io.BytesIO(files["Agenda.docx"].content)) as archive:
            kept = [name for name in archive.namelist() if name.startswith(("docProps", "customXml"))]
        assert kept == ["docProps/core.xml"]
        about = PdfReader(io.BytesIO(files["Item 3 - Minutes of 9 September 2021.pdf"].content)).metadata
        assert dict(about) == {
            "/Title": "Minutes of 9 September 2021",
            "/Author": "Lancashire County Council",
            "/Creator": about["/Creator"],
            "/CreationDate": "D:20211117120000Z",
            "/ModDate": "D:20211117120000Z",
        }
        assert about["/Creator"].startswith("Typst")

    @pytest.mark.parametrize(
        ("title", "name"),
        [
            ('Item 5 - Risk/Opportunity: "Q3" 2021/22', "Item 5 - Risk Opportunity Q3 2021-22"),
            ("../../etc/passwd", "etc passwd"),
            ("con", "Paper con"),
            ("...", "Paper"),
            ("a" * 300, "a" * 120),
        ],
    )
    def test_names_are_safe_for_every_system(self, title: str, name: str) -> None:
        assert safe_name(title) == name

    def test_contents_that_contradict_themselves_are_refused(self) -> None:
        with pytest.raises(ValueError, match="one file name"):
            contents(papers=(MINUTES, MINUTES))
        with pytest.raises(ValueError, match=r"no line for the paper '9\. Other'"):
            contents(papers=(PackPaper("9", "Other", 1, (("", report("Other")),)),))
        twice = AgendaPart("Part I", (AgendaLine("1", "One"), AgendaLine("1", "Two")))
        with pytest.raises(ValueError, match="Two lines of an agenda have one number"):
            contents(agenda=(twice,), papers=())
        with pytest.raises(ValueError, match="has no document"):
            PackPaper("1", "Empty", 1, ())

    def test_what_people_type_is_text_in_every_file(self) -> None:
        payload = '#panic(1) <script>alert(1)</script> {{ x }} & "quoted"'
        paper = PackPaper("1", payload, 1, (("", report(payload)),))
        agenda = (AgendaPart(payload, (AgendaLine("1", payload, (payload,)),)),)
        made = {
            file.file_format + file.kind: file
            for file in build_files(contents(agenda=agenda, papers=(paper,)))
        }
        assert "<script>alert(1)</script>" in pages_of(made["pdfcombined"].content)[0]
        soup = BeautifulSoup(made["htmloffline"].content, "html.parser")
        assert soup.find("script") is None
        assert soup.article.h2.get_text() == payload
        word = docx.Document(io.BytesIO(made["docxitem"].content))
        assert word.paragraphs[1].text == payload


class TestOfflinePage:
    @pytest.fixture
    def soup(self) -> BeautifulSoup:
        everything = contents()
        return BeautifulSoup(offline_html(everything, combined_pdf(everything).pages), "html.parser")

    def test_it_fetches_nothing_and_runs_nothing(self, soup: BeautifulSoup) -> None:
        assert soup.find_all(["script", "img", "link", "iframe", "object", "embed", "base", "form"]) == []
        addresses = [
            value
            for tag in soup.find_all(True)
            for name, value in tag.attrs.items()
            if name in ("src", "href", "srcset", "action", "xlink:href", "data", "poster", "style")
        ]
        assert [
            value for value in addresses if re.search(r"//|url\(|^(https?|data|javascript):", value)
        ] == []
        assert not re.search(r"url\(|@import|@font-face", soup.style.string)
        policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
        assert policy == "default-src 'none'; style-src 'unsafe-inline'"

    def test_every_link_leads_to_a_place_on_the_page(self, soup: BeautifulSoup) -> None:
        places = [tag["id"] for tag in soup.find_all(id=True)]
        assert len(places) == len(set(places))
        links = [link["href"] for link in soup.find_all("a")]
        assert {href[1:] for href in links} <= set(places)
        contents_list = [link.get_text() for link in soup.nav.find_all("a")]
        assert contents_list == [
            "Agenda",
            "3. Minutes of 9 September 2021",
            "4. Corporate Strategy Monitoring report: Quarter 2 2021/22",
            "Appendix 'A': Quarter 2 performance",
            "Appendix 'B': Complaints in a graph",
            "Questions that wait",
            "Annex: Questions of members",
            "5. Waste contract",
            "Appendix 'A': Canaryappendix",
        ]

    def test_headings_and_landmarks_are_in_order(self, soup: BeautifulSoup) -> None:
        levels = [int(tag.name[1]) for tag in soup.find_all(re.compile("^h[1-6]$"))]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        assert [len(soup.find_all(name)) for name in ("header", "nav", "main", "article")] == [1, 1, 1, 4]
        named = [tag["aria-label"] for tag in soup.find_all(attrs={"role": "region"})]
        assert len(named) == len(set(named))

    def test_tables_have_headers_and_ratings_their_words(self, soup: BeautifulSoup) -> None:
        for table in soup.find_all("table"):
            assert {th["scope"] for th in table.thead.find_all("th")} == {"col"}
        cell = next(td for td in soup.find_all("td") if "▲ A Slightly" in td.get_text())
        assert cell["style"] == "background: #ffdd00; color: #0b0c0c"

    def test_drawings_stand_in_the_page_with_their_words(self, soup: BeautifulSoup) -> None:
        figure = soup.find("figure")
        assert figure.figcaption.get_text() == "Graph 1"
        assert (figure.svg["role"], figure.svg["aria-label"]) == ("img", "Adults: 420")
        assert figure.svg.find("text").get_text() == "Adult social care"

    def test_exempt_papers_keep_their_marking_in_sight(self, soup: BeautifulSoup) -> None:
        assert [tag["id"] for tag in soup.select("article.exempt")] == ["paper-3"]
        assert soup.select_one("article.exempt .banner").get_text() == MARKING
        assert soup.header.p.get_text() == "This copy holds papers of Part II, which are not for publication."

    @pytest.mark.parametrize(
        "inside",
        [
            "<script>alert(1)</script>",
            '<image href="https://example.org/x.png"/>',
            '<rect onclick="alert(1)"/>',
            '<rect fill="url(https://example.org/#x)"/>',
            '<rect style="fill: red"/>',
            "<foreignObject/>",
        ],
    )
    def test_a_drawing_of_more_than_shapes_is_refused(self, inside: str) -> None:
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1">{inside}</svg>'
        with pytest.raises(NotADrawing, match="A drawing may not"):
            drawing(svg, "Words")


def test_pages_are_said_in_words() -> None:
    assert (Pages(13, 38).words, Pages(2, 2).words) == ("Pages 13 - 38", "Page 2")
