"""What an indicator's definition says, field by field, and what one version says otherwise than another.

Takes rows of `kpis.models.Definition`; asks nothing. The order of `LABELS` is that of the form, the history and the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from council.periods import date_label
from kpis import calculations

if TYPE_CHECKING:
    from kpis.models import Definition

LABELS: dict[str, str] = {
    "name": "Name",
    "description": "What it measures",
    "method": "How it is counted",
    "data_source": "Data source",
    "priority": "Corporate priority",
    "position": "Place in its chapter",
    "service": "Service",
    "directorate": "Directorate",
    "group": "Group",
    "owner": "Owner (post)",
    "value_type": "Kind of figure",
    "unit": "Unit",
    "decimals": "Decimal places",
    "second_measure": "Second measure",
    "second_unit": "Unit of the second measure",
    "calculation": "Entered or worked out",
    "good_is": "Good is",
    "scheme": "Rating scheme",
    "importance": "Importance class",
    "tolerance": "Tolerance",
    "tolerance_note": "Note on the tolerance",
    "dead_band": "Smallest change that counts",
    "frequency": "Frequency",
    "basis": "A figure covers",
    "cumulative": "Adds up through the year",
    "lag": "Reported",
    "history": "Earlier figures in the paper",
    "identifiers": "Identifiers outside",
    "footnotes": "Footnotes",
    "queries": "Questions about published papers",
    "review_on": "To be reviewed on",
    "introduced_on": "Introduced on",
    "retired_on": "Retired on",
}

#: What a rating depends on: after a change of one of these a figure may be rated otherwise.
JUDGED_BY = (
    "value_type",
    "unit",
    "calculation",
    "good_is",
    "scheme",
    "importance",
    "tolerance",
    "dead_band",
    "cumulative",
)

LAGS: dict[int | None, str] = {
    None: "As usual",
    0: "In the quarter in which the period ends",
    1: "One quarter later",
    **{quarters: f"{quarters} quarters later" for quarters in range(2, 9)},
}


@dataclass(frozen=True)
class Change:
    """One field of which two versions say something different, in words."""

    field: str
    label: str
    old: str
    new: str


def words(definition: Definition, field: str, names: Mapping[str, str] | None = None) -> str:
    """What a definition says in one field; `names` are those of the indicators that it may be worked out from."""
    value = getattr(definition, field)
    if field == "scheme":
        return str(value) if value else "The house scheme"
    if field == "calculation":
        return calculations.in_words(calculations.parse(value), names) if value else "Entered"
    if field == "tolerance" and value is None:
        return "The scheme's own"
    if field == "lag":
        return LAGS.get(value, f"{value} quarters later")
    if field == "good_is" and not value:
        return "Reported in words"
    if display := getattr(definition, f"get_{field}_display", None):
        return str(display())
    return _plain(field, value)


def _plain(field: str, value: Any) -> str:
    if value is None or value in ("", []):
        return "–"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if field == "tolerance":
        return f"{value.normalize():f}%"
    if field == "dead_band":
        return f"{value.normalize():f}"
    if field == "identifiers":
        return "; ".join(f"{each['framework']}: {each['code']}" for each in value)
    if isinstance(value, list):
        return "\n".join(value)
    return date_label(value) if field.endswith("_on") else str(value)


def changes(
    old: Definition, new: Definition, names: Mapping[str, str] | None = None, fields: tuple[str, ...] = ()
) -> list[Change]:
    """The fields of which `new` says something else than `old`, in the order of the form."""
    return [
        Change(field, LABELS[field], words(old, field, names), words(new, field, names))
        for field in fields or LABELS
        if _compared(old, field) != _compared(new, field)
    ]


def _compared(definition: Definition, field: str) -> Any:
    """The value itself; of a row it leads to, which row."""
    return getattr(definition, f"{field}_id", None) or getattr(definition, field)
