"""The Shared Learning Panel: themes over quarters, root causes, open actions, recurrence, and what it discussed."""

from __future__ import annotations

import datetime

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from complaints.actions import learning
from complaints.actions.refusals import ComplaintRefused
from complaints.models import Learning
from complaints.selectors import panel as selectors
from complaints.selectors.panel import Theme
from complaints.visibility import visible_to
from council.actions.superseding import EditConflict
from council.authorization import Role
from council.periods import Quarter
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
QUARTER = Quarter(2031, 1)  # years after anything that the demonstration holds
TODAY = DAY(2031, 8, 1)
MOST_QUERIES = 15
Status = Learning.Status


@pytest.fixture
def manager(client_of) -> Client:
    return client_of("complaints")


@pytest.fixture
def in_2031(monkeypatch) -> None:
    """Cases can be received in 2031: the clock stands on a day of that year."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: TODAY)


def shown(**fields: object) -> selectors.PanelView:
    return selectors.panel(visible_to(complaints_manager()), QUARTER, TODAY, **fields)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [(2, 3, "Too few to say"), (10, 9, "About as many"), (20, 4, "Fewer"), (4, 20, "More")],
)
def test_the_change_of_a_theme(before: int, after: int, words: str) -> None:
    assert Theme("Delay", [0, 0, 0, after], before).change == words


def test_themes_by_subject_and_service_type(in_2031) -> None:
    kind, about = service_type("panel-type", name="Panel type"), subject("panel-subject")
    for day in (DAY(2030, 7, 1), DAY(2031, 4, 1), DAY(2031, 6, 30)):
        log_complaint(received_on=day, service_type=kind, subjects=[about.slug, "panel-second"])
    log_complaint(
        received_on=DAY(2030, 6, 30), service_type=kind, subjects=[about.slug]
    )  # the quarters before
    log_complaint(received_on=DAY(2031, 7, 1), service_type=kind, subjects=[about.slug])  # the quarter after
    log_complaint(received_on=DAY(2031, 4, 1), service_type=None)
    found = shown()
    assert [str(quarter) for quarter in found.quarters] == [
        "2030-31-Q2", "2030-31-Q3", "2030-31-Q4", "2031-32-Q1",
    ]  # fmt: skip
    types = {theme.name: (theme.by_quarter, theme.before) for theme in found.service_types}
    assert types == {"Panel type": ([1, 0, 0, 2], 1), "Not recorded": ([0, 0, 0, 1], 0)}
    subjects = {theme.name: (theme.by_quarter, theme.before) for theme in found.subjects}
    assert subjects[about.name] == ([1, 0, 0, 2], 1)
    assert found.everything.by_quarter == [1, 0, 0, 3]
    first = found.service_types[0]
    assert (first.name, first.area) == ("Panel type", kind.get_area_display()), "areas may share a name"
    assert {theme.area for theme in shown(area=kind.area).service_types} == {""}, "one area needs no name"
    assert shown(area="children").everything.total == 0


def test_quarters_to_choose_from_end_with_the_newest_that_is_over(in_2031) -> None:
    view = visible_to(complaints_manager())
    log_complaint(received_on=DAY(2031, 7, 1))
    assert selectors.choices(view, TODAY)[0] == QUARTER
    assert selectors.choices(view, DAY(2033, 1, 1))[0] == QUARTER.next


def test_root_causes_in_the_same_words_are_one() -> None:
    first = learning_point(
        "First", root_cause="No time to call back.", status=Status.DONE, done_on=DAY(2021, 9, 1)
    )
    second = learning_point("Second", root_cause="no time to call back")
    cause = next(each for each in shown().root_causes if each.text.startswith("No time"))
    assert {point.key for point in cause.points} == {first.key, second.key}
    assert cause.open == 1


def test_open_actions_with_the_earliest_first() -> None:
    later = learning_point("Later", due_on=DAY(2031, 9, 1), area="other")
    overdue = learning_point("Overdue", due_on=DAY(2031, 7, 1), area="other")
    never = learning_point("Without a day", area="other")
    learning_point("Done", status=Status.DONE, done_on=DAY(2021, 9, 1), area="other")
    found = shown(area="other")
    assert [row.key for row in found.open_actions] == [overdue.key, later.key, never.key]
    assert found.overdue == 1


def test_actions_that_were_done_are_watched() -> None:
    done = {"status": Status.DONE, "done_on": DAY(2021, 9, 1)}
    watched = learning_point("Watched", service_type=service_type("panel-type"), **done)
    learning_point("Names nothing to watch", **done)
    learning_point("Not done", service_type=service_type("panel-type"))
    alike = learning_point(
        "Alike", service_type=service_type("panel-type"), status=Status.DONE, done_on=DAY(2021, 7, 1)
    )
    found = [[each.point.text for each in group] for group in shown().watches]
    assert [watched.text, alike.text] in found
    assert not any(text in {"Names nothing to watch", "Not done"} for group in found for text in group)


# --- What it discussed ----------------------------------------------------------------------------------------------------


def test_what_the_panel_discussed_is_on_record() -> None:
    rows = [learning_point("One"), learning_point("Two")]
    day = DAY(2021, 10, 5)
    learning.discussed(
        {row.key: row.version for row in rows}, by=complaints_manager(), on=day, note="Tell the other teams"
    )
    found = dict(shown().discussed)
    assert {row.text for row in found[day]} >= {"One", "Two"}
    assert all(row.panel_note == "Tell the other teams" for row in found[day])


def test_nothing_is_recorded_where_one_of_them_was_changed() -> None:
    one, two = learning_point("One"), learning_point("Two")
    learning.change(two.key, by=complaints_manager(), based_on=1, text="Changed")
    with pytest.raises(EditConflict):
        learning.discussed({one.key: 1, two.key: 1}, by=complaints_manager(), on=DAY(2021, 10, 5))
    assert Learning.objects.current().get(key=one.key).panel_on is None


def test_what_cannot_be_recorded() -> None:
    made = learning_point()
    with pytest.raises(ComplaintRefused, match="Select"):
        learning.discussed({}, by=complaints_manager(), on=DAY(2021, 10, 5))
    with pytest.raises(ComplaintRefused, match="future"):
        learning.discussed({made.key: 1}, by=complaints_manager(), on=DAY(2099, 1, 1))
    narrow = make_person("narrow", Role.COMPLAINTS, service="highways")
    with pytest.raises(PermissionDenied):
        learning.discussed({made.key: 1}, by=narrow, on=DAY(2021, 10, 5))


# --- Pages ----------------------------------------------------------------------------------------------------------------


def test_the_page_says_what_there_is(manager) -> None:
    learning_point(
        "An open one", root_cause="No time to call back", owner="Head of Service", due_on=DAY(2021, 9, 1)
    )
    log_complaint(subjects=[subject("panel-subject").slug])
    words = seen(manager, "/complaints/panel/")
    assert "No time to call back: 1 learning point, 1 open" in words
    assert "An open one" in words
    assert "overdue" in words
    assert "All areas" in words


def test_an_address_that_makes_no_sense_shows_the_newest_quarter(manager) -> None:
    assert seen(manager, "/complaints/panel/?quarter=never&area=nowhere") == seen(
        manager, "/complaints/panel/"
    )


def test_recording_through_the_page(manager) -> None:
    made = learning_point("To be discussed")
    form = BeautifulSoup(manager.get(f"/complaints/panel/discussed/?point={made.key}").content, "html.parser")
    assert form.find("input", {"value": str(made.key), "checked": True})
    day = {"on_day": "5", "on_month": "10", "on_year": "2021"}
    sent = {
        "version": "0",
        "points": [str(made.key)],
        f"version-{made.key}": "1",
        "note": "Tell others",
    } | day
    assert manager.post("/complaints/panel/discussed/", sent).status_code == 302
    assert "To be discussed : Tell others" in seen(manager, "/complaints/panel/")
    again = manager.post("/complaints/panel/discussed/", sent | {"note": "Typed by me"})
    assert again.status_code == 409
    assert "Typed by me" in again.content.decode()
    assert f'name="version-{made.key}" value="2"' in again.content.decode()


def test_somebody_of_one_service_sees_the_panel_and_records_nothing(db) -> None:
    client = Client()
    client.force_login(make_person("narrow", Role.COMPLAINTS, service="highways"))
    assert "Only cases of the services that your role is for are counted" in seen(
        client, "/complaints/panel/"
    )
    assert client.get("/complaints/panel/discussed/").status_code == 403


def test_the_panel_asks_few_questions_however_much_there_is(manager) -> None:
    done = {"status": Status.DONE, "done_on": DAY(2021, 8, 10)}
    learning_point(service_type=service_type("panel-type"), **done)
    log_complaint()
    before = questions(manager)
    for number in range(5):
        log_complaint(subjects=[f"panel-{number}"])
        learning_point(service_type=service_type(f"panel-type-{number}"), **done)
        learning_point(subject=subject("panel-subject"), **done)
    assert questions(manager) == before <= MOST_QUERIES


def questions(client: Client) -> int:
    client.get("/complaints/panel/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/complaints/panel/").status_code == 200
    return len(asked)
