"""Due dates in people's own calendars: a feed by a secret address that its owner renews."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.test import Client

from council.actions import quarters
from council.models import AuditEntry, ReportingQuarter, User
from tests.unit.kpis.round_rows import person

pytestmark = pytest.mark.django_db

PAGE = "/kpis/returns/calendar/"


def feed(username: str):
    return Client().get(f"/calendar/{person(username).calendar_key}.ics")


@pytest.fixture
def officer(client_of) -> Client:
    client = client_of("officer")
    client.post(PAGE)
    return client


def lines(response) -> list[str]:
    return response.content.decode().replace("\r\n ", "").split("\r\n")


def test_there_is_no_address_until_somebody_asks_for_one(client_of) -> None:
    page = client_of("officer").get(PAGE).content.decode()
    assert "Make my calendar address" in page and ".ics" not in page
    assert person("officer").calendar_key is None


def test_the_feed_holds_the_due_dates_of_ones_own_services(officer, q3) -> None:
    ReportingQuarter.objects.filter(ordinal=q3.ordinal).update(due_on=datetime.date(2022, 2, 4))
    response = feed("officer")
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in response.headers["Cache-Control"]
    found = lines(response)
    assert "DTSTART;VALUE=DATE:20220204" in found
    assert "SUMMARY:Returns due: Quarter 3 (Oct-Dec) 2021/22" in found
    assert "DESCRIPTION:Highways Service\\nStreet Lighting" in found
    assert f"{person('officer').calendar_key}.ics" in officer.get(PAGE).content.decode()


def test_a_moved_deadline_is_the_same_event_moved(officer, q3) -> None:
    before = lines(feed("officer"))
    quarters.move_deadline(
        quarter=q3, due_on=datetime.date(2022, 2, 18), by=person("performance"), reason="Half term"
    )
    after = lines(feed("officer"))
    uid = next(line for line in before if line.startswith("UID:"))
    assert uid in after and "SEQUENCE:1" in after and "DTSTART;VALUE=DATE:20220218" in after


def test_a_closed_round_is_gone(officer, q3) -> None:
    quarters.close_quarter(quarter=q3, by=person("performance"), reason="Done")
    assert "BEGIN:VEVENT" not in lines(feed("officer"))


def test_the_performance_lead_has_the_services_without_an_officer(client_of) -> None:
    client_of("performance").post(PAGE)
    assert any("Finance" in line for line in lines(feed("performance")))


def test_a_new_address_ends_the_old_one(officer) -> None:
    old = person("officer").calendar_key
    page = officer.post(PAGE, follow=True).content.decode()
    assert "The old one finds nothing any more." in page
    assert Client().get(f"/calendar/{old}.ics").status_code == 404
    assert feed("officer").status_code == 200


def test_a_stranger_and_a_disabled_account_find_nothing(officer) -> None:
    assert Client().get(f"/calendar/{uuid.uuid4()}.ics").status_code == 404
    User.objects.filter(username="officer").update(is_active=False)
    assert feed("officer").status_code == 404


def test_the_audit_trail_never_holds_the_secret(officer) -> None:
    officer.post(PAGE)
    User.objects.filter(username="officer").update(name="Renamed")
    trail = AuditEntry.objects.filter(table="council_user")
    assert trail.filter(after__name="Renamed").exists(), "the table is watched"
    said = str(list(trail.values_list("before", "after")))
    assert "calendar_key" not in said and str(person("officer").calendar_key) not in said
