"""Services and directorates: who sees what, what stands out, what is said about it."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from council.models import Service
from council.periods import parse_quarter
from kpis.actions import ratings
from kpis.models import Commentary
from kpis.selectors import dashboard, services
from kpis.selectors.inputs import EVERYTHING
from kpis.visibility import visible_to
from risks.actions import movements, reviews
from risks.models import Register
from tests.factories import make_figure, make_indicator, make_target
from tests.risk_factories import (
    DECISION,
    close_quarter,
    make_assessment,
    make_entry,
    make_register,
    open_quarter,
    risk_lead,
)

pytestmark = pytest.mark.django_db


def page(client, address: str, **query: str) -> BeautifulSoup:
    response = client.get(address, query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(soup: BeautifulSoup) -> str:
    return " ".join(soup.main.get_text(" ").split())


def numbers(soup: BeautifulSoup) -> dict[str, str]:
    """The big numbers by the word below them."""
    return {
        item.select_one(".app-rag__word").get_text(): item.select_one(".app-numbers__value").get_text(
            strip=True
        )
        for item in soup.select(".app-numbers__item")
    }


def test_one_service_has_the_rows_that_the_whole_quarter_has_for_it(q2) -> None:
    view = visible_to(None)

    def seen(rows: list[dashboard.IndicatorRow]) -> list[tuple]:
        return [(row.definition.name, row.state, row.definition.chapter.name, row.judged) for row in rows]

    everywhere = [r for r in dashboard.summaries(q2, view) if r.definition.service.slug == "adult-services"]
    assert len(everywhere) > 5
    assert seen(dashboard.summaries(q2, view, service="adult-services")) == seen(everywhere)


def test_the_counts_and_the_indicators_of_a_service(client_of) -> None:
    soup = page(client_of("member"), "/services/highways/", quarter="2021-22-Q2")
    assert soup.h1.get_text() == "Highways Service"
    assert numbers(soup) == {"On track": "1", "Slightly below desired": "1", "Requires improvement": "2"}
    assert soup.main.select_one('a[href^="/directorates/growth-environment-transport/"]')
    table = soup.find("h2", id="indicators").find_next("table")
    assert len(table.select("tbody tr")) == 4


def test_what_is_off_track_stands_beside_what_is_said_about_it_once(client_of, q2) -> None:
    soup = page(client_of("member"), "/services/highways/", quarter="2021-22-Q2")
    (concern,) = soup.select(".app-concern")  # three indicators share one commentary
    assert [mark.get_text() for mark in concern.select(".app-rag__word")] == [
        "Requires improvement",
        "Requires improvement",
        "Slightly below desired",
    ]
    assert "continuation of the increase in defects" in concern.get_text()
    assert "What was said in" not in concern.get_text()


def test_commentary_of_an_earlier_quarter_says_of_which(client_of, person) -> None:
    kpi = make_indicator()
    make_target(kpi, value="80")
    make_figure(kpi, "2021-22-Q2", "20")
    ratings.rate(EVERYTHING)
    said = Commentary.objects.create(
        reported_in=parse_quarter("2021-22-Q1").ordinal,
        slug="gritting",
        heading="Gritting",
        recorded_at="2021-08-01T12:00Z",
        body=[{"kind": "paragraph", "text": "The lorries <were> old."}],
        actions=[{"text": "Buy lorries", "owner": "Head of Fleet", "due": "May 2022", "items": []}],
    )
    said.indicators.add(kpi)
    concerns = page(client_of("member"), "/services/highways/", quarter="2021-22-Q2").select(".app-concern")
    (concern,) = [each for each in concerns if "Roads gritted on time" in each.get_text()]
    text = " ".join(concern.get_text(" ").split())
    assert "What was said in Quarter 1 (April-June) 2021/22:" in text
    assert "The lorries <were> old." in text
    assert "Buy lorries" in text and "Head of Fleet" in text and "May 2022" in text


def test_what_got_worse_names_both_figures(client_of) -> None:
    soup = page(client_of("member"), "/services/highways/", quarter="2021-22-Q2")
    (line,) = soup.find("h2", id="worse").find_next("ul").select("li")
    assert "94.53%, it was 95.42%" in line.get_text()


def test_a_member_sees_no_draft_and_nothing_of_what_is_due(client_of) -> None:
    kpi = make_indicator()
    make_figure(kpi, "2021-22-Q3", "33.3")
    member = client_of("member")
    assert member.get("/services/highways/?quarter=2021-22-Q3").status_code == 404
    soup = page(member, "/services/highways/")
    assert "33.3" not in words(soup) and "is open" not in words(soup) and soup.find("h2", id="due") is None


def test_staff_see_what_is_due_and_the_way_to_the_open_quarter(client_of) -> None:
    officer = client_of("officer")
    soup = page(officer, "/services/highways/")
    (way,) = [link for link in soup.main.select("a") if "is open" in link.get_text()]
    assert way["href"] == "?quarter=2021-22-Q3"
    due = page(officer, "/services/highways/", quarter="2021-22-Q3").find("h2", id="due")
    links = [link["href"] for link in due.find_next("ul").select("a")]
    assert "/kpis/defects-4h-emergency/enter/2021-22-Q3/" in links and len(links) == 4


def test_an_officer_of_another_service_gets_no_way_in(client_of) -> None:
    soup = page(client_of("officer"), "/services/libraries/", quarter="2021-22-Q3")
    assert soup.find("h2", id="due") is None
    assert not [link for link in soup.main.select("a") if "/enter/" in link["href"]]


def test_a_figure_that_never_came_is_late_once_the_quarter_is_closed(client_of) -> None:
    heading = page(client_of("performance"), "/services/education/", quarter="2021-22-Q2").find(
        "h2", id="due"
    )
    assert heading.get_text() == "Late"


def test_a_service_without_indicators_and_one_that_there_is_not(client_of) -> None:
    Service.objects.create(
        slug="archives", name="Archives", directorate=Service.objects.get(slug="libraries").directorate
    )
    member = client_of("member")
    assert "The service has no indicators in this quarter." in words(page(member, "/services/archives/"))
    assert member.get("/services/no-such-service/").status_code == 404
    assert member.get("/directorates/no-such-directorate/").status_code == 404
    assert member.get("/services/highways/?quarter=2010-11-Q1").status_code == 404


def test_the_counts_of_services_add_up_to_their_directorate_and_all_to_the_overview(client_of, q2) -> None:
    member = client_of("member")
    every = page(member, "/services/", quarter=str(q2))
    totals = [int(row.select("td")[-1].get_text()) for row in every.select("tbody tr")]
    assert sum(totals) == len(dashboard.summaries(q2, visible_to(None)))
    one = page(member, "/directorates/growth-environment-transport/", quarter=str(q2))
    rows = one.find("h2", string="Services").find_next("table").select("tbody tr")
    assert sum(int(row.select("td")[-1].get_text()) for row in rows) == sum(map(int, numbers(one).values()))
    assert rows[0].a["href"].startswith("/services/")


def test_the_number_of_queries_does_not_depend_on_the_number_of_indicators(client_of, q2) -> None:
    for number in range(30):
        kpi = make_indicator(f"more-{number}", name=f"One more, number {number}")
        make_figure(kpi, "2021-22-Q2", "20")
        make_target(kpi, value="80")
    ratings.rate(EVERYTHING)
    with CaptureQueriesContext(connection) as queries:
        found = services.service_kpis("highways", q2, visible_to(None))
    assert len(found.rows) == 34 and len(found.concerns) > 30
    assert len(queries) == 11


class TestRisksOfAPlace:
    """The entries of its register, and those of other registers that name it."""

    def test_of_a_service_its_register_and_who_names_it(self, client_of) -> None:
        highways = Service.objects.get(slug="highways")
        make_assessment(make_entry(make_register("own", service="highways"), "R1"), "5x5")
        corporate = Register.objects.get(slug="corporate")
        make_assessment(make_entry(corporate, "Corp 90", title="Floods", services=[highways]), "3x4")
        make_entry(corporate, "Corp 91", title="Elsewhere")
        soup = page(client_of("risk"), "/services/highways/risks/", quarter=str(open_quarter()))
        text = words(soup)
        assert "Corp 90 Floods" in text and "Something happens to R1" in text and "Elsewhere" not in text
        headings = [each.get_text() for each in soup.select("#part h3")]
        assert headings == ["Corporate Risk and Opportunity Register", "Register own"]
        assert "2 risks" in text

    def test_members_see_closed_quarters_of_registers_that_are_for_them(self, client_of) -> None:
        highways = Service.objects.get(slug="highways")
        make_entry(make_register("own", service="highways"), "R1")
        make_entry(Register.objects.get(slug="corporate"), "Corp 90", services=[highways])
        member = client_of("member")
        assert "No risk or opportunity that you may see" in words(page(member, "/services/highways/risks/"))
        assert member.get(f"/services/highways/risks/?quarter={open_quarter()}").status_code == 404
        close_quarter()
        text = words(page(member, "/services/highways/risks/"))
        assert "Corp 90" in text and "R1" not in text

    def test_an_entry_on_two_registers_comes_once_on_the_corporate_one(self, client_of) -> None:
        place = make_entry(make_register("own", service="highways"), "R1")
        make_assessment(place, "5x5", "4x4")
        movements.escalate(
            place,
            to=Register.objects.get(slug="corporate"),
            ref="Corp 90",
            quarter=open_quarter(),
            decision=DECISION,
            by=risk_lead(),
        )
        soup = page(client_of("risk"), "/services/highways/risks/", quarter=str(open_quarter()))
        assert [link.strong.get_text() for link in soup.select("#part tbody a")] == ["Corp 90"]

    def test_of_a_directorate_also_those_of_its_services(self, client_of) -> None:
        address = "/directorates/growth-environment-transport/risks/"
        make_entry(make_register("own", service="highways"), "R1")
        make_entry(make_register("theirs", directorate="growth-environment-transport"), "R2")
        make_entry(make_register("others", service="libraries"), "R3")
        text = words(page(client_of("approver"), address, quarter=str(open_quarter())))
        assert "R1" in text and "R2" in text and "R3" not in text

    def test_an_entry_that_has_left_is_not_there(self, client_of) -> None:
        address = "/services/adult-services/risks/"
        assert "CR9" in words(page(client_of("risk"), address, quarter="2018-19-Q4"))
        text = words(page(client_of("member"), address, quarter="2018-19-Q4"))
        assert "CR9" not in text, "it left the corporate register for that of its service"

    def test_beside_a_quarter_of_indicators_stands_the_next_closed_risk_quarter(self, client_of) -> None:
        member = client_of("member")
        for beside, quarter in (
            ("2018-19-Q3", "Quarter 3 (Oct-Dec) 2018/19"),
            ("2018-19-Q4", "Quarter 4 (Jan-March) 2018/19"),
            ("2021-22-Q2", "Quarter 3 (Oct-Dec) 2021/22"),
            ("2022-23-Q2", "Quarter 3 (Oct-Dec) 2021/22"),  # none is closed yet: the newest that is
        ):
            soup = page(member, "/services/highways/risks/", beside=beside)
            assert quarter in soup.find(id="part").get_text(), beside
        assert member.get("/services/highways/risks/?beside=soon").status_code == 404

    def test_both_pages_have_the_way_there(self, client_of) -> None:
        for address in ("/services/highways/", "/directorates/growth-environment-transport/"):
            part, *_ = page(client_of("member"), address, quarter="2021-22-Q2").select("[data-part-of]")
            assert part.a["href"] == f"{address}risks/?beside=2021-22-Q2"
            assert page(client_of("member"), part.a["href"]).find(id="part")

    def test_one_that_there_is_not(self, client_of) -> None:
        member = client_of("member")
        assert member.get("/services/no-such/risks/").status_code == 404
        assert member.get("/directorates/no-such/risks/").status_code == 404


class TestRisksAtAGlance:
    def test_members_see_the_newest_closed_quarter_and_nothing_that_waits(self, client_of) -> None:
        text = words(page(client_of("member"), "/risks-at-a-glance/"))
        assert "Risks and opportunities in Quarter 3 (Oct-Dec) 2021/22" in text
        assert "7 risks" in text and "2 opportunities" in text and "What moved" in text
        assert "Risk reviews" not in text and "Adult Services" not in text

    def test_reviewers_see_what_waits_for_them(self, client_of) -> None:
        text = words(page(client_of("approver"), "/risks-at-a-glance/"))
        assert "2 entries for you to review" in text and "nobody is named" not in text

    def test_the_risk_lead_sees_what_waits_for_a_decision_and_what_nobody_reviews(self, client_of) -> None:
        place = make_entry(make_register(), "R1", reviewer=risk_lead())
        make_assessment(place, confidence="green")
        reviews.submit(place.entry, quarter=open_quarter(), by=risk_lead())
        text = words(page(client_of("risk"), "/risks-at-a-glance/"))
        assert "1 submitted review waits for your decision" in text
        assert "8 entries that nobody is named to review" in text
        assert "waits for your decision" not in words(page(client_of("approver"), "/risks-at-a-glance/"))

    def test_home_has_the_way_there(self, client_of) -> None:
        parts = page(client_of("member"), "/").select("[data-part-of]")
        assert [part.a["href"] for part in parts].count("/risks-at-a-glance/") == 1
