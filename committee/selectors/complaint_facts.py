"""What the annual report of complaints prints of a year, for the check before publication.

Three voices: the figures that are counted, what a published report states of the same measures, and the council's words.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.urls import reverse

from committee.reconcile.complaint_relations import PREFIX, complaint_relations
from committee.reconcile.facts import Papers, Passage, Place, Printing
from committee.selectors.words_facts import passages_of
from complaints.figures import AUDIENCES, ReportFigures
from complaints.models import AnnualReport, PublishedStatistic
from complaints.selectors import figures as counted
from complaints.selectors import reports
from complaints.visibility import ComplaintView
from council.period_kinds import FinancialYear

_UNITS = {"%": "percent", "% change": "percent", "GBP": "money"}


def complaint_facts(year: int, view: ComplaintView, *, paper: str) -> Papers:
    """The report of a financial year (its first calendar year), as `view` may see it; empty where there is none."""
    report = view.report_of(year)
    if report is None:
        return Papers()
    as_at = view.as_at(report)
    numbers = counted.figures(year, view=view, as_at=as_at)
    published = list(PublishedStatistic.objects.filter(report_year=year).order_by("ref"))
    address = reverse("complaint-report", args=[FinancialYear(year)])
    return Papers(
        printings=(*_counted(numbers, paper, address), *_stated(published, paper, address, numbers)),
        passages=(*_quotes(published, paper, address), *_words(report, paper, address, as_at)),
        relations=tuple(complaint_relations(dict.fromkeys(key for key, _ in numbers.values))),
    )


def subject_of(key: str) -> str:
    return f"{PREFIX}{key}"


def _counted(numbers: ReportFigures, paper: str, address: str) -> Iterator[Printing]:
    for (key, year), value in numbers.values.items():
        figure = numbers.figures.get(key)
        if figure is None or value.exact is None or year in numbers.without_data:
            continue
        yield Printing(
            place=Place(paper, f"section {figure.section}, {figure.label}", address),
            subject=subject_of(key),
            subject_name=_name(numbers, key, figure.label),
            role="value",
            text=value.text,
            period=FinancialYear(year),
            unit=_UNITS.get(figure.unit, figure.unit),
            cell=value.with_counts,
        )


def _stated(
    published: list[PublishedStatistic], paper: str, address: str, numbers: ReportFigures
) -> Iterator[Printing]:
    for each in published:
        if not each.figure or each.value is None or each.year is None:
            continue
        yield Printing(
            place=Place(paper, _section(each.section), address),
            subject=subject_of(each.figure),
            subject_name=_name(numbers, each.figure, each.measure),
            role="statement",
            text=_number(each),
            period=FinancialYear(each.year),
            unit=_UNITS.get(each.unit, each.unit),
            cell=each.quote,
            qualifier=each.qualifier,
        )


def _name(numbers: ReportFigures, key: str, otherwise: str) -> str:
    figure = numbers.figures.get(key)
    return f"{AUDIENCES[figure.audience]}: {figure.label}" if figure else otherwise


def _number(each: PublishedStatistic) -> str:
    """The number with its sign: 205, 10%, £7,297.03. Of a fall, the report prints how much, and the word says which way."""
    value = abs(each.value) if each.unit == "% change" else each.value
    return (
        f"£{value:,f}" if each.unit == "GBP" else f"{value:,f}" + ("%" if each.unit.startswith("%") else "")
    )


def _quotes(published: list[PublishedStatistic], paper: str, address: str) -> Iterator[Passage]:
    """The sentences that the statements are read from, each once."""
    quotes: dict[tuple[str, str], list[PublishedStatistic]] = {}
    for each in published:
        quotes.setdefault((each.section, each.quote), []).append(each)
    for (section, quote), said in quotes.items():
        subjects = tuple(dict.fromkeys(subject_of(each.figure) for each in said if each.figure))
        place = Place(paper, _section(section), address)
        yield Passage(place, quote, subjects, _section(section), FinancialYear(said[0].report_year))


def _words(
    report: AnnualReport, paper: str, address: str, as_at: datetime.datetime | None
) -> Iterator[Passage]:
    for section in reports.words(report, as_at).sections:
        place = Place(paper, f"section {section.number}, the words", address)
        yield from passages_of(section.words, place, section.section.title, FinancialYear(report.year))
        for heading, learning in section.learning:
            for each in learning:
                yield Passage(
                    place, each.text, (), heading or section.section.title, FinancialYear(report.year), True
                )


def _section(section: str) -> str:
    return f"section {section}" if section[:1].isdigit() else section
