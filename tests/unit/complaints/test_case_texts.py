"""How a case is sorted, what was said in it, and which cases belong together: through the pages."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from complaints.actions import feedback, steps
from complaints.models import CaseAccess, CaseLink, Feedback, Procedure
from complaints.text_parts import label_of, part_of_stage
from council.models import AuditEntry
from tests.complaint_factories import complaints_manager, log_complaint, log_feedback, stage_of, standing
from tests.unit.complaints.work_pages import address, day, first_form, form_of, send
from tests.unit.kpis.page_forms import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of) -> Client:
    return client_of("complaints")


@pytest.fixture
def case() -> Feedback:
    return log_complaint(texts={"name": "Canary Name", "words": "Canary words"})


# --- Details --------------------------------------------------------------------------------------------------------


def test_another_day_of_receipt_moves_the_due_date_and_says_so(client, case) -> None:
    answer = send(client, address(case, "details/"), **day("received_on", "2021-05-07"))
    assert answer.status_code == 302
    assert stage_of(case).started_on == standing(case).received_on == datetime.date(2021, 5, 7)
    assert "The answer is due on 7 November 2021 (6 months from 7 May 2021" in words(
        client.get(answer["Location"])
    )


def test_a_day_of_receipt_after_what_happened_is_refused(client, case) -> None:
    row = stage_of(case)
    steps.acknowledge(case, 1, on=datetime.date(2021, 6, 8), by=complaints_manager(), based_on=row.version)
    page = send(client, address(case, "details/"), **day("received_on", "2021-06-09"))
    assert "was acknowledged or was answered before that day" in words(page)
    assert standing(case).received_on == datetime.date(2021, 6, 7)
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    page = send(client, address(case, "details/"), **day("received_on", tomorrow))
    assert "must be today or in the past" in words(page)


def test_another_procedure_than_the_usual_one_is_asked_about(client) -> None:
    case = log_complaint(Procedure.CHILDREN, complainant="parent")
    where = address(case, "details/")
    asked = send(client, where, procedure="childrens-non-statutory")
    assert "The usual procedure is another one" in words(asked)
    assert send(client, where, procedure="childrens-non-statutory", confirmed="on").status_code == 302
    assert standing(case).procedure == "childrens-non-statutory"


def test_a_procedure_without_the_stage_is_refused(client, case) -> None:
    page = send(
        client,
        address(case, "details/"),
        procedure="corporate",
        area="other",
        service_type="",
        confirmed="on",
    )
    assert "which the other procedure does not have" in words(page)


def test_a_complaint_is_made_joint(client, case) -> None:
    where = address(case, "details/")
    refused = send(client, where, lead_body="nhs")
    assert "Enter the organisations that it is joint with" in words(refused)
    assert send(client, where, lead_body="nhs", partners="A hospital trust").status_code == 302
    assert standing(case).joint


def test_what_was_not_changed_writes_no_version(client, case) -> None:
    assert send(client, address(case, "details/")).status_code == 302
    assert case.details.count() == 1


def test_details_of_a_comment_have_no_procedure(client) -> None:
    comment = log_feedback("comment")
    assert b'name="procedure"' not in client.get(address(comment, "details/")).content
    assert send(client, address(comment, "details/"), channel="letter").status_code == 302
    assert comment.details.current().get().channel == "letter"


def test_the_second_to_sort_a_case_is_told_and_keeps_what_was_typed(client, case) -> None:
    where = address(case, "details/")
    form = first_form(client, where)
    feedback.change_details(case, by=complaints_manager(), based_on=1, channel="letter")
    second = client.post(where, form | {"complainant": "advocate"})
    assert second.status_code == 409
    assert "Letter" in words(second)
    kept = form_of(second)
    assert (kept["complainant"], kept["version"]) == ("advocate", "2")


# --- Words ----------------------------------------------------------------------------------------------------------


def test_words_are_changed_and_each_reading_is_on_record(client, case) -> None:
    where = address(case, "words/words/")
    assert "Canary words" in words(client.get(where))
    assert CaseAccess.objects.filter(feedback=case, what="read").count() == 1
    assert send(client, where, text="Other words").status_code == 302
    kept = case.texts.get(part="words")
    assert (kept.text, kept.version) == ("Other words", 2)


def test_the_title_of_the_page_says_nothing_of_the_case(client, case) -> None:
    page = client.get(address(case, "words/name/")).content.decode()
    title = page[page.index("<title>") : page.index("</title>")]
    assert case.reference in title
    assert "Canary" not in title


def test_the_second_to_write_words_sees_both_versions(client, case) -> None:
    where = address(case, "words/words/")
    feedback.write_text(case, "words", "Their words", by=complaints_manager(), based_on=1)
    second = client.post(where, {"version": "1", "text": "My words"})
    assert second.status_code == 409
    assert "Their words" in words(second)
    assert "My words" in words(second)
    assert case.texts.get(part="words").text == "Their words"
    assert client.post(where, {"version": "2", "text": "My words"}).status_code == 302
    assert case.texts.get(part="words").text == "My words"


def test_an_empty_text_is_taken_away(client, case) -> None:
    assert send(client, address(case, "words/name/"), text="").status_code == 302
    assert not case.texts.filter(part="name").exists()


def test_only_texts_that_a_case_can_have_are_written(client, case) -> None:
    for part in ("note-1", "stage-1-answer", "nonsense"):
        assert client.get(address(case, f"words/{part}/")).status_code == 404
    assert client.get(address(case, "words/contact/")).status_code == 200


def test_notes_are_added_one_after_the_other(client, case) -> None:
    for said in ("First note", "Second note"):
        assert send(client, address(case, "notes/add/"), text=said).status_code == 302
    assert [case.texts.get(part=f"note-{number}").text for number in (1, 2)] == ["First note", "Second note"]
    assert "Enter note" in words(send(client, address(case, "notes/add/"), text=" "))


def test_nothing_is_added_to_words_that_were_erased(client, case) -> None:
    case.erased_at, case.erased_by = timezone.now(), complaints_manager()
    case.save()
    for rest in ("notes/add/", "words/name/"):
        assert "words of this case were erased" in words(client.get(address(case, rest)))


def test_the_audit_trail_has_no_words(client, case) -> None:
    send(client, address(case, "notes/add/"), text="Canary note")
    assert not [row for row in AuditEntry.objects.all().values() if "Canary" in str(row)]


def test_words_are_for_those_who_may_read_them(client_of, case) -> None:
    for username in ("member", "auditor", "officer", "admin"):
        for rest in ("notes/add/", "words/name/", "details/", "links/add/"):
            assert client_of(username).get(address(case, rest)).status_code == 403


# --- Linked cases ---------------------------------------------------------------------------------------------------


def test_cases_are_linked_by_reference_and_taken_apart(client, case) -> None:
    other = log_complaint()
    where = address(case, "links/add/")
    answer = send(client, where, reference=other.reference.lower())
    assert f"{case.reference} and {other.reference} are linked" in words(client.get(answer["Location"]))
    assert CaseLink.objects.get(second=other).first == case
    assert "no case with this reference" in words(send(client, where, reference="CF-1999-0001"))
    assert "This is the case itself" in words(send(client, where, reference=case.reference))
    apart = address(other, f"links/{case.reference}/remove/")
    assert client.get(apart).status_code == 405
    assert client.post(apart).status_code == 302
    assert not CaseLink.objects.filter(second=other).exists()


# --- What parts are called ------------------------------------------------------------------------------------------


def test_parts_have_names_and_unknown_ones_none() -> None:
    assert label_of("person") == "Whom it is about"
    assert label_of("element-2") == "Point 2"
    assert label_of("stage-1-answer") == "Stage 1: what the answer said"
    assert label_of("stage-1-nonsense") == ""
    with pytest.raises(ValueError, match="nonsense"):
        part_of_stage(1, "nonsense")
