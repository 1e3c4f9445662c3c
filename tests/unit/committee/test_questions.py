"""Questions: asking, answering, what each person sees, the filters, and the list in the next papers."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from committee.actions import questions as actions
from committee.actions.refusals import CommitteeRefused
from committee.models import Answer, Meeting, Question
from committee.selectors import questions
from committee.visibility import visible_to
from complaints.models import Subject
from council.actions.superseding import EditConflict
from council.models import User
from council.sections import tables_of
from kpis.models import Indicator
from risks.models import Place, Register
from risks.visibility import visible_to as risks_visible_to
from tests.committee_factories import (
    EXEMPT,
    clerk,
    make_committee,
    make_item,
    make_meeting,
    make_paper,
    make_seat,
    publish,
)

pytestmark = pytest.mark.django_db

#: After the meeting of `asked`, before the next one.
TODAY = datetime.date(2022, 4, 1)


def user(username: str) -> User:
    return User.objects.get(username=username)


def ask(
    meeting: Meeting, text: str = "Why did visits fall?", by: User | None = None, **fields: object
) -> Question:
    given = {"raised_by": "a member", "kind": "question"} | fields
    return actions.ask(meeting=meeting, text=text, by=by or clerk(), **given)


def found(view_of: str, meeting: Meeting, **chosen: str) -> list[str]:
    """The references of a meeting's questions that the filters keep for somebody."""
    rows = questions.matching(visible_to(user(view_of)), {"meeting": meeting.slug, **chosen}, TODAY)
    return [row.question.ref for row in rows]


@pytest.fixture
def meeting() -> Meeting:
    """A published meeting with an open and an exempt report."""
    row = make_meeting()
    make_paper(item=make_item(row), words={"detail": "Words."})
    make_paper(item=make_item(row, "Private report", **EXEMPT), words={"detail": "Secret words."})
    publish(row)
    return row


def test_a_question_is_numbered_and_waits(meeting: Meeting) -> None:
    refs = [ask(meeting).ref, ask(meeting, "Why did income rise?").ref]
    assert refs == [f"Q-{meeting.pk}-1", f"Q-{meeting.pk}-2"]
    assert {row.state for row in Answer.objects.current().filter(question__meeting=meeting)} == {"open"}


def test_a_question_without_words_is_refused(meeting: Meeting) -> None:
    with pytest.raises(CommitteeRefused, match="no words"):
        ask(meeting, " \x07 ")
    assert not Question.objects.filter(meeting=meeting).exists()


def test_an_item_is_of_the_same_meeting(meeting: Meeting) -> None:
    other = make_item(make_meeting(make_committee("planning", "Planning")))
    with pytest.raises(CommitteeRefused, match="another meeting"):
        ask(meeting, item=other)


def test_a_member_asks_once_the_papers_are_published_and_of_what_they_may_read(meeting: Meeting) -> None:
    member, private = user("member"), meeting.items.get(part=2)
    assert ask(meeting, by=member, item=meeting.items.get(part=1)).asked_by == member
    with pytest.raises(PermissionDenied):
        ask(meeting, by=member, item=private)
    make_seat(meeting.committee, reads_exempt=True)
    assert ask(meeting, by=member, item=private).item == private
    draft = make_meeting(meeting.committee, datetime.datetime(2022, 6, 7, 14))
    with pytest.raises(PermissionDenied):
        ask(draft, by=member)


def test_who_may_not_ask_or_answer(meeting: Meeting) -> None:
    question = ask(meeting)
    with pytest.raises(PermissionDenied):
        ask(meeting, by=user("officer"))
    with pytest.raises(PermissionDenied):
        actions.answer(question, by=user("member"), based_on=1, state="answered", text="Because.")
    assert questions.versions(question)[0].version == 1


def test_an_answer_is_a_version_and_what_is_left_out_stays(meeting: Meeting) -> None:
    question = ask(meeting, owner="Head of Libraries", due="by June")
    actions.answer(question, by=user("performance"), based_on=1, state="under_way")
    actions.answer(question, by=clerk(), based_on=2, state="answered", text="Two libraries were closed.")
    newest, middle, first = questions.versions(question)
    assert (newest.state, newest.owner, newest.due) == ("answered", "Head of Libraries", "by June")
    assert (middle.state, middle.recorded_by) == ("under_way", user("performance"))
    assert (first.state, first.text) == ("open", "")


@pytest.mark.parametrize("state", ["answered", "closed"])
def test_an_end_says_how(meeting: Meeting, state: str) -> None:
    question = ask(meeting)
    with pytest.raises(CommitteeRefused, match="says how"):
        actions.answer(question, by=clerk(), based_on=1, state=state)
    assert questions.versions(question)[0].state == "open"


def test_two_answers_at_once_are_told(meeting: Meeting) -> None:
    question = ask(meeting)
    actions.answer(question, by=clerk(), based_on=1, owner="Head of Libraries")
    with pytest.raises(EditConflict) as quicker:
        actions.answer(question, by=clerk(), based_on=1, owner="Head of Museums")
    assert quicker.value.current.owner == "Head of Libraries"


def test_a_question_on_an_exempt_item_is_for_those_who_read_it(meeting: Meeting) -> None:
    open_ref = ask(meeting).ref
    private = ask(meeting, "What does the contract cost?", item=meeting.items.get(part=2))
    assert found("clerk", meeting) == [open_ref, private.ref]
    assert found("member", meeting) == [open_ref]
    assert found("officer", meeting) == [open_ref]
    assert questions.question(visible_to(user("member")), private.ref) is None
    assert questions.count_of(visible_to(user("member")), meeting) == 1
    make_seat(meeting.committee, reads_exempt=True)
    assert found("member", meeting) == [open_ref, private.ref]


def test_questions_of_a_meeting_that_is_not_published_are_for_staff() -> None:
    draft = make_meeting()
    ref = ask(draft).ref
    assert found("clerk", draft) == [ref]
    assert found("member", draft) == []


def test_the_filters(meeting: Meeting) -> None:
    place = Place.objects.get(register__slug="corporate", key="corp1")
    waiting = ask(meeting, owner="Head of Libraries", indicator=Indicator.objects.get(slug="library-visits"))
    late = ask(meeting, "How many staff are off sick?", due_meeting=meeting, entry=place.entry)
    theme = ask(meeting, "What do people complain of?", subject=Subject.objects.first())
    done = ask(meeting, "When does it open?")
    actions.answer(done, by=clerk(), based_on=1, state="answered", text="In May.")
    assert found("clerk", meeting, state=questions.OPEN) == [waiting.ref, late.ref, theme.ref]
    assert found("clerk", meeting, state="answered") == [done.ref]
    assert found("clerk", meeting, due=questions.LATE) == [late.ref]
    assert found("clerk", meeting, due=meeting.slug) == [late.ref]
    assert found("clerk", meeting, owner="Head of Libraries") == [waiting.ref]
    assert found("clerk", meeting, concerns="indicator") == [waiting.ref]
    assert found("clerk", meeting, concerns="entry") == [late.ref]
    assert found("clerk", meeting, concerns="subject") == [theme.ref]
    assert found("clerk", meeting, concerns=questions.NOTHING) == [done.ref]
    assert found("clerk", meeting, search="off sick") == [late.ref]
    assert found("clerk", meeting, search="in may") == [done.ref]
    assert found("clerk", meeting, search=theme.ref.lower()) == [theme.ref]


def test_the_numbers_above_the_list(meeting: Meeting) -> None:
    view = visible_to(clerk())
    before = questions.counts(view, TODAY)
    ask(meeting, due_meeting=meeting)
    closed = ask(meeting, due_meeting=meeting)
    actions.answer(closed, by=clerk(), based_on=1, state="closed", text="Withdrawn.")
    after = questions.counts(view, TODAY)
    assert {name: after[name] - before[name] for name in after} == {"all": 2, "waiting": 1, "late": 1}


def test_what_a_question_concerns_leads_to_its_page(meeting: Meeting) -> None:
    place = Place.objects.get(register__slug="corporate", key="corp1")
    of_indicator = ask(meeting, indicator=Indicator.objects.get(slug="library-visits"))
    of_entry = ask(meeting, entry=place.entry)
    subject = Subject.objects.first()
    of_subject = ask(meeting, subject=subject)
    said = questions.concerns([of_indicator, of_entry, of_subject], risks_visible_to(user("member")))
    assert said[of_indicator.pk].address == "/kpis/library-visits/"
    assert (said[of_entry.pk].text, said[of_entry.pk].address) == (
        f"{place.ref}, {place.register.name}",
        "/risks/corporate/corp1/",
    )
    assert said[of_subject.pk] == questions.Concern(f"Complaints: {subject}")


def test_a_register_that_somebody_does_not_see_is_not_named(meeting: Meeting) -> None:
    Register.objects.filter(slug="corporate-2018").update(for_members=False)
    place = Place.objects.get(register__slug="corporate-2018", key="cr9")
    question = ask(meeting, entry=place.entry)
    assert questions.concerns([question], risks_visible_to(user("member"))) == {}
    assert place.ref in questions.concerns([question], risks_visible_to(user("risk")))[question.pk].text
    member_choices = questions.choices(risks_visible_to(user("member")))
    assert place.entry not in member_choices.entries.values()


def test_what_waits_is_printed_in_the_next_papers_and_only_there(meeting: Meeting) -> None:
    waiting = ask(meeting, "Why did visits fall?", owner="Head of Libraries", due="by June")
    done = ask(meeting, "When does it open?")
    private = ask(meeting, "What does the contract cost?", item=meeting.items.get(part=2))
    actions.answer(done, by=clerk(), based_on=1, state="answered", text="In May.")
    following = make_meeting(meeting.committee, datetime.datetime(2022, 6, 7, 14))
    other = make_meeting(make_committee("planning", "Planning"), datetime.datetime(2022, 6, 7, 14))
    printed = questions.unanswered(following)
    [(_, table)] = list(tables_of(printed))
    assert [[cell.reads for cell in row.cells] for row in table.rows] == [
        [
            waiting.ref,
            "Why did visits fall?",
            "a member, 8 March 2022",
            "Head of Libraries",
            "by June",
            "No answer yet",
        ]
    ]
    assert private.text not in str(printed)
    assert questions.unanswered(meeting) is None
    assert questions.unanswered(other) is None


def test_the_printed_list_says_where_nobody_is_named_and_no_day(meeting: Meeting) -> None:
    ask(meeting)
    ask(meeting, "How many visits were there?", due_meeting=meeting)
    following = make_meeting(meeting.committee, datetime.datetime(2022, 6, 7, 14))
    [(_, table)] = list(tables_of(questions.unanswered(following)))
    assert [[cell.reads for cell in row.cells[3:5]] for row in table.rows] == [
        ["Nobody named", "No day named"],
        ["Nobody named", "8 March 2022"],
    ]


def test_the_list_of_a_past_moment_is_what_it_was(meeting: Meeting) -> None:
    question = ask(meeting)
    asked = timezone.now()
    actions.answer(question, by=clerk(), based_on=1, state="answered", text="In May.")
    following = make_meeting(meeting.committee, datetime.datetime(2022, 6, 7, 14))
    assert questions.unanswered(following) is None
    assert question.ref in str(questions.unanswered(following, asked))


def test_a_member_is_shown_their_own_open_questions(meeting: Meeting) -> None:
    member = user("member")
    mine, done = ask(meeting, by=member), ask(meeting, "When does it open?", by=member)
    ask(meeting, "Somebody else's question")
    actions.answer(done, by=clerk(), based_on=1, state="answered", text="In May.")
    assert [row.question for row in questions.asked_by(visible_to(member))] == [mine]
