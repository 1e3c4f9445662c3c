"""Figures from an uploaded sheet: each row becomes an entry in its place, or findings that say how to mend it.

Pure. Whoever calls reads the indicators and rounds that the checks need, and the figures that stand, and writes the changes.
The rules, each decided once:

    kpi          the short name in the address of the indicator's page, or the full name; capitals make no difference
    period       the notation of council.periods, of a kind that the indicator's frequency has. One that only names the
                 place (2021-22-Q2) stands for what a figure there usually covers; any other is kept as written
    value        a number as in kpis.written_numbers (12,5 and 1e5 are refused), whose % or £ must be the indicator's; or a
                 placeholder (n/a, TBC) or phrase of two or more words (New measure from Q1) printed in its place: not
                 available, or not due where it begins so
    numerator, denominator    counts of a percentage: they make the value where it is blank, and must agree with it, rounded
                 half up to its decimals, where it is not
    state        estimate, provisional, validated or revised; blank keeps what stands, and is provisional at first
    note, value_2    a blank cell removes what stands; a file without the column leaves it
    round        a correction belongs to the round that brought the figure in. A new figure belongs to the round that asks
                 for it, by frequency and publication lag; a year that no round asks for to the newest open one; any other
                 to the round of the quarter it ends in. What members have seen, in a closed round, and what somebody
                 approved changes only with a new note, which is kept as the reason. A return that lies with its approver
                 takes no rows
    calculated   figures that are worked out from others take no rows
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from council.periods import Period, Quarter, Slot, parse
from council.spreadsheets import FileRefused, Sheet
from council.spreadsheets.grid import shown
from kpis.entries import Entry
from kpis.imported_rows import (
    BESIDE,
    OPTIONAL,
    REQUIRED,
    Finding,
    Measure,
    Place,
    Proposed,
    Register,
    RowReader,
)
from kpis.series import usual_period

__all__ = [
    "REQUIRED",
    "Change",
    "Checked",
    "Finding",
    "Measure",
    "Place",
    "Register",
    "Settled",
    "Standing",
    "check",
    "settle",
]

#: States of a return, as `kpis.models.Return` names them.
SUBMITTED, APPROVED = "submitted", "approved"


@dataclass(frozen=True, slots=True)
class Checked:
    """The rows of a file that are right in themselves, and what is wrong with the others."""

    columns: frozenset[str]
    rows: tuple[Proposed, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """The figure that stands in a place now."""

    pk: int
    version: int
    reported_in: int
    period: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Change:
    """A figure to write."""

    row: int
    measure: Measure
    slot: Slot
    reported_in: Quarter
    period: Period
    entry: Entry
    reason: str
    replaces: Standing | None


@dataclass(slots=True)
class Settled:
    """What the rows come to beside the figures that stand."""

    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    findings: list[Finding] = field(default_factory=list)


def check(sheet: Sheet, register: Register) -> Checked:
    """Every row by itself, and no place twice. FileRefused where a column is there twice."""
    known = (*REQUIRED, *OPTIONAL)
    if twice := [name for name in known if sheet.headings.count(name) > 1]:
        raise FileRefused(f"{sheet.name} has the column {', '.join(twice)} twice. Keep one of them.")
    unknown = [name for name in sheet.headings if name and name not in (*known, *BESIDE)]
    rows: list[Proposed] = []
    findings: list[Finding] = []
    for row in sheet.rows:
        reader = RowReader(row, sheet.headings)
        proposed = reader.read(register)
        findings += reader.findings
        if proposed and not reader.findings:
            rows.append(proposed)
    findings += _duplicates(rows)
    return Checked(
        columns=frozenset(sheet.headings),
        rows=tuple(rows),
        findings=tuple(sorted(findings, key=lambda finding: finding.row)),
        notes=(*sheet.notes, *(f"The column {shown(name)} was not read." for name in unknown)),
    )


def settle(
    checked: Checked,
    register: Register,
    standing: Mapping[Place, Standing],
    returns: Mapping[tuple[int, int], str] | None = None,
) -> Settled:
    """Hold the rows against the figures that stand: what is new, what is corrected, what is the same.

    `returns` are the states of the returns of open rounds, by service and round.
    """
    settled = Settled()
    for row in checked.rows:
        now = standing.get(row.place)
        entry = _completed(row.entry, now, checked.columns)
        usual = usual_period(row.measure.basis, row.slot)
        period = row.period
        if row.names_place:
            period = parse(now.period) if now else usual
        if now and now.entry == entry and now.period == str(period):
            settled.unchanged += 1
            continue
        brought_in = now.reported_in if now else None
        round_ = register.round_for(row.slot, row.measure, brought_in)
        is_closed = register.is_closed(round_)
        state = "" if is_closed else (returns or {}).get((row.measure.service, round_.ordinal), "")
        # A file that was taken from here repeats the notes that stand; that of an earlier change explains no new one.
        says_why = row.entry.note and not (now and now.entry.note == row.entry.note)
        silence = "is the one that stands already" if row.entry.note else "is empty"
        if round_.ordinal not in register.rounds:
            sentence = f"belongs to {round_.label}, which is not open for figures. Ask the performance lead to open it."
            settled.findings.append(Finding(row.row, "period", str(row.period), sentence))
        elif is_closed and not says_why:
            sentence = f"{silence}, and {round_.label} is closed. Write why a figure that members have seen is changed."
            settled.findings.append(Finding(row.row, "note", shown(row.entry.note), sentence))
        elif state == SUBMITTED:
            sentence = (
                f"belongs to the return of {row.measure.service_name} for {round_.label}, which has been submitted. Take "
                "the return back, or have the approver return it, before you change it."
            )
            settled.findings.append(Finding(row.row, "kpi", shown(row.measure.slug), sentence))
        elif state == APPROVED and not says_why:
            sentence = (
                f"{silence}, and the return of {row.measure.service_name} for {round_.label} is approved. Write why one of "
                "its figures is changed."
            )
            settled.findings.append(Finding(row.row, "note", shown(row.entry.note), sentence))
        else:
            reason = row.entry.note if is_closed or state == APPROVED else ""
            settled.changes.append(
                Change(row.row, row.measure, row.slot, round_, period, entry, reason, replaces=now)
            )
    return settled


def _completed(entry: Entry, now: Standing | None, columns: frozenset[str]) -> Entry:
    """The entry with what the file cannot say, or does not, taken from the figure that stands."""
    if now is None:
        return replace(entry, state=entry.state or "provisional")
    stands = now.entry
    return replace(
        entry,
        state=entry.state or stands.state,
        note=entry.note if "note" in columns else stands.note,
        second_value=entry.second_value if "value_2" in columns else stands.second_value,
        forecast=stands.forecast,
        quartile=stands.quartile,
        is_forecast=stands.is_forecast,
        # why the figure was right in spite of warnings says nothing of another figure
        explanation=stands.explanation if entry.value == stands.value else "",
    )


def _duplicates(rows: list[Proposed]) -> list[Finding]:
    """A finding for each row whose place another row fills too."""
    places: dict[Place, list[Proposed]] = {}
    for row in rows:
        places.setdefault(row.place, []).append(row)
    return [
        Finding(
            row.row,
            "kpi",
            shown(row.measure.slug),
            f"has a figure for {row.slot} in rows {', '.join(str(each.row) for each in same[:5])}. Keep one of them.",
        )
        for same in places.values()
        if len(same) > 1
        for row in same
    ]
