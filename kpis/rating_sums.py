"""The arithmetic of rating: shortfall, direction of travel, distance in people.

A pure module; ``kpis.rating`` tells how its edges are decided.
"""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal

from kpis.rating_values import Direction, GoodIs, Inputs, Movement

# Differences and products of figures are exact: a million digits is more than any input carries. (The usual
# 28 digits would round a long figure onto its threshold.) Comparing Decimals is always exact.
EXACT = Context(prec=1_000_000)
# Quotients are only ever shown.
SHOWN = Context(prec=50)

ZERO = Decimal(0)
HUNDRED = Decimal(100)


def people_to_target(inputs: Inputs) -> int | None:
    """How many more (or, where low is good, fewer) people would have met the target; the denominator stays.

    0 where the target is met; None where it cannot be said: no percentage, no counts, no value to meet, or no
    number of people that would be enough.
    """
    target = inputs.held_against
    numerator, denominator = inputs.numerator, inputs.denominator
    if inputs.unit != "%" or numerator is None or denominator is None or denominator <= 0:
        return None
    limits = inputs.limits
    if limits is None:
        return None
    low, high = limits
    strict = bool(target.strict) and not target.has_bounds
    # The least and the most people that meet the target.
    fewest = None if low is None else _count(low, denominator, ROUND_CEILING)
    most = None if high is None else _count(high, denominator, ROUND_FLOOR)
    if strict and fewest is not None and fewest == _share(low, denominator):
        fewest += 1
    if strict and most is not None and most == _share(high, denominator):
        most -= 1
    if (fewest or 0) > denominator or (most is not None and (most < 0 or most < (fewest or 0))):
        return None
    if fewest is not None and numerator < fewest:
        return int((fewest - numerator).to_integral_value(ROUND_CEILING))
    if most is not None and numerator > most:
        return int((numerator - most).to_integral_value(ROUND_CEILING))
    return 0


def shortfall(figure: Decimal, inputs: Inputs) -> Decimal | None:
    """How far the figure lies on the wrong side of its target; 0 when met, None without a value to compare."""
    limits = inputs.limits
    if limits is None:
        return None
    low, high = limits
    if low is not None and figure < low:
        return EXACT.subtract(low, figure)
    if high is not None and figure > high:
        return EXACT.subtract(figure, high)
    return ZERO


def nearer_bound(figure: Decimal, inputs: Inputs) -> Decimal | None:
    """The target's value, or the end of its band that is nearer to the figure."""
    limits = inputs.limits
    if limits is None:
        return None
    low, high = limits
    if low is None or high is None:
        return high if low is None else low
    below, above = EXACT.subtract(figure, low).copy_abs(), EXACT.subtract(figure, high).copy_abs()
    return low if below < above else high


def relative_shortfall(figure: Decimal, inputs: Inputs) -> Decimal | None:
    """The shortfall in percent of the target, for showing; None where it is undefined."""
    distance, bound = shortfall(figure, inputs), nearer_bound(figure, inputs)
    if distance is None or not bound:
        return None
    return SHOWN.divide(EXACT.multiply(distance, HUNDRED), bound.copy_abs())


def rounded(value: Decimal, decimals: int | None) -> Decimal:
    """To the published decimals, halves away from zero, as people round; None leaves the value as entered."""
    if decimals is None:
        return value
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, context=EXACT)


def direction(comparator: Decimal | None, inputs: Inputs, figure: Decimal) -> Direction:
    """Better, same or worse than the comparator, from the reader's side; empty where not comparable."""
    if comparator is None or inputs.good_is is None:
        return ""
    if inputs.good_is is GoodIs.RANGE:
        before, now = shortfall(comparator, inputs), shortfall(figure, inputs)
        if before is None or now is None:
            return ""
        gain = EXACT.subtract(before, now)
    elif inputs.good_is is GoodIs.HIGH:
        gain = EXACT.subtract(figure, comparator)
    else:
        gain = EXACT.subtract(comparator, figure)
    if gain.copy_abs() <= inputs.dead_band:
        return "same"
    return "better" if gain > 0 else "worse"


def movement(comparator: Decimal | None, figure: Decimal) -> Movement:
    """Which way the number went, whatever is good."""
    if comparator is None:
        return ""
    if figure == comparator:
        return "level"
    return "up" if figure > comparator else "down"


def _share(percent: Decimal | None, denominator: Decimal) -> Decimal:
    return EXACT.multiply(percent or ZERO, denominator).scaleb(-2, context=EXACT)


def _count(percent: Decimal, denominator: Decimal, rounding: str) -> Decimal:
    return _share(percent, denominator).to_integral_value(rounding, context=EXACT)
