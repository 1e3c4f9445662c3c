"""What members ask: the list, one question with its answers, asking, and answering."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from committee.actions import questions as actions
from committee.actions.refusals import CommitteeRefused
from committee.models import Answer, Meeting, Question
from committee.question_forms import AnswerForm, AskForm, MeetingChoice, QuestionFilters
from committee.selectors import meetings, questions
from committee.tables import QuestionTable, due_words, state_tag
from committee.views.meetings import meeting_or_404, over
from committee.visibility import CommitteeView, visible_to
from council.access import needs
from council.actions.superseding import EditConflict
from council.authorization import Permission
from risks.visibility import visible_to as risks_visible_to


@needs(Permission.VIEW_PUBLISHED)
def question_list(request: HttpRequest) -> HttpResponse:
    """Every question that this person may see, with filters in the address."""
    view, today = visible_to(request.user), timezone.localdate()
    filters = QuestionFilters(request.GET, meetings=questions.meetings(view), owners=questions.owners(view))
    table = QuestionTable(
        questions.matching(view, filters.chosen_values, today), today=today, caption="Questions"
    ).configure(request)
    shown = [answer.question for answer in table.records_shown]
    table.about = questions.concerns(shown, risks_visible_to(request.user))
    counted = questions.counts(view, today)
    return render(
        request,
        "committee/questions/list.html",
        {
            "view": view,
            "filters": filters,
            "table": table,
            "count": counted["all"],
            "numbers": [
                {"label": "Waiting", "value": counted["waiting"], "href": f"?state={questions.OPEN}"},
                {"label": "Late", "value": counted["late"], "href": f"?due={questions.LATE}"},
                {"label": "Answered or closed", "value": counted["all"] - counted["waiting"]},
            ],
        },
    )


@needs(Permission.VIEW_PUBLISHED)
def question(request: HttpRequest, ref: str) -> HttpResponse:
    """A question as it was put, how it stands, and how it stood before."""
    view, today = visible_to(request.user), timezone.localdate()
    found = _question_or_404(view, ref)
    versions = questions.versions(found)
    newest = versions[0]
    return render(
        request,
        "committee/questions/question.html",
        {
            "view": view,
            "question": found,
            "answer": newest,
            "state": state_tag(newest),
            "due": due_words(newest),
            "is_late": newest.is_open and newest.due_meeting and newest.due_meeting.on < today,
            "versions": [{"row": row, "state": state_tag(row), "due": due_words(row)} for row in versions],
            "concern": questions.concerns([found], risks_visible_to(request.user)).get(found.pk),
            "sees_meeting": view.meeting(found.meeting.slug) is not None,
        },
    )


@needs(Permission.ASK_QUESTIONS)
def ask(request: HttpRequest) -> HttpResponse:
    """Put a question: at which meeting first, then its words and what it concerns."""
    view = visible_to(request.user)
    chosen = request.GET.get("meeting", "").replace("\0", "")  # no text of the database can hold NUL
    if not chosen:
        form = MeetingChoice(meetings=questions.meetings(view))
        return render(request, "committee/questions/choose.html", {"form": form})
    found = meeting_or_404(view, chosen)
    form = _ask_form(request, view, found)
    if form.is_bound and form.is_valid():
        try:
            made = actions.ask(meeting=found, by=request.user, **form.question_fields())
        except CommitteeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Question {made.ref} is on record.")
            return redirect("question", ref=made.ref)
    return render(request, "committee/questions/ask.html", {"form": form, "meeting": found})


@needs(Permission.ANSWER_QUESTIONS)
def answer(request: HttpRequest, ref: str) -> HttpResponse:
    """Say who has a question, by when, what the answer is, or why it is closed without one."""
    view = visible_to(request.user)
    found = _question_or_404(view, ref)
    seen = questions.versions(found)[0]
    dates = questions.meetings(view)
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        seen=seen,
        meetings=dates,
        state=request.GET.get("state", ""),
    )
    theirs: Answer | None = None
    if form.is_bound and form.is_valid():
        try:
            actions.answer(
                found, by=request.user, based_on=form.cleaned_data["version"], **form.answer_fields()
            )
        except EditConflict:
            theirs = questions.versions(found)[0]
            form = AnswerForm(over(form.data, theirs.version), seen=theirs, meetings=dates)
            form.is_valid()
        except CommitteeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{found.ref} is saved. How it stood before is kept below.")
            return redirect("question", ref=ref)
    return render(
        request,
        "committee/questions/answer.html",
        {
            "form": form,
            "question": found,
            "conflict": {"theirs": theirs} if theirs else None,
            "now": _words(theirs) if theirs else [],
        },
        status=409 if theirs else 200,
    )


def _ask_form(request: HttpRequest, view: CommitteeView, meeting: Meeting) -> AskForm:
    return AskForm(
        request.POST if request.method == "POST" else None,
        items=meetings.readable_items(meeting, view),
        choices=questions.choices(risks_visible_to(request.user)),
        meetings=questions.meetings(view) if view.answers else [],
        assigns=view.answers,
        initial={name: request.GET.get(name, "") for name in ("item", "indicator", "entry", "subject")},
    )


def _question_or_404(view: CommitteeView, ref: str) -> Question:
    found = questions.question(view, ref)
    if found is None:
        raise Http404("There is no such question.")
    return found


def _words(answer: Answer) -> list[tuple[str, Any]]:
    return [
        ("State", answer.get_state_display()),
        ("With", answer.owner),
        ("Due", due_words(answer)),
        ("Answer", answer.text),
    ]
