"""What the pages that keep definitions show and ask."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from council.models import CorporatePriority, Directorate, ReportingQuarter, Service
from kpis import definition_rules
from kpis.calculations import Calculation, parse
from kpis.definition_words import LABELS, Change, changes
from kpis.models import (
    Benchmark,
    Definition,
    Figure,
    Indicator,
    IndicatorGroup,
    Scheme,
    SchemeVersion,
    SeriesBreak,
    SeriesEvent,
)

#: Everything that a version says, apart from who wrote it, when and why.
FIELDS = tuple(LABELS)
RELATED = ("indicator", "priority", "directorate", "service", "group", "scheme")


@dataclass(frozen=True)
class Version:
    """One version of a definition, and what it says otherwise than the one before it."""

    row: Definition
    changes: list[Change]

    @property
    def caption(self) -> str:
        return f"What version {self.row.version} changed"


def listing() -> list[Definition]:
    """The definitions of all indicators, retired ones too, in the order of the papers. One query."""
    return list(
        Definition.objects.current()
        .select_related(*RELATED)
        .order_by("priority__position", "directorate__position", "position", "indicator__slug")
    )


def current(slug: str) -> Definition | None:
    """The definition of an indicator, or None if there is no such indicator."""
    return Definition.objects.current().select_related(*RELATED).filter(indicator__slug=slug).first()


def names() -> dict[str, str]:
    """The name of every indicator by its slug."""
    return dict(Definition.objects.current().values_list("indicator__slug", "name").order_by("name"))


def calculations() -> dict[str, Calculation]:
    """The calculations of those indicators that are worked out, by slug."""
    rows = Definition.objects.current().exclude(calculation=None)
    return {slug: parse(kept) for slug, kept in rows.values_list("indicator__slug", "calculation")}


def worked_out_from(slug: str) -> list[str]:
    """The names of the indicators, not retired, that are worked out from this one."""
    rows = Definition.objects.current().filter(retired_on=None).exclude(calculation=None)
    return [
        name for name, kept in rows.values_list("name", "calculation").order_by("name") if slug in kept["of"]
    ]


def mistakes(slug: str, fields: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What contradicts itself in a definition, and with those of other indicators."""
    if not fields.get("calculation"):
        return definition_rules.mistakes(slug, fields, {}, {})
    return definition_rules.mistakes(slug, fields, names(), calculations())


def versions(slug: str) -> list[Version]:
    """All versions of a definition, newest first, each with what it changed."""
    rows = list(
        Definition.objects.filter(indicator__slug=slug)
        .select_related(*RELATED, "recorded_by")
        .order_by("version")
    )
    called = names()
    found = [
        Version(row, changes(before, row, called) if before else [])
        for before, row in zip([None, *rows], rows, strict=False)
    ]
    return found[::-1]


def why_retired(versions: Iterable[Definition]) -> str:
    """The reason given when an indicator was retired; "" for one that was not. `versions` are all, the newest first."""
    reason = ""
    for version in versions:
        if version.retired_on is None:
            break
        reason = version.reason
    return reason


def rounds_with_figures(indicator: Indicator) -> list[ReportingQuarter]:
    """The rounds that brought the indicator's figures, oldest first."""
    ordinals = Figure.objects.current().filter(indicator=indicator).values("reported_in")
    return list(ReportingQuarter.objects.filter(ordinal__in=ordinals).order_by("ordinal"))


def breaks(indicator: Indicator) -> list[SeriesBreak]:
    """The breaks in an indicator's series, newest place first; those that were removed not."""
    return _marks(SeriesBreak, indicator)


def events(indicator: Indicator) -> list[SeriesEvent]:
    """The events marked in an indicator's series, newest place first; those that were removed not."""
    return _marks(SeriesEvent, indicator)


def _marks(model: Any, indicator: Indicator) -> list:
    rows = model.objects.filter(indicator=indicator, removed_at=None).select_related("recorded_by")
    return sorted(rows, key=lambda mark: (mark.slot.period.end, mark.grain), reverse=True)


def mark(kind: str, pk: int, indicator: Indicator) -> SeriesBreak | SeriesEvent | None:
    """A break ("break") or event ("event") of an indicator that was not removed."""
    model = {"break": SeriesBreak, "event": SeriesEvent}.get(kind)
    if model is None:
        return None
    return model.objects.filter(pk=pk, indicator=indicator, removed_at=None).first()


def groups() -> list[tuple[IndicatorGroup, list[Definition]]]:
    """Every group with its indicators, in the order of their names. Two queries."""
    members: dict[int, list[Definition]] = {}
    rows = Definition.objects.current().filter(group__isnull=False).select_related("indicator")
    for row in rows.order_by("position", "name"):
        members.setdefault(row.group_id, []).append(row)
    return [(group, members.get(group.pk, [])) for group in IndicatorGroup.objects.order_by("name")]


def group(slug: str) -> IndicatorGroup | None:
    """A group by its short name."""
    return IndicatorGroup.objects.filter(slug=slug).first()


def importance_classes(schemes: Collection[int] | None = None) -> dict[str, str]:
    """The classes of importance that the newest version of some scheme knows: label by name."""
    rows = SchemeVersion.objects.order_by("scheme", "-valid_from").distinct("scheme")
    if schemes is not None:
        rows = rows.filter(scheme__in=schemes)
    return {
        each["name"]: each.get("label") or each["name"]
        for version in rows
        for each in version.content.get("classes") or []
    }


@dataclass(frozen=True)
class Places:
    """The rows that a definition leads to, by slug: what a file may name."""

    priority: dict[str, CorporatePriority]
    directorate: dict[str, Directorate]
    service: dict[str, Service]
    group: dict[str, IndicatorGroup]
    scheme: dict[str, Scheme]


def places() -> Places:
    """Everything that a definition may belong to."""
    return Places(
        priority={row.slug: row for row in CorporatePriority.objects.all()},
        directorate={row.slug: row for row in Directorate.objects.all()},
        service={row.slug: row for row in Service.objects.select_related("directorate")},
        group={row.slug: row for row in IndicatorGroup.objects.all()},
        scheme={row.slug: row for row in Scheme.objects.all()},
    )


def last_position(priority: CorporatePriority | None, directorate: Directorate) -> int:
    """The place of the last indicator of a chapter of the papers; 0 where it has none."""
    rows = Definition.objects.current().filter(priority=priority)
    if priority is None:
        rows = rows.filter(directorate=directorate)
    return max(rows.values_list("position", flat=True), default=0)


def benchmarks(indicator: Indicator) -> list[Benchmark]:
    """What others achieved, newest first."""
    rows = indicator.benchmarks.filter(superseded_at=None).select_related("recorded_by")
    return list(rows.order_by("-reported_in", "comparator", "name", "-period"))


def benchmark(pk: int, indicator: Indicator) -> Benchmark | None:
    """The current version of the benchmark that had the row `pk`, which may have been corrected since."""
    row = indicator.benchmarks.filter(pk=pk).first()
    if row is None:
        return None
    key = {name: getattr(row, name) for name in Benchmark.KEY}
    return Benchmark.objects.current().filter(**key).select_related("recorded_by").first()
