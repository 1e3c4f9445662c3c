"""The pages of meetings: the list, the agenda for clerk, author and members with and without exempt papers, seats."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from committee.actions import meetings as meeting_actions
from committee.actions.meetings import on_agenda
from committee.models import AgendaItem, Committee, CommitteeMember, Meeting, Paper
from tests.committee_factories import (
    EXEMPT,
    clerk,
    make_committee,
    make_item,
    make_meeting,
    make_paper,
    make_seat,
)
from tests.unit.committee.meeting_pages import (
    CANARY,
    address,
    draft_meeting,
    published_meeting,
    queries,
    soup,
    words,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client_of) -> Client:
    """The clerk's browser."""
    return client_of("clerk")


@pytest.fixture
def meeting() -> Meeting:
    return draft_meeting()


@pytest.fixture
def published() -> Meeting:
    return published_meeting()


def test_a_clerk_adds_a_meeting_and_starts_its_agenda(desk: Client) -> None:
    committee = make_committee()
    data = {"version": 0, "committee": committee.slug, "hour": "2.30 pm", "room": "Room 1"}
    day = {"day_day": "8", "day_month": "3", "day_year": "2022"}
    response = desk.post("/committee/add/", data | day)
    made = Meeting.objects.get(committee=committee)
    assert (response.status_code, response["Location"]) == (302, address(made))
    assert made.when == "Tuesday, 8 March 2022 at 2.30 pm"
    assert "The agenda is empty." in words(desk.get(address(made)))
    assert desk.post(address(made, "agenda/start/")).status_code == 302
    page = soup(desk.get(address(made)))
    assert page.h3.get_text() == "Part I (Open to Press and Public)"
    titles = [line.get_text(strip=True) for line in page.select(".app-agenda__title")]
    assert titles[0] == "Apologies for Absence"
    assert titles[-2:] == ["Urgent Business", "Date of Next Meeting"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"hour": "25:00"}, "Enter a time, like 2.30 pm or 14:30"),
        ({"hour": "14 pm"}, "Enter a time, like 2.30 pm or 14:30"),
        ({"hour": "noon"}, "Enter a time, like 2.30 pm or 14:30"),
        ({"hour": ""}, "Enter time"),
        ({"day_month": "13"}, "The date must be a real date"),
        ({"committee": ""}, "Select committee"),
    ],
)
def test_what_is_wrong_with_a_meeting_is_said(desk: Client, typed: dict, said: str) -> None:
    committee = make_committee()
    given = {"version": 0, "committee": committee.slug, "hour": "14:00", "room": "Room 1"}
    day = {"day_day": "8", "day_month": "3", "day_year": "2022"}
    page = soup(desk.post("/committee/add/", given | day | typed))
    assert said in page.select_one(".govuk-error-summary").get_text()
    assert page.find("input", {"name": "room"})["value"] == "Room 1"
    assert not Meeting.objects.filter(committee=committee).exists()


def test_changing_a_meeting_that_somebody_else_changed_keeps_what_was_typed(
    desk: Client, meeting: Meeting
) -> None:
    meeting_actions.change_meeting(meeting, by=clerk(), based_on=1, room="Room of the other clerk")
    day = {"day_day": "8", "day_month": "3", "day_year": "2022"}
    typed = {"version": 1, "hour": "2pm", "room": "My room"} | day
    page = soup(desk.post(address(meeting, "edit/"), typed), 409)
    assert "Room of the other clerk" in page.select_one(".govuk-notification-banner").get_text()
    assert page.find("input", {"name": "room"})["value"] == "My room"
    version = page.find("input", {"name": "version"})["value"]
    assert desk.post(address(meeting, "edit/"), typed | {"version": version}).status_code == 302
    meeting.refresh_from_db()
    assert meeting.room == "My room"


def test_the_clerk_is_told_what_there_is_to_do(desk: Client, client_of) -> None:
    coming = make_meeting(starts_at=datetime.datetime(2090, 3, 8, 14))
    page = words(desk.get("/committee/"))
    assert "What there is to do" in page
    assert "Put the items on the agenda." in page
    for other in ("member", "performance"):
        assert "What there is to do" not in words(client_of(other).get("/committee/"))
    assert str(coming.room) in page


def test_a_draft_is_not_there_for_a_member(client_of, meeting: Meeting) -> None:
    for who in ("member", "officer", "admin"):
        assert client_of(who).get(address(meeting)).status_code == 404
        assert meeting.slug not in client_of(who).get("/committee/").content.decode()


def test_a_member_without_exempt_papers_sees_that_an_item_exists_and_nothing_else(
    client_of, published: Meeting
) -> None:
    make_seat(published.committee, reads_exempt=False)
    for who in ("member", "officer"):
        response = client_of(who).get(address(published))
        page = words(response)
        assert "Contract of the plants Exempt" in page
        assert "Paragraph 3: Information relating to the financial or business affairs" in page
        assert EXEMPT["public_interest"] in page
        assert "An open line" in page
        assert CANARY not in response.content.decode()


def test_a_member_with_exempt_papers_reads_them_and_no_note_of_staff(client_of, published: Meeting) -> None:
    make_seat(published.committee, reads_exempt=True)
    member = client_of("member")
    page = words(member.get(address(published)))
    assert f"{CANARY} wins" in page
    assert "parking" not in page
    private = published.packs.get().files.filter(part=2, file_format="pdf").first()
    answer = member.get(address(published, f"files/{private.pk}/{private.name}"))
    assert (answer.status_code, answer.content) == (200, bytes(private.content))


def test_files_of_part_two_are_not_there_for_others(client_of, published: Meeting) -> None:
    pack = published.packs.get()
    for file in pack.files.all():
        where = address(published, f"files/{file.pk}/{file.name}")
        assert client_of("member").get(where).status_code == (200 if file.part == 1 else 404)
    other = make_meeting(published.committee, datetime.datetime(2022, 6, 7, 14))
    file = pack.files.filter(part=1).first()
    assert client_of("clerk").get(address(other, f"files/{file.pk}/{file.name}")).status_code == 404
    assert client_of("clerk").get(address(published, f"files/{file.pk}/other.pdf")).status_code == 404


# --- The agenda -----------------------------------------------------------------------------------------------------


def item_data(**typed: object) -> dict[str, object]:
    return {"version": 0, "title": "New report", "kind": "report", "part": 1} | typed


def test_a_clerk_adds_a_report_and_its_paper(desk: Client, meeting: Meeting) -> None:
    response = desk.post(address(meeting, "agenda/add/"), item_data(author="Head of Libraries"))
    item = AgendaItem.objects.get(meeting=meeting, title="New report")
    assert response["Location"] == address(meeting, f"agenda/{item.pk}/paper/")
    typed = {"kind": "risks", "risks_style": "cards", "risks_quarter": "2021-22-Q3", "version": 1}
    assert desk.post(response["Location"], typed)["Location"] == address(meeting)
    paper = Paper.objects.get(item=item)
    assert (paper.kind, paper.quarter) == ("risks", "2021-22-Q3")
    assert "Quarter 3 (Oct-Dec) 2021/22" in words(desk.get(address(meeting)))


def test_a_part_two_item_says_what_is_missing(desk: Client, meeting: Meeting) -> None:
    desk.post(address(meeting, "agenda/add/"), item_data(part=2))
    page = words(desk.get(address(meeting)))
    item = AgendaItem.objects.get(meeting=meeting, title="New report")
    assert f"Item {item.position} is in Part II without a paragraph of Schedule 12A." in page
    assert f"Item {item.position} is in Part II without a public-interest note." in page
    typed = item_data(
        part=2, version=item.version, paragraphs=[4, 1], public_interest="Secrecy outweighs it."
    )
    assert desk.post(address(meeting, f"agenda/{item.pk}/"), typed).status_code == 302
    item.refresh_from_db()
    assert item.paragraphs == [1, 4]
    assert "without a paragraph" not in words(desk.get(address(meeting)))


def test_paragraphs_of_an_open_item_are_left_out(desk: Client, meeting: Meeting) -> None:
    typed = item_data(part=1, paragraphs=[3], public_interest="Secrecy")
    assert desk.post(address(meeting, "agenda/add/"), typed).status_code == 302
    item = AgendaItem.objects.get(meeting=meeting, title="New report")
    assert (item.paragraphs, item.public_interest) == ([], "")


@pytest.mark.parametrize("paragraph", ["0", "8", "three"])
def test_there_are_seven_paragraphs(desk: Client, meeting: Meeting, paragraph: str) -> None:
    page = soup(desk.post(address(meeting, "agenda/add/"), item_data(part=2, paragraphs=[paragraph])))
    assert page.select_one(".govuk-error-summary")
    assert not AgendaItem.objects.filter(meeting=meeting, title="New report").exists()


def test_an_item_that_somebody_else_changed_keeps_what_was_typed(desk: Client, meeting: Meeting) -> None:
    item = on_agenda(meeting)[0]
    meeting_actions.change_item(item, by=clerk(), based_on=1, title="Theirs")
    page = soup(desk.post(address(meeting, f"agenda/{item.pk}/"), item_data(title="Mine", version=1)), 409)
    assert "Theirs" in page.select_one(".govuk-notification-banner").get_text()
    assert page.find("input", {"name": "title"})["value"] == "Mine"
    assert page.find("input", {"name": "version"})["value"] == "2"


def test_moving_taking_off_and_putting_back(desk: Client, meeting: Meeting) -> None:
    desk.post(address(meeting, "agenda/add/"), item_data(kind="standing", title="Urgent Business"))
    urgent = AgendaItem.objects.get(meeting=meeting, title="Urgent Business")
    response = desk.post(address(meeting, f"agenda/{urgent.pk}/move/"), {"direction": "up"})
    assert response["Location"] == address(meeting) + f"#item-{urgent.pk}"
    urgent.refresh_from_db()
    assert urgent.position == 1
    asked = words(desk.get(address(meeting, f"agenda/{urgent.pk}/remove/")))
    assert "Take item 1 off the agenda?" in asked
    desk.post(address(meeting, f"agenda/{urgent.pk}/remove/"), {"version": urgent.version})
    urgent.refresh_from_db()
    assert urgent.position is None
    assert "Taken off the agenda Urgent Business Put back" in words(desk.get(address(meeting)))
    desk.post(address(meeting, f"agenda/{urgent.pk}/put-back/"))
    urgent.refresh_from_db()
    assert urgent.position is not None


def test_taking_off_an_item_that_changed_meanwhile_is_not_done(desk: Client, meeting: Meeting) -> None:
    item = on_agenda(meeting)[0]
    meeting_actions.change_item(item, by=clerk(), based_on=1, title="Theirs")
    response = desk.post(address(meeting, f"agenda/{item.pk}/remove/"), {"version": 1}, follow=True)
    assert "Somebody else has just changed this item" in words(response)
    item.refresh_from_db()
    assert item.position == 1


def test_an_author_sees_the_agenda_and_changes_nothing_of_it(client_of, meeting: Meeting) -> None:
    page = soup(client_of("performance").get(address(meeting)))
    assert page.find("a", href=address(meeting, "items/1/"))
    assert not page.select(".app-agenda form")
    assert not page.find("a", href=address(meeting, "pack/"))


def test_a_longer_agenda_asks_no_more(desk: Client, meeting: Meeting) -> None:
    before = queries(desk, address(meeting))
    for number in range(4):
        make_paper(item=make_item(meeting, f"Report {number}"), words={"detail": "Words."})
    assert queries(desk, address(meeting)) == before


# --- Committees and seats -------------------------------------------------------------------------------------------


def test_a_committee_and_its_members(desk: Client, person) -> None:
    response = desk.post("/committee/new-committee/", {"name": "Audit and Governance"})
    committee = Committee.objects.get(name="Audit and Governance")
    assert response["Location"] == f"/committee/{committee.slug}/members/"
    twice = words(desk.post("/committee/new-committee/", {"name": "Audit and governance"}))
    assert "There is a committee of this name already" in twice
    day = {"since_day": "1", "since_month": "4", "since_year": "2022"}
    desk.post(response["Location"], {"user": "member", "reads_exempt": "on"} | day)
    seat = CommitteeMember.objects.get(committee=committee)
    assert (seat.user, seat.reads_exempt) == (person("member"), True)
    assert "Exempt papers go to them." in words(desk.get(response["Location"]))
    left = {"until_day": "31", "until_month": "3", "until_year": "2023"}
    desk.post(f"{response['Location']}{seat.pk}/", left)
    seat.refresh_from_db()
    assert (seat.until, seat.reads_exempt) == (datetime.date(2023, 3, 31), False)
    assert "left on 31 March 2023" in words(desk.get(response["Location"]))
