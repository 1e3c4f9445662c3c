"""What every benchmark needs: figures with names and units, clocks, and empty tables to begin with."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.core.management import call_command
from django.db import connection


@dataclass
class Report:
    """The figures measured so far; each is printed as soon as it is known."""

    figures: dict[str, dict[str, object]] = field(default_factory=dict)

    def add(
        self, name: str, value: float, unit: str, *, most: float | None = None, least: float | None = None
    ) -> None:
        """Note a figure and, where it has a bar, whether it is met."""
        value = round(value, 3)
        met = (most is None or value <= most) and (least is None or value >= least)
        bar = {} if most is None and least is None else {"bar": most if least is None else least, "met": met}
        self.figures[name] = {"value": value, "unit": unit, **bar}
        words = (
            ""
            if not bar
            else f"  (bar {'≤' if least is None else '≥'} {bar['bar']:g}: {'met' if met else 'MISSED'})"
        )
        print(f"{name}: {value:g} {unit}{words}", flush=True)

    @property
    def missed(self) -> list[str]:
        """The names of figures that miss their bar."""
        return [name for name, figure in self.figures.items() if figure.get("met") is False]


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median_of(work: Callable[[], object], times: int) -> float:
    """The median of so many runs, after one that fills the caches."""
    work()
    return statistics.median(seconds(work) for _ in range(times))


def percentile(values: list[float], percent: int) -> float:
    """The value that so many per cent of the values do not exceed."""
    return sorted(values)[max(0, -(-len(values) * percent // 100) - 1)]


def empty_database() -> None:
    """Remove every row, so that no benchmark measures what another left."""
    call_command("flush", interactive=False, verbosity=0)


def value_of(sql: str) -> object:
    """The one value that a query returns."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


@contextmanager
def no_time_limit() -> Iterator[None]:
    """The bare baselines may take as long as they take."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET statement_timeout")
