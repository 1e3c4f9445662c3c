"""Who sees which registers and quarters."""

from __future__ import annotations

import pytest

from council.authorization import Permission, Role
from council.models import Directorate, Service
from council.periods import Quarter, parse_quarter
from risks.models import Register
from risks.selectors.register import rows
from risks.visibility import holds, in_scope, visible_to
from tests.risk_factories import (
    close_quarter,
    make_entry,
    make_person,
    make_register,
    open_next,
    open_quarter,
)

pytestmark = pytest.mark.django_db

Q3, Q4 = parse_quarter("2021-22-Q3"), parse_quarter("2021-22-Q4")
DIRECTORATE = "growth-environment-transport"


def register(slug: str = "corporate") -> Register:
    return Register.objects.get(slug=slug)


def refs(slug: str, quarter: Quarter, user) -> list[str]:
    return [row.ref for row in rows(register(slug), quarter, visible_to(user))]


@pytest.fixture
def registers(db) -> None:
    """A register of the Highways Service and one of its directorate, each with an entry."""
    make_entry(make_register("of-highways", service="highways"), "H1")
    make_entry(make_register("of-growth", directorate=DIRECTORATE), "G1")


EVERYWHERE = {"performance", "risk", "complaints", "clerk", "auditor"}
#: Who sees the draft of what while the quarter is open.
DRAFTS = {
    "corporate": EVERYWHERE,
    "of-growth": EVERYWHERE | {"approver"},
    "of-highways": EVERYWHERE | {"approver", "officer"},
}
PEOPLE = [*sorted(EVERYWHERE), "approver", "officer", "member", "admin"]


@pytest.mark.usefixtures("registers")
class TestWhoSeesWhat:
    @pytest.mark.parametrize("username", PEOPLE)
    @pytest.mark.parametrize("slug", DRAFTS)
    def test_the_open_quarter(self, person, slug: str, username: str) -> None:
        sees = username in DRAFTS[slug]
        all_of_them = set(refs(slug, Q4, None)) == set(refs(slug, Q4, person(username)))
        assert all_of_them == sees
        assert visible_to(person(username)).sees_drafts_of(register(slug)) == sees

    @pytest.mark.parametrize("username", PEOPLE)
    @pytest.mark.parametrize("slug", DRAFTS)
    def test_a_closed_quarter(self, person, slug: str, username: str) -> None:
        close_quarter()
        for_all = slug == "corporate"
        assert bool(refs(slug, Q4, person(username))) == (for_all or username in DRAFTS[slug])

    @pytest.mark.parametrize("username", PEOPLE)
    def test_the_registers_in_their_order(self, person, username: str) -> None:
        seen = [row.slug for row in visible_to(person(username)).registers]
        assert seen[:2] == ["corporate", "corporate-2018"]
        assert {"of-growth", "of-highways"} & set(seen) == {
            slug for slug in ("of-growth", "of-highways") if username in DRAFTS[slug]
        }

    def test_the_system_sees_everything_and_keeps_nothing(self) -> None:
        view = visible_to(None)
        assert len(view.registers) == Register.objects.count()
        assert refs("of-highways", Q4, None) == ["H1"]
        assert not view.manages(register())
        assert not view.reviewed_entries().exists()

    def test_a_sibling_service_is_another(self, person) -> None:
        sibling = Service.objects.filter(directorate__slug=DIRECTORATE).exclude(
            slug__in=["highways", "street-lighting"]
        )[0]
        make_entry(make_register("of-sibling", service=sibling.slug), "S1")
        assert refs("of-sibling", Q4, person("officer")) == []
        assert refs("of-sibling", Q4, person("approver")) == ["S1"]

    def test_nobody_who_left(self, person) -> None:
        user = person("risk")
        user.is_active = False
        user.save()
        assert visible_to(person("risk")).registers == []
        assert refs("corporate", Q3, person("risk")) == []


class TestRounds:
    def test_members_see_closed_quarters_only(self, person) -> None:
        view = visible_to(person("member"))
        assert {row.is_open for row in view.rounds} == {False}
        assert view.round_of(Q4) is None
        assert view.newest_closed == Q3

    def test_staff_see_the_open_one_first(self, person) -> None:
        view = visible_to(person("officer"))
        assert view.rounds[0].quarter == Q4
        assert view.newest_closed == Q3
        assert view.round_of(parse_quarter("2020-21-Q1")) is None

    def test_a_quarter_without_a_round_has_no_rows(self, person) -> None:
        assert refs("corporate", parse_quarter("2022-23-Q4"), person("risk")) == []


class TestReviewers:
    """Whoever reviews an entry sees it, and nothing else of its register, while the quarter is open."""

    def test_an_entry_of_the_corporate_register(self, person) -> None:
        make_entry(register(), "Corp 91", reviewer=person("officer"))
        make_entry(register(), "Corp 92")
        mine = [row.ref for row in rows(register(), Q4, visible_to(person("officer")))]
        others = {
            row.details.reviewer.username for row in rows(register(), Q4, visible_to(person("officer")))
        }
        assert "Corp 91" in mine
        assert "Corp 92" not in mine
        assert others == {"officer"}

    def test_once_it_closes_the_register_is_what_everybody_sees(self, person) -> None:
        make_entry(register(), "Corp 91", reviewer=person("officer"))
        make_entry(register(), "Corp 92")
        close_quarter()
        assert {"Corp 91", "Corp 92"} <= set(refs("corporate", Q4, person("officer")))

    def test_of_a_register_that_is_not_for_them(self, person) -> None:
        make_entry(make_register("of-adults", service="adult-services"), "A1", reviewer=person("officer"))
        assert refs("of-adults", Q4, person("officer")) == [], "its register is not theirs to see"

    def test_a_name_without_the_permission_is_not_enough(self, person) -> None:
        make_entry(register(), "Corp 91", reviewer=person("member"))
        assert not visible_to(person("member")).reviewed_entries().exists()
        assert refs("corporate", Q4, person("member")) == []

    def test_a_name_of_the_past_is_not_enough(self, person) -> None:
        from risks.actions import entries

        place = make_entry(register(), "Corp 91", reviewer=person("officer"))
        entries.change(place.entry, by=person("risk"), based_on=1, reviewer=person("approver"))
        assert "Corp 91" not in refs("corporate", Q4, person("officer"))


class TestScopes:
    """Whoever keeps the registers of a directorate or of a service keeps those and no others."""

    @pytest.mark.parametrize(
        ("scope", "kept"),
        [
            ({}, {"corporate", "of-growth", "of-highways"}),
            ({"directorate": DIRECTORATE}, {"of-growth", "of-highways"}),
            ({"service": "highways"}, {"of-highways"}),
            ({"service": "adult-services"}, set()),
        ],
    )
    @pytest.mark.usefixtures("registers")
    def test_keeping(self, scope: dict[str, str], kept: set[str]) -> None:
        user = make_person("keeper", Role.RISK, **scope)
        ours = Register.objects.filter(slug__in=DRAFTS)
        assert {row.slug for row in ours if visible_to(user).manages(row)} == kept
        assert {row.slug for row in ours.filter(in_scope(user, Permission.MANAGE_RISKS))} == kept
        assert not any(holds(user, Permission.MANAGE_COMPLAINTS, row) for row in ours)
        assert visible_to(user).runs_rounds == (scope == {})

    def test_a_service_that_has_moved_to_another_directorate(self) -> None:
        user = make_person("keeper", Role.RISK, directorate=DIRECTORATE)
        make_register("of-highways", service="highways")
        other = Directorate.objects.exclude(slug=DIRECTORATE).first()
        Service.objects.filter(slug="highways").update(directorate=other)
        assert not visible_to(user).manages(register("of-highways"))


def test_a_register_is_kept_between_its_days(person) -> None:
    old = register("corporate-2018")
    assert [old.exists_in(parse_quarter(text)) for text in ("2017-18-Q4", "2018-19-Q1", "2019-20-Q4", "2020-21-Q1")] == [
        False, True, True, False,
    ]  # fmt: skip
    assert refs("corporate-2018", parse_quarter("2018-19-Q4"), person("member"))
    assert refs("corporate-2018", Q3, person("risk")) == []
    assert refs("corporate", parse_quarter("2018-19-Q4"), person("risk")) == []
    open_next()
    assert open_quarter() == Q4.next
