"""The demonstration's meetings, as they are loaded with the paper of Quarter 2 2021/22: what, by whom and as of when."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from committee.demo import meetings, questions
from committee.house_order import PART_OF
from committee.models import (
    AgendaItem,
    Answer,
    Committee,
    CommitteeMember,
    Meeting,
    Paper,
    PaperWords,
    Question,
)
from committee.visibility import visible_to
from complaints.models import AnnualReport
from council.demo import read_yaml
from council.models import AuditEntry, ReportingQuarter
from council.periods import parse_quarter
from risks.models import ReviewRound

pytestmark = pytest.mark.django_db

OF_2018 = ["ccpi-2018-10-04", "ccpi-2018-12-05", "ccpi-2019-02-26"]
OF_2021 = ["ccpi-2021-03-02", "ccpi-2021-04-20", "ccpi-2021-09-09", "ccpi-2021-11-25"]
QUARTERS = ("2018-19-Q3", "2021-22-Q1", "2021-22-Q2")
NARRATIVE = "ccpi-2022-12-01"
LAST = "ccpi-2021-11-25"


def slugs() -> list[str]:
    return list(Meeting.objects.order_by("starts_at").values_list("slug", flat=True))


def state(ref: str, at: datetime.datetime | None = None) -> str:
    return Answer.objects.as_at(at).get(question__ref=ref).state


class TestWhatIsLoaded:
    def test_the_meetings_up_to_the_paper_that_is_asked_for(self) -> None:
        assert slugs() == OF_2018 + OF_2021, "the tests' demonstration ends with Quarter 2 2021/22"
        assert Committee.objects.get().name == "Cabinet Committee on Performance Improvement"

    def test_an_earlier_end_leaves_out_what_had_not_happened(self) -> None:
        until = {
            name: [row["slug"] for row in meetings.meetings_until(parse_quarter(name))] for name in QUARTERS
        }
        assert until == {"2018-19-Q3": OF_2018, "2021-22-Q1": OF_2018, "2021-22-Q2": OF_2018 + OF_2021}

    def test_without_an_end_the_narrative_report_has_its_meeting(self) -> None:
        meetings.load()
        assert slugs() == [*OF_2018, *OF_2021, NARRATIVE]
        paper = Paper.objects.get(item__meeting__slug=NARRATIVE)
        assert (paper.kind, paper.style, paper.quarter) == ("performance", "narrative", "2022-23-Q2")
        assert "chosen by us" in paper.item.meeting.note
        assert paper.ready_at is None, "it stays a draft"

    def test_loading_again_changes_nothing(self) -> None:
        before = AuditEntry.objects.count()
        meetings.load(parse_quarter("2021-22-Q2"))
        questions.load()
        assert AuditEntry.objects.count() == before

    def test_the_agenda_of_the_last_meeting_is_the_printed_one(self) -> None:
        items = AgendaItem.objects.filter(meeting__slug=LAST)
        assert list(items.values_list("position", "kind", "author")) == [
            (1, "standing", ""),
            (2, "standing", ""),
            (3, "minutes", ""),
            (4, "report", ""),
            (5, "report", "Head of Legal & Democratic Services"),
            (6, "report", "Head of Legal and Democratic Services"),
            (7, "standing", ""),
            (8, "standing", ""),
        ]
        meeting = Meeting.objects.get(slug=LAST)
        assert (
            timezone.localtime(meeting.starts_at).strftime("%A %d %B %Y %H:%M")
            == "Thursday 25 November 2021 14:00"
        )
        assert meeting.room == "Committee Room 'A' - The Tudor Room, County Hall, Preston"
        assert meeting.next_meeting == "Thursday 10 March 2022 at 2.00pm"

    def test_every_word_of_the_files_is_kept(self) -> None:
        kept = {
            (row.paper.item.meeting.slug, row.paper.item.position, row.section): row.text
            for row in PaperWords.objects.current().select_related("paper__item__meeting")
        }
        for path in (meetings.COMMITTEE / "papers").rglob("*.yaml"):
            if path.parent.name != NARRATIVE:
                for part, text in read_yaml(path)["words"].items():
                    assert part in PART_OF
                    assert kept.pop((path.parent.name, int(path.stem), part)) == text
        assert set(kept.values()) == {read_yaml(meetings.MEETINGS)["not_kept"]}, (
            "of reports that we do not have"
        )

    def test_whatever_has_no_paper_is_a_standing_item(self) -> None:
        assert set(AgendaItem.objects.filter(paper=None).values_list("kind", flat=True)) == {"standing"}
        assert not Paper.objects.filter(item__kind="standing").exists()

    def test_what_is_exempt_says_why(self) -> None:
        item = AgendaItem.objects.get(meeting__slug="ccpi-2019-02-26", position=10)
        assert (item.part, item.paragraphs) == (2, [3, 4])
        assert item.public_interest.endswith("outweighs the public interest in disclosing the information")
        assert AgendaItem.objects.filter(part=2).count() == 3
        assert AgendaItem.objects.filter(part=2, public_interest="").count() == 0


class TestMoments:
    def test_words_were_written_after_what_they_report_was_closed_and_before_the_meeting(self) -> None:
        kpis = {row.quarter: row.closed_at for row in ReportingQuarter.objects.all()}
        risks = {row.quarter: row.closed_at for row in ReviewRound.objects.all()}
        reports = {row.year: row.closed_at for row in AnnualReport.objects.all()}
        drawn_from_data = Paper.objects.exclude(kind="free").select_related("item__meeting")
        assert len(drawn_from_data) == 5
        for paper in drawn_from_data:
            quarter = parse_quarter(paper.quarter) if paper.quarter else None
            closed = {
                "performance": kpis.get(quarter),
                "risks": risks.get(quarter),
                "complaints": reports.get(paper.year),
            }[paper.kind]
            for words in paper.words.all():
                assert closed < words.recorded_at < paper.item.meeting.starts_at, words

    def test_each_kind_of_paper_was_written_by_those_who_write_it(self) -> None:
        authors = {
            (row.paper.kind, row.recorded_by.username)
            for row in PaperWords.objects.select_related("paper", "recorded_by")
        }
        assert authors == {
            ("performance", "performance"),
            ("risks", "risk"),
            ("complaints", "complaints"),
            ("free", "clerk"),
        }

    def test_a_question_was_open_until_it_was_answered(self) -> None:
        asked = Meeting.objects.get(slug="ccpi-2021-09-09").starts_at
        [first, second] = Answer.objects.filter(question__ref="FU41").order_by("version")
        assert (first.recorded_at, first.state, first.due_meeting.slug) == (asked, "open", LAST)
        assert (second.recorded_at, second.state) == (meetings.went_out_at(LAST), "answered")
        assert second.due_meeting == first.due_meeting

    def test_what_was_answered_at_the_meeting_was_open_for_an_hour(self) -> None:
        asked = Question.objects.get(ref="FU17").asked_at
        assert state("FU17", asked) == "open"
        assert state("FU17", asked + datetime.timedelta(hours=1)) == "answered"


class TestQuestions:
    def test_there_are_forty_eight_and_eleven_are_answered(self) -> None:
        states = list(Answer.objects.current().values_list("state", flat=True))
        counted = {name: states.count(name) for name in set(states)}
        assert counted == {"answered": 11, "open": 17, "referred": 5, "under_way": 15}
        assert Question.objects.count() == 48

    def test_they_are_about_what_we_keep_where_that_is_plain(self) -> None:
        assert Question.objects.exclude(indicator=None).count() == 22
        entries = Question.objects.exclude(entry=None).select_related("entry")
        assert [question.ref for question in entries] == ["FU03", "FU04", "FU08"]
        assert Question.objects.get(ref="FU40").indicator.slug == "sickness-days-per-fte"

    def test_each_is_about_the_item_at_which_it_was_raised(self) -> None:
        question = Question.objects.get(ref="FU47")
        assert (question.item.position, question.item.title) == (5, "Public Health Outcomes in Lancashire")
        assert question.raised_by == "the Committee"
        assert state("FU47") == "referred"


class TestWhoSeesWhat:
    def test_the_member_has_a_seat_without_exempt_papers(self, person) -> None:
        seat = CommitteeMember.objects.get(user=person("member"))
        assert seat.reads_exempt is False
        item = AgendaItem.objects.filter(part=2).first()
        assert visible_to(person("member")).reads(item) is False
        assert visible_to(person("clerk")).reads(item) is True
