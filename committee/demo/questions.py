"""The demonstration's questions: what members asked for at the meetings whose minutes the papers have.

Each was asked when its meeting began. What a later paper says of it is known from the day on which that paper went out.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from committee.actions import questions
from committee.demo.meetings import COMMITTEE, went_out_at
from committee.models import AgendaItem, Meeting, Question
from council.demo import read_yaml
from council.models import User
from kpis.models import Indicator
from risks.models import Place
from risks.references import key_of

QUESTIONS = COMMITTEE / "questions.yaml"
#: How long after it was asked something was answered at the same meeting.
AT_THE_MEETING = datetime.timedelta(hours=1)


def load() -> None:
    """Load the questions of the meetings that are there, with what became of them; what is there already is left alone."""
    clerk = User.objects.get(username="clerk")
    meetings = {meeting.slug: meeting for meeting in Meeting.objects.all()}
    known = set(Question.objects.values_list("ref", flat=True))
    for row in read_yaml(QUESTIONS):
        if row["meeting"] in meetings and row["ref"] not in known:
            _load_question(row, meetings, clerk)


def _load_question(row: Mapping[str, Any], meetings: Mapping[str, Meeting], by: User) -> None:
    meeting = meetings[row["meeting"]]
    question = questions.ask(
        ref=row["ref"],
        meeting=meeting,
        item=AgendaItem.objects.get(meeting=meeting, position=row["item"]),
        kind=row["kind"],
        raised_by=row["raised_by"],
        text=row["text"],
        by=by,
        at=meeting.starts_at,
        state=row.get("state", "open"),
        owner=row.get("owner", ""),
        due=row.get("due", ""),
        due_meeting=meetings[row["due_meeting"]] if "due_meeting" in row else None,
        **_concerned(row.get("concerns", {})),
    )
    if later := row.get("later"):
        at_once = later["meeting"] == row["meeting"]
        at = meeting.starts_at + AT_THE_MEETING if at_once else went_out_at(later["meeting"])
        questions.answer(question, by=by, based_on=1, at=at, state=later["state"], text=later["text"])


def _concerned(row: Mapping[str, str]) -> dict[str, Any]:
    """The indicator, or the entry of a register, that a question concerns."""
    if "indicator" in row:
        return {"indicator": Indicator.objects.get(slug=row["indicator"])}
    if "ref" in row:
        places = Place.objects.select_related("entry")
        return {"entry": places.get(register__slug=row["register"], key=key_of(row["ref"])).entry}
    return {}
