"""Writing what indicators are: definitions, schemes, breaks in a series."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from council import outbox
from council.actions.superseding import supersede
from council.authorization import Permission, require
from council.models import User
from council.periods import Quarter, Slot
from kpis import schemes
from kpis.models import Definition, Indicator, Scheme, SchemeVersion, SeriesBreak
from kpis.topics import RATE


@transaction.atomic
def define(
    *, slug: str, by: User, based_on: int, at: datetime.datetime | None = None, **fields: object
) -> Definition:
    """Write the next version of an indicator's definition (the first, where `based_on` is 0), and have it rated again.

    `fields` are those of `Definition`. Raises PermissionDenied, EditConflict, ValidationError.
    """
    require(by, Permission.DEFINE_KPIS)
    indicator, _ = Indicator.objects.get_or_create(slug=slug)
    definition = supersede(Definition(indicator=indicator, **fields), by=by, based_on=based_on, at=at)
    outbox.put(RATE, indicator=indicator.pk)
    return definition


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


@transaction.atomic
def break_series(
    *, indicator: Indicator, slot: Slot, reason: str, by: User, at: datetime.datetime | None = None
) -> SeriesBreak:
    """Mark that figures from `slot` on are not comparable with earlier ones."""
    require(by, Permission.DEFINE_KPIS)
    row = SeriesBreak.objects.create(
        indicator=indicator,
        grain=slot.grain,
        ordinal=slot.ordinal,
        reason=reason,
        recorded_at=at or timezone.now(),
    )
    outbox.put(RATE, indicator=indicator.pk)
    return row
