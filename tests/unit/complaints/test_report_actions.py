"""Opening, writing, counting, closing and reopening an annual report: who may, in which order, and what stays on record."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from complaints.actions import reports as actions
from complaints.actions.refusals import ComplaintRefused
from complaints.models import ActiveCases, AnnualReport, AnnualReportStep, ReportText
from complaints.visibility import visible_to
from council.actions.superseding import EditConflict
from council.authorization import Role
from council.models import AuditEntry
from tests.risk_factories import make_person

pytestmark = pytest.mark.django_db

#: A year of which the demonstration has nothing.
YEAR = 2012
END, JUNE = datetime.date(2013, 3, 31), datetime.date(2013, 6, 30)
VERBS = {
    "open": lambda by: actions.open_report(year=YEAR + 1, counted_on=datetime.date(2014, 6, 30), by=by),
    "count": lambda by: actions.count_until(year=YEAR, counted_on=JUNE, by=by),
    "write": lambda by: actions.write_text(year=YEAR, section="2.1", text="Said.", by=by, based_on=0),
    "active cases": lambda by: actions.set_active_cases(
        year=YEAR, area="adults", count=21_000, by=by, based_on=0
    ),
    "close": lambda by: actions.close_report(year=YEAR, by=by, reason="For a test"),
    "reopen": lambda by: actions.reopen_report(year=YEAR, by=by, reason="For a test"),
}


@pytest.fixture
def manager(person):
    return person("complaints")


@pytest.fixture
def report(manager) -> AnnualReport:
    return actions.open_report(year=YEAR, counted_on=END, by=manager)


def steps() -> list[tuple[str, str]]:
    return list(AnnualReportStep.objects.filter(report=YEAR).values_list("step", "reason"))


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("username", ["officer", "performance", "member", "auditor", "admin"])
def test_only_complaints_managers_run_the_report(report, person, verb: str, username: str) -> None:
    with pytest.raises(PermissionDenied):
        VERBS[verb](person(username))
    assert steps() == [("opened", "")]


@pytest.mark.parametrize("verb", VERBS)
def test_somebody_who_handles_one_service_does_not_run_the_report(report, verb: str) -> None:
    with pytest.raises(PermissionDenied, match="whole council"):
        VERBS[verb](make_person("of-highways", Role.COMPLAINTS, service="highways"))


def test_opening_twice_is_opening_once(report, manager) -> None:
    again = actions.open_report(year=YEAR, counted_on=JUNE, by=manager)
    assert (again.year, again.counted_on) == (YEAR, END), "the first day holds"
    assert steps() == [("opened", "")]


def test_a_year_that_has_not_begun_has_no_report(manager) -> None:
    year = datetime.date.today().year + 2
    with pytest.raises(ComplaintRefused, match="has not begun"):
        actions.open_report(year=year, counted_on=datetime.date(year + 1, 6, 30), by=manager)


def test_counting_cannot_end_before_the_year(manager) -> None:
    with pytest.raises(ComplaintRefused, match="before the year ends, on 31 March 2013"):
        actions.open_report(year=YEAR, counted_on=datetime.date(2013, 3, 30), by=manager)
    assert not AnnualReport.objects.filter(year=YEAR).exists()


def test_a_report_that_was_never_opened(manager) -> None:
    with pytest.raises(ComplaintRefused, match="2012/13 was never opened"):
        actions.write_text(year=YEAR, section="2.1", text="Said.", by=manager, based_on=0)


def test_another_last_day_of_counting_stays_on_record(report, manager) -> None:
    actions.count_until(year=YEAR, counted_on=JUNE, by=manager, reason="The panel sat late.")
    actions.count_until(year=YEAR, counted_on=JUNE, by=manager, reason="Nothing new.")
    assert AnnualReport.objects.get(year=YEAR).counted_on == JUNE
    assert steps()[1:] == [("counted", "31 March 2013, now 30 June 2013. The panel sat late.")]


def test_texts_supersede_and_two_writers_are_told(report, manager) -> None:
    actions.write_text(year=YEAR, section="2.1", text=" First.\r\n\r\nMore. ", by=manager, based_on=0)
    actions.write_text(year=YEAR, section="2.1", text="Second.", by=manager, based_on=1)
    with pytest.raises(EditConflict) as conflict:
        actions.write_text(year=YEAR, section="2.1", text="Mine.", by=manager, based_on=1)
    assert conflict.value.current.text == "Second."
    texts = ReportText.objects.filter(report=YEAR, section="2.1").order_by("version")
    assert [row.text for row in texts] == ["First.\n\nMore.", "Second."]
    assert AuditEntry.objects.filter(table="complaints_reporttext").exists()


def test_a_section_that_the_report_does_not_have(report, manager) -> None:
    with pytest.raises(ComplaintRefused, match="no section"):
        actions.write_text(year=YEAR, section="4.7", text="Said.", by=manager, based_on=0)


def test_active_cases_supersede(report, manager) -> None:
    actions.set_active_cases(year=YEAR, area="adults", count=21_000, by=manager, based_on=0)
    actions.set_active_cases(year=YEAR, area="adults", count=21_500, by=manager, based_on=1)
    with pytest.raises(EditConflict):
        actions.set_active_cases(year=YEAR, area="adults", count=1, by=manager, based_on=1)
    assert ActiveCases.objects.current().get(year=YEAR, area="adults").count == 21_500


def test_closing_asks_for_a_reason_while_something_is_missing(report, manager) -> None:
    with pytest.raises(actions.ThingsUnresolved, match="say why the report closes without"):
        actions.close_report(year=YEAR, by=manager)
    assert AnnualReport.objects.get(year=YEAR).is_open
    actions.close_report(year=YEAR, by=manager, reason="The texts follow in a supplement.")
    assert steps()[1:] == [("closed", "The texts follow in a supplement.")]


def test_a_year_that_runs_cannot_be_closed(manager) -> None:
    at = datetime.datetime(2013, 3, 31, 12, tzinfo=datetime.UTC)
    actions.open_report(year=YEAR, counted_on=END, by=manager)
    with pytest.raises(ComplaintRefused, match="from 1 April 2013 on"):
        actions.close_report(year=YEAR, by=manager, reason="Early", at=at)


def test_a_closed_report_takes_no_changes(report, manager) -> None:
    actions.close_report(year=YEAR, by=manager, reason="For a test")
    for verb in ("count", "write", "active cases"):
        with pytest.raises(ComplaintRefused, match="is closed, and people have read it"):
            VERBS[verb](manager)
    with pytest.raises(ComplaintRefused, match="Reopen it with a reason"):
        actions.open_report(year=YEAR, counted_on=END, by=manager)


def test_members_see_a_report_only_while_it_is_closed(report, manager, person) -> None:
    def seen() -> bool:
        return visible_to(person("member")).report_of(YEAR) is not None

    assert not seen()
    actions.close_report(year=YEAR, by=manager, reason="For a test")
    assert seen()
    with pytest.raises(ComplaintRefused, match="Say why"):
        actions.reopen_report(year=YEAR, by=manager, reason="  ")
    actions.reopen_report(year=YEAR, by=manager, reason="A case was counted twice.")
    assert not seen()
    assert steps()[-1] == ("reopened", "A case was counted twice.")
    with pytest.raises(ComplaintRefused, match="open already"):
        actions.reopen_report(year=YEAR, by=manager, reason="Again")
