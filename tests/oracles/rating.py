"""A second, naive rating engine: plain dictionaries and fractions, written from the specification alone.

It shares no line with ``kpis.rating``. A row is a dictionary of Fractions (or None) and texts; a scheme is the mapping
of its YAML file. Slow and plain on purpose.
"""

from fractions import Fraction
from typing import Any

Row = dict[str, Any]


def status(row: Row, scheme: dict[str, Any]) -> str:
    if row["absence"]:
        return row["absence"]
    if row["actual"] is None:
        return "awaiting"
    kind = class_of(row, scheme)
    if kind.get("rated") is False:
        return "data_only"
    numbers = [row["target"], row["low"], row["high"], row["target_quartile"]]
    has_number = any(number is not None for number in numbers)
    if row["target_text"] and not has_number:
        return "unrateable"
    if not has_number and asks_about_target(scheme["rules"]):
        return "data_only"
    for rule in scheme["rules"]:
        if "when" not in rule:
            return rule["status"]
        verdict = holds(rule["when"], row, scheme, row["actual"])
        if verdict is None:
            return "unrateable"
        if verdict:
            return rule["status"]
    raise AssertionError("a scheme ends with a rule that always applies")


def asks_about_target(rules: Any) -> bool:
    words = str(rules)
    return "'meets'" in words or "'within'" in words or "'at_most': 'target'" in words


def holds(condition: dict[str, Any], row: Row, scheme: dict[str, Any], figure: Fraction) -> bool | None:
    if "all" in condition:
        parts = [holds(part, row, scheme, figure) for part in condition["all"]]
        return False if False in parts else None if None in parts else True
    if "any" in condition:
        parts = [holds(part, row, scheme, figure) for part in condition["any"]]
        return True if True in parts else None if None in parts else False
    if "not" in condition:
        part = holds(condition["not"], row, scheme, figure)
        return None if part is None else not part
    if "forecast" in condition:
        if row["forecast"] is None:
            return None
        if not row["covers_year"] and asks_about_target(condition["forecast"]):
            return None
        names = {"target": "year_value", "low": "year_low", "high": "year_high", "floor": "year_floor"}
        at_year_end = row | {name: row[year] for name, year in names.items()}
        return holds(condition["forecast"], at_year_end, scheme, row["forecast"])
    if "quartile" in condition:
        most = condition["quartile"]["at_most"]
        most = row["target_quartile"] if most == "target" else int(most)
        return None if row["quartile"] is None or most is None else row["quartile"] <= most
    if "trend" in condition:
        found = direction(row, condition["against"], figure)
        wanted = condition["trend"] if isinstance(condition["trend"], list) else [condition["trend"]]
        names = {"better": "improved", "same": "held", "worse": "worsened"}
        return None if found == "" else names[found] in wanted
    if condition == {"meets": "floor"}:
        return meets_floor(row, figure)
    if condition == {"meets": "target"}:
        return meets_target(row, figure)
    return within(condition["within"], row, scheme, figure)


def polarity(row: Row) -> str | None:
    """high, low or range; a strict limit's sign speaks for itself."""
    if row["low"] is None and row["high"] is None and row["target"] is not None and row["strict"]:
        return {"<": "low", ">": "high"}[row["strict"]]
    return row["good_is"]


def meets_target(row: Row, figure: Fraction) -> bool | None:
    if row["low"] is not None or row["high"] is not None:
        above = row["low"] is None or figure >= row["low"]
        below = row["high"] is None or figure <= row["high"]
        return above and below
    if row["target"] is None or polarity(row) is None:
        return None
    if row["strict"] == "<":
        return figure < row["target"]
    if row["strict"] == ">":
        return figure > row["target"]
    return {
        "high": figure >= row["target"],
        "low": figure <= row["target"],
        "range": figure == row["target"],
    }[row["good_is"]]


def meets_floor(row: Row, figure: Fraction) -> bool | None:
    if row["floor"] is None or polarity(row) not in ("high", "low"):
        return None
    return figure >= row["floor"] if polarity(row) == "high" else figure <= row["floor"]


def shortfall(row: Row, figure: Fraction) -> Fraction | None:
    if row["low"] is not None or row["high"] is not None:
        outside = [Fraction(0)]
        if row["low"] is not None:
            outside.append(row["low"] - figure)
        if row["high"] is not None:
            outside.append(figure - row["high"])
        return max(outside)
    if row["target"] is None or polarity(row) is None:
        return None
    gap = row["target"] - figure
    return {"high": max(gap, Fraction(0)), "low": max(-gap, Fraction(0)), "range": abs(gap)}[polarity(row)]


def base(row: Row, figure: Fraction) -> Fraction:
    """What a percentage is a percentage of: the target, or the nearer end of its band."""
    ends = [end for end in (row["high"], row["low"]) if end is not None] or [row["target"]]
    return abs(min(ends, key=lambda end: abs(figure - end)))


def within(allowed: dict[str, Any], row: Row, scheme: dict[str, Any], figure: Fraction) -> bool | None:
    missed_by = shortfall(row, figure)
    if missed_by is None:
        return None
    if "percent" in allowed and base(row, figure) != 0:
        have, limit = missed_by / base(row, figure) * 100, number(allowed["percent"], row, scheme)
    elif "points" in allowed:
        have, limit = missed_by, number(allowed["points"], row, scheme)
    else:
        return None
    return have < limit if allowed.get("strict") else have <= limit


def number(value: Any, row: Row, scheme: dict[str, Any]) -> Fraction:
    if value != "tolerance":
        return Fraction(str(value))
    if row["tolerance"] is not None:
        return row["tolerance"]
    if "tolerance" in class_of(row, scheme):
        return Fraction(str(class_of(row, scheme)["tolerance"]))
    return Fraction(str(scheme.get("default_tolerance", 5)))


def class_of(row: Row, scheme: dict[str, Any]) -> dict[str, Any]:
    for kind in scheme.get("classes", []):
        if kind["name"] == row["importance"]:
            return kind
    return {}


def direction(row: Row, against: str, figure: Fraction | None) -> str:
    before = row[against]
    if before is None or figure is None or row["good_is"] is None:
        return ""
    if row["good_is"] == "range":
        if shortfall(row, figure) is None:
            return ""
        gain = shortfall(row, before) - shortfall(row, figure)
    else:
        gain = figure - before if row["good_is"] == "high" else before - figure
    if abs(gain) <= row["dead_band"]:
        return "same"
    return "better" if gain > 0 else "worse"
