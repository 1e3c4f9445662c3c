"""Random figures and schemes for the property tests of the rating engine and of its SQL form."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from kpis.rating import GoodIs, Inputs, Scheme, Target
from kpis.schemes import load_scheme

SCHEME_FILES = sorted((Path(__file__).parents[3] / "fixtures/reference/schemes").glob("*.yaml"))

# A small grid of values, so that figures often lie exactly on a threshold, and a few of unusual size.
NUMBERS = st.one_of(
    st.integers(-40, 40).map(lambda tenths: Decimal(tenths * 5).scaleb(-1)),
    st.sampled_from([Decimal("0.00"), Decimal("-0"), Decimal("95.96"), Decimal("1E+30"), Decimal("1E-30")]),
    st.decimals(-1000, 1000, places=4),
)
MAYBE = st.none() | NUMBERS
QUARTILES = st.none() | st.integers(1, 4)
BANDS = st.one_of(
    st.just((None, None)),
    st.tuples(NUMBERS, NUMBERS).map(lambda ends: (min(ends), max(ends))),
    st.tuples(NUMBERS, st.none()),
    st.tuples(st.none(), NUMBERS),
)


@st.composite
def rows(draw: st.DrawFn) -> dict[str, Any]:
    """One figure with all that its rating depends on, as plain columns; mostly present, sometimes missing."""
    low, high = draw(st.just((None, None)) | BANDS)
    value, floor = draw(MAYBE), draw(MAYBE)
    # Half of the targets are a part of the year's, which is then some other target.
    is_profiled = draw(st.booleans())
    year_low, year_high = draw(st.just((None, None)) | BANDS) if is_profiled else (low, high)
    return {
        "good_is": draw(st.sampled_from(["high", "low", "range", "high", "low", None])),
        "actual": draw(st.one_of(NUMBERS, NUMBERS, NUMBERS, st.none())),
        "absence": draw(st.sampled_from(["", "", "", "", "", "", "awaiting", "not_due", "not_available"])),
        "target": value,
        "low": low,
        "high": high,
        "strict": draw(st.sampled_from(["", "", "<", ">"])),
        "floor": floor,
        "is_profiled": is_profiled,
        "year_value": draw(MAYBE) if is_profiled else value,
        "year_low": year_low,
        "year_high": year_high,
        "year_floor": draw(MAYBE) if is_profiled else floor,
        "covers_year": draw(st.sampled_from([True, True, True, False])),
        "target_quartile": draw(QUARTILES),
        "target_text": draw(st.sampled_from(["", "", "", "90% within 5 working days"])),
        "tolerance": draw(st.none() | st.sampled_from([Decimal("2.5"), Decimal(5), Decimal(10), Decimal(0)])),
        "importance": draw(st.sampled_from(["", "", "corporate", "operational", "monitor", "unheard-of"])),
        "previous": draw(MAYBE),
        "last_year": draw(MAYBE),
        "quartile": draw(QUARTILES),
        "forecast": draw(MAYBE),
        "dead_band": draw(st.sampled_from([Decimal(0), Decimal(0), Decimal("0.5"), Decimal(2)])),
    }


def as_inputs(row: dict[str, Any], **shown: Any) -> Inputs:
    """The row as the engine takes it."""
    return Inputs(
        good_is=None if row["good_is"] is None else GoodIs(row["good_is"]),
        actual=row["actual"],
        absence=row["absence"],
        target=Target(
            value=row["target"],
            low=row["low"],
            high=row["high"],
            strict=row["strict"],
            floor=row["floor"],
            quartile=row["target_quartile"],
            text=row["target_text"],
            covers_year=row["covers_year"],
            **_profile(row),
        ),
        tolerance=row["tolerance"],
        importance=row["importance"],
        previous=row["previous"],
        last_year=row["last_year"],
        quartile=row["quartile"],
        forecast=row["forecast"],
        dead_band=row["dead_band"],
        **shown,
    )


def _profile(row: dict[str, Any]) -> dict[str, Any]:
    """The target of the year, where the row's own is a part of it."""
    if not row["is_profiled"]:
        return {}
    of_the_year = {name: row[name] for name in ("year_value", "year_low", "year_high", "year_floor")}
    return of_the_year | {"profile": "half of the year"}


def as_fractions(row: dict[str, Any]) -> dict[str, Any]:
    """The row as the oracle takes it."""
    return {name: Fraction(value) if isinstance(value, Decimal) else value for name, value in row.items()}


def reference_schemes() -> list[Scheme]:
    return [load_scheme(path.read_text(encoding="utf-8")) for path in SCHEME_FILES]


ALLOWANCES = st.sampled_from(["tolerance", 0, 1, "2.5", 5, 10, "33.3"])
WITHINS = st.one_of(
    st.fixed_dictionaries({"percent": ALLOWANCES}, optional={"points": ALLOWANCES, "strict": st.booleans()}),
    st.fixed_dictionaries({"points": ALLOWANCES}, optional={"strict": st.booleans()}),
)
TREND_WORDS = st.sampled_from(["improved", "held", "worsened"])
LEAVES = st.one_of(
    st.sampled_from([{"meets": "target"}, {"meets": "floor"}]),
    st.fixed_dictionaries({"within": WITHINS}),
    st.fixed_dictionaries(
        {
            "trend": TREND_WORDS | st.lists(TREND_WORDS, min_size=1, max_size=2, unique=True),
            "against": st.sampled_from(["previous", "last_year"]),
        }
    ),
    st.fixed_dictionaries(
        {"quartile": st.fixed_dictionaries({"at_most": st.sampled_from([1, 2, 3, "target"])})}
    ),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"not": inner}),
        st.fixed_dictionaries({"forecast": inner}),
    ),
    max_leaves=5,
)


CLASSES = st.fixed_dictionaries(
    {"name": st.sampled_from(["corporate", "operational", "monitor"]), "label": st.just("A class")}
).flatmap(
    lambda named: st.one_of(
        st.just(named),
        st.just(named | {"rated": False}),
        ALLOWANCES.filter(lambda number: number != "tolerance").map(
            lambda number: named | {"tolerance": number}
        ),
    )
)


@st.composite
def scheme_mappings(draw: st.DrawFn) -> dict[str, Any]:
    """A scheme nobody would approve, but a valid one."""
    codes = ["green", "amber", "red", "purple-spot"][: draw(st.integers(2, 4))]
    rules = [
        {"status": draw(st.sampled_from(codes)), "when": draw(CONDITIONS)}
        for _ in range(draw(st.integers(0, 3)))
    ]
    scheme: dict[str, Any] = {
        "name": "random",
        "label": "Random scheme",
        "statuses": [{"code": code, "label": code.title()} for code in codes],
        "rules": [*rules, {"status": codes[-1]}],
    }
    if draw(st.booleans()):
        scheme["default_tolerance"] = draw(st.sampled_from([0, "7.5", 5]))
    if draw(st.booleans()):
        scheme["classes"] = draw(st.lists(CLASSES, max_size=3, unique_by=lambda each: each["name"]))
    return scheme
