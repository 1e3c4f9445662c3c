"""From counts to the figures of a report: shares, changes and rates are made of counts that are shown. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from complaints.figure_counts import Year, common_totals, count_year, hidden_of
from complaints.figure_entries import Listed
from complaints.figure_kinds import Change, Count, Cube, Money, OfActive, Share, Times
from complaints.figure_list import figure_list
from complaints.figures import ReportFigures, Unit, Value

HUNDRED = Decimal(100)


def report_figures(
    cube: Cube,
    year: int,
    *,
    suppressed: bool,
    counted_on: Mapping[int, date] | None = None,
    as_at: datetime | None = None,
) -> ReportFigures:
    """Every number of the report of `year`, and the year before it beside it."""
    shown = (year - 1, year)
    listed = figure_list(cube, shown)
    has_data = {each: _has_data(cube, each) for each in shown}
    has_data[year - 1] &= counted_on is None or year - 1 in counted_on
    years = {each: count_year(cube, listed, each) for each in shown if has_data[each]}
    if suppressed:
        for row in years.values():
            row.hidden = hidden_of(row, listed, common_totals(cube, row.year))
    values = {
        (key, each): _value(entry, years.get(each), years.get(each - 1), cube.active or {})
        for key, entry in listed.items()
        for each in shown
        if each == year or not _needs_last_year(entry)
    }
    return ReportFigures(
        year=year,
        figures={key: entry.figure for key, entry in listed.items()},
        values=values,
        labels=dict(cube.labels or {}),
        counted_on=dict(counted_on or {}),
        as_at=as_at,
        suppressed=suppressed,
        synthetic=any(value.synthetic for value in values.values()),
        empty=not has_data[year],
        without_data=frozenset(each for each in shown if not has_data[each]),
    )


def _has_data(cube: Cube, year: int) -> bool:
    return any(group.year == year for face in (cube.courses, cube.ombudsman) for group in face)


def _needs_last_year(entry: Listed) -> bool:
    return isinstance(entry.how, Change) or (isinstance(entry.how, Times) and not entry.how.base)


def _value(
    entry: Listed, year: Year | None, last: Year | None, active: Mapping[tuple[int, str], int]
) -> Value:
    """One number of one year; `last` is the year before. None for a year that has no numbers."""
    key, how, unit = entry.figure.key, entry.how, entry.figure.unit
    if year is None:
        return Value(unit, None)
    if isinstance(how, Count | Money):
        row = year.number(key)
        if key in year.hidden:
            return Value(unit, None, suppressed=True, synthetic=row.synthetic)
        # How many cases an amount was paid for is a count of its own, which is no figure of the report.
        cases = row.cases if isinstance(how, Count) else None
        return Value(unit, row.number, cases, synthetic=row.synthetic)
    if isinstance(how, OfActive):
        return _of_active(how, year, active)
    if isinstance(how, Share):
        return _ratio(unit, HUNDRED, (year, how.part), (year, how.base))
    if isinstance(how, Times) and how.base:
        return _ratio(unit, Decimal(1), (year, how.of), (year, how.base))
    if last is None:
        return Value(unit, None)
    if isinstance(how, Times):
        return _ratio(unit, Decimal(1), (year, how.of), (last, how.of))
    return _change(unit, how.of, year, last, absolute=how.absolute)


def _ratio(unit: Unit, scale: Decimal, part: tuple[Year, str], base: tuple[Year, str]) -> Value:
    """One count over another; nothing where either is kept back or the base is 0."""
    (part_year, part_key), (base_year, base_key) = part, base
    above, below = part_year.number(part_key), base_year.number(base_key)
    synthetic = above.synthetic or below.synthetic
    if part_key in part_year.hidden or base_key in base_year.hidden:
        return Value(unit, None, suppressed=True, synthetic=synthetic)
    exact = scale * above.number / below.number if below.number else None
    return Value(unit, exact, above.cases, below.cases, synthetic=synthetic)


def _change(unit: Unit, key: str, year: Year, last: Year, *, absolute: bool) -> Value:
    new, old = year.number(key), last.number(key)
    synthetic = new.synthetic or old.synthetic
    if key in year.hidden or key in last.hidden:
        return Value(unit, None, suppressed=True, synthetic=synthetic)
    if absolute:
        exact: Decimal | None = new.number - old.number
    else:
        exact = HUNDRED * (new.number - old.number) / old.number if old.number else None
    if key in year.amounts:
        return Value(unit, exact, synthetic=synthetic)
    return Value(unit, exact, new.cases, old.cases, synthetic=synthetic)


def _of_active(how: OfActive, year: Year, active: Mapping[tuple[int, str], int]) -> Value:
    row = year.number(how.of)
    known = [active.get((year.year, area)) for area in how.areas]
    if how.of in year.hidden:
        return Value("%", None, suppressed=True, synthetic=row.synthetic)
    base = sum(number for number in known if number is not None)
    if None in known or not base:
        return Value("%", None, row.cases, synthetic=row.synthetic)
    return Value("%", HUNDRED * row.number / base, row.cases, base, synthetic=row.synthetic)
