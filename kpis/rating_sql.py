"""The same rules in SQL, for rating many figures in one statement.

``kpis.rating`` is the reference; a property test in PostgreSQL holds the two equal. The compiled text is a CASE over
columns that the surrounding query must offer under these names (a missing value is NULL):

    numeric   actual, target, low, high, floor, tolerance, previous, last_year, quartile, target_quartile,
              forecast, dead_band, and for what is asked of the forecast year_value, year_low, year_high, year_floor:
              the target of the whole year
    text      good_is (high, low, range), strict ('', '<', '>'), absence ('', not_due, awaiting, not_available),
              importance ('' or the name of a class)
    boolean   has_target (any target at all: a value, a band, a quartile or words), target_text (words only),
              covers_year (not the target of one quarter, or of several years)

``previous`` and ``last_year`` must be NULL where they are not comparable. SQL's NULL is the engine's "cannot be
asked": AND, OR and NOT treat it alike. No text of a user reaches the SQL: status codes match a pattern, and numbers
are printed by Decimal.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from kpis.rating_values import (
    TOLERANCE,
    All,
    Allowance,
    AnyOf,
    Condition,
    Forecast,
    InQuartile,
    Meets,
    Not,
    Scheme,
    Trend,
    Within,
    asks_about_target,
)

COMPARATORS = ("previous", "last_year")
CODE = re.compile(r"[a-z][a-z0-9_-]*")


@dataclass(frozen=True)
class Asked:
    """The columns that a condition is asked of: a figure, and what it is held against."""

    figure: str
    target: str
    low: str
    high: str
    floor: str

    @property
    def has_bounds(self) -> str:
        return f"({self.low} IS NOT NULL OR {self.high} IS NOT NULL)"

    @property
    def floor_side(self) -> str:
        """A strict limit counts only beside a single value."""
        return f"CASE WHEN {self.target} IS NULL OR {self.has_bounds} THEN good_is ELSE {SIDE} END"


ACTUAL = Asked("actual", "target", "low", "high", "floor")
YEAR_END = Asked("forecast", "year_value", "year_low", "year_high", "year_floor")
# Which side of a single value is good: a strict limit's sign decides, else "good is".
SIDE = "CASE strict WHEN '<' THEN 'low' WHEN '>' THEN 'high' ELSE good_is END"


def outcome_sql(scheme: Scheme) -> str:
    """An expression that yields the status code or the unrated state."""
    branches = [
        "WHEN absence <> '' THEN absence",
        "WHEN actual IS NULL THEN 'awaiting'",
    ]
    if unrated := [_code(each.name) for each in scheme.classes if not each.rated]:
        branches.append(f"WHEN importance IN ({', '.join(unrated)}) THEN 'data_only'")
    branches.append("WHEN target_text THEN 'unrateable'")
    if scheme.asks_about_target:
        branches.append("WHEN NOT has_target THEN 'data_only'")
    for rule in scheme.rules:
        if rule.when is None:
            branches.append(f"ELSE {_code(rule.status)}")
            continue
        condition = _condition(rule.when, scheme, ACTUAL)
        branches.append(f"WHEN {condition} THEN {_code(rule.status)}")
        branches.append(f"WHEN {condition} IS NULL THEN 'unrateable'")
    return "CASE " + " ".join(branches) + " END"


def direction_sql(comparator: str, asked: Asked = ACTUAL) -> str:
    """An expression that yields better, same, worse, or NULL where the two are not comparable."""
    if comparator not in COMPARATORS:
        raise ValueError(f'"{comparator}" is not a comparator: use {" or ".join(COMPARATORS)}.')
    before = shortfall_sql(replace(asked, figure=comparator))
    gain = (
        f"CASE good_is WHEN 'high' THEN {asked.figure} - {comparator} WHEN 'low' THEN {comparator} - {asked.figure} "
        f"WHEN 'range' THEN {before} - {shortfall_sql(asked)} END"
    )
    # Written so that the gain is worked out once where there is no dead band, as nearly always.
    step = (
        f"CASE WHEN coalesce(dead_band, 0) = 0 THEN sign({gain}) "
        f"WHEN abs({gain}) <= dead_band THEN 0 ELSE sign({gain}) END"
    )
    return f"CASE {step} WHEN 1 THEN 'better' WHEN 0 THEN 'same' WHEN -1 THEN 'worse' END"


def shortfall_sql(asked: Asked = ACTUAL) -> str:
    """An expression that yields how far the figure lies on the wrong side of its target."""
    figure, target, low, high = asked.figure, asked.target, asked.low, asked.high
    # greatest() passes over NULL: an open end of a band, but also a missing figure, hence the first branch.
    return (
        f"CASE WHEN {figure} IS NULL THEN NULL "
        f"WHEN {asked.has_bounds} THEN greatest(0, {low} - {figure}, {figure} - {high}) "
        f"WHEN {target} IS NULL THEN NULL "
        f"ELSE CASE {SIDE} WHEN 'high' THEN greatest(0, {target} - {figure}) "
        f"WHEN 'low' THEN greatest(0, {figure} - {target}) WHEN 'range' THEN abs({figure} - {target}) END END"
    )


def _condition(condition: Condition, scheme: Scheme, asked: Asked) -> str:
    match condition:
        case Meets("target"):
            return f"({_meets_target(asked)})"
        case Meets():
            figure, floor = asked.figure, asked.floor
            return (
                f"(CASE {asked.floor_side} WHEN 'high' THEN {figure} >= {floor} "
                f"WHEN 'low' THEN {figure} <= {floor} END)"
            )
        case Within():
            return f"({_within(condition, scheme, asked)})"
        case Trend(directions, against):
            wanted = ", ".join(f"'{direction}'" for direction in directions)
            return f"({direction_sql(against, asked)} IN ({wanted}))"
        case InQuartile(at_most):
            return f"(quartile <= {'target_quartile' if at_most == 'target' else int(at_most)})"
        case Forecast(inner):
            known = "forecast IS NOT NULL" + (" AND covers_year" if asks_about_target(inner) else "")
            return f"(CASE WHEN {known} THEN {_condition(inner, scheme, YEAR_END)} END)"
        case All(conditions):
            return "(" + " AND ".join(_condition(each, scheme, asked) for each in conditions) + ")"
        case AnyOf(conditions):
            return "(" + " OR ".join(_condition(each, scheme, asked) for each in conditions) + ")"
        case Not(inner):
            return f"(NOT {_condition(inner, scheme, asked)})"


def _meets_target(asked: Asked) -> str:
    figure, target, low, high = asked.figure, asked.target, asked.low, asked.high
    return (
        f"CASE WHEN {asked.has_bounds} THEN ({low} IS NULL OR {figure} >= {low}) AND ({high} IS NULL OR {figure} <= {high}) "
        f"WHEN strict = '<' THEN {figure} < {target} WHEN strict = '>' THEN {figure} > {target} "
        f"ELSE CASE good_is WHEN 'high' THEN {figure} >= {target} WHEN 'low' THEN {figure} <= {target} "
        f"WHEN 'range' THEN {figure} = {target} END END"
    )


def _within(condition: Within, scheme: Scheme, asked: Asked) -> str:
    compare = "<" if condition.strict else "<="
    distance = shortfall_sql(asked)
    points = "NULL"
    if condition.points is not None:
        points = f"{distance} {compare} {_allowance(condition.points, scheme)}"
    if condition.percent is None:
        return points
    figure, low, high = asked.figure, asked.low, asked.high
    bound = (
        f"CASE WHEN {asked.has_bounds} THEN CASE WHEN {high} IS NULL OR abs({figure} - {low}) < abs({figure} - {high}) "
        f"THEN {low} ELSE {high} END ELSE {asked.target} END"
    )
    percent = f"({distance}) * 100 {compare} {_allowance(condition.percent, scheme)} * abs({bound})"
    return f"CASE WHEN ({bound}) = 0 THEN {points} ELSE {percent} END"


def _allowance(allowance: Allowance, scheme: Scheme) -> str:
    if allowance == TOLERANCE:
        return f"coalesce(tolerance, {_usual_tolerance(scheme)})"
    return _number(Decimal(allowance))


def _usual_tolerance(scheme: Scheme) -> str:
    """What applies to an indicator without a tolerance of its own: that of its class, else the scheme's."""
    default = _number(scheme.tolerance_for(None))
    of_classes = " ".join(
        f"WHEN {_code(each.name)} THEN {_number(each.tolerance)}"
        for each in scheme.classes
        if each.tolerance is not None
    )
    return f"CASE importance {of_classes} ELSE {default} END" if of_classes else default


def _number(number: Decimal) -> str:
    if not number.is_finite():
        raise ValueError(f"{number} is not a number that SQL can compare with.")
    return f"{number:f}::numeric"


def _code(code: str) -> str:
    if not CODE.fullmatch(code):
        raise ValueError(f'"{code}" is not a status code or the name of a class.')
    return f"'{code}'"
