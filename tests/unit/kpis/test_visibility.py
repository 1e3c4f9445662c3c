"""Who sees what: a closed quarter everybody who may see dashboards, a draft only those of its service."""

import re

import pytest

from council.authorization import Role
from council.models import RoleAssignment
from council.periods import parse_quarter
from kpis.actions import commentary, overrides
from kpis.models import Figure, Indicator
from kpis.selectors import dashboard, indicator
from kpis.visibility import visible_to
from tests.factories import make_figure

pytestmark = pytest.mark.django_db
Q3 = parse_quarter("2021-22-Q3")
HIGHWAYS, WASTE, LIBRARIES = "defects-4h-emergency", "recycling-rate", "library-events"


@pytest.fixture
def drafts(person) -> None:
    """A figure and commentary of the open quarter for each of three services, and two agreed overrides."""
    for slug in (HIGHWAYS, WASTE, LIBRARIES):
        kpi = Indicator.objects.get(slug=slug)
        make_figure(kpi, "2021-22-Q3", "12.34")
        if slug != LIBRARIES:  # not the approver's directorate
            proposed = overrides.propose(
                indicator=kpi, quarter=Q3, status="amber", reason="Secret draft reason", by=person("approver")
            )
            overrides.agree(override=proposed, by=person("performance"))
        commentary.write(
            quarter=Q3,
            slug=f"draft-{slug}",
            heading="Secret draft heading",
            priority=kpi.definitions.get().priority,
            position=1,
            indicators=[kpi],
            body=[{"kind": "paragraph", "text": "Secret draft words"}],
            by=person("performance"),
            based_on=0,
        )


def seen(user) -> set[str]:
    """The indicators of whose open quarter this person sees a figure."""
    return set(
        visible_to(user).figures().filter(reported_in=Q3.ordinal).values_list("indicator__slug", flat=True)
    )


@pytest.mark.parametrize(
    ("username", "indicators"),
    [
        ("officer", {HIGHWAYS}),
        ("approver", {HIGHWAYS, WASTE}),
        ("performance", {HIGHWAYS, WASTE, LIBRARIES}),
        ("auditor", {HIGHWAYS, WASTE, LIBRARIES}),
        ("member", set()),
        ("admin", set()),
    ],
)
def test_whose_drafts_a_person_sees(drafts, person, username: str, indicators: set[str]) -> None:
    assert seen(person(username)) == indicators


def test_the_system_sees_everything(drafts) -> None:
    assert seen(None) == {HIGHWAYS, WASTE, LIBRARIES}
    assert visible_to(None).figures().count() == Figure.objects.count()


def test_somebody_disabled_sees_no_draft(drafts, person) -> None:
    user = person("performance")
    user.is_active = False
    assert seen(user) == set()


def test_a_second_role_for_one_service_adds_that_services_drafts(drafts, person) -> None:
    member = person("member")
    RoleAssignment.objects.create(
        user=member, role=Role.OFFICER, service=Indicator.objects.get(slug=WASTE).definitions.get().service
    )
    assert seen(member) == {WASTE}


def test_a_member_is_offered_no_open_quarter(person) -> None:
    view = visible_to(person("member"))
    assert not view.sees_quarter(Q3)
    assert not any(row.is_open for row in view.quarters)
    assert str(view.newest_closed) == "2021-22-Q2"
    assert visible_to(person("officer")).sees_quarter(Q3)


def test_everybody_sees_the_same_closed_quarter(person, q2) -> None:
    closed = {
        username: [
            (r.definition.pk, r.figure and r.figure.pk, r.state)
            for r in dashboard.rows(q2, visible_to(person(username)))
        ]
        for username in ("member", "officer", "performance")
    }
    assert closed["member"] == closed["officer"] == closed["performance"]


def test_the_dashboard_of_an_open_quarter_holds_only_ones_own_drafts(drafts, person) -> None:
    rows = {row.definition.indicator.slug: row for row in dashboard.rows(Q3, visible_to(person("officer")))}
    assert rows[HIGHWAYS].is_current and rows[HIGHWAYS].agreed == "amber"
    for slug in (WASTE, LIBRARIES):
        assert not rows[slug].is_current
        assert rows[slug].override is None and rows[slug].state == "awaiting"


@pytest.mark.parametrize(("slug", "visible"), [(HIGHWAYS, True), (LIBRARIES, False)])
def test_the_page_of_an_indicator_keeps_another_services_drafts(
    drafts, person, slug: str, visible: bool
) -> None:
    page = indicator.page(slug, visible_to(person("officer")))
    assert (Q3.ordinal in {point.figure.reported_in for point in page.series}) is visible
    assert (Q3.ordinal in {words.reported_in for words in page.commentary}) is visible


@pytest.mark.parametrize(
    "address", ["/overview/", "/kpis/", "/kpis/{slug}/", "/kpis/{slug}/rating/", "/download/kpis.csv", "/"]
)
def test_no_page_tells_a_member_a_draft(drafts, client_of, address: str) -> None:
    for slug in (HIGHWAYS, LIBRARIES):
        text = client_of("member").get(address.format(slug=slug)).content.decode()
        assert "12.34" not in text
        assert "Secret draft" not in text


@pytest.mark.parametrize("address", ["/overview/", "/kpis/", "/download/kpis.csv", "/download/kpis.html"])
def test_asking_for_the_open_quarter_is_like_asking_for_none(client_of, address: str) -> None:
    member = client_of("member")
    open_quarter = member.get(address, {"quarter": "2021-22-Q3"})
    no_quarter = member.get(address, {"quarter": "2031-32-Q3"})
    assert open_quarter.status_code == no_quarter.status_code == 404
    token = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')
    assert token.sub(b"", open_quarter.content) == token.sub(b"", no_quarter.content)
