"""Two people in one case at the same moment: one is saved, the other is told, and nothing typed is lost."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction
from django.http import HttpResponse
from django.test import Client

from complaints.actions import elements, feedback, remedies, steps
from complaints.actions.refusals import ComplaintRefused
from complaints.models import Element, Feedback, Remedy, Stage, Standing, Subject
from council.actions.superseding import EditConflict
from council.models import User
from tests.complaint_factories import complaints_manager, log_complaint
from tests.integration.kpis.entering import at_once
from tests.unit.complaints.work_pages import address, day, first_form
from tests.unit.kpis.page_forms import words

pytestmark = pytest.mark.django_db(transaction=True)

#: How often the race is run: who is first differs.
TURNS = 3
ON = datetime.date(2021, 6, 18)


@pytest.fixture
def case(committed_demo) -> Feedback:
    return log_complaint("childrens-statutory", stage="1", texts={"words": "As it came"})


def signed_in() -> Client:
    client = Client()
    client.force_login(User.objects.get(username="complaints"))
    return client


def posting(client: Client, where: str, form: dict[str, object]) -> Callable[[], HttpResponse]:
    return lambda: client.post(where, form)


def race(where: str, *typed: dict[str, object]) -> tuple[list[HttpResponse], list[dict[str, object]]]:
    """Several people who all opened a page, and then send what they typed at the same moment."""
    people = [signed_in() for _ in typed]
    forms = [first_form(client, where) | each for client, each in zip(people, typed, strict=True)]
    answers = at_once(*(posting(client, where, form) for client, form in zip(people, forms, strict=True)))
    return answers, forms


def refused(answers: list[HttpResponse]) -> int:
    """Which of two was second; the other was saved."""
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    return next(number for number, answer in enumerate(answers) if answer.status_code == 409)


def test_the_second_to_change_the_words_is_told_and_both_texts_are_kept(case) -> None:
    where = address(case, "words/words/")
    for turn in range(TURNS):
        answers, forms = race(where, {"text": f"One {turn}"}, {"text": f"Two {turn}"})
        second = refused(answers)
        assert str(forms[second]["text"]) in words(answers[second])
        assert str(forms[1 - second]["text"]) in words(answers[second])
        assert case.texts.get(part="words").text == forms[1 - second]["text"]


def test_the_second_to_write_a_text_that_was_not_there_is_told(case) -> None:
    for part in ("name", "contact", "person"):
        answers, forms = race(address(case, f"words/{part}/"), {"text": "One"}, {"text": "Two"})
        second = refused(answers)
        assert case.texts.get(part=part).text == forms[1 - second]["text"]


def test_the_second_to_extend_is_told_that_it_is_extended(case) -> None:
    where = address(case, "stages/1/extend/")
    answers, forms = race(
        where, {"words": "One"} | day("letter_on", ON), {"words": "Two"} | day("letter_on", ON)
    )
    # The other one came a moment later, and is told so, or at the same moment, and is refused.
    assert {answer.status_code for answer in answers} <= {302, 409, 200}
    assert [answer.status_code for answer in answers].count(302) == 1
    saved = next(number for number, answer in enumerate(answers) if answer.status_code == 302)
    assert "extended already" in words(answers[1 - saved])
    assert case.texts.get(part="stage-1-extension").text == forms[saved]["words"]
    assert Stage.objects.filter(feedback=case).count() == 2


def test_the_second_to_sort_a_case_is_told(case) -> None:
    sure = {"confirmed": "on"}
    answers, forms = race(
        address(case, "details/"), sure | {"channel": "letter"}, sure | {"complainant": "advocate"}
    )
    second = refused(answers)
    details = case.details.current().get()
    assert details.version == 2
    name = "channel" if second else "complainant"
    assert getattr(details, name) == forms[1 - second][name]


def test_everybodys_notes_are_kept(case) -> None:
    answers, _ = race(address(case, "notes/add/"), *({"text": f"Note {number}"} for number in range(4)))
    assert [answer.status_code for answer in answers] == [302] * 4
    kept = case.texts.filter(part__startswith="note-")
    assert sorted(kept.values_list("part", flat=True)) == [f"note-{number}" for number in range(1, 5)]
    assert sorted(kept.values_list("text", flat=True)) == [f"Note {number}" for number in range(4)]


def test_points_and_remedies_that_are_added_at_once_are_all_kept(case) -> None:
    subject, manager = Subject.objects.first(), complaints_manager()
    at_once(
        *(lambda: elements.add(case, subject=subject, by=manager) for _ in range(3)),
        *(lambda: remedies.add(case, by=manager, what="apology", agreed_on=ON) for _ in range(3)),
    )
    for model in (Element, Remedy):
        rows = model.objects.current().filter(feedback=case)
        assert sorted(rows.values_list("number", flat=True)) == [1, 2, 3]


def test_only_one_of_two_next_stages_begins(case) -> None:
    steps.answer(case, 1, on=ON, outcome="not_upheld", by=complaints_manager(), based_on=1)
    asked = {"stage": "2"} | day("on", "2021-06-28")
    answers, _ = race(address(case, "next/"), asked, asked)
    assert [answer.status_code for answer in answers].count(302) == 1
    assert list(
        Stage.objects.current().filter(feedback=case).order_by("number").values_list("stage", flat=True)
    ) == ["1", "2"]
    assert Standing.objects.current().get(feedback=case).stages == ["1", "2"]


def test_an_answer_and_a_pause_at_once_agree_about_where_the_case_stands(case) -> None:
    clients = [signed_in(), signed_in()]
    places = [address(case, "stages/1/answer/"), address(case, "pause/")]
    typed = [
        {"outcome": "upheld"} | day("on", ON),
        {"reason": "court"} | day("first", "2021-06-14") | day("last", "2021-06-15"),
    ]
    forms = [
        first_form(client, where) | each for client, where, each in zip(clients, places, typed, strict=True)
    ]
    answers = at_once(*(posting(*each) for each in zip(clients, places, forms, strict=True)))
    assert answers[1].status_code == 302
    assert answers[0].status_code in {302, 409}
    stage = Stage.objects.current().get(feedback=case, number=1)
    standing = Standing.objects.current().get(feedback=case)
    assert stage.limit_on == datetime.date(2021, 6, 23)
    assert standing.closed_on == stage.answered_on
    assert (stage.answered_on == ON) == (answers[0].status_code == 302)


def test_sorting_a_case_and_working_on_its_stage_wait_for_each_other(case) -> None:
    """A new day of receipt counts the stages again: whoever answers one meanwhile is not undone, and nobody fails."""
    by = complaints_manager()
    for turn in range(TURNS):
        details, stage = case.details.current().get(), case.stages.current().get()
        received_on = details.received_on - datetime.timedelta(days=1)

        def sort(version: int = details.version, on: datetime.date = received_on) -> object:
            return feedback.change_details(case, by=by, based_on=version, received_on=on)

        def work(
            version: int = stage.version, on: datetime.date = ON + datetime.timedelta(days=turn)
        ) -> object:
            try:
                return steps.acknowledge(case, 1, on=on, by=by, based_on=version)
            except EditConflict as conflict:
                return conflict

        _, worked = at_once(sort, work)
        now = case.stages.current().get()
        assert now.started_on == received_on
        assert isinstance(worked, EditConflict) or now.acknowledged_on == worked.acknowledged_on
        assert Standing.objects.current().get(feedback=case).received_on == received_on


def test_who_logs_a_case_while_a_long_log_is_being_saved_is_told(case) -> None:
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext('complaint reference 2021'))")
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = 100")
            with pytest.raises(ComplaintRefused, match="is being saved"):
                log_complaint(received_on=ON)
    finally:
        other.close()
    assert log_complaint(received_on=ON).reference.startswith("CF-2021-")
