"""The rules of a scheme as sentences, for people who agree them. Pure.

What a rule means is said in `kpis.rating`; the reason of one figure's rating comes from `kpis.rating_reasons`.
"""

from __future__ import annotations

from decimal import Decimal

from kpis.rating_values import (
    TOLERANCE,
    All,
    Allowance,
    AnyOf,
    Condition,
    Forecast,
    ImportanceClass,
    InQuartile,
    Meets,
    Not,
    Scheme,
    Trend,
    Within,
)

_TRENDS = {"better": "better than", "same": "the same as", "worse": "worse than"}
_AGAINST = {"previous": "in the previous period", "last_year": "in the same period last year"}


def rule_sentences(scheme: Scheme) -> list[str]:
    """Each rule in one sentence, in the order in which they are tried."""
    sentences = []
    for rule in scheme.rules:
        label = scheme.status(rule.status).label
        if rule.when is None:
            sentences.append(f"{label} in every other case." if scheme.rules[1:] else f"{label} always.")
        else:
            sentences.append(f"{label} when {condition_words(rule.when)}.")
    return sentences


def condition_words(condition: Condition) -> str:
    """What must hold, as part of a sentence."""
    match condition:
        case Meets("target"):
            return "the target is met"
        case Meets():
            return "the floor is met"
        case Within():
            return _within_words(condition)
        case Trend(directions, against):
            compared = " or ".join(_TRENDS[each] for each in directions)
            return f"the figure is {compared} {_AGAINST[against]}"
        case InQuartile("target"):
            return "it is in the quartile that the target names, or a better one"
        case InQuartile(at_most):
            return "it is in quartile 1" if at_most == 1 else f"it is in quartile {at_most} or better"
        case Forecast(inner):
            return f"on the year-end forecast {condition_words(inner)}"
        case Not(inner):
            return f"it is not so that {condition_words(inner)}"
        case All(conditions):
            return " and ".join(_part(each) for each in conditions)
        case AnyOf(conditions):
            return ", or ".join(_part(each) for each in conditions)


def class_sentence(each: ImportanceClass) -> str:
    """What an importance class does to the rating of its indicators."""
    if not each.rated:
        return f"{each.label}: watched, and not rated."
    if each.tolerance is None:
        return f"{each.label}: the scheme's usual tolerance."
    return f"{each.label}: a tolerance of {plain(each.tolerance)}, unless an indicator has its own."


def tolerance_sentence(scheme: Scheme) -> str:
    """Which tolerance counts; "" where no rule asks for it."""
    if not any(_asks_tolerance(rule.when) for rule in scheme.rules if rule.when):
        return ""
    default = plain(scheme.tolerance_for(None))
    of_class = ", else that of its importance class" if scheme.classes else ""
    return f"The tolerance is the indicator's own{of_class}, else {default}."


def plain(number: Decimal) -> str:
    """A number without trailing zeros or an exponent."""
    return f"{number.normalize():f}"


def _within_words(condition: Within) -> str:
    limit = "less than" if condition.strict else "at most"
    if condition.percent is None:
        return f"the shortfall is {limit} {_points(condition.points)}"
    if condition.percent == TOLERANCE:
        words = f"the shortfall is {limit} the tolerance, as a percentage of the target"
    else:
        words = f"the shortfall is {limit} {plain(Decimal(condition.percent))}% of the target"
    if condition.points is None:
        return words
    return f"{words} ({limit} {_points(condition.points)} where the target is 0)"


def _points(allowance: Allowance | None) -> str:
    if allowance == TOLERANCE:
        return "the tolerance, in the indicator's unit"
    return f"{plain(Decimal(allowance or 0))} in the indicator's unit"


def _asks_tolerance(condition: Condition) -> bool:
    match condition:
        case Within(percent, points):
            return TOLERANCE in (percent, points)
        case All(conditions) | AnyOf(conditions):
            return any(_asks_tolerance(each) for each in conditions)
        case Forecast(inner) | Not(inner):
            return _asks_tolerance(inner)
        case _:
            return False


def _part(condition: Condition) -> str:
    words = condition_words(condition)
    return f"({words})" if isinstance(condition, All | AnyOf) else words
