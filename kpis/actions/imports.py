"""Writing the figures of an uploaded sheet: all of them or none."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from django.db import IntegrityError, transaction
from django.utils import timezone

from council import outbox
from council.actions import quarters
from council.authorization import Permission, may, require
from council.models import OutboxMessage, ReportingQuarter, User
from council.periods import RunningTotal
from council.spreadsheets import Sheet
from kpis.actions import calculations
from kpis.entries import Entry
from kpis.imports import Change, Checked, Finding, Measure, Place, Register, Standing, check, settle
from kpis.models import Definition, Figure, Return
from kpis.topics import RATE

BATCH = 1000
PLACE = ("indicator_id", "grain", "ordinal")
ENTRY = tuple(field.name for field in fields(Entry))


class ImportConflict(Exception):
    """Somebody else saved one of the figures at the same moment; nothing was written."""


@dataclass(frozen=True)
class Imported:
    """What an import did, or would do. With findings, or with figures that moved, it did nothing.

    `versions` are those of the figures that stand in the places of the file; `moved` are the changes whose figure is no
    longer the one that the person had seen.
    """

    changes: list[Change]
    unchanged: int
    findings: list[Finding]
    notes: tuple[str, ...]
    versions: dict[str, int]
    moved: list[Change]

    @property
    def added(self) -> int:
        return sum(change.replaces is None for change in self.changes)

    @property
    def corrected(self) -> int:
        return len(self.changes) - self.added


def import_figures(
    *,
    sheet: Sheet,
    by: User,
    dry_run: bool = False,
    at: datetime.datetime | None = None,
    seen: Mapping[str, int] | None = None,
) -> Imported:
    """Make the sheet's figures current, with those worked out from them, and have their ratings worked out.

    Nothing is written where there is a finding.

    Rows that equal the figure that stands write nothing, so a file may be sent twice. `seen` are the `versions` of an
    earlier dry run: if a figure that would change is another one now, nothing is written. Raises PermissionDenied,
    FileRefused (a column is there twice) and ImportConflict.
    """
    require(by, Permission.ENTER_FIGURES)
    try:
        with transaction.atomic():
            rounds = quarters.hold()
            register = _register(by, rounds)
            checked = check(sheet, register)
            calculations.take_turns({row.measure.id for row in checked.rows})
            returns = _returns(checked)
            standing = _standing(checked)
            settled = settle(checked, register, standing, returns)
            findings = sorted([*checked.findings, *settled.findings], key=lambda finding: finding.row)
            moved = [] if seen is None else [change for change in settled.changes if _has_moved(change, seen)]
            if not findings and not moved and not dry_run:
                _write(settled.changes, by=by, at=at or timezone.now())
    except IntegrityError as error:
        # The figures that stand are locked; only a place that was empty can have been filled meanwhile.
        if "_version_once" in str(error) or "_one_current" in str(error):
            raise ImportConflict(
                "Somebody saved one of these figures at the same moment. Nothing was imported: import the file again."
            ) from error
        raise
    return Imported(
        changes=settled.changes,
        unchanged=settled.unchanged,
        findings=findings,
        notes=checked.notes,
        versions={_key(place): figure.version for place, figure in standing.items()},
        moved=moved,
    )


def _key(place: Place) -> str:
    """A place as a key of JSON."""
    return " ".join(map(str, place))


def _has_moved(change: Change, seen: Mapping[str, int]) -> bool:
    now = change.replaces.version if change.replaces else 0
    return now != seen.get(_key((change.measure.id, change.slot.grain, change.slot.ordinal)), 0)


def _register(by: User, rounds: Mapping[int, ReportingQuarter]) -> Register:
    """All indicators as they are defined now, and the rounds. One query."""
    definitions = Definition.objects.current().select_related("indicator", "service")
    measures = [
        Measure(
            id=row.indicator_id,
            slug=row.indicator.slug,
            name=row.name,
            frequency=row.frequency,
            basis=row.basis,
            value_type=row.value_type,
            unit=row.unit,
            second_measure=row.second_measure,
            second_unit=row.second_unit,
            may_enter=may(by, Permission.ENTER_FIGURES, row.service),
            lag=row.lag,
            is_calculated=bool(row.calculation),
            service=row.service_id,
            service_name=row.service.name,
        )
        for row in definitions
    ]
    return Register(measures, {ordinal: row.is_open for ordinal, row in rounds.items()})


def _returns(checked: Checked) -> dict[tuple[int, int], str]:
    """The states of the services' returns in open rounds. The rounds are held, so nobody submits one meanwhile."""
    rows = (
        Return.objects.select_for_update(of=("self",))
        .filter(service__in={row.measure.service for row in checked.rows}, round__closed_at=None)
        .order_by("round_id", "service_id")
    )
    return {(row.service_id, row.round_id): row.state for row in rows}


def _standing(checked: Checked) -> dict[Place, Standing]:
    """The figures that stand in the places of the file, locked until the end of the transaction."""
    wanted = {row.place for row in checked.rows}
    nearby = (
        Figure.objects.current()
        .filter(
            indicator__in={indicator for indicator, _, _ in wanted},
            ordinal__in={ordinal for _, _, ordinal in wanted},
        )
        .values_list("pk", *PLACE)
    )
    locked = (
        Figure.objects.current()
        .filter(pk__in=[pk for pk, *place in nearby if tuple(place) in wanted])
        .select_for_update()
        .order_by("pk")  # two imports take their locks in one order
        .values("pk", "version", "reported_in", "period", *PLACE, *ENTRY)
    )
    return {
        tuple(row[name] for name in PLACE): Standing(
            pk=row["pk"],
            version=row["version"],
            reported_in=row["reported_in"],
            period=row["period"],
            entry=Entry(**{name: row[name] for name in ENTRY}),
        )
        for row in locked
    }


def _write(changes: list[Change], *, by: User, at: datetime.datetime) -> None:
    """Supersede what stands, in three kinds of statement however many rows there are."""
    replaced = [change.replaces.pk for change in changes if change.replaces]
    Figure.objects.filter(pk__in=replaced).update(superseded_at=at)
    Figure.objects.bulk_create([_figure(change, by, at) for change in changes], batch_size=BATCH)
    indicators = sorted({change.measure.id for change in changes})
    OutboxMessage.objects.bulk_create(
        [OutboxMessage(topic=RATE, payload={"indicator": indicator}) for indicator in indicators],
        batch_size=BATCH,
    )
    places = [(change.measure.id, change.slot.grain, change.slot.ordinal) for change in changes]
    calculations.follow(places, by=by, at=at)
    transaction.on_commit(outbox.wake)


def _figure(change: Change, by: User, at: datetime.datetime) -> Figure:
    return Figure(
        indicator_id=change.measure.id,
        grain=change.slot.grain,
        ordinal=change.slot.ordinal,
        reported_in=change.reported_in.ordinal,
        period=str(change.period),
        is_running_total=isinstance(change.period, RunningTotal),
        reason=change.reason,
        version=change.replaces.version + 1 if change.replaces else 1,
        recorded_at=at,
        recorded_by=by,
        **asdict(change.entry),
    )
