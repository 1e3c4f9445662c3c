"""The pages of a paper's author: who sees what, editing, conflicts, what changed, and the files of a draft."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from committee.actions import papers as actions
from committee.models import Pack, Paper, PaperWords, Publication, SeenFigures
from committee.paper_forms import VERSION
from council.periods import Slot
from council.sections import clean_text
from kpis.actions import ratings
from kpis.models import Figure, Indicator
from kpis.selectors.inputs import EVERYTHING
from tests.committee_factories import EXEMPT, clerk, make_item, make_paper
from tests.factories import make_figure, make_indicator
from tests.unit.committee.meeting_pages import queries_of

pytestmark = pytest.mark.django_db

#: A whole paper reads each kind of row once, and there are more kinds than on a page of one of them.
MOST_QUERIES = 20
CANARY = "Zanzibar"


def address(paper: Paper, rest: str = "") -> str:
    return f"/committee/{paper.item.meeting.slug}/items/{paper.item.position}/{rest}"


def text(response) -> str:
    return response.content.decode()


def current(paper: Paper, section: str) -> PaperWords | None:
    return PaperWords.objects.current().filter(paper=paper, section=section).first()


def sent(
    client: Client, paper: Paper, words: dict[str, str], versions: dict[str, int] | None = None, **more: str
):
    """Send the form of the parts in `words`; one part alone is edited on a page of its own."""
    seen = versions or {}
    data = words | {f"{VERSION}{key}": str(seen.get(key, 0)) for key in words} | more
    [part] = words
    return client.post(address(paper, f"edit/?part={part}"), data)


@pytest.fixture
def author(client_of) -> Client:
    return client_of("performance")


class TestPaper:
    def test_it_shows_the_report_and_its_appendices_with_their_contents(self, author: Client) -> None:
        paper = make_paper(
            Paper.Kind.PERFORMANCE, words={"detail": "How it went.", "appendix_1": "Awards\n\nGold."}
        )
        page = text(author.get(address(paper)))
        assert "How it went." in page
        for anchor, name in (
            ("document-0", "The report"),
            ("document-1", "Appendix &#x27;A&#x27;: Corporate performance: key performance indicators"),
            ("document-2", "Appendix &#x27;B&#x27;: Awards"),
        ):
            assert f'<a class="govuk-link" href="#{anchor}">{name}</a>' in page
            assert f'<article class="app-paper" id="{anchor}"' in page
        assert "Safety carriageway defects repaired within 4 hours (emergency)" in page
        assert 'class="app-rag app-rag--red"' in page

    def test_every_link_within_the_page_leads_somewhere(self, author: Client) -> None:
        page = text(author.get(address(make_paper(Paper.Kind.RISKS))))
        targets = set(re.findall(r'href="#([^"]+)"', page))
        assert len(targets) > 10
        assert targets <= set(re.findall(r'id="([^"]+)"', page))

    def test_no_id_is_given_twice(self, author: Client) -> None:
        ids = re.findall(r'\bid="([^"]+)"', text(author.get(address(make_paper(Paper.Kind.PERFORMANCE)))))
        assert len(ids) == len(set(ids))

    def test_the_drawings_of_complaints_have_words(self, client_of) -> None:
        page = text(client_of("complaints").get(address(make_paper(Paper.Kind.COMPLAINTS))))
        assert page.count("<figure") == page.count("<svg") > 0
        assert page.count('role="img"') == page.count("<svg")

    def test_an_open_quarter_is_said_to_be_open(self, author: Client) -> None:
        page = text(author.get(address(make_paper(Paper.Kind.PERFORMANCE, quarter="2021-22-Q3"))))
        assert "is open: its figures are not agreed yet" in page
        assert "Draft: Quarter 3 (Oct-Dec) 2021/22 is open" in page

    def test_it_offers_each_part_to_edit(self, author: Client) -> None:
        paper = make_paper(words={"detail": "Words."})
        page = text(author.get(address(paper)))
        assert f'href="{address(paper, "edit/")}?part=recommendation"' in page

    def test_who_only_reads_drafts_is_offered_no_change(self, client_of) -> None:
        paper = make_paper(words={"detail": "Words."})
        page = text(client_of("auditor").get(address(paper)))
        assert "Words." in page
        assert "Edit all words" not in page
        assert "Mark as ready" not in page

    @pytest.mark.parametrize("role", ["member", "officer", "approver", "admin"])
    @pytest.mark.parametrize("rest", ["", "edit/", "setup/", "draft.pdf", "draft.docx"])
    def test_drafts_are_nobody_elses(self, client_of, role: str, rest: str) -> None:
        response = client_of(role).get(address(make_paper(words={"detail": CANARY}), rest))
        assert response.status_code == 403
        assert CANARY not in text(response)

    def test_an_exempt_paper_is_marked_at_the_head_of_each_document(self, author: Client) -> None:
        paper = make_paper(item=make_item(**EXEMPT), words={"detail": CANARY, "appendix_1": "Costs\n\nMore."})
        page = text(author.get(address(paper)))
        assert page.count("NOT FOR PUBLICATION: By virtue of paragraph(s) 3") == 2
        assert "Part II: exempt" in page

    def test_words_are_shown_as_words(self, author: Client) -> None:
        page = text(author.get(address(make_paper(words={"detail": "<script>alert(1)</script>"}))))
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "<script>alert" not in page

    @pytest.mark.parametrize("rest", ["", "edit/", "setup/", "draft.pdf"])
    def test_what_is_not_there_is_not_found(self, author: Client, rest: str) -> None:
        paper = make_paper(words={"detail": "Words."})
        assert author.get(f"/committee/{paper.item.meeting.slug}/items/9/{rest}").status_code == 404
        assert author.get(f"/committee/no-such-meeting/items/1/{rest}").status_code == 404

    @pytest.mark.parametrize("kind", [Paper.Kind.PERFORMANCE, Paper.Kind.RISKS, Paper.Kind.COMPLAINTS])
    def test_it_asks_no_more_where_there_is_more_to_print(self, author: Client, kind: str) -> None:
        paper = make_paper(kind, words={"detail": "Words."})
        few = len(_queries(author, paper))
        for number in range(20):
            extra = make_indicator(f"more-{number}", name=f"One more measure, number {number}")
            make_figure(extra, "2021-22-Q2", "90")
        ratings.rate(EVERYTHING)
        assert len(_queries(author, paper)) <= few <= MOST_QUERIES

    @pytest.mark.parametrize("kind", [Paper.Kind.PERFORMANCE, Paper.Kind.RISKS, Paper.Kind.COMPLAINTS])
    def test_it_asks_nothing_twice(self, author: Client, kind: str) -> None:
        asked = _queries(author, make_paper(kind, words={"detail": "Words."}))
        assert [each for each in asked if asked.count(each) > 1] == []


def _queries(client: Client, paper: Paper) -> list[str]:
    client.get(address(paper))
    return queries_of(client, address(paper))


class TestEdit:
    def test_a_part_is_written(self, author: Client) -> None:
        paper = make_paper()
        response = sent(author, paper, {"recommendation": "Note it.\n\n- one\n- two"})
        assert (response.status_code, response.headers["Location"]) == (302, address(paper))
        assert current(paper, "recommendation").text == "Note it.\n\n- one\n- two"
        page = text(author.get(address(paper)))
        assert "Saved: Recommendation." in page
        assert "<li>two</li>" in page

    def test_all_parts_are_on_one_form(self, author: Client) -> None:
        paper = make_paper(words={"detail": "Before."})
        page = text(author.get(address(paper, "edit/")))
        names = re.findall(r'<textarea[^>]* name="([^"]+)"', page)
        assert names[:5] == ["divisions", "priorities", "appendices_refer", "contact", "brief_summary"]
        data = dict.fromkeys(names, "") | {f"{VERSION}{name}": "0" for name in names}
        data |= {"detail": "After.", f"{VERSION}detail": "1", "consultations": "None held."}
        assert author.post(address(paper, "edit/"), data).status_code == 302
        written = {row.section: row.text for row in PaperWords.objects.current().filter(paper=paper)}
        assert written == {"detail": "After.", "consultations": "None held."}

    def test_nothing_changed_is_said(self, author: Client) -> None:
        paper = make_paper(words={"detail": "Words."})
        sent(author, paper, {"detail": "Words."}, {"detail": 1})
        assert "Nothing was changed." in text(author.get(address(paper)))
        assert current(paper, "detail").version == 1

    def test_a_part_that_no_paper_has_shows_all(self, author: Client) -> None:
        page = text(author.get(address(make_paper(), "edit/?part=no-such-part")))
        assert page.count("<textarea") > 10

    def test_somebody_was_quicker(self, author: Client, client_of) -> None:
        paper = make_paper(words={"detail": "First."})
        assert sent(client_of("clerk"), paper, {"detail": "The clerk's."}, {"detail": 1}).status_code == 302
        response = sent(author, paper, {"detail": "Mine."}, {"detail": 1})
        page = text(response)
        assert response.status_code == 409
        assert "Somebody else changed “Detail”" in page
        assert "The clerk&#x27;s." in page
        assert re.search(r"<textarea[^>]*>\s*Mine\.</textarea>", page)
        assert current(paper, "detail").text == "The clerk's."
        [version] = re.findall(rf'name="{VERSION}detail" value="(\d+)"', page)
        assert sent(author, paper, {"detail": "Mine."}, {"detail": int(version)}).status_code == 302
        assert current(paper, "detail").text == "Mine."

    def test_two_who_write_different_parts_do_not_meet(self, author: Client, client_of) -> None:
        paper = make_paper()
        assert sent(client_of("clerk"), paper, {"detail": "The clerk's."}).status_code == 302
        assert sent(author, paper, {"recommendation": "Mine."}).status_code == 302
        assert (current(paper, "detail").text, current(paper, "recommendation").text) == (
            "The clerk's.",
            "Mine.",
        )

    def test_a_version_that_never_was_is_refused(self, author: Client) -> None:
        paper = make_paper()
        response = sent(author, paper, {"detail": "Mine."}, {"detail": 7})
        assert response.status_code == 200
        assert "This was changed by somebody else after you opened it." in text(response)
        assert current(paper, "detail") is None

    def test_the_list_that_follows_from_the_ratings_is_put_in_and_not_saved(self, author: Client) -> None:
        ratings.rate(EVERYTHING)
        paper = make_paper(Paper.Kind.PERFORMANCE)
        shown = author.get(address(paper, "edit/?part=highlights"))
        assert "Put in the list that follows from the ratings" in text(shown)
        page = text(sent(author, paper, {"highlights": "Typed."}, draft="highlights"))
        assert "- Safety carriageway defects repaired within 20 working days (non-urgent)" in page
        assert "Nothing is saved yet" in page
        assert current(paper, "highlights") is None

    def test_the_reasons_stand_below_the_list_they_belong_to(self, author: Client) -> None:
        ratings.rate(EVERYTHING)
        paper = make_paper(Paper.Kind.PERFORMANCE)
        with CaptureQueriesContext(connection) as found:
            page = text(author.get(address(paper, "edit/?part=below_desired")))
        reasons = page.split("Ratings of the quarter and their reasons")[1]
        assert "Safety carriageway defects repaired within 4 hours (emergency)" in reasons
        assert "Safety carriageway defects repaired within 20 working days" not in reasons
        assert len(found) <= 15

    def test_what_was_typed_in_other_parts_stays_beside_a_draft(self, author: Client) -> None:
        paper = make_paper(Paper.Kind.PERFORMANCE)
        page = text(author.get(address(paper, "edit/")))
        names = re.findall(r'<textarea[^>]* name="([^"]+)"', page)
        data = dict.fromkeys(names, "") | {f"{VERSION}{name}": "0" for name in names}
        data |= {"detail": "Typed and not saved.", "draft": "brief_summary"}
        answer = text(author.post(address(paper, "edit/"), data))
        assert "Typed and not saved." in answer
        assert "This report monitors performance in Quarter 2 (July-Sep) 2021/22" in answer

    def test_a_free_paper_has_no_draft(self, author: Client) -> None:
        paper = make_paper()
        assert "Put in" not in text(author.get(address(paper, "edit/")))
        assert sent(author, paper, {"detail": "Mine."}, draft="detail").status_code == 302

    def test_what_no_file_can_hold_goes(self, author: Client) -> None:
        paper = make_paper()
        sent(author, paper, {"detail": "Pasted\x0bfrom Word\x07"})
        assert current(paper, "detail").text == clean_text("Pasted\x0bfrom Word\x07") == "Pasted\nfrom Word"

    def test_words_beyond_all_measure_are_refused(self, author: Client) -> None:
        paper = make_paper()
        response = sent(author, paper, {"detail": "x" * 100_001})
        assert response.status_code == 200
        assert "at most 100000 characters" in text(response)
        assert current(paper, "detail") is None

    def test_after_publication_it_says_who_will_see_what_is_written(self, author: Client) -> None:
        paper, now = make_paper(words={"detail": "Words."}), timezone.now()
        said = "what is corrected here is shown to nobody until the clerk issues an erratum"
        assert said not in text(author.get(address(paper)))
        meeting = paper.item.meeting
        pack = Pack.objects.create(
            meeting=meeting, edition=1, as_at=now, frozen_at=now, data="{}", sha256="0" * 64
        )
        Publication.objects.create(meeting=meeting, pack=pack, published_at=now)
        assert said in text(author.get(address(paper)))
        assert said in text(author.get(address(paper, "edit/")))
        assert sent(author, paper, {"detail": "Corrected."}, {"detail": 1}).status_code == 302


class TestSetup:
    FIELDS = ("performance_style", "performance_quarter", "risks_style", "risks_quarter", "year")

    def send(self, client: Client, paper: Paper, kind: str, version: int = 1, **fields: str):
        data = dict.fromkeys(self.FIELDS, "") | {"kind": kind, "version": version} | fields
        return client.post(address(paper, "setup/"), data)

    def test_a_free_paper_becomes_one_of_risks(self, author: Client) -> None:
        paper = make_paper(words={"detail": "Stays."})
        response = self.send(author, paper, "risks", risks_style="cards", risks_quarter="2021-22-Q3")
        paper.refresh_from_db()
        assert response.status_code == 302
        assert (paper.kind, paper.style, paper.quarter, paper.year) == ("risks", "cards", "2021-22-Q3", None)
        assert current(paper, "detail").text == "Stays."

    @pytest.mark.parametrize(
        ("kind", "fields", "kept"),
        [
            (
                "performance",
                {"performance_style": "narrative", "performance_quarter": "2018-19-Q3"},
                "2018-19-Q3",
            ),
            ("complaints", {"year": "2020"}, ""),
            ("free", {}, ""),
        ],
    )
    def test_each_kind_has_a_period_of_its_own(
        self, author: Client, kind: str, fields: dict[str, str], kept: str
    ) -> None:
        paper = make_paper(Paper.Kind.RISKS)
        assert self.send(author, paper, kind, **fields).status_code == 302
        paper.refresh_from_db()
        assert (paper.kind, paper.quarter) == (kind, kept)
        assert paper.year == (2020 if kind == "complaints" else None)

    def test_what_a_kind_needs_is_asked_for(self, author: Client) -> None:
        paper = make_paper()
        response = self.send(author, paper, "performance")
        page = text(response)
        assert response.status_code == 200
        assert "Select the quarter of the performance report" in page
        assert "Select how the performance report prints its commentary" in page
        paper.refresh_from_db()
        assert paper.kind == "free"

    def test_somebody_was_quicker(self, author: Client) -> None:
        paper = make_paper()
        actions.change_paper(
            paper, by=clerk(), based_on=1, kind="complaints", style="", quarter="", year=2020
        )
        response = self.send(author, paper, "risks", risks_style="cards", risks_quarter="2021-22-Q3")
        page = text(response)
        assert response.status_code == 409
        assert "Kind: Complaints annual report" in page
        assert re.search(r'value="risks"[^>]* checked', page)
        assert (
            self.send(
                author, paper, "risks", version=2, risks_style="cards", risks_quarter="2021-22-Q3"
            ).status_code
            == 302
        )


class TestReadyAndSeen:
    def test_ready_and_not_ready(self, author: Client) -> None:
        paper = make_paper(words={"detail": "Words."})
        author.post(address(paper, "ready/"), {"ready": "yes"})
        paper.refresh_from_db()
        assert paper.ready_at is not None
        assert "Ready</strong> since" in text(author.get(address(paper)))
        author.post(address(paper, "ready/"), {"ready": "no"})
        paper.refresh_from_db()
        assert paper.ready_at is None

    def test_writing_takes_ready_back(self, author: Client) -> None:
        paper = make_paper(words={"detail": "Words."})
        author.post(address(paper, "ready/"), {"ready": "yes"})
        sent(author, paper, {"detail": "Other words."}, {"detail": 1})
        assert "In draft" in text(author.get(address(paper)))

    def test_a_figure_that_changes_is_shown_as_changed(self, author: Client) -> None:
        ratings.rate(EVERYTHING)
        paper = make_paper(Paper.Kind.PERFORMANCE)
        assert "Nobody has marked the figures of this paper as seen." in text(author.get(address(paper)))
        assert author.post(address(paper, "seen/"), _shown(author, paper)).status_code == 302
        assert "No figure has changed since Corporate Performance Lead" in text(author.get(address(paper)))
        before = _correct_a_figure("11.11")
        page = text(author.get(address(paper)))
        assert re.search(
            rf'<td class="govuk-table__cell">{before}</td><td class="govuk-table__cell">11\.11%</td>', page
        )

    def test_figures_that_changed_while_the_page_was_open_are_not_called_seen(self, author: Client) -> None:
        paper = make_paper(Paper.Kind.PERFORMANCE)
        shown = _shown(author, paper)
        _correct_a_figure("11.11")
        author.post(address(paper, "seen/"), shown)
        assert "Figures changed after this page was shown." in text(author.get(address(paper)))
        assert not SeenFigures.objects.filter(paper=paper).exists()

    def test_two_who_look_at_once(self, author: Client, client_of) -> None:
        paper = make_paper(Paper.Kind.RISKS)
        shown = _shown(author, paper)
        client_of("clerk").post(address(paper, "seen/"), shown)
        author.post(address(paper, "seen/"), shown)
        assert "Somebody else has marked the figures as seen meanwhile." in text(author.get(address(paper)))
        assert SeenFigures.objects.get(paper=paper).version == 1

    def test_a_paper_without_figures_has_none_to_see(self, author: Client) -> None:
        assert "Figures since you last looked" not in text(
            author.get(address(make_paper(words={"detail": "x"})))
        )


def _shown(client: Client, paper: Paper) -> dict[str, str]:
    """What the page sends back when its figures are marked as seen."""
    page = text(client.get(address(paper)))
    return {name: re.findall(rf'name="{name}" value="([^"]*)"', page)[0] for name in ("figures", "version")}


def _correct_a_figure(value: str) -> str:
    """Correct a figure of the closed quarter; how it was printed."""
    slot = Slot.parse("2021-22-Q2")
    indicator = Indicator.objects.get(slug="defects-4h-emergency")
    before = Figure.objects.current().get(indicator=indicator, grain=slot.grain, ordinal=slot.ordinal)
    make_figure(indicator, "2021-22-Q2", value, based_on=before.version)
    ratings.rate(EVERYTHING)
    return re.escape(f"{before.value.quantize(Decimal('0.01'))}%")


class TestFiles:
    def test_word(self, author: Client) -> None:
        paper = make_paper(Paper.Kind.RISKS, words={"detail": "How it went."})
        response = author.get(address(paper, "draft.docx"))
        document = ZipFile(io.BytesIO(response.content)).read("word/document.xml").decode()
        assert response.headers["Content-Disposition"] == (
            'attachment; filename="Draft - Item 1 - Monitoring report.docx"'
        )
        assert "How it went." in document
        assert "Corporate Summary Risk Profile" in document

    def test_pdf_says_on_every_page_that_it_is_a_draft(self, author: Client) -> None:
        paper = make_paper(
            item=make_item(**EXEMPT), words={"detail": "How it went.", "appendix_1": "Costs\n\nMore."}
        )
        pages = [
            page.extract_text()
            for page in PdfReader(io.BytesIO(author.get(address(paper, "draft.pdf")).content)).pages
        ]
        assert len(pages) >= 2
        assert all("Draft of" in page and "NOT FOR PUBLICATION" in page for page in pages)

    def test_no_other_format(self, author: Client) -> None:
        assert author.get(address(make_paper(words={"detail": "x"}), "draft.exe")).status_code == 404
