"""Recording what others achieved: averages, ranks and quartiles beside an indicator's own figures."""

from __future__ import annotations

import datetime

from django.db import transaction

from council.actions.superseding import supersede
from council.authorization import Permission, may, require
from council.models import User
from council.periods import Quarter, parse
from council.sections import clean_text
from kpis.models import Benchmark, Definition, Indicator

_WORDS = ("text", "source", "note")


@transaction.atomic
def record(
    *,
    indicator: Indicator,
    comparator: str,
    reported_in: Quarter,
    by: User,
    based_on: int,
    name: str = "",
    period: str = "",
    at: datetime.datetime | None = None,
    **fields: object,
) -> Benchmark:
    """Write the next version of one comparator's row (the first, where `based_on` is 0).

    `name` tells comparators of one kind apart ("North West"); `period` is in the notation of `council.periods`, empty
    where the source gives none; `fields` are the row's own. For those who enter the service's figures and for the
    performance lead. Raises PermissionDenied, EditConflict, ValidationError, and ValueError for a period that is none.
    """
    definition = Definition.objects.current().select_related("service").get(indicator=indicator)
    if not may(by, Permission.DEFINE_KPIS):
        require(by, Permission.ENTER_FIGURES, definition.service)
    words = {key: clean_text(fields.pop(key)).strip() for key in _WORDS if key in fields}
    benchmark = Benchmark(
        indicator=indicator,
        comparator=comparator,
        name=clean_text(name).strip(),
        period=str(parse(period)) if period else "",
        reported_in=reported_in.ordinal,
        **words,
        **fields,
    )
    return supersede(benchmark, by=by, based_on=based_on, at=at)
