"""The committee's papers as files: one directory of `fixtures/demo` a paper, named after its quarter."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from council.demo import DEMO, read_yaml
from council.periods import Quarter, parse_quarter

_FOLDER = re.compile(r"\d{4}-\d{2}-q\d")


@dataclass(frozen=True)
class Paper:
    """One performance report. `fixtures/demo/README.md` describes its files; each of them may be absent."""

    quarter: Quarter
    folder: Path

    @cached_property
    def indicators(self) -> list[dict]:
        return self._yaml("indicators.yaml") or []

    @cached_property
    def targets(self) -> list[dict]:
        return self._yaml("targets.yaml") or []

    @cached_property
    def commentary(self) -> dict:
        return self._yaml("commentary.yaml") or {}

    @cached_property
    def overrides(self) -> list[dict]:
        return self._yaml("overrides.yaml") or []

    @cached_property
    def figures(self) -> list[dict[str, str]]:
        return self._csv("figures.csv")

    @cached_property
    def benchmarks(self) -> list[dict[str, str]]:
        return self._csv("benchmarks.csv")

    @property
    def rounds(self) -> list[Quarter]:
        """The reporting quarters that the paper's figures came in, and its own, oldest first."""
        names = {row["reported_in"] for row in self.figures}
        return sorted({self.quarter, *map(parse_quarter, names)}, key=lambda quarter: quarter.ordinal)

    def _yaml(self, name: str) -> object:
        path = self.folder / name
        return read_yaml(path) if path.exists() else None

    def _csv(self, name: str) -> list[dict[str, str]]:
        path = self.folder / name
        if not path.exists():
            return []
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


def papers(until: Quarter | None = None) -> list[Paper]:
    """Every paper up to and including that of `until` (None: all), oldest first."""
    found = [
        Paper(parse_quarter(folder.name.upper()), folder)
        for folder in DEMO.iterdir()
        if _FOLDER.fullmatch(folder.name)
    ]
    chosen = [paper for paper in found if until is None or paper.quarter.ordinal <= until.ordinal]
    return sorted(chosen, key=lambda paper: paper.quarter.ordinal)
