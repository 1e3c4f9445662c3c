"""The pages of the check and of packs: findings, freezing, publishing, errata, what changed since."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from committee import tasks
from committee.actions import meetings as meeting_actions
from committee.actions import questions as question_actions
from committee.actions.meetings import on_agenda
from committee.actions.packs import freeze
from committee.models import Erratum, FindingAnswer, Meeting, Publication
from committee.selectors.findings import findings
from council.models import Job
from tests.committee_factories import clerk, make_item, make_meeting, make_paper
from tests.unit.committee.meeting_pages import (
    CANARY,
    WRONG,
    address,
    draft_meeting,
    published_meeting,
    queries_of,
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


@pytest.fixture
def wrong() -> Meeting:
    """A meeting whose one paper states a wrong share."""
    return make_paper(item=make_item(), words={"detail": WRONG}).item.meeting


@pytest.fixture
def november() -> Meeting:
    """The demonstration's meeting with papers of indicators, risks and complaints."""
    return Meeting.objects.get(slug="ccpi-2021-11-25")


def test_a_finding_is_accepted_with_a_reason_and_taken_back(desk: Client, wrong: Meeting) -> None:
    [judged] = findings(wrong)
    page = words(desk.get(address(wrong, "check/")))
    assert "1 finding to answer" in page
    assert " ".join(judged.finding.sentence.split()) in page
    accept = address(wrong, f"check/{judged.finding.key}/")
    refused = soup(desk.post(accept, {"version": 0, "reason": " "}))
    assert "Enter why it may stand" in refused.select_one(".govuk-error-summary").get_text()
    assert desk.post(accept, {"version": 0, "reason": "As the source prints it."}).status_code == 302
    page = words(desk.get(address(wrong, "check/")))
    assert "No findings to answer" in page
    assert "As the source prints it. Democratic Services Officer" in page
    desk.post(f"{accept}take-back/")
    assert "1 finding to answer" in words(desk.get(address(wrong, "check/")))


def test_a_finding_that_somebody_else_answered_keeps_what_was_typed(desk: Client, wrong: Meeting) -> None:
    key = findings(wrong)[0].finding.key
    accept = address(wrong, f"check/{key}/")
    desk.post(accept, {"version": 0, "reason": "Theirs."}, follow=True)
    page = soup(desk.post(accept, {"version": 0, "reason": "Mine."}), 409)
    assert "Theirs." in page.select_one(".govuk-notification-banner").get_text()
    assert page.find("textarea", {"name": "reason"}).get_text().strip() == "Mine."
    assert FindingAnswer.objects.current().get(meeting=wrong).reason == "Theirs."


def test_an_author_reads_the_check_and_accepts_nothing(client_of, wrong: Meeting) -> None:
    key = findings(wrong)[0].finding.key
    author = client_of("performance")
    page = soup(author.get(address(wrong, "check/")))
    assert page.find("a", href=address(wrong, "items/1/"))
    assert not page.find("a", href=address(wrong, f"check/{key}/"))
    assert author.get(address(wrong, f"check/{key}/")).status_code == 403


@pytest.mark.parametrize(("rest", "most"), [("check/", 38), ("pack/", 42)])
def test_the_check_of_three_whole_papers_reads_each_once(
    desk: Client, november: Meeting, rest: str, most: int
) -> None:
    """Indicators, risks and complaints have some thirty kinds of rows; what stands in the way is judged by the same."""
    asked = queries_of(desk, address(november, rest))
    drawn = [each for each in asked if "committee_" not in each]
    assert [each for each in drawn if drawn.count(each) > 1] == []
    assert 30 < len(asked) <= most


# --- Packs ----------------------------------------------------------------------------------------------------------


def test_what_stands_in_the_way_is_said_and_nothing_is_frozen(desk: Client, wrong: Meeting) -> None:
    page = words(desk.get(address(wrong, "pack/")))
    assert "1 finding of the check is neither mended nor accepted with a reason" in page
    assert "Freeze the papers" not in page
    answer = desk.post(address(wrong, "pack/freeze/"), follow=True)
    assert "Nothing was frozen." in words(answer)
    assert not Job.objects.filter(kind="freeze").exists()


def test_the_clerk_freezes_and_publishes(desk: Client, client_of, meeting: Meeting) -> None:
    asked = desk.post(address(meeting, "pack/freeze/"))
    job = Job.objects.get(kind="freeze")
    assert asked["Location"] == address(meeting, f"pack/jobs/{job.pk}/")
    assert "Waiting to start" in words(desk.get(asked["Location"]))
    assert desk.post(address(meeting, "pack/freeze/"))["Location"] == asked["Location"], "one at a time"
    other = make_meeting(meeting.committee, datetime.datetime(2022, 6, 7, 14))
    assert desk.get(address(other, f"pack/jobs/{job.pk}/")).status_code == 404
    pack = freeze(meeting, by=clerk())
    Job.objects.filter(pk=job.pk).update(state="done", finished_at=pack.frozen_at)
    page = words(desk.get(address(meeting, "pack/")))
    assert f"SHA-256 {pack.sha256}" in page
    assert "Files that hold exempt papers" in page
    assert "by Democratic Services Officer" in page
    asked = words(desk.get(address(meeting, "pack/publish/")))
    assert "This is late: 0 clear working days before the meeting instead of 5." in asked
    assert "2. Contract of the plants" in asked
    assert client_of("member").get(address(meeting)).status_code == 404
    desk.post(address(meeting, "pack/publish/"), {"edition": 1})
    assert Publication.objects.get(meeting=meeting).pack == pack
    assert client_of("member").get(address(meeting)).status_code == 200


def test_the_work_of_freezing_is_done_by_a_task(desk: Client, meeting: Meeting, monkeypatch) -> None:
    done: list[int] = []
    monkeypatch.setattr(tasks.jobs, "run", lambda job, work: done.append(job.pk))
    desk.post(address(meeting, "pack/freeze/"))
    job = Job.objects.get(kind="freeze")
    tasks.freeze([{"job": job.pk}])
    assert done == [job.pk]
    assert job.parameters == {"meeting": meeting.pk}


def test_an_older_edition_is_not_published(desk: Client, meeting: Meeting) -> None:
    freeze(meeting, by=clerk())
    meeting_actions.change_meeting(meeting, by=clerk(), based_on=1, room="Another room")
    freeze(meeting, by=clerk())
    answer = desk.post(address(meeting, "pack/publish/"), {"edition": 1}, follow=True)
    assert "There is a newer edition of these papers." in words(answer)
    assert not Publication.objects.filter(meeting=meeting).exists()


def test_an_edition_can_be_reproduced_until_the_agenda_changes(desk: Client, meeting: Meeting) -> None:
    freeze(meeting, by=clerk())
    again = address(meeting, "pack/1/reproduce/")
    assert "has the same hash" in words(desk.post(again, follow=True))
    meeting_actions.change_meeting(meeting, by=clerk(), based_on=1, room="Another room")
    assert "Edition 1 built again differs in meeting/" in words(desk.post(again, follow=True))


def test_an_erratum_stands_beside_what_was_published(desk: Client, client_of, published: Meeting) -> None:
    item = on_agenda(published)[0]
    where = address(published, "errata/add/")
    refused = soup(desk.post(where, {"item": item.pk, "said": "45%", "now_says": "", "reason": "A slip"}))
    assert refused.select_one(".govuk-error-summary")
    assert refused.find("textarea", {"name": "said"}).get_text().strip() == "45%"
    typed = {"item": item.pk, "said": "45% on page 3", "now_says": "44%", "reason": "It was rounded up."}
    assert desk.post(where, typed)["Location"] == address(published, "pack/")
    erratum = Erratum.objects.get(pack__meeting=published)
    page = words(client_of("member").get(address(published)))
    assert "1 correction was issued since" in page
    for said in ("45% on page 3", "44%", "It was rounded up."):
        assert said in page
    assert "It was rounded up." in words(desk.get(address(published, "pack/")))
    slip = erratum.files.get(kind="slip")
    assert client_of("member").get(address(published, f"files/{slip.pk}/{slip.name}")).status_code == 200


def test_an_erratum_to_an_exempt_item_is_for_those_who_read_it(
    desk: Client, client_of, published: Meeting
) -> None:
    item = published.items.get(part=2)
    typed = {
        "item": item.pk,
        "said": f"{CANARY} pays 12",
        "now_says": f"{CANARY} pays 13",
        "reason": "A slip",
    }
    desk.post(address(published, "errata/add/"), typed)
    assert Erratum.objects.filter(item=item).count() == 1
    assert CANARY not in client_of("member").get(address(published)).content.decode()
    assert f"{CANARY} pays 13" in words(desk.get(address(published)))


def test_before_the_publication_there_is_nothing_to_correct(desk: Client, meeting: Meeting) -> None:
    answer = desk.get(address(meeting, "errata/add/"), follow=True)
    assert "not published yet" in words(answer)
    assert desk.get(address(meeting, "pack/changed/")).status_code == 404


def test_papers_without_figures_read_as_they_were_published(desk: Client, published: Meeting) -> None:
    assert "Every figure of these papers reads as it was published" in words(
        desk.get(address(published, "pack/changed/"))
    )


def test_what_will_be_printed_after_the_papers(client_of, published: Meeting) -> None:
    following = make_meeting(published.committee, datetime.datetime(2022, 6, 7, 14))
    author = client_of("performance")
    nothing = words(author.get(address(following, "pack/annexes/")))
    assert "No question waits, and no published figure has changed." in nothing
    given = {"raised_by": "the Chair", "kind": "question", "by": clerk()}
    question = question_actions.ask(meeting=published, text="Why did visits fall?", **given)
    question_actions.ask(meeting=published, item=published.items.get(part=2), text=f"{CANARY}?", **given)
    page = words(author.get(address(following, "pack/annexes/")))
    assert f"{question.ref} Why did visits fall? the Chair, 8 March 2022" in page
    assert CANARY not in page
