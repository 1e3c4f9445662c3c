"""What the papers of one meeting state, as values that rules can hold against one another. Pure.

A selector makes `Papers` from what is stored; the rules of this package take it and know nothing of a database. Nothing
here is judged, and nothing is corrected: a text is the text as printed.

    subject     a key that names one measure wherever it is printed: "kpi:recycling-rate",
                "complaints:adult.complaints.received" (`complaints.figure_list`), "risk:CORP4"
    period      what a figure covers, as a value of `council.periods`, or None where the paper does not say;
                `period_printed` is the same as printed, where the paper prints one, and `column` is the column it
                stands in (they differ where a column headed 2019/20 holds "April 21")
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from council.period_kinds import Period

if TYPE_CHECKING:
    from committee.reconcile.risk_facts import ProfileLine, RiskCard

#: What a printed figure is in its row. `second` is the other half of a pair ("651/26.5": 26.5); `statement` is a number
#: that a sentence of a report states, which stands in no table.
Role = Literal[
    "value",
    "second",
    "running_total",
    "target",
    "second_target",
    "benchmark",
    "second_benchmark",
    "statement",
]
State = Literal["", "forecast", "provisional"]
Severity = Literal["high", "medium", "low"]

SEVERITIES: tuple[Severity, ...] = ("high", "medium", "low")


@dataclass(frozen=True)
class Place:
    """Where something is printed: the paper's short name, the heading, row or section in words, and the page to mend it."""

    paper: str
    where: str
    address: str = ""

    def __str__(self) -> str:
        return f"{self.paper}, {self.where}" if self.where else self.paper


@dataclass(frozen=True)
class Printing:
    """One figure as it is printed once.

    `text` is the figure with its signs, as printed ("43%", "651", "£300,000"). `cell` is all that the table cell or the
    sentence prints, where that is more ("17.3%/64.0", "98.6% (April 21)"). `unit` is one of number, percent, rate, money,
    days, score, or the name of what is counted ("complaints"); of a change or a share in percent: percent.
    `comparator` names whose benchmark it is ("England"). `qualifier` is the word beside it ("just over", "almost").
    """

    place: Place
    subject: str
    subject_name: str
    role: Role
    text: str
    period: Period | None = None
    period_printed: str = ""
    column: Period | None = None
    unit: str = ""
    good_is: Literal["", "high", "low", "range"] = ""
    state: State = ""
    cell: str = ""
    comparator: str = ""
    qualifier: str = ""


@dataclass(frozen=True)
class Passage:
    """One paragraph or bullet as printed, and the subjects that it is attached to.

    `heading` is what it stands under; passages of one heading follow one another in `Papers.passages`. `period` is the
    period that the report, or this part of the pack, covers.
    """

    place: Place
    text: str
    subjects: tuple[str, ...] = ()
    heading: str = ""
    period: Period | None = None
    is_bullet: bool = False


@dataclass(frozen=True)
class Relation:
    """What the definitions of measures say of their numbers, in one period.

    sum      `subject` is the sum of `of`
    share    `subject` is the percentage that `of[0]` is of `of[1]`
    change   `subject` is the percentage by which `of[0]` changed from the period before
    """

    kind: Literal["sum", "share", "change"]
    subject: str
    of: tuple[str, ...]


@dataclass(frozen=True)
class Rated:
    """One indicator's agreed rating in the period of the report. `value` and `target` as printed."""

    place: Place
    subject: str
    name: str
    period: Period | None
    status: str
    is_best: bool
    value: str
    target: str
    meets_target: bool | None


@dataclass(frozen=True)
class Listed:
    """One line of the lists of a paper: a highlight of good performance, or an indicator below the desired level.

    `subjects` are those that the line names; more than one where the line does not say which.
    """

    place: Place
    text: str
    subjects: tuple[str, ...]
    as_good: bool


@dataclass(frozen=True)
class Finding:
    """Something that a clerk has to look at before the pack is frozen.

    `numbers` are the printed texts that the finding is about, in the order of the sentence. The key holds the code, the
    places and those texts: an answer to the finding survives a rebuild of the pack, and not a change of the figures.
    """

    code: str
    severity: Severity
    sentence: str
    places: tuple[Place, ...]
    numbers: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Sixteen hexadecimal digits, the same whatever order the places come in; addresses of pages do not count."""
        places = sorted(f"{place.paper}\t{place.where}" for place in self.places)
        written = "\n".join(
            [self.code, *places, "", *(" ".join(text.split()) for text in sorted(self.numbers))]
        )
        return sha256(written.encode()).hexdigest()[:16]

    @property
    def paper(self) -> str:
        """The paper that it is listed under: where the first of the places is."""
        return self.places[0].paper


@dataclass(frozen=True)
class Papers:
    """Everything that the papers of one meeting print. Whatever a meeting does not have is empty."""

    printings: tuple[Printing, ...] = ()
    passages: tuple[Passage, ...] = ()
    relations: tuple[Relation, ...] = ()
    rated: tuple[Rated, ...] = ()
    listed: tuple[Listed, ...] = ()
    risks: tuple[RiskCard, ...] = ()
    profile: tuple[ProfileLine, ...] = ()
    #: Other words for a subject, beside its printed names: abbreviations and the words of older papers.
    other_names: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, subject: str) -> Iterator[Printing]:
        """The printings of one subject, in printed order."""
        return (printing for printing in self.printings if printing.subject == subject)


#: A rule looks at everything and yields what it finds.
Rule = Callable[[Papers], Iterator[Finding]]
