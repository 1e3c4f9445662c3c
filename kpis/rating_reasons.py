"""The words of a rating: sentences that a committee member understands and that hold every number used.

A pure module. Figures are shown at their published decimals, halves rounded up; thresholds as they were set.
Where the figures as published would give another rating (95.96 printed as 96.0 against 96.0), everything is
shown unrounded and the sentence says so.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from kpis.rating_sums import nearer_bound, relative_shortfall, rounded, shortfall
from kpis.rating_values import (
    TOLERANCE,
    All,
    Allowance,
    AnyOf,
    Condition,
    Forecast,
    GoodIs,
    Inputs,
    InQuartile,
    Meets,
    Not,
    Rule,
    Scheme,
    Target,
    Trend,
    Verdict,
    Within,
)

TEXT_TARGET = "a target in words has no number to compare with"
NO_FLOOR = "no floor is set beside the target"
NO_QUARTILE = "the benchmark quartile is not known"
NO_TARGET_QUARTILE = "the target names no quartile to keep"
NO_FORECAST = "there is no year-end forecast"
NOT_OF_THE_YEAR = "the target is not one of the whole year, and the forecast is"
FLOOR_HAS_NO_SIDE = "a floor needs an indicator where high or low is good"
PERCENT_OF_ZERO = (
    "the target is 0, a percentage of 0 means nothing, and the scheme gives no tolerance in points"
)

COMPARATORS = {"previous": "the previous period", "last_year": "the same period last year"}
TREND_WORDS = {"better": "better than", "same": "the same as", "worse": "worse than"}

# Decimals beyond which a threshold can only have been worked out.
LONGEST_FRACTION = 6


def reason(inputs: Inputs, scheme: Scheme, verdict: Verdict, figure: Decimal, *, unrounded: bool) -> str:
    """Why a figure that exists has its status or unrated state."""
    published = amount(figure, inputs)
    if unrounded:
        inputs = replace(inputs, decimals=None)
        published = f"{published} ({amount(figure, inputs)} before rounding)"
    sentences = [_comparison(published, figure, inputs, verdict, scheme)]
    if inputs.forecast is not None and any(_asks_forecast(rule.when) for rule in verdict.tried if rule.when):
        sentences.append(_forecast_sentence(inputs.forecast, inputs, verdict, scheme))
    last = len(verdict.tried) - 1
    for position, rule in enumerate(verdict.tried):
        if rule.when and not _said_by_comparison(rule.when, inputs):
            holds = position == last and not verdict.missing
            sentences.append(_need_sentence(rule, rule.when, inputs, scheme, figure, holds=holds))
    sentences.append(_conclusion(verdict, inputs, scheme))
    return " ".join(sentences)


def absence(state: str, why: str) -> str:
    """Why there is nothing to rate."""
    opening = {
        "not_due": "This indicator does not report this quarter",
        "awaiting": "The figure is due and has not been entered",
        "not_available": "No figure is available",
    }[state]
    return f"{opening}: {why.rstrip('.')}." if why else f"{opening}."


def no_value(inputs: Inputs) -> str:
    """Why there is nothing to compare a figure with."""
    target = inputs.held_against
    if target.value is not None:
        return "the indicator does not say whether high or low is good"
    if target.quartile is not None:
        return "the target is a quartile and gives no value"
    return "there is no target"


def no_trend(against: str, inputs: Inputs) -> str:
    """Why there is no direction of travel."""
    words = COMPARATORS[against]
    note = inputs.previous_note if against == "previous" else inputs.last_year_note
    if note:
        return f"{words} is not comparable ({note.rstrip('.')})"
    if inputs.comparator(against) is None:
        return f"there is no figure for {words}"
    if inputs.good_is is GoodIs.RANGE:
        return "there is no target to come closer to"
    return "the indicator does not say whether high or low is good"


def amount(value: Decimal, inputs: Inputs) -> str:
    """A figure with its unit, at the published decimals: 88.71%, £1,200, 9.1 days per FTE."""
    return _with_unit(rounded(value, inputs.decimals), inputs.unit)


def _limit(value: Decimal, inputs: Inputs) -> str:
    """A threshold, as it was set: 95% stays 95% beside 88.71%. One that was worked out (a share of a total) and has no
    end is rounded like a figure. A unit in words is not repeated."""
    endless = -int(value.as_tuple().exponent) > LONGEST_FRACTION
    shown = rounded(value, 2 if inputs.decimals is None else inputs.decimals) if endless else value
    return _with_unit(shown, inputs.unit if inputs.unit in ("%", "£", "GBP") else "")


def _with_unit(value: Decimal, unit: str) -> str:
    sign = "-" if value < 0 else ""
    digits = f"{value.copy_abs():,f}"
    if unit == "%":
        return f"{sign}{digits}%"
    if unit in ("£", "GBP"):
        return f"{sign}£{digits}"
    return f"{sign}{digits} {unit}".rstrip()


def _points(value: Decimal, unit: str) -> str:
    """A difference: of percentages it is in points."""
    if unit == "%":
        return f"{value:,f} {'point' if value == 1 else 'points'}"
    return _with_unit(value, unit)


def _percent(value: Decimal) -> str:
    return f"{_plain(value)}%"


def _plain(value: Decimal) -> str:
    """Without trailing zeros: a tolerance stored as 5.00 is 5."""
    digits = f"{value:,f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _comparison(published: str, figure: Decimal, inputs: Inputs, verdict: Verdict, scheme: Scheme) -> str:
    target = inputs.held_against
    if not target.is_set:
        return f"{published}."
    return f"{published} against {_target(target, inputs)}{_distance(figure, inputs, verdict, scheme)}."


def _forecast_sentence(forecast: Decimal, inputs: Inputs, verdict: Verdict, scheme: Scheme) -> str:
    """The forecast and how it lies to the year's target, which is named where the figure is held against a part of it."""
    words = f"Year-end forecast {amount(forecast, inputs)}"
    target = inputs.held_against
    if not target.covers_year:
        return f"{words}."
    if target.profile:
        words += f" against {_target(target.of_the_year, inputs)} for the year"
    return f"{words}{_distance(forecast, inputs.at_year_end, verdict, scheme)}."


def _target(target: Target, inputs: Inputs) -> str:
    if target.low is not None and target.high is not None:
        return f"a target of {_limit(target.low, inputs)} to {_limit(target.high, inputs)}"
    if target.low is not None:
        return f"a target of {_limit(target.low, inputs)} or more"
    if target.high is not None:
        return f"a target of {_limit(target.high, inputs)} or less"
    if target.value is not None:
        value = _limit(target.value, inputs)
        if target.year_value is not None:
            expected, whole = ("expected by now", "year") if target.covers_year else ("expected", "programme")
            opening = f"{target.profile}; " if target.profile else ""
            return (
                f"{value} {expected} ({opening}the {whole}'s target is {_limit(target.year_value, inputs)})"
            )
        return f"a target of {({'<': 'less than ', '>': 'more than '}).get(target.strict, '')}{value}"
    if target.quartile is not None:
        return f"a target of {_quartile(target.quartile)}"
    return f'the target "{target.text}"'


def _distance(figure: Decimal, inputs: Inputs, verdict: Verdict, scheme: Scheme) -> str:
    """How the figure lies to its target: ": 6.29 points (6.6%) short"."""
    target = inputs.held_against
    distance = shortfall(figure, inputs)
    if distance is None:
        return ""
    if distance == 0:
        if target.strict and not target.has_bounds and figure == target.value:
            return ": equal to the limit, which is not enough"
        is_band = target.low is not None and target.high is not None
        return ": inside the range" if is_band else ": the target is met"
    relative = relative_shortfall(figure, inputs)
    share = "" if relative is None else f" ({_relative(relative, _percents(verdict, inputs, scheme))})"
    shown = rounded(distance, inputs.decimals)
    # A shortfall too small for the published decimals is shown in full.
    return f": {_points(shown or distance, inputs.unit)}{share} {_wrong_side(figure, inputs)}"


def _wrong_side(figure: Decimal, inputs: Inputs) -> str:
    target = inputs.held_against
    if target.low is not None and target.high is not None:
        return "below the range" if figure < target.low else "above the range"
    side = inputs.side
    if side is GoodIs.RANGE and target.value is not None and not target.has_bounds:
        return "below the target" if figure < target.value else "above the target"
    if target.has_bounds:
        return "over" if target.low is None else "short"
    return "over" if side is GoodIs.LOW else "short"


def _relative(relative: Decimal, allowed: tuple[Decimal, ...]) -> str:
    """To one decimal, or as many more as keep it on the right side of each allowed percentage."""
    for places in range(1, 12):
        shown = rounded(relative, places)
        if shown and all(shown.compare(limit) == relative.compare(limit) for limit in allowed):
            return _percent(shown)
    return _percent(rounded(relative, 12))


def _percents(verdict: Verdict, inputs: Inputs, scheme: Scheme) -> tuple[Decimal, ...]:
    """Every percentage that the tried rules allow."""
    conditions = (part for rule in verdict.tried if rule.when for part in _parts(rule.when))
    return tuple(
        _allowance(part.percent, inputs, scheme)
        for part in conditions
        if isinstance(part, Within) and part.percent is not None
    )


def _parts(condition: Condition) -> Iterator[Condition]:
    """The condition itself and all that is nested in it."""
    yield condition
    match condition:
        case All(conditions) | AnyOf(conditions):
            for each in conditions:
                yield from _parts(each)
        case Forecast(inner) | Not(inner):
            yield from _parts(inner)


def _asks_forecast(condition: Condition) -> bool:
    return any(isinstance(part, Forecast) for part in _parts(condition))


def _said_by_comparison(condition: Condition, inputs: Inputs) -> bool:
    """The opening already says whether the target is met; there is no need to say that green needs it."""
    return condition == Meets("target") and inputs.held_against.has_value


def _need_sentence(
    rule: Rule, condition: Condition, inputs: Inputs, scheme: Scheme, figure: Decimal, *, holds: bool
) -> str:
    opening = ""
    if isinstance(condition, Forecast):
        opening, figure = "on the forecast, ", _forecast(inputs, figure)
        condition, inputs = condition.condition, inputs.at_year_end
    if isinstance(condition, Within):
        need = _need_within(condition, inputs, scheme, figure)
    else:
        need = _need(condition, inputs, scheme, figure)
    words = f"{opening}{_code_words(rule.status)} needs {need}"
    return f"{words[0].upper()}{words[1:]}{', and that is so' if holds else ''}."


def _forecast(inputs: Inputs, figure: Decimal) -> Decimal:
    """The forecast; where there is none the words do without its number."""
    return figure if inputs.forecast is None else inputs.forecast


def _need(condition: Condition, inputs: Inputs, scheme: Scheme, figure: Decimal) -> str:
    match condition:
        case Meets("target"):
            return "the target to be met"
        case Meets():
            floor = inputs.held_against.floor
            return "a floor to be met" if floor is None else f"the floor of {_limit(floor, inputs)} to be met"
        case Within():
            return f"a shortfall of {_need_within(condition, inputs, scheme, figure)}"
        case Trend(directions, against):
            words = " or ".join(TREND_WORDS[each] for each in directions)
            comparator = inputs.comparator(against)
            shown = "" if comparator is None else f" ({amount(comparator, inputs)})"
            return f"a figure {words} in {COMPARATORS[against]}{shown}"
        case InQuartile(at_most):
            limit = inputs.held_against.quartile if at_most == "target" else int(at_most)
            known = "" if inputs.quartile is None else f" (it is in quartile {inputs.quartile})"
            return f"{'the quartile of the target' if limit is None else _quartile(limit)}{known}"
        case Forecast(inner):
            return f"on the forecast {_need(inner, inputs.at_year_end, scheme, _forecast(inputs, figure))}"
        case All(conditions):
            return " and ".join(_need(each, inputs, scheme, figure) for each in conditions)
        case AnyOf(conditions):
            return ", or ".join(_need(each, inputs, scheme, figure) for each in conditions)
        case Not(inner):
            return f"anything but {_need(inner, inputs, scheme, figure)}"


def _need_within(condition: Within, inputs: Inputs, scheme: Scheme, figure: Decimal) -> str:
    # Points replace the percentage only where the target is 0, as in the rule itself.
    is_zero = nearer_bound(figure, inputs) == 0
    in_points = condition.percent is None or (condition.points is not None and is_zero)
    allowance = condition.points if in_points else condition.percent
    if allowance is None:
        return "a tolerance"
    number = _allowance(allowance, inputs, scheme)
    shown = _points(Decimal(_plain(number).replace(",", "")), inputs.unit) if in_points else _percent(number)
    return f"less than {shown}" if condition.strict else f"{shown} or less"


def _allowance(allowance: Allowance, inputs: Inputs, scheme: Scheme) -> Decimal:
    if allowance == TOLERANCE:
        return scheme.tolerance_for(inputs.tolerance, inputs.importance)
    return Decimal(allowance)


def _quartile(number: int) -> str:
    return "quartile 1" if number == 1 else f"quartile {number} or better"


def _conclusion(verdict: Verdict, inputs: Inputs, scheme: Scheme) -> str:
    importance = scheme.class_of(inputs.importance)
    if importance is not None and not importance.rated:
        return f"{importance.label}: it is watched, and by design not rated."
    if verdict.code == "data_only":
        return "Data only: there is no target by design, so it is not rated."
    if verdict.code == "unrateable":
        return f"Cannot be rated: {'; '.join(verdict.missing)}."
    label, code = scheme.status(verdict.code).label, _code_words(verdict.code)
    return f"{label}." if label.casefold() == code else f"{label} ({code})."


def _code_words(code: str) -> str:
    return code.replace("-", " ").replace("_", " ")
