"""What the engine says of a figure, worked out again from the rows that rated it: the reason, the distance, the words."""

from __future__ import annotations

from decimal import Decimal

from council.periods import Slot, date_label
from kpis import rating
from kpis.models import SchemeVersion
from kpis.rating_sums import rounded


def schemes_by_version() -> dict[int, rating.Scheme]:
    """Every scheme version, parsed. One query."""
    return {version.pk: version.parsed() for version in SchemeVersion.objects.all()}


def explain(row: dict, scheme: rating.Scheme, *, unit: str, decimals: int | None) -> rating.Outcome:
    """The engine's answer to a row of `kpis.selectors.inputs.fetch`: the status stored beside it, and why."""
    return rating.rate(engine_inputs(row, unit=unit, decimals=decimals), scheme)


def engine_inputs(row: dict, *, unit: str, decimals: int | None) -> rating.Inputs:
    """The engine's inputs, from the operands that the query worked out."""
    absence_reason = row["absence_text"]
    if row["absence"] and not absence_reason:
        absence_reason = (
            "A figure of an earlier quarter of the year is missing, so there is no total for the year so far"
        )
    return rating.Inputs(
        good_is=rating.GoodIs(row["good_is"]) if row["good_is"] else None,
        actual=row["actual"],
        absence=row["absence"],
        absence_reason=absence_reason,
        target=_target(row),
        tolerance=row["tolerance"],
        importance=row["importance"],
        previous=row["previous"],
        last_year=row["last_year"],
        quartile=row["quartile"],
        forecast=row["forecast"],
        dead_band=row["dead_band"],
        decimals=decimals,
        unit=unit,
        numerator=row["numerator"],
        denominator=row["denominator"],
    )


def _target(row: dict) -> rating.Target | None:
    if row["target_kind"] in (None, "none"):
        return None
    is_part = row["due"] is not None
    return rating.Target(
        value=_trimmed(row["target"]),
        low=_trimmed(row["low"]),
        high=_trimmed(row["high"]),
        strict=row["strict"],
        floor=_trimmed(row["floor"]),
        quartile=row["target_quartile"],
        text=row["target_words"] if row["target_text"] else "",
        year_value=row["year_value"] if is_part else None,
        year_low=row["year_low"] if is_part else None,
        year_high=row["year_high"] if is_part else None,
        year_floor=row["year_floor"] if is_part else None,
        profile=_profile(row) if is_part else "",
        covers_year=row["covers_year"],
    )


def _profile(row: dict) -> str:
    """How much of the target is due, in words."""
    if row["target_kind"] == "programme":
        return f"{row['due']} of the programme's {row['due_of']} months"
    percent = rounded(row["due"] * Decimal(100) / row["due_of"], 3).normalize()
    end = Slot(row["grain"], row["ordinal"]).period.end
    return f"{percent:f}% of the year's target by {date_label(end)}"


def _trimmed(number: Decimal | None) -> Decimal | None:
    """A worked-out target without the zeros that its multiplication left: 630000.0000 is 630000, 83.50 stays 83.50."""
    if number is None or -number.as_tuple().exponent <= 3:
        return number
    trimmed = number.normalize()
    return trimmed if trimmed.as_tuple().exponent <= 0 else trimmed.quantize(Decimal(1))
