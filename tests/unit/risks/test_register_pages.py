"""The pages on which registers are kept."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from council.authorization import Role
from risks.actions import registers
from risks.models import Register
from risks.references import RESERVED_REGISTERS
from risks.selectors.registers import fingerprint
from risks.urls import urlpatterns
from tests.risk_factories import make_person, make_register, risk_lead
from tests.unit.kpis.page_forms import typed, words

pytestmark = pytest.mark.django_db

NEW = {
    "name": "Finance: service risk register",
    "kind": "service",
    "service": "finance",
    "matrix": "five-by-five",
    "layout": "table",
    "position": "8",
}
PAGES = ["/risks/registers/", "/risks/registers/add/", "/risks/registers/corporate/"]


def test_no_register_can_take_the_name_of_a_page() -> None:
    fixed = {str(each.pattern).split("/")[0] for each in urlpatterns if "<" not in str(each.pattern)}
    assert fixed - {""} <= RESERVED_REGISTERS
    for slug in RESERVED_REGISTERS:
        with pytest.raises(ValidationError, match="is the name of a page"):
            make_register(slug)


class TestAdding:
    def test_a_register_with_its_short_name_made_from_the_name(self, lead: Client) -> None:
        answer = lead.post("/risks/registers/add/", NEW | {"escalates_at": "12", "for_members": "on"})
        assert answer.headers["Location"] == "/risks/registers/"
        made = Register.objects.get(slug="finance-service-risk-register")
        assert (made.kind, made.service.slug, made.directorate) == ("service", "finance", None)
        assert (made.layout, made.escalates_at, made.for_members) == ("table", Decimal(12), True)
        assert (made.position, made.valid_from, made.valid_to) == (8, None, None)

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"name": ""}, "Enter name"),
            ({"kind": ""}, "Select whose register it is"),
            ({"kind": "directorate"}, "Select the directorate whose register it is"),
            ({"kind": "corporate"}, "Choose none here, since it is the council's register"),
            (
                {"directorate": "growth-environment-transport"},
                "Choose none here, since it is a service's register",
            ),
            ({"service": ""}, "Select the service whose register it is"),
            ({"matrix": ""}, "Select matrix"),
            ({"slug": "Of Finance"}, "Write the short name with small letters"),
            ({"slug": "matrices"}, "a short name for addresses that is not the name of a page"),
            ({"name": "…"}, "a short name for addresses"),
            ({"slug": "corporate"}, "already exists"),
            ({"escalates_at": "NaN"}, "Enter a number"),
            ({"escalates_at": "-1"}, "greater than or equal to 0"),
            ({"position": "x"}, "whole number"),
            (
                {
                    "valid_from_day": "1", "valid_from_month": "4", "valid_from_year": "2022",
                    "valid_to_day": "31", "valid_to_month": "3", "valid_to_year": "2022",
                },
                "The last day must be the first one or after it",
            ),
        ],
    )  # fmt: skip
    def test_nothing_typed_is_lost_on_a_mistake(
        self, lead: Client, wrong: dict[str, str], sentence: str
    ) -> None:
        before = Register.objects.count()
        answer = lead.post("/risks/registers/add/", NEW | {"escalates_at": "13.5"} | wrong)
        assert answer.status_code == 200
        assert sentence in words(answer)
        page = BeautifulSoup(answer.content, "html.parser")
        assert page.select_one("[name=escalates_at]")["value"] == wrong.get("escalates_at", "13.5")
        assert Register.objects.count() == before


class TestChanging:
    @pytest.mark.parametrize("slug", ["corporate", "corporate-2018", "adult-services"])
    def test_sent_back_untouched_it_stays_as_it_is(self, lead: Client, slug: str) -> None:
        before = fingerprint(Register.objects.get(slug=slug))
        address = f"/risks/registers/{slug}/"
        assert lead.post(address, typed(lead, address)).status_code == 302
        assert fingerprint(Register.objects.get(slug=slug)) == before

    def test_a_change_is_saved_and_its_short_name_stays(self, lead: Client) -> None:
        address = "/risks/registers/adult-services/"
        data = typed(lead, address)
        assert "slug" not in data
        given = {
            "name": "Adults", "escalates_at": "", "slug": "other",
            "valid_to_day": "31", "valid_to_month": "3", "valid_to_year": "2023",
        }  # fmt: skip
        lead.post(address, data | given)
        kept = Register.objects.get(slug="adult-services")
        assert (kept.name, kept.escalates_at, kept.valid_to) == ("Adults", None, datetime.date(2023, 3, 31))

    def test_two_people_are_shown_both_and_lose_nothing(self, lead: Client) -> None:
        address = "/risks/registers/corporate/"
        mine = typed(lead, address) | {"name": "Mine"}
        seen = fingerprint(Register.objects.get(slug="corporate"))
        registers.change_register("corporate", by=risk_lead(), seen=seen, name="Theirs")
        answer = lead.post(address, mine)
        assert answer.status_code == 409
        assert "Theirs is saved: Theirs; corporate; matrix Five by five" in words(answer)
        page = BeautifulSoup(answer.content, "html.parser")
        assert page.select_one("[name=name]")["value"] == "Mine"
        assert Register.objects.get(slug="corporate").name == "Theirs"
        lead.post(address, mine | {"seen": page.select_one("[name=seen]")["value"]})
        assert Register.objects.get(slug="corporate").name == "Mine"

    def test_one_that_is_not_there_is_not_found(self, lead: Client) -> None:
        assert lead.get("/risks/registers/nobody/").status_code == 404


def test_who_keeps_a_part_is_led_to_it_and_changes_no_register(client_of) -> None:
    make_register("of-highways", service="highways", name="Highways register")
    keeper = client_of(make_person("keeper", Role.RISK, service="highways").username)
    page = words(keeper.get("/risks/manage/"))
    assert "Highways register" in page
    assert "Corporate Risk and Opportunity Register" not in page
    for address in PAGES:
        assert keeper.get(address).status_code == 403
        assert keeper.post(address, NEW).status_code == 403


def test_where_the_risk_lead_finds_everything(lead: Client) -> None:
    page = BeautifulSoup(lead.get("/risks/manage/").content, "html.parser")
    links = {link["href"] for link in page.select("main a")}
    assert links >= {"/risks/rounds/", "/risks/registers/", "/risks/matrices/", "/risks/corporate/"}
    assert all(lead.get(href).status_code == 200 for href in links)


@pytest.mark.parametrize("address", ["/risks/manage/", *PAGES])
def test_queries(lead: Client, address: str) -> None:
    for number in range(20):
        make_register(f"more-{number}", service="highways")
    with CaptureQueriesContext(connection) as asked:
        assert lead.get(address).status_code == 200
    assert len(asked) <= 15
