"""What clocks need to know: the working days, and when they stood still."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.utils import timezone

from complaints import clocks
from complaints.models import ClosureDay, Pause
from council.working_days import WorkingDays


def calendar() -> WorkingDays:
    """England's working days less the council's closure days; `procedures.calendar_of` says where those count."""
    return WorkingDays(dict(ClosureDay.objects.values_list("day", "name")))


def pauses_of(cases: Iterable[tuple[int, str]]) -> dict[int, list[clocks.Pause]]:
    """The pauses of each case, its own and its procedure's, by the case's id; `cases` are ids with procedures.

    A pause that has not ended counts up to today.
    """
    cases = list(cases)
    ids, procedures = [pk for pk, _ in cases], {procedure for _, procedure in cases if procedure}
    rows = Pause.objects.current().filter(void=False)
    own: dict[int, list[Pause]] = defaultdict(list)
    general: dict[str, list[Pause]] = defaultdict(list)
    for row in rows.filter(Q(feedback__in=ids) | Q(procedure__in=procedures)).order_by("first"):
        if row.feedback_id:
            own[row.feedback_id].append(row)
        else:
            general[row.procedure].append(row)
    return {pk: _as_clock_pauses([*general[procedure], *own[pk]]) for pk, procedure in cases}


def _as_clock_pauses(rows: Sequence[Pause]) -> list[clocks.Pause]:
    today = timezone.localdate()
    return [
        clocks.Pause.recorded(row.first, row.last, row.reason, today=today)
        for row in sorted(rows, key=lambda row: row.first)
    ]
