"""What happened in a case, in the order of the days on which it happened, and what of its record was put right later.

Made from versions that superseded each other: what a version says for the first time happened on the day that it names;
what it says otherwise than the one before is a correction, and belongs to the day on which it was recorded. Nothing here
names or describes a person who complained: notes and answers are events without their words.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Any

from django.utils import timezone

from complaints.models import Details, Element, Learning, OmbudsmanCase, Pause, Remedy, Stage
from complaints.models.feedback import Feedback
from complaints.presenters import stage_label
from council.models import Superseding
from council.period_kinds import date_label

ONE_DAY = datetime.timedelta(days=1)
#: A field of a row with its name in words and how its value is said.
Said = tuple[str, str, Callable[[Any], str]]


@dataclass(frozen=True)
class Event:
    """One thing that happened on a day; `is_correction` where only the record was put right."""

    day: datetime.date
    title: str
    detail: str
    recorded_at: datetime.datetime
    by: str = ""
    is_correction: bool = False


@dataclass(frozen=True)
class Written:
    """That a text was written, without the text."""

    part: str
    at: datetime.datetime


def timeline(
    case: Feedback,
    *,
    details: Sequence[Details],
    stages: Sequence[Stage],
    elements: Sequence[Element],
    remedies: Sequence[Remedy],
    pauses: Sequence[Pause],
    ombudsman: Sequence[OmbudsmanCase],
    learning: Sequence[Learning],
    texts: Sequence[Written],
    subjects: Mapping[str, str],
) -> list[Event]:
    """The events of a case, the newest first. Each argument holds every version of the rows, in any order."""
    events = [
        *_details(case, details, subjects),
        *_each(stages, lambda chain: _stage(chain, details[-1].procedure)),
        *_each(elements, _element),
        *_each(remedies, _remedy),
        *_each(pauses, _pause),
        *_each(ombudsman, _ombudsman),
        *_each(learning, _learning),
        *_texts(texts),
    ]
    if case.erased_at:
        events.append(
            Event(_day(case.erased_at), "Words and names erased", "", case.erased_at, _name(case.erased_by))
        )
    # Python sorts stably: of one day and moment, what was put down first stays before the rest.
    events.sort(key=lambda event: (event.day, event.recorded_at))
    return events[::-1]


def _each(
    rows: Sequence[Superseding], events_of: Callable[[Sequence[Any]], Iterator[Event]]
) -> Iterator[Event]:
    """The events of each chain of versions."""

    def key(row: Superseding) -> list[str]:
        # The columns themselves: the case that a row names would be read from the database for each.
        return [str(getattr(row, row._meta.get_field(name).attname)) for name in row.KEY]

    for _, chain in groupby(sorted(rows, key=lambda row: (key(row), row.version)), key=key):
        yield from events_of(list(chain))


# --- What rows say --------------------------------------------------------------------------------------------------


def _details(case: Feedback, chain: Sequence[Details], subjects: Mapping[str, str]) -> Iterator[Event]:
    first = chain[0]
    yield Event(
        first.received_on,
        f"{case.get_kind_display()} received",
        first.get_channel_display(),
        *_recorded(first),
    )
    said: list[Said] = [
        ("received_on", "Received", _date),
        ("channel", "How it came", lambda value: _choice(Details, "channel", value)),
        ("area", "Area", lambda value: _choice(Details, "area", value)),
        ("procedure", "Procedure", lambda value: _choice(Details, "procedure", value)),
        ("service", "Service", str),
        ("service_type", "Service type", str),
        ("subjects", "About", lambda value: ", ".join(subjects.get(slug, slug) for slug in value)),
        ("complainant", "From", lambda value: _choice(Details, "complainant", value)),
        ("lead_body", "Who leads", lambda value: _choice(Details, "lead_body", value)),
        ("partners", "Joint with", str),
    ]
    for before, after in pairwise(chain):
        yield from _correction("Details changed", before, after, said, also_new=True)


def _stage(chain: Sequence[Stage], procedure: str) -> Iterator[Event]:
    first = chain[0]
    name = stage_label(procedure, first.stage)
    yield Event(first.started_on, f"{name}: started", _due(first), *_recorded(first))
    for before, after in zip([None, *chain], chain, strict=False):
        recorded = _recorded(after)
        if _is_new("acknowledged_on", before, after):
            yield Event(after.acknowledged_on, f"{name}: acknowledged", "", *recorded)
        if after.extended and not (before and before.extended):
            day = after.letter_on or _day(after.recorded_at)
            told = (
                f"The person was told by letter on {date_label(after.letter_on)}. " if after.letter_on else ""
            )
            yield Event(day, f"{name}: extended", f"{told}{_due(after)}", *recorded)
        if _is_new("agreed_to", before, after):
            yield Event(
                _day(after.recorded_at), f"{name}: a day agreed with the person", _due(after), *recorded
            )
        if _is_new("answered_on", before, after):
            yield Event(after.answered_on, f"{name}: {_outcome(after)}", _how_answered(after), *recorded)
        if before is not None:
            yield from _due_moved(name, before, after)
            yield from _correction(f"{name}: corrected", before, after, _STAGE)


def _due_moved(name: str, before: Stage, after: Stage) -> Iterator[Event]:
    """That a stage is due on another day for a reason that is an event of its own: a pause, an acknowledgement."""
    said_already = after.extended != before.extended or after.agreed_to != before.agreed_to
    if after.due_on == before.due_on or said_already or after.due_on is None or before.due_on is None:
        return
    detail = f"{_due(after)} instead of {date_label(before.due_on)}"
    yield Event(_day(after.recorded_at), f"{name}: due date moved", detail, *_recorded(after))


def _element(chain: Sequence[Element]) -> Iterator[Event]:
    first = chain[0]
    name = f"Point {first.number} of the complaint"
    yield Event(_day(first.recorded_at), name, str(first.subject), *_recorded(first))
    said: list[Said] = [
        ("subject", "About", str),
        ("outcome", "Outcome", lambda value: _choice(Element, "outcome", value)),
    ]
    for before, after in zip([None, *chain], chain, strict=False):
        if _is_new("outcome", before, after):
            yield Event(
                _day(after.recorded_at),
                f"{name}: {after.get_outcome_display().lower()}",
                "",
                *_recorded(after),
            )
        if before is not None:
            yield from _correction(f"{name}: corrected", before, after, said)


def _remedy(chain: Sequence[Remedy]) -> Iterator[Event]:
    first = chain[0]
    name = first.get_what_display()
    due = f"To be done by {date_label(first.due_on)}" if first.due_on else ""
    yield Event(first.agreed_on, f"Remedy agreed: {_remedy_words(first)}", due, *_recorded(first))
    for before, after in zip([None, *chain], chain, strict=False):
        if _is_new("done_on", before, after):
            yield Event(after.done_on, f"Remedy done: {_remedy_words(after)}", "", *_recorded(after))
        if before is not None:
            yield from _correction(f"Remedy corrected: {name.lower()}", before, after, _REMEDY)


def _pause(chain: Sequence[Pause]) -> Iterator[Event]:
    first = chain[0]
    whose = "of the whole procedure " if first.procedure else ""
    yield Event(first.first, f"The clock {whose}stopped", f"Pause for {first.reason}", *_recorded(first))
    for before, after in zip([None, *chain], chain, strict=False):
        if _is_new("last", before, after):
            yield Event(after.last + ONE_DAY, f"The clock {whose}ran again", "", *_recorded(after))
        if before is not None:
            yield from _correction("Pause corrected", before, after, _PAUSE)


def _ombudsman(chain: Sequence[OmbudsmanCase]) -> Iterator[Event]:
    first = chain[0]
    name = f"Ombudsman {first.reference}"
    wanted = f"An answer is wanted by {date_label(first.answer_by)}" if first.answer_by else ""
    yield Event(first.received_on, f"{name}: enquiry received", wanted, *_recorded(first))
    for before, after in zip([None, *chain], chain, strict=False):
        if _is_new("answered_on", before, after):
            yield Event(after.answered_on, f"{name}: answered", "", *_recorded(after))
        if _is_new("decided_on", before, after):
            paid = f"£{after.settlement:,.2f} to be paid" if after.settlement else ""
            yield Event(
                after.decided_on, f"{name}: {after.get_decision_display().lower()}", paid, *_recorded(after)
            )
        if before is not None:
            yield from _correction(f"{name}: corrected", before, after, _OMBUDSMAN)


def _learning(chain: Sequence[Learning]) -> Iterator[Event]:
    first = chain[0]
    yield Event(_day(first.recorded_at), "Learning recorded", str(first), *_recorded(first))
    for before, after in pairwise(chain):
        if after.status != before.status:
            day = after.done_on if _is_new("done_on", before, after) else _day(after.recorded_at)
            yield Event(day, f"Learning: {after.get_status_display().lower()}", str(after), *_recorded(after))
        yield from _correction("Learning corrected", before, after, ())


def _texts(texts: Iterable[Written]) -> Iterator[Event]:
    for text in texts:
        if text.part.startswith("note-"):
            yield Event(_day(text.at), "Note written", "Its words are behind “Show what was said”", text.at)


# --- How it is said -------------------------------------------------------------------------------------------------


def _correction(
    title: str, before: Superseding, after: Superseding, said: Sequence[Said], *, also_new: bool = False
) -> Iterator[Event]:
    """That values which were there were changed; with `also_new`, also those that were not there."""
    changes = []
    if getattr(after, "void", False) and not before.void:
        changes.append("Removed: it was entered by mistake")
    for name, label, words in said:
        old, new = getattr(before, name), getattr(after, name)
        if old == new or (_empty(old) and not also_new):
            continue
        changes.append(f"{label}: {_or_nothing(new, words)} instead of {_or_nothing(old, words)}")
    if changes:
        yield Event(_day(after.recorded_at), title, "; ".join(changes), *_recorded(after), is_correction=True)


def _is_new(name: str, before: Superseding | None, after: Superseding) -> bool:
    """Whether a version says something that the one before it did not."""
    return not _empty(getattr(after, name)) and (before is None or _empty(getattr(before, name)))


def _empty(value: object) -> bool:
    return value is None or value == "" or value == []


def _or_nothing(value: Any, words: Callable[[Any], str]) -> str:
    return "nothing" if _empty(value) else words(value)


def _recorded(row: Superseding) -> tuple[datetime.datetime, str]:
    return row.recorded_at, _name(row.recorded_by)


def _name(person: object) -> str:
    return str(person) if person else ""


def _day(moment: datetime.datetime) -> datetime.date:
    return timezone.localdate(moment)


def _date(value: datetime.date) -> str:
    return date_label(value)


def _money(value: Decimal) -> str:
    return f"£{value:,.2f}"


def _choice(model: type[Superseding], name: str, value: str) -> str:
    return str(dict(model._meta.get_field(name).flatchoices).get(value, value))


def _due(row: Stage) -> str:
    return f"Due on {date_label(row.due_on)}" if row.due_on else ""


def _outcome(row: Stage) -> str:
    return f"answered, {row.get_outcome_display().lower()}"


def _how_answered(row: Stage) -> str:
    said = [f"Decided by {row.decided_by}"] if row.decided_by else []
    if row.investigated:
        said.append(
            f"investigated {row.get_investigated_display()[:1].lower()}{row.get_investigated_display()[1:]}"
        )
    if row.cost:
        said.append(f"cost {_money(row.cost)}")
    return ", ".join(said)


def _remedy_words(row: Remedy) -> str:
    return f"{row.get_what_display().lower()}{f' of {_money(row.amount)}' if row.amount else ''}"


_STAGE: tuple[Said, ...] = (
    ("started_on", "Started", _date),
    ("acknowledged_on", "Acknowledged", _date),
    ("letter_on", "Letter", _date),
    ("agreed_to", "Agreed day", _date),
    ("answered_on", "Answered", _date),
    ("outcome", "Outcome", lambda value: _choice(Stage, "outcome", value).lower()),
    ("decided_by", "Decided by", str),
    ("cost", "Cost", _money),
)
_REMEDY: tuple[Said, ...] = (
    ("amount", "Amount", _money),
    ("agreed_on", "Agreed", _date),
    ("due_on", "To be done by", _date),
    ("done_on", "Done", _date),
)
_PAUSE: tuple[Said, ...] = (
    ("first", "First day", _date),
    ("last", "Last day", _date),
    ("reason", "Reason", str),
)
_OMBUDSMAN: tuple[Said, ...] = (
    ("received_on", "Received", _date),
    ("answer_by", "Answer by", _date),
    ("answered_on", "Answered", _date),
    ("decided_on", "Decided", _date),
    ("decision", "Decision", lambda value: _choice(OmbudsmanCase, "decision", value).lower()),
    ("settlement", "Settlement", _money),
)
