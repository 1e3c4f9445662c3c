"""Setting targets. The superseded versions of a target are its ledger: old, new, reason, who approved it, when."""

from __future__ import annotations

import datetime

from django.db import transaction

from council import outbox
from council.actions.superseding import supersede
from council.authorization import Permission, require
from council.models import User
from kpis.models import Indicator, Target
from kpis.topics import RATE


class ReasonNeeded(Exception):
    """A target that is in force can be changed only with a reason."""


@transaction.atomic
def set_target(
    *,
    indicator: Indicator,
    grain: str,
    ordinal: int,
    by: User,
    based_on: int,
    at: datetime.datetime | None = None,
    **fields: object,
) -> Target:
    """Set or change a target and have every figure it judges rated again.

    `grain` and `ordinal` say what it applies to (see `Target`); `fields` are the target's own. Raises PermissionDenied,
    EditConflict, ReasonNeeded, ValidationError.
    """
    require(by, Permission.DEFINE_KPIS)
    if based_on and not str(fields.get("reason", "")).strip():
        raise ReasonNeeded(
            "Say why the target changes: the ledger prints the reason beside the old and the new target."
        )
    target = supersede(
        Target(indicator=indicator, grain=grain, ordinal=ordinal, **fields), by=by, based_on=based_on, at=at
    )
    outbox.put(RATE, indicator=indicator.pk)
    return target
