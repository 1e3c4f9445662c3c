"""All definitions as one file that a person can read, compare with an earlier one, and change. Pure.

    groups:
      - slug: safety-carriageway-defects
        name: Safety carriageway defects
    indicators:
      - slug: defects-4h-emergency
        name: Safety carriageway defects repaired within 4 hours (emergency)
        service: highways
        ...

Indicators and groups stand in the order of their short names, and a key that says the usual is left out, so that two
exports differ only where the definitions do. An indicator in a file is said in full: a key that is left out has its usual
value. An indicator or group that is not in a file is not touched.
"""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

import yaml

from council.periods import Slot
from council.sections import clean_text
from kpis.definition_rules import slug_mistake
from kpis.scheme_yaml import read_yaml

LARGEST_FILE = 2 * 1024 * 1024
MOST_INDICATORS = 5_000
MOST_FINDINGS = 200
#: Names printed in a sentence about one that is not known; of more, none.
MOST_NAMES = 12
LONGEST_LINE = 110

Kind = Literal[
    "text", "one_of", "number", "whole", "yes_no", "date", "texts", "identifiers", "calculation", "marks"
]

#: What an indicator's entry may say, in the order of the file. "one_of" is one of the names that the caller knows.
KEYS: dict[str, Kind] = {
    "name": "text",
    "description": "text",
    "method": "text",
    "data_source": "text",
    "service": "one_of",
    "directorate": "one_of",
    "priority": "one_of",
    "position": "whole",
    "group": "one_of",
    "owner": "text",
    "value_type": "one_of",
    "unit": "text",
    "decimals": "whole",
    "second_measure": "text",
    "second_unit": "text",
    "calculation": "calculation",
    "good_is": "one_of",
    "scheme": "one_of",
    "importance": "text",
    "tolerance": "number",
    "tolerance_note": "text",
    "dead_band": "number",
    "frequency": "one_of",
    "basis": "one_of",
    "cumulative": "yes_no",
    "lag": "whole",
    "history": "one_of",
    "identifiers": "identifiers",
    "footnotes": "texts",
    "queries": "texts",
    "introduced_on": "date",
    "review_on": "date",
    "retired_on": "date",
    "breaks": "marks",
    "events": "marks",
}
NEEDED = ("name", "service", "value_type", "frequency", "basis")
USUAL: dict[str, Any] = {
    **{key: None for key, kind in KEYS.items() if kind in ("number", "whole", "date", "calculation")},
    **{key: "" for key, kind in KEYS.items() if kind in ("text", "one_of")},
    **{key: [] for key, kind in KEYS.items() if kind in ("texts", "identifiers", "marks")},
    "cumulative": False,
    "history": "outturns",
    "position": 0,
}

PARTS_OF_THE_COUNCIL = {
    "service": "service",
    "directorate": "directorate",
    "priority": "corporate priority",
}

_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?")


@dataclass(frozen=True)
class Finding:
    """Something in the file that has to be mended."""

    line: int
    slug: str
    field: str
    sentence: str

    def __str__(self) -> str:
        place = ": ".join(part for part in (f"line {self.line}", self.slug, self.field) if part)
        return f"{place}: {self.sentence}"


@dataclass(frozen=True)
class Entry:
    """One indicator as the file says it: a value for each of `KEYS`."""

    slug: str
    values: dict[str, Any]
    lines: dict[str, int] = field(default_factory=dict, compare=False)

    def line_of(self, key: str) -> int:
        """The line on which the entry says something, or on which it begins."""
        return self.lines.get(key, self.lines.get("slug", 1))


@dataclass
class Content:
    """What a file says; where there are findings it may not be used."""

    groups: dict[str, str] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


# --- Writing ----------------------------------------------------------------------------------------------------------


class _Dumper(yaml.SafeDumper):
    """Block style with indented lists; exact decimals; long texts as blocks."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text_node(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _decimal_node(dumper: yaml.SafeDumper, number: Decimal) -> yaml.Node:
    written = f"{number:f}"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in written else 'int'}", written)


_Dumper.add_representer(str, _text_node)
_Dumper.add_representer(Decimal, _decimal_node)


def write(groups: Mapping[str, str], entries: Iterable[Entry], heading: str) -> str:
    """The file: a heading, the groups (name by short name) and the indicators. `read` reads it back to the same."""
    parts = [f"# {heading}\n#\n# {_HOW_TO}\n"]
    parts.append("\ngroups:" + (" []\n" if not groups else "\n"))
    parts += [_item({"slug": slug, "name": groups[slug]}) for slug in sorted(groups)]
    ordered = sorted(entries, key=lambda entry: entry.slug)
    parts.append("\nindicators:" + (" []\n" if not ordered else "\n"))
    parts += [_item({"slug": entry.slug, **_unusual(entry)}) + "\n" for entry in ordered]
    return "".join(parts).rstrip("\n") + "\n"


_HOW_TO = (
    "In the order of the short names. A key that is left out has its usual value:\n"
    "# nothing, no, the service's own directorate, the house scheme, history outturns."
)


def _unusual(entry: Entry) -> dict[str, Any]:
    """The keys that say something else than usual; what is needed always stands."""
    return {
        key: entry.values[key] for key in KEYS if key in NEEDED or entry.values[key] not in (USUAL[key], None)
    }


def _item(mapping: dict[str, Any]) -> str:
    text = yaml.dump(
        [mapping],
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=False,
        width=LONGEST_LINE,
    )
    return "".join(f"  {line}" if line.strip() else line for line in text.splitlines(keepends=True))


# --- Reading ----------------------------------------------------------------------------------------------------------


class FileUnreadable(ValueError):
    """The text is no file of definitions at all; the message says where and what to do."""


def read(text: str, known: Mapping[str, Collection[str]]) -> Content:
    """Read a file. `known` has the names allowed for each "one_of" key, those of groups without the file's own.

    Raises FileUnreadable for a text that is not YAML or has neither groups nor indicators.
    """
    data, lines = _load(text)
    content = Content()
    if not isinstance(data, dict) or not {"groups", "indicators"} & set(data):
        raise FileUnreadable(
            "The file has no list called indicators. Export the definitions to see what one looks like."
        )
    for key in data:
        if key not in ("groups", "indicators"):
            _find(
                content,
                lines.get((key,), 1),
                "",
                str(key),
                "Only groups and indicators stand here. Take it out.",
            )
    for position, row in enumerate(_rows(data, "groups", content)):
        _read_group(row, ("groups", position), lines, content)
    allowed = {**known, "group": {*known.get("group", ()), *content.groups}}
    for position, row in enumerate(_rows(data, "indicators", content)):
        if len(content.findings) < MOST_FINDINGS:
            _read_entry(row, ("indicators", position), lines, allowed, content)
    content.findings.sort(key=lambda finding: finding.line)
    return content


Path = tuple[str | int, ...]


def _load(text: str) -> tuple[Any, dict[Path, int]]:
    """The data, and the line of each entry and key."""
    if len(text) > LARGEST_FILE:
        raise FileUnreadable("The file must be smaller than 2MB.")
    try:
        data = read_yaml(text)
        # Read without aliases or repeated names by now, so this second look can neither grow nor lose anything.
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"Line {mark.line + 1}" if mark else "The file"
        raise FileUnreadable(
            f"{where} cannot be read: {error.problem or error.context}. Check its indentation and quotation marks."
        ) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise FileUnreadable("The file is not YAML that definitions can be read from.") from error
    lines: dict[Path, int] = {}
    if isinstance(root, yaml.MappingNode):
        for name, value in root.value:
            lines[(name.value,)] = name.start_mark.line + 1
            items = value.value if isinstance(value, yaml.SequenceNode) else []
            for position, item in enumerate(items):
                path: Path = (name.value, position)
                lines[path] = item.start_mark.line + 1
                if isinstance(item, yaml.MappingNode):
                    lines |= {(*path, key.value): key.start_mark.line + 1 for key, _ in item.value}
    return data, lines


def _rows(data: dict[str, Any], name: str, content: Content) -> list[Any]:
    rows = data.get(name) or []
    if not isinstance(rows, list):
        _find(content, 1, "", name, "Write a list: each entry begins with a hyphen and a short name.")
        return []
    if len(rows) > MOST_INDICATORS:
        _find(content, 1, "", name, f"There may be {MOST_INDICATORS:,} entries; the file has {len(rows):,}.")
        return []
    return rows


def _read_group(row: Any, path: Path, lines: dict[Path, int], content: Content) -> None:
    line = lines.get(path, 1)
    if not isinstance(row, dict) or not set(row) <= {"slug", "name"} or not _is_text(row.get("name")):
        _find(content, line, "", "groups", "Write a group as slug and name, and nothing else.")
        return
    slug = str(row.get("slug") or "")
    if wrong := slug_mistake(slug):
        _find(content, line, slug, "slug", wrong)
    elif slug in content.groups:
        _find(content, line, slug, "slug", "This group stands in the file twice. Take one out.")
    else:
        content.groups[slug] = clean_text(row["name"]).strip()


def _read_entry(
    row: Any,
    path: Path,
    lines: dict[Path, int],
    known: Mapping[str, Collection[str]],
    content: Content,
) -> None:
    line = lines.get(path, 1)
    if not isinstance(row, dict):
        _find(content, line, "", "indicators", "Write an indicator as named values, the first of them slug.")
        return
    slug = str(row.get("slug") or "")
    if wrong := slug_mistake(slug):
        _find(content, line, slug, "slug", wrong)
        return
    if slug in content.entries:
        _find(content, line, slug, "slug", "This indicator stands in the file twice. Take one out.")
        return
    where = {str(key): lines.get((*path, key), line) for key in row} | {"slug": line}
    values: dict[str, Any] = {}
    for key in row:
        if key != "slug" and key not in KEYS:
            near = difflib.get_close_matches(str(key), KEYS, n=1)
            meant = f" Is {near[0]} meant?" if near else ""
            _find(content, where[str(key)], slug, str(key), f"There is no such key. Take it out.{meant}")
    for key, kind in KEYS.items():
        given = row.get(key)
        if given is None or given == "":
            values[key] = _usual(key)
            if key in NEEDED:
                _find(content, where.get(key, line), slug, key, "Every indicator says this. Add it.")
            continue
        try:
            values[key] = _value(key, kind, given, known)
        except ValueError as error:
            _find(content, where[key], slug, key, str(error))
    # An entry with a finding is kept too, so that one that stands twice is seen.
    content.entries[slug] = Entry(slug, {key: values.get(key, _usual(key)) for key in KEYS}, where)


def _usual(key: str) -> Any:
    usual = USUAL[key]
    return list(usual) if isinstance(usual, list) else usual


def _value(key: str, kind: Kind, given: Any, known: Mapping[str, Collection[str]]) -> Any:
    """What was given as the value that is kept; a ValueError says what is wrong and how to mend it."""
    if kind in ("text", "one_of"):
        if not _is_text(given):
            raise ValueError(f'Write words. Put "{given}" between quotation marks if it is meant as such.')
        text = clean_text(given).strip()
        if kind == "one_of" and text not in known.get(key, ()):
            raise ValueError(_unknown(key, text, known.get(key, ())))
        return text
    if kind == "number":
        written = str(given)
        if isinstance(given, bool) or not _NUMBER.fullmatch(written):
            raise ValueError(f'"{given}" is not a number from 0 on. Write it like 2.5.')
        return Decimal(written)
    if kind == "whole":
        if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= 9999:
            raise ValueError(f'"{given}" is not a whole number from 0 to 9999.')
        return given
    if kind == "yes_no":
        if not isinstance(given, bool):
            raise ValueError(f'"{given}" is neither true nor false. Write one of these.')
        return given
    if kind == "date":
        if isinstance(given, datetime.datetime) or not isinstance(given, datetime.date):
            raise ValueError(f'"{given}" is not a day. Write it like 2022-03-31, without quotation marks.')
        return given
    return _listed(kind, given)


def _listed(kind: Kind, given: Any) -> Any:
    if kind == "calculation":
        if not isinstance(given, dict) or not all(_is_text(key) for key in given):
            raise ValueError("Write kind, of and, for a ratio, times.")
        return {key: str(value) if key == "times" else value for key, value in given.items()}
    if not isinstance(given, list):
        raise ValueError("Write a list: each item on a line of its own, after a hyphen.")
    if kind == "texts":
        if not all(_is_text(item) for item in given):
            raise ValueError("Each item must be words. Put it between quotation marks.")
        return [clean_text(item).strip() for item in given]
    keys = {"framework", "code"} if kind == "identifiers" else {"from", "reason"}
    for item in given:
        if (
            not isinstance(item, dict)
            or set(item) != keys
            or not all(str(each).strip() for each in item.values())
        ):
            raise ValueError(f"Write each item as {' and '.join(sorted(keys))}.")
    if kind == "identifiers":
        return [
            {name: clean_text(str(item[name])).strip() for name in ("framework", "code")} for item in given
        ]
    return sorted(
        (
            {"from": str(Slot.parse(str(item["from"]))), "reason": clean_text(str(item["reason"])).strip()}
            for item in given
        ),
        key=lambda mark: mark["from"],
    )


def _unknown(key: str, text: str, known: Collection[str]) -> str:
    """There is no such name here, and what to do about it."""
    near = difflib.get_close_matches(text, known, n=1, cutoff=0.6)
    if near:
        choose = f'Is "{near[0]}" meant?'
    elif len(known) <= MOST_NAMES:
        choose = f"Write one of: {', '.join(sorted(name for name in known if name))}."
    else:
        choose = ""
    if key in PARTS_OF_THE_COUNCIL:
        what = PARTS_OF_THE_COUNCIL[key]
        said = f'This council has no {what} "{text}". Have it added first, or name one that is here.'
    elif key == "group":
        said = f'There is no group "{text}". Add it to the groups of this file.'
    elif key == "scheme":
        said = f'There is no rating scheme "{text}". Add it on the page of schemes first.'
    else:
        said = f'"{text}" is not known here.'
    return f"{said} {choose}".strip()


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _find(content: Content, line: int, slug: str, key: str, sentence: str) -> None:
    content.findings.append(Finding(line, slug, key, sentence))
