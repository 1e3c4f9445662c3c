"""What the council learnt: written down, changed, done, linked with cases; who keeps it; its pages and its watch."""

from __future__ import annotations

import datetime
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from complaints.actions import learning
from complaints.actions.refusals import ComplaintRefused
from complaints.models import Learning, LearningCase, ServiceType
from complaints.recurrence import Verdict
from complaints.selectors import learning as selectors
from complaints.visibility import visible_to
from council.actions.superseding import EditConflict
from council.authorization import Role
from council.models import Service, User
from tests.complaint_factories import (
    complaints_manager,
    learning_point,
    log_complaint,
    service_type,
    subject,
)
from tests.risk_factories import make_person
from tests.unit.risks.page_words import seen

pytestmark = pytest.mark.django_db

DAY = datetime.date
TODAY = DAY(2022, 10, 3)
MOST_QUERIES = 15
Status = Learning.Status


@pytest.fixture
def manager(client_of) -> Client:
    return client_of("complaints")


@pytest.fixture
def narrow(db) -> User:
    """Somebody who handles the complaints of the Highways Service alone."""
    return make_person("narrow", Role.COMPLAINTS, service="highways")


@pytest.fixture
def potholes(db) -> ServiceType:
    """A service type of the Highways Service."""
    highways = Service.objects.get(slug="highways")
    return ServiceType.objects.create(slug="potholes", name="Potholes", area="other", service=highways)


def address(row: Learning, way: str = "") -> str:
    return f"/complaints/learning/{row.key}/{way}"


# --- Actions --------------------------------------------------------------------------------------------------------------


def test_points_stand_in_the_order_in_which_they_came() -> None:
    first, second = learning_point("First", area="other"), learning_point("Second", area="other")
    elsewhere = learning_point("Elsewhere", area="other", source="ombudsman")
    assert second.position == first.position + 1
    assert elsewhere.position < second.position or elsewhere.source != second.source
    moved = learning.change(second.key, by=complaints_manager(), based_on=1, source="ombudsman")
    assert moved.position == elsewhere.position + 1


def test_words_are_fit_for_every_format() -> None:
    made = learning_point("Pasted\x0bfrom Word\x00 ", points=["  One ", "", "Two\x00"])
    assert made.text == "Pasted\nfrom Word"
    assert made.points == ["One", "Two"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": " "}, "Say what was learnt"),
        ({"status": Status.DONE}, "Say when"),
        ({"done_on": DAY(2021, 9, 1)}, "choose “Done”"),
        ({"status": Status.DONE, "done_on": DAY(2099, 1, 1)}, "future"),
        ({"area": "children", "service_type": "support-planning"}, "another area"),
    ],
)
def test_what_cannot_be_recorded(fields: dict, words: str) -> None:
    if "service_type" in fields:
        fields = fields | {"service_type": service_type(fields["service_type"])}
    with pytest.raises(ComplaintRefused, match=words):
        learning_point(**{"text": "Something"} | fields)


def test_an_action_is_done_with_evidence() -> None:
    made = learning_point()
    with pytest.raises(ComplaintRefused, match="what shows"):
        learning.done(made.key, by=complaints_manager(), based_on=1, done_on=DAY(2021, 9, 1), evidence="")
    done = learning.done(
        made.key, by=complaints_manager(), based_on=1, done_on=DAY(2021, 9, 1), evidence="Notice"
    )
    assert (done.status, done.evidence, done.text) == (Status.DONE, "Notice", made.text)


def test_two_people_who_change_one() -> None:
    made = learning_point()
    learning.change(made.key, by=complaints_manager(), based_on=1, text="Theirs")
    with pytest.raises(EditConflict) as conflict:
        learning.change(made.key, by=complaints_manager(), based_on=1, text="Mine")
    assert conflict.value.current.text == "Theirs"


def test_a_point_from_a_case_and_its_links() -> None:
    case, other = log_complaint(), log_complaint()
    made = learning_point(cases=[case])
    learning.link(made.key, other.reference.lower(), by=complaints_manager())
    learning.link(made.key, other.reference, by=complaints_manager())
    assert LearningCase.objects.filter(learning=made.key).count() == 2
    learning.unlink(made.key, case.reference, by=complaints_manager())
    assert LearningCase.objects.get(learning=made.key).feedback == other
    with pytest.raises(ComplaintRefused, match="no case"):
        learning.link(made.key, "CF-1999-0001", by=complaints_manager())


def test_who_keeps_learning(person, narrow, potholes) -> None:
    for username in ("officer", "member", "auditor", "performance"):
        with pytest.raises(PermissionDenied):
            learning_point(by=person(username))
    with pytest.raises(ComplaintRefused, match="your own service types"):
        learning_point(by=narrow)
    own = learning_point(by=narrow, area="other", service_type=potholes)
    assert learning.change(own.key, by=narrow, based_on=1, text="Changed").version == 2
    others = learning_point(cases=[log_complaint()])
    with pytest.raises(PermissionDenied):
        learning.change(others.key, by=narrow, based_on=1, text="Changed")
    with pytest.raises(PermissionDenied):
        learning.link(others.key, "CF-2021-0001", by=narrow)
    with pytest.raises(ComplaintRefused, match="your own service types"):
        learning.change(own.key, by=narrow, based_on=2, service_type=None)


def test_somebody_of_one_service_keeps_what_comes_from_its_cases(narrow, potholes) -> None:
    case = log_complaint(
        "corporate", area="other", service=potholes.service, service_type=potholes, by=narrow
    )
    made = learning_point(by=narrow, area="other", cases=[case])
    assert selectors.keeps(visible_to(narrow), made)
    assert learning.change(made.key, by=narrow, based_on=1, text="Changed").version == 2


def test_cases_of_others_are_a_count(narrow) -> None:
    made = learning_point(cases=[log_complaint()])
    found = selectors.cases_of(visible_to(narrow), made.key)
    assert (found.handled, found.others) == ([], 1)


# --- The watch ------------------------------------------------------------------------------------------------------------


def test_the_watch_counts_complaints_of_the_kind_before_and_after() -> None:
    kind, about = service_type("watched-type"), subject("watched-subject")
    done = DAY(2021, 8, 10)
    for _ in range(7):
        log_complaint(received_on=DAY(2021, 5, 4), service_type=kind, subjects=[about.slug, "delay"])
    log_complaint(received_on=DAY(2021, 5, 4), service_type=kind)  # of the type, about something else
    log_complaint(
        received_on=DAY(2021, 8, 4), service_type=kind, subjects=[about.slug]
    )  # the quarter of the action
    log_complaint(received_on=DAY(2020, 6, 30), service_type=kind, subjects=[about.slug])  # too long before
    log_complaint(received_on=DAY(2022, 9, 30), subjects=[about.slug])  # about it, of another type
    made = learning_point(
        service_type=kind, subject=about, status=Status.DONE, done_on=done, evidence="Notice"
    )
    view = visible_to(complaints_manager())
    found = selectors.watched(view, made, TODAY)
    assert (found.watch.total_before, found.watch.total_after) == (7, 0)
    assert found.watch.verdict is Verdict.FEWER
    assert found.area.total_after >= 1
    by_type = learning.change(made.key, by=complaints_manager(), based_on=1, subject=None)
    assert selectors.watched(view, by_type, TODAY).watch.total_before == 8
    by_subject = learning.change(made.key, by=complaints_manager(), based_on=2, service_type=None)
    both = learning.change(made.key, by=complaints_manager(), based_on=3, service_type=None, subject=about)
    assert selectors.watched(view, by_subject, TODAY) is None
    assert selectors.watched(view, both, TODAY).watch.total_after == 1


def test_what_is_watched_in_words() -> None:
    kind, about = service_type("watched-type", name="Reablement"), subject("delay")
    view = visible_to(complaints_manager())
    words = [
        selectors.watched(view, learning_point(**fields), TODAY).about
        for fields in ({"service_type": kind, "subject": about}, {"service_type": kind}, {"subject": about})
    ]
    name = about.name.lower()
    assert words == [f"Reablement, about {name}", "Reablement", f"About {name}"]


def test_where_all_complaints_became_fewer_the_watch_says_so() -> None:
    kind = service_type("watched-type", area="other")
    fields = {"procedure": "corporate", "area": "other"}
    for _ in range(8):
        log_complaint(received_on=DAY(2021, 5, 4), service_type=kind, **fields)
    done = {"service_type": kind, "area": "other", "status": Status.DONE, "done_on": DAY(2021, 8, 10)}
    made, view = learning_point(**done), visible_to(complaints_manager())
    assert selectors.watched(view, made, TODAY).is_general
    for _ in range(8):
        log_complaint(
            received_on=DAY(2022, 5, 4), service_type=service_type("another-type", area="other"), **fields
        )
    found = selectors.watched(view, made, TODAY)
    assert found.watch.verdict is Verdict.FEWER
    assert not found.is_general


def test_somebody_of_one_service_counts_its_own_cases_alone(narrow) -> None:
    kind = service_type("watched-type")
    log_complaint(received_on=DAY(2021, 5, 4), service_type=kind)
    made = learning_point(service_type=kind, status=Status.DONE, done_on=DAY(2021, 8, 10))
    assert selectors.watched(visible_to(narrow), made, TODAY).watch.total_before == 0


# --- Pages ----------------------------------------------------------------------------------------------------------------


def test_a_point_from_a_case_through_the_pages(manager) -> None:
    case = log_complaint()
    form = manager.get(f"/complaints/learning/add/?case={case.reference}").content.decode()
    assert f'value="{case.reference}"' in form
    sent = {"version": "0", "case": case.reference, "year": "2021", "area": "adults", "source": "internal"}
    sent |= {"text": "Staff were reminded to call back.", "points": "- One\n• Two", "status": "identified"}
    response = manager.post("/complaints/learning/add/", sent)
    row = Learning.objects.current().order_by("-pk").first()
    assert response.url == address(row)
    assert row.points == ["One", "Two"]
    assert case.reference in seen(manager, address(row))
    day = {"done_on_day": "1", "done_on_month": "9", "done_on_year": "2021"}
    manager.post(address(row, "done/"), {"version": "1", "evidence": "A notice", "status": "embedded"} | day)
    words = seen(manager, address(row))
    assert "Embedded" in words
    assert "A notice" in words
    assert "Staff were reminded" in seen(
        manager, "/complaints/learning/?year=2021&status=embedded&search=call"
    )


def test_a_text_that_seems_to_name_somebody_is_asked_about_and_can_be_saved(manager) -> None:
    sent = {"version": "0", "year": "2021", "area": "adults", "source": "internal", "status": "identified"}
    sent |= {"text": "Miss Jones was not called on 01772 123456"}
    words = words_of(manager.post("/complaints/learning/add/", sent))
    assert "The text seems to hold somebody’s name with a title and a telephone number" in words
    assert manager.post("/complaints/learning/add/", sent | {"looked": "on"}).status_code == 302


def test_a_form_says_what_is_wrong(manager) -> None:
    kind = service_type()
    sent = {"version": "0", "year": "2021", "area": "children", "source": "internal", "status": "done"}
    words = words_of(manager.post("/complaints/learning/add/", sent | {"service_type": str(kind.pk)}))
    assert "Enter what was learnt" in words
    assert "Enter the day on which it was done" in words
    assert "Select a service type of the same area" in words


def test_what_somebody_typed_is_kept_when_another_was_quicker(manager) -> None:
    made = learning_point()
    learning.change(made.key, by=complaints_manager(), based_on=1, text="Theirs")
    sent = {"version": "1", "year": "2021", "area": "adults", "source": "internal", "status": "identified"}
    response = manager.post(address(made, "edit/"), sent | {"text": "Typed by me"})
    assert response.status_code == 409
    words = words_of(response)
    assert "What was learnt Theirs Typed by me" in words
    assert (
        manager.post(address(made, "edit/"), sent | {"version": "2", "text": "Typed by me"}).status_code
        == 302
    )
    assert Learning.objects.current().get(key=made.key).text == "Typed by me"


def test_a_change_keeps_what_the_form_does_not_ask(manager) -> None:
    made = learning_point(panel_on=DAY(2021, 9, 1), panel_note="Tell the other teams")
    sent = {"version": "1", "year": "2021", "area": "adults", "source": "internal", "status": "identified"}
    manager.post(address(made, "edit/"), sent | {"text": "Changed"})
    assert Learning.objects.current().get(key=made.key).panel_note == "Tell the other teams"


def test_removing_is_asked_first(manager) -> None:
    made = learning_point()
    assert "Remove this learning point?" in seen(manager, address(made, "remove/"))
    manager.post(address(made, "remove/"), {"version": "1"})
    assert manager.get(address(made)).status_code == 404


def test_links_through_the_page(manager) -> None:
    case, made = log_complaint(), learning_point()
    manager.post(address(made, "cases/"), {"case": case.reference})
    assert case.reference in seen(manager, address(made))
    manager.post(address(made, f"cases/{case.reference}/remove/"))
    assert "No case is linked." in seen(manager, address(made))
    assert "There is no case with this reference" in words_of(
        manager.post(address(made, "cases/"), {"case": "X"}, follow=True)
    )


def test_somebody_of_one_service_reads_all_and_changes_their_own(narrow) -> None:
    made = learning_point("For everybody", cases=[log_complaint()])
    client = Client()
    client.force_login(narrow)
    assert "1 case of other services" in seen(client, address(made))
    assert "Change the learning point" not in seen(client, address(made))
    for way in ("edit/", "done/", "remove/", "cases/"):
        assert client.post(address(made, way)).status_code == 404


@pytest.mark.parametrize(
    "username", ["officer", "approver", "performance", "risk", "clerk", "member", "auditor", "admin"]
)
def test_nobody_else_opens_these_pages(client_of, username: str) -> None:
    made = learning_point("Not for them here")
    for where in ("/complaints/learning/", address(made), "/complaints/panel/"):
        response = client_of(username).get(where)
        assert response.status_code == 403
        assert "Not for them here" not in response.content.decode()


def test_an_unknown_point_is_not_there(manager) -> None:
    assert manager.get(f"/complaints/learning/{uuid4()}/").status_code == 404


def test_pages_ask_few_questions_however_much_there_is(manager) -> None:
    case = log_complaint()
    fields = {"service_type": service_type(), "status": Status.DONE, "done_on": DAY(2021, 8, 10)}
    made = learning_point(cases=[case], **fields)
    addresses = ["/complaints/learning/", address(made), address(made, "edit/"), "/complaints/learning/add/"]
    before = [questions(manager, each) for each in addresses]
    for _ in range(6):
        learning.link(made.key, log_complaint().reference, by=complaints_manager())
        learning_point(cases=[case], **fields)
    assert [questions(manager, each) for each in addresses] == before
    assert max(before) <= MOST_QUERIES


def questions(client: Client, where: str) -> int:
    client.get(where)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(where).status_code == 200
    return len(asked)


def words_of(response) -> str:
    """The words of an answer, however it is answered."""
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())
