"""The movements of a register since a quarter: the published paragraphs, and every kind of movement in a sentence."""

from __future__ import annotations

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from council.periods import Quarter, parse_quarter
from risks.actions import entries, movements
from risks.actions import registers as register_actions
from risks.actions.movements import Decision
from risks.models import Register
from risks.selectors.movement_report import MovementReport, report
from risks.visibility import visible_to
from tests.risk_factories import (
    DECISION,
    close_quarter,
    make_assessment,
    make_entry,
    make_matrix,
    make_person,
    make_register,
    open_next,
    open_quarter,
    risk_lead,
)

pytestmark = pytest.mark.django_db


def of(register: str, quarter: str = "", since: str = "", user=None) -> MovementReport:
    until = parse_quarter(quarter) if quarter else open_quarter()
    first = parse_quarter(since) if since else until
    return report(Register.objects.get(slug=register), first, until, visible_to(user))


def told(found: MovementReport) -> list[str]:
    return [sentence for part in found.parts for sentence in part.sentences]


def deciding(quarter: Quarter | None = None) -> dict[str, object]:
    return {"quarter": quarter or open_quarter(), "decision": DECISION, "by": risk_lead()}


# --- The published registers ------------------------------------------------------------------------------------------


def test_the_paragraph_of_february_2019():
    found = of("corporate-2018", "2018-19-Q4")
    assert (
        found.parts[0].lead
        == "For this quarter there are no new entries to the register and two deletions. The deletions are:"
    )
    assert [sentence.split(",")[0] for sentence in told(found)] == ["CR10", "CR12"]
    assert told(found)[0].endswith(
        ": closed; reason: Homecare mobilisation is almost complete and the strategic risk is improving and as a result "
        "the residual risk has been revised downwards."
    )
    assert "CR2: Residual risk score has reduced to 12 (Major/Possible)." in found.also_reported
    assert len(found.also_reported) == 14


def test_december_2018_has_two_new_entries_and_one_that_stays_on_its_services_register():
    found = of("corporate-2018", "2018-19-Q3")
    assert found.parts[0].lead.startswith(
        "For this quarter there are two new entries to the register and one deletion. The deletion was de-escalated"
    )
    (gone,) = (sentence for sentence in told(found) if "CR9" in sentence)
    assert "de-escalated; it stays on the register of Adult Services" in gone


def test_several_quarters_together():
    found = of("corporate-2018", "2018-19-Q4", since="2018-19-Q2")
    assert found.parts[0].lead.startswith(
        "For Quarter 2 (July-Sep) 2018/19 to Quarter 4 (Jan-March) 2018/19 there are three new entries to the register "
        "and three deletions."
    )
    assert len(found.also_reported) == 14 + 5


def test_what_was_there_when_the_record_begins_is_no_movement():
    found = of("corporate", "2021-22-Q3")
    assert (
        found.parts[0].lead
        == "For this quarter there are three new entries to the register and no deletions. The new entries are:"
    )
    assert [sentence.split(",")[0] for sentence in told(found)] == ["Corp 7", "CO1", "CO2"]
    assert told(found)[0].startswith(
        "Corp 7, Impact on Community & Services: new on the register with a residual score of 12 (Major/Possible)"
    )
    assert found.also_reported == (
        "Corp 1: This risk remains on the register but has been updated to reflect the current position.",
    )


# --- Each kind of movement --------------------------------------------------------------------------------------------


def test_escalated_de_escalated_and_kept():
    top, below = make_register("top"), make_register("below", service="highways")
    up, stays = make_entry(below, "H1"), make_entry(below, "H2")
    for place in (up, stays):
        make_assessment(place, "4x4", "3x4")
    above = movements.escalate(up, to=top, ref="T1", score=Decimal(12), **deciding())
    movements.keep(stays, score=Decimal(12), **deciding())

    assert told(of("top")) == [
        "T1, Something happens to H1: escalated from the register of Highways Service with a residual score of 12 "
        "(Major/Possible), as decided by Corporate Management Team; reason: Agreed for a test."
    ]
    assert told(of("below"))[-1] == (
        "H2, Something happens to H2: considered for the corporate register with a residual score of 12 (Major/Possible) "
        "and kept on the register of Highways Service, as decided by Corporate Management Team; reason: Agreed for a test."
    )

    open_next()
    movements.de_escalate(above, keep_on=below, ref="H1", **deciding())
    assert told(of("top")) == [
        "T1, Something happens to H1: de-escalated with a residual score of 12 (Major/Possible), as decided by Corporate "
        "Management Team; it stays on the register of Highways Service; reason: Agreed for a test."
    ]
    assert told(of("below")) == []


def test_merged_closed_and_reopened():
    register = make_register()
    first, second, third = (make_entry(register, f"R{number}") for number in (1, 2, 3))
    open_next()
    movements.merge(first, into=second, **deciding())
    movements.close(third, **deciding())
    found = of("test-register")
    assert found.parts[0].lead.startswith(
        "For this quarter there are no new entries to the register and two deletions. Of the two deletions, one was closed "
        "and one was merged into another entry."
    )
    assert [sentence.split(", as decided")[0] for sentence in told(found)] == [
        "R1, Something happens to R1: merged into R2",
        "R3, Something happens to R3: closed",
    ]
    open_next()
    movements.reopen(third, **deciding())
    assert told(of("test-register"))[0].startswith("R3, Something happens to R3: reopened")


def test_a_score_given_at_the_decision_counts_not_the_one_assessed():
    below, top = make_register("below", service="highways"), make_register("top")
    place = make_entry(below, "H1")
    make_assessment(place, "4x4", "2x4")
    movements.escalate(place, to=top, ref="T1", score=Decimal(16), **deciding())
    assert "with a residual score of 16, as decided" in told(of("top"))[0]


# --- Rescored ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "now", "sentence"),
    [
        ("risk", ("4x4", "3x4"), "R1: the residual score has been reduced from 16 to 12 (Major/Possible); reason: Seen."),
        ("risk", ("5x4", "4x4"), "R1: the current score has been increased from 16 to 20 (Major/Certain); reason: Seen."),
        (
            "risk",
            ("3x4", "2x4"),
            "R1: the current score has been reduced from 16 to 12 (Major/Possible) and the residual score has been "
            "reduced from 16 to 8 (Major/Unlikely); reason: Seen.",
        ),
        (
            "opportunity",
            ("4x4", "4x5"),
            "R1: the opportunity score has been increased from 16 to 20 (Outstanding/Likely); reason: Seen.",
        ),
        ("risk", ("12", "4x4"), "R1: the current score has been reduced from 16 to 12; reason: Seen."),
    ],
)  # fmt: skip
def test_a_change_of_score_is_told_with_its_reason(kind, now, sentence):
    place = make_entry(make_register(), kind=kind)
    make_assessment(place, "4x4", "4x4")
    open_next()
    make_assessment(place, *now, reason="Seen")
    assert told(of("test-register")) == [sentence]


def test_what_kept_its_scores_was_not_rescored():
    register = make_register()
    same, carried, first = (make_entry(register, f"R{number}") for number in (1, 2, 3))
    make_assessment(same)
    make_assessment(carried)
    open_next()
    make_assessment(same, reason="Looked at again")
    make_assessment(first)
    found = of("test-register")
    assert told(found) == []
    assert (
        found.parts[0].lead == "For this quarter there are no new entries to the register and no deletions."
    )


def test_since_an_earlier_quarter_the_scores_are_compared_with_the_one_before_it():
    place = make_entry(make_register())
    make_assessment(place, "5x5", "2x4")
    for score in ("4x5", "3x5"):
        open_next()
        make_assessment(place, score, "2x4")
    assert told(of("test-register")) == [
        "R1: the current score has been reduced from 20 to 15 (Catastrophic/Possible)."
    ]
    assert told(of("test-register", since="2022-23-Q1")) == [
        "R1: the current score has been reduced from 25 to 15 (Catastrophic/Possible)."
    ]


def test_an_entry_that_came_in_the_time_is_new_and_not_rescored_as_well():
    place = make_entry(make_register())
    make_assessment(place, "5x5", "2x4")
    open_next()
    make_assessment(place, "4x5", "2x4")
    (sentence,) = told(of("test-register", since="2021-22-Q4"))
    assert "new on the register" in sentence


def test_without_a_target_the_residual_score_is_the_current_one():
    place = make_entry(make_register())
    make_assessment(place, "4x4", "")
    open_next()
    make_assessment(place, "3x4", "")
    assert told(of("test-register")) == [
        "R1: the current score has been reduced from 16 to 12 (Major/Possible) and the residual score has been reduced "
        "from 16 to 12 (Major/Possible)."
    ]


def test_a_score_that_is_gone_is_said():
    place = make_entry(make_register())
    make_assessment(place, "4x4", "2x4")
    open_next()
    make_assessment(place, "", "")
    assert told(of("test-register")) == ["R1: it has no score any more."]


def test_scores_of_two_versions_of_a_matrix_are_not_compared():
    content = {
        "likelihood": [{"value": 1}, {"value": 2}],
        "impact": [{"value": 1}, {"value": 2}],
        "score": "product",
    }
    register = make_register(matrix=make_matrix("small", content))
    place = make_entry(register)
    make_assessment(place, "2x2", "1x2")
    register_actions.add_matrix_version(
        slug="small",
        name="Small",
        content=content | {"score": "grid", "grid": {"11": 1, "12": 3, "21": 5, "22": 9}},
        valid_from=open_quarter().next,
        by=risk_lead(),
    )
    open_next()
    make_assessment(place, "2x2", "1x2")
    assert told(of("test-register")) == [
        "R1: it was scored by another version of the matrix, so that its scores are not to be compared."
    ]


def test_the_register_an_entry_came_from_is_the_one_of_that_quarter():
    top, first, second = (
        make_register("top"), make_register("first", service="highways"), make_register("second", service="libraries"),
    )  # fmt: skip
    place = make_entry(first, "H1")
    above = movements.escalate(place, to=top, ref="T1", **deciding())
    came = open_quarter()
    before = told(of("top"))
    assert "escalated from the register of Highways Service" in before[0]
    open_next()
    movements.de_escalate(above, keep_on=second, ref="L1", **deciding())
    assert "it stays on the register of Library Service" in told(of("top"))[0]
    open_next()
    assert told(of("top", str(came))) == before
    assert "it stays on the register of Library Service" in told(of("top", str(came.next)))[0]


def test_what_an_entry_is_called_and_scored_after_it_left_is_told_elsewhere():
    top, below = make_register("top", for_members=True), make_register("below", service="highways")
    place = make_entry(top, "T1", title="As it was called above")
    make_assessment(place, "4x4", "3x4")
    open_next()
    kept = movements.de_escalate(place, keep_on=below, ref="H1", **deciding())
    entries.change(place.entry, by=risk_lead(), based_on=1, title="As it is called below")
    make_assessment(kept, "5x5", "5x5")
    close_quarter()
    (sentence,) = told(of("top", str(place.movements.last().quarter)))
    assert sentence.startswith(
        "T1, As it was called above: de-escalated with a residual score of 12, as decided"
    )


# --- Who sees what, and the page --------------------------------------------------------------------------------------


def test_movements_of_an_open_quarter_are_for_those_who_see_its_drafts(client_of):
    make_person("elsewhere", "officer", service="libraries")
    place = make_entry(make_register(for_members=True))
    quarter = open_quarter()
    address = f"/risks/test-register/movements/?quarter={quarter}"

    draft = client_of("elsewhere").get(address)
    assert "Something happens" not in draft.text
    assert "This quarter is open: its movements show when it closes." in draft.text
    assert place.ref in client_of("risk").get(address).text
    assert client_of("member").get(address).status_code == 404

    close_quarter()
    assert "Something happens" in client_of("member").get(address).text


def test_the_page_tells_the_movements_since_a_quarter(client_of):
    member = client_of("member")
    page = BeautifulSoup(member.get("/risks/corporate-2018/movements/?since=2018-19-Q3").content, "lxml")
    assert page.select_one("h2").text == "Quarter 3 (Oct-Dec) 2018/19 to Quarter 4 (Jan-March) 2018/19"
    assert [option["value"] for option in page.select("select[name=since] option[selected]")] == [
        "2018-19-Q3"
    ]
    assert page.select_one("h3").text == "Also reported"
    assert len(page.select("main li")) == 5 + 14


@pytest.mark.parametrize("since", ["soon", "2021-22-Q3", "1990-91-Q1"])
def test_a_quarter_that_the_register_does_not_have_is_not_found(client_of, since):
    assert client_of("member").get(f"/risks/corporate-2018/movements/?since={since}").status_code == 404


def test_since_after_the_quarter_shown_is_that_quarter(client_of):
    answer = client_of("member").get("/risks/corporate-2018/movements/?since=2018-19-Q4&quarter=2018-19-Q3")
    assert "<h2" in answer.text
    assert "For this quarter there are two new entries" in answer.text


def test_what_happened_after_a_quarter_closed_is_not_in_its_report():
    place = make_entry(make_register())
    quarter = open_quarter()
    open_next()
    movements.close(place, quarter=open_quarter(), decision=Decision("Done"), by=risk_lead())
    assert [sentence for sentence in told(of("test-register", str(quarter))) if "closed" in sentence] == []
    assert "closed; reason: Done." in told(of("test-register"))[0]


def test_the_page_needs_no_more_queries_for_more_entries(client_of):
    register, client = make_register(), client_of("risk")
    address = f"/risks/test-register/movements/?quarter={open_quarter()}"
    counts = []
    for number in range(1, 13):
        make_assessment(make_entry(register, f"R{number}"))
        if number in {2, 12}:
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.append(len(queries))
    assert counts[0] == counts[1] <= 15
