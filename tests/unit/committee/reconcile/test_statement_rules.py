"""Numbers that a report states of one measure: two values, totals, shares of figures; and numbers that stand twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from committee.reconcile import reconcile
from committee.reconcile.complaint_relations import complaint_relations
from committee.reconcile.facts import Finding, Papers, Printing, Relation
from committee.reconcile.stated import number_of
from tests.unit.committee.reconcile.made import printed, said

YEAR, BEFORE = "2020-21", "2019-20"


def stated(key: str, text: str, period: str = YEAR, where: str = "1.1", qualifier: str = "") -> Printing:
    return printed(
        f"complaints:{key}",
        period,
        text,
        name=key,
        role="statement",
        paper="Complaints",
        where=where,
        qualifier=qualifier,
    )


def found(*printings: Printing) -> list[Finding]:
    keys = [printing.subject.removeprefix("complaints:") for printing in printings]
    return reconcile(Papers(printings=printings, relations=tuple(complaint_relations(keys))))


def codes(*printings: Printing) -> list[str]:
    return [finding.code for finding in found(*printings)]


def test_relations_are_those_of_the_list_of_figures() -> None:
    keys = [
        "all.ombudsman.decided",
        "adult.outcomes.not_upheld.share",
        "adult.complaints.received.change",
        "all.rate.none",
    ]
    assert list(complaint_relations(keys)) == [
        Relation(
            "sum",
            "complaints:all.ombudsman.decided",
            ("complaints:adult.ombudsman.decided", "complaints:children_all.ombudsman.decided"),
        ),
        Relation(
            "share",
            "complaints:adult.outcomes.not_upheld.share",
            ("complaints:adult.outcomes.not_upheld", "complaints:adult.outcomes.closed"),
        ),
        Relation(
            "change", "complaints:adult.complaints.received.change", ("complaints:adult.complaints.received",)
        ),
    ]


def test_a_service_type_is_a_share_of_what_was_received() -> None:
    (relation,) = complaint_relations(["adult.services.support-planning.share"])
    assert relation.of == (
        "complaints:adult.services.support-planning",
        "complaints:adult.complaints.received",
    )


def test_two_values_are_found_with_what_the_other_may_be() -> None:
    finding = found(
        stated("children_statutory.complaints.received", "226"),
        stated("children_statutory.complaints.received", "205", where="3.1"),
        stated("children_statutory.outcomes.closed", "205", where="3.3"),
    )[0]
    assert (finding.code, finding.severity) == ("two_values", "high")
    assert "205 is also children_statutory.outcomes.closed (3.3)" in finding.sentence


def test_two_percentages_are_found() -> None:
    change = "children_statutory.complaints.received.change"
    (finding,) = found(stated(change, "10%"), stated(change, "18%", where="3.1"))
    assert (finding.code, finding.numbers) == ("two_values", ("10%", "18%"))


def test_a_change_is_held_to_years_alone() -> None:
    key = "adult.complaints.received"
    assert codes(stated(key, "420", "2020-21-Q2"), stated(f"{key}.change", "90%", "2020-21-Q2")) == []


def test_a_text_that_is_no_number_cannot_be_one() -> None:
    with pytest.raises(ValueError, match="nil"):
        number_of(stated("adult.costs.paid", "nil"))
    assert codes(stated("adult.costs.paid", "nil"), stated("adult.costs.paid", "£12,345.67")) == []


def test_a_rounder_printing_is_the_same_value() -> None:
    assert (
        codes(
            stated("adult.outcomes.not_upheld.share", "20%"),
            stated("adult.outcomes.not_upheld.share", "19.7%"),
        )
        == []
    )


def test_parts_that_do_not_add_up() -> None:
    (finding,) = found(
        stated("all.ombudsman.decided", "99", where="1.3"),
        stated("all.ombudsman.received", "99"),
        stated("adult.ombudsman.decided", "39", where="2.7"),
        stated("children_all.ombudsman.decided", "48", where="3.9"),
    )
    assert (finding.code, finding.severity) == ("parts_of_total", "high")
    assert "87: 39 (2.7) + 48 (3.9)" in finding.sentence
    assert "99 is also printed as all.ombudsman.received" in finding.sentence


@pytest.mark.parametrize(
    "printings",
    [
        (
            stated("all.complaints.received", "646"),
            stated("adult.complaints.received", "420"),
            stated("children_statutory.complaints.received", "226"),
        ),
        (stated("all.complaints.received", "646"), stated("adult.complaints.received", "420")),
        (
            stated("all.complaints.received", "646", BEFORE),
            stated("adult.complaints.received", "420"),
            stated("children_statutory.complaints.received", "205"),
        ),
        (
            stated("adult.services.support-planning", "153", BEFORE),
            stated("adult.services.support-planning.share", "29%", BEFORE),
            stated("adult.complaints.received", "536", BEFORE),
        ),
        (
            stated("adult.complaints.received", "536", BEFORE),
            stated("adult.complaints.received", "420"),
            stated("adult.complaints.received.change", "22%"),
        ),
        (
            stated("children_statutory.complaints.received", "252", BEFORE),
            stated("children_statutory.complaints.received", "205"),
            stated("children_statutory.complaints.received.change", "18%", qualifier="just over"),
        ),
    ],
)
def test_what_adds_up_raises_nothing(printings: tuple[Printing, ...]) -> None:
    assert codes(*printings) == []


def test_a_share_that_its_figures_do_not_give() -> None:
    (finding,) = found(
        stated("adult.outcomes.not_upheld", "82"),
        stated("adult.outcomes.closed", "416"),
        stated("adult.outcomes.not_upheld.share", "25%"),
    )
    assert finding.code == "share_of_figures"
    assert "82 of 416 (1.1, 1.1) is 19.7%" in finding.sentence


def test_a_change_that_its_figures_do_not_give() -> None:
    printings = (
        stated("adult.compliments.received", "568", BEFORE),
        stated("adult.compliments.received", "616"),
        stated("adult.compliments.received.change", "12%"),
    )
    (finding,) = found(*printings)
    assert "from 568 to 616 (1.1, 1.1) is 8.5%" in finding.sentence


def test_one_amount_of_money_for_two_years() -> None:
    costs = "children_statutory.costs.paid"
    twice = (stated(costs, "£7,297.03"), stated(costs, "£7,297.03", BEFORE, where="3.1"))
    (plain,) = found(*twice)
    (contradicted,) = found(*twice, stated(f"{costs}.increase", "£2,000", qualifier="over"))
    assert (plain.code, plain.severity) == ("repeated_amount", "medium")
    assert contradicted.severity == "high"
    assert "a change of over £2,000" in contradicted.sentence


@pytest.mark.parametrize("texts", [("£2,000", "£2,000"), ("£7,297.03", "£7,297.30"), ("7,297", "7,297")])
def test_round_or_different_amounts_are_no_repetition(texts: tuple[str, str]) -> None:
    costs = "children_statutory.costs.paid"
    assert codes(stated(costs, texts[0]), stated(costs, texts[1], BEFORE)) == []


SPENT = (
    "In 2020/21 the amount spent on investigations of children's complaints was £7297.03 which is an increase of over "
    "£2000.",
    "In 2019/20 the total amount spent on investigations of children's complaints was £7,297.03.",
)


def test_one_amount_of_money_for_two_years_in_words() -> None:
    (finding,) = reconcile(said(*SPENT))
    assert (finding.code, finding.severity) == ("repeated_amount", "high")
    assert "for 2020/21 in Performance" in finding.sentence
    (plain,) = reconcile(said(SPENT[0].replace(" which is an increase of over £2000", ""), SPENT[1]))
    assert plain.severity == "medium"


@pytest.mark.parametrize(
    "texts",
    [
        (SPENT[0], SPENT[1].replace("2019/20", "2020/21")),
        (SPENT[0], SPENT[1].replace("297.03", "000")),
        (
            SPENT[0],
            "For 2019/20 the settlement paid to one family after an Ombudsman decision was £7,297.03.",
        ),
        (SPENT[0].replace("£7297.03", "£7,000"), SPENT[1].replace("£7,297.03", "£7,000")),
    ],
)
def test_amounts_in_words_that_are_no_repetition(texts: tuple[str, str]) -> None:
    assert reconcile(said(*texts)) == []


JOINT = (
    stated("adult.joint.received", "14"),
    stated("adult.joint.received", "34", BEFORE),
    stated("adult.joint.closed", "14", where="2.6"),
    stated("adult.joint.closed", "31", BEFORE, where="2.6"),
    stated("adult.joint.open", "10", where="2.6"),
)


def test_one_count_under_two_names() -> None:
    (finding,) = found(*JOINT)
    assert (finding.code, finding.severity) == ("one_count_twice", "medium")
    assert {"14", "10"} <= set(finding.numbers)
    assert "31 and 34" in finding.sentence


@pytest.mark.parametrize("left_out", [1, 3, 4])
def test_without_a_contradiction_one_count_may_have_two_names(left_out: int) -> None:
    assert codes(*JOINT[:left_out], *JOINT[left_out + 1 :]) == []


LATE = (
    "Of the total number of statutory CSC complaints received in this financial year, 68% (140) exceeded the statutory "
    "timescale (20 working days)."
)


def late(*printings: Printing, text: str = LATE) -> list[str]:
    papers = said(
        text,
        subjects=("complaints:children_statutory.timescales.over_longest",),
        period=YEAR,
        paper="Complaints",
    )
    return [finding.code for finding in reconcile(replace(papers, printings=printings))]


RECEIVED = stated("children_statutory.complaints.received", "226")
CLOSED = stated("children_statutory.outcomes.closed", "205", where="3.3")


def test_a_share_of_another_whole_than_the_named_one() -> None:
    assert late(RECEIVED, CLOSED) == ["other_whole"]


@pytest.mark.parametrize(
    ("printings", "text"),
    [
        ((RECEIVED, CLOSED), LATE.replace("received", "closed")),
        ((RECEIVED, CLOSED), LATE.replace("68%", "62%")),
        ((RECEIVED,), LATE),
        ((RECEIVED, stated("adult.outcomes.closed", "205")), LATE),
    ],
)
def test_a_share_of_the_named_whole_raises_nothing(printings: tuple[Printing, ...], text: str) -> None:
    assert late(*printings, text=text) == []
