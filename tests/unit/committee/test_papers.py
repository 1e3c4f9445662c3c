"""Papers as they print: their documents as at a moment, what is missing in them, their drafts, and what changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from committee.actions import papers as actions
from committee.exports.outline import outline
from committee.models import AgendaItem, Paper
from committee.pack_data import canonical
from committee.selectors import papers
from committee.selectors.paper_drafts import DRAFTED, drafts
from committee.selectors.papers import FigureChange
from committee.visibility import visible_to
from complaints.actions import reports as complaint_reports
from complaints.figures import NOT_SHOWN_NOTE
from council.actions import quarters
from council.periods import Quarter
from council.sections import Bullets, Cell, Column, Document, Row, Section, Table
from kpis.actions import ratings
from kpis.models import Commentary, Definition
from kpis.selectors import dashboard
from kpis.selectors.inputs import EVERYTHING
from kpis.visibility import visible_to as kpis_visible_to
from risks.actions import entries
from risks.models import Place
from tests.committee_corrections import (
    CORRECTIONS,
    Q2,
    RISKS_OF,
    agree_another_rating,
    answer_otherwise,
    correct_commentary,
    correct_figure,
    correct_risk,
    indicator,
)
from tests.committee_factories import EXEMPT, clerk, make_item, make_paper
from tests.complaint_factories import complaints_manager
from tests.factories import performance_lead
from tests.risk_factories import close_quarter, risk_lead

pytestmark = pytest.mark.django_db


def text_of(found: tuple[tuple[str, Document], ...]) -> str:
    """The documents as a pack freezes them."""
    return canonical([[label, outline(document)] for label, document in found])


def documents(paper: Paper) -> dict[str, Document]:
    return dict(papers.documents(paper))


def rated() -> None:
    ratings.rate(EVERYTHING)


def words_of(document: Document) -> list[str]:
    return [block for section in document.sections for block in section.blocks if isinstance(block, str)]


class TestDocuments:
    def test_performance_in_tables_prints_the_commentary_of_each_chapter(self) -> None:
        found = papers.documents(make_paper(Paper.Kind.PERFORMANCE))
        assert [label for label, _ in found] == ["", "Appendix 'A'"]
        sections = found[1][1].sections
        titles = [section.title for section in sections]
        chapter, said = titles.index("Delivering better services"), titles.index("Safety carriageway defects")
        assert titles[0] == "Delivering better services"
        assert sections[chapter].tables
        assert chapter < said < titles.index("Protecting our environment")
        assert (sections[said].level, isinstance(sections[said].blocks[0], str)) == (2, True)

    def test_every_commentary_of_the_quarter_is_printed(self) -> None:
        headings = set(
            Commentary.objects.current().filter(reported_in=Q2.ordinal).values_list("heading", flat=True)
        )
        printed = {
            section.title
            for section in documents(make_paper(Paper.Kind.PERFORMANCE))["Appendix 'A'"].sections
        }
        assert headings
        assert headings <= printed

    def test_commentary_of_no_chapter_comes_first(self) -> None:
        paper = make_paper(Paper.Kind.PERFORMANCE, quarter="2018-19-Q3")
        titles = [section.title for section in documents(paper)["Appendix 'A'"].sections]
        assert titles[:3] == ["The whole council", "Highlights", "However"]

    def test_what_the_report_says_of_the_whole_council_is_not_said_again(self) -> None:
        paper = make_paper(Paper.Kind.PERFORMANCE, quarter="2018-19-Q3")
        before = documents(paper)["Appendix 'A'"].sections
        [highlights] = [each for each in before if each.title == "Highlights"]
        [listed] = highlights.blocks
        assert isinstance(listed, Bullets)
        typed = "\n".join(f"- {item}" for item in listed.items)
        actions.write_words(paper, {"highlights": f"Highlights:\n\n{typed}"}, by=clerk(), based_on={})
        titles = [section.title for section in documents(paper)["Appendix 'A'"].sections]
        assert titles == [each.title for each in before if each.title != "Highlights"]

    def test_a_narrative_prints_issues_causes_and_actions_in_tables(self) -> None:
        correct_commentary(
            causes=[{"kind": "bullets", "items": ["Weather"]}],
            actions=[{"text": "Hire", "owner": "Head of Highways", "due": "May", "items": []}],
        )
        paper = make_paper(Paper.Kind.PERFORMANCE, style=Paper.Style.NARRATIVE)
        captions = [
            table.caption for section in documents(paper)["Appendix 'A'"].sections for table in section.tables
        ]
        assert any("summary, issues, causes and actions" in caption for caption in captions)

    def test_in_tables_causes_and_actions_follow_the_summary(self) -> None:
        correct_commentary(
            causes=[{"kind": "bullets", "items": ["Weather"]}],
            actions=[{"text": "Hire", "owner": "Head of Highways", "due": "May", "items": []}],
        )
        found = documents(make_paper(Paper.Kind.PERFORMANCE))["Appendix 'A'"]
        [said] = [each for each in found.sections if each.title == "Safety carriageway defects"]
        assert said.blocks[-4:] == (
            "Causes:",
            Bullets(("Weather",)),
            "Actions:",
            Bullets(("Hire (Head of Highways, by May)",)),
        )

    def test_a_register_of_cards_has_its_profile_beside_it(self) -> None:
        found = papers.documents(make_paper(Paper.Kind.RISKS))
        assert [(label, document.title) for label, document in found[1:]] == [
            ("Appendix 'A'", "Corporate Risk and Opportunity Register"),
            ("Appendix 'B'", "Corporate Summary Risk Profile 2021/22"),
        ]

    def test_a_register_in_a_table_is_one_appendix(self) -> None:
        paper = make_paper(Paper.Kind.RISKS, style=Paper.Style.REGISTER, quarter="2018-19-Q4")
        assert [label for label, _ in papers.documents(paper)] == ["", "Appendix 'A'"]

    def test_complaints_are_printed_as_everybody_may_see_them(self) -> None:
        found = documents(make_paper(Paper.Kind.COMPLAINTS))["Appendix 'A'"]
        assert NOT_SHOWN_NOTE in words_of(found)
        assert found.sections[0].title == "Introduction"

    def test_appendices_of_words_follow_those_of_data(self) -> None:
        paper = make_paper(
            Paper.Kind.RISKS, words={"appendix_1": "Awards\n\nGold.", "appendix_2": "Terms\n\nShort."}
        )
        assert [(label, document.title) for label, document in papers.documents(paper)[3:]] == [
            ("Appendix 'C'", "Awards"),
            ("Appendix 'D'", "Terms"),
        ]
        assert "(Appendices 'A', 'B', 'C' and 'D' refer)" in documents(paper)[""].subtitle

    def test_a_free_paper_is_its_words(self) -> None:
        paper = make_paper(words={"detail": "Only words."})
        [(label, report)] = papers.documents(paper)
        assert (label, report.title, report.orientation) == ("", "Monitoring report", "portrait")
        assert "Only words." in words_of(report)
        assert "Report of the Chief Executive" in report.subtitle

    def test_minutes_have_no_furniture(self) -> None:
        item = make_item(kind=AgendaItem.Kind.MINUTES, title="Minutes of 4 October")
        report = documents(make_paper(item=item, words={"detail": "## Present\n\nSix."}))[""]
        assert [section.title for section in report.sections] == ["Present"]

    def test_every_document_of_an_exempt_paper_is_marked(self) -> None:
        paper = make_paper(Paper.Kind.RISKS, item=make_item(**EXEMPT), words={"appendix_1": "Costs\n\nMore."})
        found = papers.documents(paper)
        assert len(found) == 4
        assert all(
            document.marking.startswith("NOT FOR PUBLICATION: By virtue of paragraph(s) 3")
            for _, document in found
        )

    def test_what_is_still_open_is_marked_as_a_draft(self) -> None:
        performance = make_paper(Paper.Kind.PERFORMANCE, quarter="2021-22-Q3")
        register = make_paper(
            Paper.Kind.RISKS, item=make_item(performance.item.meeting, "Risks"), quarter="2021-22-Q4"
        )
        assert documents(performance)["Appendix 'A'"].marking == "Draft: Quarter 3 (Oct-Dec) 2021/22 is open"
        assert documents(register)["Appendix 'A'"].marking.startswith("Draft: the review of Quarter 4")

    def test_without_data_of_its_period_a_draft_is_its_words(self) -> None:
        paper = make_paper(Paper.Kind.PERFORMANCE, quarter="2035-36-Q1", words={"detail": "To come."})
        assert [label for label, _ in papers.documents(paper)] == [""]


# --- As at a moment --------------------------------------------------------------------------------------------------------


class TestAsAt:
    @pytest.mark.parametrize("correct", CORRECTIONS.values(), ids=CORRECTIONS)
    @pytest.mark.parametrize("style", [Paper.Style.TABLES, Paper.Style.NARRATIVE])
    def test_a_performance_paper_after_a_correction(self, correct: Callable[[], None], style: str) -> None:
        paper = make_paper(Paper.Kind.PERFORMANCE, style=style, words={"detail": "As it was."})
        rated()
        moment = timezone.now()
        before, seen_now = text_of(papers.documents(paper, as_at=moment)), documents(paper)["Appendix 'A'"]
        correct()
        rated()
        assert text_of(papers.documents(paper, as_at=moment)) == before
        assert documents(paper)["Appendix 'A'"].sections != seen_now.sections

    def test_words_written_later(self) -> None:
        paper = make_paper(words={"detail": "As it was."})
        moment = timezone.now()
        before = text_of(papers.documents(paper, as_at=moment))
        actions.write_words(paper, {"detail": "As it is."}, by=clerk(), based_on={"detail": 1})
        assert text_of(papers.documents(paper, as_at=moment)) == before
        assert "As it is." in words_of(documents(paper)[""])

    def test_a_register_after_its_score_title_and_action_were_corrected(self) -> None:
        paper = make_paper(Paper.Kind.RISKS)
        moment = timezone.now()
        before, appendix = text_of(papers.documents(paper, as_at=moment)), documents(paper)["Appendix 'A'"]
        correct_risk()
        assert text_of(papers.documents(paper, as_at=moment)) == before
        close_quarter(RISKS_OF)
        assert text_of(papers.documents(paper, as_at=moment)) == before
        assert "Corp 1: Another title" in [
            section.title for section in documents(paper)["Appendix 'A'"].sections
        ]
        assert documents(paper)["Appendix 'A'"].sections != appendix.sections

    def test_a_closed_register_is_that_of_its_closing_whenever_it_is_read(self) -> None:
        paper = make_paper(Paper.Kind.RISKS)
        place = Place.objects.get(register__slug="corporate", key="corp1")
        before = [section.title for section in documents(paper)["Appendix 'A'"].sections]
        entries.change(place.entry, by=risk_lead(), based_on=1, title="A title of the next quarter")
        after = papers.documents(paper, as_at=timezone.now())
        assert [section.title for section in dict(after)["Appendix 'A'"].sections] == before

    def test_complaints_after_an_outcome_was_corrected_and_the_report_closed_again(self) -> None:
        paper = make_paper(Paper.Kind.COMPLAINTS)
        moment = timezone.now()
        before, appendix = text_of(papers.documents(paper, as_at=moment)), documents(paper)["Appendix 'A'"]
        corrected = answer_otherwise()
        assert corrected > 5
        assert documents(paper)["Appendix 'A'"].sections == appendix.sections
        complaint_reports.reopen_report(year=2020, by=complaints_manager(), reason="A test")
        assert text_of(papers.documents(paper, as_at=moment)) == before
        complaint_reports.close_report(year=2020, by=complaints_manager(), reason="A test")
        assert text_of(papers.documents(paper, as_at=moment)) == before
        assert documents(paper)["Appendix 'A'"].sections != appendix.sections

    def test_a_round_that_closes_after_the_moment_is_a_draft_then(self, q3: Quarter) -> None:
        paper = make_paper(Paper.Kind.PERFORMANCE, quarter=str(q3))
        moment = timezone.now()
        before = text_of(papers.documents(paper, as_at=moment))
        quarters.close_quarter(quarter=q3, by=performance_lead())
        assert text_of(papers.documents(paper, as_at=moment)) == before
        assert papers.not_agreed(paper, moment)
        assert papers.not_agreed(paper) == []
        assert documents(paper)["Appendix 'A'"].marking == ""

    def test_before_a_round_was_opened_there_is_none(self) -> None:
        paper = make_paper(Paper.Kind.PERFORMANCE)
        then = kpis_visible_to(None).quarters[-1].opened_at - timedelta(days=1)
        assert [label for label, _ in papers.documents(paper, as_at=then)] == [""]
        assert papers.not_agreed(paper, then) == [
            "There is no reporting quarter Quarter 2 (July-Sep) 2021/22. Choose another for the paper, or open it."
        ]


# --- Missing, drafted, changed ---------------------------------------------------------------------------------------------


class TestUnfinished:
    @pytest.mark.parametrize(
        ("kind", "fields", "begins"),
        [
            (Paper.Kind.PERFORMANCE, {"quarter": "2021-22-Q3"}, "Quarter 3 (Oct-Dec) 2021/22 is open"),
            (Paper.Kind.PERFORMANCE, {"quarter": "2035-36-Q1"}, "There is no reporting quarter"),
            (Paper.Kind.RISKS, {"quarter": "2021-22-Q4"}, "The review of Quarter 4"),
            (Paper.Kind.RISKS, {"quarter": "2035-36-Q1"}, "There is no risk quarter"),
            (Paper.Kind.COMPLAINTS, {"year": 2021}, "The annual report of complaints for 2021/22 is open"),
            (Paper.Kind.COMPLAINTS, {"year": 2035}, "There is no annual report"),
            (Paper.Kind.FREE, {}, "Nothing is written"),
        ],
    )
    def test_what_cannot_be_frozen_says_why(self, kind: str, fields: dict, begins: str) -> None:
        [sentence] = papers.unfinished(make_paper(kind, **fields))
        assert sentence.startswith(begins)

    @pytest.mark.parametrize("kind", [Paper.Kind.PERFORMANCE, Paper.Kind.RISKS, Paper.Kind.COMPLAINTS])
    def test_what_is_closed_can_be(self, kind: str) -> None:
        rated()
        assert papers.unfinished(make_paper(kind)) == []

    def test_figures_that_are_being_rated(self) -> None:
        rated()
        paper = make_paper(Paper.Kind.PERFORMANCE)
        correct_figure()
        assert papers.unfinished(paper) == ["1 figure is still being rated. Wait for the ratings."]

    def test_a_free_paper_that_is_written(self) -> None:
        assert papers.unfinished(make_paper(words={"detail": "Words."})) == []

    def test_an_open_complaints_report_is_drafted_with_small_counts_kept_back(self) -> None:
        found = documents(make_paper(Paper.Kind.COMPLAINTS, year=2021))["Appendix 'A'"]
        assert "Draft: the report of 2021/22 is not closed" in found.marking


class TestDrafts:
    def test_the_lists_follow_from_the_ratings(self) -> None:
        rated()
        rows = {row.definition.name: row for row in dashboard.summaries(Q2, kpis_visible_to(None))}
        found = papers.drafted_lists(make_paper(Paper.Kind.PERFORMANCE))
        for part, wanted in (("highlights", {"green"}), ("below_desired", {"amber", "red"})):
            listed = [line.removeprefix("- ") for line in found[part].splitlines() if line.startswith("- ")]
            assert listed
            assert sorted(listed) == sorted(name for name, row in rows.items() if row.state in wanted)

    def test_the_reason_of_each_rating_is_at_hand(self) -> None:
        rated()
        paper = make_paper(Paper.Kind.PERFORMANCE)
        name = Definition.objects.current().get(indicator=indicator()).name
        [before] = [each for each in papers.listed(paper) if each.name == name]
        assert (before.part, before.mark.word) == ("below_desired", "Requires improvement")
        assert "88.71%" in before.reason
        agree_another_rating()
        [after] = [each for each in papers.listed(paper) if each.name == name]
        assert (after.part, after.mark.agreed, after.reason) == ("highlights", True, "A test")

    def test_an_agreed_rating_moves_an_indicator_to_the_other_list(self) -> None:
        rated()
        paper = make_paper(Paper.Kind.PERFORMANCE)
        name = Definition.objects.current().get(indicator=indicator()).name
        before = papers.drafted_lists(paper)
        assert name in before["below_desired"]
        agree_another_rating()
        after = papers.drafted_lists(paper)
        assert f"- {name}\n" in f"{after['highlights']}\n"
        assert f"- {name}\n" not in f"{after['below_desired']}\n"

    def test_they_stand_under_their_priorities_in_printed_order(self) -> None:
        text = papers.drafted_lists(make_paper(Paper.Kind.PERFORMANCE))["highlights"]
        headings = [line for line in text.splitlines() if line.startswith("## ")]
        assert headings == [
            "## Delivering better services",
            "## Supporting economic growth",
            "## Caring for the vulnerable",
        ]

    @pytest.mark.parametrize("kind", list(Paper.Kind))
    def test_each_kind_drafts_the_parts_that_it_says(self, kind: str) -> None:
        found = drafts(make_paper(kind))
        assert sorted(found) == sorted(DRAFTED[kind])
        assert all(found.values())

    def test_a_register_is_summed_up_from_its_movements_and_its_owners_words(self) -> None:
        text = drafts(make_paper(Paper.Kind.RISKS))["further_detail"]
        assert text.startswith(
            "For this quarter there are three new entries to the register and no deletions."
        )
        assert "## Corp 2 – Family Safeguarding Model\n\nWork continues" in text

    def test_only_performance_papers_have_lists(self) -> None:
        assert papers.drafted_lists(make_paper()) == {}


class TestChangedFigures:
    def test_a_corrected_figure_is_told_with_what_it_was(self) -> None:
        rated()
        paper = make_paper(Paper.Kind.PERFORMANCE)
        figures = papers.printed_figures(papers.documents(paper))
        before = actions.mark_seen(paper, figures, by=clerk(), based_on=0)
        correct_figure()
        rated()
        changed = papers.changed_figures(before, papers.printed_figures(papers.documents(paper)))
        told = [each for each in changed if each.now == "11.11%"]
        assert [each.was for each in told] == [figures[each.what] for each in told]
        assert "Safety carriageway defects repaired within 4 hours (emergency)" in told[0].what
        assert told[0].what.startswith("Appendix 'A', Delivering better services: ")

    def test_nothing_changed(self) -> None:
        paper = make_paper(Paper.Kind.RISKS)
        figures = papers.printed_figures(papers.documents(paper))
        before = actions.mark_seen(paper, figures, by=clerk(), based_on=0)
        assert len(figures) > 50
        assert papers.changed_figures(before, figures) == []

    def test_where_nobody_looked_nothing_is_called_changed(self) -> None:
        assert papers.changed_figures(None, {"Visits": "5"}) == []

    def test_what_came_and_what_went(self) -> None:
        before = actions.mark_seen(make_paper(), {"Visits": "5", "Loans": "2"}, by=clerk(), based_on=0)
        assert papers.changed_figures(before, {"Visits": "6", "Jobs": "1"}) == [
            FigureChange("Visits", "5", "6"),
            FigureChange("Jobs", "", "1"),
            FigureChange("Loans", "2", ""),
        ]

    def test_two_rows_of_one_name_are_told_apart(self) -> None:
        columns = (Column("what", "What"), Column("figure", "Figure", kind="number"), Column("note", "Note"))
        rows = (
            Row((Cell("Visits"), Cell("5"), Cell("Words"))),
            Row((Cell("Visits"), Cell("6"), Cell("12", number=Decimal(12)))),
        )
        document = Document(
            title="Figures",
            council="Anyshire Council",
            as_at=timezone.now(),
            sections=(Section("Libraries", (Table("Table 1", columns, rows),)),),
        )
        assert papers.printed_figures([("Appendix 'A'", document)]) == {
            "Appendix 'A', Libraries: Visits, Figure": "5",
            "Appendix 'A', Libraries: Visits, Figure (2)": "6",
            "Appendix 'A', Libraries: Visits, Note": "12",
        }


class TestWhoReads:
    def test_authors_read_drafts_and_members_do_not(self, person) -> None:
        item = make_paper(words={"detail": "Words."}).item
        found = {
            username: papers.of_item(item.meeting.slug, item.position, visible_to(person(username)))
            is not None
            for username in (
                "performance",
                "risk",
                "complaints",
                "clerk",
                "auditor",
                "member",
                "officer",
                "admin",
            )
        }
        assert found == {
            "performance": True,
            "risk": True,
            "complaints": True,
            "clerk": True,
            "auditor": True,
            "member": False,
            "officer": False,
            "admin": False,
        }

    def test_an_item_without_a_paper_has_none(self) -> None:
        item = make_item()
        assert papers.of_item(item.meeting.slug, item.position, visible_to(None)) is None
