"""Definitions from a file: what it would change, and the change itself, all or nothing."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from council.authorization import Permission, require
from council.models import User
from council.periods import Slot
from kpis import definition_rules
from kpis.actions import definitions
from kpis.calculations import Calculation, CalculationRefused, parse, to_mapping
from kpis.definition_words import Change, changes
from kpis.definitions_file import Content, Entry, Finding, read
from kpis.models import Definition, Indicator, IndicatorGroup, SeriesBreak, SeriesEvent
from kpis.selectors import definition_entries as entries
from kpis.selectors import definitions as selectors
from kpis.selectors.definitions import Places

MARKS = {"breaks": "Breaks in the series", "events": "Events"}


class DefinitionsChanged(Exception):
    """Somebody changed a definition since the file was looked at; nothing was written."""


@dataclass(frozen=True)
class Step:
    """What the file does to one indicator; `before` is None where it is new."""

    entry: Entry
    draft: Definition
    before: Definition | None
    changes: list[Change]


@dataclass
class Plan:
    """What a file would change. Where there are findings, nothing of it may be written."""

    seen: str
    findings: list[Finding] = field(default_factory=list)
    new_groups: dict[str, str] = field(default_factory=dict)
    renamed_groups: list[Change] = field(default_factory=list)
    added: list[Step] = field(default_factory=list)
    changed: list[Step] = field(default_factory=list)
    unchanged: int = 0
    left_alone: list[Definition] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether everything is already as the file says."""
        return not (self.new_groups or self.renamed_groups or self.added or self.changed)


def plan(text: str) -> Plan:
    """What the file would change. Raises FileUnreadable."""
    return _Reading.of(text).plan


@transaction.atomic
def import_definitions(text: str, *, by: User, seen: str = "", source: str = "a file") -> Plan:
    """Write everything that the file changes, unless something in it has to be mended: then nothing, as its findings say.

    `seen` is that of the plan which the person looked at. Raises PermissionDenied, FileUnreadable, DefinitionsChanged, and
    EditConflict where somebody changes a definition at the same instant.
    """
    require(by, Permission.DEFINE_KPIS)
    # Before anything is read, and in the order in which figures and definitions take their turns.
    list(Indicator.objects.select_for_update(no_key=True).order_by("pk"))
    reading = _Reading.of(text)
    if seen and reading.plan.seen != seen:
        raise DefinitionsChanged("Definitions were changed after you looked at what the file would change.")
    if not reading.plan.findings:
        reading.write(by, f"From {source}.")
    return reading.plan


@dataclass
class _Reading:
    """A file beside the definitions as they are."""

    content: Content
    places: Places
    current: dict[str, Definition]
    marks: dict[str, entries.Marks]
    plan: Plan

    @classmethod
    def of(cls, text: str) -> _Reading:
        places = selectors.places()
        current = {row.indicator.slug: row for row in selectors.listing()}
        reading = cls(
            content=read(text, _known(places)),
            places=places,
            current=current,
            marks={"breaks": entries.marks(SeriesBreak), "events": entries.marks(SeriesEvent)},
            plan=Plan(seen=_seen(current)),
        )
        reading.plan.findings += reading.content.findings
        if not reading.plan.findings:
            reading.compare()
        return reading

    def compare(self) -> None:
        """Fill the plan."""
        for slug, name in self.content.groups.items():
            group = self.places.group.get(slug)
            if group is None:
                self.plan.new_groups[slug] = name
            elif group.name != name:
                self.plan.renamed_groups.append(Change("group", "Group", group.name, name))
        drafts = {slug: self._draft(entry) for slug, entry in self.content.entries.items()}
        everything = self.current | drafts
        names = {slug: row.name for slug, row in everything.items()}
        others = _calculations(everything)
        for slug, entry in self.content.entries.items():
            draft, before = drafts[slug], self.current.get(slug)
            self.plan.findings += _mistakes(entry, draft, names, others)
            found = changes(before, draft, names) + self._mark_changes(entry, before) if before else []
            step = Step(entry, draft, before, found)
            if before is None:
                self.plan.added.append(step)
            elif found:
                self.plan.changed.append(step)
            else:
                self.plan.unchanged += 1
        self.plan.left_alone = [row for slug, row in self.current.items() if slug not in drafts]

    def write(self, by: User, reason: str) -> None:
        """Write what the plan says; parts of calculations before what is worked out from them."""
        for slug, name in self.content.groups.items():
            group, _ = IndicatorGroup.objects.update_or_create(slug=slug, defaults={"name": name})
            self.places.group[slug] = group
        steps = {step.entry.slug: step for step in (*self.plan.added, *self.plan.changed)}
        drafts = {slug: self._draft(entry) for slug, entry in self.content.entries.items()}
        for slug in _parts_first(list(steps), _calculations(self.current | drafts)):
            step = steps[slug]
            indicator = self._write_definition(step, drafts[slug], by, reason)
            self._write_marks(step.entry, indicator, by)

    def _write_definition(self, step: Step, draft: Definition, by: User, reason: str) -> Indicator:
        if step.before is not None and not changes(step.before, draft):
            return step.before.indicator
        fields = {name: getattr(draft, name) for name in selectors.FIELDS}
        based_on = step.before.version if step.before else 0
        written = definitions.define(slug=step.entry.slug, by=by, based_on=based_on, reason=reason, **fields)
        return written.indicator

    def _write_marks(self, entry: Entry, indicator: Indicator, by: User) -> None:
        """Make the breaks and events those of the file; one that is not in it is removed and stays on record."""
        for key, stored, put in (
            ("breaks", selectors.breaks, definitions.break_series),
            ("events", selectors.events, definitions.note_event),
        ):
            wanted = {(mark["from"], mark["reason"]) for mark in entry.values[key]}
            kept = set()
            for row in stored(indicator):
                if (str(row.slot), row.reason) in wanted:
                    kept.add((str(row.slot), row.reason))
                else:
                    definitions.remove_mark(row, by=by)
            for place, words in sorted(wanted - kept):
                put(indicator=indicator, slot=Slot.parse(place), reason=words, by=by)

    def _mark_changes(self, entry: Entry, before: Definition) -> list[Change]:
        found = []
        for key, label in MARKS.items():
            old = self.marks[key].get(before.indicator_id, [])
            if old != entry.values[key]:
                found.append(Change(key, label, _mark_words(old), _mark_words(entry.values[key])))
        return found

    def _draft(self, entry: Entry) -> Definition:
        """The definition that the file says, not saved."""
        values = {key: value for key, value in entry.values.items() if key not in MARKS}
        service = self.places.service[values["service"]]
        group = values["group"]
        known = self.places.group.get(group) or IndicatorGroup(
            slug=group, name=self.content.groups.get(group, "")
        )
        return Definition(
            **values
            | {
                "service": service,
                "directorate": self.places.directorate.get(values["directorate"]) or service.directorate,
                "priority": self.places.priority.get(values["priority"]),
                "group": known if group else None,
                "scheme": self.places.scheme.get(values["scheme"]),
                "calculation": _canonical(values["calculation"]),
            }
        )


def _known(places: Places) -> dict[str, Any]:
    """The names that a file may use where a key has one of several."""
    return {
        "service": places.service,
        "directorate": places.directorate,
        "priority": places.priority,
        "group": places.group,
        "scheme": places.scheme,
        "good_is": Definition.GoodIs.values,
        "value_type": Definition.ValueType.values,
        "frequency": Definition.Frequency.values,
        "basis": Definition.Basis.values,
        "history": Definition.History.values,
    }


def _seen(current: Mapping[str, Definition]) -> str:
    """Tells whether any definition was changed."""
    versions = " ".join(f"{slug}:{row.version}" for slug, row in sorted(current.items()))
    return hashlib.sha256(versions.encode()).hexdigest()


def _canonical(mapping: dict[str, Any] | None) -> dict[str, Any] | None:
    """A calculation as it is kept; one that is none stays as it was written, for the rules to say what is wrong."""
    if not mapping:
        return None
    try:
        return to_mapping(parse(mapping))
    except CalculationRefused:
        return mapping


def _calculations(rows: Mapping[str, Definition]) -> dict[str, Calculation]:
    """The calculations that make sense; one that makes none is a finding of its own entry."""
    kept = {slug: row.calculation for slug, row in rows.items() if row.calculation}
    found = {}
    for slug, mapping in kept.items():
        with contextlib.suppress(CalculationRefused):
            found[slug] = parse(mapping)
    return found


def _mistakes(
    entry: Entry, draft: Definition, names: Mapping[str, str], others: Mapping[str, Calculation]
) -> list[Finding]:
    fields = {name: getattr(draft, name) for name in selectors.FIELDS}
    found = [
        Finding(entry.line_of(key), entry.slug, key, sentence)
        for key, sentence in definition_rules.mistakes(entry.slug, fields, names, others)
    ]
    plain = {key for key in selectors.FIELDS if key not in entries.REFERENCES}
    others_of_the_row = [each.name for each in Definition._meta.fields if each.name not in plain]
    try:
        draft.full_clean(exclude=others_of_the_row, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        said = {finding.field for finding in found}
        found += [
            Finding(entry.line_of(key), entry.slug, key, " ".join(sentences))
            for key, sentences in error.message_dict.items()
            if key not in said
        ]
    for key in MARKS:
        places = [mark["from"] for mark in entry.values[key]]
        if len(set(places)) < len(places):
            sentence = "Two stand at one place. Write them as one."
            found.append(Finding(entry.line_of(key), entry.slug, key, sentence))
    return found


def _parts_first(slugs: list[str], calculations: Mapping[str, Calculation]) -> list[str]:
    """The indicators in an order in which each stands after those it is worked out from."""
    ordered: dict[str, None] = {}

    def put(slug: str) -> None:
        if slug in ordered:
            return
        calculation = calculations.get(slug)
        for part in calculation.of if calculation else ():
            put(part)
        ordered[slug] = None

    for slug in slugs:
        put(slug)
    return [slug for slug in ordered if slug in set(slugs)]


def _mark_words(marks: list[dict[str, str]]) -> str:
    return "\n".join(f"{mark['from']}: {mark['reason']}" for mark in marks) or "–"
