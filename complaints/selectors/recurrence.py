"""How many complaints of each kind came in, quarter by quarter: what the recurrence watch and the panel's themes count.

Of the cases that somebody handles, by day of receipt. A complaint about two subjects is counted under each, and once in all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Max, Q
from django.db.models.functions import TruncQuarter

from complaints.models import Details, Kind, Learning
from complaints.visibility import ComplaintView
from council.periods import Quarter, quarter_of


@dataclass(frozen=True)
class Group:
    """Complaints of one quarter that are alike."""

    ordinal: int
    area: str
    service_type: int | None
    subjects: frozenset[str]
    count: int
    synthetic: int


@dataclass(frozen=True)
class Tally:
    """The complaints of a stretch of quarters, to be counted by service type and subject."""

    groups: Sequence[Group]
    #: What was asked already: many learning points are watched by the same complaints.
    _known: dict[tuple[int | None, str, str], Counter[int]] = field(default_factory=dict, compare=False)

    def by_quarter(
        self, *, service_type: int | None = None, subject: str = "", area: str = ""
    ) -> Counter[int]:
        """Complaints by the ordinal of their quarter, of those that fit everything given."""
        asked = (service_type, subject, area)
        if asked not in self._known:
            found: Counter[int] = Counter()
            for each in self.groups:
                fits = (
                    (service_type is None or each.service_type == service_type)
                    and (not subject or subject in each.subjects)
                    and (not area or each.area == area)
                )
                if fits:
                    found[each.ordinal] += each.count
            self._known[asked] = found
        return self._known[asked]

    @property
    def has_synthetic(self) -> bool:
        return any(each.synthetic for each in self.groups)


def tally(view: ComplaintView, quarters: Iterable[int], condition: Q | None = None) -> Tally:
    """The complaints received in the quarters with these ordinals; one query."""
    ordinals = list(quarters)
    if not ordinals:
        return Tally([])
    days = Quarter.from_ordinal(min(ordinals)).start, Quarter.from_ordinal(max(ordinals)).end
    handled = view.cases().filter(kind=Kind.COMPLAINT, received_on__range=days).order_by()
    rows = (
        Details.objects.current()
        .filter(condition or Q(), received_on__range=days, feedback__in=handled.values("feedback"))
        .order_by()
        .annotate(quarter=TruncQuarter("received_on"))
        .values_list("area", "service_type", "subjects", "quarter")
        .annotate(all=Count("pk"), made_up=Count("pk", filter=Q(feedback__synthetic=True)))
    )
    return Tally(
        [
            Group(quarter_of(start).ordinal, area, service_type, frozenset(subjects), count, synthetic)
            for area, service_type, subjects, start, count, synthetic in rows
        ]
    )


def alike(point: Learning) -> Q | None:
    """Which complaints a learning point is watched by: its service type, its subject or both; None without either."""
    if point.service_type_id is None and point.subject_id is None:
        return None
    found = Q()
    if point.service_type_id is not None:
        found &= Q(service_type=point.service_type_id)
    if point.subject_id is not None:
        found &= Q(subjects__contains=[point.subject.slug])
    return found


def newest_quarter(view: ComplaintView) -> Quarter | None:
    """The quarter of the newest complaint that this person handles."""
    newest = view.cases().filter(kind=Kind.COMPLAINT).order_by().aggregate(day=Max("received_on"))["day"]
    return quarter_of(newest) if newest else None
