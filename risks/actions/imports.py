"""Writing a register that was given as a spreadsheet: all of it or none."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, count
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from council.actions.superseding import EditConflict
from council.authorization import Permission, require
from council.models import Directorate, Service, User
from council.periods import Quarter, quarter_of
from council.spreadsheets import Sheet
from risks import imports
from risks.actions import entries, new_entries, registers, reviews, rounds
from risks.actions.new_entries import NewEntry
from risks.checks import check_entries
from risks.matrix import Matrix, as_content
from risks.models import (
    POSITIONS,
    Assessment,
    Details,
    MatrixVersion,
    Movement,
    Place,
    Register,
    Review,
    ReviewRound,
    RiskMatrix,
)
from risks.models import Entry as KeptEntry
from risks.reference import usual_matrix
from risks.references import key_of
from risks.register_rows import Entry, Finding, read_register
from risks.selectors import matrices, movements

#: What the words that were printed of an assessment speak of; with another position they are of no more use.
MARKED = tuple(f"{position}_{part}" for position in POSITIONS for part in ("likelihood", "impact", "score"))
#: While a review is so, the assessment is not changed.
SETTLED = frozenset({Review.State.SUBMITTED, Review.State.AGREED})


class ImportRefused(Exception):
    """The register cannot be imported; the message says why and what to do. Nothing was written."""


@dataclass
class Imported:
    """What an import did, or would do. With findings it did nothing."""

    quarter: Quarter
    matrix: Matrix
    entries: tuple[Entry, ...]
    findings: list[Finding]
    notes: list[str]
    added: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass
class _Kept:
    """What is kept of one entry of the register; `assessment` and `review` are those of the quarter.

    `home` is the register that it was first placed on, whose matrix scores it (`matrices.version_for`).
    """

    place: Place
    is_on: bool
    home: Register
    details: Details
    assessment: Assessment | None
    review: Review | None


@dataclass
class _Plan:
    """Where an import goes, and what it finds there."""

    quarter: Quarter
    opens: bool
    register: Register | None
    version: MatrixVersion | None
    matrix: Matrix
    makes_version: bool
    kept: dict[str, _Kept]


def import_register(
    *,
    slug: str,
    sheet: Sheet,
    on: datetime.date,
    by: User | None = None,
    matrix: Matrix | None = None,
    belongs_to: Directorate | Service | None = None,
    dry_run: bool = False,
) -> Imported:
    """Make a spreadsheet the register `slug` of the open risk quarter. Nothing is written where there is a finding.

    A register that does not exist is made: the corporate one, or that of what it `belongs_to`, not for members, with a
    matrix of its own. Where no quarter is open, that of the day `on` is opened. Another `matrix` than the one in force
    becomes its next version, from the open quarter on. Entries of the register that the file does not have stay as they
    are, and rows that equal what is kept write nothing, so a file may be sent twice.

    A trial (`dry_run`) needs nobody. Raises PermissionDenied, FileRefused (a column is there twice), ImportRefused.
    """
    if by is None and not dry_run:
        raise ImportRefused("Say who imports the register.")
    if by is not None:
        require(by, Permission.MANAGE_RISKS)
    try:
        with transaction.atomic():
            plan = _plan(slug, on, matrix, belongs_to)
            read = read_register(sheet, plan.matrix)
            findings = [
                *read.findings,
                *check_entries(read.entries, on),
                *imports.findings(read.entries),
                *_against_kept(read.entries, read.columns, plan),
            ]
            done = Imported(plan.quarter, plan.matrix, read.entries, findings, [*read.notes])
            if by is not None and not findings and not dry_run:
                _Writer(plan, slug, sheet.name, belongs_to, by, done).write(read.entries, read.columns)
    except EditConflict as error:
        raise ImportRefused(
            "Somebody changed an entry of the register at the same moment. Nothing was imported: import the file again."
        ) from error
    except ValidationError as error:
        raise ImportRefused(f"Nothing was imported. {' '.join(error.messages)}") from error
    except (
        entries.EntryRefused, matrices.NoMatrix, registers.RegisterRefused, reviews.ReviewRefused, rounds.RoundRefused,
    ) as error:  # fmt: skip
        raise ImportRefused(f"Nothing was imported. {error}") from error
    return done


def _plan(
    slug: str, on: datetime.date, given: Matrix | None, belongs_to: Directorate | Service | None
) -> _Plan:
    """Where the import goes. The open round and the register are held until the transaction ends."""
    newest = ReviewRound.objects.filter(closed_at=None).first()
    quarter = newest.quarter if newest else quarter_of(on)
    if newest:
        rounds.hold(quarter)
    register = Register.objects.select_for_update(no_key=True, of=("self",)).filter(slug=slug).first()
    if register is None:
        registers.check_slug(slug)  # a trial says so too
        matrix = given or usual_matrix()
        return _Plan(quarter, newest is None, None, None, matrix, makes_version=True, kept={})
    if belongs_to not in (None, register.directorate, register.service):
        raise ImportRefused(
            f"{register.name} is not the register of {belongs_to}. Import into another register."
        )
    if not register.exists_in(quarter):
        raise ImportRefused(f"{register.name} is not kept in {quarter.label}. Import into another register.")
    version = matrices.in_force(register.matrix, quarter)
    in_force = version.parsed()
    return _Plan(
        quarter,
        newest is None,
        register,
        version,
        given or in_force,
        makes_version=given is not None and given != in_force,
        kept=_kept(register, quarter),
    )


def _kept(register: Register, quarter: Quarter) -> dict[str, _Kept]:
    """The entries that have or had a place on the register, by the key of their reference."""
    places = list(register.places.select_related("entry", "register"))
    ids = [place.entry_id for place in places]
    on = {place.pk for place in movements.places_on(register, quarter)}
    homes = Place.objects.filter(entry__in=ids).order_by("entry", "pk").distinct("entry")
    home = {first.entry_id: first.register for first in homes.select_related("register")}
    details = {row.entry_id: row for row in Details.objects.current().filter(entry__in=ids)}
    of_quarter = Assessment.objects.current().filter(entry__in=ids, ordinal=quarter.ordinal)
    assessments = {row.entry_id: row for row in of_quarter}
    reviewed = {row.entry_id: row for row in Review.objects.filter(entry__in=ids, round=quarter.ordinal)}
    return {
        place.key: _Kept(
            place,
            place.pk in on,
            home[place.entry_id],
            details[place.entry_id],
            assessments.get(place.entry_id),
            reviewed.get(place.entry_id),
        )
        for place in places
    }


def _against_kept(read: Iterable[Entry], columns: frozenset[str], plan: _Plan) -> list[Finding]:
    """What the file says against what is kept, and a person has to settle."""
    found: list[Finding] = []
    for entry in read:
        kept = plan.kept.get(key_of(entry.ref))
        if kept is None:
            continue
        if entry.is_opportunity != kept.place.entry.is_opportunity:
            kind = kept.place.entry.get_kind_display().lower()
            sentence = (
                f"it is kept as {'an' if kind[0] in 'aeiou' else 'a'} {kind}. Write {kind} as its kind."
            )
            found.append(Finding(entry.ref, "kind_differs", sentence))
        if not kept.is_on:
            sentence = "it has left the register. Reopen it first, or give the entry another reference."
            found.append(Finding(entry.ref, "off_register", sentence))
        if (
            kept.review is not None
            and kept.review.state in SETTLED
            and _assessment_changes(entry, columns, kept, plan)
        ):
            state = kept.review.get_state_display().lower()
            sentence = f"its review is {state}, and the file has another assessment. Return the review first."
            found.append(Finding(entry.ref, "reviewed", sentence))
        if kept.home.matrix_id != kept.place.register.matrix_id:
            sentence = f"it is scored by the matrix of {kept.home.name}. Assess it there."
            found.append(Finding(entry.ref, "other_matrix", sentence))
    return found


def _details_changes(entry: Entry, columns: frozenset[str], kept: _Kept) -> dict[str, Any]:
    given = imports.details(entry, columns)
    return {name: value for name, value in given.items() if getattr(kept.details, name) != value}


def _assessment_changes(entry: Entry, columns: frozenset[str], kept: _Kept, plan: _Plan) -> bool:
    """Whether the quarter's assessment is another one, or is not there yet."""
    standing = kept.assessment
    if (
        standing is None
        or plan.makes_version
        or plan.version is None
        or standing.matrix_id != plan.version.pk
    ):
        return True
    given = imports.assessment(entry, columns)
    return any(getattr(standing, name) != value for name, value in given.items())


class _Writer:
    """Writes a plan that nothing was found against."""

    def __init__(
        self,
        plan: _Plan,
        slug: str,
        source: str,
        belongs_to: Directorate | Service | None,
        by: User,
        done: Imported,
    ) -> None:
        self.plan, self.by, self.done = plan, by, done
        self.slug, self.belongs_to = slug, belongs_to
        self.reason = f"Imported from {source}"

    def write(self, read: Iterable[Entry], columns: frozenset[str]) -> None:
        quarter = self.plan.quarter
        if self.plan.opens:
            rounds.open_round(quarter=quarter, by=self.by)
            self.done.notes.append(f"No risk quarter was open: {quarter.label} is open now.")
        register = self._register()
        movement = Movement.Kind.NEW if self.plan.kept else Movement.Kind.TAKEN_OVER
        added: list[NewEntry] = []
        for entry in read:
            kept = self.plan.kept.get(key_of(entry.ref))
            if kept is None:
                added.append(self._new(entry, columns))
            else:
                self._change(entry, columns, kept)
        self._add_all(added, register, movement)
        given = {key_of(entry.ref) for entry in read}
        missing = [each.place.ref for key, each in self.plan.kept.items() if each.is_on and key not in given]
        if missing:
            self.done.notes.append(f"Not in the file, and left as they are: {', '.join(missing)}.")

    def _register(self) -> Register:
        """The register with the file's matrix in force, made where there is none."""
        kept = self.plan.register
        if kept is not None:
            if self.plan.makes_version:
                self._rescale(kept)
            return kept
        name = self.slug.replace("-", " ").capitalize()
        self._version(self.slug, name)
        made = Register(
            slug=self.slug,
            name=name,
            matrix=RiskMatrix.objects.get(slug=self.slug),
            valid_from=self.plan.quarter.start,
            **_kind(self.belongs_to),
        )
        registers.keep_register(made, by=self.by)
        self.done.notes.append(
            f"The register {made.slug} was made: {made.get_kind_display().lower()}, called {made.name}, not for members."
        )
        return made

    def _rescale(self, register: Register) -> None:
        """Have the register scored by the file's matrix from this quarter on, and no other register.

        That is a new version of its matrix where the matrix is its own and has none of this quarter, else a new matrix.
        """
        shared = Register.objects.filter(matrix=register.matrix).exclude(pk=register.pk).exists()
        if not shared and self.plan.version.valid_from < self.plan.quarter.ordinal:
            self._version(register.matrix.slug, register.matrix.name)
            return
        taken = set(RiskMatrix.objects.values_list("slug", flat=True))
        numbered = (f"{register.slug}-{number}" for number in count(2))
        slug = next(name for name in chain([register.slug], numbered) if name not in taken)
        self._version(slug, f"Matrix of {register.name}")
        register.matrix = RiskMatrix.objects.get(slug=slug)
        registers.keep_register(register, by=self.by)
        self.done.notes.append(
            f"{register.name} is scored by a matrix of its own from {self.plan.quarter.label} on. What was scored before "
            "keeps its matrix."
        )

    def _version(self, slug: str, name: str) -> None:
        registers.add_matrix_version(
            slug=slug,
            name=name,
            content=as_content(self.plan.matrix),
            valid_from=self.plan.quarter,
            by=self.by,
            note=self.reason,
        )

    def _new(self, entry: Entry, columns: frozenset[str]) -> NewEntry:
        return NewEntry(
            ref=entry.ref,
            kind=KeptEntry.Kind.OPPORTUNITY if entry.is_opportunity else KeptEntry.Kind.RISK,
            details=imports.details(entry, columns),
            assessment=imports.assessment(entry, columns) | {"reason": self.reason},
        )

    def _add_all(self, added: list[NewEntry], register: Register, movement: Movement.Kind) -> None:
        new_entries.add_all(
            added,
            register=register,
            quarter=self.plan.quarter,
            by=self.by,
            movement=movement,
            reason=self.reason,
        )
        self.done.added = len(added)

    def _change(self, entry: Entry, columns: frozenset[str], kept: _Kept) -> None:
        changes = _details_changes(entry, columns, kept)
        if changes:
            entries.change(
                kept.place.entry,
                by=self.by,
                based_on=kept.details.version,
                **changes | {"reason": self.reason},
            )
        assesses = _assessment_changes(entry, columns, kept, self.plan)
        if assesses:
            given = imports.assessment(entry, columns)
            standing = kept.assessment
            if standing and any(getattr(standing, name) != given[name] for name in given if name in MARKED):
                given["as_printed"] = {}
            self._assess(kept.place, standing.version if standing else 0, given)
        if changes or assesses:
            self.done.changed += 1
        else:
            self.done.unchanged += 1

    def _assess(self, place: Place, based_on: int, fields: dict[str, Any]) -> None:
        try:
            reviews.assess_part(
                place.entry,
                quarter=self.plan.quarter,
                by=self.by,
                based_on=based_on,
                **fields | {"reason": self.reason},
            )
        except reviews.ReviewRefused as error:
            raise ImportRefused(f"Nothing was imported. {place.ref}: {error}") from error


def _kind(belongs_to: Directorate | Service | None) -> dict[str, Any]:
    """The kind of a new register, and what it belongs to."""
    if isinstance(belongs_to, Directorate):
        return {"kind": Register.Kind.DIRECTORATE, "directorate": belongs_to}
    if isinstance(belongs_to, Service):
        return {"kind": Register.Kind.SERVICE, "service": belongs_to}
    return {"kind": Register.Kind.CORPORATE}
