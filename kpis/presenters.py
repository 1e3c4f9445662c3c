"""Words for figures, targets and periods, the same on pages and in files. Takes rows; never asks the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from council.periods import Quarter, Slot, parse
from council.presenters import figure_text
from kpis.models import Definition, Figure, Target
from kpis.series import usual_period


def amount(value: Decimal, definition: Definition) -> str:
    """A number with the indicator's unit at its published precision: 88.71%, £569,000, 11.77 days per FTE."""
    return figure_text(value, definition.unit, definition.decimals)


def table_amount(value: Decimal, definition: Definition) -> str:
    """A number in the committee's table, where a unit that the indicator's name says already is left out.

    "Number of visits to libraries" prints 265,139, as the paper does; % and £ always stand.
    """
    unit = definition.unit
    said = unit not in {"%", "£"} and unit.casefold() in definition.name.casefold()
    return figure_text(value, "" if said else unit, definition.decimals)


def figure_words(
    figure: Figure | None,
    definition: Definition,
    running_total: Decimal | None = None,
    amount: Callable[[Decimal, Definition], str] = amount,
) -> str:
    """What a cell prints: the figure, its second measure or running total, and its period where that is not the usual.

    "£569,000 (3 investments)", "393,140 visits (658,279 visits in the year so far)", "95.1% (June 2021)". A figure that
    does not exist prints the words in its place; "" where nobody has said anything.
    """
    if figure is None:
        return ""
    if figure.value is None:
        return figure.text
    extras = []
    if figure.second_value is not None:
        one = figure.second_value == 1
        extras.append(
            figure_text(
                figure.second_value, singular(definition.second_unit) if one else definition.second_unit
            )
        )
    if running_total is not None and running_total != figure.value:
        extras.append(f"{amount(running_total, definition)} in the year so far")
    if period := unusual_period(figure, definition):
        extras.append(period)
    words = amount(figure.value, definition)
    return f"{words} ({'; '.join(extras)})" if extras else words


def singular(unit: str) -> str:
    """The unit of one: "investment" of "investments"; units that are no plurals stay as they are."""
    return unit.removesuffix("s") if unit.isalpha() and not unit.endswith("ss") else unit


def unusual_period(figure: Figure, definition: Definition) -> str:
    """The period in words where the column's heading does not say it, else ""."""
    covers = parse(figure.period)
    slot = figure.slot
    if covers == slot.period or (figure.is_forecast and str(covers) == str(slot.period.year)):
        return ""
    if (
        slot.grain == "Y"
        and definition.frequency != Definition.Frequency.ANNUAL
        and covers == usual_period("year", slot)
    ):
        return ""
    return covers.label


def target_words(target: Target | None, definition: Definition, replaced: Target | None = None) -> str:
    """A target as the paper prints it: "95%", "600 to 680", "1,400,000 visits (previously 4,000,000 visits)"."""
    if target is None or target.kind == Target.Kind.NONE:
        return ""
    number = target_number(target, definition)
    words = number
    if target.text:
        # Words that name the number replace it ("90% within 5 working days"); others stand beside it.
        words = target.text if not number or _names(target, target.text) else f"{number} ({target.text})"
    if replaced is not None and (before := target_number(replaced, definition)):
        words += f" (previously {before})"
    return words


def target_number(target: Target, definition: Definition) -> str:
    """The target's own number, range, limit or quartile in words."""
    if target.kind == Target.Kind.RANGE:
        if target.low is not None and target.high is not None:
            return f"{figure_text(target.low)} to {amount(target.high, definition)}"
        if target.low is not None:
            return f"{amount(target.low, definition)} or more"
        return f"{amount(target.high, definition)} or less"
    if target.kind == Target.Kind.QUARTILE:
        return f"Quartile {target.quartile}"
    if target.value is None:
        return ""
    words = amount(target.value, definition)
    if target.kind == Target.Kind.STRICT:
        words = f"{'less' if target.strict == '<' else 'more'} than {words}"
    if target.second_value is not None:
        words += f" and {figure_text(target.second_value, target.second_unit)}"
    return words


def _names(target: Target, text: str) -> bool:
    if target.kind in {Target.Kind.QUARTILE, Target.Kind.PROGRAMME}:
        return True
    number = target.value if target.value is not None else target.low
    return number is not None and any(
        word.strip("%,.()") == f"{number:f}" for word in text.replace(",", "").split()
    )


def target_period(target: Target) -> str:
    """What a target applies to: "2021/22", "Quarter 2 (July-Sep) 2021/22", or the ends of a programme."""
    if target.grain != Target.Grain.PROGRAMME:
        return Slot(target.grain, target.ordinal).label
    return (
        f"{Quarter.from_ordinal(target.ordinal).label} to {Quarter.from_ordinal(target.last_quarter).label}"
    )


def main_target(targets: Iterable[Target], grain: str = "Q") -> Target | None:
    """The target that judges the quarter: its own, else the year's, else a programme's."""
    order = {grain: 0, "Y": 1, "P": 2}
    return min(targets, key=lambda target: order.get(target.grain, 3), default=None)


def slot_heading(slot: Slot, definition_frequency: str | None = None) -> str:
    """A column heading of the committee's table: "2020/21 Outturn", "Quarter 2 (July to September) 2021/22"."""
    if slot.grain == "Y" and definition_frequency != Definition.Frequency.ANNUAL:
        return f"{slot.label} Outturn"
    return slot.label
