"""What tests of the database's promises share: which constraints there are, and rows that break one of them.

Each app's `CASES` names every constraint of its models with writes that must be refused by it, the rows of a write saved
one after another: the last one is the bad one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint, Model, UniqueConstraint
from django.db.models.expressions import RawSQL
from django.utils import timezone

TOO_LARGE = "1e28"

Builder = Callable[[], list[Model]]
Cases = dict[str, list[Builder]]


def in_sql(number: str) -> RawSQL:
    """A number as raw SQL, which passes by Django's own check of decimals."""
    return RawSQL("%s::numeric", [number])


def finite(
    build: Callable[..., Model], field: str, *, never_negative: bool = False, **fields: object
) -> list[Builder]:
    """Numbers that are none, or absurd; negative ones only where no other constraint refuses them."""
    numbers = ["NaN", "Infinity", TOO_LARGE]
    if not never_negative:
        numbers += ["-Infinity", f"-{TOO_LARGE}"]
    return [lambda number=number: [build(**{field: in_sql(number)}, **fields)] for number in numbers]


def version_cases(build: Callable[..., Model]) -> Cases:
    def closed() -> Model:
        return build(version=1, superseded_at=timezone.now() + timedelta(days=1))

    return {
        "version_once": [lambda: [closed(), build(version=1)]],
        "one_current": [lambda: [build(version=1), build(version=2)]],
    }


def constraints(*labels: str) -> dict[str, type[Model]]:
    """The constraints of these apps' models, by name."""
    models = [model for label in labels for model in apps.get_app_config(label).get_models()]
    return {
        constraint.name: model
        for model in models
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint | UniqueConstraint)
    }


def each_of(cases: Cases) -> list:
    """The cases as parameters `name` and `build` of a test."""
    return [
        pytest.param(name, build, id=f"{name}-{number}")
        for name, builders in cases.items()
        for number, build in enumerate(builders)
    ]


def assert_refused(name: str, build: Builder) -> None:
    """The database takes every row but the last, which breaks the constraint `name`."""
    *good, bad = build()
    for row in good:
        row.save(force_insert=True)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        bad.save(force_insert=True)
