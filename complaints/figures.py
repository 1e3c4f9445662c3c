"""The numbers of the annual report of complaints: what is counted, how a number is written, and the report as a whole. Pure.

Every page, chart, table, file and command takes its numbers from one `ReportFigures`, which `selectors.figures.figures`
makes. A number has a key such as `adult.outcomes.not_upheld_share`: audience, topic, name. `complaints.figure_list` says
what the keys are and what each counts, in conditions that the machine applies and in words that the reader is shown;
`complaints.figure_sums` does the counting; `complaints.suppression` keeps back what a reader may not see.

The rules, for every number:

    year        feedback counts in the financial year in which it was received; what the Ombudsman decided, in that of
                the decision
    closed      received in the year and closed by the last day that its report counts (`AnnualReport.counted_on`);
                joint complaints alone are counted as closed in the year in which they closed, whenever they came
    open        received by 31 March, in this year or before, and not closed on that day
    statutory   handled under the adults' or the children's statutory procedure
    rounding    half up, away from zero at the half: 17.5% is 18%, -17.5% is -18%; shares and changes to whole percent
                ("All percentages and costs are rounded to the nearest whole number", 2020/21 report, section iii),
                money to the penny, since that is what the same report prints
    shares      always with the two counts that they are made of
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from council.period_kinds import FinancialYear

Unit = Literal[
    "complaints", "comments", "compliments", "pieces of feedback", "enquiries", "decisions", "reports",
    "%", "% change", "GBP", "times",
]  # fmt: skip
Audience = Literal["all", "adult", "children_statutory", "children_non_statutory", "children_all"]

AUDIENCES: Mapping[Audience, str] = {
    "all": "Adult and children's social care",
    "adult": "Adult social care",
    "children_statutory": "Children's social care",
    "children_non_statutory": "Children, non-statutory",
    "children_all": "Children and young people, all services",
}

#: What stands in the place of a number that is kept back, and what is said below it.
NOT_SHOWN = "Not shown"
NOT_SHOWN_NOTE = (
    "Not shown: numbers from 1 to 4, and others from which they could be worked out, are kept back so that nobody can be "
    "recognised. 0 is shown."
)
#: What stands in the place of a number that there is not: a share of nothing, a change from nothing.
NO_NUMBER = "Not applicable"

_STEPS: Mapping[Unit, Decimal] = {"GBP": Decimal("0.01"), "times": Decimal("0.1")}


def year_label(year: int) -> str:
    """The financial year that begins in `year`, as it is printed.

    >>> year_label(2020)
    '2020/21'
    """
    return FinancialYear(year).label


def rounded(number: Decimal, step: Decimal = Decimal(1)) -> Decimal:
    """To the nearest multiple of `step` (a power of ten), away from zero at the half.

    >>> rounded(Decimal("17.5")), rounded(Decimal("-17.5")), rounded(Decimal("2.345"), Decimal("0.01"))
    (Decimal('18'), Decimal('-18'), Decimal('2.35'))
    """
    return number.quantize(step, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Figure:
    """What one number of the report is: its name, and the rule it is counted by in words.

    `section` is the section of the report that prints it, such as 2.2.
    """

    key: str
    audience: Audience
    topic: str
    label: str
    unit: Unit
    counting: str
    section: str


@dataclass(frozen=True, slots=True)
class Value:
    """One number of one year.

    `exact` is the number before rounding, None where there is none (a share of nothing) or it is kept back. `count` and
    `base` are what a share is made of (for a change: this year's number and last year's); all None where kept back.
    """

    unit: Unit
    exact: Decimal | None
    count: int | None = None
    base: int | None = None
    suppressed: bool = False
    synthetic: bool = False

    @property
    def value(self) -> Decimal | None:
        """The number as it is printed: rounded half up to whole numbers, money to the penny, "times" to one decimal."""
        return None if self.exact is None else rounded(self.exact, _STEPS.get(self.unit, Decimal(1)))

    @property
    def text(self) -> str:
        """The number in words and signs: 420, 38%, -22%, £7,297.03, 2.4 times."""
        number = self.value
        if number is None:
            return NOT_SHOWN if self.suppressed else NO_NUMBER
        sign, size = ("-" if number < 0 else ""), abs(number)
        if self.unit == "GBP":
            return f"{sign}£{size:,.2f}"
        if self.unit == "% change":
            return f"{'+' if number > 0 else sign}{size:,}%"
        return f"{sign}{size:,}" + {"%": "%", "times": " times"}.get(self.unit, "")

    @property
    def with_counts(self) -> str:
        """A share beside its counts: 38% (158 of 416). Any other number as `text`."""
        if self.unit == "%" and self.exact is not None:
            return f"{self.text} ({self.count:,} of {self.base:,})"
        return self.text


@dataclass(frozen=True)
class ReportFigures:
    """All numbers of the annual report of one year, with the year before it beside them.

    `figures` holds what the keys mean, in the order of the report; `values` the numbers by key and year. Changes (and
    what else compares with the year before) exist for `year` alone. `labels` are the names of service types by slug.
    `suppressed` says that small counts are kept back in these figures, `synthetic` that they count cases that were made
    up. `counted_on` is the last day counted, by year; absent where no report of that year was opened.
    """

    year: int
    figures: Mapping[str, Figure]
    values: Mapping[tuple[str, int], Value]
    labels: Mapping[str, str] = field(default_factory=dict)
    counted_on: Mapping[int, date] = field(default_factory=dict)
    as_at: datetime | None = None
    suppressed: bool = False
    synthetic: bool = False
    #: Whether nothing at all is on record of `year`.
    empty: bool = False
    #: Years without numbers: nothing is on record of them, or no report of them was opened, so what is may be incomplete.
    without_data: frozenset[int] = frozenset()

    @property
    def previous(self) -> int:
        """The year before."""
        return self.year - 1

    @property
    def years(self) -> tuple[int, int]:
        """The year before and the year itself: the columns of most tables."""
        return self.year - 1, self.year

    def value(self, key: str, year: int | None = None) -> Value:
        """The number with this key; `year` None is the report's own. KeyError for a key that is none."""
        return self.values[key, self.year if year is None else year]

    def get(self, key: str, year: int | None = None) -> Value | None:
        """Like `value`, but None where the key or the year is unknown."""
        return self.values.get((key, self.year if year is None else year))

    def of(self, audience: Audience, topic: str | None = None) -> Iterator[Figure]:
        """The figures of one audience, or of one of its topics, in the order of the report."""
        for figure in self.figures.values():
            if figure.audience == audience and topic in (None, figure.topic):
                yield figure

    def in_section(self, section: str) -> Iterator[Figure]:
        """The figures that one section of the report prints."""
        return (figure for figure in self.figures.values() if figure.section == section)

    def rows(self, prefix: str) -> list[tuple[str, str]]:
        """The rows of a table that follow from the data: (label, key) of every count whose key begins with `prefix`.

        `rows("adult.services.")` are the service types that adult complaints were about, the most frequent first.
        """
        return [
            (figure.label, key)
            for key, figure in self.figures.items()
            if key.startswith(prefix)
            and "." not in key[len(prefix) :]
            and figure.unit not in ("%", "% change")
        ]
