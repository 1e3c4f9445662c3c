"""The pages on which the performance lead keeps definitions: what they ask, refuse, and never lose."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import URLPattern

from kpis import definition_rules
from kpis.actions import definitions
from kpis.models import Indicator
from kpis.selectors import definitions as selectors
from kpis.urls import urlpatterns
from tests.factories import make_figure, make_indicator, performance_lead
from tests.unit.kpis.page_forms import typed, words

pytestmark = pytest.mark.django_db

ADDRESS = "/kpis/definitions/new-one/"


@pytest.fixture
def lead(client_of) -> Client:
    return client_of("performance")


NEW = {
    "version": "0",
    "name": "Roads gritted on time",
    "service": "highways",
    "value_type": "percentage",
    "unit": "%",
    "good_is": "high",
    "frequency": "quarterly",
    "basis": "quarter",
    "history": "outturns",
}


class TestNew:
    def test_an_indicator_gets_its_short_name_and_its_place_last(self, lead: Client) -> None:
        last = selectors.current("defects-4h-emergency")
        answer = lead.post("/kpis/definitions/new/", NEW | {"priority": last.priority.slug})
        assert answer.headers["Location"] == "/kpis/roads-gritted-on-time/"
        made = selectors.current("roads-gritted-on-time")
        assert (made.directorate, made.good_is, made.lag) == (last.directorate, "high", None)
        assert made.position == selectors.last_position(last.priority, last.directorate) > 1
        again = lead.post("/kpis/definitions/new/", NEW)
        assert again.headers["Location"] == "/kpis/roads-gritted-on-time-2/"

    def test_every_field_is_kept(self, lead: Client) -> None:
        make_indicator("part-one", name="Part one"), make_indicator("part-two")
        given = {
            "slug": "every-field",
            "service": "finance",
            "directorate": "growth-environment-transport",
            "group": "recycling",
            "owner": "Head of Roads",
            "description": "What\nit is",
            "method": "Counted",
            "data_source": "System",
            "decimals": "1",
            "second_measure": "Number",
            "second_unit": "roads",
            "calculation": "ratio",
            "calculation_of": "part one\r\npart-two",
            "calculation_times": "100",
            "scheme": "four-bands",
            "tolerance": "2.50%",
            "tolerance_note": "Agreed",
            "dead_band": "0.1",
            "cumulative": "on",
            "lag": "2",
            "footnotes": "One\r\n\r\nTwo",
            "queries": "Q",
            "identifiers": "ASCOF: 2B(1)",
            "introduced_on_day": "1",
            "introduced_on_month": "4",
            "introduced_on_year": "2020",
            "review_on_day": "31",
            "review_on_month": "3",
            "review_on_year": "2021",
            "position": "7",
        }
        answer = lead.post("/kpis/definitions/new/", NEW | given)
        assert answer.status_code == 302
        made = selectors.current("every-field")
        assert (made.directorate.slug, made.group.slug, made.scheme.slug) == (
            "growth-environment-transport",
            "recycling",
            "four-bands",
        )
        assert made.calculation == {"kind": "ratio", "of": ["part-one", "part-two"], "times": "100"}
        assert (made.tolerance, made.dead_band, made.lag) == (Decimal("2.50"), Decimal("0.1"), 2)
        assert (made.footnotes, made.queries) == (["One", "Two"], ["Q"])
        assert made.identifiers == [{"framework": "ASCOF", "code": "2B(1)"}]
        assert (made.introduced_on, made.review_on) == (
            datetime.date(2020, 4, 1),
            datetime.date(2021, 3, 31),
        )
        assert (made.cumulative, made.decimals, made.position) == (True, 1, 7)
        assert made.description == "What\nit is"
        # and the page to change it shows them all: sent back untouched, they change nothing
        untouched = typed(lead, "/kpis/definitions/every-field/")
        assert words(lead.post("/kpis/definitions/every-field/", untouched, follow=True)).count(
            "Nothing was changed."
        )

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"name": ""}, "Enter name"),
            ({"service": "nobody"}, "Select a valid choice"),
            ({"slug": "Road Defects"}, "Write the short name with small letters, digits and hyphens"),
            ({"slug": "manage"}, "“manage” is the name of a page"),
            ({"slug": "audit-report"}, "“Audit report” has this short name already"),
            ({"good_is": ""}, "Select whether good is high, low or on target"),
            ({"good_is": "none"}, "Choose whether good is high, low or on target"),
            ({"value_type": "text"}, "A report in words is not rated. Choose nothing here"),
            ({"value_type": "text", "good_is": "none", "tolerance": "5"}, "Remove the tolerance"),
            ({"tolerance": "-1"}, "greater than or equal to 0"),
            ({"tolerance": "NaN"}, "Enter a number, like 88.71"),
            ({"identifiers": "ASCOF 2B"}, "Write “ASCOF 2B” with a colon between framework and code"),
            ({"second_unit": "roads"}, "Name the second measure, or remove its unit"),
            (
                {"calculation": "sum", "calculation_of": "nobody\naudit-report"},
                "There is no indicator “nobody”",
            ),
            ({"calculation": "ratio", "calculation_of": ""}, "A ratio has two parts"),
            ({"calculation_of": "audit-report"}, "Choose how it is worked out, or remove the indicators"),
            (
                {"review_on_day": "31", "review_on_month": "2", "review_on_year": "2022"},
                "must be a real date",
            ),
        ],
    )
    def test_a_sentence_for_every_mistake(self, lead: Client, wrong: dict[str, str], sentence: str) -> None:
        before = Indicator.objects.count()
        answer = lead.post("/kpis/definitions/new/", NEW | {"owner": "Kept as typed"} | wrong)
        assert answer.status_code == 200
        assert sentence in words(answer)
        assert "Kept as typed" in answer.content.decode()
        assert Indicator.objects.count() == before


class TestChange:
    def test_a_new_name_keeps_the_old_one_on_record(self, lead: Client) -> None:
        make_indicator("new-one")
        answer = lead.post(
            ADDRESS, typed(lead, ADDRESS) | {"name": "Roads gritted", "reason": "Shorter"}, follow=True
        )
        assert "The definition is saved (name)." in words(answer)
        assert "Called before Roads gritted on time (until " in words(answer)
        history = words(lead.get(ADDRESS + "history/"))
        assert "Reason: Shorter" in history
        assert "Name Roads gritted on time Roads gritted" in history

    def test_what_ratings_depend_on_is_asked_about_first(self, lead: Client) -> None:
        indicator = make_indicator("new-one")
        make_figure(indicator, "2021-22-Q2", "90"), make_figure(indicator, "2021-22-Q3", "80")
        change = typed(lead, ADDRESS) | {"tolerance": "3"}
        asked = lead.post(ADDRESS, change)
        said = words(asked)
        assert "Nothing is saved yet" in said
        assert (
            "1 open quarter will be rated again by the new definition: Quarter 3 (Oct-Dec) 2021/22." in said
        )
        assert "Closed quarters keep the definition of the day they closed, and their ratings." in said
        assert "Tolerance The scheme's own 3%" in said
        assert selectors.current("new-one").version == 1
        confirmed = change | {"confirmed": asked.context["asks"]["fingerprint"]}

        unanswered = words(lead.post(ADDRESS, confirmed))
        assert "Select whether figures from now on can be compared with earlier ones" in unanswered
        no_place = words(lead.post(ADDRESS, confirmed | {"comparable": "no"}))
        assert "Enter the first figure that cannot be compared" in no_place
        assert "Say why the figures cannot be compared" in no_place
        other = words(lead.post(ADDRESS, confirmed | {"comparable": "yes", "tolerance": "4"}))
        assert "Tolerance The scheme's own 4%" in other, "what is saved is what was asked about"
        assert selectors.current("new-one").version == 1

        broken = confirmed | {"comparable": "no", "break_from": "2021-22-Q2", "reason": "New rule"}
        saved = lead.post(ADDRESS, broken, follow=True)
        assert "Its ratings are being worked out again." in words(saved)
        [mark] = selectors.breaks(indicator)
        assert (str(mark.slot), mark.reason) == ("2021-22-Q2", "New rule")
        assert selectors.current("new-one").tolerance == 3

        # the same place again: refused, and the definition with it
        change = typed(lead, ADDRESS) | {"tolerance": "5"}
        fingerprint = lead.post(ADDRESS, change).context["asks"]["fingerprint"]
        again = change | {**broken, "version": "2", "tolerance": "5", "confirmed": fingerprint}
        assert "is marked already" in words(lead.post(ADDRESS, again))
        assert selectors.current("new-one").tolerance == 3

    def test_two_people_lose_nothing(self, lead: Client) -> None:
        make_indicator("new-one")
        mine = typed(lead, ADDRESS) | {"owner": "Mine", "description": "My words"}
        definitions.revise(selectors.current("new-one"), by=performance_lead(), reason="", owner="Theirs")
        answer = lead.post(ADDRESS, mine)
        assert answer.status_code == 409
        said = words(answer)
        assert "Corporate Performance Lead saved version 2" in said
        assert "Owner (post) Theirs Mine" in said
        page = BeautifulSoup(answer.content, "html.parser")
        assert page.select_one("[name=owner]")["value"] == "Mine"
        assert page.select_one("[name=description]").get_text().strip() == "My words"
        assert page.select_one("[name=version]")["value"] == "2"
        assert selectors.current("new-one").owner == "Theirs"
        lead.post(ADDRESS, mine | {"version": "2"})
        assert selectors.current("new-one").owner == "Mine"

    def test_a_circle_of_calculations_names_its_way(self, lead: Client) -> None:
        make_indicator("new-one", name="The part"), make_indicator("other")
        make_indicator("whole", name="The whole", calculation={"kind": "sum", "of": ["new-one", "other"]})
        change = typed(lead, ADDRESS) | {"calculation": "sum", "calculation_of": "whole\nother"}
        said = words(lead.post(ADDRESS, change))
        assert "It would be worked out from itself: from “The whole”, from “The part”." in said
        assert selectors.current("new-one").calculation is None

    def test_retire_and_bring_back(self, lead: Client) -> None:
        indicator = make_indicator("new-one")
        make_figure(indicator, "2021-22-Q2", "90")
        day = {"on_day": "30", "on_month": "9", "on_year": "2021"}
        assert "Enter why it is retired" in words(lead.post(ADDRESS + "retire/", day))
        page = words(lead.post(ADDRESS + "retire/", day | {"reason": "Cancelled nationally"}, follow=True))
        assert "Retired on 30 September 2021" in page
        assert "Cancelled nationally" in page
        assert indicator.figures.count() == 1
        assert "Retired on 30 September 2021" in words(lead.get("/kpis/definitions/?state=retired"))
        page = lead.post(ADDRESS + "bring-back/", follow=True)
        assert "is measured again" in words(page)
        assert selectors.current("new-one").retired_on is None
        assert "It is not retired." in words(lead.post(ADDRESS + "bring-back/", follow=True))

    def test_not_while_another_is_worked_out_from_it(self, lead: Client) -> None:
        make_indicator("new-one"), make_indicator("other")
        make_indicator("whole", name="The whole", calculation={"kind": "sum", "of": ["new-one", "other"]})
        retire = {"on_day": "30", "on_month": "9", "on_year": "2021", "reason": "x"}
        assert "“The whole” is worked out from it" in words(lead.post(ADDRESS + "retire/", retire))


class TestList:
    def test_filters(self, lead: Client) -> None:
        make_indicator("new-one", review_on=datetime.date(2020, 1, 1))
        overdue = words(lead.get("/kpis/definitions/?state=overdue"))
        assert "Roads gritted on time" in overdue
        assert "Overdue 1 January 2020" in overdue
        assert "1 indicator." in overdue
        service = words(lead.get("/kpis/definitions/?service=street-lighting&state=nonsense"))
        assert "Remove filter: Service: Street Lighting" in service
        assert "Roads gritted" not in service
        assert "No indicator matches" in words(lead.get("/kpis/definitions/?search=zzzz"))

    def test_readers_are_led_to_the_page_of_an_indicator(self, client_of) -> None:
        page = client_of("auditor").get("/kpis/definitions/").content.decode()
        assert 'href="/kpis/defects-4h-emergency/"' in page
        assert "Add an indicator" not in page

    @pytest.mark.parametrize(
        "address", ["/kpis/definitions/", "/kpis/groups/", "/kpis/definitions/audit-report/"]
    )
    def test_few_questions_to_the_database(
        self, lead: Client, address: str, django_assert_max_num_queries
    ) -> None:
        with django_assert_max_num_queries(15):
            lead.get(address)


def test_no_indicator_can_take_the_address_of_a_page() -> None:
    fixed = {str(each.pattern).split("/")[0] for each in urlpatterns if isinstance(each, URLPattern)}
    assert {each for each in fixed if each and "<" not in each} <= definition_rules.RESERVED


def test_what_does_not_exist_is_not_found(lead: Client) -> None:
    for address in ("", "history/", "retire/", "marks/", "benchmarks/"):
        assert lead.get(f"/kpis/definitions/nobody/{address}").status_code == 404
    assert lead.get("/kpis/groups/nobody/").status_code == 404
