"""What the papers print, as it is read from the database for the check before publication."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from committee.models import Meeting, Paper
from committee.reconcile.facts import Papers, Printing
from committee.reconcile.list_rules import RULES as LIST_RULES
from committee.selectors import papers
from committee.selectors.paper_facts import (
    complaint_facts,
    joined,
    kpi_facts,
    meeting_facts,
    paper_name,
    risk_facts,
    words_facts,
)
from complaints.visibility import visible_to as complaints_visible_to
from council.periods import FinancialYear, Quarter, parse_quarter
from kpis.visibility import visible_to
from risks.visibility import visible_to as risks_visible_to

pytestmark = pytest.mark.django_db
Q3_2018, Q4_2018 = parse_quarter("2018-19-Q3"), parse_quarter("2018-19-Q4")


@pytest.fixture
def november() -> Meeting:
    return Meeting.objects.get(slug="ccpi-2021-11-25")


def of(facts: Papers, slug: str, role: str) -> list[Printing]:
    return [row for row in facts.of(f"kpi:{slug}") if row.role == role]


class TestIndicators:
    def test_figures_are_printed_as_the_table_prints_them(self, q2: Quarter) -> None:
        facts = kpi_facts(q2, visible_to(None), paper="Report")
        visits = of(facts, "library-visits", "value")
        assert [row.text for row in visits][-2:] == ["265,139", "393,140"]
        [total] = of(facts, "library-visits", "running_total")
        assert (total.text, total.column, total.cell) == (
            "658,279",
            q2,
            "393,140 (658,279 in the year so far)",
        )

    def test_a_figure_has_its_own_period_and_that_of_its_column(self, q2: Quarter) -> None:
        [*_, last] = of(
            kpi_facts(q2, visible_to(None), paper="Report"), "secondary-top-3-preferences", "value"
        )
        assert (str(last.period), last.column, last.unit, last.good_is) == (
            "2021-03",
            FinancialYear(2021),
            "percent",
            "high",
        )

    def test_a_period_may_have_been_printed_otherwise(self, q2: Quarter) -> None:
        printed = {("sickness-days-per-fte", "2019-20"): "Apr 2019 to March 2019"}
        facts = kpi_facts(q2, visible_to(None), paper="Report", printed_periods=printed)
        first, *others = of(facts, "sickness-days-per-fte", "value")
        assert first.period_printed == "Apr 2019 to March 2019"
        assert "Apr 2019 to March 2019" not in {row.period_printed for row in others}

    def test_forecasts_are_told_apart(self, q2: Quarter) -> None:
        facts = kpi_facts(q2, visible_to(None), paper="Report")
        assert of(facts, "revenue-variance-pct", "value")[-1].state == "forecast"
        assert of(facts, "library-visits", "value")[-1].state == "provisional"

    def test_targets_come_with_their_words_and_year(self, q2: Quarter) -> None:
        [target] = of(kpi_facts(q2, visible_to(None), paper="Report"), "eet-send", "target")
        assert (target.text, target.period_printed, target.column) == (
            "86%",
            "Dec 2020- Feb 2021 average",
            FinancialYear(2021),
        )

    def test_a_pair_has_two_numbers_and_so_has_its_benchmark(self) -> None:
        facts = kpi_facts(Q3_2018, visible_to(None), paper="Report")
        pairs = {row.cell: row for row in facts.printings if row.role == "benchmark"}
        seconds = {row.cell: row for row in facts.printings if row.role == "second_benchmark"}
        assert (pairs["17.3%/64.0"].text, seconds["17.3%/64.0"].text) == ("17.3%", "64.0")
        assert seconds["17.3%/64.0"].unit == "rate"

    def test_ratings_are_those_of_the_quarter(self, q2: Quarter) -> None:
        rated = {row.subject: row for row in kpi_facts(q2, visible_to(None), paper="Report").rated}
        community = rated["kpi:long-term-services-in-community"]
        assert (community.value, community.target) == ("71.7%", "72%")
        assert (community.is_best, community.meets_target) == (False, False)
        assert rated["kpi:ld-own-home"].meets_target is True
        assert "kpi:school-exclusions" not in rated, "rated in an earlier quarter"

    def test_words_are_attached_to_what_they_speak_of(self, q2: Quarter) -> None:
        facts = kpi_facts(q2, visible_to(None), paper="Report")
        [said] = [row for row in facts.passages if "66.9%" in row.text]
        assert said.subjects == ("kpi:safeguarding-outcomes-fully-met",)
        assert (said.heading, said.period) == ("Safeguarding outcomes", q2)
        assert "Safeguarding outcomes" in facts.other_names["kpi:safeguarding-outcomes-fully-met"]

    def test_notes_and_words_instead_of_a_figure_are_passages(self, q2: Quarter) -> None:
        facts = kpi_facts(q2, visible_to(None), paper="Report")
        notes = {row.subjects: row.text for row in facts.passages if row.place.where.endswith(", the notes")}
        assert notes["kpi:public-health-outcomes",].startswith("Report presented to 01/07/21 CCPI meeting.")

    def test_a_quarter_that_somebody_may_not_see_has_nothing(self, q3: Quarter, person) -> None:
        assert kpi_facts(q3, visible_to(person("member")), paper="Report") == Papers()

    def test_it_takes_few_queries(self, q2: Quarter, django_assert_max_num_queries) -> None:
        with django_assert_max_num_queries(14):
            facts = kpi_facts(q2, visible_to(None), paper="Report")
        assert len(facts.printings) > 100


class TestRegisters:
    def test_card_and_profile_keep_their_own_scores(self, q3: Quarter) -> None:
        facts = risk_facts(q3, risks_visible_to(None), paper="Register")
        [card] = [row for row in facts.risks if row.ref == "Corp 4"]
        [line] = [row for row in facts.profile if row.ref == "Corp 4"]
        assert (card.current, card.target) == (6, 20)
        assert (line.current, line.target) == (20, 6)
        assert card.kept.current.printed is None, "it is the profile that prints it"

    def test_a_register_table_has_no_profile(self) -> None:
        facts = risk_facts(Q4_2018, risks_visible_to(None), paper="Register", with_profile=False)
        assert (len(facts.risks), facts.profile) == (14, ())

    def test_every_line_is_a_passage_of_its_entry(self, q3: Quarter) -> None:
        facts = risk_facts(q3, risks_visible_to(None), paper="Register")
        assert len(facts.passages) == sum(len(card.lines) for card in facts.risks)
        [said] = [row for row in facts.passages if "nearing completion" in row.text]
        assert said.subjects == ("risk:Corp 1",)
        assert said.place.where == "Corp 1, the progress under Our ways of working"

    def test_dates_are_judged_by_the_day_that_the_quarter_closed_or_that_is_asked_for(
        self, q3: Quarter
    ) -> None:
        closed = risk_facts(q3, risks_visible_to(None), paper="Register")
        assert {card.read_on for card in closed.risks} == {datetime.date(2021, 11, 17)}
        moment = timezone.make_aware(datetime.datetime(2021, 12, 24, 12))
        still_open = risk_facts(q3.next, risks_visible_to(None, moment), paper="Register", as_at=moment)
        assert {card.read_on for card in still_open.risks} == {datetime.date(2021, 12, 24)}

    def test_a_quarter_without_a_round_has_nothing(self) -> None:
        assert risk_facts(Quarter(2030, 1), risks_visible_to(None), paper="Register") == Papers()

    def test_it_takes_few_queries(self, q3: Quarter, django_assert_max_num_queries) -> None:
        with django_assert_max_num_queries(9):
            facts = risk_facts(q3, risks_visible_to(None), paper="Register")
        assert len(facts.risks) == 9


class TestComplaints:
    def test_counted_and_stated_numbers_share_their_subject(self) -> None:
        facts = complaint_facts(2020, complaints_visible_to(None), paper="Report")
        received = [
            row
            for row in facts.of("complaints:children_statutory.complaints.received")
            if row.period == FinancialYear(2020)
        ]
        assert [(row.role, row.text, row.place.where) for row in received] == [
            ("value", "226", "section 3.1, Complaints received"),
            ("statement", "226", "section 1.1"),
            ("statement", "205", "section 3.1"),
        ]

    def test_a_fall_is_stated_without_its_sign(self) -> None:
        facts = complaint_facts(2020, complaints_visible_to(None), paper="Report")
        changes = [
            row.text
            for row in facts.of("complaints:all.complaints.received.change")
            if row.role == "statement"
        ]
        assert changes == ["18%"]

    def test_quotes_and_the_councils_words_are_passages(self) -> None:
        facts = complaint_facts(2020, complaints_visible_to(None), paper="Report")
        quotes = [row for row in facts.passages if row.text == "(646 in 2020/21 from 788 in 2019/20)"]
        assert [row.subjects for row in quotes] == [("complaints:all.complaints.received",)]
        assert any(row.text.startswith("Local authorities are legally required") for row in facts.passages)

    def test_what_adds_up_to_what_is_said(self) -> None:
        facts = complaint_facts(2020, complaints_visible_to(None), paper="Report")
        sums = {row.subject: row.of for row in facts.relations if row.kind == "sum"}
        assert sums["complaints:all.ombudsman.decided"] == (
            "complaints:adult.ombudsman.decided",
            "complaints:children_all.ombudsman.decided",
        )

    def test_a_year_without_a_report_has_nothing(self) -> None:
        assert complaint_facts(1999, complaints_visible_to(None), paper="Report") == Papers()

    def test_it_takes_few_queries(self, django_assert_max_num_queries) -> None:
        with django_assert_max_num_queries(12):
            facts = complaint_facts(2020, complaints_visible_to(None), paper="Report")
        assert len(facts.printings) > 500


class TestMeetings:
    def test_every_paper_of_the_agenda_is_read(
        self, november: Meeting, django_assert_max_num_queries
    ) -> None:
        with django_assert_max_num_queries(40):
            facts = meeting_facts(november)
        names = {row.place.paper for row in (*facts.printings, *facts.passages)}
        assert names >= {
            "Performance report, Q2 2021/22",
            "Risk register, Q3 2021/22",
            "Complaints report, 2020/21",
        }
        assert len(facts.listed) == 19

    def test_a_line_of_the_lists_is_matched_by_the_heading_of_its_commentary(self, november: Meeting) -> None:
        [line] = [
            row for row in meeting_facts(november).listed if row.text.startswith("Quality of community")
        ]
        assert line.subjects == ("kpi:cqc-community-providers-good-outstanding",)
        assert line.place.address == "/committee/ccpi-2021-11-25/items/4/edit/"

    def test_words_are_those_of_the_moment_asked_for(self, november: Meeting) -> None:
        before = timezone.make_aware(datetime.datetime(2021, 11, 1))
        assert meeting_facts(november, as_at=before).listed == ()
        assert meeting_facts(november).listed

    def test_the_figures_are_those_that_the_public_may_see(self, november: Meeting) -> None:
        facts = meeting_facts(november)
        counted = [
            row.text
            for row in facts.printings
            if row.subject.startswith("complaints:") and row.role == "value"
        ]
        assert counted
        assert "Not shown" not in counted

    def test_an_item_off_the_agenda_is_not_read(self, november: Meeting) -> None:
        november.items.update(position=None)
        assert meeting_facts(november) == joined([])

    def test_a_free_paper_goes_by_its_title(self, november: Meeting) -> None:
        free = Paper.objects.filter(item__meeting=november, kind="free").select_related("item").first()
        assert paper_name(free) == free.item.title

    def test_the_drafted_lists_agree_with_the_ratings(self, november: Meeting) -> None:
        paper = Paper.objects.get(item__meeting=november, kind="performance")
        drawn = kpi_facts(parse_quarter(paper.quarter), visible_to(None), paper="Report")
        names = {row.subject: [row.name] for row in drawn.rated}
        drafted = words_facts("Report", papers.drafted_lists(paper), names=names)
        assert len(drafted.listed) >= len(drawn.rated)
        found = [finding for rule in LIST_RULES for finding in rule(joined([drafted, drawn]))]
        assert [(finding.code, finding.sentence) for finding in found] == []
