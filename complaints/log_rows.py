"""A log in a spreadsheet, read row by row and checked. Pure: what the council knows is given to it.

No sentence repeats what a cell holds: a log is full of people's names and words, and sentences end up in screens, pictures
of screens and messages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from complaints.clocks import CannotExtend, Pause
from complaints.log_columns import NAMES, TEXTS
from complaints.offers import offer
from complaints.procedures import NoRule
from complaints.references import uses_up_the_series
from complaints.stage_dates import StageDates, dates_of
from complaints.stage_moves import STAGES, first_stages
from complaints.written_days import read_day
from council.spreadsheets import FileRefused, Row, Sheet
from council.spreadsheets.grid import column_letters
from council.working_days import WorkingDays

FIRST_YEAR = 1990
LONGEST = {"reference": 20, "joint_with": 300, "decided_by": 120}
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
#: Words that stand in the place of a reference in addresses.
RESERVED = frozenset({"add", "upload"})
_YES = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False, "": False}

#: Codes by what people write for them: names and codes in small letters.
Words = Mapping[str, str]


@dataclass(frozen=True)
class KnownType:
    """A service type: its area, and the service that does it ("" where none is named)."""

    slug: str
    name: str
    area: str
    service: str = ""


@dataclass(frozen=True)
class Known:
    """What the council knows on the day of the upload. Services are those of the person who uploads."""

    today: date
    kinds: Words
    channels: Words
    complainants: Words
    areas: Words
    procedures: Words
    outcomes: Words
    services: Words
    subjects: Words
    service_types: Mapping[str, KnownType]
    needs_service: bool
    taken: Collection[str]
    calendar: WorkingDays
    pauses: Mapping[str, list[Pause]] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """What is wrong with one row, where, and how to mend it; column "" where it is the row as a whole."""

    row: int
    column: str
    wrong: str
    mend: str


@dataclass(frozen=True)
class LogRow:
    """One piece of feedback. `details` and `stage` have the names of the models' fields, services and types by slug."""

    number: int
    reference: str
    kind: str
    type_name: str
    details: dict[str, Any]
    stage: dict[str, Any]
    texts: dict[str, str]

    @property
    def due_on(self) -> date | None:
        """When its stage is due, where that is still open."""
        return None if self.stage.get("answered_on") else self.stage.get("due_on")


@dataclass(frozen=True)
class Log:
    """The rows that can be read, and everything that is wrong with the others."""

    rows: tuple[LogRow, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]


def read_log(sheet: Sheet, known: Known) -> Log:
    """Every row of a log. Raises FileRefused where a column is there twice."""
    headings = [name.replace("-", "_") for name in sheet.headings]
    if twice := [name for name in NAMES if headings.count(name) > 1]:
        raise FileRefused(f"The column {', '.join(twice)} is there twice. Keep one of them.")
    places = {name: headings.index(name) for name in NAMES if name in headings}
    unread = [column_letters(at) for at, name in enumerate(headings) if name and name not in NAMES]
    notes = list(sheet.notes)
    if unread:
        notes.append(f"Not read, since the log has no such columns: column {', '.join(unread)}.")
    rows: list[LogRow] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for row in sheet.rows:
        reader = _RowReader(row, places, known)
        found = reader.read()
        if found and found.reference:
            first = seen.setdefault(found.reference.casefold(), row.number)
            if first != row.number:
                reader.find("reference", f"row {first} has the same reference", "Give each row its own.")
        problems += reader.problems
        if found and not reader.problems:
            rows.append(found)
    return Log(tuple(rows), tuple(problems), tuple(notes))


class _RowReader:
    """Reads one row, and notes what it cannot read."""

    def __init__(self, row: Row, places: Mapping[str, int], known: Known) -> None:
        self.row, self.places, self.known = row, places, known
        self.problems: list[Problem] = []
        #: Cells that cannot be read at all. Nothing else is said of them.
        self.unread = {name for name, place in places.items() if place in row.faults}
        for name in sorted(self.unread, key=places.__getitem__):
            self.find(name, row.faults[places[name]].partition(". ")[0], "Mend the cell in the spreadsheet.")

    def find(self, column: str, wrong: str, mend: str) -> None:
        self.problems.append(Problem(self.row.number, column, wrong, mend))

    def read(self) -> LogRow | None:
        """The row; None where its kind or its day cannot be told, and nothing more can be said of it."""
        known = self.known
        received = self._day("received", must=True)
        kind = self._choice("kind", known.kinds, must=True)
        complainant = self._choice("complainant", known.complainants, must=True)
        area, service_type, service = self._about()
        type_name = service_type.name if service_type else ""
        details = {
            "received_on": received,
            "channel": self._choice("channel", known.channels) or "other",
            "area": area,
            "service_type": service_type.slug if service_type else "",
            "service": service,
            "subjects": self._subjects(),
            "complainant": complainant,
            "lead_body": self._choice("joint_lead", {"council": "council", "nhs": "nhs"}),
            "partners": self._line("joint_with"),
            "procedure": "",
        }
        self._check_joint(details)
        texts = {name: text for name in TEXTS if (text := self._text(name))}
        reference = self._reference()
        if received is None or not kind:
            return None
        stage: dict[str, Any] = {}
        if kind == "complaint":
            stage = self._stage(details)
        else:
            self._no_stage(kind)
        return LogRow(self.row.number, reference, kind, type_name, details, stage, texts)

    # --- What a cell holds ------------------------------------------------------------------------------------------

    def _text(self, name: str) -> str:
        place = self.places.get(name)
        return "" if place is None or name in self.unread else self.row.cells.get(place, "").strip()

    def _line(self, name: str) -> str:
        text = " ".join(self._text(name).split())
        if len(text) > LONGEST[name]:
            self.find(name, f"it is longer than {LONGEST[name]} characters", "Shorten it.")
        return text

    def _choice(self, name: str, words: Words, *, must: bool = False) -> str:
        text = " ".join(self._text(name).casefold().split())
        if not text:
            if must and name not in self.unread:
                self.find(name, "it is empty", "Fill it in.")
            return ""
        if text not in words:
            self.find(name, "the log does not know what it says", _choose(words))
        return words.get(text, "")

    def _day(self, name: str, *, must: bool = False) -> date | None:
        text = self._text(name)
        if not text:
            if must and name not in self.unread:
                self.find(name, "it is empty", "Fill in the day.")
            return None
        day = read_day(text)
        if day is None:
            self.find(name, "it is not a day", "Write it like 27 March 2021 or 27/03/2021.")
        elif day > self.known.today:
            self.find(name, "the day is in the future", "Give the day on which it happened.")
        elif day.year < FIRST_YEAR:
            self.find(name, f"the day is before {FIRST_YEAR}", "Write the year with four digits.")
        else:
            return day
        return None

    # --- What columns say together ----------------------------------------------------------------------------------

    def _about(self) -> tuple[str, KnownType | None, str]:
        """Area, service type and service; what is left out follows from the service type."""
        area = self._choice("area", self.known.areas)
        written = " ".join(self._text("service_type").casefold().split())
        kept = self.known.service_types.get(written)
        if written and kept is None:
            names = {name: name for name in self.known.service_types}
            self.find("service_type", "the log does not know what it says", _choose(names))
        if kept and area and kept.area != area:
            self.find("area", "it is another than that of the service type", "Take one of the two away.")
        if not area and not written and not {"area", "service_type"} & self.unread:
            self.find("service_type", "it is empty, and so is the area", "Fill in one of the two.")
        service = self._choice("service", self.known.services) or (kept.service if kept else "")
        if self.known.needs_service and service not in self.known.services.values():
            self.find("service", "it is none of the services that you handle", _choose(self.known.services))
        return area or (kept.area if kept else ""), kept, service

    def _subjects(self) -> list[str]:
        found = []
        for part in self._text("subjects").split(";"):
            written = " ".join(part.casefold().split())
            if not written:
                continue
            if written not in self.known.subjects:
                self.find("subjects", "the log does not know one of them", _choose(self.known.subjects))
                return []
            found.append(self.known.subjects[written])
        return list(dict.fromkeys(found))

    def _reference(self) -> str:
        text = self._line("reference")
        if not text:
            return ""
        if not _REFERENCE.fullmatch(text) or text.casefold() in RESERVED:
            self.find("reference", "it is no reference", "Write letters, digits, - and . only.")
        elif uses_up_the_series(text):
            self.find("reference", "its number is too large", "Leave it empty: the row is given a reference.")
        elif text.casefold() in self.known.taken:
            self.find(
                "reference", "the log has a case with this reference", "Take the row away, or the reference."
            )
        return text

    def _check_joint(self, details: Mapping[str, Any]) -> None:
        if details["lead_body"] and not details["partners"]:
            self.find("joint_with", "it is empty, though the complaint is joint", "Name the organisations.")
        if details["partners"] and not self._text("joint_lead"):
            self.find("joint_lead", "it is empty, though organisations are named", "Write Council or NHS.")

    def _no_stage(self, kind: str) -> None:
        for name in ("procedure", "stage", "acknowledged", "extended", "letter", "answered", "outcome"):
            if self._text(name):
                self.find(name, f"a {kind} has none", "Leave it empty.")

    def _stage(self, details: dict[str, Any]) -> dict[str, Any]:
        """The stage that a complaint began with, its dates worked out; writes the procedure into `details`."""
        written = self._choice("procedure", self.known.procedures)
        if not details["area"] or not details["complainant"]:
            return {}
        procedure = written or offer(details["area"], details["complainant"]).procedure
        details["procedure"] = procedure
        code = self._choice("stage", _stage_words(procedure)) or first_stages(procedure)[0]
        acknowledged, letter, answered = (self._day(name) for name in ("acknowledged", "letter", "answered"))
        extended = self._extended()
        outcome = self._choice("outcome", self.known.outcomes)
        started = details["received_on"]
        for name, day in (("acknowledged", acknowledged), ("letter", letter), ("answered", answered)):
            if day and day < started:
                self.find(name, "the day is before the day of receipt", "Check both days.")
        if acknowledged and answered and acknowledged > answered:
            self.find("acknowledged", "the day is after the day of the answer", "Check both days.")
        if answered and not outcome and not self._text("outcome"):
            self.find("outcome", "it is empty, though the stage was answered", "Write how it ended.")
        if outcome and not self._text("answered"):
            self.find("answered", "it is empty, though there is an outcome", "Fill in the day.")
        dates = self._dates(procedure, code, started, acknowledged, extended)
        return {
            "stage": code,
            "started_on": started,
            "acknowledged_on": acknowledged,
            "extended": extended,
            "letter_on": letter,
            "answered_on": answered,
            "outcome": outcome,
            "decided_by": self._line("decided_by"),
            "acknowledge_by": dates.acknowledge_by if dates else None,
            "limit_on": dates.limit_on if dates else None,
            "longest_on": dates.longest_on if dates else None,
            "due_on": dates.due_on if dates else None,
        }

    def _extended(self) -> bool:
        text = self._text("extended").casefold()
        if text not in _YES:
            self.find("extended", "it is neither yes nor no", "Write yes or no.")
        return _YES.get(text, False)

    def _dates(
        self, procedure: str, code: str, started: date, acknowledged: date | None, extended: bool
    ) -> StageDates | None:
        try:
            return dates_of(
                procedure,
                code,
                started_on=started,
                acknowledged_on=acknowledged,
                extended=extended,
                pauses=self.known.pauses.get(procedure, ()),
                calendar=self.known.calendar,
            )
        except CannotExtend:
            self.find("extended", "this stage cannot be extended", "Write no, or leave it empty.")
        except NoRule:
            self.find(
                "received", "the procedure had no such stage on that day", "Check the day and the stage."
            )
        return None


def _stage_words(procedure: str) -> Words:
    """What people write for the stages that a procedure may begin with: code, name, and the name's beginning."""
    begins = first_stages(procedure)
    kinds = [kind for kind in STAGES[procedure] if kind.code in begins]
    spell: tuple[Callable[[Any], str], ...] = (
        lambda kind: kind.code,
        lambda kind: kind.label.casefold(),
        lambda kind: kind.label.partition(",")[0].casefold(),
    )
    return {say(kind): kind.code for kind in kinds for say in spell}


def _choose(words: Words) -> str:
    """The sentence that names the choices: one word for each, the longest, since that is its name."""
    names: dict[str, str] = {}
    for written, code in words.items():
        if len(written) > len(names.get(code, "")):
            names[code] = written
    listed = [name[:1].upper() + name[1:] for name in names.values()]
    if not listed:
        return "Leave it empty."
    more = f" and {len(listed) - 12} more, which the page lists" if len(listed) > 12 else ""
    return f"Write one of: {', '.join(listed[:12])}{more}."
