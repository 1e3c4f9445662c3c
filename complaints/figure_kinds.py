"""The kinds of numbers in the annual report, and the groups of cases that they count. Pure.

`selectors.cube` reads how many cases there are of each kind in three sets of groups, the faces of the cube. Two faces of the
same cases, because no number needs the outcome of complaints of one service type: together they are few hundred groups where
one for every combination would be many thousands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Face = Literal["courses", "subjects", "ombudsman"]
#: Whose year: received in it, closed in it (whenever received), open at the end of it, or decided in it.
By = Literal["received", "closed", "open", "decided"]


@dataclass(frozen=True, slots=True)
class Course:
    """So many cases that went the same way. `year` is the financial year of receipt, `closed_year` that of closing.

    `closed`: by the last day that the report of its year counts. `over_limit`, `over_longest`: answered after the usual, or
    the longest, time. `costed` of them had investigations that cost something.
    """

    year: int
    kind: str
    area: str
    procedure: str = ""
    captured: str = "log"
    joint: bool = False
    closed: bool = False
    closed_year: int | None = None
    resolved_at: str = ""
    outcome: str = ""
    investigated: str = ""
    over_limit: bool = False
    over_longest: bool = False
    stages: tuple[str, ...] = ()
    synthetic: bool = False
    count: int = 1
    cost: Decimal = Decimal(0)
    costed: int = 0


@dataclass(frozen=True, slots=True)
class SubjectGroup:
    """So many cases about one service type, by one kind of person. The same cases as the courses', seen otherwise."""

    year: int
    kind: str
    area: str
    procedure: str = ""
    captured: str = "log"
    joint: bool = False
    service_type: str = ""
    complainant: str = ""
    synthetic: bool = False
    count: int = 1


@dataclass(frozen=True, slots=True)
class OmbudsmanGroup:
    """So many of the Ombudsman's cases. `upheld_before`: the council itself had upheld the complaint, wholly or in part."""

    year: int
    area: str
    decided_year: int | None = None
    decision: str = ""
    upheld_before: bool = False
    already_remedied: bool = False
    public_report: bool = False
    synthetic: bool = False
    count: int = 1
    settlement: Decimal = Decimal(0)
    settled: int = 0


Group = Course | SubjectGroup | OmbudsmanGroup


@dataclass(frozen=True)
class Cube:
    """All that is counted, and the names it is counted under. `active` is the number of active cases by year and area."""

    courses: tuple[Course, ...] = ()
    subjects: tuple[SubjectGroup, ...] = ()
    ombudsman: tuple[OmbudsmanGroup, ...] = ()
    active: Mapping[tuple[int, str], int] | None = None
    labels: Mapping[str, str] | None = None

    def groups(self, face: Face) -> tuple[Group, ...]:
        """The groups of one face."""
        if face == "courses":
            return self.courses
        return self.subjects if face == "subjects" else self.ombudsman


@dataclass(frozen=True, slots=True)
class Where:
    """Which groups count: those that have one of the values named, for every field named.

    `reached` is a stage that the cases must have gone through.
    """

    fields: tuple[tuple[str, frozenset[object]], ...] = ()
    reached: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The fields named, in their order."""
        return tuple([name for name, _ in self.fields])

    def allows(self, values: Sequence[object]) -> bool:
        """Whether a group with these values in the fields named counts, as far as fields go."""
        return all(value in allowed for value, (_, allowed) in zip(values, self.fields, strict=False))

    def holds(self, group: Group) -> bool:
        """Whether a group counts."""
        reached = not self.reached or self.reached in getattr(group, "stages", ())
        return reached and self.allows([getattr(group, name) for name in self.names])

    def __and__(self, other: "Where") -> "Where":
        return Where((*self.fields, *other.fields), self.reached or other.reached)


def where(**fields: object) -> Where:
    """Conditions by name: a value, or a set of them (`where(closed=True, outcome=UPHELD_OR_PARTLY)`)."""
    found = (
        (name, value if isinstance(value, frozenset) else frozenset({value}))
        for name, value in fields.items()
        if name != "reached"
    )
    return Where(tuple(found), str(fields.get("reached", "")))


@dataclass(frozen=True, slots=True)
class Population:
    """Whom a family of numbers is about; sorted out once for all of them. `words` begins their counting rules."""

    words: str
    where: Where
    by: By = "received"


@dataclass(frozen=True, slots=True)
class Count:
    """How many of a population there are."""

    of: Population
    where: Where = Where()
    face: Face = "courses"


@dataclass(frozen=True, slots=True)
class Money:
    """What they cost, or what was paid: the sum of `field`; `cases` names the field that says how many it is about."""

    of: Population
    field: Literal["cost", "settlement"]
    cases: Literal["costed", "settled"]
    face: Face = "courses"


@dataclass(frozen=True, slots=True)
class Share:
    """One count as a percentage of another."""

    part: str
    base: str


@dataclass(frozen=True, slots=True)
class Change:
    """How a number changed from the year before: in percent, or `absolute` in its own unit."""

    of: str
    absolute: bool = False


@dataclass(frozen=True, slots=True)
class Times:
    """How many times a count is another count, or (`base` empty) its own of the year before."""

    of: str
    base: str = ""


@dataclass(frozen=True, slots=True)
class OfActive:
    """A count as a percentage of the cases that were active in the year in these areas."""

    of: str
    areas: tuple[str, ...]


Kind = Count | Money | Share | Change | Times | OfActive
