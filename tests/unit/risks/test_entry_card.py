"""The page of one entry: its card, what is offered on it, and what members never see there."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from council.authorization import Role
from risks.actions import entries, movements
from risks.models import Place
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
from tests.unit.risks.page_words import address_of, seen

pytestmark = pytest.mark.django_db


def test_the_card_of_the_first_risk(client_of) -> None:
    words = seen(client_of("member"), "/risks/corporate/Corp-1/")
    for part in (
        "Risk Corp 1, Quarter 3 (Oct-Dec) 2021/22 Reshaping the County Council: Our Improvement Journey",
        "Current score 16 H High Impact Major (4), likelihood Likely (4)",
        "Target score, which is the residual one 9 M Medium Impact Moderate (3), likelihood Possible (3)",
        "Owner Corporate Management Team (CMT)/Director of OD & Change",
        "Target date March 2022/Ongoing",
        "The owner's view: +ve Improving",
        "Inability to deliver a balanced budget post 2023/24",
        "Consequences Capacity",
        "Current controls Capacity Owner: Director of OD & Change",
        "Mitigating actions Capacity",
        "What the figures say Cannot be told",
        "is not a day: nothing can be late against it",
        "on the register from the start",
    ):
        assert part in words, part


def test_an_opportunity_has_benefits_and_actions_to_realise_it(client_of) -> None:
    words = seen(client_of("member"), "/risks/corporate/CO1/")
    assert "Opportunity CO1" in words
    assert "Benefits" in words
    assert "Consequences" not in words
    assert "Actions to realise the opportunity" in words
    assert "tolerance" not in words


@pytest.mark.parametrize("ref", ["corp1", "Corp1", "CORP%201", "corp-1"])
def test_an_entry_is_found_by_its_reference_in_any_spelling(client_of, ref: str) -> None:
    assert client_of("member").get(f"/risks/corporate/{ref}/").status_code == 200


@pytest.mark.parametrize("ref", ["corp99", "%F0%9F%98%80", "--"])
def test_an_entry_that_does_not_exist(client_of, ref: str) -> None:
    assert client_of("member").get(f"/risks/corporate/{ref}/").status_code == 404


def test_what_is_kept_as_markup_comes_back_as_text(client_of) -> None:
    place = make_entry(
        make_register(),
        "R1",
        title="<script>alert(1)</script>",
        description=[{"heading": "<b>h</b>", "items": [{"text": "<i>t</i>", "sub_items": ["<u>s</u>"]}]}],
    )
    for write in (entries.write_control, entries.write_action):
        kind = {"kind": "mitigating"} if write is entries.write_action else {}
        write(place.entry, by=risk_lead(), text="<em>m</em>", owner="<em>o</em>", **kind)
    page = client_of("risk").get(address_of(place, open_quarter())).content.decode()
    for tag in ("<script>alert", "<b>h", "<i>t", "<u>s", "<em>"):
        assert tag not in page


def test_an_entry_that_left_says_when_and_why_and_how_it_stood(client_of) -> None:
    words = seen(client_of("member"), "/risks/corporate-2018/cr9/")
    assert "No longer on the Corporate Risk and Opportunity Register, 2018 to 2020: de-escalated in" in words
    assert "performance for this had improved dramatically" in words


def test_what_happens_to_an_entry_after_it_left_is_not_told_on_the_page_it_left(client_of) -> None:
    corporate = make_register("top", for_members=True)
    below = make_register("own", service="highways")
    place = make_entry(corporate, "T1", title="The title then")
    make_assessment(place, "4x4")
    movements.de_escalate(
        place, keep_on=below, ref="R1", quarter=open_quarter(), decision=DECISION, by=risk_lead()
    )
    lower = Place.objects.get(register=below)
    entries.change(place.entry, by=risk_lead(), based_on=1, title="A title of the service's")
    make_assessment(lower, "5x5")
    open_next()
    make_assessment(lower, "1x1", reason="Scored by the service")
    close_quarter()
    words = seen(client_of("member"), address_of(place))
    assert "No longer on the Register top: de-escalated" in words
    assert "The title then" in words
    assert "16 H High" in words
    for secret in (
        "of the service's",
        "Catastrophic (5)",
        "Catastrophic/",
        "Scored by the service",
        "Register own",
    ):
        assert secret not in words
    assert "A title of the service's" in seen(client_of("officer"), address_of(lower))


def test_an_entry_on_two_registers_says_so_to_those_who_see_both(client_of) -> None:
    corporate = make_register("top", for_members=True)
    place = make_entry(make_register("own", service="highways"), "R1")
    make_assessment(place, "4x4", "4x4")
    quarter = open_quarter()
    words = seen(client_of("risk"), address_of(place, quarter))
    assert "The residual score is 16, and 12 or more is considered for the corporate register." in words
    above = movements.escalate(
        place, to=corporate, ref="T8", quarter=quarter, decision=DECISION, by=risk_lead()
    )
    words = seen(client_of("risk"), address_of(place, quarter))
    assert "Also on Register top as T8" in words
    assert "is considered for the corporate register" not in words
    close_quarter()
    assert "Also on Register own as R1" in seen(client_of("risk"), address_of(above))
    words = seen(client_of("member"), address_of(above))
    assert "Register own" not in words
    assert "escalated by Corporate Management Team, 1 February 2022" in words


def test_scores_from_before_an_entry_came_up_are_not_for_members(client_of) -> None:
    corporate = make_register("top", for_members=True)
    place = make_entry(make_register("own", service="highways"), "R1", title="As it was called below")
    make_assessment(place, "5x5", reason="Said below")
    open_next()
    make_assessment(place, "4x4")
    entries.change(place.entry, by=risk_lead(), based_on=1, title="As it is called above")
    above = movements.escalate(
        place, to=corporate, ref="T8", quarter=open_quarter(), decision=DECISION, by=risk_lead()
    )
    close_quarter()
    words = seen(client_of("member"), address_of(above))
    for secret in ("Said below", "As it was called below", "Catastrophic/", "from 25"):
        assert secret not in words
    words = seen(client_of("risk"), address_of(above))
    for part in ("Said below", "As it was called below", "Catastrophic/Certain", "from 25"):
        assert part in words


def test_the_reviewer_opens_an_entry_of_a_register_they_do_not_see(client_of, person) -> None:
    register = make_register("other", service="libraries")
    place = make_entry(register, "R1", title="Theirs to review", reviewer=person("officer"))
    make_entry(register, "R2", title="Not theirs")
    officer = client_of("officer")
    assert "Theirs to review" in seen(officer, address_of(place, open_quarter()))
    assert officer.get("/risks/other/").status_code == 404
    assert officer.get("/risks/other/r2/").status_code == 404
    assert "Review this entry" in seen(officer, address_of(place, open_quarter()))


def test_late_actions_moved_dates_and_what_is_done(client_of) -> None:
    place = make_entry(make_register(), "R1")
    make_assessment(place)
    long_ago = datetime.date(2021, 3, 31)
    for fields in (
        {"text": "Late one", "due_on": long_ago},
        {"text": "Done one", "due_on": long_ago, "status": "done"},
        {
            "text": "Moved one",
            "due_on": long_ago,
            "revised_due_on": datetime.date(2099, 3, 31),
            "revised_reason": "The contractor went",
        },
    ):
        entries.write_action(place.entry, by=risk_lead(), kind="mitigating", **fields)
    words = seen(client_of("risk"), address_of(place, open_quarter()))
    assert "Late one Late due 31 March 2021" in words
    assert "Done one Done, due 31 March 2021" in words
    assert "Moved one due 31 March 2099, before 31 March 2021: The contractor went" in words
    assert "Of 3 actions, 1 is done and 2 open, 1 of them late." in words


def test_what_changed_in_the_words_and_scores_quarter_by_quarter(client_of) -> None:
    place = make_entry(
        make_register("top", for_members=True), "R1", title="One title", owner="Head of Service"
    )
    make_assessment(place, "5x5", confidence="amber")
    open_next()
    entries.change(place.entry, by=risk_lead(), based_on=1, title="A passing title")
    entries.change(
        place.entry, by=risk_lead(), based_on=2, title="Another title", reason="The committee asked for it"
    )
    make_assessment(place, "4x4", confidence="green", reason="The dyke is built")
    close_quarter()
    words = seen(client_of("member"), address_of(place))
    assert "Title Before: One title Now: Another title" in words
    assert "The committee asked for it" in words
    assert "A passing title" not in words, "a draft that never stood when a quarter closed"
    assert "The dyke is built" in words
    assert "↓ Improving , from 25 in the quarter before" in words
    assert "Before: A passing title Now: Another title" in seen(client_of("risk"), address_of(place))


def test_an_entry_of_many_quarters_has_a_chart_and_another_quarter_to_choose(client_of) -> None:
    place = make_entry(make_register("top", for_members=True), "R1")
    make_assessment(place, "5x5")
    first = open_quarter()
    open_next()
    make_assessment(place, "4x4")
    close_quarter()
    page = client_of("member").get(address_of(place)).content.decode()
    assert 'data-chart="score-history-spec"' in page
    assert "25 V Very high Catastrophic/Certain" in seen(client_of("member"), address_of(place, first))


@pytest.mark.parametrize(
    ("username", "buttons"),
    [
        ("risk", ["Review this entry", "De-escalate", "Close the entry", "Add a note for the report"]),
        ("member", []),
        ("officer", []),
        ("auditor", []),
    ],
)
def test_who_is_offered_what(client_of, username: str, buttons: list[str]) -> None:
    words = seen(client_of(username), "/risks/corporate/corp1/")
    offered = [
        "Review this entry",
        "De-escalate",
        "Close the entry",
        "Add a note for the report",
        "Edit the entry",
    ]
    assert [each for each in offered if each in words and each != "Edit the entry"] == buttons


def test_findings_of_the_checks_are_for_staff(client_of) -> None:
    assert "What the checks find" in seen(client_of("auditor"), "/risks/corporate/corp4/")
    assert "What the checks find" not in seen(client_of("member"), "/risks/corporate/corp4/")


def test_a_target_that_is_worse_than_the_score_is_pointed_out_beside_it(client_of) -> None:
    member, notice = client_of("member"), "Look again: the target is worse than the score now."
    assert notice in seen(member, "/risks/corporate/corp4/?quarter=2021-22-Q3")
    assert notice not in seen(member, "/risks/corporate/corp6/?quarter=2021-22-Q3")
    assert notice not in seen(member, "/risks/corporate/co2/?quarter=2021-22-Q3"), "an opportunity is to rise"


def test_a_lead_of_one_service_keeps_its_register_and_no_other(client_of) -> None:
    lead = make_person("highways-risks", Role.RISK, service="highways")
    own = make_entry(make_register("own", service="highways"), "R1")
    client = Client()
    client.force_login(lead)
    assert "Escalate to the corporate register" in seen(client, address_of(own, open_quarter()))
    assert "De-escalate" not in seen(client, "/risks/corporate/corp1/")


def test_an_entry_that_was_not_reviewed_says_so_and_when_it_was(client_of) -> None:
    place = make_entry(make_register("top", for_members=True), "R1")
    make_assessment(place, "4x4")
    first = open_quarter()
    open_next()
    close_quarter()
    words = seen(client_of("member"), address_of(place))
    assert f"Not reviewed in this quarter: the scores are those of {first.label}." in words
    assert "Not reviewed in this quarter" not in seen(client_of("member"), address_of(place, first))
    assert f"Not reviewed since {first.short_label}" in seen(client_of("member"), "/risks/top/")


def test_what_left_in_the_open_quarter_is_offered_to_come_back(client_of) -> None:
    place = make_entry(make_register("top", for_members=True), "R1")
    movements.close(place, quarter=open_quarter(), decision=DECISION, by=risk_lead())
    words = seen(client_of("risk"), address_of(place, open_quarter()))
    assert "Put it back on the register" in words
    assert "Close the entry" not in words
    assert "Review this entry" not in words
