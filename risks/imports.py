"""What the rows of a register's spreadsheet are kept as, and what of them cannot be kept. Pure.

A column that the file does not have says nothing: what is kept of it stays. An empty cell of a column that it has empties
what is kept. Findings beside those of `risks.register_rows` and `risks.checks`:

    too_long         the text is longer than what is kept of it
    unusable_ref     the reference cannot stand in an address
    duplicate_ref    two references that stand in addresses as one
    kind_differs     the entry is kept as an opportunity and given as a risk, or the other way round
    off_register     the entry has left the register; whether it comes back is for a person to decide
    reviewed         its review is submitted or agreed, and the file says something else
    other_matrix     the entry came from another register, whose matrix scores it
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from council.sections import clean_text
from risks import outlines
from risks.references import ReferenceRefused, check_ref
from risks.register_rows import Entry, Finding, Position, same_ref
from risks.target_dates import is_day

#: The most characters of each text; `risks.models` has the same.
LONGEST = {"ref": 30, "title": 400, "owner": 200, "target_date": 60}


def findings(entries: Iterable[Entry]) -> list[Finding]:
    """What cannot be kept of the entries of a file."""
    found: list[Finding] = []
    seen: dict[str, Entry] = {}
    for entry in entries:
        found += _too_long(entry)
        try:
            key = check_ref(entry.ref)
        except ReferenceRefused as error:
            found.append(Finding(entry.ref, "unusable_ref", str(error)))
            continue
        first = seen.setdefault(key, entry)
        if same_ref(first.ref) != same_ref(entry.ref):  # those that read alike `risks.checks` has found
            sentence = f"row {entry.row} has the reference of row {first.row}. Give each entry its own."
            found.append(Finding(entry.ref, "duplicate_ref", sentence))
    return found


def _too_long(entry: Entry) -> list[Finding]:
    texts = {
        "ref": entry.ref, "title": entry.title, "owner": entry.owner or "", "target_date": entry.target_date_text,
    }  # fmt: skip
    return [
        Finding(
            entry.ref,
            "too_long",
            f"{name} has {len(text)} characters. Shorten it to {LONGEST[name]}.",
        )
        for name, text in texts.items()
        if len(text) > LONGEST[name]
    ]


def details(entry: Entry, columns: Collection[str]) -> dict[str, Any]:
    """The fields of an entry's details that the file gives; the description as an outline."""
    given: dict[str, Any] = {"title": _clean(entry.title)}
    if "description" in columns:
        # A cell has a line break only where somebody typed one: no line goes on with the one above.
        lines = "\n\n".join(entry.description.splitlines())
        given["description"] = outlines.to_json(outlines.from_text(lines))
    if "owner" in columns:
        given["owner"] = _clean(entry.owner or "")
    return given


def assessment(entry: Entry, columns: Collection[str]) -> dict[str, Any]:
    """The fields of an entry's assessment that the file gives.

    A plain day is kept as the day alone; of a month its last day counts, and its words are kept beside it.
    """
    given = _position("current", entry.current)
    if not {"target_likelihood", "target_impact", "target_score"}.isdisjoint(columns):
        given |= _position("target", entry.target)
    if "target_date" in columns:
        text = entry.target_date_text
        given |= {
            "target_on": entry.target_day,
            "target_date_text": "" if is_day(text) else _clean(text),
        }
    return given


def _position(name: str, position: Position) -> dict[str, Any]:
    likelihood, impact = position.likelihood, position.impact
    return {
        f"{name}_likelihood": likelihood.value if likelihood else "",
        f"{name}_impact": impact.value if impact else "",
        f"{name}_score": position.score,
    }


def _clean(text: str) -> str:
    return clean_text(text).strip()
