"""Registers as files for the tests of imports, and what the command says of them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path

from django.core.management import CommandError, call_command

COLUMNS = (
    "ref", "title", "kind", "description", "owner", "likelihood", "impact", "score",
    "target_likelihood", "target_impact", "target_score", "target_date",
)  # fmt: skip
#: Of 4 March 2022, when none of the dates below has passed.
ON = "2022-03-04"

#: Four by four with bands of its own.
FOUR = {
    "likelihood": [{"value": n, "label": f"Chance {n}"} for n in (1, 2, 3, 4)],
    "impact": [{"value": n, "label": f"Harm {n}"} for n in (1, 2, 3, 4)],
    "score": "product",
    "bands": [{"label": "Small", "from": 1, "to": 6}, {"label": "Large", "from": 8, "to": 16}],
}
LETTERED = {
    "likelihood": [{"value": letter, "label": f"Chance {letter}"} for letter in "ABCD"],
    "impact": [{"value": number, "label": f"Harm {number}"} for number in (1, 2, 3)],
    "score": "grid",
    "grid": {
        f"{letter}{number}": place * 3 + number for place, letter in enumerate("ABCD") for number in (1, 2, 3)
    },
    "bands": [{"label": "Green", "from": 1, "to": 6}, {"label": "Red", "from": 7, "to": 12}],
}

FLOODS = {"ref": "R1", "title": "Floods", "owner": "Head of Highways", "likelihood": "4", "impact": "4"}
FIRE = {
    "ref": "R2",
    "title": "Fire",
    "owner": "Head of Property",
    "likelihood": "Rare",
    "impact": "Major (4)",
}


def row(base: Mapping[str, str] = FLOODS, **cells: str) -> dict[str, str]:
    return {**base, **cells}


def csv_of(*rows: Mapping[str, str], columns: tuple[str, ...] = COLUMNS) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def run(folder: Path, text: str, /, **options: object) -> tuple[str, str, str]:
    """Standard output, standard error and the refusal of an import of the `text` of a CSV file."""
    path, out, err = folder / "register.csv", io.StringIO(), io.StringIO()
    path.write_text(text, encoding="utf-8")
    given: dict[str, object] = {"register": "corporate", "stdout": out, "stderr": err, **options}
    refused = ""
    try:
        call_command("import_risks", path, **given)
    except CommandError as error:
        refused = str(error)
    return out.getvalue(), err.getvalue(), refused


def matrix_file(folder: Path, content: Mapping[str, object]) -> Path:
    path = folder / "matrix.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path
