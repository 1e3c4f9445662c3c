"""The rating engine: applies a scheme to a figure and says why.

A pure module: no Django, no clock, no settings. The rules are those of the rating specification (guide, "How a
figure is rated"); the wording of reasons is in ``kpis.rating_reasons``. ``kpis.rating_sql`` compiles the same
rules for PostgreSQL, and a property test holds the two equal.

Edges, each decided once:

    no figure                   its state comes first: not due, awaiting or not available; nothing is compared
    text target                 unrateable: words cannot be compared, whatever else the scheme asks
    no target                   data only where the scheme asks about the target; a scheme that asks only about trend
                                or a fixed quartile is applied. A floor alone is no target
    quartile alone              is a target without a value: whether the figure meets it cannot be asked, only its quartile
    equal to the target         met; not met where the limit is strict. A floor is never strict
    strict limit                its sign decides which side is good, whatever "good is" says
    band (low, high)            inside is met, ends included, whatever "good is" says; it may be open at one end
    range with one value        the value is the band: only the value itself meets it
    floor of a range            cannot be asked: a floor has one side
    percent of a zero target    cannot be asked, even of a shortfall of 0, unless the rule gives points; for a band
                                the nearer end counts (the upper one, exactly in the middle)
    tolerance                   the indicator's own, else that of its importance class, else the scheme's default, else 5
    class that is not rated     data only (monitor only), whatever its target; a class unknown to the scheme counts as none
    cannot be asked             three-valued logic: "any" holds if one part holds, "all" fails if one part fails. Where
                                a rule cannot be answered and no earlier rule held: unrateable, naming what is missing
    forecast                    replaces the actual in the condition and is held against the year's target, whatever is
                                expected by now; an absent actual stays absent. Where the target is that of one quarter
                                or of several years, a condition about the target cannot be asked of it
    dead band                   a change of exactly the dead band is "same"; movement (up, down) ignores the band
    direction of a range        by distance from the band, so two figures inside it are "same"; without a target
                                there is nothing to come closer to, so not comparable
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from council.rag import UNRATED
from kpis import rating_reasons as reasons
from kpis.rating_sums import (
    EXACT,
    HUNDRED,
    direction,
    movement,
    nearer_bound,
    people_to_target,
    relative_shortfall,
    rounded,
    shortfall,
)
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
    Outcome,
    Rule,
    Scheme,
    Status,
    Target,
    Trend,
    Verdict,
    Within,
    asks_about_target,
)

__all__ = [
    "GoodIs",
    "Inputs",
    "Outcome",
    "Rule",
    "Scheme",
    "Status",
    "Target",
    "forecast_outcome",
    "people_to_target",
    "rate",
    "status_of",
]

# What takes the place of a comparator beside a forecast.
WHOLE_YEAR = "a forecast is of the whole year"


@dataclass(frozen=True)
class Answer:
    """True, False, or None where the condition cannot be asked, with what is missing."""

    holds: bool | None
    missing: tuple[str, ...] = ()


def rate(inputs: Inputs, scheme: Scheme) -> Outcome:
    """Apply a scheme to a figure."""
    if inputs.absence or inputs.actual is None:
        return _without_figure(inputs)
    figure = inputs.actual
    verdict = _decide(inputs, scheme, figure)
    rated = verdict.code not in UNRATED
    previous, last_year = inputs.comparator("previous"), inputs.comparator("last_year")
    return Outcome(
        status=verdict.code,
        label=scheme.status(verdict.code).label if rated else UNRATED[verdict.code],
        rated=rated,
        direction_previous=direction(previous, inputs, figure),
        direction_last_year=direction(last_year, inputs, figure),
        movement_previous=movement(previous, figure),
        movement_last_year=movement(last_year, figure),
        shortfall=shortfall(figure, inputs),
        relative_shortfall=relative_shortfall(figure, inputs),
        reason=reasons.reason(
            inputs, scheme, verdict, figure, unrounded=_rounding_misleads(inputs, scheme, verdict, figure)
        ),
    )


def status_of(inputs: Inputs, scheme: Scheme) -> str:
    """The status or state alone, where nobody asks for the reason: the words take five times as long."""
    if inputs.absence or inputs.actual is None:
        return _without_figure(inputs).status
    return _decide(inputs, scheme, inputs.actual).code


def forecast_outcome(inputs: Inputs, scheme: Scheme) -> Outcome | None:
    """The status that the year-end forecast would have against the year's target; the reason says that it is a forecast.

    None without a forecast, without a target, or where the target is not one of the year (that of a single quarter, or of
    a programme of several years). A forecast has no direction of travel.
    """
    target = inputs.held_against
    if inputs.forecast is None or not target.is_set or not target.covers_year:
        return None
    outcome = rate(
        replace(
            inputs.at_year_end,
            actual=inputs.forecast,
            absence="",
            absence_reason="",
            previous_note=WHOLE_YEAR,
            last_year_note=WHOLE_YEAR,
            numerator=None,
            denominator=None,
        ),
        scheme,
    )
    return replace(outcome, reason=f"Year-end forecast: {outcome.reason}")


def _without_figure(inputs: Inputs) -> Outcome:
    state = inputs.absence or "awaiting"
    return Outcome(
        status=state,
        label=UNRATED[state],
        rated=False,
        direction_previous="",
        direction_last_year="",
        movement_previous="",
        movement_last_year="",
        shortfall=None,
        relative_shortfall=None,
        reason=reasons.absence(state, inputs.absence_reason),
    )


def _decide(inputs: Inputs, scheme: Scheme, figure: Decimal) -> Verdict:
    target = inputs.held_against
    importance = scheme.class_of(inputs.importance)
    if importance is not None and not importance.rated:
        return Verdict("data_only")
    if target.is_text_only:
        return Verdict("unrateable", missing=(reasons.TEXT_TARGET,))
    if not target.is_set and scheme.asks_about_target:
        return Verdict("data_only")
    for position, rule in enumerate(scheme.rules, start=1):
        answer = _ask(rule.when, inputs, scheme, figure) if rule.when else Answer(True)
        if answer.holds:
            return Verdict(rule.status, scheme.rules[:position])
        if answer.holds is None:
            return Verdict("unrateable", scheme.rules[:position], answer.missing)
    raise ValueError(
        f'The last rule of the scheme "{scheme.name}" needs no "when", so that one rule always applies.'
    )


def _rounding_misleads(inputs: Inputs, scheme: Scheme, verdict: Verdict, figure: Decimal) -> bool:
    """A reader who rates the figures as published would come to another answer."""
    if inputs.decimals is None:
        return False

    def published(value: Decimal | None) -> Decimal | None:
        return None if value is None else rounded(value, inputs.decimals)

    shown = rounded(figure, inputs.decimals)
    compared = (figure, inputs.previous, inputs.last_year, inputs.forecast)
    if all(published(value) == value for value in compared):
        return False
    as_published = replace(
        inputs,
        actual=shown,
        previous=published(inputs.previous),
        last_year=published(inputs.last_year),
        forecast=published(inputs.forecast),
    )
    if _decide(as_published, scheme, shown).code != verdict.code:
        return True
    before, after = shortfall(figure, inputs), shortfall(shown, inputs)
    return before is not None and after is not None and (before == 0) != (after == 0)


def _ask(condition: Condition, inputs: Inputs, scheme: Scheme, figure: Decimal) -> Answer:
    match condition:
        case Meets("target"):
            return _meets_target(figure, inputs)
        case Meets():
            return _meets_floor(figure, inputs)
        case Within():
            return _within(condition, figure, inputs, scheme)
        case Trend(directions, against):
            found = direction(inputs.comparator(against), inputs, figure)
            return (
                Answer(found in directions) if found else Answer(None, (reasons.no_trend(against, inputs),))
            )
        case InQuartile(at_most):
            return _in_quartile(at_most, inputs)
        case Forecast(inner):
            if inputs.forecast is None:
                return Answer(None, (reasons.NO_FORECAST,))
            if not inputs.held_against.covers_year and asks_about_target(inner):
                return Answer(None, (reasons.NOT_OF_THE_YEAR,))
            return _ask(inner, inputs.at_year_end, scheme, inputs.forecast)
        case All(conditions):
            return _combine((_ask(each, inputs, scheme, figure) for each in conditions), decisive=False)
        case AnyOf(conditions):
            return _combine((_ask(each, inputs, scheme, figure) for each in conditions), decisive=True)
        case Not(inner):
            answer = _ask(inner, inputs, scheme, figure)
            return answer if answer.holds is None else Answer(not answer.holds)


def _combine(answers: Iterable[Answer], *, decisive: bool) -> Answer:
    """One decisive answer decides; failing that, one that cannot be asked leaves the whole open."""
    missing: tuple[str, ...] = ()
    for answer in answers:
        if answer.holds is decisive:
            return answer
        missing += tuple(words for words in answer.missing if words not in missing)
    return Answer(None, missing) if missing else Answer(not decisive)


def _meets_target(figure: Decimal, inputs: Inputs) -> Answer:
    target = inputs.held_against
    distance = shortfall(figure, inputs)
    if distance is None:
        return Answer(None, (reasons.no_value(inputs),))
    if target.strict and not target.has_bounds:
        return Answer(distance == 0 and figure != target.value)
    return Answer(distance == 0)


def _meets_floor(figure: Decimal, inputs: Inputs) -> Answer:
    target = inputs.held_against
    if target.floor is None:
        return Answer(None, (reasons.NO_FLOOR,))
    side = inputs.side
    if side is GoodIs.HIGH:
        return Answer(figure >= target.floor)
    if side is GoodIs.LOW:
        return Answer(figure <= target.floor)
    return Answer(None, (reasons.FLOOR_HAS_NO_SIDE,))


def _within(condition: Within, figure: Decimal, inputs: Inputs, scheme: Scheme) -> Answer:
    distance, bound = shortfall(figure, inputs), nearer_bound(figure, inputs)
    if distance is None or bound is None:
        return Answer(None, (reasons.no_value(inputs),))
    if condition.percent is not None and bound != 0:
        # A product instead of a quotient, so that nothing is rounded at the boundary.
        percent = _allowance(condition.percent, inputs, scheme)
        have, allowed = EXACT.multiply(distance, HUNDRED), EXACT.multiply(percent, bound.copy_abs())
    elif condition.points is not None:
        have, allowed = distance, _allowance(condition.points, inputs, scheme)
    else:
        return Answer(None, (reasons.PERCENT_OF_ZERO,))
    return Answer(have < allowed if condition.strict else have <= allowed)


def _allowance(allowance: Allowance, inputs: Inputs, scheme: Scheme) -> Decimal:
    if allowance == TOLERANCE:
        return scheme.tolerance_for(inputs.tolerance, inputs.importance)
    return Decimal(allowance)


def _in_quartile(at_most: int | str, inputs: Inputs) -> Answer:
    limit = inputs.held_against.quartile if at_most == "target" else int(at_most)
    if inputs.quartile is None:
        return Answer(None, (reasons.NO_QUARTILE,))
    if limit is None:
        return Answer(None, (reasons.NO_TARGET_QUARTILE,))
    return Answer(inputs.quartile <= limit)
