"""A scheme as the rows of its editor: statuses, rules and importance classes, each a line of boxes. Pure.

A row holds what stands in its boxes, as text, right or wrong; `kpis.schemes` judges it. A rule that is more than one
condition (all, any, not) is a row of the kind "other", whose condition is written as in a scheme file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import yaml

from kpis.rating_values import Scheme
from kpis.scheme_yaml import read_yaml
from kpis.schemes import SchemeError, to_mapping

Row = dict[str, str]
Rows = dict[str, list[Row]]

#: The parts of a scheme that are rows, with their boxes, and how many rows each may have.
BOXES: Final[dict[str, tuple[str, ...]]] = {
    "status": ("code", "label", "letter", "shape", "colour"),
    "rule": ("status", "kind", "percent", "points", "strict", "trend", "against", "at_most", "forecast", "text"),
    "class": ("name", "label", "tolerance", "watched"),
}  # fmt: skip
MOST: Final = {"status": 8, "rule": 20, "class": 12}
PARTS: Final = {"status": "statuses", "rule": "rules", "class": "classes"}

#: The kinds of a rule, and the boxes that each has beside its status.
KINDS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "target": ("the target is met", ("forecast",)),
    "floor": ("the floor is met", ("forecast",)),
    "within": ("the shortfall is small enough", ("percent", "points", "strict", "forecast")),
    "trend": ("the direction of travel is", ("trend", "against")),
    "quartile": ("it is in a quartile", ("at_most",)),
    "other": ("something else, written as in a scheme file", ("text",)),
    "always": ("in every other case (the last rule)", ()),
}
TRENDS: Final = ("improved", "held", "worsened")
YES: Final = "on"


def rows_of(scheme: Scheme) -> Rows:
    """The rows of a scheme that is in order."""
    mapping = to_mapping(scheme)
    classes = [
        {
            "name": each["name"],
            "label": each["label"],
            "tolerance": str(each.get("tolerance", "")),
            "watched": "" if each.get("rated", True) else YES,
        }
        for each in mapping.get("classes", [])
    ]
    return {
        "status": [dict(each) for each in mapping["statuses"]],
        "rule": [{"status": rule["status"], **_condition_row(rule.get("when"))} for rule in mapping["rules"]],
        "class": classes,
    }


def mapping_of(rows: Rows) -> dict[str, Any]:
    """Statuses, rules and classes as `kpis.schemes.parse_scheme` takes them. Raises SchemeError."""
    mapping: dict[str, Any] = {
        "statuses": [dict(row) for row in rows["status"]],
        "rules": [
            {"status": row.get("status", "")} | _when(row, f"rule {number}")
            for number, row in enumerate(rows["rule"], start=1)
        ],
    }
    if rows["class"]:
        mapping["classes"] = [_class(row) for row in rows["class"]]
    return mapping


def act(rows: Rows, command: str) -> Rows:
    """The rows after a button such as rule-up-2, status-remove-3 or class-add; unchanged where it asks for nothing."""
    part, _, rest = command.partition("-")
    verb, _, number = rest.partition("-")
    if part not in BOXES:
        return rows
    changed = list(rows[part])
    place = int(number) - 1 if number.isdecimal() and len(number) < 4 else -1
    if verb == "add" and len(changed) < MOST[part]:
        # A new rule goes before the last, which has no condition.
        changed.insert(len(changed) - 1 if part == "rule" and changed else len(changed), {})
    elif 0 <= place < len(changed):
        if verb == "remove":
            del changed[place]
        elif verb == "up" and place > 0:
            changed[place - 1], changed[place] = changed[place], changed[place - 1]
        elif verb == "down" and place < len(changed) - 1:
            changed[place + 1], changed[place] = changed[place], changed[place + 1]
    return rows | {part: changed}


def write_text(mapping: Mapping[str, Any]) -> str:
    """Statuses, rules and classes as the text of a scheme file."""
    kept = {name: mapping[name] for name in PARTS.values() if mapping.get(name)}
    return yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, default_flow_style=None, width=110)


def read_text(text: str) -> dict[str, Any]:
    """What `write_text` wrote, edited by hand. Raises SchemeError."""
    found = _yaml(text, "the text")
    if not isinstance(found, Mapping) or not set(found) <= set(PARTS.values()):
        raise SchemeError(f"The text has the parts {', '.join(PARTS.values())}, and no others.")
    return dict(found)


def _condition_row(when: Mapping[str, Any] | None) -> Row:
    if when is None:
        return {"kind": "always"}
    forecast = ""
    inner: Mapping[str, Any] = when
    if set(when) == {"forecast"}:
        forecast, inner = YES, when["forecast"]
    if set(inner) == {"meets"}:
        return {"kind": inner["meets"], "forecast": forecast}
    if set(inner) == {"within"}:
        within = inner["within"]
        numbers = {name: str(within.get(name, "")) for name in ("percent", "points")}
        strict = YES if within.get("strict") else ""
        return {"kind": "within", **numbers, "strict": strict, "forecast": forecast}
    if set(when) == {"trend", "against"}:
        words = when["trend"] if isinstance(when["trend"], list) else [when["trend"]]
        return {"kind": "trend", "trend": " ".join(words), "against": when["against"]}
    if set(when) == {"quartile"}:
        return {"kind": "quartile", "at_most": str(when["quartile"]["at_most"])}
    text = yaml.safe_dump(dict(when), sort_keys=False, default_flow_style=True, width=10_000)
    return {"kind": "other", "text": text.strip()}


def _when(row: Row, where: str) -> dict[str, Any]:
    condition: object
    match row.get("kind"):
        case "always":
            return {}
        case "target" | "floor" as what:
            condition = {"meets": what}
        case "within":
            numbers = {name: row[name] for name in ("percent", "points") if row.get(name)}
            condition = {"within": numbers | ({"strict": True} if row.get("strict") else {})}
        case "trend":
            words = [word for word in row.get("trend", "").split() if word in TRENDS]
            if not words:
                raise SchemeError(f"{where}: choose at least one direction of travel.")
            condition = {"trend": words, "against": row.get("against", "")}
        case "quartile":
            condition = {"quartile": {"at_most": row.get("at_most", "")}}
        case "other":
            condition = _yaml(row.get("text", ""), where)
        case _:
            raise SchemeError(f"{where}: choose when it applies.")
    if row.get("forecast") and row["kind"] in ("target", "floor", "within"):
        condition = {"forecast": condition}
    return {"when": condition}


def _class(row: Row) -> dict[str, Any]:
    mapping: dict[str, Any] = {"name": row.get("name", ""), "label": row.get("label", "")}
    if row.get("tolerance"):
        mapping["tolerance"] = row["tolerance"]
    return mapping | ({"rated": False} if row.get("watched") else {})


def _yaml(text: str, where: str) -> object:
    try:
        return read_yaml(text)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise SchemeError(f"{where}{line}: check the brackets and the indentation.") from error
