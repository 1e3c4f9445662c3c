"""The values the rating engine works with: schemes and their conditions, what is known of a figure, the outcome.

A pure module. The rules about these values are in ``kpis.rating``; import them from there.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Final, Literal

# What applies where a scheme names the indicator's tolerance, and neither the indicator nor the scheme gives one.
FALLBACK_TOLERANCE = Decimal(5)

ABSENCES = ("not_due", "awaiting", "not_available")

Direction = Literal["better", "same", "worse", ""]
Movement = Literal["up", "down", "level", ""]


def require_finite(*numbers: Decimal | None) -> None:
    """NaN and infinity are no figures: NaN would be rated green, as it sorts above every number."""
    for number in numbers:
        if number is not None and not number.is_finite():
            raise ValueError(f"{number} is not a figure.")


class GoodIs(StrEnum):
    """Which way is good; the values are stored, the labels are printed."""

    HIGH = "high"
    LOW = "low"
    RANGE = "range"

    @property
    def label(self) -> str:
        return "On target" if self is GoodIs.RANGE else self.value.capitalize()


@dataclass(frozen=True)
class Target:
    """What a figure is held against. A band may be open at one end (only ``low``, or only ``high``)."""

    value: Decimal | None = None  # for profiled targets, what is expected of this period
    low: Decimal | None = None
    high: Decimal | None = None
    strict: Literal["", "<", ">"] = ""  # a strict limit: the value itself is not good enough
    floor: Decimal | None = None
    quartile: int | None = None
    text: str = ""
    # The whole year's target, where ``value``, ``low``, ``high`` and ``floor`` are this period's profile of it; or that of
    # the programme of several years which they are a part of.
    year_value: Decimal | None = None
    year_low: Decimal | None = None
    year_high: Decimal | None = None
    year_floor: Decimal | None = None
    profile: str = ""  # how the profile is described, e.g. "45% of the year by the end of September"
    covers_year: bool = True  # False where it was set for one quarter or month, or for several years

    def __post_init__(self) -> None:
        require_finite(self.value, self.low, self.high, self.floor)
        require_finite(self.year_value, self.year_low, self.year_high, self.year_floor)
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(
                f"The range {self.low} to {self.high} is upside down: write the lower end first."
            )
        if self.strict not in ("", "<", ">"):
            raise ValueError(f'"{self.strict}" is not a strict limit: use < or >.')

    @property
    def has_bounds(self) -> bool:
        return self.low is not None or self.high is not None

    @property
    def has_value(self) -> bool:
        """There is a number, or a band, to compare a figure with."""
        return self.value is not None or self.has_bounds

    @property
    def is_text_only(self) -> bool:
        return bool(self.text) and not self.has_value and self.quartile is None

    @property
    def is_set(self) -> bool:
        """There is a target of some sort. A floor stands beside a target and is none by itself."""
        return self.has_value or self.quartile is not None or bool(self.text)

    @property
    def of_the_year(self) -> "Target":
        """The target at the end of the year: without the profile that says how much of it is expected by now."""
        if not self.profile:
            return self
        return replace(
            self, value=self.year_value, low=self.year_low, high=self.year_high, floor=self.year_floor,
            year_value=None, year_low=None, year_high=None, year_floor=None, profile="",
        )  # fmt: skip


NO_TARGET = Target()


@dataclass(frozen=True)
class Inputs:
    """Everything a rating depends on, for one figure."""

    good_is: GoodIs | None = None
    actual: Decimal | None = None
    absence: Literal["", "not_due", "awaiting", "not_available"] = ""
    absence_reason: str = ""
    target: Target | None = None
    tolerance: Decimal | None = None
    importance: str = (
        ""  # the name of a class of the scheme; one that the scheme does not know counts as none
    )
    previous: Decimal | None = None
    last_year: Decimal | None = None
    previous_note: str = ""  # why the previous period is not comparable, e.g. "a break in the series"
    last_year_note: str = ""
    quartile: int | None = None
    forecast: Decimal | None = None
    dead_band: Decimal = Decimal(0)
    decimals: int | None = None  # published decimals; None shows figures as they were entered
    unit: str = ""
    numerator: Decimal | None = None
    denominator: Decimal | None = None

    def __post_init__(self) -> None:
        require_finite(
            self.actual, self.tolerance, self.previous, self.last_year, self.forecast, self.dead_band
        )
        if self.absence and self.absence not in ABSENCES:
            raise ValueError(
                f'"{self.absence}" is not a way for a figure to be absent: use {", ".join(ABSENCES)}.'
            )

    @property
    def held_against(self) -> Target:
        return self.target or NO_TARGET

    @property
    def at_year_end(self) -> "Inputs":
        """The same, held against the target of the whole year: what a year-end forecast is asked with."""
        return replace(self, target=self.held_against.of_the_year)

    @property
    def side(self) -> GoodIs | None:
        """Which side of a single target value is good: a strict limit's sign decides, else "good is"."""
        target = self.held_against
        if target.value is None or target.has_bounds or not target.strict:
            return self.good_is
        return GoodIs.LOW if target.strict == "<" else GoodIs.HIGH

    @cached_property
    def limits(self) -> tuple[Decimal | None, Decimal | None] | None:
        """The target as a band, open at the good end; None where there is nothing to compare with."""
        target = self.held_against
        if target.has_bounds:
            return target.low, target.high
        if target.value is None or self.side is None:
            return None
        low = None if self.side is GoodIs.LOW else target.value
        high = None if self.side is GoodIs.HIGH else target.value
        return low, high

    def comparator(self, against: str) -> Decimal | None:
        """The figure of the previous period or of last year, unless a note says it is not comparable."""
        if against == "previous":
            return None if self.previous_note else self.previous
        return None if self.last_year_note else self.last_year


@dataclass(frozen=True)
class Status:
    """One status of a scheme: always shown as word, letter and shape as well as colour."""

    code: str
    label: str
    letter: str
    shape: str
    colour: str


# Conditions. A number is a Decimal, or TOLERANCE for the indicator's own.
TOLERANCE: Final = "tolerance"
Allowance = Decimal | Literal["tolerance"]


@dataclass(frozen=True)
class Meets:
    what: Literal["target", "floor"]


@dataclass(frozen=True)
class Within:
    percent: Allowance | None = None
    points: Allowance | None = None
    strict: bool = False


@dataclass(frozen=True)
class Trend:
    directions: tuple[Direction, ...]
    against: Literal["previous", "last_year"]


@dataclass(frozen=True)
class InQuartile:
    at_most: int | Literal["target"]


@dataclass(frozen=True)
class Forecast:
    condition: "Condition"


@dataclass(frozen=True)
class All:
    conditions: tuple["Condition", ...]


@dataclass(frozen=True)
class AnyOf:
    conditions: tuple["Condition", ...]


@dataclass(frozen=True)
class Not:
    condition: "Condition"


Condition = Meets | Within | Trend | InQuartile | Forecast | All | AnyOf | Not


@dataclass(frozen=True)
class Rule:
    """A status, and when it applies; the last rule of a scheme has no condition."""

    status: str
    when: Condition | None = None


@dataclass(frozen=True)
class ImportanceClass:
    """Indicators of one importance: a tolerance of their own, or not rated at all (monitor only)."""

    name: str
    label: str
    tolerance: Decimal | None = None
    rated: bool = True


@dataclass(frozen=True)
class Scheme:
    """One version of a rating scheme. Statuses run from best to worst; rules are tried in order."""

    name: str
    label: str
    statuses: tuple[Status, ...]
    rules: tuple[Rule, ...]
    classes: tuple[ImportanceClass, ...] = ()
    default_tolerance: Decimal | None = None
    valid_from: str = ""
    approved_by: str = ""
    note: str = ""

    def status(self, code: str) -> Status:
        return next(status for status in self.statuses if status.code == code)

    @property
    def asks_about_target(self) -> bool:
        """Some rule cannot be asked of an indicator that has no target."""
        return any(asks_about_target(rule.when) for rule in self.rules if rule.when)

    def class_of(self, importance: str) -> ImportanceClass | None:
        """The class of that name, if the scheme has one."""
        return next((each for each in self.classes if each.name == importance), None)

    def tolerance_for(self, own: Decimal | None, importance: str = "") -> Decimal:
        """The indicator's own tolerance, else that of its class, else the scheme's default, else 5."""
        if own is not None:
            return own
        found = self.class_of(importance)
        if found is not None and found.tolerance is not None:
            return found.tolerance
        return FALLBACK_TOLERANCE if self.default_tolerance is None else self.default_tolerance


@dataclass(frozen=True)
class Verdict:
    """A status or an unrated state, the rules that were tried (the last one decided), and what was missing."""

    code: str
    tried: tuple[Rule, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """The engine's answer: a status of the scheme or an unrated state, both directions, and the reason."""

    status: str
    label: str
    rated: bool
    direction_previous: Direction
    direction_last_year: Direction
    movement_previous: Movement
    movement_last_year: Movement
    shortfall: Decimal | None
    relative_shortfall: Decimal | None  # percent; for showing, never for comparing
    reason: str


def asks_about_target(condition: Condition) -> bool:
    """Whether the condition cannot be asked of an indicator that has no target."""
    match condition:
        case Meets() | Within():
            return True
        case InQuartile(at_most):
            return at_most == "target"
        case Trend():
            return False
        case All(conditions) | AnyOf(conditions):
            return any(asks_about_target(each) for each in conditions)
        case Forecast(inner) | Not(inner):
            return asks_about_target(inner)
