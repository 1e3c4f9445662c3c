"""Words for figures, targets and periods, the same on pages and in files. Takes rows; never asks the database."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import NamedTuple, Protocol

from django.utils import timezone

from council.periods import Quarter, RunningTotal, Slot, date_label, parse
from council.presenters import figure_text
from kpis.models import Benchmark, Definition, Figure, Return, Target
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


def figure_words(figure: Figure | None, definition: Definition, running_total: Decimal | None = None) -> str:
    """What a page prints: the figure, its second measure or running total, and its period where that is not the usual.

    "£569,000 (3 investments)", "393,140 visits (658,279 visits in the year so far)", "95.1% (June 2021)". A figure that
    does not exist prints the words in its place; "" where nobody has said anything.
    """
    if figure is None:
        return ""
    return _words(figure, definition, running_total, amount, unusual_period(figure, definition))


def table_words(figure: Figure, definition: Definition, running_total: Decimal | None = None) -> str:
    """The same in the committee's table: "2,482/100.0", a number and its rate; "39.2% (Quarter 2 ...)", with its period.

    The heading, and the name of the indicator, say that a snapshot is the position at the end of its column; a column
    "Latest available" says nothing, so each of its cells prints its period.
    """
    covers = parse(figure.period)
    if definition.history == Definition.History.LATEST:
        period = covers.label
    elif definition.basis == Definition.Basis.SNAPSHOT and covers == usual_period("snapshot", figure.slot):
        period = ""
    else:
        period = unusual_period(figure, definition)
    return _words(figure, definition, running_total, table_amount, period)


def _words(
    figure: Figure,
    definition: Definition,
    running_total: Decimal | None,
    amount: Callable[[Decimal, Definition], str],
    period: str,
) -> str:
    if figure.value is None:
        return figure.text
    words = amount(figure.value, definition)
    extras = []
    if figure.second_value is not None:
        if amount is table_amount and is_pair(definition):
            words = f"{words}/{second_amount(figure.second_value, definition)}"
        else:
            one = figure.second_value == 1
            unit = singular(definition.second_unit) if one else definition.second_unit
            extras.append(figure_text(figure.second_value, unit))
    if running_total is not None and running_total != figure.value:
        extras.append(f"{amount(running_total, definition)} in the year so far")
    if period:
        extras.append(period)
    return f"{words} ({'; '.join(extras)})" if extras else words


def is_pair(definition: Definition) -> bool:
    """Whether the second measure is a rate or share of the first, which a table prints as a pair."""
    return definition.second_unit == "%" or definition.second_unit.startswith("per ")


def second_amount(value: Decimal, definition: Definition) -> str:
    """The second number of a pair: "19.0%"; of a rate the number alone, whose base the table says in a note."""
    return figure_text(value, "%" if definition.second_unit == "%" else "")


def benchmark_words(benchmark: Benchmark, definition: Definition) -> str:
    """A comparator as its paper printed it, else its number, rank and quartile: "46.3", "32 of 150; Quartile 1"."""
    if benchmark.text:
        return benchmark.text
    words = [table_amount(benchmark.value, definition)] if benchmark.value is not None else []
    if benchmark.second_value is not None:
        words.append(second_amount(benchmark.second_value, definition))
    numbers = ["/".join(words)] if words else []
    if benchmark.rank is not None:
        of = f" of {benchmark.rank_of}" if benchmark.rank_of else ""
        numbers.append(f"Rank {benchmark.rank}{of}")
    if benchmark.quartile is not None:
        numbers.append(f"Quartile {benchmark.quartile}")
    period = f" ({parse(benchmark.period).label})" if benchmark.period else ""
    return "; ".join(numbers) + period


def chapter_word(definitions: Iterable[Definition]) -> str:
    """What a paper is arranged by: directorates where none of its indicators has a corporate priority."""
    found = list(definitions)
    return "Directorate" if found and all(d.priority_id is None for d in found) else "Corporate priority"


def singular(unit: str) -> str:
    """The unit of one: "investment" of "investments"; units that are no plurals stay as they are."""
    return unit.removesuffix("s") if unit.isalpha() and not unit.endswith("ss") else unit


def in_unit(unit: str) -> str:
    """What follows the name of a box for a figure: the unit, unless it stands before the number anyway.

    >>> in_unit("days"), in_unit("per 100,000"), in_unit("£")
    (', in days', ', per 100,000', '')
    """
    if not unit or unit == "£":
        return ""
    return f", {unit}" if unit.startswith("per ") else f", in {unit}"


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
    return (
        "year so far" if isinstance(covers, RunningTotal) else covers.label
    )  # its label has brackets of its own


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


def target_in_full(target: Target | None, definition: Definition) -> str:
    """A target with its floor and its profile, for the ledger: "60%, floor 50%; by quarter 15%, 30%, 27.5%, 27.5%"."""
    words = target_words(target, definition) or "No target"
    if target is None:
        return words
    if target.floor is not None:
        words += f", floor {amount(target.floor, definition)}"
    if target.profile:
        words += f"; by quarter {', '.join(f'{share.normalize():f}%' for share in target.profile)}"
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


class Replaced(Protocol):
    """A version of a figure that no longer stands."""

    value: Decimal | None
    second_value: Decimal | None
    text: str
    entered_by: str | None
    recorded_at: datetime.datetime
    superseded_at: datetime.datetime
    reason: str
    explanation: str


def earlier_words(figure: Replaced, definition: Definition) -> tuple[str, str]:
    """An earlier version beside the present one: what it said; and until when, who had entered it and why."""
    words = figure.text if figure.value is None else amount(figure.value, definition)
    if figure.second_value is not None:
        words = f"{words} ({figure_text(figure.second_value, definition.second_unit)})"
    zone = timezone.get_current_timezone()
    until, entered = (moment.astimezone(zone) for moment in (figure.superseded_at, figure.recorded_at))
    said = f"until {date_label(until)}; entered {date_label(entered)}"
    said += f" by {figure.entered_by}." if figure.entered_by else "."
    if figure.reason:
        said += f" Changed: {figure.reason}"
    if figure.explanation:
        said += f" Explained: {figure.explanation}"
    return words, said


class ReturnTag(NamedTuple):
    """How a return stands: the words, and the colour of their tag, which says the same."""

    text: str
    classes: str


_RETURN_COLOURS = {
    Return.State.IN_PROGRESS: "govuk-tag--blue",
    Return.State.SUBMITTED: "govuk-tag--purple",
    Return.State.SENT_BACK: "govuk-tag--yellow",
    Return.State.APPROVED: "govuk-tag--green",
}


def return_tag(state: str, *, is_open: bool, is_started: bool, is_kept: bool = True) -> ReturnTag:
    """How a return stands, by the one rule for its officer, its approver and whoever runs the round.

    `is_open` is of its round, and so is `is_kept`: of a round whose returns left no steps, such as one that was loaded
    from a published paper, nobody can say whether they were submitted.
    """
    if not is_open and not is_kept:
        return ReturnTag("Closed", "govuk-tag--grey")
    if state == Return.State.IN_PROGRESS and not is_open:
        return ReturnTag("Not submitted", "govuk-tag--grey")
    if state == Return.State.IN_PROGRESS and not is_started:
        return ReturnTag("Not started", "govuk-tag--grey")
    return ReturnTag(Return.State(state).label, _RETURN_COLOURS[Return.State(state)])
