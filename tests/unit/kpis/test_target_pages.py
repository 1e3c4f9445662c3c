"""The ledger of targets on screen, and setting every kind of target."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.test import Client

from kpis.models import Indicator, Rating, Target
from kpis.selectors import targets
from kpis.selectors.targets import Place
from kpis.target_forms import kinds_for
from tests.factories import judged, make_figure, make_indicator, make_target

pytestmark = pytest.mark.django_db

URL = "/kpis/roads-gritted/targets/"


@pytest.fixture
def kpi(db) -> Indicator:
    return make_indicator()


@pytest.fixture
def lead(client_of) -> Client:
    return client_of("performance")


def send(
    client: Client, place: str, kind: str, *, version: int = 0, slug: str = "roads-gritted", **data: object
):
    """Fill the form in; `button` presses another than "Save the target"."""
    button = data.pop("button", "")
    given = {"version": version, "profile": "straight", "reason": "A new year"} | data
    if button:
        given[button] = "1"
    return client.post(f"/kpis/{slug}/targets/change/?applies_to={place}&kind={kind}", given)


def words_of(answer: HttpResponse) -> str:
    return answer.content.decode()


def only_target(kpi: Indicator) -> Target:
    return Target.objects.current().get(indicator=kpi)


@pytest.mark.parametrize(
    ("place", "kind", "data", "stored"),
    [
        (
            "2022-23",
            "value",
            {"value": "90.5%", "floor": "80"},
            {"value": Decimal("90.5"), "floor": Decimal(80)},
        ),
        ("2022-23", "range", {"low": "60", "high": "70"}, {"low": Decimal(60), "high": Decimal(70)}),
        ("2022-23", "range", {"high": "70"}, {"low": None, "high": Decimal(70)}),
        ("2022-23", "strict", {"strict": "<", "value": "5"}, {"strict": "<", "value": Decimal(5)}),
        ("2022-23", "quartile", {"quartile": "2"}, {"quartile": 2}),
        ("2022-23", "text", {"text": "Better than last year"}, {"text": "Better than last year"}),
        ("2022-23", "none", {}, {"value": None, "text": ""}),
        ("2022-23-Q3", "value", {"value": "91"}, {"grain": "Q", "value": Decimal(91)}),
        ("2022-09", "value", {"value": "91"}, {"grain": "M", "value": Decimal(91)}),
        (
            "from-2021-22-Q4",
            "programme",
            {
                "value": "11250000",
                "second_value": "150",
                "second_unit": "investments",
                "last_quarter": "8106",
            },
            {"grain": "P", "last_quarter": 8106, "second_value": Decimal(150), "second_unit": "investments"},
        ),
        (
            "2022-23",
            "value",
            {
                "value": "90",
                "profile": "shares",
                "share_1": "15",
                "share_2": "30",
                "share_3": "27.5",
                "share_4": "27.5",
            },
            {"profile": [Decimal(15), Decimal(30), Decimal("27.5"), Decimal("27.5")]},
        ),
        ("2022-23", "value", {"value": "90", "share_1": "99"}, {"profile": None}),
    ],
)
def test_every_kind_of_target_is_set(
    kpi: Indicator, lead: Client, place: str, kind: str, data: dict, stored: dict
) -> None:
    assert lead.get(f"{URL}change/?applies_to={place}&kind={kind}").status_code == 200
    answer = send(lead, place, kind, approved_by="Cabinet", **data)
    assert (answer.status_code, answer.url) == (302, URL)
    target = only_target(kpi)
    assert {name: getattr(target, name) for name in stored} == stored
    assert (target.kind, target.reason, target.approved_by) == (kind, "A new year", "Cabinet")
    assert Place(target.grain, target.ordinal) == Place.parse(place)
    assert words_of(lead.get(URL)).count("Cabinet") == 1


@pytest.mark.parametrize(
    ("kind", "data", "sentence"),
    [
        ("value", {}, "Enter target"),
        ("value", {"value": "NaN"}, "Enter a number, like 88.71"),
        ("value", {"value": "1e308"}, "Enter a number, like 88.71"),
        ("value", {"value": "£90"}, "Enter the figure in %, without £"),
        ("value", {"value": "9" * 40}, "digits before the point"),
        ("range", {}, "Enter the lowest figure, the highest, or both"),
        ("range", {"low": "70", "high": "60"}, "The highest figure must not be below the lowest"),
        ("strict", {"value": "5"}, "Select the figure must be"),
        ("quartile", {"quartile": "5"}, "Select a valid choice"),
        ("text", {}, "Enter the target in words"),
        ("value", {"value": "9", "profile": "shares", "share_1": "25"}, "Enter the share of each quarter"),
        (
            "value",
            {
                "value": "9",
                "profile": "shares",
                **dict.fromkeys(("share_1", "share_2", "share_3"), "25"),
                "share_4": "26",
            },
            "The four shares make 101%",
        ),
        (
            "value",
            {
                "value": "9",
                "profile": "shares",
                "share_1": "-25",
                "share_2": "75",
                "share_3": "25",
                "share_4": "25",
            },
            "A share cannot be below 0",
        ),
        (
            "value",
            {
                "value": "9",
                "profile": "shares",
                "share_1": "0.0001",
                "share_2": "99.9999",
                "share_3": "0",
                "share_4": "0",
            },
            "at most three decimals",
        ),
    ],
)
def test_what_cannot_be_a_target_is_refused(
    kpi: Indicator, lead: Client, kind: str, data: dict, sentence: str
) -> None:
    answer = send(lead, "2022-23", kind, **data)
    assert answer.status_code == 200
    assert sentence in words_of(answer).replace("&#x27;", "'")
    assert not Target.objects.filter(indicator=kpi).exists()


def test_a_change_needs_a_reason_and_keeps_what_was_typed(kpi: Indicator, lead: Client) -> None:
    make_target(kpi, value="85")
    answer = send(lead, "2021-22", "value", version=1, value="86", reason=" ")
    assert "Enter why the target changes" in words_of(answer)
    assert 'value="86"' in words_of(answer)
    assert only_target(kpi).value == 85


def test_the_form_shows_the_target_in_force(kpi: Indicator, lead: Client) -> None:
    make_target(kpi, value="85", floor=Decimal(70), approved_by="Cabinet")
    page = words_of(lead.get(f"{URL}change/?applies_to=2021-22"))
    assert "Change the target for 2021/22" in page
    assert 'value="85"' in page and 'value="70"' in page
    assert "approved by Cabinet" in page


def test_two_people_change_one_target_and_nothing_is_lost(kpi: Indicator, lead: Client) -> None:
    make_target(kpi, value="85")
    assert send(lead, "2021-22", "value", version=1, value="86").status_code == 302
    second = send(lead, "2021-22", "value", version=1, value="87")
    assert second.status_code == 409
    page = words_of(second)
    assert "Somebody else changed this target" in page and "set it to 86%" in page
    assert 'value="87"' in page and 'name="version" value="2"' in page
    assert only_target(kpi).value == 86
    assert send(lead, "2021-22", "value", version=2, value="87").status_code == 302
    assert only_target(kpi).value == 87


def test_setting_what_somebody_set_meanwhile_is_a_conflict_and_then_a_change(
    kpi: Indicator, lead: Client
) -> None:
    make_target(kpi, value="85")
    answer = send(lead, "2021-22", "value", version=0, value="87", reason="Mine")
    assert answer.status_code == 409
    assert "Why does it change?" in words_of(answer)


@pytest.mark.parametrize("version", ["1", "999999999999999999"])
@pytest.mark.parametrize(("reason", "status"), [("", 200), ("Because", 409)])
def test_a_version_that_nobody_set_is_refused(
    kpi: Indicator, lead: Client, version: str, reason: str, status: int
) -> None:
    answer = send(lead, "2021-22", "value", version=version, value="87", reason=reason)
    assert answer.status_code == status
    assert not Target.objects.filter(indicator=kpi).exists()


def test_the_preview_shows_what_would_change_and_keeps_nothing(kpi: Indicator, lead: Client) -> None:
    make_target(kpi, value="85")
    make_figure(kpi, "2021-22-Q1", "80")
    make_figure(kpi, "2021-22-Q2", "90")
    make_figure(kpi, "2020-21-Q4", "10")
    judged(kpi)
    ratings = Rating.objects.count()
    answer = send(lead, "2021-22", "value", version=1, value="95", button="preview")
    rows = answer.context["preview"]
    assert [(row["before"].code, row["after"].code, row["changes"]) for row in rows] == [
        ("red", "red", False),
        ("green", "red", True),
    ]
    assert "Nothing is saved yet" in words_of(answer)
    assert (only_target(kpi).value, Rating.objects.count()) == (85, ratings)


def test_the_preview_of_a_target_that_judges_nothing(kpi: Indicator, lead: Client) -> None:
    answer = send(lead, "2023-24", "value", value="95", button="preview")
    assert "No figure is held against this target yet" in words_of(answer)


class TestSeasonal:
    @pytest.fixture(autouse=True)
    def past(self, kpi: Indicator) -> None:
        for year in ("2019-20", "2020-21"):
            for number, value in enumerate(("10", "20", "30", "40"), start=1):
                make_figure(kpi, f"{year}-Q{number}", value)
        make_figure(kpi, "2018-19-Q4", "1000")

    def test_the_shares_are_filled_in_to_be_adjusted(self, lead: Client) -> None:
        answer = send(lead, "2021-22", "value", value="500", button="seasonal")
        page = words_of(answer)
        assert [answer.context["form"][f"share_{n}"].value() for n in (1, 2, 3, 4)] == [
            "10",
            "20",
            "30",
            "40",
        ]
        assert 'value="500"' in page and "There is a problem" not in page
        assert not Target.objects.filter(indicator__slug="roads-gritted").exists()

    def test_only_full_years_before_the_target_count(self, kpi: Indicator) -> None:
        definition = targets.definition(kpi.slug)
        assert list(targets.past_years(definition, 2021)) == [2020, 2019]
        assert list(targets.past_years(definition, 2020)) == [2019]
        assert targets.past_years(definition, 2019) == {}

    def test_running_totals_are_taken_apart(self) -> None:
        kpi = make_indicator("by-total", cumulative=True, basis="running_total", value_type="number", unit="")
        for number, value in enumerate(("10", "30", "60", "100"), start=1):
            make_figure(kpi, f"2020-21-Q{number}", value)
        assert targets.past_years(targets.definition("by-total"), 2021) == {2020: [10, 20, 30, 40]}


def test_the_ledger_shows_old_and_new(lead: Client, client_of) -> None:
    page = words_of(client_of("member").get("/kpis/library-visits/targets/"))
    assert "4,000,000 visits; by quarter 25%, 25%, 25%, 25%" in page
    assert "1,400,000 visits (Target reviewed: See Notes); by quarter 15%, 30%, 27.5%, 27.5%" in page
    assert "Set another target" not in page
    assert "Set another target" in words_of(lead.get("/kpis/library-visits/targets/"))


def test_the_ledger_as_a_file(client_of) -> None:
    answer = client_of("member").get("/download/targets/library-visits.csv")
    lines = words_of(answer).splitlines()
    assert '2021/22,"4,000,000 visits; by quarter 25%, 25%, 25%, 25%"' in lines[-2]
    assert lines[-1].startswith("2021/22,No target,")
    assert client_of("member").get("/download/targets/library-visits.exe").status_code == 404
    assert client_of("member").get("/download/targets/no-such.csv").status_code == 404


def test_the_link_from_the_indicators_page(lead: Client, client_of) -> None:
    assert "Change the target" in words_of(lead.get("/kpis/library-visits/"))
    assert "Change the target" not in words_of(client_of("member").get("/kpis/library-visits/"))


def test_in_force_is_in_the_order_of_periods(kpi: Indicator) -> None:
    for place in ("2020-21", "2021-22-Q2", "2021-22", "2021-22-Q3"):
        make_target(kpi, place, "80")
    make_target(kpi, "2021-22", "81", based_on=1, reason="Higher")
    found = targets.in_force(targets.ledger(kpi))
    assert [str(line.place) for line in found] == ["2021-22", "2021-22-Q3", "2021-22-Q2", "2020-21"]
    assert found[0].replaced.value == 80


@pytest.mark.parametrize("text", ["2021-22", "2021-22-Q3", "2021-09", "from-2021-22-Q3"])
def test_places_are_written_as_they_are_read(text: str) -> None:
    assert str(Place.parse(text)) == text


@pytest.mark.parametrize(
    "address",
    ["", "?applies_to=", "?applies_to=2021-23", "?applies_to=from-2021-22", "?applies_to=2021-22&kind=wish"],
)  # fmt: skip
def test_an_address_of_no_target(kpi: Indicator, lead: Client, address: str) -> None:
    assert lead.get(f"{URL}change/{address}").status_code == 404


@pytest.mark.parametrize(
    "asked", ["applies_to=2021-22&kind=programme", "applies_to=from-2021-22-Q1&kind=value"]
)
def test_a_kind_that_does_not_go_with_the_place_is_chosen_again(
    kpi: Indicator, lead: Client, asked: str
) -> None:
    answer = lead.get(f"{URL}change/?{asked}", follow=True)
    assert answer.redirect_chain == [(URL, 302)]
    assert "a programme has no other number" in words_of(answer)


def test_unknown_indicators(lead: Client) -> None:
    assert lead.get("/kpis/no-such/targets/").status_code == 404
    assert lead.get("/kpis/no-such/targets/change/?applies_to=2021-22").status_code == 404


@pytest.mark.parametrize("username", ["officer", "approver", "member", "auditor"])
def test_only_the_performance_lead_changes_targets(kpi: Indicator, client_of, username: str) -> None:
    assert client_of(username).get(URL).status_code == 200
    assert send(client_of(username), "2021-22", "value", value="1").status_code == 403
    assert not Target.objects.filter(indicator=kpi).exists()


def test_every_kind_can_be_chosen_somewhere() -> None:
    kinds = dict(kinds_for(Place.parse("2021-22"))) | dict(kinds_for(Place.parse("from-2021-22-Q1")))
    assert kinds == dict(Target.Kind.choices)
