"""Working on the stages of a complaint through their pages."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from complaints.actions import steps
from complaints.models import Feedback, Pause, Procedure, Stage
from council.authorization import Role
from council.models import RoleAssignment, Service, User
from tests.complaint_factories import complaints_manager, log_complaint, log_feedback, stage_of, standing
from tests.unit.complaints.work_pages import address, day, send
from tests.unit.kpis.page_forms import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of) -> Client:
    return client_of("complaints")


@pytest.fixture
def child() -> Feedback:
    """A child's complaint, received on Monday 7 June 2021: due by 21 June, or by 5 July where it is extended."""
    return log_complaint(Procedure.CHILDREN, stage="1")


def answered(case: Feedback, on: str = "2021-06-18", outcome: str = "not_upheld") -> Stage:
    row = stage_of(case, case.stages.current().count())
    return steps.answer(
        case,
        row.number,
        on=datetime.date.fromisoformat(on),
        outcome=outcome,
        by=complaints_manager(),
        based_on=row.version,
    )


# --- Acknowledging --------------------------------------------------------------------------------------------------


def test_an_acknowledgement_starts_the_clock_of_a_corporate_complaint(client) -> None:
    case = log_complaint(Procedure.CORPORATE, area="other")
    page = words(client.get(address(case, "stages/1/acknowledge/")))
    assert "It is to be acknowledged by 14 June 2021" in page
    answer = send(client, address(case, "stages/1/acknowledge/"), **day("on", "2021-06-08"))
    assert answer.status_code == 302
    assert stage_of(case).due_on == datetime.date(2021, 6, 22)
    said = words(client.get(answer["Location"]))
    assert "The answer is due on 22 June 2021 (10 working days from 8 June 2021" in said


def test_a_late_acknowledgement_is_asked_about_and_can_be_confirmed(client) -> None:
    case = log_complaint()
    where = address(case, "stages/1/acknowledge/")
    asked = send(client, where, **day("on", "2021-06-20"))
    assert asked.status_code == 200
    assert "Was it as late as 20 June 2021?" in words(asked)
    assert stage_of(case).acknowledged_on is None
    assert send(client, where, **day("on", "2021-06-20"), confirmed="on").status_code == 302
    assert stage_of(case).acknowledged_on == datetime.date(2021, 6, 20)


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("2021-06-06", "when the stage started, or later"),
        (str(timezone.localdate() + datetime.timedelta(days=1)), "must be today or in the past"),
    ],
)
def test_a_day_that_cannot_be_is_refused(client, child, when: str, said: str) -> None:
    for step, name, more in (
        ("acknowledge", "on", {}),
        ("extend", "letter_on", {"words": "Because"}),
        ("answer", "on", {"outcome": "upheld"}),
        ("end", "on", {"outcome": "withdrawn"}),
    ):
        refused = send(client, address(child, f"stages/1/{step}/"), **day(name, when), **more)
        assert refused.status_code == 200
        assert said in words(refused)
    assert stage_of(child).version == 1


# --- More time ------------------------------------------------------------------------------------------------------


def test_extending_shows_the_new_date_before_it_is_confirmed(client, child) -> None:
    where = address(child, "stages/1/extend/")
    page = words(client.get(where))
    assert "The answer is due on 21 June 2021 (10 working days from 7 June 2021" in page
    assert "Extended, the answer is due on 5 July 2021 (20 working days from 7 June 2021" in page
    answer = send(client, where, **day("letter_on", "2021-06-18"), words="Canary reason")
    assert answer.status_code == 302
    row = stage_of(child)
    assert (row.extended, row.letter_on, row.due_on) == (
        True,
        datetime.date(2021, 6, 18),
        datetime.date(2021, 7, 5),
    )
    assert standing(child).due_on == datetime.date(2021, 7, 5)
    assert child.texts.get(part="stage-1-extension").text == "Canary reason"
    assert "Canary" not in words(client.get(answer["Location"]))


def test_a_second_extension_and_one_that_the_rules_do_not_know_are_explained(client, child) -> None:
    send(client, address(child, "stages/1/extend/"), **day("letter_on", "2021-06-18"), words="Because")
    assert "It is extended already" in words(client.get(address(child, "stages/1/extend/")))
    adult = log_complaint()
    assert "You can record a later day that the person agreed to" in words(
        client.get(address(adult, "stages/1/extend/"))
    )


def test_a_day_that_was_agreed_is_what_the_case_is_due_by(client, child) -> None:
    where = address(child, "stages/1/agree/")
    assert "Timeliness is still measured by the limits" in words(client.get(where))
    asked = send(client, where, **day("agreed_to", "2021-08-02"))
    assert "the longest that the rules allow" in words(asked)
    send(client, where, **day("agreed_to", "2021-08-02"), confirmed="on", words="By telephone")
    row = stage_of(child)
    assert (row.due_on, row.limit_on) == (datetime.date(2021, 8, 2), datetime.date(2021, 6, 21))
    assert child.texts.get(part="stage-1-agreement").text == "By telephone"


def test_a_pause_moves_the_due_date_and_is_removed_again(client, child) -> None:
    pause = address(child, "pause/")
    assert "Days of a pause are not counted" in words(client.get(pause))
    answer = send(client, pause, reason="court", **day("first", "2021-06-14"), **day("last", "2021-06-18"))
    assert answer.status_code == 302
    assert stage_of(child).due_on == datetime.date(2021, 6, 28)
    assert "the pause for court proceedings" in words(client.get(answer["Location"]))
    kept = Pause.objects.current().get(feedback=child)
    remove = address(child, f"pauses/{kept.key}/remove/")
    assert "never was" in words(client.get(remove))
    assert client.post(remove).status_code == 302
    assert stage_of(child).due_on == datetime.date(2021, 6, 21)
    assert client.get(remove).status_code == 404


def test_a_clock_that_stands_still_is_let_run_again(client, child) -> None:
    resume = address(child, "resume/")
    assert "The clock of this case is running" in words(client.get(resume))
    send(client, address(child, "pause/"), reason="police", **day("first", "2021-06-14"))
    assert "The clock stands still since 14 June 2021" in words(client.get(address(child, "pause/")))
    refused = send(client, resume, **day("last", "2021-06-13"))
    assert "the first day of the pause, or later" in words(refused)
    assert send(client, resume, **day("last", "2021-06-15")).status_code == 302
    assert stage_of(child).due_on == datetime.date(2021, 6, 23)


def test_pauses_that_overlap_are_refused(client, child) -> None:
    pause = address(child, "pause/")
    send(client, pause, reason="court", **day("first", "2021-06-14"), **day("last", "2021-06-18"))
    again = send(client, pause, reason="court", **day("first", "2021-06-18"), **day("last", "2021-06-19"))
    assert "paused on some of these days already" in words(again)


# --- How a stage ends -----------------------------------------------------------------------------------------------


def test_an_answer_ends_the_stage(client, child) -> None:
    answer = send(
        client,
        address(child, "stages/1/answer/"),
        **day("on", "2021-06-18"),
        outcome="partly_upheld",
        decided_by="Head of Fostering",
        investigated="internal",
        cost="1,250.50",
        words="We say sorry",
    )
    assert answer.status_code == 302
    row, stands = stage_of(child), standing(child)
    assert (row.outcome, row.decided_by, str(row.cost)) == ("partly_upheld", "Head of Fostering", "1250.50")
    assert (stands.closed_on, stands.outcome) == (datetime.date(2021, 6, 18), "partly_upheld")
    assert child.texts.get(part="stage-1-answer").text == "We say sorry"
    said = words(client.get(answer["Location"]))
    assert "answered: partly upheld" in said
    assert "moves on to Stage 2, investigation" in said


@pytest.mark.parametrize("outcome", ["withdrawn", "resolved_early", "signposted", "out_of_jurisdiction"])
def test_a_stage_ends_without_a_decision(client, child, outcome: str) -> None:
    send(client, address(child, "stages/1/end/"), **day("on", "2021-06-18"), outcome=outcome, words="Gone")
    assert standing(child).outcome == outcome
    assert child.texts.get(part="stage-1-end").text == "Gone"


def test_a_stage_that_ended_is_not_answered_again(client, child) -> None:
    answered(child)
    for step in ("answer", "end", "extend", "agree", "acknowledge"):
        page = words(client.get(address(child, f"stages/1/{step}/")))
        assert "ended on 18 June 2021" in page, step


def test_what_ended_is_opened_again_with_a_reason(client, child) -> None:
    answered(child)
    where = address(child, "stages/1/reopen/")
    assert "Enter the reason" in words(send(client, where, words=" "))
    assert not stage_of(child).is_open
    assert send(client, where, words="The person came back").status_code == 302
    assert stage_of(child).is_open
    assert standing(child).closed_on is None
    assert child.texts.get(part="stage-1-reopening").text == "The person came back"


# --- Moving on ------------------------------------------------------------------------------------------------------


def test_the_next_stage_begins_with_the_request(client, child) -> None:
    assert "has not ended yet" in words(client.get(address(child, "next/")))
    answered(child)
    answer = send(
        client, address(child, "next/"), stage="2", **day("on", "2021-06-28"), words="Wants an investigation"
    )
    assert answer.status_code == 302
    row = stage_of(child, 2)
    assert (row.stage, row.started_on) == ("2", datetime.date(2021, 6, 28))
    assert child.texts.get(part="stage-2-request").text == "Wants an investigation"
    said = words(client.get(answer["Location"]))
    assert "Stage 2, investigation has begun" in said
    assert "The answer is due on 2 August 2021 (25 working days from 28 June 2021" in said


def test_a_request_needs_its_day_and_a_late_one_is_asked_about(client, child) -> None:
    answered(child)
    where = address(child, "next/")
    assert "Enter the day on which the person asked for it" in words(send(client, where, stage="2"))
    late = send(client, where, stage="2", **day("on", "2021-12-01"))
    assert "The time to ask for it ended on 16 July 2021" in words(late)
    assert send(client, where, stage="2", **day("on", "2021-12-01"), confirmed="on").status_code == 302


def test_leaving_a_stage_out_is_asked_about(client) -> None:
    case = log_complaint(Procedure.CHILDREN, stage="0")
    answered(case)
    page = send(client, address(case, "next/"), stage="2", **day("on", "2021-06-21"))
    assert "Stage 1, local resolution is left out so" in words(page)


def test_a_stage_that_runs_from_receipt_needs_no_day(client) -> None:
    case = log_complaint(stage="0")
    answered(case)
    assert send(client, address(case, "next/"), stage="respond").status_code == 302
    assert stage_of(case, 2).started_on == datetime.date(2021, 6, 7)


def test_after_the_last_stage_there_is_the_ombudsman(client) -> None:
    case = log_complaint(stage="respond")
    answered(case)
    for rest in ("next/", "refuse/"):
        assert "can go to the Ombudsman" in words(client.get(address(case, rest)))


def test_refusing_stage_3_without_a_reason_is_asked_about(client, child) -> None:
    answered(child)
    send(client, address(child, "next/"), stage="2", **day("on", "2021-06-28"))
    answered(child, on="2021-07-30")
    where = address(child, "refuse/")
    asked = words(send(client, where))
    assert "The person has a right to Stage 3, review panel" in asked
    assert "You gave no reason" in asked
    assert not child.texts.filter(part__endswith="refusal").exists()
    assert send(client, where, confirmed="on").status_code == 302
    assert "No reason was recorded" in child.texts.get(part="stage-2-refusal").text


# --- Putting right --------------------------------------------------------------------------------------------------


def test_a_correction_supersedes_with_a_reason(client, child) -> None:
    answered(child)
    where = address(child, "stages/1/correct/")
    refused = send(client, where, **day("answered_on", "2021-06-17"))
    assert "Enter the reason" in words(refused)
    assert send(client, where, **day("answered_on", "2021-06-17"), words="A slip").status_code == 302
    assert stage_of(child).answered_on == datetime.date(2021, 6, 17)
    assert child.stages.get(version=2).answered_on == datetime.date(2021, 6, 18)
    assert child.texts.get(part="stage-1-correction").text == "A slip"
    assert standing(child).closed_on == datetime.date(2021, 6, 17)


def test_a_correction_that_changes_nothing_writes_nothing(client, child) -> None:
    version = answered(child).version
    answer = send(client, address(child, "stages/1/correct/"), words="Looked again")
    assert answer.status_code == 302
    assert stage_of(child).version == version


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"outcome": ""}, "Say how it ended, or leave the day empty"),
        (
            {"answered_on_day": "", "answered_on_month": "", "answered_on_year": ""},
            "Enter the day on which it ended",
        ),
        (day("letter_on", "2021-06-10"), "Say that it was extended"),
    ],
)
def test_a_correction_that_contradicts_itself_is_refused(client, child, fields, said: str) -> None:
    answered(child)
    page = send(client, address(child, "stages/1/correct/"), words="Why", **fields)
    assert said in words(page)


def test_a_stage_entered_by_mistake_is_removed_and_put_back(client, child) -> None:
    answered(child)
    send(client, address(child, "next/"), stage="2", **day("on", "2021-06-28"))
    assert "Only the newest stage can be removed" in words(client.get(address(child, "stages/1/void/")))
    assert send(client, address(child, "stages/2/void/"), words="Wrong case").status_code == 302
    assert standing(child).closed_on == datetime.date(2021, 6, 18)
    assert "removed as entered by mistake" in words(client.get(address(child, "stages/2/answer/")))
    assert send(client, address(child, "stages/2/restore/")).status_code == 302
    assert standing(child).stage == "2"
    assert "It was not removed" in words(client.get(address(child, "stages/2/restore/")))


def test_after_the_only_stage_was_removed_one_can_begin(client, child) -> None:
    send(client, address(child, "stages/1/void/"), words="Wrong")
    assert "Begin a stage" in words(client.get(address(child, "next/")))
    assert send(client, address(child, "next/"), stage="0").status_code == 302
    assert standing(child).stage == "0"


# --- Two people, and who may ----------------------------------------------------------------------------------------


def test_whoever_is_second_sees_what_the_first_saved_and_keeps_what_they_typed(client, child) -> None:
    where = address(child, "stages/1/extend/")
    version = {"version": "1"}
    steps.acknowledge(child, 1, on=datetime.date(2021, 6, 8), by=complaints_manager(), based_on=1)
    second = client.post(where, version | day("letter_on", "2021-06-18") | {"words": "My reason"})
    assert second.status_code == 409
    said = words(second)
    assert "Somebody else changed this" in said
    assert "8 June 2021" in said
    assert "My reason" in said
    again = client.post(where, {"version": "2"} | day("letter_on", "2021-06-18") | {"words": "My reason"})
    assert again.status_code == 302


def test_who_is_second_to_answer_is_told_that_it_is_answered(client, child) -> None:
    where = address(child, "stages/1/answer/")
    answered(child)
    second = client.post(where, {"version": "1", "outcome": "upheld"} | day("on", "2021-06-17"))
    assert "ended on 18 June 2021" in words(second)
    assert stage_of(child).outcome == "not_upheld"


def test_pages_of_a_case_are_for_those_who_handle_it(client_of, child) -> None:
    other = Service.objects.get(slug="highways")
    narrow = User.objects.create_user("narrow", name="Narrow")
    RoleAssignment.objects.create(user=narrow, role=Role.COMPLAINTS, service=other)
    where = address(child, "stages/1/answer/")
    assert client_of("narrow").get(where).status_code == 404
    for username in ("member", "auditor", "officer", "admin"):
        assert client_of(username).get(where).status_code == 403


def test_there_is_no_stage_of_a_comment_nor_one_that_never_was(client, child) -> None:
    comment = log_feedback("comment")
    assert client.get(address(comment, "stages/1/answer/")).status_code == 404
    assert client.get(address(comment, "pause/")).status_code == 404
    assert client.get(address(child, "stages/9/answer/")).status_code == 404
    assert client.get("/complaints/cases/CF-1999-0001/next/").status_code == 404
