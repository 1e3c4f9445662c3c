"""One row of an uploaded sheet: an entry in its place, or findings that say how to mend it. Pure.

The rules are those of kpis.imports, which looks at the file as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from council.periods import (
    HOW_TO_WRITE,
    AcademicYear,
    FinancialYear,
    Month,
    Period,
    Quarter,
    Rolling,
    RunningTotal,
    Slot,
    Snapshot,
    parse,
    slot_for,
)
from council.sections import clean_text
from council.spreadsheets import Row
from council.spreadsheets.grid import column_letters, shown
from kpis.due import due_places
from kpis.entries import Entry, percentage
from kpis.series import usual_period
from kpis.stateless import PLACEHOLDERS, WORD
from kpis.written_numbers import clean, read_number

REQUIRED = ("kpi", "period", "value")
OPTIONAL = ("numerator", "denominator", "value_2", "state", "note")
#: Columns of our own workbooks that are there to be read by people.
BESIDE = ("indicator_name", "previous_figure", "target", "what_to_fix")
STATES = ("estimate", "provisional", "validated", "revised")
#: What the register keeps: so many digits before the point, and so many after it.
MOST_DIGITS = 14
LONGEST_WORDS = 300
LONGEST_NOTE = 2000
LONGEST_PERIOD = 20

PERIOD_KINDS: dict[str, tuple[type[Period], ...]] = {
    # a whole year beside months or quarters is the outturn of that year
    "monthly": (Month, Rolling, Snapshot, FinancialYear, AcademicYear),
    "quarterly": (Quarter, RunningTotal, Rolling, Snapshot, FinancialYear, AcademicYear),
    "annual": (FinancialYear, AcademicYear, Rolling, Snapshot),
}
EXAMPLES = {
    "monthly": "a month like 2021-09",
    "quarterly": "a quarter like 2021-22-Q2",
    "annual": "a year like 2021-22",
}
ADVERBS = {"monthly": "every month", "quarterly": "every quarter", "annual": "every year"}
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T].*)?")

NOT_DUE = ("not due", "not yet due")

Place = tuple[int, str, int]  # indicator, grain, ordinal


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with one cell, which rule it breaks, and how to mend it."""

    row: int
    column: str
    value: str
    sentence: str

    def __str__(self) -> str:
        return f'row {self.row}: {self.column}: "{self.value}" {self.sentence}'


@dataclass(frozen=True, slots=True)
class Measure:
    """What the checks need to know of an indicator; `may_enter` is whether the person may enter its figures.

    `lag` is that of `kpis.due`, `service` the key of the service whose return the figures belong to.
    """

    id: int
    slug: str
    name: str
    frequency: str
    basis: str
    value_type: str
    unit: str
    second_measure: str
    second_unit: str
    may_enter: bool
    lag: int | None = None
    is_calculated: bool = False
    service: int = 0
    service_name: str = ""


class Register:
    """The indicators by the names people use, and the rounds (ordinal: whether it is open)."""

    def __init__(self, measures: Iterable[Measure], rounds: Mapping[int, bool]) -> None:
        self.rounds = rounds
        self._named: dict[str, list[Measure]] = {}
        self._asked: dict[tuple[str, str, int | None], dict[Slot, Quarter]] = {}
        for measure in measures:
            for name in {measure.slug.casefold(), clean(measure.name).casefold()}:
                self._named.setdefault(name, []).append(measure)

    def named(self, text: str) -> list[Measure]:
        """The indicators of that short or full name: none, one, or several that share a full name."""
        return self._named.get(clean(text).casefold(), [])

    @property
    def newest(self) -> Quarter | None:
        """The newest open round; where none is open, the newest there was."""
        ordinals = [ordinal for ordinal, is_open in self.rounds.items() if is_open] or list(self.rounds)
        return Quarter.from_ordinal(max(ordinals)) if ordinals else None

    def round_for(self, slot: Slot, measure: Measure, brought_in: int | None = None) -> Quarter:
        """The round in which a figure at `slot` is reported; `brought_in` is the round of the one that stands there.

        As `kpis.selectors.entry.round_for` decides it for a figure that is typed, save for two: the outturn of a quarterly
        or monthly indicator stays in the last quarter of its year (in an open round it would pass for that round's
        figure), and an annual figure may be reported before its year is over.
        """
        if brought_in is not None:
            return Quarter.from_ordinal(brought_in)
        asking = self._asking(measure.frequency, measure.basis, measure.lag).get(slot)
        newest = self.newest
        if asking is None and measure.frequency == "annual" and newest and not self.is_closed(newest):
            return newest
        return asking or slot.period.quarter

    def _asking(self, frequency: str, basis: str, lag: int | None) -> dict[Slot, Quarter]:
        """The round that asks for each place of such an indicator's series; kept, since a file has thousands of rows."""
        key = frequency, basis, lag
        if key not in self._asked:
            rounds = [Quarter.from_ordinal(ordinal) for ordinal in sorted(self.rounds)]
            self._asked[key] = {
                slot: round_ for round_ in rounds for slot in due_places(frequency, basis, lag, round_)
            }
        return self._asked[key]

    def is_closed(self, round_: Quarter) -> bool:
        """Whether members have seen its figures."""
        return self.rounds.get(round_.ordinal) is False


@dataclass(frozen=True, slots=True)
class Proposed:
    """A row that is right in itself. Its entry's state may be empty: nothing was said."""

    row: int
    measure: Measure
    slot: Slot
    period: Period
    entry: Entry

    @property
    def place(self) -> Place:
        return self.measure.id, self.slot.grain, self.slot.ordinal

    @property
    def names_place(self) -> bool:
        """Whether the file only says where the figure stands, and not what it covers."""
        return self.period == self.slot.period


def fits(number: Decimal) -> bool:
    """Whether the register can keep the number as it is."""
    return number.adjusted() < MOST_DIGITS and -int(number.as_tuple().exponent) <= MOST_DIGITS


def absence(words: str) -> str:
    """How a figure is absent that these words stand for; "" where there are none.

    >>> absence("Not due until March"), absence("New measure"), absence("")
    ('not_due', 'not_available', '')
    """
    if words.casefold().startswith(NOT_DUE):
        return "not_due"
    return "not_available" if words else ""


class RowReader:
    """Reads one row; what is wrong with it is in `findings`."""

    def __init__(self, row: Row, headings: tuple[str, ...]) -> None:
        self.findings: list[Finding] = []
        self._number = row.number
        self._cells: dict[str, str] = {}
        for column, text in row.cells.items():
            name = headings[column] if column < len(headings) else ""
            if not name:
                self._find(
                    f"column {column_letters(column)}",
                    text,
                    "stands under no heading. Move it or take it out.",
                )
            elif name in REQUIRED or name in OPTIONAL:
                self._cells[name] = text
        for column, sentence in row.faults.items():
            name = headings[column] if column < len(headings) else ""
            if name in REQUIRED or name in OPTIONAL:
                self._find(name, row.cells.get(column, ""), sentence)

    def read(self, register: Register) -> Proposed | None:
        """The row's entry in its place, or None where something is wrong."""
        if self.findings:
            return None
        measure = self._measure(register)
        if measure is None:
            return None
        period = self._period(measure, register)
        entry = self._entry(measure)
        if period is None or entry is None:
            return None
        return Proposed(self._number, measure, slot_for(period, measure.frequency), period, entry)

    def _find(self, column: str, text: str, sentence: str) -> None:
        self.findings.append(Finding(self._number, column, shown(text), sentence))

    def _refuse(self, column: str, sentence: str) -> None:
        self._find(column, self._cells.get(column, ""), sentence)

    def _has(self, column: str) -> bool:
        return bool(self._cells.get(column, "").strip())

    def _measure(self, register: Register) -> Measure | None:
        if not self._has("kpi"):
            self._refuse("kpi", "is empty. Write the short name of the indicator.")
            return None
        named = register.named(self._cells["kpi"])
        measures = [measure for measure in named if measure.may_enter]
        if not named:
            self._refuse(
                "kpi",
                "is no indicator. Write its short name, as in the address of its page, or its full name.",
            )
        elif not measures:
            # Nothing else is said about the row: not even whether it would have been right.
            self._refuse("kpi", "is not among the indicators whose figures you may enter. Take the row out.")
        elif len(measures) > 1:
            slugs = ", ".join(measure.slug for measure in measures)
            self._refuse("kpi", f"is the name of several indicators. Write the short name: {slugs}.")
        elif measures[0].is_calculated:
            self._refuse(
                "kpi", "is worked out from other indicators. Take the row out: it follows their figures."
            )
        elif measures[0].value_type == "text":
            self._refuse("kpi", "is reported in words, not in figures. Take the row out.")
        else:
            return measures[0]
        return None

    def _period(self, measure: Measure, register: Register) -> Period | None:
        text = self._cells.get("period", "").strip()
        how = f"Write {EXAMPLES[measure.frequency]}."
        if not text:
            self._refuse("period", f"is empty. {how}")
            return None
        try:
            period = parse(text)
        except ValueError as error:
            if DATE.fullmatch(text):
                self._refuse("period", f"is a date. Format the column as text before typing. {how}")
            elif len(text) > LONGEST_PERIOD or str(error).endswith(HOW_TO_WRITE):
                self._refuse("period", f"is not a period. {how}")
            else:
                remedy = "" if "Write" in str(error) else f" {how}"
                self._refuse("period", f"is not a period: {error}{remedy}")
            return None
        slot = slot_for(period, measure.frequency)
        kinds = PERIOD_KINDS[measure.frequency]
        if not isinstance(period, (*kinds, type(usual_period(measure.basis, slot)))):
            self._refuse(
                "period", f"does not fit an indicator that is reported {ADVERBS[measure.frequency]}. {how}"
            )
            return None
        newest = register.newest
        if newest is None or slot.period.start > newest.end:
            latest = f"the newest quarter is {newest.label}" if newest else "no quarter has been opened"
            self._refuse("period", f"lies in the future: {latest}. Wait until its quarter is opened.")
            return None
        return period

    def _entry(self, measure: Measure) -> Entry | None:
        value, words = self._value(measure)
        top, bottom, share = self._share(measure, is_words=bool(words))
        if share is not None and not self._has("value"):
            value = share
        elif share is not None and value is not None:
            places = Decimal(1).scaleb(min(0, int(value.as_tuple().exponent)))
            if share.quantize(places, rounding=ROUND_HALF_UP) != value:
                exactly = share.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
                self._refuse(
                    "value", f"is not {top:f} of {bottom:f}, which is {exactly:f}%. Correct one of the three."
                )
        elif not self._has("value") and not self._has("numerator") and not self._has("denominator"):
            self._refuse("value", "is empty. Write the figure, or in words why there is none.")
        second = self._number_in("value_2", measure.second_unit) if self._has("value_2") else None
        if second is not None and not measure.second_measure:
            self._refuse("value_2", "has no place: this indicator has one number. Leave the cell empty.")
        state, note = self._state(), self._note()
        if self.findings:
            return None
        return Entry(
            value=value,
            second_value=second,
            numerator=top,
            denominator=bottom,
            absence=absence(words),
            text=words,
            state=state,
            note=note,
        )

    def _value(self, measure: Measure) -> tuple[Decimal | None, str]:
        """The number, or the words that stand in its place."""
        if not self._has("value"):
            return None, ""
        text = self._cells["value"]
        words = clean(clean_text(text))
        is_phrase = words[:1].isalpha() and len(WORD.findall(words)) >= 2 and " " in words
        if not is_phrase and words.casefold() not in PLACEHOLDERS:
            return self._number_in("value", measure.unit), ""
        if len(words) > LONGEST_WORDS:
            self._refuse(
                "value",
                f"has {len(words):,} characters. Words in a figure's place have at most {LONGEST_WORDS}.",
            )
        return None, words

    def _share(
        self, measure: Measure, *, is_words: bool
    ) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        """Numerator, denominator and the percentage they make."""
        given = [name for name in ("numerator", "denominator") if self._has(name)]
        if not given:
            return None, None, None
        if measure.value_type != "percentage":
            self._refuse(given[0], "has no place: this indicator is not a percentage. Leave the cell empty.")
        elif is_words:
            self._refuse(given[0], "stands beside words in the value's place. Keep the numbers or the words.")
        elif len(given) < 2:
            missing = "denominator" if given == ["numerator"] else "numerator"
            self._refuse(missing, f"is empty. Write the {missing} too, or leave both cells empty.")
        else:
            top, bottom = self._number_in("numerator", ""), self._number_in("denominator", "")
            if top is None or bottom is None:
                return None, None, None
            if bottom <= 0:
                self._refuse("denominator", "is not more than 0. Correct it.")
                return None, None, None
            share = percentage(top, bottom)
            if not fits(share):
                self._refuse(
                    "numerator", f"of {bottom:f} makes a percentage of too many digits. Correct one of them."
                )
            else:
                return top, bottom, share
        return None, None, None

    def _number_in(self, column: str, unit: str) -> Decimal | None:
        number = read_number(self._cells[column])
        if number is None:
            self._refuse(column, "is not a number. Write it like 1234.5: a point for decimals, no letters.")
        elif not fits(number.value):
            self._refuse(
                column,
                f"has more than {MOST_DIGITS} digits before or after the point. Round it.",
            )
        elif number.unit and number.unit != unit:
            these = f"in {unit}" if unit else "plain numbers"
            self._refuse(
                column,
                f"is written with {number.unit}, but the figures of this indicator are {these}. Correct it.",
            )
        else:
            return number.value
        return None

    def _state(self) -> str:
        state = clean(self._cells.get("state", "")).casefold()
        if state and state not in STATES:
            self._refuse(
                "state", f"is not a state. Write {', '.join(STATES[:-1])} or {STATES[-1]}, or leave it empty."
            )
        return state

    def _note(self) -> str:
        note = clean_text(self._cells.get("note", "")).strip()
        if len(note) > LONGEST_NOTE:
            self._refuse("note", f"has {len(note):,} characters. A note has at most {LONGEST_NOTE:,}.")
        return note
