"""The figures of one measure held against one another, as its table prints them. Pure.

    two_values       two figures for one and the same period in one paper
    running_total    the quarters of the year do not add up to the total that is printed beside them
    part_over_whole  a part is more than its whole

Source: the report of 25 November 2021, whose table of school places gave 97.1% and 98.6% for April 2021, the first a copy of
the year before. Its four library tables print a quarter and the year so far, which do add up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from committee.claims import read_printed
from committee.reconcile.facts import Finding, Papers, Printing, Rule
from council.period_kinds import Period, Quarter

#: What a table prints once for each period. Forecasts are of the year, made anew in every quarter.
_ONE_A_PERIOD = ("value", "second")


def two_values(papers: Papers) -> Iterator[Finding]:
    groups: dict[tuple[str, str, str, str], list[Printing]] = defaultdict(list)
    for printing in papers.printings:
        if printing.role in _ONE_A_PERIOD and printing.period is not None and printing.state != "forecast":
            key = (printing.place.paper, printing.subject, printing.role, str(printing.period))
            groups[key].append(printing)
    for found in groups.values():
        values = {_number(printing) for printing in found}
        if len(values) < 2 or None in values:
            continue
        first, last = found[0], found[-1]
        said = f"{first.subject_name}: {_listed([each.text for each in found])} are all given for {_period(first)}"
        if len(found) == 2:
            said = f"{first.subject_name}: {first.text} and {last.text} are both given for {_period(first)}"
        columns = [each.column.label for each in found if each.column]
        if len(set(columns)) > 1:
            said += f", in the columns {_listed(columns)}"
        if before := _copied(papers, first):
            said += f". {first.text} is also what {_period(before)} has: it may be a copy"
        yield Finding(
            "two_values",
            "high",
            f"{said}.",
            tuple(dict.fromkeys(each.place for each in found)),
            tuple(each.text for each in found),
        )


def running_totals(papers: Papers) -> Iterator[Finding]:
    quarters: dict[tuple[str, str, Period], Printing] = {}
    for printing in papers.printings:
        if printing.role == "value" and isinstance(printing.column, Quarter):
            quarters.setdefault((printing.place.paper, printing.subject, printing.column), printing)
    for total in papers.printings:
        if total.role != "running_total" or not isinstance(total.column, Quarter):
            continue
        so_far = total.column.financial_year.quarters[: total.column.number]
        parts = [quarters.get((total.place.paper, total.subject, quarter)) for quarter in so_far]
        printed = [part for part in parts if part is not None]
        numbers = [_number(part) for part in printed]
        stated = _number(total)
        if len(printed) < len(so_far) or stated is None or None in numbers:
            continue
        added = sum((number for number in numbers if number is not None), Fraction(0))
        if added != stated:
            texts = tuple(part.text for part in printed)
            yield Finding(
                "running_total",
                "high",
                f"{total.subject_name}: the quarters {' + '.join(texts)} do not come to the total of {total.text} printed "
                f"for the year so far at {total.column.label}.",
                (total.place,),
                (*texts, total.text),
            )


def parts_over_wholes(papers: Papers) -> Iterator[Finding]:
    for relation in papers.relations:
        if relation.kind != "share":
            continue
        wholes = list(papers.of(relation.of[1]))
        for part in papers.of(relation.of[0]):
            for whole in wholes:
                # A number that words state is held against what the table counts by other rules.
                if (whole.role, whole.period) != (
                    part.role,
                    part.period,
                ) or whole.place.paper != part.place.paper:
                    continue
                small, large = _number(part), _number(whole)
                if small is not None and large is not None and small > large:
                    yield Finding(
                        "part_over_whole",
                        "high",
                        f"{part.subject_name} is {part.text}, more than its whole: {whole.subject_name}, {whole.text}.",
                        (part.place, whole.place),
                        (part.text, whole.text),
                    )


def _copied(papers: Papers, printing: Printing) -> Printing | None:
    """The figure of the column before, where it is the same."""
    series = [each for each in papers.of(printing.subject) if each.role == printing.role]
    place = series.index(printing)
    before = series[place - 1] if place else None
    is_same = before is not None and before.period != printing.period and _number(before) == _number(printing)
    return before if is_same else None


def _number(printing: Printing) -> Fraction | None:
    read = read_printed(printing.text)
    return read.value if read else None


def _period(printing: Printing) -> str:
    label = printing.period.label if printing.period else "an unknown period"
    return printing.period_printed or label


def _listed(texts: list[str]) -> str:
    return f"{', '.join(texts[:-1])} and {texts[-1]}" if len(texts) > 1 else "".join(texts)


RULES: tuple[Rule, ...] = (two_values, running_totals, parts_over_wholes)
