"""Feature 26: for four quarters after a change of target, the status under the target before it."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from council.models import ReportingQuarter
from council.periods import parse_quarter
from kpis.models import Figure, Indicator, Rating, Target
from kpis.selectors import dashboard, inputs
from kpis.selectors.inputs import Scope
from kpis.selectors.previous_targets import UnderPrevious, under_previous_target
from kpis.visibility import visible_to
from tests.factories import judged, make_figure, make_indicator, make_target

pytestmark = pytest.mark.django_db


def shown(kpi: Indicator, quarter: str, as_at: datetime.datetime | None = None) -> UnderPrevious | None:
    view = visible_to(None)
    rows = dashboard.summaries(parse_quarter(quarter), view, as_at=as_at)
    return under_previous_target(rows, view, as_at).get(kpi.pk)


def moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(f"{text}T12:00+00:00")


@pytest.fixture
def kpi(db) -> Indicator:
    """84% in every quarter from Quarter 1 2021/22 to Quarter 2 2022/23, and a target of 80% for both years."""
    kpi = make_indicator()
    for slot in ("2021-22-Q1", "2021-22-Q2", "2021-22-Q3", "2021-22-Q4", "2022-23-Q1", "2022-23-Q2"):
        make_figure(kpi, slot, "84")
    # The later rounds are not open yet when targets change, as in real years.
    ReportingQuarter.objects.filter(ordinal__gt=parse_quarter("2021-22-Q3").ordinal).update(
        opened_at=moment("2022-04-01")
    )
    make_target(kpi, "2021-22", "80")
    make_target(kpi, "2022-23", "80")
    judged(kpi)
    return kpi


class TestThePaper:
    def test_library_visits(self) -> None:
        found = shown(Indicator.objects.get(slug="library-visits"), "2021-22-Q2")
        assert found.sentence == "Under the previous target (4,000,000 visits): Requires improvement"
        # Half of the year's target at half-time: the profile is that of the earlier target too.
        assert "against 2,000,000 expected by now" in found.outcome.reason

    def test_five_targets_changed_and_all_of_them_show(self, q2) -> None:
        view = visible_to(None)
        found = under_previous_target(dashboard.summaries(q2, view), view)
        names = {Indicator.objects.get(pk=key).slug for key in found}
        changed = Target.objects.filter(version=2).values_list("indicator__slug", flat=True)
        assert names == set(changed) and len(names) == 5

    def test_not_before_the_change(self) -> None:
        assert shown(Indicator.objects.get(slug="library-visits"), "2021-22-Q1") is None


class TestANewVersion:
    @pytest.fixture(autouse=True)
    def changed(self, kpi: Indicator) -> None:
        """A stricter target for each year, recorded while Quarter 3 2021/22 is open (the demonstration's open round)."""
        given = {"based_on": 1, "reason": "Better is possible", "at": moment("2022-01-10")}
        make_target(kpi, "2021-22", "90", **given)
        make_target(kpi, "2022-23", "90", **given)
        ReportingQuarter.objects.filter(ordinal__lt=parse_quarter("2021-22-Q3").ordinal).update(
            closed_at=moment("2021-12-01")
        )
        judged(kpi)

    @pytest.mark.parametrize(
        ("quarter", "shows"),
        [
            ("2021-22-Q2", False),
            ("2021-22-Q3", True),
            ("2021-22-Q4", True),
            ("2022-23-Q1", True),
            ("2022-23-Q2", True),
        ],
    )
    def test_it_shows_from_the_round_that_was_open_then(
        self, kpi: Indicator, quarter: str, shows: bool
    ) -> None:
        found = shown(kpi, quarter)
        assert (found is not None) is shows
        if found:
            assert (found.words, found.mark.word, found.outcome.status) == ("80%", "On track", "green")

    def test_it_ends_after_four_rounds(self, kpi: Indicator) -> None:
        make_figure(kpi, "2022-23-Q3", "84")
        judged(kpi)
        assert shown(kpi, "2022-23-Q3") is None

    def test_words_alone_are_no_change_of_target(self, kpi: Indicator) -> None:
        make_target(kpi, "2021-22", "90", based_on=2, reason="Typing", text="90% of roads", at=timezone.now())
        judged(kpi)
        assert shown(kpi, "2021-22-Q3").words == "80%"

    def test_as_it_stood_before_the_change(self, kpi: Indicator) -> None:
        assert shown(kpi, "2021-22-Q3", moment("2022-01-09")) is None

    def test_nothing_while_the_rating_is_pending(self, kpi: Indicator) -> None:
        make_figure(kpi, "2021-22-Q3", "85", based_on=1)
        assert shown(kpi, "2021-22-Q3") is None

    def test_nothing_is_stored_and_the_stored_rating_stays(self, kpi: Indicator) -> None:
        before = Rating.objects.count()
        assert shown(kpi, "2021-22-Q3").outcome.status == "green"
        assert Rating.objects.count() == before
        assert judged(kpi, rate=False)["2021-22-Q3"]["status"] == "red"

    def test_on_the_indicators_page_and_in_the_list(self, kpi: Indicator, client_of) -> None:
        page = client_of("performance").get(f"/kpis/{kpi.slug}/").content.decode()
        assert "Under the previous target (80%)" in page
        found = client_of("performance").get("/kpis/?quarter=2021-22-Q3&search=gritted").content.decode()
        assert "Under the previous target (80%)" in found


class TestAnotherYear:
    def test_a_year_that_asks_for_something_else_shows_the_year_before(self) -> None:
        kpi = make_indicator()
        make_target(kpi, "2020-21", "80")
        make_target(kpi, "2021-22", "90")
        make_figure(kpi, "2021-22-Q1", "84")
        judged(kpi)
        found = shown(kpi, "2021-22-Q1")
        assert (found.words, found.outcome.status) == ("80%", "green")

    def test_the_same_again_is_no_change(self) -> None:
        kpi = make_indicator()
        make_target(kpi, "2020-21", "80")
        make_target(kpi, "2021-22", "80.0")
        make_figure(kpi, "2021-22-Q1", "84")
        judged(kpi)
        assert shown(kpi, "2021-22-Q1") is None

    def test_no_target_and_words_rate_nothing(self) -> None:
        kpi = make_indicator()
        make_target(kpi, "2020-21", kind="text", text="Better than before")
        make_target(kpi, "2021-22", "90")
        make_figure(kpi, "2021-22-Q1", "84")
        judged(kpi)
        assert shown(kpi, "2021-22-Q1") is None


def test_two_queries_however_many_rows(q2, django_assert_num_queries) -> None:
    view = visible_to(None)
    rows = dashboard.summaries(q2, view)
    with django_assert_num_queries(2):
        assert len(under_previous_target(rows, view)) == 5
    with django_assert_num_queries(0):
        assert under_previous_target([], view) == {}


class TestUnderOtherTargets:
    """The same figures as another target would judge them: what the query itself says of a twin with that target."""

    FIRST, LAST = (parse_quarter(quarter).ordinal for quarter in ("2021-22-Q1", "2022-23-Q4"))
    PROFILE = {"value": "80", "profile": [Decimal(share) for share in (10, 20, 30, 40)]}
    PROGRAMME = {"kind": "programme", "value": "800", "grain": "P", "ordinal": FIRST, "last_quarter": LAST}

    @pytest.mark.parametrize(
        ("definition", "slot", "applies_to", "target"),
        [
            ({}, "2021-22-Q2", "2021-22", {"value": "80", "floor": Decimal(70)}),
            ({}, "2021-22-Q2", "2021-22", PROFILE),
            ({"cumulative": True}, "2021-22-Q1", "2021-22", {"value": "1000"}),
            ({"cumulative": True}, "2021-22-Q1", "2021-22", PROFILE),
            ({"cumulative": True, "frequency": "monthly"}, "2021-04", "2021-22", {"value": "1000"}),
            ({}, "2021-22", "2021-22", {"kind": "range", "low": Decimal(600), "high": Decimal(680)}),
            ({}, "2021-22-Q2", "2021-22-Q2", {"kind": "strict", "value": "80", "strict": ">"}),
            ({}, "2021-22-Q2", "2021-22", {"kind": "quartile", "quartile": 1}),
            ({}, "2021-22-Q2", "2021-22", {"kind": "text", "text": "Better than before"}),
            ({}, "2021-22-Q2", "2021-22", PROGRAMME),
            ({"cumulative": True}, "2021-22-Q1", "2021-22", PROGRAMME),
        ],
    )
    def test_as_for_a_twin_that_has_it(
        self, definition: dict, slot: str, applies_to: str, target: dict
    ) -> None:
        kpi, twin = make_indicator(**definition), make_indicator("twin", **definition)
        make_target(kpi, "2021-22", "95")
        other = make_target(twin, applies_to, **target)
        for each in (kpi, twin):
            make_figure(each, slot, "84")
        ((mine,), (its,)) = (inputs.fetch(Scope(indicators=[each.pk])) for each in (kpi, twin))
        assert mine["target"] != its["target"]
        (again,) = inputs.under_other_targets([(mine, other.pk)])
        assert again == its | {name: mine[name] for name in ("figure_id", "indicator_id", "definition_id")}

    def test_the_year_so_far_is_held_against_what_is_due_by_then(self) -> None:
        kpi = make_indicator()
        figure = make_figure(kpi, "2021-22-Q2", "84")
        Figure.objects.filter(pk=figure.pk).update(is_running_total=True, period="2021-22-Q2-YTD")
        (row,) = inputs.fetch(Scope(indicators=[kpi.pk]))
        profiled = make_target(kpi, "2021-22", **self.PROFILE)
        (again,) = inputs.under_other_targets([(row, profiled.pk)])
        assert (row["target"], again["target"]) == (None, 24)

    def test_in_the_order_of_the_rows_and_without_a_rating(self, django_assert_num_queries) -> None:
        kpi = make_indicator()
        old, new = make_target(kpi, "2021-22", "80"), make_target(kpi, "2022-23", "90")
        make_figure(kpi, "2021-22-Q1", "84")
        make_figure(kpi, "2022-23-Q1", "84")
        first, second = judged(kpi).values()
        assert [row["status"] for row in (first, second)] == ["green", "red"]
        with django_assert_num_queries(1):
            again = inputs.under_other_targets([(second, old.pk), (first, new.pk), (first, old.pk)])
        assert [(row["figure_id"], row["target_id"], row["target"], row["status"]) for row in again] == [
            (second["figure_id"], old.pk, Decimal(80), None),
            (first["figure_id"], new.pk, Decimal(90), None),
            (first["figure_id"], old.pk, Decimal(80), None),
        ]
