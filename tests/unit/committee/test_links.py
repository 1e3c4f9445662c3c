"""Which indicators a risk names, who says so, and what both pages make of it."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from committee.actions import links
from committee.models import IndicatorLink
from committee.selectors import links as selectors
from council.authorization import Role
from kpis.actions import ratings
from kpis.models import Indicator
from kpis.selectors.inputs import EVERYTHING
from kpis.visibility import visible_to as kpis_visible_to
from risks.actions import movements
from risks.models import Place
from risks.visibility import visible_to
from tests.factories import make_figure, make_indicator, make_target
from tests.risk_factories import (
    DECISION,
    close_quarter,
    make_assessment,
    make_entry,
    make_person,
    make_register,
    open_next,
    open_quarter,
    risk_lead,
)

pytestmark = pytest.mark.django_db

RED, GREEN = "defects-4h-emergency", "library-visits"
BUDGET = 15


def page(client, address: str, **query: str) -> BeautifulSoup:
    response = client.get(address, query)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser")


def words(soup: BeautifulSoup) -> str:
    return " ".join(soup.main.get_text(" ").split())


def corp(number: int) -> Place:
    return Place.objects.select_related("entry", "register").get(
        register__slug="corporate", key=f"corp{number}"
    )


def name(place: Place, *slugs: str, note: str = "") -> list[IndicatorLink]:
    """Have an entry name indicators, by the risk lead, now."""
    return links.link(place.entry, [Indicator.objects.get(slug=s) for s in slugs], by=risk_lead(), note=note)


@pytest.fixture
def improving() -> Place:
    """A risk whose score fell in the open quarter, and which names a red indicator and a green one."""
    place = make_entry(make_register(for_members=True), "R1", title="Roads fall apart")
    make_assessment(place, "4x4")
    open_next()
    make_assessment(place, "3x4", direction="same")
    name(place, RED, GREEN, note="Defects are what it is about")
    return place


class TestLinking:
    def test_keeps_who_when_and_why(self) -> None:
        (made,) = name(corp(1), GREEN, note="  It is\x00 plain ")
        assert (made.recorded_by, made.note, made.removed_at) == (risk_lead(), "It is plain", None)

    def test_passes_over_what_is_linked_already(self) -> None:
        name(corp(1), GREEN)
        assert [made.indicator.slug for made in name(corp(1), GREEN, RED)] == [RED]

    def test_takes_away_and_keeps_the_row(self) -> None:
        (made,) = name(corp(1), GREEN)
        assert links.unlink(corp(1).entry, made.pk, by=risk_lead())
        made.refresh_from_db()
        assert made.removed_at is not None and made.removed_by == risk_lead()
        assert not links.unlink(corp(1).entry, made.pk, by=risk_lead()), "it is away already"
        assert len(name(corp(1), GREEN)) == 1, "and may be linked again"

    def test_of_another_entry_takes_nothing_away(self) -> None:
        (made,) = name(corp(1), GREEN)
        assert not links.unlink(corp(2).entry, made.pk, by=risk_lead())

    @pytest.mark.parametrize("username", ["officer", "performance", "member"])
    def test_is_for_who_reviews_the_entry_or_keeps_its_register(self, person, username: str) -> None:
        (made,) = name(corp(6), GREEN)
        with pytest.raises(PermissionDenied):
            links.link(corp(6).entry, [Indicator.objects.get(slug=RED)], by=person(username))
        with pytest.raises(PermissionDenied):
            links.unlink(corp(6).entry, made.pk, by=person(username))

    def test_its_reviewer_may(self, person) -> None:
        assert links.link(corp(6).entry, [Indicator.objects.get(slug=RED)], by=person("approver"))


class TestTheIndicatorsOfAnEntry:
    def test_the_red_ones_come_first_with_mark_figure_and_note(self, client_of, improving) -> None:
        soup = page(client_of("risk"), "/risks/test-register/r1/indicators/", quarter=str(open_quarter()))
        rows = [" ".join(row.get_text(" ").split()) for row in soup.select("tbody tr")]
        assert "4 hours" in rows[0] and "Requires improvement" in rows[0] and "88.71%" in rows[0]
        assert "libraries" in rows[1] and "On track" in rows[1] and "658,279 visits" in rows[1]
        assert all("Defects are what it is about" in row for row in rows)

    def test_a_score_that_falls_over_red_indicators_is_said(self, client_of, improving) -> None:
        text = words(
            page(client_of("risk"), "/risks/test-register/r1/indicators/", quarter=str(open_quarter()))
        )
        assert "Its score fell to 12, while 1 of 2 linked indicators is rated Requires improvement." in text

    def test_without_a_contradiction_the_red_ones_are_counted(self, client_of) -> None:
        place = make_entry(make_register(), "R1")
        make_assessment(place)
        name(place, RED, GREEN)
        text = words(
            page(client_of("risk"), "/risks/test-register/r1/indicators/", quarter=str(open_quarter()))
        )
        assert "1 of 2 linked indicators is rated Requires improvement. Ratings of Quarter 2" in text
        assert "while" not in text

    def test_a_closed_quarter_shows_what_was_linked_when_it_closed(self, client_of) -> None:
        name(corp(1), RED)
        member = client_of("member")
        address = "/risks/corporate/corp1/indicators/"
        assert "No indicator is linked to this risk" in words(page(member, address))
        quarter = close_quarter()
        (link,) = IndicatorLink.objects.filter(entry=corp(1).entry)
        links.unlink(corp(1).entry, link.pk, by=risk_lead())
        assert "4 hours" in words(page(member, address, quarter=str(quarter)))

    def test_the_ratings_are_of_the_closed_quarter_beside_it_for_everybody(self, client_of) -> None:
        kpi = Indicator.objects.get(slug="eet-send")
        make_figure(kpi, "2021-22-Q3", "12.3")
        ratings.rate(EVERYTHING)
        for who in ("member", "risk", "performance"):
            text = words(page(client_of(who), "/risks/corporate/corp3/indicators/"))
            assert "Ratings of Quarter 2 (July-Sep) 2021/22" in text and "89.9%" in text
            assert "12.3" not in text

    def test_an_older_register_is_read_beside_the_indicators_of_its_time(self, client_of) -> None:
        text = words(page(client_of("member"), "/risks/corporate-2018/cr13/indicators/"))
        assert "Ratings of Quarter 3 (Oct-Dec) 2018/19" in text
        assert "2,083 children" in text and "Data only" in text

    def test_an_entry_that_has_left_shows_what_it_named_then(self, client_of) -> None:
        name(corp(1), RED)
        movements.close(corp(1), quarter=open_quarter(), decision=DECISION, by=risk_lead())
        soup = page(client_of("risk"), "/risks/corporate/corp1/indicators/", quarter=str(open_quarter()))
        assert "4 hours" in words(soup)

    def test_members_see_no_open_quarter_and_no_register_of_a_service(self, client_of) -> None:
        make_entry(make_register("own", service="highways"), "R1")
        member = client_of("member")
        assert member.get("/risks/own/r1/indicators/").status_code == 404
        open_ = str(open_quarter())
        assert member.get(f"/risks/corporate/corp1/indicators/?quarter={open_}").status_code == 404
        assert member.get("/risks/corporate/no-such-entry/indicators/").status_code == 404

    def test_who_reviews_an_entry_sees_it_while_it_is_reviewed(self, client_of) -> None:
        reviewer = make_person("reviewer", Role.OFFICER, service="libraries")
        make_entry(make_register("own", service="highways"), "R1", reviewer=reviewer)
        address = f"/risks/own/r1/indicators/?quarter={open_quarter()}"
        assert client_of("reviewer").get(address).status_code == 200

    def test_the_card_has_the_way_there(self, client_of) -> None:
        soup = page(client_of("member"), "/risks/corporate/corp3/")
        (part,) = soup.select("[data-part-of]")
        assert part["data-part-of"] == "/risks/corporate/corp3/indicators/?quarter=2021-22-Q3"
        assert part.a["href"] == part["data-part-of"]
        assert page(client_of("member"), part["data-part-of"]).find(id="part")


class TestTheRisksOfAnIndicator:
    def test_names_score_target_and_direction(self, client_of) -> None:
        soup = page(client_of("member"), "/indicators/eet-send/risks/")
        (row,) = soup.select("tbody tr")
        text = " ".join(row.get_text(" ").split())
        assert "Corp 3 SEND Partnership Improvement Plan" in text and "Owner: Improving" in text
        assert [cell.select_one(".app-score").get_text() for cell in row.select("td")[:2]] == ["12", "8"]
        assert row.a["href"] == "/risks/corporate/corp3/?quarter=2021-22-Q3"

    def test_says_what_contradicts(self, client_of, improving) -> None:
        close_quarter()
        text = words(page(client_of("member"), f"/indicators/{RED}/risks/"))
        assert "R1: Its score fell to 12, while this indicator is rated Requires improvement." in text
        assert "while" not in words(page(client_of("member"), f"/indicators/{GREEN}/risks/"))

    def test_only_those_on_registers_that_this_person_sees(self, client_of) -> None:
        place = make_entry(make_register("own", directorate="growth-environment-transport"), "R1")
        make_assessment(place)
        name(place, RED)
        close_quarter()
        assert "R1" in words(page(client_of("approver"), f"/indicators/{RED}/risks/"))
        assert "No risk or opportunity that you may see" in words(
            page(client_of("member"), f"/indicators/{RED}/risks/")
        )

    def test_an_indicator_that_there_is_not(self, client_of) -> None:
        assert client_of("member").get("/indicators/no-such/risks/").status_code == 404

    def test_its_page_has_the_way_there(self, client_of) -> None:
        (part,) = page(client_of("member"), "/kpis/eet-send/").select("[data-part-of]")
        assert part.a["href"] == part["data-part-of"] == "/indicators/eet-send/risks/"


class TestChoosing:
    address = "/risks/corporate/corp6/indicators/choose/"

    def test_finds_links_and_takes_away(self, client_of) -> None:
        approver = client_of("approver")
        soup = page(approver, self.address, search="4 HOURS")
        assert [box["value"] for box in soup.select('input[name="indicators"]')] == [RED]
        sent = approver.post(f"{self.address}?search=4+hours", {"indicators": [RED], "note": "Plain"})
        assert sent.status_code == 302
        soup = page(approver, self.address)
        assert "Corp 6 names 1 indicator more." in words(soup)
        (form,) = soup.select('form[action$="/remove/"]')
        assert approver.post(form["action"]).status_code == 302
        assert "The link is taken away." in words(page(approver, self.address))
        assert approver.post(form["action"]).status_code == 302
        assert "taken away already" in words(page(approver, self.address))

    def test_asks_for_a_choice(self, client_of) -> None:
        response = client_of("approver").post(self.address, {"note": "Nothing chosen"})
        text = words(BeautifulSoup(response.content, "html.parser"))
        assert "Select at least one indicator" in text and "Nothing chosen" in text
        assert not IndicatorLink.objects.filter(entry=corp(6).entry).exists()

    def test_offers_neither_what_is_linked_nor_what_is_retired(self, client_of) -> None:
        name(corp(6), RED)
        offered = [
            box["value"]
            for box in page(client_of("approver"), self.address).select('input[name="indicators"]')
        ]
        assert RED not in offered and "csc-cla" not in offered and GREEN in offered

    def test_says_when_no_indicator_has_the_words(self, client_of) -> None:
        assert "No indicator has these words." in words(
            page(client_of("approver"), self.address, search="zeppelin")
        )

    def test_is_offered_to_who_may(self, client_of) -> None:
        doors = {
            who: "Choose its indicators" in words(page(client_of(who), "/risks/corporate/corp6/indicators/"))
            for who in ("risk", "approver", "officer", "member")
        }
        assert doors == {"risk": True, "approver": True, "officer": False, "member": False}


def test_the_number_of_queries_does_not_depend_on_the_number_of_links(client_of, improving) -> None:
    for number in range(20):
        kpi = make_indicator(f"more-{number}", name=f"One more, number {number}")
        make_figure(kpi, "2021-22-Q2", "20")
        make_target(kpi, value="80")
        place = make_entry(improving.register, f"R{number + 10}")
        make_assessment(place, direction="improving")
        name(improving, f"more-{number}")
        name(place, RED)
    ratings.rate(EVERYTHING)
    quarter = open_quarter()
    close_quarter()
    for who in ("member", "risk", "approver", "officer"):
        client = client_of(who)
        for address in (
            f"/risks/test-register/r1/indicators/?quarter={quarter}",
            f"/indicators/{RED}/risks/",
            "/services/highways/risks/",
            "/directorates/growth-environment-transport/risks/",
            "/risks-at-a-glance/",
            "/risks/test-register/r1/",
            f"/kpis/{RED}/",
            "/",
        ):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            assert len(queries) <= BUDGET, (who, address)


def test_a_quarter_before_any_indicators_has_none_beside_it(person) -> None:
    view = visible_to(person("risk"))
    oldest = view.rounds[-1]
    kpis = kpis_visible_to(person("member"))
    assert selectors.quarter_of_indicators(oldest, kpis).ordinal <= oldest.ordinal
    oldest.ordinal = 7000
    assert selectors.quarter_of_indicators(oldest, kpis) is None
