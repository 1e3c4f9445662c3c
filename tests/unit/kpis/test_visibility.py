"""Who sees what: a closed quarter everybody who may see dashboards, a draft only those of its service."""

import re

import pytest

from council.actions import quarters
from council.authorization import Role
from council.models import RoleAssignment, Service
from council.periods import Slot, parse_quarter
from kpis.actions import benchmarks, commentary, overrides
from kpis.models import Figure, Indicator
from kpis.selectors import approval, dashboard, indicator, return_page, services
from kpis.selectors.commentary import of_quarter
from kpis.selectors.history import earlier_versions
from kpis.visibility import visible_to
from tests.factories import judged, make_figure, make_indicator

pytestmark = pytest.mark.django_db
Q2, Q3 = parse_quarter("2021-22-Q2"), parse_quarter("2021-22-Q3")
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
            priority=kpi.definitions.current().get().priority,
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
        user=member,
        role=Role.OFFICER,
        service=Indicator.objects.get(slug=WASTE).definitions.current().get().service,
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


@pytest.fixture
def derived(person) -> Indicator:
    """A sum that the Highways Service reports, of one part of its own and one of the Library Service's, and one of that."""
    own = make_indicator("own-part", name="Own part")
    other = make_indicator("other-part", "libraries", name="Other part")
    both = make_indicator("both", name="Both", calculation={"kind": "sum", "of": ["own-part", "other-part"]})
    make_indicator("twice", name="Twice", calculation={"kind": "sum", "of": ["both", "own-part"]})
    for quarter in ("2021-22-Q2", "2021-22-Q3"):
        make_figure(own, quarter, "1")
        make_figure(other, quarter, "12.34")
    return both


@pytest.mark.parametrize(
    ("username", "visible"),
    [("officer", False), ("approver", False), ("performance", True), ("member", False)],
)
def test_what_is_worked_out_from_another_services_drafts_is_a_draft_of_that_service_too(
    derived, person, username: str, visible: bool
) -> None:
    """Who knows the sum and one part knows the other part; the note says it outright."""
    assert seen(person(username)).issuperset({"both", "twice"}) is visible
    assert seen(person(username)).isdisjoint({"both", "twice"}) is not visible
    for slug in ("both", "twice"):
        page = indicator.page(slug, visible_to(person(username)))
        assert [point.figure.reported_in for point in page.series] == [
            Q2.ordinal,
            *([Q3.ordinal] if visible else []),
        ]


def test_the_drafts_that_a_sum_was_once_made_of_stay_drafts_when_the_quarter_is_closed(
    derived, person
) -> None:
    make_figure(Indicator.objects.get(slug="other-part"), "2021-22-Q3", "13", based_on=1)
    quarters.close_quarter(quarter=Q3, by=person("performance"), reason="Done")
    definition = derived.definitions.current().get()
    for username, known in (("officer", []), ("member", []), ("performance", ["13.34"])):
        found = earlier_versions(definition, visible_to(person(username)))
        assert [str(each.value) for each in found.get(Slot.of(Q3), [])] == known


def test_what_is_worked_out_from_ones_own_drafts_is_seen(person) -> None:
    parts = [make_indicator(slug, name=slug) for slug in ("part-a", "part-b")]
    make_indicator("the-sum", name="Sum", calculation={"kind": "sum", "of": ["part-a", "part-b"]})
    for part in parts:
        make_figure(part, "2021-22-Q3", "1")
    assert seen(person("officer")) == {"part-a", "part-b", "the-sum"}


@pytest.mark.parametrize(("username", "visible"), [("officer", False), ("performance", True)])
def test_a_return_keeps_what_is_worked_out_from_another_services_drafts(
    derived, person, username: str, visible: bool
) -> None:
    view = visible_to(person(username))
    highways = Service.objects.get(slug="highways")
    for shown in (return_page.page(highways, Q3, view), approval.review("highways", Q3, view)):
        line = next(line for line in shown.lines if line.definition.indicator_id == derived.pk)
        assert (line.figure is not None) is visible
        assert line.last_period is not None, "the quarter before is closed"
        assert not any(each.definition.indicator_id == derived.pk for each in getattr(shown, "beside", []))


def test_words_about_the_indicators_of_several_services_are_drafts_of_all_of_them(person) -> None:
    emergency = Indicator.objects.get(slug=HIGHWAYS)
    make_figure(emergency, "2021-22-Q3", "50")
    assert judged(emergency)["2021-22-Q3"]["status"] == "red"
    commentary.write(
        quarter=Q3,
        slug="shared",
        heading="Shared",
        position=1,
        indicators=Indicator.objects.filter(slug__in=(HIGHWAYS, LIBRARIES)),
        body=[{"kind": "paragraph", "text": "Secret draft words"}],
        by=person("performance"),
        based_on=0,
    )
    for username, visible in (("officer", False), ("performance", True)):
        view = visible_to(person(username))
        said = indicator.page(HIGHWAYS, view).commentary
        assert ("shared" in {words.slug for words in said}) is visible
        assert ("shared" in {words.slug for words in of_quarter(Q3, view)}) is visible
        review = approval.review("highways", Q3, view)
        assert ("shared" in {words.slug for words in review.commentary}) is visible
        concerns = services.service_kpis("highways", Q3, view).concerns
        assert ("shared" in {each.commentary.slug for each in concerns if each.commentary}) is visible


@pytest.mark.parametrize(
    ("username", "services_seen"), [("officer", {HIGHWAYS}), ("performance", {HIGHWAYS, LIBRARIES})]
)
def test_a_benchmark_of_an_open_round_is_a_draft(person, username: str, services_seen: set[str]) -> None:
    for slug in (HIGHWAYS, LIBRARIES):
        benchmarks.record(
            indicator=Indicator.objects.get(slug=slug),
            comparator="england",
            reported_in=Q3,
            by=person("performance"),
            based_on=0,
            text="12.34",
        )
    rows = dashboard.rows(Q3, visible_to(person(username)), with_history=True)
    assert {row.definition.indicator.slug for row in rows if row.benchmarks} == services_seen


@pytest.mark.parametrize(
    ("username", "slugs"),
    [("officer", {"own"}), ("member", set()), ("performance", {"own", "other", "nobodys"})],
)
def test_words_without_an_indicator_are_drafts_of_the_service_whose_return_they_belong_to(
    person, username: str, slugs: set[str]
) -> None:
    for slug, service in (("own", "highways"), ("other", "libraries"), ("nobodys", "")):
        commentary.write(
            quarter=Q3,
            slug=slug,
            heading="Beside the figures",
            position=1,
            indicators=[],
            service=Service.objects.filter(slug=service).first(),
            body=[{"kind": "paragraph", "text": "Secret draft words"}],
            by=person("performance"),
            based_on=0,
        )
    view = visible_to(person(username))
    assert set(view.commentary().filter(reported_in=Q3.ordinal).values_list("slug", flat=True)) == slugs


def test_an_agreed_rating_of_what_is_built_on_other_drafts_is_a_draft_too(derived, person) -> None:
    proposed = overrides.propose(
        indicator=derived, quarter=Q3, status="red", reason="Secret draft reason", by=person("approver")
    )
    overrides.agree(override=proposed, by=person("performance"))
    for username, visible in (("officer", False), ("performance", True)):
        rows = dashboard.summaries(Q3, visible_to(person(username)))
        row = next(row for row in rows if row.definition.indicator_id == derived.pk)
        assert (row.override is not None) is visible
