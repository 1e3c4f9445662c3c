"""`export_table` of the risk registers: every line that the two papers print is in every format, and whose it is.

The papers' lines are the tests' own copy (`tests/risk_papers.py`).
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

import openpyxl
import pytest
from django.core.management import CommandError
from django.utils import timezone

from committee import tables_for_export
from committee.exports import FORMATS, write
from council.periods import parse_quarter
from council.sections import Document, tables_of
from risks.models import Register
from tests import risk_papers
from tests.unit.committee.exports.lines import LINES_OF, squeezed, text_lines
from tests.unit.committee.exports.papers import read_pdf
from tests.unit.committee.printed import export

pytestmark = pytest.mark.django_db

PAPERS = {quarter: risk_papers.register(quarter) for quarter in ("2021-22-Q3", "2018-19-Q4")}
LAYOUTS = ("cards", "table")
OPEN = "2021-22-Q4"


def made(quarter: str, table: str = "risk-register", **options: str) -> Document:
    return tables_for_export.build(
        table,
        parse_quarter(quarter),
        view=tables_for_export.view_for(table, None),
        now=timezone.now(),
        options=tables_for_export.Options(**options),
    )


def written(document: Document, file_format: str) -> bytes:
    stream = io.BytesIO()
    write(document, file_format, stream)
    return stream.getvalue()


@pytest.fixture(scope="module")
def documents(django_db_setup, django_db_blocker) -> dict[tuple[str, str], Document]:
    with django_db_blocker.unblock():
        return {(quarter, layout): made(quarter, layout=layout) for quarter in PAPERS for layout in LAYOUTS}


def words_of(quarter: str) -> list[tuple[str, str]]:
    """Every text of every entry of a paper, with the entry's reference."""
    return [
        (entry.ref, squeezed(word))
        for entry in PAPERS[quarter].values()
        for word in [*entry.words(), *entry.summary]
    ]


class TestNothingLost:
    @pytest.mark.parametrize("file_format", LINES_OF)
    @pytest.mark.parametrize("layout", LAYOUTS)
    @pytest.mark.parametrize("quarter", PAPERS)
    def test_every_line_is_a_line_of_the_file(
        self, documents: dict, quarter: str, layout: str, file_format: str
    ) -> None:
        said = text_lines(written(documents[quarter, layout], file_format), file_format)
        missing = [(ref, word) for ref, word in words_of(quarter) if not {word, f"Owner: {word}"} & said]
        assert missing == []

    @pytest.mark.parametrize("layout", LAYOUTS)
    @pytest.mark.parametrize("quarter", PAPERS)
    def test_every_line_is_in_the_pdf(self, documents: dict, quarter: str, layout: str) -> None:
        """A line may be hyphenated, and cut once where a page ends."""
        said = bare(read_pdf(written(documents[quarter, layout], "pdf")))
        missing = [(ref, word) for ref, word in words_of(quarter) if not stands_in(bare(word), said)]
        assert missing == []

    def test_the_comparisons_above_can_fail(self, documents: dict) -> None:
        assert stands_in("abcdefghij", "..abcde..fghij..") and not stands_in("abcdefghij", "..abcd..fghij..")
        assert not stands_in("abcdefghij", "..abcdefg..gij..")
        said = text_lines(written(documents["2021-22-Q3", "cards"], "docx"), "docx")
        assert "Recruitment to core team underway." in said
        assert "Recruitment to core team" not in said

    @pytest.mark.parametrize("quarter", PAPERS)
    def test_rows_of_the_csv_say_whose_line_it_is(self, documents: dict, quarter: str) -> None:
        """Controls and actions, both ways: nothing lost, nothing added, nothing under another entry, heading or owner."""
        rows = rows_of(documents[quarter, "cards"])
        for table, column, names in (
            ("Controls", "Control", ("controls",)),
            ("Actions", "Action", ("mitigating", "to_realise")),
            ("Progress", "Progress", ("progress",)),
            ("Consequences and benefits", "Consequences and benefits", ("consequences",)),
        ):
            ours = Counter(
                (
                    key(row["ID"]),
                    *(said(row[name]) for name in ("Heading", "Sub-heading", "Owner")),
                    first_line(row[column]),
                )
                for row in rows
                if row["Table"] == table
            )
            printed = Counter(
                (
                    key(entry.ref),
                    *map(squeezed, (line.heading, line.sub_heading, line.owner)),
                    squeezed(line.text),
                )
                for entry in PAPERS[quarter].values()
                for name in names
                for line in entry.lines[name]
            )
            assert ours == printed

    @pytest.mark.parametrize("quarter", PAPERS)
    def test_one_row_an_entry_with_its_scores(self, documents: dict, quarter: str) -> None:
        entries = [row for row in rows_of(documents[quarter, "cards"]) if row["Table"] == "Entries"]
        assert {
            (key(row["ID"]), row["Title"], row["Current score"], row["Target score"]) for row in entries
        } == {
            (key(entry.ref), entry.title, str(entry.current.score), str(entry.target.score))
            for entry in PAPERS[quarter].values()
        }
        assert len(entries) == len(PAPERS[quarter])


def bare(text: str) -> str:
    """Text without white space and hyphens, which line breaks bring and take."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", text)


def stands_in(text: str, whole: str) -> bool:
    """Whether a text stands in another, in one piece or in two."""
    if text in whole:
        return True
    return any(text[:cut] in whole and text[cut:] in whole for cut in range(5, len(text) - 4))


def rows_of(document: Document) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written(document, "csv").decode(), newline="")))


def key(ref: str) -> str:
    return ref.replace(" ", "").casefold()


def said(cell: str) -> str:
    return "" if cell in {"", "Not applicable", "Not available"} else squeezed(cell)


def first_line(cell: str) -> str:
    return squeezed(cell.split("\n")[0])


class TestRegister:
    def test_cards_put_controls_beside_actions_with_their_owners(self, documents: dict) -> None:
        tables = {table.caption: table for _, table in tables_of(documents["2021-22-Q3", "cards"])}
        table = tables["Corp 1: current controls and mitigating actions"]
        assert [column.heading for column in table.columns] == [
            "Current controls",
            "Control owner",
            "Mitigating actions",
            "Mitigation owner",
        ]
        themes = [[cell.lines[0].text for cell in row.cells if cell.lines] for row in table.rows]
        assert [theme.casefold() for theme, _ in themes] == [theme.casefold() for _, theme in themes]
        assert [row.cells[1].text for row in table.rows][:2] == ["Director of OD & Change"] * 2
        assert table.banner.split(" | ") == [
            "Risk ID: Corp 1",
            "Reshaping the County Council: Our Improvement Journey",
            "Current risk score: 16",
            "Target risk score: 9",
        ]

    def test_every_card_begins_a_page(self, documents: dict) -> None:
        sections = documents["2021-22-Q3", "cards"].sections
        cards = [section for section in sections if ": " in section.title]
        assert len(cards) == 9
        assert all(section.new_page for section in cards)
        assert [section.title for section in sections if section not in cards] == [
            "Movements",
            "Entries",
            "Key to scores",
        ]

    def test_words_and_numbers_of_a_position(self, documents: dict) -> None:
        tables = {table.caption: table for _, table in tables_of(documents["2021-22-Q3", "cards"])}
        table = tables["CO1: owner, scores and target"]
        cells = dict(zip((column.key for column in table.columns), table.rows[0].cells, strict=True))
        assert cells["current_likelihood"].text == "Certain (5)"
        assert cells["target_impact"].text == "Major (4)"
        assert cells["target_score"].reads == "◆ V 20 Very high"
        assert cells["target_score"].status.colour == "#12436d", "a large opportunity is not red"
        assert cells["confidence"].reads == "Not given"
        assert cells["direction"].text == "+ve Improving"

    def test_what_the_paper_printed_otherwise_is_noted(self, documents: dict) -> None:
        notes = [
            note.text for _, table in tables_of(documents["2021-22-Q3", "cards"]) for note in table.notes
        ]
        assert notes == [
            "Corp 1: the published register printed “Major (4)”.",
            "Corp 4: the published summary profile printed 20.",
            "Corp 4: the published summary profile printed 6.",
        ]

    def test_the_table_of_2018_has_its_columns(self, documents: dict) -> None:
        risks, opportunities = [
            table
            for _, table in tables_of(documents["2018-19-Q4", "table"])
            if "Identification" in table.caption
        ]
        assert [column.heading for column in risks.columns][5:] == [
            "Risk score",
            "Mitigating actions",
            "Residual risk score",
            "Risk owner",
            "Direction of travel",
        ]
        assert [column.heading for column in opportunities.columns][3:7] == [
            "Possible benefits",
            "Progress to date",
            "Opportunity score",
            "Maximising actions",
        ]
        assert [row.cells[7].reads for row in risks.rows][:2] == [
            "■ H 16 High (Major/Likely)",
            "■ H 12 High (Major/Possible)",
        ]
        assert opportunities.rows[1].cells[7].reads == "■ H 15 High (Outstanding/Possible)"

    def test_the_movements_are_told_as_in_the_cover_report(self, documents: dict) -> None:
        first = documents["2018-19-Q4", "table"].sections[0]
        assert first.title == "Movements"
        assert first.blocks[0] == (
            "For this quarter there are no new entries to the register and two deletions. The deletions are:"
        )
        assert [item.split(",")[0] for item in first.blocks[1].items] == ["CR10", "CR12"]

    def test_the_key_has_both_words_of_the_highest_impact(self, documents: dict) -> None:
        key_to_scores = documents["2021-22-Q3", "cards"].sections[-1]
        risks, opportunities = key_to_scores.tables[:2]
        assert risks.rows[0].cells[0].text == "Catastrophic (5)"
        assert opportunities.rows[0].cells[0].text == "Outstanding (5)"
        assert [row.cells[-1].reads for row in risks.rows] == [
            "◆ V 25 Very high",
            "◆ V 20 Very high",
            "■ H 15 High",
            "▲ M 10 Medium",
            "▲ M 5 Medium",
        ]

    def test_an_open_quarter_is_marked_as_a_draft_and_says_what_is_not_reviewed(self) -> None:
        document = made(OPEN)
        assert document.marking == "Draft: the review of Quarter 4 (Jan-March) 2021/22 is open"
        cards = [section for section in document.sections if section.title.startswith("Corp 1")]
        assert cards[0].blocks[0] == (
            "Not reviewed in Quarter 4 (Jan-March) 2021/22: as assessed in Quarter 3 (Oct-Dec) 2021/22."
        )
        assert made("2021-22-Q3").marking == ""

    def test_several_registers_have_a_heading_each(self) -> None:
        Register.objects.filter(slug="corporate").update(valid_from=None)
        document = made("2018-19-Q4")
        assert [section.title for section in document.sections if section.level == 1] == [
            "Corporate Risk and Opportunity Register",
            "Corporate Risk and Opportunity Register, 2018 to 2020",
            "Key to scores",
        ]
        assert document.title == "Risk and opportunity registers"

    def test_a_register_without_entries_says_so(self) -> None:
        document = made("2021-22-Q3", register="education-childrens-services")
        assert document.sections[1].blocks == ("No entry is on the register in this quarter.",)
        for file_format in FORMATS:
            assert written(document, file_format)

    def test_an_entry_that_nobody_assessed_yet(self) -> None:
        document = made("2018-19-Q2", layout="cards")
        [card] = [section for section in document.sections if section.title.startswith("CR9")]
        assert card.blocks[0] == "Not assessed up to Quarter 2 (July-Sep) 2018/19."
        assert "Current risk score: not given" in card.tables[0].banner
        for file_format in FORMATS:
            assert written(document, file_format)


class TestProfile:
    def test_it_is_that_of_the_paper(self) -> None:
        risks, opportunities = made("2021-22-Q3", "risk-profile").sections[0].tables
        printed = PAPERS["2021-22-Q3"]
        rows = [*risks.rows, *opportunities.rows]
        assert [row.cells[0].text.replace(" ", "") for row in rows] == list(printed)
        for row, entry in zip(rows, printed.values(), strict=True):
            cells = [cell.reads for cell in row.cells]
            assert cells[1] == entry.title
            assert re.findall(r"\d+", cells[2] + cells[3]) == [
                str(entry.current.score),
                str(entry.target.score),
            ]
            assert cells[4] == (entry.target_date_text or "Not available")
            assert cells[5:9] == ["Not given", "Not given", "Not given", "To come"]
            assert cells[9] == f"{entry.profile[2]} Improving"

    def test_scores_that_the_profile_printed_otherwise_are_noted(self) -> None:
        risks, _ = made("2021-22-Q3", "risk-profile").sections[0].tables
        assert [note.text for note in risks.notes] == [
            "Corp 4: the published summary profile printed 20.",
            "Corp 4: the published summary profile printed 6.",
        ]
        assert [len(cell.notes) for cell in risks.rows[3].cells[:5]] == [0, 0, 1, 1, 0]

    @pytest.mark.parametrize("file_format", FORMATS)
    def test_every_format_has_every_entry(self, file_format: str) -> None:
        content = written(made("2021-22-Q3", "risk-profile"), file_format)
        said_there = read_pdf(content) if file_format == "pdf" else " ".join(text_lines(content, file_format))
        for entry in PAPERS["2021-22-Q3"].values():
            assert squeezed(entry.title) in said_there

    def test_a_spreadsheet_has_true_numbers(self) -> None:
        content = written(made("2021-22-Q3", "risk-profile"), "xlsx")
        sheet = openpyxl.load_workbook(io.BytesIO(content))["Table 1"]
        [header] = [row for row in sheet.iter_rows(values_only=True) if row[0] == "ID"]
        place = header.index("Current score")
        rows = [row for row in sheet.iter_rows(values_only=True) if row[1] in {"Risk", "Opportunity"}]
        assert [row[place] for row in rows] == [16, 12, 12, 6, 16, 20, 16, 15, 6]


class TestCommand:
    @pytest.mark.parametrize("file_format", FORMATS)
    @pytest.mark.parametrize("table", ["risk-register", "risk-profile"])
    def test_it_writes_every_format(self, tmp_path, table: str, file_format: str) -> None:
        path = export(tmp_path / f"file.{file_format}", table, "2021-22-Q3", file_format)
        assert path.stat().st_size > 1_000

    @pytest.mark.parametrize(
        ("table", "quarter", "words"),
        [
            ("risk-register", "2031-32-Q1", "There is no risk quarter 2031-32-Q1. There are: 2018-19-Q1, "),
            ("risk-profile", "2021-22-Q2", "There is no risk quarter 2021-22-Q2. There are: "),
            ("risk-register", "never", "is not a period"),
        ],
    )
    def test_what_cannot_be_written_is_said(self, tmp_path, table: str, quarter: str, words: str) -> None:
        with pytest.raises(CommandError, match=re.escape(words)):
            export(tmp_path / "file.csv", table, quarter)
        assert list(tmp_path.iterdir()) == []

    def test_an_unknown_register_is_told_with_those_there_are(self) -> None:
        with pytest.raises(
            tables_for_export.NothingToExport,
            match=r"There is no register corporate-2018 in Quarter 3 \(Oct-Dec\) 2021/22. There are: corporate, ",
        ):
            made("2021-22-Q3", register="corporate-2018")

    def test_an_unknown_layout(self) -> None:
        with pytest.raises(
            tables_for_export.NothingToExport, match=r"no layout poster. There are: cards, table"
        ):
            made("2021-22-Q3", layout="poster")


class TestDownload:
    @pytest.mark.parametrize("file_format", FORMATS)
    def test_a_member_gets_the_newest_closed_quarter(self, client_of, file_format: str) -> None:
        response = client_of("member").get(f"/download/risk-register.{file_format}")
        assert response.status_code == 200
        name = f"risk-register-2021-22-Q3.{file_format}"
        assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'

    def test_a_register_brings_its_own_newest_quarter(self, client_of) -> None:
        response = client_of("member").get("/download/risk-register.csv?register=corporate-2018&layout=table")
        assert (
            'filename="risk-register-corporate-2018-table-2018-19-Q4.csv"'
            in response.headers["Content-Disposition"]
        )
        assert "CR14" in response.content.decode()

    @pytest.mark.parametrize(
        "query",
        [
            f"quarter={OPEN}",
            "register=adult-services",
            "register=no-such-register",
            "layout=poster",
            "quarter=2021-22-Q2",
        ],
    )
    @pytest.mark.parametrize("table", ["risk-register", "risk-profile"])
    def test_a_member_gets_no_draft_and_no_other_register(self, client_of, table: str, query: str) -> None:
        if (table, query) == ("risk-profile", "layout=poster"):
            query = "register=growth-environment-transport"
        assert client_of("member").get(f"/download/{table}.csv?{query}").status_code == 404

    def test_who_sees_some_drafts_only_gets_none_of_the_corporate_register(self, client_of) -> None:
        address = f"/download/risk-register.csv?quarter={OPEN}"
        assert client_of("officer").get(address).status_code == 404
        response = client_of("risk").get(address)
        assert response.status_code == 200
        assert "Not reviewed in Quarter 4" in response.content.decode()
