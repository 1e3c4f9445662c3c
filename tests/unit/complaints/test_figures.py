"""The figures of the demonstration: held against a naive count of its rows, and against what the reports published."""

from __future__ import annotations

import datetime
import json
import uuid
from decimal import Decimal
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.actions import published as publishing
from complaints.actions import reports, standing, steps
from complaints.actions.refusals import ComplaintRefused
from complaints.figures import NOT_SHOWN, ReportFigures
from complaints.models import (
    ActiveCases,
    AnnualReport,
    Feedback,
    Kind,
    OmbudsmanCase,
    PublishedStatistic,
    Standing,
)
from complaints.report_graphs import graphs, tables
from complaints.selectors import published
from complaints.selectors.figures import figures
from complaints.visibility import visible_to
from council.actions.superseding import supersede
from council.models import User
from tests.complaint_factories import complaints_manager, log_complaint, log_feedback
from tests.oracles.complaints import Report

pytestmark = pytest.mark.django_db

PUBLISHED = settings.BASE_DIR / "fixtures" / "demo" / "complaints" / "published.yaml"
#: What the report of 2020/21 says that contradicts something else in it; every other number follows from the cases.
CONTRADICTIONS = {
    "C2021-023", "C2021-025", "C2021-032", "C2021-042", "C2021-043", "C2021-044", "C2021-057", "C2021-099",
    "C2021-100", "C2021-101",
}  # fmt: skip
FACTS = {"C2021-007", "C2021-012", "C2021-026", "C2021-045", "C2021-072", "C2021-115", "C2021-134"}


def naive() -> Report:
    """The rows of the database as they are now, for counting by hand."""
    cases = [
        {
            **{
                name: getattr(row, name)
                for name in (
                    "kind", "area", "procedure", "received_on", "captured", "complainant", "joint", "closed_on",
                    "answered_on", "limit_on", "longest_on", "resolved_at", "outcome", "investigated", "stages", "cost",
                    "own_closed_on", "own_outcome", "own_resolved_at",
                )
            },
            "service_type": row.service_type.slug if row.service_type else "",
        }
        for row in Standing.objects.current().select_related("service_type")
    ]  # fmt: skip
    enquiries = list(OmbudsmanCase.objects.current().filter(void=False).values())
    active = {(row.year, row.area): row.count for row in ActiveCases.objects.current()}
    counted_on = {row.year: row.counted_on for row in AnnualReport.objects.all()}
    return Report(cases, enquiries, active, counted_on)


def of(year: int = 2020) -> ReportFigures:
    return figures(year, view=visible_to(None))


@pytest.mark.parametrize("year", [2020, 2021])
def test_every_number_equals_the_naive_count(year: int) -> None:
    by_hand, found = naive(), of(year)
    assert len(found.values) > 500
    for (key, each), value in found.values.items():
        expected = by_hand.number(key, each)
        same = value.exact is None if expected is None else Fraction(value.exact) == pytest.approx(expected)
        assert same, f"{key} {each}: {value.exact}, by hand {expected}"


def test_everything_consistent_that_was_published_comes_out() -> None:
    compared = {row.statistic.ref: row for row in published.compared(of())}
    assert len(compared) == 134
    assert {ref for ref, row in compared.items() if row.verdict == "stated"} == FACTS
    assert {ref for ref, row in compared.items() if row.differs} == CONTRADICTIONS
    assert all(row.reason for row in compared.values() if row.differs)
    assert len([ref for ref, row in compared.items() if row.verdict == "agrees"]) == 117


def test_statements_of_a_year_without_cases_are_stated_and_not_counted() -> None:
    compared = published.compared(of(2017))
    assert len(compared) == 19
    assert {row.verdict for row in compared} == {"not_counted"}
    assert compared[0].counted == "No cases on record"
    assert "2017/18" in compared[0].reason


def test_a_difference_that_nobody_explained_gets_the_rule_as_its_reason() -> None:
    row = PublishedStatistic.objects.get(ref="C2021-013")
    row.value = Decimal(419)
    told = published.compare(row, of())
    assert told.differs
    assert told.reason.startswith(
        "Counted here are 420. The rule: statutory complaints about adult social care"
    )


def test_a_member_sees_the_closed_report_with_small_counts_kept_back(person) -> None:
    view = visible_to(person("member"))
    kept, whole = figures(2020, view=view), of()
    assert kept.suppressed
    assert kept.value("adult.complaints.received").text == "420"
    assert kept.value("children_statutory.reached.3").text == NOT_SHOWN
    assert kept.value("children_statutory.stages.3").text == NOT_SHOWN
    assert whole.value("children_statutory.reached.3").text == "2"
    for (key, year), value in kept.values.items():
        small = [n for n in (value.count, value.base) if n is not None and 0 < n < 5]
        assert not small, f"{key} {year}"
    told = {row.statistic.ref: row.verdict for row in published.compared(kept)}
    assert told["C2021-105"] == "not_shown"
    for graph in graphs(kept):
        assert graph.sentence(kept)


def test_a_member_sees_no_open_report(person) -> None:
    AnnualReport.objects.filter(year=2021).update(closed_at=None)
    with pytest.raises(PermissionDenied):
        figures(2021, view=visible_to(person("member")))
    with pytest.raises(PermissionDenied):
        figures(2012, view=visible_to(person("member")))


def test_a_member_sees_the_report_as_it_stood_when_it_closed(person) -> None:
    before = figures(2020, view=visible_to(person("member"))).value("adult.complaints.received").text
    log_complaint(received_on=datetime.date(2020, 6, 1))
    after = figures(2020, view=visible_to(person("member")))
    assert after.value("adult.complaints.received").text == before == "420"
    assert of().value("adult.complaints.received").text == "421"


def test_it_takes_at_most_six_queries() -> None:
    with CaptureQueriesContext(connection) as asked:
        of()
    assert len(asked) <= 6


def test_numbers_say_whether_made_up_cases_are_in_them() -> None:
    log_feedback(Kind.COMMENT, area="other", received_on=datetime.date(2023, 5, 1))
    assert of().synthetic
    assert of().value("adult.complaints.received").synthetic
    assert not of().value("adult.ombudsman.incomplete").synthetic, "it counts none"


def test_all_graphs_and_tables_have_rows_and_words() -> None:
    found = of()
    assert [graph.number for graph in graphs(found)] == list(range(1, 16))
    for table in (*graphs(found), *tables(found)):
        assert table.rows, table.title
        assert len(table.values(found)) >= len(table.rows)
    first = graphs(found)[0]
    assert first.sentence(found) == (
        "Statutory complaints. In 2020/21: adult social care 420; children's social care 226; all statutory complaints "
        "646. In 2019/20: adult social care 536; children's social care 252; all statutory complaints 788."
    )


# --- The command ----------------------------------------------------------------------------------------------------


def run(year: str, form: str = "json") -> str:
    said = StringIO()
    call_command("complaints_report", year=year, form=form, stdout=said)
    return said.getvalue()


def test_the_command_prints_every_number_and_what_was_published() -> None:
    report = json.loads(run("2020-21"))
    numbers = {(row["key"], row["year"]): row for row in report["figures"]}
    assert numbers["adult.complaints.received", "2020/21"]["value"] == 420
    assert numbers["children_statutory.costs.paid", "2020/21"]["value"] == 7297.03
    share = numbers["adult.stages.0.share", "2020/21"]
    assert (share["value"], share["count"], share["base"], share["section"]) == (38, 159, 416, "2.2")
    assert share["counting"]
    assert report["synthetic"] is True
    assert len(report["published"]) == 134
    assert {row["ref"] for row in report["differences"]} == CONTRADICTIONS
    contradicted = next(row for row in report["differences"] if row["ref"] == "C2021-100")
    assert (contradicted["published"], contradicted["computed"]) == (205, 226)
    assert "226" in contradicted["reason"]


def test_the_command_prints_text_for_people() -> None:
    said = run("2020-21", "text")
    assert said.startswith("Complaints and customer feedback 2020/21\nSynthetic:")
    assert "Complaints received: 420; the year before 536" in said
    assert "C2021-100" in said


def test_a_year_that_is_known_from_a_printed_report_alone_lists_its_statements() -> None:
    report = json.loads(run("2017-18"))
    assert (report["figures"], report["without_data"]) == ([], ["2016/17", "2017/18"])
    assert len(report["published"]) == 19
    assert {row["verdict"] for row in report["published"]} == {"not_counted"}


@pytest.mark.parametrize(
    ("year", "words"),
    [
        ("2012-13", "There is no feedback of 2012/13 on record"),
        ("2020", '"2020" is not a year. Write a year like 2020-21.'),
        ("2020-21-Q2", '"2020-21-Q2" is not a financial year. Write a year like 2020-21.'),
    ],
)
def test_the_command_says_what_is_wrong_with_the_year(year: str, words: str) -> None:
    with pytest.raises(CommandError, match=words.replace(".", r"\.")):
        run(year)


# --- Putting statements on record ---------------------------------------------------------------------------------


def statement(**changes: Any) -> list[dict[str, Any]]:
    row = {
        "ref": "T-1",
        "audience": "adult",
        "topic": "totals",
        "measure": "Complaints",
        "year": "2018-19",
        "value": 12,
        "unit": "complaints",
        "section": "1",
        "quote": "twelve complaints",
        "figure": "adult.complaints.received",
        **changes,
    }
    return [{"report_year": "2018-19", "statements": [row]}]


def test_statements_are_recorded_once(person) -> None:
    assert publishing.load(Path(PUBLISHED), person("complaints")) == 0, "the demonstration has them"
    assert publishing.load(statement(), person("complaints")) == 1
    assert publishing.load(statement(), person("complaints")) == 0
    with pytest.raises(ComplaintRefused, match="What was published is not changed"):
        publishing.load(statement(value=13), person("complaints"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"figure": "adult.complaint.received"}, "is not the key of a figure"),
        ({"year": "2018"}, "2018"),
        ({"value": "twelve"}, "is not a number"),
        ({"audience": "everybody"}, "not a valid choice"),
        ({"value": ""}, "needs a value and a year"),
        ({"title": "x"}, "title is not known here"),
    ],
)
def test_what_is_no_statement_is_refused_by_name(person, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ComplaintRefused, match=f"T-1: .*{words}"):
        publishing.load(statement(**changes), person("complaints"))
    assert not PublishedStatistic.objects.filter(ref="T-1").exists()


def test_only_who_runs_complaints_records_statements(person) -> None:
    with pytest.raises(PermissionDenied):
        publishing.load(statement(), person("member"))


class TestTheOmbudsmanAfterTheLastDayCounted:
    """A case that the council ended in time counts as it ended, whatever the Ombudsman decides when counting is over."""

    def counted(self, report: ReportFigures) -> tuple[object, ...]:
        keys = ("outcomes.closed", "outcomes.not_upheld", "outcomes.upheld", "stages.0", "stages.ombudsman")
        return tuple(report.value(f"adult.{key}").value for key in keys)

    def decide(self, case: Feedback, day: datetime.date) -> None:
        row = OmbudsmanCase(
            key=uuid.uuid4(), reference="21 001 001", feedback=case, area="adults", received_on=datetime.date(2021, 2, 1),
            decided_on=day, decision="upheld",
        )  # fmt: skip
        supersede(row, by=None, based_on=0)
        standing.refresh([case.pk], by=None)

    @pytest.mark.parametrize(
        ("decided", "moved"),
        [(datetime.date(2021, 3, 31), (1, 0, 1, 0, 1)), (datetime.date(2021, 4, 1), (1, 1, 0, 1, 0))],
        ids=["in-time", "too-late"],
    )
    def test_it_ends_the_case_only_in_time(self, decided: datetime.date, moved: tuple[int, ...]) -> None:
        before = self.counted(figures(2020, view=visible_to(None)))
        case = log_complaint(received_on=datetime.date(2021, 1, 4))
        steps.answer(
            case, 1, on=datetime.date(2021, 1, 11), outcome="not_upheld", by=complaints_manager(), based_on=1
        )
        self.decide(case, decided)
        after = self.counted(figures(2020, view=visible_to(None)))
        assert tuple(b - a for a, b in zip(before, after, strict=True)) == moved


def test_a_closed_report_keeps_the_last_day_that_the_year_before_counted() -> None:
    """The year before may be reopened and count further; the closed report's own column of it stays."""
    member = visible_to(User.objects.get(username="member"))
    before = figures(2020, view=member).values
    by = complaints_manager()
    reports.reopen_report(year=2019, by=by, reason="One more month")
    reports.count_until(year=2019, counted_on=datetime.date(2020, 12, 31), by=by)
    assert figures(2020, view=member).values == before
    assert figures(2020, view=visible_to(None)).counted_on[2019] == datetime.date(2020, 12, 31)
