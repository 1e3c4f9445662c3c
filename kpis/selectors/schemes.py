"""The rating schemes with their versions, who uses them, and what a draft would change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F, Q

from council.models import ReportingQuarter
from council.periods import Quarter
from council.presenters import UNRATED, mark_of, scheme_marks
from council.sections import Mark
from kpis import rating
from kpis.models import Definition, Scheme, SchemeVersion
from kpis.selectors import dashboard
from kpis.selectors.dashboard import IndicatorRow
from kpis.selectors.outcomes import engine_inputs, explain
from kpis.visibility import View

#: How many quarters ahead a new version may begin.
AHEAD = 4


@dataclass(frozen=True)
class VersionLine:
    """One version: its rules, and the quarters that it rates."""

    row: SchemeVersion
    until: Quarter | None

    @cached_property
    def parsed(self) -> rating.Scheme:
        return self.row.parsed()

    @property
    def since(self) -> Quarter | None:
        """The first quarter it rates; None: from the beginning."""
        return Quarter.from_ordinal(self.row.valid_from) if self.row.valid_from else None

    @property
    def rates(self) -> str:
        """Which quarters it rates, in words."""
        if self.since is None and self.until is None:
            return "Every quarter"
        if self.until is None:
            return f"From {self.since.label} on"
        return f"{self.since.label if self.since else 'The first quarter'} to {self.until.label}"


@dataclass(frozen=True)
class SchemePage:
    """A scheme with its versions, newest first, and the indicators that use it now."""

    scheme: Scheme
    versions: list[VersionLine]
    users: list[Definition]

    @property
    def newest(self) -> VersionLine:
        return self.versions[0]


@dataclass(frozen=True)
class Changed:
    """An indicator whose rating a draft would change."""

    row: IndicatorRow
    before: Mark
    after: Mark
    reason_before: str
    reason_after: str


@dataclass(frozen=True)
class Trial:
    """What a draft would have made of a quarter."""

    quarter: Quarter
    rated: int
    changed: list[Changed]
    before: list[tuple[Mark, int]]
    after: list[tuple[Mark, int]]


def pages() -> list[SchemePage]:
    """Every scheme, the house scheme first. Three queries."""
    users = list(_users())
    versions: dict[int, list[SchemeVersion]] = {}
    for version in SchemeVersion.objects.order_by("valid_from"):
        versions.setdefault(version.scheme_id, []).append(version)
    return [
        SchemePage(scheme, _lines(versions[scheme.pk]), [each for each in users if _uses(each, scheme)])
        for scheme in Scheme.objects.order_by(F("is_house_default").desc(), "label")
        if scheme.pk in versions
    ]


def page(slug: str) -> SchemePage | None:
    """One scheme. Three queries."""
    scheme = Scheme.objects.filter(slug=slug).first()
    if scheme is None:
        return None
    versions = list(scheme.versions.order_by("valid_from"))
    mine = Q(scheme=scheme) | Q(scheme=None) if scheme.is_house_default else Q(scheme=scheme)
    return SchemePage(scheme, _lines(versions), list(_users().filter(mine))) if versions else None


def first_quarters(page: SchemePage | None) -> list[Quarter]:
    """From when a new version may rate: quarters that are not closed, where no version begins yet."""
    rounds = list(ReportingQuarter.objects.order_by("ordinal"))
    closed = max((row.ordinal for row in rounds if not row.is_open), default=None)
    newest = max((row.ordinal for row in rounds), default=0)
    first = closed + 1 if closed is not None else newest
    taken = {line.row.valid_from for line in page.versions} if page else set()
    return [
        Quarter.from_ordinal(each)
        for each in range(first, max(newest, first) + AHEAD + 1)
        if each not in taken
    ]


def would_change(draft: rating.Scheme, page: SchemePage | None, quarter: Quarter, view: View) -> Trial:
    """Rate the figures that `quarter` brought under a draft; nothing is stored.

    The figures are those of the indicators that use the scheme, or, where none does yet, of those that use the house scheme.
    """
    users = {each.indicator_id for each in page.users} if page else set()
    rows = [row for row in dashboard.summaries(quarter, view) if row.is_current and row.scheme]
    tried = [
        row
        for row in rows
        if (row.definition.indicator_id in users if users else row.definition.scheme_id is None)
    ]
    marks = scheme_marks(draft.statuses)
    before: Counter[Mark] = Counter()
    after: Counter[Mark] = Counter()
    changed = []
    for row in tried:
        looks = {"unit": row.definition.unit, "decimals": row.definition.decimals}
        now = explain(row.judged, row.scheme, **looks)
        then = rating.rate(engine_inputs(row.judged, **looks), draft)
        old, new = mark_of(now.status, row.marks), mark_of(then.status, marks)
        before[old] += 1
        after[new] += 1
        if (old.code, old.word) != (new.code, new.word):
            changed.append(Changed(row, old, new, now.reason, then.reason))
    shown_before = {mark.code: mark for row in tried for mark in row.marks.values()}
    return Trial(
        quarter,
        len(tried),
        changed,
        _counted(shown_before.values(), before),
        _counted(marks.values(), after),
    )


def _counted(marks: Iterable[Mark], counts: Counter[Mark]) -> list[tuple[Mark, int]]:
    """The statuses, best first, and those unrated states that occur."""
    states = [mark for mark in UNRATED.values() if counts[mark]]
    return [(mark, counts[mark]) for mark in [*marks, *states]]


def _users():
    return Definition.objects.current().filter(retired_on=None).select_related("indicator").order_by("name")


def _uses(definition: Definition, scheme: Scheme) -> bool:
    return definition.scheme_id == scheme.pk or (scheme.is_house_default and definition.scheme_id is None)


def _lines(versions: list[SchemeVersion]) -> list[VersionLine]:
    """Newest first; each lasts until the quarter before the next begins."""
    ends = [Quarter.from_ordinal(later.valid_from - 1) for later in versions[1:]]
    return [VersionLine(row, until) for row, until in zip(versions, [*ends, None], strict=True)][::-1]
