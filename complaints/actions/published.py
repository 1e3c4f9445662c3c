"""Putting on record what published reports state: from a YAML file, all or nothing, and only once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.db import transaction

from complaints.actions.refusals import ComplaintRefused
from complaints.figure_list import is_key
from complaints.models import PublishedStatistic
from complaints.visibility import require_manager
from council.models import User
from council.period_kinds import FinancialYear
from council.periods import parse

#: The texts of a statement; the others are years, the value and the figure.
TEXTS = ("ref", "audience", "topic", "measure", "unit", "qualifier", "section", "quote", "note", "figure")


@transaction.atomic
def load(source: Path | Sequence[Mapping[str, Any]], by: User | None) -> int:
    """Record the statements of reports; returns how many are new. ComplaintRefused names every statement that is wrong.

    `source` is a YAML file, or what it holds: reports, each with `report_year` and `statements`. A statement is never
    changed: one that is on record already has to read the same. `by` None is the system.
    """
    if by is not None:
        require_manager(by)
    reports = _read(source) if isinstance(source, Path) else source
    rows, wrong = [], []
    for report in reports:
        for statement in report["statements"]:
            try:
                rows.append(_row(statement, _year(str(report["report_year"]))))
            except (ValueError, ValidationError) as error:
                words = error.messages if isinstance(error, ValidationError) else [str(error)]
                wrong.append(f"{statement.get('ref', 'a statement without ref')}: {' '.join(words)}")
    before = {row.ref: row for row in PublishedStatistic.objects.filter(ref__in=[row.ref for row in rows])}
    wrong += [
        f"{row.ref}: is on record with another wording or value. What was published is not changed."
        for row in rows
        if row.ref in before and not _same(row, before[row.ref])
    ]
    if wrong:
        raise ComplaintRefused(" ".join(wrong))
    new = [row for row in rows if row.ref not in before]
    PublishedStatistic.objects.bulk_create(new)
    return len(new)


def _read(path: Path) -> Sequence[Mapping[str, Any]]:
    with path.open(encoding="utf-8") as file:
        return yaml.safe_load(file)


def _row(statement: Mapping[str, Any], report_year: int) -> PublishedStatistic:
    """One statement; ValueError or ValidationError where it cannot be one."""
    if unknown := set(statement) - {*TEXTS, "year", "value"}:
        raise ValueError(f"{', '.join(sorted(unknown))} is not known here.")
    row = PublishedStatistic(
        report_year=report_year,
        year=_year(str(statement["year"])) if statement.get("year") else None,
        value=_value(statement.get("value", "")),
        **{name: str(statement.get(name, "")) for name in TEXTS},
    )
    row.clean_fields(exclude=["id"])
    if row.figure and not is_key(row.figure):
        raise ValueError(f'"{row.figure}" is not the key of a figure.')
    if row.figure and (row.value is None or row.year is None):
        raise ValueError("What is held against a figure needs a value and a year.")
    return row


def _year(text: str) -> int:
    period = parse(text)
    if not isinstance(period, FinancialYear):
        raise ValueError(f'"{text}" is not a year. Write it like 2020-21.')
    return period.start_year


def _value(written: object) -> Decimal | None:
    if written in ("", None):
        return None
    try:
        return Decimal(str(written))
    except InvalidOperation as error:
        raise ValueError(f'"{written}" is not a number. Write it like 7297.03.') from error


def _same(row: PublishedStatistic, before: PublishedStatistic) -> bool:
    names = [field.attname for field in PublishedStatistic._meta.concrete_fields if field.name != "id"]
    return all(getattr(row, name) == getattr(before, name) for name in names)
