"""Rating schemes as data: reading, checking and writing them.

A pure module. A scheme comes as YAML text (files, the scheme editor) or as a mapping (JSON in the database). Every
mistake is refused with a SchemeError that names the rule, says what is wrong and how to mend it: a scheme that a
committee approved must never be applied by guesswork.

Choices beyond the specification:

    default tolerance   ``default_tolerance`` (or ``tolerance``) at the top; without it, 5 applies
    letter, shape       where a status leaves them out: the first letter of its code, and the next shape in order
    numbers             may be quoted; they are read as exact decimals, never through floating point
    classes             a list of importance classes, each with ``name``, ``label`` and either ``tolerance`` or
                        ``rated: false`` (monitor only); an indicator's definition names its class
    several conditions  side by side in one ``when`` are refused: say ``all:`` or ``any:``
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

from council import periods
from council.rag import PENDING, UNRATED
from kpis.rating_values import (
    TOLERANCE,
    All,
    Allowance,
    AnyOf,
    Condition,
    Direction,
    Forecast,
    ImportanceClass,
    InQuartile,
    Meets,
    Not,
    Rule,
    Scheme,
    Status,
    Trend,
    Within,
)
from kpis.scheme_yaml import read_yaml

CODE = re.compile(r"[a-z][a-z0-9_-]*")
COLOUR = re.compile(r"[a-z][a-z-]*|#[0-9a-f]{6}")
NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")
SHAPES = ("circle", "triangle", "square", "diamond", "pentagon", "hexagon")
RESERVED = {*UNRATED, PENDING}

LONGEST_TEXT = 64_000
LONGEST_CODE = 20  # of a status, which every rating stores
DEEPEST_NESTING = 10

SCHEME_KEYS = {
    "name", "label", "statuses", "rules", "classes", "default_tolerance", "tolerance", "valid_from", "approved_by", "note",
}  # fmt: skip
STATUS_KEYS = {"code", "label", "letter", "shape", "colour"}
CLASS_KEYS = {"name", "label", "tolerance", "rated"}

TRENDS: dict[str, Direction] = {"improved": "better", "held": "same", "worsened": "worse"}
TREND_NAMES = {direction: name for name, direction in TRENDS.items()}


class SchemeError(ValueError):
    """A scheme cannot be used; the message says where, what is wrong, and how to mend it."""


def load_scheme(text: str) -> Scheme:
    """Read a scheme from YAML text."""
    if len(text) > LONGEST_TEXT:
        raise SchemeError(f"A scheme has at most {LONGEST_TEXT:,} characters; this text has {len(text):,}.")
    try:
        mapping = read_yaml(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"line {mark.line + 1}: " if mark else ""
        raise SchemeError(
            f"{where}{error.problem or error.context}. Check the indentation and brackets there."
        ) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise SchemeError("The text is not YAML that a scheme can be read from.") from error
    return parse_scheme(mapping)


def parse_scheme(mapping: object) -> Scheme:
    """Check a mapping and make a scheme of it."""
    if not isinstance(mapping, Mapping):
        raise SchemeError("A scheme is a list of named entries: name, label, statuses, rules.")
    _refuse_unknown(mapping, SCHEME_KEYS, "the scheme")
    statuses = _statuses(mapping.get("statuses"))
    name = _text(mapping, "name", "the scheme")
    if not CODE.fullmatch(name):
        raise SchemeError(
            f'name: "{name}" may hold only small letters, digits, - and _. Write it like house.'
        )
    return Scheme(
        name=_text(mapping, "name", "the scheme"),
        label=_text(mapping, "label", "the scheme"),
        statuses=statuses,
        rules=_rules(mapping.get("rules"), {status.code for status in statuses}),
        classes=_classes(mapping.get("classes")),
        default_tolerance=_default_tolerance(mapping),
        valid_from=_valid_from(mapping),
        approved_by=_optional_text(mapping, "approved_by"),
        note=_optional_text(mapping, "note"),
    )


def to_mapping(scheme: Scheme) -> dict[str, Any]:
    """The scheme as plain data for JSON or YAML; ``parse_scheme`` reads it back to an equal scheme."""
    mapping: dict[str, Any] = {
        "name": scheme.name,
        "label": scheme.label,
        "statuses": [
            {
                "code": status.code,
                "label": status.label,
                "letter": status.letter,
                "shape": status.shape,
                "colour": status.colour,
            }
            for status in scheme.statuses
        ],
        "rules": [
            {"status": rule.status} | ({"when": _condition_mapping(rule.when)} if rule.when else {})
            for rule in scheme.rules
        ],
    }
    if scheme.classes:
        mapping["classes"] = [_class_mapping(each) for each in scheme.classes]
    if scheme.default_tolerance is not None:
        mapping["default_tolerance"] = _number_out(scheme.default_tolerance)
    for key in ("valid_from", "approved_by", "note"):
        if value := getattr(scheme, key):
            mapping[key] = value
    return mapping


def _statuses(value: object) -> tuple[Status, ...]:
    if not isinstance(value, list) or len(value) < 2:
        raise SchemeError("statuses: give at least two, from best to worst.")
    statuses = tuple(_status(entry, position) for position, entry in enumerate(value, start=1))
    codes = [status.code for status in statuses]
    for code in codes:
        if codes.count(code) > 1:
            raise SchemeError(f'statuses: "{code}" is given twice. Give each status a code of its own.')
    return statuses


def _status(entry: object, position: int) -> Status:
    where = f"status {position}"
    if not isinstance(entry, Mapping):
        raise SchemeError(f"{where}: give code, label, letter, shape and colour.")
    _refuse_unknown(entry, STATUS_KEYS, where)
    code = _text(entry, "code", where)
    if not CODE.fullmatch(code):
        raise SchemeError(
            f'{where}: code "{code}" may hold only small letters, digits, - and _, like amber-green.'
        )
    if len(code) > LONGEST_CODE:
        raise SchemeError(f'{where}: code "{code}" has more than {LONGEST_CODE} characters. Shorten it.')
    if code in RESERVED:
        raise SchemeError(f'{where}: "{code}" is the name of an unrated state. Choose another code.')
    shape = _optional_text(entry, "shape") or SHAPES[(position - 1) % len(SHAPES)]
    colour = _optional_text(entry, "colour") or "grey"
    if not CODE.fullmatch(shape):
        raise SchemeError(f'{where}: shape "{shape}" is not known. Use one of {", ".join(SHAPES)}.')
    if not COLOUR.fullmatch(colour):
        raise SchemeError(f'{where}: colour "{colour}" is not a colour. Write a name like green, or #00703c.')
    letter = _optional_text(entry, "letter") or code[0].upper()
    return Status(code=code, label=_text(entry, "label", where), letter=letter, shape=shape, colour=colour)


def _classes(value: object) -> tuple[ImportanceClass, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise SchemeError("classes: give a list, each with a name and a label, or leave classes out.")
    classes = tuple(_class(entry, f"class {position}") for position, entry in enumerate(value, start=1))
    names = [each.name for each in classes]
    for name in names:
        if names.count(name) > 1:
            raise SchemeError(f'classes: "{name}" is given twice. Give each class a name of its own.')
    return classes


def _class(entry: object, where: str) -> ImportanceClass:
    if not isinstance(entry, Mapping):
        raise SchemeError(f"{where}: give name, label, and tolerance or rated: false.")
    _refuse_unknown(entry, CLASS_KEYS, where)
    name = _text(entry, "name", where)
    if not CODE.fullmatch(name):
        raise SchemeError(
            f'{where}: name "{name}" may hold only small letters, digits, - and _, like corporate.'
        )
    rated = entry.get("rated", True)
    if not isinstance(rated, bool):
        raise SchemeError(f"{where}: rated is true or false, not {_shown(rated)}.")
    tolerance = entry.get("tolerance")
    if tolerance is not None and not rated:
        raise SchemeError(f"{where}: a class that is not rated needs no tolerance. Remove one of the two.")
    return ImportanceClass(
        name=name,
        label=_text(entry, "label", where),
        tolerance=None if tolerance is None else _tolerance(tolerance, f"{where}: tolerance"),
        rated=rated,
    )


def _class_mapping(each: ImportanceClass) -> dict[str, Any]:
    mapping: dict[str, Any] = {"name": each.name, "label": each.label}
    if each.tolerance is not None:
        mapping["tolerance"] = _number_out(each.tolerance)
    return mapping if each.rated else mapping | {"rated": False}


def _rules(value: object, codes: set[str]) -> tuple[Rule, ...]:
    if not isinstance(value, list) or not value:
        raise SchemeError('rules: give at least one; the last has a status and no "when".')
    rules = []
    for position, entry in enumerate(value, start=1):
        where = f"rule {position}"
        if not isinstance(entry, Mapping):
            raise SchemeError(f"{where}: give a status and, unless it is the last, when it applies.")
        _refuse_unknown(entry, {"status", "when"}, where)
        status = _text(entry, "status", where)
        if status not in codes:
            raise SchemeError(
                f'{where}: "{status}" is not a status of this scheme. Use one of {_listed(codes)}.'
            )
        when = entry.get("when")
        is_last = position == len(value)
        if is_last and when is not None:
            raise SchemeError(
                f'{where} is the last and has a "when". Add a last rule with a status and no "when".'
            )
        if not is_last and when is None:
            raise SchemeError(
                f'{where} has no "when", so the rules after it are never reached. '
                "Say when it applies, or make it the last."
            )
        rules.append(Rule(status, None if when is None else _condition(when, where)))
    return tuple(rules)


def _condition(value: object, where: str, depth: int = 1) -> Condition:
    if depth > DEEPEST_NESTING:
        raise SchemeError(
            f"{where}: conditions are nested more than {DEEPEST_NESTING} deep. Write simpler rules."
        )
    if not isinstance(value, Mapping) or not value:
        raise SchemeError(f"{where}: a condition looks like meets: target. Found {_shown(value)}.")
    kind = "trend" if "trend" in value else next(iter(value))
    extra = set(value) - ({"trend", "against"} if kind == "trend" else {kind})
    argument = value[kind]
    if kind in CONDITION_KINDS and extra & CONDITION_KINDS:
        raise SchemeError(f"{where}: join the conditions {_listed(value)} with all: or any:.")
    if kind not in CONDITION_KINDS or extra:
        wrong = _listed(extra if kind in CONDITION_KINDS else {kind})
        raise SchemeError(f"{where}: {wrong} is not known. Conditions are {_listed(CONDITION_KINDS)}.")
    match kind:
        case "meets":
            return _meets(argument, where)
        case "within":
            return _within(argument, where)
        case "trend":
            return _trend(argument, value.get("against"), where)
        case "quartile":
            return _quartile(argument, where)
        case "forecast":
            return Forecast(_condition(argument, where, depth + 1))
        case "not":
            return Not(_condition(argument, where, depth + 1))
        case _:
            parts = _parts(argument, str(kind), where, depth)
            return All(parts) if kind == "all" else AnyOf(parts)


CONDITION_KINDS = {"meets", "within", "trend", "quartile", "forecast", "all", "any", "not"}


def _parts(argument: object, kind: str, where: str, depth: int) -> tuple[Condition, ...]:
    if not isinstance(argument, list) or not argument:
        raise SchemeError(
            f"{where}: {kind} needs a list of conditions, each on a line of its own that starts with -."
        )
    return tuple(_condition(each, where, depth + 1) for each in argument)


def _meets(argument: object, where: str) -> Meets:
    if argument == "target":
        return Meets("target")
    if argument == "floor":
        return Meets("floor")
    raise SchemeError(
        f"{where}: meets: {_shown(argument)} is not known. Write meets: target or meets: floor."
    )


def _within(argument: object, where: str) -> Within:
    if not isinstance(argument, Mapping) or not {"percent", "points"} & set(argument):
        raise SchemeError(f"{where}: within needs percent or points, like within: {{percent: 5}}.")
    _refuse_unknown(argument, {"percent", "points", "strict"}, f"{where}: within")
    strict = argument.get("strict", False)
    if not isinstance(strict, bool):
        raise SchemeError(f"{where}: strict is true or false, not {_shown(strict)}.")
    return Within(
        percent=_allowance(argument.get("percent"), f"{where}: percent"),
        points=_allowance(argument.get("points"), f"{where}: points"),
        strict=strict,
    )


def _allowance(value: object, where: str) -> Allowance | None:
    if value is None:
        return None
    return TOLERANCE if value == TOLERANCE else _tolerance(value, where)


def _tolerance(value: object, where: str) -> Decimal:
    number = _number(value, where, "Write a number like 2.5.")
    if number < 0:
        raise SchemeError(f"{where}: {number} is below 0. A tolerance says how far short is still allowed.")
    return number


def _trend(argument: object, against: object, where: str) -> Trend:
    words = [str(word) for word in argument] if isinstance(argument, list) else [str(argument)]
    if not words or not set(words) <= set(TRENDS):
        raise SchemeError(
            f"{where}: trend: {_shown(argument)} is not known. Write improved, held or worsened, or a list of them."
        )
    if against not in ("previous", "last_year"):
        raise SchemeError(f"{where}: say what the trend is against: previous or last_year.")
    return Trend(tuple(TRENDS[word] for word in words), "previous" if against == "previous" else "last_year")


def _quartile(argument: object, where: str) -> InQuartile:
    if not isinstance(argument, Mapping) or set(argument) != {"at_most"}:
        raise SchemeError(f"{where}: write quartile: {{at_most: 2}} or quartile: {{at_most: target}}.")
    limit = argument["at_most"]
    if limit == "target":
        return InQuartile("target")
    number = _number(limit, f"{where}: at_most", "Write 1, 2, 3, 4 or target.")
    if number not in (1, 2, 3, 4):
        raise SchemeError(f"{where}: there is no quartile {number}. Write 1, 2, 3, 4 or target.")
    return InQuartile(int(number))


def _default_tolerance(mapping: Mapping[Any, Any]) -> Decimal | None:
    given = [key for key in ("default_tolerance", "tolerance") if mapping.get(key) is not None]
    if len(given) > 1:
        raise SchemeError("default_tolerance and tolerance mean the same here. Keep default_tolerance.")
    return _tolerance(mapping[given[0]], given[0]) if given else None


def _valid_from(mapping: Mapping[Any, Any]) -> str:
    text = _optional_text(mapping, "valid_from")
    if text:
        try:
            periods.parse_quarter(text)
        except ValueError as error:
            raise SchemeError(f"valid_from: {error}") from error
    return text


def _number(value: object, where: str, how: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise SchemeError(f"{where}: {_shown(value)} is not a number. {how}")
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    if not NUMBER.fullmatch(text):
        raise SchemeError(f"{where}: {_shown(value)} is not a number. {how}")
    return Decimal(text)


def _number_out(number: Decimal) -> int | str:
    """A whole number as itself, anything else as text: JSON numbers would go through floating point."""
    return int(number) if number == number.to_integral_value() else str(number)


def _condition_mapping(condition: Condition) -> dict[str, Any]:
    match condition:
        case Meets(what):
            return {"meets": what}
        case Within(percent, points, strict):
            numbers = {
                key: value if value == TOLERANCE else _number_out(Decimal(value))
                for key, value in (("percent", percent), ("points", points))
                if value is not None
            }
            return {"within": numbers | ({"strict": True} if strict else {})}
        case Trend(directions, against):
            names = [TREND_NAMES[direction] for direction in directions]
            return {"trend": names[0] if len(names) == 1 else names, "against": against}
        case InQuartile(at_most):
            return {"quartile": {"at_most": at_most}}
        case Forecast(inner):
            return {"forecast": _condition_mapping(inner)}
        case Not(inner):
            return {"not": _condition_mapping(inner)}
        case All(conditions):
            return {"all": [_condition_mapping(each) for each in conditions]}
        case AnyOf(conditions):
            return {"any": [_condition_mapping(each) for each in conditions]}


def _text(mapping: Mapping[Any, Any], key: str, where: str) -> str:
    text = _optional_text(mapping, key)
    if not text:
        raise SchemeError(f"{where}: {key} is missing.")
    return text


def _optional_text(mapping: Mapping[Any, Any], key: str) -> str:
    value = mapping.get(key)
    if value is None:
        return ""
    # YAML reads 2021 as a number and 2021-09-09 as a date; as text they are what was written.
    if isinstance(value, bool) or not isinstance(value, str | int | date):
        raise SchemeError(f"{key}: {_shown(value)} is not text. Put it in quotation marks.")
    return str(value).strip()


def _refuse_unknown(mapping: Mapping[Any, Any], known: set[str], where: str) -> None:
    if unknown := set(mapping) - known:
        raise SchemeError(f"{where}: {_listed(unknown)} is not known. It takes {_listed(known)}.")


def _listed(words: Iterable[object]) -> str:
    return ", ".join(sorted(str(word) for word in words))


def _shown(value: object) -> str:
    text = str(value)
    return f'"{text[:60]}…"' if len(text) > 60 else f'"{text}"'
