"""What the Shared Learning Panel looks at: themes and root causes over quarters, open actions, and whether they helped.

"A Shared Learning Panel has recently been created ... in order to identify the themes and root causes of complaints and to
cascade learning across the council" (annual report 2020/21, section 2.4).
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from complaints import recurrence
from complaints.models import Learning, ServiceType
from complaints.selectors import learning
from complaints.selectors import recurrence as counts
from complaints.selectors.learning import OPEN, Watched
from complaints.visibility import ComplaintView
from council.periods import Quarter, quarter_of

#: Quarters side by side, and as many before them to compare with.
QUARTERS = 4


@dataclass(frozen=True)
class Theme:
    """Complaints about one thing: in each of the quarters shown, in all of them, and in as many before."""

    name: str
    by_quarter: list[int]
    before: int
    #: The area of a service type: two areas may have one of the same name.
    area: str = ""

    @property
    def total(self) -> int:
        return sum(self.by_quarter)

    @property
    def change(self) -> str:
        """Against the quarters before, in words; a difference that chance alone could make is none."""
        before, after = self.before, self.total
        if before + after < recurrence.FEWEST:
            return "Too few to say"
        if recurrence.by_chance(before, after):
            return "About as many"
        return "Fewer" if after < before else "More"


@dataclass(frozen=True)
class RootCause:
    """A cause and the learning points that name it."""

    text: str
    points: list[Learning]

    @property
    def open(self) -> int:
        return sum(point.status in OPEN for point in self.points)


@dataclass(frozen=True)
class PanelView:
    """Everything on the page. `quarter` is the last one shown."""

    quarter: Quarter
    quarters: list[Quarter]
    everything: Theme
    subjects: list[Theme]
    service_types: list[Theme]
    root_causes: list[RootCause]
    open_actions: list[Learning]
    overdue: int
    watches: list[list[Watched]]
    discussed: list[tuple[datetime.date, list[Learning]]]
    has_synthetic: bool


def choices(view: ComplaintView, today: datetime.date) -> list[Quarter]:
    """The quarters that can be shown, newest first: three years up to the newest that is over and has complaints."""
    newest = counts.newest_quarter(view)
    last = min(filter(None, (newest, quarter_of(today).previous)), key=lambda quarter: quarter.ordinal)
    return [Quarter.from_ordinal(last.ordinal - back) for back in range(12)]


def panel(view: ComplaintView, quarter: Quarter, today: datetime.date, *, area: str = "") -> PanelView:
    """The panel's view up to a quarter, of one area or of all."""
    rows = [row for row in learning.points(view) if not area or row.area == area]
    shown = range(quarter.ordinal - QUARTERS + 1, quarter.ordinal + 1)
    before = range(shown.start - QUARTERS, shown.start)
    to_watch = learning.to_watch(rows)
    spans = [recurrence.span(row.done_on) for row in to_watch]
    tally = counts.tally(view, {*before, *shown, *chain.from_iterable(spans)})
    by_subject, by_type, all_of_them = _sum_up(tally, area, range(before.start, shown.stop))
    open_actions = [row for row in rows if row.status in OPEN]
    types = list(ServiceType.objects.all())
    return PanelView(
        quarter=quarter,
        quarters=[Quarter.from_ordinal(ordinal) for ordinal in shown],
        everything=_theme("All complaints", all_of_them, shown, before),
        subjects=_themes(by_subject, {row.slug: row.name for row in learning.subjects()}, shown, before),
        service_types=_themes(
            by_type,
            {row.pk: row.name for row in types},
            shown,
            before,
            areas={} if area else {row.pk: row.get_area_display() for row in types},
        ),
        root_causes=_root_causes(rows),
        open_actions=sorted(open_actions, key=lambda row: (row.due_on or datetime.date.max, row.year)),
        overdue=sum(learning.is_overdue(row, today) for row in open_actions),
        watches=_alike(learning.watches(to_watch, tally, today)),
        discussed=_discussed(rows),
        has_synthetic=tally.has_synthetic,
    )


Sums = dict[object, dict[int, int]]


def _sum_up(tally: counts.Tally, area: str, quarters: range) -> tuple[Sums, Sums, dict[int, int]]:
    """The tally of the quarters by subject, by service type and in all."""
    by_subject: Sums = defaultdict(lambda: defaultdict(int))
    by_type: Sums = defaultdict(lambda: defaultdict(int))
    everything: dict[int, int] = defaultdict(int)
    for each in tally.groups:
        if each.ordinal not in quarters or (area and each.area != area):
            continue
        everything[each.ordinal] += each.count
        by_type[each.service_type][each.ordinal] += each.count
        for subject in each.subjects or {""}:
            by_subject[subject][each.ordinal] += each.count
    return by_subject, by_type, everything


def _themes(
    sums: Sums, names: dict, shown: range, before: range, *, areas: Mapping[object, str] | None = None
) -> list[Theme]:
    """The themes with the most complaints first; what has no name was not recorded."""
    found = [
        _theme(names.get(key, "Not recorded"), by, shown, before, area=(areas or {}).get(key, ""))
        for key, by in sums.items()
    ]
    return sorted(found, key=lambda theme: (-theme.total, -theme.before, theme.name))


def _theme(name: str, by_quarter: dict[int, int], shown: range, before: range, *, area: str = "") -> Theme:
    return Theme(
        name,
        [by_quarter.get(ordinal, 0) for ordinal in shown],
        sum(by_quarter.get(ordinal, 0) for ordinal in before),
        area,
    )


def _root_causes(rows: Iterable[Learning]) -> list[RootCause]:
    """The causes that learning points name, in the same words but for capitals; the most frequent first."""
    found: dict[str, list[Learning]] = defaultdict(list)
    for row in rows:
        if row.root_cause:
            found[row.root_cause.casefold().rstrip(".")].append(row)
    causes = [RootCause(group[0].root_cause, group) for group in found.values()]
    return sorted(causes, key=lambda cause: (-len(cause.points), cause.text))


def _alike(watches: Iterable[Watched]) -> list[list[Watched]]:
    """The watches that look at the same complaints in the same quarters together, the latest first."""
    found: dict[tuple[object, ...], list[Watched]] = defaultdict(list)
    for each in watches:
        row = each.point
        same = (quarter_of(row.done_on).ordinal, row.service_type_id, row.subject_id, row.area)
        found[same].append(each)
    return sorted(
        found.values(), key=lambda group: (-quarter_of(group[0].point.done_on).ordinal, group[0].about)
    )


def _discussed(rows: Sequence[Learning]) -> list[tuple[datetime.date, list[Learning]]]:
    """What the panel discussed by the day of its meeting, the newest first."""
    found: dict[datetime.date, list[Learning]] = defaultdict(list)
    for row in rows:
        if row.panel_on:
            found[row.panel_on].append(row)
    return sorted(found.items(), reverse=True)
