"""bin/manage complaints_report --year 2020-21 [--format json|text]: every number of the annual report of complaints."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from complaints.figures import AUDIENCES, ReportFigures, year_label
from complaints.selectors import published
from complaints.selectors.figures import figures
from complaints.selectors.published import Comparison
from complaints.visibility import visible_to
from council.period_kinds import FinancialYear
from council.periods import parse

HOW_TO_WRITE = "Write a year like 2020-21."


class Command(BaseCommand):
    help = (
        "Print every number of the annual report of complaints of a year, with the rule that it is counted by, each "
        "statement of the published report beside the number counted, and those that do not agree, each with the reason. "
        "JSON: year, previous_year, counted_on, synthetic, without_data, figures (key, audience, topic, section, label, "
        "unit, counting, year, value, text, count, base, synthetic), published (ref, audience, topic, measure, section, "
        "quote, year, unit, qualifier, published, printed, figure, computed, count, base, verdict, reason) and differences "
        "(the published ones whose verdict is differs). Numbers are JSON numbers, null where there is none; a figure stands "
        "there once for each year that it is counted in. Counts are whole, never kept back: the command is for "
        "the council's own staff. It ends with 0 where statements differ, with 1 where nothing is on record of the year, "
        "neither feedback nor statements of a printed report."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", required=True, help="the financial year, such as 2020-21")
        parser.add_argument(
            "--format", choices=("json", "text"), default="text", dest="form", help="default: text"
        )

    def handle(self, *args: Any, year: str, form: str, **options: Any) -> None:
        start = _start_year(year)
        found = figures(start, view=visible_to(None))
        compared = published.compared(found)
        if found.empty and not compared:
            raise CommandError(
                f"There is no feedback of {year_label(start)} on record, so there is nothing to report. "
                "Choose another year, or log or upload what was received."
            )
        if form == "json":
            self.stdout.write(json.dumps(as_json(found, compared), indent=2, ensure_ascii=False))
        else:
            for line in as_text(found, compared):
                self.stdout.write(line)


def as_json(found: ReportFigures, compared: list[Comparison]) -> dict[str, Any]:
    """The report as the command's help describes it."""
    statements = [_statement(each) for each in compared]
    return {
        "year": year_label(found.year),
        "previous_year": year_label(found.previous),
        "counted_on": {year_label(year): day.isoformat() for year, day in sorted(found.counted_on.items())},
        "synthetic": found.synthetic,
        "without_data": [year_label(year) for year in sorted(found.without_data)],
        "figures": list(_figures(found)),
        "published": statements,
        "differences": [each for each in statements if each["verdict"] == "differs"],
    }


def as_text(found: ReportFigures, compared: list[Comparison]) -> Iterator[str]:
    """The report for people: figures by audience, then the published statements that differ."""
    yield f"Complaints and customer feedback {year_label(found.year)}"
    if found.synthetic:
        yield "Synthetic: the cases counted here were made up, so that their totals equal published ones."
    for audience, name in AUDIENCES.items():
        yield f"\n{name}"
        for figure in found.of(audience):
            told = [found.get(figure.key, year) for year in reversed(found.years)]
            numbers = [value.with_counts for value in told if value is not None]
            yield f"  {figure.section}  {figure.label}: {'; the year before '.join(numbers)}"
    yield "\nPublished statements"
    for verdict, words in published.VERDICTS.items():
        yield f"  {words}: {sum(each.verdict == verdict for each in compared)}"
    for each in compared:
        if each.differs:
            yield (
                f"  {each.statistic.ref} ({each.statistic.section}) {each.statistic.measure}: "
                f"published {each.printed}, counted {each.counted}. {each.reason}"
            )


def _figures(found: ReportFigures) -> Iterator[dict[str, Any]]:
    for key, figure in found.figures.items():
        for year in reversed(found.years):
            value = found.get(key, year)
            if value is None or year in found.without_data:
                continue
            yield {
                "key": key,
                "audience": figure.audience,
                "topic": figure.topic,
                "section": figure.section,
                "label": figure.label,
                "unit": figure.unit,
                "counting": figure.counting,
                "year": year_label(year),
                "value": _number(value.value),
                "text": value.text,
                "count": value.count,
                "base": value.base,
                "synthetic": value.synthetic,
            }


def _statement(each: Comparison) -> dict[str, Any]:
    row, value = each.statistic, each.value
    return {
        "ref": row.ref,
        "audience": row.audience,
        "topic": row.topic,
        "measure": row.measure,
        "section": row.section,
        "quote": row.quote,
        "year": year_label(row.year) if row.year is not None else None,
        "unit": row.unit,
        "qualifier": row.qualifier,
        "published": _number(row.value),
        "printed": each.printed,
        "figure": row.figure,
        "computed": _number(value.value) if value is not None else None,
        "count": value.count if value is not None else None,
        "base": value.base if value is not None else None,
        "verdict": each.verdict,
        "reason": each.reason,
    }


def _number(number: Decimal | None) -> int | float | None:
    """A JSON number, whole where it is whole. Pennies survive: a float is written in its shortest exact form."""
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


def _start_year(text: str) -> int:
    try:
        period = parse(text)
    except ValueError as error:
        raise CommandError(f'"{text}" is not a year. {HOW_TO_WRITE}') from error
    if not isinstance(period, FinancialYear):
        raise CommandError(f'"{text}" is not a financial year. {HOW_TO_WRITE}')
    return period.start_year
