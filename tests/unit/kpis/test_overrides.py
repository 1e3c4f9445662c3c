"""Overrides: a reason, two people, one at a time, for one quarter."""

import pytest
from django.core.exceptions import PermissionDenied

from council.authorization import Role
from council.models import Service, User
from council.periods import parse_quarter
from kpis.actions import overrides, ratings, returns
from kpis.actions.overrides import OverrideRefused
from kpis.models import Indicator, Override
from kpis.selectors.inputs import Scope
from tests.factories import make_figure

pytestmark = pytest.mark.django_db
Q2 = parse_quarter("2021-22-Q2")


@pytest.fixture
def indicator(db) -> Indicator:
    return Indicator.objects.get(slug="defects-4h-emergency")


def propose(
    indicator: Indicator, by, *, status: str = "amber", reason: str = "The storm of 12 September"
) -> Override:
    return overrides.propose(indicator=indicator, quarter=Q2, status=status, reason=reason, by=by)


def test_one_proposes_and_another_agrees(indicator: Indicator, person) -> None:
    proposed = propose(indicator, person("approver"))
    assert proposed.state == "proposed" and proposed.decided_by is None
    agreed = overrides.agree(override=proposed, by=person("performance"), note="Cabinet, 4 November")
    assert (agreed.state, agreed.proposed_by, agreed.decided_by, agreed.decision_note) == (
        "agreed",
        person("approver"),
        person("performance"),
        "Cabinet, 4 November",
    )


def test_nobody_decides_their_own(indicator: Indicator, person) -> None:
    proposed = propose(indicator, person("performance"))
    with pytest.raises(PermissionDenied, match="other than the proposer"):
        overrides.agree(override=proposed, by=person("performance"))
    proposed.refresh_from_db()
    assert proposed.state == "proposed"


@pytest.mark.parametrize("username", ["officer", "member", "clerk", "admin"])
def test_who_may_not_propose(indicator: Indicator, person, username: str) -> None:
    with pytest.raises(PermissionDenied):
        propose(indicator, person(username))


def test_an_approver_proposes_only_for_the_own_directorate(person) -> None:
    with pytest.raises(PermissionDenied, match="Library Service"):
        propose(Indicator.objects.get(slug="library-events"), person("approver"))


@pytest.mark.parametrize("username", ["officer", "approver", "member", "admin"])
def test_who_may_not_decide(indicator: Indicator, person, username: str) -> None:
    proposed = propose(indicator, person("performance"))
    for decide in (overrides.agree, overrides.decline):
        with pytest.raises(PermissionDenied):
            decide(override=proposed, by=person(username), note="")


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reason_is_needed(indicator: Indicator, person, reason: str) -> None:
    with pytest.raises(OverrideRefused, match="the reason is printed beside it"):
        propose(indicator, person("approver"), reason=reason)


@pytest.mark.parametrize("status", ["yellow", "pending", "", "Amber"])
def test_only_a_status_of_the_indicators_scheme_can_be_agreed(
    indicator: Indicator, person, status: str
) -> None:
    with pytest.raises(OverrideRefused, match="Use one of green, amber, red"):
        propose(indicator, person("approver"), status=status)


def test_one_live_override_at_a_time(indicator: Indicator, person) -> None:
    propose(indicator, person("approver"))
    with pytest.raises(OverrideRefused, match="There is already an override"):
        propose(indicator, person("performance"), status="green")


def test_a_declined_one_makes_room_for_another(indicator: Indicator, person) -> None:
    first = propose(indicator, person("approver"))
    declined = overrides.decline(
        override=first, by=person("performance"), note="The figure speaks for itself"
    )
    assert declined.state == "declined"
    assert propose(indicator, person("approver")).pk != first.pk


def test_what_is_decided_stays_decided(indicator: Indicator, person) -> None:
    proposed = propose(indicator, person("approver"))
    overrides.decline(override=proposed, by=person("performance"), note="No")
    with pytest.raises(OverrideRefused, match="already declined"):
        overrides.agree(override=proposed, by=person("performance"))


def test_a_performance_lead_of_one_service_decides_nothing_of_another(indicator: Indicator, person) -> None:
    libraries = Service.objects.get(slug="libraries")
    lead = User.objects.create(username="narrow", name="Library performance lead")
    lead.role_assignments.create(role=Role.PERFORMANCE, service=libraries)
    with pytest.raises(PermissionDenied, match="Highways Service"):
        propose(indicator, lead)
    proposed = propose(indicator, person("approver"))
    for decide in (overrides.agree, overrides.decline):
        with pytest.raises(PermissionDenied, match="Highways Service"):
            decide(override=proposed, by=lead, note="No")
    assert returns.may_approve(lead, libraries)
    assert not returns.may_approve(lead, Service.objects.get(slug="highways"))


def test_a_proposal_for_an_older_quarter_is_decided_on_its_own_page(
    indicator: Indicator, client_of, person
) -> None:
    """The indicator's page holds the form for its newest quarter; to the others the table of figures leads."""
    make_figure(indicator, "2021-22-Q3", "96.1")
    ratings.rate(Scope(indicators=[indicator.pk]))
    proposed = propose(indicator, person("approver"))
    lead, address = client_of("performance"), "/kpis/defects-4h-emergency/override/2021-22-Q2/"
    assert f'href="{address}"' in lead.get("/kpis/defects-4h-emergency/").content.decode()
    assert "Agree the proposed rating" in lead.get(address).content.decode()
    assert "Agree the proposed rating" not in client_of("approver").get(address).content.decode()
    lead.post(f"{address}decide/", {"decision": "agree", "note": "Cabinet, 4 November"})
    proposed.refresh_from_db()
    assert proposed.state == "agreed"
