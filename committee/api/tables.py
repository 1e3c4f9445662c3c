"""Whole tables as CSV, each with CSVW metadata beside it (W3C, Metadata Vocabulary for Tabular Data, 2015).

RFC 4180, UTF-8 without a byte-order mark, one header row and no other lines, as the tabular data standard for the UK
government asks; the metadata is at the table's address with `-metadata.json` behind it, where CSVW readers look first.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from committee.models import PublishedRecord

Kind = PublishedRecord.Kind
#: The licence of everything published here.
LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"


@dataclass(frozen=True)
class Column:
    """A column: its name, a title for people, its CSVW datatype, and where its value is in a record."""

    name: str
    title: str
    datatype: str = "string"
    path: tuple[str, ...] = ()
    required: bool = False

    def of(self, data: dict[str, Any]) -> str:
        """The cell. CSVW writes what is not there as an empty one."""
        value: Any = data
        for step in self.path or (self.name,):
            value = value[step]
        if value is None:
            return ""
        return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass(frozen=True)
class Table:
    """A table: the kind of its records, what it is, and its columns; `key` names those that tell rows apart."""

    kind: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]


_PUBLISHED = (
    Column("meeting", "Meeting that published it", required=True),
    Column("published_at", "Published at", "dateTime", required=True),
    Column("erratum", "Number of the erratum that corrected it", "integer"),
)
_INDICATOR = (
    Column("indicator", "Indicator", required=True),
    Column("indicator_name", "Name of the indicator", required=True),
)


def _position(name: str, words: str) -> tuple[Column, ...]:
    return (
        Column(f"{name}_likelihood", f"{words} likelihood", path=(name, "likelihood")),
        Column(f"{name}_impact", f"{words} impact", path=(name, "impact")),
        Column(f"{name}_score", f"{words} score", "decimal", path=(name, "score")),
        Column(f"{name}_band", f"{words} band", path=(name, "band")),
    )


TABLES: dict[str, Table] = {
    "indicators": Table(
        Kind.INDICATOR,
        "Performance indicators",
        (
            Column("slug", "Indicator", required=True),
            Column("name", "Name", required=True),
            Column("good_is", "Good is"),
            Column("value_type", "Type of value"),
            Column("unit", "Unit"),
            Column("second_measure", "Second measure"),
            Column("second_unit", "Unit of the second measure"),
            Column("frequency", "Frequency"),
            Column("chapter", "Priority or directorate"),
            Column("directorate", "Directorate"),
            Column("service", "Service"),
            *_PUBLISHED,
        ),
        ("slug",),
    ),
    "figures": Table(
        Kind.FIGURE,
        "Figures of performance indicators",
        (
            *_INDICATOR,
            Column("slot", "Column of the series", required=True),
            Column("period", "Period", required=True),
            Column("period_name", "Period in words"),
            Column("period_start", "First day", "date"),
            Column("period_end", "Last day", "date"),
            Column("value", "Value", "decimal"),
            Column("second_value", "Second value", "decimal"),
            Column("unit", "Unit"),
            Column("printed", "As printed"),
            Column("state", "State of the figure"),
            Column("absence", "Why there is no figure"),
            Column("is_forecast", "Forecast of the full year", "boolean"),
            *_PUBLISHED,
        ),
        ("indicator", "slot"),
    ),
    "ratings": Table(
        Kind.RATING,
        "Ratings of performance indicators",
        (
            *_INDICATOR,
            Column("slot", "Column of the series", required=True),
            Column("quarter", "Reporting quarter", required=True),
            Column("status", "Status", required=True),
            Column("status_word", "Status in words"),
            Column("agreed_reason", "Why it was agreed otherwise"),
            Column("calculated", "Calculated status"),
            Column("reason", "How it was rated"),
            Column("target", "Target"),
            Column("scheme", "Rating scheme and its version"),
            *_PUBLISHED,
        ),
        ("indicator", "slot"),
    ),
    "risks": Table(
        Kind.RISK,
        "Corporate risks and opportunities",
        (
            Column("register", "Register", required=True),
            Column("ref", "Reference", required=True),
            Column("quarter", "Quarter", required=True),
            Column("kind", "Risk or opportunity", required=True),
            Column("title", "Title", required=True),
            Column("description", "Description"),
            Column("owner", "Owner (post)"),
            *_position("current", "Current"),
            *_position("target", "Target"),
            Column("target_date", "Target date"),
            Column("confidence", "Owner's confidence"),
            Column("direction_of_travel", "Direction of travel"),
            Column("owners_direction", "Direction of travel, owner's view"),
            *_PUBLISHED,
        ),
        ("register", "ref", "quarter"),
    ),
    "complaints": Table(
        Kind.COMPLAINTS,
        "Figures of the annual report on complaints",
        (
            Column("figure", "Figure", required=True),
            Column("name", "Name", required=True),
            Column("audience", "Audience"),
            Column("topic", "Topic"),
            Column("year", "Year", required=True),
            Column("unit", "Unit"),
            Column("value", "Value", "decimal"),
            Column("printed", "As printed"),
            Column("not_shown", "Kept back because it is small", "boolean"),
            Column("synthetic", "Counted from made-up cases", "boolean"),
            Column("counting", "What is counted"),
            *_PUBLISHED,
        ),
        ("figure", "year"),
    ),
}


def csv_lines(table: Table, rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The table, a line at a time."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")

    def line(cells: Iterable[str]) -> str:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow(cells)
        return buffer.getvalue()

    yield line(column.name for column in table.columns)
    for row in rows:
        yield line(column.of(row) for column in table.columns)


def metadata(name: str, address: str) -> dict[str, Any]:
    """The table's CSVW metadata; `address` is where the table itself is."""
    table = TABLES[name]
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": address,
        "dc:title": table.title,
        "dc:license": {"@id": LICENCE},
        "dialect": {"header": True, "encoding": "utf-8"},
        "tableSchema": {
            "columns": [
                {
                    "name": column.name,
                    "titles": column.title if column.title == column.name else [column.name, column.title],
                    "datatype": column.datatype,
                    "required": column.required,
                }
                for column in table.columns
            ],
            "primaryKey": list(table.key),
        },
    }
