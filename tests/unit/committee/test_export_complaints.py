"""The annual report of complaints as files: nothing lost, nothing told to whom it is not for; and the log as a file."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import docx
import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError
from django.utils import timezone
from docx.oxml.ns import qn

from committee import tables_for_export
from committee.exports import FORMATS, write
from complaints.exports import SYNTHETIC, paragraphs
from complaints.models import AnnualReport, CaseAccess, Learning, Standing
from complaints.report_graphs import graphs
from complaints.report_outline import SECTIONS
from complaints.selectors.figures import figures
from complaints.visibility import visible_to
from council.authorization import Role
from council.sections import Bullets, Document, Picture
from tests.complaint_factories import log_complaint
from tests.risk_factories import make_person
from tests.unit.committee.exports.lines import LINES_OF, squeezed, text_lines
from tests.unit.committee.exports.papers import read_pdf
from tests.unit.committee.printed import export

pytestmark = pytest.mark.django_db

YEAR = 2020


def made(user=None, year: int = YEAR) -> Document:
    view = visible_to(user)
    return tables_for_export.complaints(view.report_of(year), view=view, now=timezone.now())


def written(document: Document, file_format: str) -> bytes:
    stream = io.BytesIO()
    write(document, file_format, stream)
    return stream.getvalue()


@pytest.fixture(scope="module")
def report(django_db_setup, django_db_blocker) -> Document:
    with django_db_blocker.unblock():
        return made()


@pytest.fixture(scope="module")
def drawn(django_db_setup, django_db_blocker) -> list[tuple[str, str]]:
    """Names and words of the graphs, from the figures that the pages have."""
    with django_db_blocker.unblock():
        numbers = figures(YEAR, view=visible_to(None))
        return [(graph.name, graph.sentence(numbers)) for graph in graphs(numbers)]


class TestTheReport:
    def test_it_has_every_section_in_the_order_of_the_outline(self, report: Document) -> None:
        titles = [section.title for section in report.sections]
        assert [title for title in titles if title in {f"{s.number} {s.title}" for s in SECTIONS}] == [
            f"{section.number} {section.title}" for section in SECTIONS
        ]

    def test_each_of_the_fifteen_graphs_has_words_and_its_table(self, report: Document, drawn: list) -> None:
        pictures = [
            (block.caption, block.alternative)
            for section in report.sections
            for block in section.blocks
            if isinstance(block, Picture)
        ]
        assert len(pictures) == 15
        assert pictures == drawn
        tables = {table.caption for section in report.sections for table in section.tables}
        assert {f"{name}, as a table" for name, _ in drawn} <= tables

    def test_word_and_html_have_them_with_their_words(self, report: Document, drawn: list) -> None:
        word = docx.Document(io.BytesIO(written(report, "docx")))
        described = [each.get("descr") for each in word.element.body.iter(qn("wp:docPr"))]
        page = BeautifulSoup(written(report, "html"), "html.parser")
        assert described == [image["alt"] for image in page.find_all("img")] == [words for _, words in drawn]

    @pytest.mark.parametrize("file_format", LINES_OF)
    def test_every_learning_point_is_a_line_of_the_file(self, report: Document, file_format: str) -> None:
        said = text_lines(written(report, file_format), file_format)
        points = Learning.objects.current().filter(year=YEAR, void=False)
        wanted = {squeezed(line) for point in points for line in (point.text, *point.points)}
        assert len(wanted) > 50
        assert wanted - said == set()

    def test_the_pdf_has_every_section_and_says_on_every_page_that_it_is_synthetic(
        self, report: Document
    ) -> None:
        text = read_pdf(written(report, "pdf"))
        assert all(section.title in text for section in SECTIONS)
        assert SYNTHETIC in text

    def test_the_csv_has_every_figure_with_its_counts_and_its_rule(self, tmp_path: Path) -> None:
        path = export(tmp_path / "c.csv", "complaints", "2020-21-Q4")
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
        found = {(row["Figure"], row["Year"]): row for row in rows if row["Figure"]}
        assert found["adult.complaints.received", "2020/21"]["Value"] == "420"
        assert found["adult.complaints.received", "2019/20"]["Value"] == "536"
        share = found["adult.investigations.upheld_or_partly.share", "2020/21"]
        assert (share["Value"], share["Count"], share["Of"]) == ("57%", "139", "243")
        assert "received" in share["How it is counted"]

    def test_what_was_published_otherwise_is_named(self, report: Document) -> None:
        table = next(
            table
            for section in report.sections
            for table in section.tables
            if section.title == "Published figures that differ"
        )
        printed = [(row.cells[2].text, row.cells[3].text) for row in table.rows]
        assert ("205 complaints", "226") in printed
        assert all(row.cells[4].text for row in table.rows)

    @pytest.mark.parametrize("quarter", ["2020-21-Q1", "2020-21-Q4"])
    @pytest.mark.parametrize("file_format", sorted(FORMATS))
    def test_any_quarter_of_the_year_stands_for_it(
        self, tmp_path: Path, quarter: str, file_format: str
    ) -> None:
        assert export(tmp_path / f"c.{file_format}", "complaints", quarter, file_format).stat().st_size > 5000

    def test_a_year_without_a_report_says_which_there_are(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match=r"no annual report of complaints for 1999/00.*2020/21"):
            export(tmp_path / "c.csv", "complaints", "1999-00-Q1")
        assert list(tmp_path.iterdir()) == []


class TestForWhom:
    def test_the_report_of_an_open_year_is_a_draft_for_those_who_work_on_it(self, person) -> None:
        assert "Draft" in made(person("complaints"), 2021).marking
        assert visible_to(person("member")).report_of(2021) is None

    @pytest.mark.parametrize("username", ["member", "auditor", "officer"])
    def test_small_counts_are_kept_back_from_everybody_else(self, client_of, username: str) -> None:
        response = client_of(username).get("/download/complaints/2020-21.csv")
        rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
        values = [
            row["Value"] for row in rows if row["Figure"] and row["Unit"] not in ("%", "% change", "GBP")
        ]
        assert "Not shown" in values
        assert not {"1", "2", "3", "4"} & set(values)

    def test_the_complaints_manager_has_them(self, client_of) -> None:
        response = client_of("complaints").get("/download/complaints/2020-21.csv")
        assert "Not shown" not in response.content.decode("utf-8-sig")

    @pytest.mark.parametrize("path", ["2021-22.csv", "2020-21.exe", "2020-21-Q1.csv", "1999-00.csv", "x.csv"])
    def test_what_there_is_not_is_not_found(self, client_of, path: str) -> None:
        assert client_of("member").get(f"/download/complaints/{path}").status_code == 404

    def test_the_files_name_says_whose_year_it_is(self, client_of) -> None:
        response = client_of("member").get("/download/complaints/2020-21.xlsx")
        assert (
            response["Content-Disposition"] == 'attachment; filename="complaints-annual-report-2020-21.xlsx"'
        )

    def test_a_reopened_report_is_hidden_again(self, client_of) -> None:
        AnnualReport.objects.filter(year=YEAR).update(closed_at=None)
        assert client_of("member").get("/download/complaints/2020-21.csv").status_code == 404


class TestTheLog:
    def rows(self, response) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))

    def test_it_has_every_case_that_the_filters_leave_and_says_what_is_synthetic(self, client_of) -> None:
        case = log_complaint(texts={"words": "Canary-28", "name": "A Canary"})
        response = client_of("complaints").get(
            "/download/complaint-cases.csv?since=2021-06-07&until=2021-06-07"
        )
        rows = self.rows(response)
        expected = Standing.objects.current().filter(received_on="2021-06-07").count()
        assert len(rows) == expected
        mine = next(row for row in rows if row["Reference"] == case.reference)
        assert (mine["Synthetic"], mine["Received"], mine["Stage"] != "") == ("No", "7 June 2021", True)
        assert b"Canary" not in response.content

    def test_that_it_was_taken_is_on_record(self, client_of, person) -> None:
        case = log_complaint()
        client_of("complaints").get(f"/download/complaint-cases.xlsx?search={case.reference}")
        access = CaseAccess.objects.get(feedback=case)
        assert (access.by, access.what) == (person("complaints"), "exported")

    @pytest.mark.parametrize(
        "username", ["member", "auditor", "officer", "performance", "risk", "clerk", "admin"]
    )
    def test_nobody_else_takes_it(self, client_of, username: str) -> None:
        before = CaseAccess.objects.count()
        assert client_of(username).get("/download/complaint-cases.csv").status_code == 403
        assert CaseAccess.objects.count() == before

    def test_nor_does_somebody_of_one_service(self, client_of) -> None:
        make_person("narrow", Role.COMPLAINTS, service="highways")
        assert client_of("narrow").get("/download/complaint-cases.csv").status_code == 403

    @pytest.mark.parametrize("file_format", ["pdf", "docx", "html", "exe"])
    def test_it_is_for_sorting_not_for_reading(self, client_of, file_format: str) -> None:
        assert client_of("complaints").get(f"/download/complaint-cases.{file_format}").status_code == 404


def test_a_text_becomes_paragraphs_and_lists() -> None:
    text = "First.\nSecond line.\n\n• One\n- Two\nAfter the list.\n\n\n• Three"
    assert list(paragraphs(text)) == [
        "First.",
        "Second line.",
        Bullets(("One", "Two")),
        "After the list.",
        Bullets(("Three",)),
    ]
    assert list(paragraphs("")) == []
