"""The plan of made-up cases: how the complaints of each year went, and what a published report states of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from council.period_kinds import FinancialYear

Counts = Mapping[str, int]
#: When the council answered: within the usual limit, after it but within the longest (extended), or after the longest.
Timing = Literal["in limit", "extended", "late"]
TIMINGS = ("in limit", "extended", "late")


class InfeasiblePlan(ValueError):
    """The plan contradicts itself or the calendar; the message says where and how."""


@dataclass(frozen=True)
class Window:
    """Days, both included."""

    first: date
    last: date


@dataclass(frozen=True)
class Enquiries:
    """Enquiries of the Ombudsman that went one way. `decided` is empty while they are open.

    `about` names the group of complaints that they are about; without it the council never saw those. Where the complaint
    is known its outcome is the council's; otherwise `council_outcomes` counts them.
    """

    received: Window
    name: str = ""
    area: str = ""
    count: int = 0
    decided: Window | None = None
    decision: str = ""
    about: str = ""
    council_outcomes: Counts = field(default_factory=dict)
    settlements: tuple[Decimal, ...] = ()
    already_remedied: int = 0
    recommended: int = 0


@dataclass(frozen=True)
class PauseOfCase:
    """The clock of the case stands still from `after` days after receipt on, for `days` days."""

    after: int
    days: int
    reason: str


@dataclass(frozen=True)
class Path:
    """One way in which complaints of a group went: through which stages, how quickly, to which outcomes.

    `timing` is that of local resolution. The last answer falls into `closes` (by default the year up to the last day
    counted), or has not come (`is_open`). `days` narrows the first answer to so many days after receipt. `investigated`
    is by stage, and so are `costs`, one for each complaint. `joint` counts who leads complaints joint with the NHS.
    """

    count: int
    stages: tuple[str, ...]
    outcomes: Counts = field(default_factory=dict)
    timing: Timing = "in limit"
    is_open: bool = False
    received: Window | None = None
    closes: Window | None = None
    days: tuple[int, int] | None = None
    investigated: Mapping[str, str] = field(default_factory=dict)
    costs: Mapping[str, tuple[Decimal, ...]] = field(default_factory=dict)
    joint: Counts = field(default_factory=dict)
    service_types: Counts = field(default_factory=dict)
    ombudsman: Enquiries | None = None
    pause: PauseOfCase | None = None


@dataclass(frozen=True)
class Group:
    """Feedback of one kind and one financial year (its first calendar year). `counted_on` ends what its report counts.

    `service_types` and `complainants` are counts and add up to `count`; where there are none, nobody knows.
    """

    name: str
    kind: str
    area: str
    year: int
    count: int
    procedure: str = ""
    captured: str = "log"
    received: Window | None = None
    counted_on: date | None = None
    service_types: Counts = field(default_factory=dict)
    complainants: Counts = field(default_factory=dict)
    paths: tuple[Path, ...] = ()
    elements: bool = False
    remedies: Counts = field(default_factory=dict)
    payments: tuple[Decimal, ...] = ()
    links: int = 0

    @property
    def window(self) -> Window:
        """When its feedback came in."""
        year = FinancialYear(self.year)
        return self.received or Window(year.start, year.end)

    @property
    def last_counted(self) -> date:
        return self.counted_on or FinancialYear(self.year).end


@dataclass(frozen=True)
class Margin:
    """A number that is published under `ids`: how many of `of` are as `where` says, their `total`, or their share.

    One of `count`, `total` (of the column `column`) and `percent` (of those as `base` says, half up) is given. What a
    column is called: `margins.columns_of_case`, `margins.columns_of_enquiry`.
    """

    ids: tuple[str, ...]
    where: Mapping[str, object]
    of: Literal["cases", "enquiries"] = "cases"
    count: int | None = None
    column: str = ""
    total: Decimal | None = None
    percent: int | None = None
    base: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class StandStill:
    """Days on which the clocks of whole procedures stood still."""

    procedures: tuple[str, ...]
    first: date
    last: date
    reason: str


@dataclass(frozen=True)
class Advice:
    """One recommendation that the Ombudsman makes: `within` so many days, and the proof that it was done."""

    text: str
    within: int
    proof: str


@dataclass(frozen=True)
class Plan:
    """`as_of` is the day on which the making ends: nothing happened after it. The rest are weights and words."""

    seed: str
    as_of: date
    groups: tuple[Group, ...]
    enquiries: tuple[Enquiries, ...] = ()
    margins: tuple[Margin, ...] = ()
    pauses: tuple[StandStill, ...] = ()
    channels: Mapping[str, Counts] = field(default_factory=dict)
    subjects: Mapping[str, Counts] = field(default_factory=dict)
    deciders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    partners: tuple[str, ...] = ()
    recommendations: tuple[Advice, ...] = ()
