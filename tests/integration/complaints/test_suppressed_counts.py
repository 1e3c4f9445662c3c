"""No small count of a closed report follows from what a member is shown, whatever is added up or taken off.

A second solver, written without `complaints.suppression`: everything that files and pages show is taken as known, with the
counts that stand behind shares, changes and rates; then each count of 1 to 4 is tried. It follows from what is known
exactly when its row adds nothing to the rank of the rows that are known.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import pytest
from bs4 import Tag
from django.test import Client
from openpyxl import load_workbook

from complaints.figure_counts import Year, common_totals, count_year
from complaints.figure_entries import Listed
from complaints.figure_kinds import Change, Count, Cube, OfActive, Share, Times
from complaints.figure_list import figure_list
from complaints.figures import NO_NUMBER, NOT_SHOWN
from complaints.models import AnnualReport, ServiceType
from complaints.report_graphs import FigureTable, graphs, tables
from complaints.selectors import services
from complaints.selectors.cube import cube
from complaints.selectors.figures import figures
from complaints.visibility import visible_to
from tests.integration.complaints.hidden import YEAR, hide
from tests.unit.complaints.report_pages import main_of, said, specs_of, table_of

pytestmark = pytest.mark.django_db

Row = dict[Hashable, int]
Key = tuple[str, int]
#: A prime of its own, so that the solver and the product do not err alike.
PRIME = 2_147_483_629
SMALL = range(1, 5)
KEY = re.compile(r"(all|adult|children_[a-z_]+)\.[-a-z0-9_.]+")
REPORT = "/complaints/report/2020-21/"
#: Where complaints stand beside indicators and risks: the work of some service types only, and sentences about shares.
BESIDE = (
    "/together/complaints/",
    "/together/complaints/?priority=caring-for-the-vulnerable",
    "/services/adult-services/complaints/",
    "/services/childrens-social-care/complaints/",
    "/services/children-families-wellbeing/complaints/",
    "/services/education/complaints/",
    "/directorates/education-childrens-services/complaints/",
)
NUMBER = re.compile(r"\d[\d,]*")


@dataclass(frozen=True)
class Told:
    """What one row of a file says of a figure."""

    text: str
    count: int | None
    base: int | None


@pytest.fixture
def member(client_of) -> Client:
    """A member, once the report was closed again with few cases of some kinds in it."""
    hide(client_of("complaints"))
    return client_of("member")


def rows_of(client: Client, year: str, kind: str = "csv") -> dict[Key, Told]:
    """The figures of a file by key and year."""
    content = client.get(f"/download/complaints/{year}.{kind}").content
    rows = lines_of_workbook(content) if kind == "xlsx" else lines_of_text(content)
    found = {}
    for row in rows:
        # In a text file the columns of other tables stand before those of the figures.
        start = next((place for place, cell in enumerate(row) if KEY.fullmatch(str(cell))), None)
        if start is not None:
            key, *_, year, text, _, count, base = (str(cell) for cell in row[start : start + 9])
            found[key, int(year[:4])] = Told(text, whole(count), whole(base))
    assert len(found) > 300
    return found


def lines_of_text(content: bytes) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(content.decode("utf-8-sig")))


def lines_of_workbook(content: bytes) -> Iterator[tuple[object, ...]]:
    for sheet in load_workbook(io.BytesIO(content), read_only=True).worksheets:
        yield from sheet.iter_rows(values_only=True)


def whole(cell: str) -> int | None:
    """A count; None where a word or a sign says that there is none."""
    digits = cell.replace(",", "")
    return int(digits) if digits.isdigit() else None


@dataclass
class Counted:
    """What stands behind the report: its cube, its list of figures, and its counts by year, small ones included."""

    cube: Cube
    listed: Mapping[str, Listed]
    years: Mapping[int, Year]

    def row(self, key: str, year: int) -> Row:
        return dict.fromkeys(self.years[year].counts[key].atoms, 1)

    def number(self, key: str, year: int) -> int:
        return self.years[year].counts[key].cases

    def parts(self, key: str, year: int) -> list[Key]:
        """The counts that a figure is made of."""
        how = self.listed[key].how
        if isinstance(how, Count):
            return [(key, year)]
        if isinstance(how, Share):
            return [(how.part, year), (how.base, year)]
        if isinstance(how, Change) or (isinstance(how, Times) and not how.base):
            return [(how.of, year), (how.of, year - 1)]
        if isinstance(how, Times):
            return [(how.of, year), (how.base, year)]
        return [(how.of, year)] if isinstance(how, OfActive) else []

    def known(self, told: Mapping[Key, Told]) -> set[Key]:
        """The counts that follow from what is shown at once: shares, changes and rates give away what they are made of."""
        return {
            part
            for (key, year), each in told.items()
            if each.text not in (NOT_SHOWN, NO_NUMBER)
            for part in self.parts(key, year)
            if part[0] in self.years[part[1]].counts
        }


def counted(year: int) -> Counted:
    """Everything that the closed report of a year counted."""
    reports = {row.year: row for row in AnnualReport.objects.filter(year__in=(year - 1, year))}
    counted_on = {each: row.counted_on for each, row in reports.items()}
    groups = cube(year, counted_on=counted_on, as_at=reports[year].closed_at)
    listed = figure_list(groups, (year - 1, year))
    return Counted(groups, listed, {each: count_year(groups, listed, each) for each in (year - 1, year)})


class Solver:
    """The rows that are known, each solved for its first column."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.solved: dict[Hashable, Row] = {}
        for row in rows:
            if rest := self.rest(row):
                column = min(rest, key=str)
                inverse = pow(rest[column], PRIME - 2, PRIME)
                self.solved[column] = {each: number * inverse % PRIME for each, number in rest.items()}

    def rest(self, row: Row) -> Row:
        """What is left of a row when those known are taken off: nothing where it follows from them."""
        rest = {each: number % PRIME for each, number in row.items() if number}
        while column := next((each for each in rest if each in self.solved), None):
            times = rest[column]
            for each, number in self.solved[column].items():
                rest[each] = (rest.get(each, 0) - times * number) % PRIME
                if not rest[each]:
                    del rest[each]
        return rest


def less(one: Row, other: Row) -> Row:
    return {each: one.get(each, 0) - other.get(each, 0) for each in one | other}


def given_away(behind: Counted, known: Iterable[Key]) -> set[str]:
    """The small counts, and the small rests of shares, that follow from the counts that are known."""
    everybody_knows = [row for year in behind.years for row in common_totals(behind.cube, year)]
    solver = Solver([*everybody_knows, *(behind.row(*key) for key in sorted(known))])
    found = set()
    for year, counts in behind.years.items():
        for key, count in counts.counts.items():
            if count.cases in SMALL and not solver.rest(behind.row(key, year)):
                found.add(f"{key} of {year}")
        for key, entry in behind.listed.items():
            if isinstance(entry.how, Share):
                part, base = entry.how.part, entry.how.base
                left = behind.number(base, year) - behind.number(part, year)
                rest = less(behind.row(base, year), behind.row(part, year))
                if left in SMALL and not solver.rest(rest):
                    found.add(f"the rest of {key} of {year}")
    return found


def test_no_small_count_follows_from_the_files(member: Client) -> None:
    told, behind = rows_of(member, "2020-21"), counted(YEAR)
    known = behind.known(told)
    small = {
        key for year in behind.years for key, row in behind.years[year].counts.items() if row.cases in SMALL
    }
    assert len(small) > 20
    assert len(known) > 100
    assert given_away(behind, known) == set()


def test_the_solver_finds_what_is_given_away(member: Client) -> None:
    """With all counts of 5 and more on view, as if nothing else were kept back, small ones do follow."""
    behind = counted(YEAR)
    known = [
        (key, year)
        for year, counts in behind.years.items()
        for key, row in counts.counts.items()
        if row.cases not in SMALL
    ]
    assert given_away(behind, known)


def test_files_agree_and_show_the_counts_as_they_are(member: Client) -> None:
    told, behind = rows_of(member, "2020-21"), counted(YEAR)
    workbook = rows_of(member, "2020-21", "xlsx")
    assert {key: (each.count, each.base) for key, each in workbook.items()} == {
        key: (each.count, each.base) for key, each in told.items()
    }
    assert {workbook[key].text for key, each in told.items() if each.text == NOT_SHOWN} == {NOT_SHOWN}
    assert {(each.count, each.base) for each in told.values() if each.text == NOT_SHOWN} == {(None, None)}
    counts = {key: each for key, each in told.items() if isinstance(behind.listed[key[0]].how, Count)}
    shown = {key: each.count for key, each in counts.items() if each.text != NOT_SHOWN}
    assert shown == {key: behind.number(*key) for key in shown}
    assert not set(SMALL) & set(shown.values())


def test_money_paid_for_few_cases_is_kept_back(member: Client) -> None:
    told, behind = rows_of(member, "2020-21"), counted(YEAR)
    few = {
        (key, year)
        for year, counts in behind.years.items()
        for key, row in counts.amounts.items()
        if row.cases in SMALL
    }
    assert {told[key].text for key in few if key in told} <= {NOT_SHOWN}
    assert few


def test_a_year_says_the_same_in_both_reports_that_print_it(member: Client) -> None:
    """Nothing follows from the report of a year and the same year's column in the next one, taken together."""
    own, beside = rows_of(member, "2019-20"), rows_of(member, "2020-21")
    both = {key for key in own.keys() & beside.keys() if key[1] == YEAR - 1}
    assert len(both) > 100
    assert {key: (own[key].text, beside[key].text) for key in both if own[key] != beside[key]} == {}


@pytest.mark.parametrize("address", [REPORT, "/complaints/?year=2020-21"])
def test_pages_show_no_more_than_files(member: Client, person, address: str) -> None:
    told, page = rows_of(member, "2020-21"), main_of(member, address)
    shown = figures(YEAR, view=visible_to(person("member")))
    captions = {said(each.caption) for each in page.select("table") if each.caption}
    compared = 0
    for table in (*tables(shown), *graphs(shown)):
        if table.title not in captions:
            continue
        cells = table_of(page, table.title)
        for row, _ in table.values(shown):
            for year, cell in zip(table.years, cells.get(row.label, []), strict=False):
                text = told[row.key, year].text
                assert cell == text or cell.startswith(f"{text} ("), (table.title, row.label, year)
                compared += 1
    assert compared > 50
    numbers = {each.text.replace(",", "") for each in told.values()}
    for spec in specs_of(page):
        for trace in spec["data"]:
            assert {str(int(length)) for length in trace["x"] if length} <= numbers


def beside(page: Tag, told: Mapping[Key, Told], of: Iterable[FigureTable]) -> set[Key]:
    """The figures that a page beside indicators shows in tables, each as the files have it."""
    captions = {said(each.caption) for each in page.select("table") if each.caption}
    shown = set()
    for table in of:
        if table.title not in captions:
            continue
        for row in table.rows:
            cells = table_of(page, table.title).get(row.label, [])
            for year, cell in zip(table.years, cells, strict=False):
                text = told[row.key, year].text
                assert cell == text or cell.startswith(f"{text} ("), (table.title, row.label, year)
                shown.add((row.key, year))
                if "(" in cell:
                    shown.add((f"{row.key}.share", year))
    return shown


@pytest.mark.parametrize("address", BESIDE)
def test_pages_beside_indicators_show_no_more_than_files(member: Client, person, address: str) -> None:
    """In tables what the files have, small counts kept back; in sentences no number that is not among the files' own."""
    told, page = rows_of(member, "2020-21"), main_of(member, address)
    found = figures(YEAR, view=visible_to(person("member")))
    parts = list(services.parts(found, ServiceType.objects.exclude(service=None)))
    shown = beside(page, told, [table for part in parts for table in (part.themes, part.course)])
    assert len(shown) > 5
    assert given_away(counted(YEAR), counted(YEAR).known({key: told[key] for key in shown})) == set()
    numbers = {each.text.rstrip("%").replace(",", "") for each in told.values()}
    numbers |= {str(part) for each in told.values() for part in (each.count, each.base) if part is not None}
    sentences = [said(each) for each in page.select("ul.govuk-list--bullet li, .govuk-warning-text__text")]
    shares = [each for each in sentences if "%" in each]
    assert all(
        number.replace(",", "") in numbers
        for each in shares
        for number in NUMBER.findall(re.sub(r"20\d\d/\d\d|\d+ working days", "", each))
    )


def test_those_pages_keep_small_counts_back(member: Client) -> None:
    """There are some among them, so that the pages are not clean by chance."""
    pages = [main_of(member, address) for address in BESIDE]
    assert any(NOT_SHOWN in [said(cell) for cell in page.select("td")] for page in pages)
    assert any("%" in said(page) for page in pages)
