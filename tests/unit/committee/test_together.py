"""Indicators, risks and complaints beside each other: what got worse, what contradicts, and who sees which of it."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup, Tag
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from committee.actions import links
from committee.selectors import together
from complaints.actions import reports
from complaints.models import AnnualReport, Learning, ServiceType
from complaints.selectors import services as complaint_services
from complaints.visibility import visible_to as complaints_visible_to
from council.models import Directorate, Service
from council.periods import Quarter, parse_quarter
from kpis.actions import ratings
from kpis.models import Definition, Indicator
from kpis.selectors import dashboard
from kpis.selectors import latest as latest_ratings
from kpis.selectors.inputs import EVERYTHING
from kpis.visibility import visible_to
from risks.models import Place
from risks.visibility import visible_to as risks_visible_to
from tests.complaint_factories import complaints_manager, learning_point
from tests.factories import make_figure, make_indicator, make_target
from tests.risk_factories import (
    close_quarter,
    make_assessment,
    make_entry,
    make_register,
    open_next,
    risk_lead,
)

pytestmark = pytest.mark.django_db

RED, GREEN = "defects-4h-emergency", "library-visits"
BUDGET = 15


def page(client: Client, address: str, **query: str) -> Tag:
    response = client.get(address, query)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser").main


def words(part: Tag) -> str:
    return " ".join(part.get_text(" ").split())


def warnings(part: Tag) -> list[str]:
    """What is said to contradict."""
    found = [words(each) for each in part.select(".govuk-warning-text__text")]
    return [each.removeprefix("Contradiction ") for each in found if each.startswith("Contradiction")]


def falls(slug: str = "roads-gritted", service: str = "highways", **fields: object) -> Indicator:
    """An indicator that was on track in Quarter 1 and requires improvement in Quarter 2."""
    kpi = make_indicator(slug, service, **fields)
    make_target(kpi, value="80")
    make_figure(kpi, "2021-22-Q1", "90")
    make_figure(kpi, "2021-22-Q2", "20")
    ratings.rate(EVERYTHING)
    return kpi


def name(place: Place, *slugs: str) -> None:
    links.link(place.entry, [Indicator.objects.get(slug=slug) for slug in slugs], by=risk_lead(), note="")


def entry(register: str, first: str, then: str, *slugs: str, **fields: object) -> Place:
    """An entry that names indicators, with its score in a risk quarter and in the next; both are closed."""
    place = make_entry(make_register(register, **fields), "R1", title="Roads fall apart")
    make_assessment(place, first)
    open_next()
    make_assessment(place, then, direction="same")
    name(place, *slugs)
    close_quarter()
    return place


class TestTheNewestRatings:
    def test_are_those_of_the_dashboard(self, q2: Quarter) -> None:
        view = visible_to(None)
        shown = {
            row.definition.indicator_id: row.shown_status
            for row in dashboard.summaries(q2, view)
            if row.judged
        }
        found = {
            each.indicator_id: each.now.mark.code
            for each in latest_ratings.latest(view, q2)
            if each.indicator_id in shown and each.now.depth is not None
        }
        assert len(found) > 20
        assert found == {key: shown[key] for key in found}

    def test_a_status_that_is_worse_than_the_one_before_fell(self, q2: Quarter) -> None:
        kpi = falls()
        (found,) = latest_ratings.latest(visible_to(None), q2, indicators=[kpi.pk], with_before=True)
        assert found.fell and found.is_worst
        assert (found.now.mark.code, found.before.mark.code) == ("red", "green")
        (earlier,) = latest_ratings.latest(
            visible_to(None), q2.previous, indicators=[kpi.pk], with_before=True
        )
        assert earlier.before is None and not earlier.fell

    def test_without_a_quarter_the_newest_closed_one_counts(self, person) -> None:
        kpi = falls()
        make_figure(kpi, "2021-22-Q3", "95", based_on=0)
        ratings.rate(EVERYTHING)
        for who in (None, person("performance"), person("member")):
            (found,) = latest_ratings.latest(visible_to(who), None, services=None, indicators=[kpi.pk])
            assert found.now.mark.code == "red"

    def test_a_draft_is_for_who_may_see_drafts(self, person, q3: Quarter) -> None:
        kpi = falls()
        make_figure(kpi, "2021-22-Q3", "95", based_on=0)
        ratings.rate(EVERYTHING)
        seen = {
            who: latest_ratings.latest(visible_to(person(who)), q3, indicators=[kpi.pk])[0].now.mark.code
            for who in ("performance", "member")
        }
        assert seen == {"performance": "green", "member": "red"}


class TestIndicatorsTogether:
    def test_what_fell_stands_with_both_ratings(self, client_of) -> None:
        falls()
        main = page(client_of("member"), "/together/", quarter="2021-22-Q2")
        rows = [words(row) for row in main.find("h3", id="fallen").find_next("table").select("tbody tr")]
        (row,) = [row for row in rows if row.startswith("Roads gritted on time")]
        assert "R Requires improvement" in row and "G On track Quarter 1 (April-June) 2021/22" in row

    def test_a_figure_carried_over_did_not_fall_again(self, client_of) -> None:
        falls()
        main = page(client_of("performance"), "/together/", quarter="2021-22-Q3")
        assert "Roads gritted on time" not in words(main)

    def test_counts_add_up_to_the_indicators(self, q2: Quarter) -> None:
        priorities, part = together.kpis(q2, visible_to(None))
        assert {each.slug for each in priorities} >= {"caring-for-the-vulnerable"}
        for counted in (part.chapters, part.directorates):
            assert sum(counts.total() for _, counts in counted) == len(part.rows) > 40

    def test_a_priority_has_its_own_indicators_alone(self, client_of, q2: Quarter) -> None:
        _, part = together.kpis(q2, visible_to(None), "caring-for-the-vulnerable")
        assert {row.definition.priority.slug for row in part.rows} == {"caring-for-the-vulnerable"}
        main = page(
            client_of("member"), "/together/", quarter="2021-22-Q2", priority="caring-for-the-vulnerable"
        )
        assert main.h1.get_text() == "Caring for the vulnerable"
        parts = [each["data-part-of"] for each in main.select("[data-part-of]")]
        assert parts == [
            "/together/risks/?quarter=2021-22-Q2&priority=caring-for-the-vulnerable",
            "/together/complaints/?beside=2021-22-Q2&priority=caring-for-the-vulnerable",
        ]

    def test_a_priority_that_the_quarter_has_not_is_passed_over(self, client_of) -> None:
        main = page(client_of("member"), "/together/", quarter="2021-22-Q2", priority="no\0ne")
        assert main.h1.get_text() == "Indicators, risks and complaints together"

    def test_a_paper_of_directorates_has_no_table_of_priorities(self, client_of) -> None:
        main = page(client_of("member"), "/together/", quarter="2018-19-Q3")
        assert main.find(id="priorities") is None and main.find(id="directorates")

    def test_a_member_sees_no_open_quarter(self, client_of) -> None:
        member = client_of("member")
        for address in ("/together/", "/together/risks/", "/services/highways/together/"):
            assert member.get(f"{address}?quarter=2021-22-Q3").status_code == 404
        assert "This quarter is open" in words(page(client_of("officer"), "/together/", quarter="2021-22-Q3"))


class TestRisksTogether:
    @pytest.mark.parametrize(
        "address",
        [
            "/together/risks/",
            "/together/risks/?priority=delivering-better-services",
            "/services/highways/together/",
            "/directorates/growth-environment-transport/together/",
        ],
    )
    def test_a_score_that_falls_over_a_red_indicator_is_said(self, client_of, address: str) -> None:
        entry("own", "4x4", "3x4", RED, GREEN, for_members=True)
        said = warnings(page(client_of("member"), address))
        assert said == [
            "R1, Roads fall apart: Its score fell to 12, while 1 of 2 linked indicators is rated Requires improvement."
        ]

    def test_of_another_service_it_is_not(self, client_of) -> None:
        entry("own", "4x4", "3x4", RED, for_members=True)
        assert "Roads fall apart" not in words(page(client_of("member"), "/services/museums/together/"))

    def test_a_risk_that_got_worse_stands_there_without_a_contradiction(self, client_of) -> None:
        entry("own", "3x4", "4x4", RED, for_members=True)
        main = page(client_of("member"), "/together/risks/")
        assert warnings(main) == []
        (table,) = [each for each in main.select("table") if words(each.caption).endswith("got worse")]
        assert "R1 Roads fall apart" in words(table) and "Worsening" in words(table)

    def test_says_which_of_the_indicators_fell(self, client_of) -> None:
        falls()
        entry("own", "3x4", "3x4", "roads-gritted", for_members=True)
        (table,) = page(client_of("member"), "/services/highways/together/").select("table")
        assert "Roads gritted on time R Requires improvement On track before" in words(table)

    def test_an_entry_names_a_service_by_its_details_or_register(self, person) -> None:
        highways = Service.objects.get(slug="highways")
        place = make_entry(make_register("own", service="highways"), "R1", title="On its register")
        named = make_entry(make_register("corp"), "R2", title="Names it", services=[highways])
        other = make_entry(make_register("other", service="museums"), "R3", title="Of another")
        close_quarter()
        q2 = parse_quarter("2021-22-Q2")
        lead = person("risk")
        found = together.risks(highways, q2, risks_visible_to(lead), visible_to(lead))
        titles = {each.stood.place.pk for each in found.entries}
        assert {place.pk, named.pk} <= titles and other.pk not in titles
        directorate = Directorate.objects.get(slug="growth-environment-transport")
        of_it = together.risks(directorate, q2, risks_visible_to(lead), visible_to(lead))
        assert titles <= {each.stood.place.pk for each in of_it.entries}

    def test_registers_that_are_not_for_members_stay_unseen(self, client_of) -> None:
        entry("own", "4x4", "3x4", RED, service="highways")
        assert "Roads fall apart" not in words(page(client_of("member"), "/services/highways/together/"))
        assert warnings(page(client_of("risk"), "/services/highways/together/"))

    def test_an_open_risk_quarter_is_not_shown_to_anybody(self, client_of) -> None:
        place = make_entry(make_register("own", for_members=True), "R1", title="Still being reviewed")
        make_assessment(place, "4x4")
        name(place, RED)
        for who in ("member", "risk", "officer"):
            assert "Still being reviewed" not in words(page(client_of(who), "/together/risks/"))

    def test_quarters_that_do_not_belong_together_are_not_compared(self, client_of) -> None:
        entry("own", "4x4", "3x4", RED, for_members=True)
        main = page(client_of("member"), "/together/risks/", quarter="2021-22-Q1")
        assert warnings(main) == []
        assert "so the two are not compared" in words(main)

    def test_what_is_not_there_is_not_found(self, client_of) -> None:
        member = client_of("member")
        for address in (
            "/services/no-such/together/",
            "/directorates/no-such/together/",
            "/together/risks/?priority=no-such",
            "/services/no-such/complaints/",
            "/directorates/no-such/complaints/",
            "/together/complaints/?priority=no-such",
            "/together/complaints/?beside=soon",
        ):
            assert member.get(address).status_code == 404, address


class TestComplaintsTogether:
    def test_a_service_has_the_themes_of_its_own_work(self, client_of) -> None:
        main = page(client_of("member"), "/services/children-families-wellbeing/complaints/")
        tables = {words(each.caption): words(each.tbody) for each in main.select("table")}
        themes = tables["Children's social care: what complaints were about"]
        assert themes.startswith("Family support") and "Social work practice" not in themes
        assert "Closed complaints" in tables["Children's social care: how complaints went"]

    def test_says_what_it_shows_beside_the_year_before(self, client_of) -> None:
        text = words(page(client_of("member"), "/services/adult-services/complaints/"))
        assert (
            "Of the statutory complaints about adult social care that were received in 2020/21 and closed,"
            in text
        )
        assert "were upheld, wholly or in part; the year before," in text
        assert "were answered after six months; the year before," in text
        assert "The figures are as they stood on 12 November 2021, when the report was closed." in text

    def test_what_is_open_is_for_nobody(self, client_of) -> None:
        for who in ("member", "complaints"):
            text = words(page(client_of(who), "/together/complaints/"))
            assert "annual report of 2020/21" in text and "2021/22" not in text

    def test_before_a_report_is_closed_it_says_so(self, client_of) -> None:
        for row in AnnualReport.objects.exclude(closed_at=None):
            reports.reopen_report(year=row.year, by=complaints_manager(), reason="To be read again")
        text = words(page(client_of("member"), "/services/adult-services/complaints/"))
        assert "No complaints report has been published yet." in text

    def test_a_service_without_service_types_says_so(self, client_of) -> None:
        text = words(page(client_of("member"), "/services/highways/complaints/"))
        assert "counts none of the work of Highways Service apart" in text

    def test_learning_stands_as_the_report_had_it_and_for_staff_as_it_is(self, client_of) -> None:
        learning_point("Letters are checked twice.", year=2021)
        member = page(client_of("member"), "/services/adult-services/complaints/")
        assert "Letters are checked twice." not in words(member)
        assert "a council a monitoring visit will check" in words(member)
        staff = page(client_of("complaints"), "/services/adult-services/complaints/")
        assert "Letters are checked twice." in words(staff)

    def test_what_is_done_is_not_open(self) -> None:
        point = learning_point("All is well.", status="done", done_on=datetime.date(2021, 5, 1))
        types = list(ServiceType.objects.filter(area="adults"))
        view = complaints_visible_to(complaints_manager())
        found = complaint_services.of_types(types, view).learning
        assert point.key not in {row.key for row in found}
        assert {row.status for row in found} <= {Learning.Status.IDENTIFIED, Learning.Status.IN_PROGRESS}

    def test_a_service_all_on_track_with_many_upheld_is_asked(self, client_of, monkeypatch) -> None:
        """In the demonstration no share is high: the bar is lowered, and every other indicator of the service retired."""
        monkeypatch.setattr("committee.contradictions.HIGH_SHARE", Decimal(1))
        Definition.objects.filter(service__slug="children-families-wellbeing").exclude(
            indicator__slug="none"
        ).update(service=Service.objects.get(slug="museums"))
        kpi = make_indicator("helped", "children-families-wellbeing", name="Families helped")
        make_target(kpi, value="80")
        make_figure(kpi, "2021-22-Q2", "90")
        ratings.rate(EVERYTHING)
        address = "/services/children-families-wellbeing/complaints/"
        said = warnings(page(client_of("member"), address))
        assert any(
            each.startswith(
                "The one rated indicator of Children and Families Wellbeing Service is On track, while of"
            )
            for each in said
        )
        make_figure(kpi, "2021-22-Q2", "20", based_on=1)
        ratings.rate(EVERYTHING)
        assert warnings(page(client_of("member"), address)) == []


class TestWhereItStands:
    def test_a_service_and_a_directorate_have_both_parts(self, client_of) -> None:
        for place in ("/services/highways/", "/directorates/growth-environment-transport/"):
            main = page(client_of("member"), place, quarter="2021-22-Q2")
            parts = [each["data-part-of"] for each in main.select("[data-part-of]")]
            assert f"{place}together/?quarter=2021-22-Q2" in parts
            assert f"{place}complaints/?beside=2021-22-Q2" in parts
            for address in parts:
                assert page(client_of("member"), address).find(id="part")

    def test_the_overview_leads_there(self, client_of) -> None:
        main = page(client_of("member"), "/overview/", quarter="2021-22-Q2")
        assert main.select_one('a[href="/together/?quarter=2021-22-Q2"]')

    @pytest.mark.parametrize("who", ["member", "officer", "complaints"])
    @pytest.mark.parametrize(
        "address",
        [
            "/together/?quarter=2021-22-Q2",
            "/together/?quarter=2018-19-Q3",
            "/together/risks/?priority=delivering-better-services",
            "/services/highways/together/",
            "/directorates/growth-environment-transport/together/",
            "/together/complaints/?priority=caring-for-the-vulnerable",
            "/services/adult-services/complaints/",
            "/directorates/education-childrens-services/complaints/",
        ],
    )
    def test_few_questions_at_any_size(self, client_of, who: str, address: str) -> None:
        for number in range(12):
            falls(f"more-{number}", name=f"More of {number}")
        entry("own", "4x4", "3x4", RED, *(f"more-{number}" for number in range(12)), for_members=True)
        client = client_of(who)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        asked = [
            each["sql"] for each in queries if not each["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT"))
        ]
        assert len(asked) <= BUDGET
