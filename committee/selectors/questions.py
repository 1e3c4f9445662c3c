"""What members asked: the questions that a person may see, and those that still wait when the next papers go out."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from committee.models import Answer, Meeting, Question
from committee.visibility import CommitteeView
from complaints.models import Subject
from council.sections import Cell, Column, Document, Row, Section, Table
from council.selectors import council_name
from kpis.models import Definition, Indicator
from risks.models import Entry, Place
from risks.selectors import register
from risks.visibility import RiskView

#: States in which nobody waits any more.
ENDS = (Answer.State.ANSWERED, Answer.State.CLOSED)
#: Values of the filters that are no state, meeting or owner.
OPEN, LATE, NOTHING = "waiting", "late", "nothing"
#: What a question can concern, and the field that says so.
CONCERNS = {
    "indicator": "An indicator",
    "entry": "A risk or an opportunity",
    "subject": "A complaint theme",
}


@dataclass(frozen=True)
class Concern:
    """What a question concerns, in words, and the page of it where this person may see one."""

    text: str
    address: str = ""


@dataclass(frozen=True)
class Choices:
    """What a question can concern, by what stands in the form."""

    indicators: dict[str, Indicator]
    indicator_names: dict[str, str]
    entries: dict[str, Entry]
    entry_names: dict[str, str]
    subjects: dict[str, Subject]


def current(view: CommitteeView) -> QuerySet[Answer]:
    """How each question that a person may see stands, those of the newest meeting first."""
    return (
        Answer.objects.current()
        .filter(question__in=view.questions())
        .select_related("question__meeting__committee", "question__item", "due_meeting")
        .order_by("-question__meeting__starts_at", "question__pk")
    )


def matching(view: CommitteeView, chosen: Mapping[str, str], today: datetime.date) -> QuerySet[Answer]:
    """The questions that the filters of an address keep."""
    found = current(view)
    state = chosen.get("state")
    if state == OPEN:
        found = found.exclude(state__in=ENDS)
    elif state:
        found = found.filter(state=state)
    due = chosen.get("due")
    if due == LATE:
        found = found.filter(is_late(today))
    elif due:
        found = found.filter(due_meeting__slug=due)
    if meeting := chosen.get("meeting"):
        found = found.filter(question__meeting__slug=meeting)
    if owner := chosen.get("owner"):
        found = found.filter(owner=owner)
    concerns = chosen.get("concerns")
    if concerns == NOTHING:
        found = found.filter(**{f"question__{name}": None for name in CONCERNS})
    elif concerns:
        found = found.filter(**{f"question__{concerns}__isnull": False})
    if words := chosen.get("search"):
        found = found.filter(
            Q(question__text__icontains=words) | Q(text__icontains=words) | Q(question__ref__iexact=words)
        )
    return found


def is_late(today: datetime.date) -> Q:
    """Waiting still, though the meeting at which an answer was due is over."""
    return ~Q(state__in=ENDS) & Q(due_meeting__starts_at__date__lt=today)


def counts(view: CommitteeView, today: datetime.date) -> dict[str, int]:
    """How many questions a person may see: all, those that wait, those that are late. One query."""
    return (
        current(view)
        .order_by()
        .aggregate(
            all=Count("pk"),
            waiting=Count("pk", filter=~Q(state__in=ENDS)),
            late=Count("pk", filter=is_late(today)),
        )
    )


def count_of(view: CommitteeView, meeting: Meeting) -> int:
    """How many questions of a meeting a person may see."""
    return view.questions().filter(meeting=meeting).count()


def asked_by(view: CommitteeView) -> list[Answer]:
    """The questions that a person put and that wait still."""
    return list(current(view).filter(question__asked_by=view.user).exclude(state__in=ENDS))


def owners(view: CommitteeView) -> list[str]:
    """The posts that have questions, each once."""
    return list(current(view).exclude(owner="").order_by("owner").values_list("owner", flat=True).distinct())


def meetings(view: CommitteeView) -> list[Meeting]:
    """The meetings that a person may see, the newest first."""
    return list(view.meetings().order_by("-starts_at"))


def question(view: CommitteeView, ref: str) -> Question | None:
    """A question that a person may see."""
    return view.questions().filter(ref=ref).first()


def versions(question: Question) -> list[Answer]:
    """What became of a question, the newest first."""
    found = Answer.objects.filter(question=question).select_related("due_meeting", "recorded_by")
    return list(found.order_by("-version"))


def concerns(questions: Iterable[Question], risks: RiskView) -> dict[int, Concern]:
    """What each of these questions concerns, by its id; a register that this person does not see is not named."""
    rows = list(questions)
    names = _indicator_names({row.indicator_id for row in rows if row.indicator_id})
    places = _places({row.entry_id for row in rows if row.entry_id}, risks)
    found: dict[int, Concern] = {}
    for row in rows:
        if row.indicator_id in names:
            slug, name = names[row.indicator_id]
            found[row.pk] = Concern(name, reverse("kpi-detail", args=[slug]))
        elif row.entry_id in places:
            place = places[row.entry_id]
            found[row.pk] = Concern(
                f"{place.ref}, {place.register.name}",
                reverse("risk-entry", args=[place.register.slug, place.key]),
            )
        elif row.subject_id:
            found[row.pk] = Concern(f"Complaints: {row.subject}")
    return found


def choices(risks: RiskView) -> Choices:
    """What a person may say that a question concerns; of registers, what the newest closed quarter shows them."""
    defined = list(Definition.objects.current().select_related("indicator").order_by("name"))
    quarter = risks.newest_closed
    kept = register.rows_of_registers(risks.registers, quarter, risks) if quarter else []
    keyed = {f"{row.place.register.slug}/{row.place.key}": row for row in kept}
    return Choices(
        indicators={row.indicator.slug: row.indicator for row in defined},
        indicator_names={row.indicator.slug: row.name for row in defined},
        entries={key: row.entry for key, row in keyed.items()},
        entry_names={key: f"{row.ref}: {row.details.title}" for key, row in keyed.items()},
        subjects={row.slug: row for row in Subject.objects.all()},
    )


def unanswered(meeting: Meeting, as_at: datetime.datetime | None = None) -> Document | None:
    """The questions of earlier meetings of the committee that had no answer at `as_at`, to print in this meeting's papers.

    Those on exempt items are left out, and those of meetings whose papers were not published by then: the list is in
    Part I. None where nothing waits.
    """
    as_at = as_at or timezone.now()
    waiting = (
        Answer.objects.as_at(as_at)
        .exclude(state__in=[Answer.State.ANSWERED, Answer.State.CLOSED])
        .filter(
            question__meeting__committee=meeting.committee_id,
            question__meeting__starts_at__lt=meeting.starts_at,
            question__meeting__publication__published_at__lte=as_at,
        )
        .exclude(question__item__part=2)
        .select_related("question__meeting", "due_meeting")
        .order_by("question__meeting__starts_at", "question_id")
    )
    rows = tuple(
        Row(
            (
                Cell(answer.question.ref),
                Cell(answer.question.text),
                Cell(f"{answer.question.raised_by}, {answer.question.meeting.on:%-d %B %Y}"),
                Cell(answer.owner or "Nobody named"),
                Cell(_due(answer) or "No day named"),
                Cell(answer.get_state_display()),
            )
        )
        for answer in waiting
    )
    if not rows:
        return None
    columns = (
        Column("ref", "Reference"),
        Column("text", "What was asked", weight=5),
        Column("raised", "Raised by, at the meeting of", weight=2),
        Column("owner", "With", weight=2),
        Column("due", "Due", weight=1.5),
        Column("state", "State", weight=1.5),
    )
    return Document(
        title="Questions that wait for an answer",
        subtitle=f"For the meeting of {meeting.on:%-d %B %Y}",
        council=council_name(),
        as_at=as_at,
        section_heading="",
        table_heading="",
        sections=(
            Section("Asked at earlier meetings", (Table("Questions without an answer yet", columns, rows),)),
        ),
    )


def _due(answer: Answer) -> str:
    return f"{answer.due_meeting.on:%-d %B %Y}" if answer.due_meeting else answer.due


def _indicator_names(indicators: set[int]) -> dict[int, tuple[str, str]]:
    found = Definition.objects.current().filter(indicator__in=indicators)
    rows = found.values_list("indicator", "indicator__slug", "name") if indicators else ()
    return {pk: (slug, name) for pk, slug, name in rows}


def _places(entries: set[int], risks: RiskView) -> dict[int, Place]:
    """Where each entry stands, on a register that this person sees; the corporate one where it is on several."""
    if not entries:
        return {}
    order = [row.pk for row in risks.registers]
    found = Place.objects.filter(entry__in=entries, register__in=order).select_related("register")
    ordered = sorted(found, key=lambda place: order.index(place.register_id), reverse=True)
    return {place.entry_id: place for place in ordered}
