"""Writing what indicators are: their definitions and the versions of schemes."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from council import outbox
from council.actions.superseding import supersede
from council.authorization import Permission, require
from council.models import User
from council.periods import Quarter, Slot
from council.sections import clean_text
from kpis import schemes
from kpis.actions import calculations
from kpis.models import Definition, Indicator, Scheme, SchemeVersion, SeriesBreak, SeriesEvent
from kpis.selectors import definitions as selectors
from kpis.topics import RATE


@transaction.atomic
def define(
    *, slug: str, by: User, based_on: int, at: datetime.datetime | None = None, **fields: object
) -> Definition:
    """Write the next version of an indicator's definition (the first, where `based_on` is 0), and have it rated again.

    `fields` are those of `Definition`. Figures follow a change of how they are worked out. Raises PermissionDenied,
    EditConflict, and ValidationError, which names the fields.
    """
    require(by, Permission.DEFINE_KPIS)
    fields = {name: _clean(value) for name, value in fields.items()}
    if fields.get("calculation"):
        # One at a time: two people who each close half of a circle would not see each other's half.
        Indicator.objects.select_for_update(no_key=True).order_by("pk").first()
    check(slug, fields)
    indicator, _ = Indicator.objects.get_or_create(slug=slug)
    before = indicator.definitions.filter(version=based_on).first()
    definition = supersede(Definition(indicator=indicator, **fields), by=by, based_on=based_on, at=at)
    outbox.put(RATE, indicator=indicator.pk)
    if definition.calculation and (before is None or before.calculation != definition.calculation):
        calculations.recalculate(indicator, by=by, at=at)
    return definition


@transaction.atomic
def redefine(
    *, slug: str, by: User, based_on: int, break_from: Slot | None = None, **fields: object
) -> Definition:
    """Change a definition as `define` does, and mark a break in the series with the reason of the change."""
    definition = define(slug=slug, by=by, based_on=based_on, **fields)
    if break_from is not None:
        break_series(indicator=definition.indicator, slot=break_from, reason=definition.reason, by=by)
    return definition


def check(slug: str, fields: Mapping[str, object]) -> None:
    """Raise the ValidationError with which `define` would refuse these fields."""
    if wrong := selectors.mistakes(slug, fields):
        raise _refusal(wrong)


def revise(
    current: Definition, *, by: User, reason: str, at: datetime.datetime | None = None, **changes: object
) -> Definition:
    """Write the version after `current`, which says the same but for `changes`. Raises as `define` does."""
    fields = {name: getattr(current, name) for name in selectors.FIELDS} | changes | {"reason": reason}
    return define(slug=current.indicator.slug, by=by, based_on=current.version, at=at, **fields)


@transaction.atomic
def retire(
    definition: Definition,
    *,
    on: datetime.date,
    reason: str,
    by: User,
    at: datetime.datetime | None = None,
) -> Definition:
    """Let an indicator end: it is due for the last time in the round of `on`. Its figures and their history stay."""
    if dependants := selectors.worked_out_from(definition.indicator.slug):
        raise _refusal(
            [
                (
                    "retired_on",
                    f"“{name}” is worked out from it. Change how that is worked out, or retire it first.",
                )
                for name in dependants
            ]
        )
    return revise(definition, by=by, reason=reason, at=at, retired_on=on)


def bring_back(
    definition: Definition, *, reason: str, by: User, at: datetime.datetime | None = None
) -> Definition:
    """Let a retired indicator be measured again."""
    return revise(definition, by=by, reason=reason, at=at, retired_on=None)


def _refusal(mistakes: list[tuple[str, str]]) -> ValidationError:
    by_field: dict[str, list[str]] = {}
    for field, sentence in mistakes:
        by_field.setdefault(field, []).append(sentence)
    return ValidationError(by_field)


def _clean(value: object) -> object:
    """The same with every text in it made safe to print, and without white space around it."""
    if isinstance(value, str):
        return clean_text(value).strip()
    if isinstance(value, list):
        return [_clean(each) for each in value]
    if isinstance(value, dict):
        return {name: _clean(each) for name, each in value.items()}
    return value


@transaction.atomic
def add_scheme_version(
    *,
    content: dict,
    valid_from: Quarter,
    by: User,
    at: datetime.datetime | None = None,
    is_house_default: bool = False,
) -> SchemeVersion:
    """Store the rules of a scheme file as the next version of that scheme, for reporting quarters from `valid_from` on.

    Raises PermissionDenied and `kpis.schemes.SchemeError`, also where that scheme already has a version from that quarter
    on. Figures of those quarters are rated again.
    """
    require(by, Permission.DEFINE_KPIS)
    parsed = schemes.parse_scheme(content)
    scheme, _ = Scheme.objects.get_or_create(
        slug=parsed.name, defaults={"label": parsed.label, "is_house_default": is_house_default}
    )
    taken = scheme.versions.filter(valid_from=valid_from.ordinal).first()
    if taken is not None:
        raise schemes.SchemeError(
            f"Version {taken.version} of {scheme.label} already rates from {valid_from.label} on, and versions never "
            "change. Choose a later quarter."
        )
    version = SchemeVersion.objects.create(
        scheme=scheme,
        version=scheme.versions.count() + 1,
        valid_from=valid_from.ordinal,
        content=schemes.to_mapping(parsed),
        approved_by=parsed.approved_by,
        note=parsed.note,
        recorded_at=at or timezone.now(),
    )
    outbox.put(RATE, everything=True)
    return version


class MarkRefused(Exception):
    """A break or an event that cannot be put where it was to be; the message says why."""


def break_series(
    *, indicator: Indicator, slot: Slot, reason: str, by: User, at: datetime.datetime | None = None
) -> SeriesBreak:
    """Mark that figures from `slot` on are not comparable with earlier ones. Raises PermissionDenied, MarkRefused."""
    return _mark(SeriesBreak(indicator=indicator, reason=reason), slot, by, at)


def note_event(
    *, indicator: Indicator, slot: Slot, reason: str, by: User, at: datetime.datetime | None = None
) -> SeriesEvent:
    """Mark what explains the figure of `slot` and leaves it comparable. Raises PermissionDenied, MarkRefused."""
    return _mark(SeriesEvent(indicator=indicator, reason=reason), slot, by, at)


@transaction.atomic
def remove_mark(mark: SeriesBreak | SeriesEvent, *, by: User, at: datetime.datetime | None = None) -> None:
    """Take back a break or an event that should not be there. The row stays, with the day of its removal."""
    require(by, Permission.DEFINE_KPIS)
    removed = type(mark).objects.filter(pk=mark.pk, removed_at=None).update(removed_at=at or timezone.now())
    if removed:
        outbox.put(RATE, indicator=mark.indicator_id)


@transaction.atomic
def _mark(
    mark: SeriesBreak | SeriesEvent, slot: Slot, by: User, at: datetime.datetime | None
) -> SeriesBreak | SeriesEvent:
    require(by, Permission.DEFINE_KPIS)
    mark.reason = clean_text(mark.reason).strip()
    if not mark.reason:
        raise MarkRefused("Say what happened: the chart and the page print it.")
    mark.grain, mark.ordinal = slot.grain, slot.ordinal
    mark.recorded_at, mark.recorded_by = at or timezone.now(), by
    try:
        with transaction.atomic():
            mark.save(force_insert=True)
    except IntegrityError as error:
        if "_once" not in str(error):
            raise
        raise MarkRefused(f"{slot.label} is marked already. Remove that mark first.") from error
    outbox.put(RATE, indicator=mark.indicator_id)
    return mark
