"""Texts with headings, owners and bullets: as they are kept (JSON), and as they are typed in a box. Pure.

The registers' cards print consequences, controls, actions and progress under headings and sub-headings, some with an owner
of their own, as bullets with bullets under them. Typed:

    # Capacity                      a heading; "#" alone ends the heading before it
    ## Recruitment                  a sub-heading of it
    Owner: Director of People       who owns what follows, before its bullets
    - Recruitment campaign          a bullet; those that word processors paste (•, *, –) count as well
      - in schools                  indented further: it belongs to the bullet above
    Anything else is an item too, and a line right under it continues it.

A text stands on one line: line breaks and runs of spaces in it become one space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from council.sections import clean_text


class OutlineError(ValueError):
    """The outline cannot be kept; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Item:
    """A bullet, and the bullets under it."""

    text: str
    sub_items: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", _one_line(self.text))
        object.__setattr__(self, "sub_items", tuple(_one_line(text) for text in self.sub_items))
        if not self.text or not all(self.sub_items):
            raise OutlineError("A bullet has no text. Write what it says, or leave it out.")


@dataclass(frozen=True, slots=True)
class Group:
    """Bullets under one heading."""

    heading: str = ""
    sub_heading: str = ""
    owner: str = ""
    items: tuple[Item, ...] = ()

    def __post_init__(self) -> None:
        for name in ("heading", "sub_heading", "owner"):
            object.__setattr__(self, name, _one_line(getattr(self, name)))
        if not (self.heading or self.sub_heading or self.owner or self.items):
            raise OutlineError("A group has neither a heading nor a bullet. Leave it out.")


Outline = tuple[Group, ...]


def from_json(groups: Any) -> Outline:
    """The outline of its JSON form. Raises OutlineError; what is not known is refused, so that nothing gets lost."""
    if not isinstance(groups, list):
        raise OutlineError("An outline is a list of groups, each with its items.")
    return tuple(_group(group) for group in groups)


def to_json(outline: Outline) -> list[dict[str, Any]]:
    """The groups as they are kept, without what is empty."""
    return [
        {name: text for name in _TEXTS if (text := getattr(group, name))}
        | {
            "items": [
                {"text": item.text} | ({"sub_items": list(item.sub_items)} if item.sub_items else {})
                for item in group.items
            ]
        }
        for group in outline
    ]


def from_text(text: str) -> Outline:
    """The outline of a typed text. Every word that was typed is in it."""
    reader = _Reader()
    for line in clean_text(text).splitlines():
        reader.read(line.expandtabs(4).rstrip())
    return reader.outline()


def to_text(outline: Outline) -> str:
    """The outline as somebody would have typed it. `from_text` reads the same outline back."""
    return "\n".join(
        line
        for before, group in zip((None, *outline), outline, strict=False)
        for line in _lines(before, group)
    )


def words(outline: Outline) -> str:
    """Everything it says as plain text, a line for each text: for searching."""
    return "\n".join(_all_texts(outline))


_TEXTS = ("heading", "sub_heading", "owner")
_HEADING = re.compile(r"(?P<marks>##?)(?:\s+(?P<text>.*))?")
_OWNER = re.compile(r"owner:\s*(?P<text>.*)", re.IGNORECASE)
_BULLET = re.compile(r"(?P<indent>\s*)[-*•–](?:\s+(?P<text>.*))?")


def _one_line(text: str) -> str:
    return " ".join(clean_text(text).split())


def _group(group: Any) -> Group:
    _refuse_unknown(group, {*_TEXTS, "items"}, "A group")
    items = group.get("items", [])
    if not isinstance(items, list):
        raise OutlineError('The "items" of a group are a list like [{"text": "..."}].')
    heading, sub_heading, owner = (_text(group.get(name, ""), name) for name in _TEXTS)
    return Group(heading, sub_heading, owner, tuple(_item(item) for item in items))


def _item(item: Any) -> Item:
    _refuse_unknown(item, {"text", "sub_items"}, "An item")
    sub_items = item.get("sub_items", [])
    if not isinstance(sub_items, list):
        raise OutlineError('The "sub_items" of an item are a list of texts.')
    return Item(_text(item.get("text", ""), "text"), tuple(_text(text, "sub_items") for text in sub_items))


def _refuse_unknown(value: Any, known: set[str], what: str) -> None:
    if not isinstance(value, Mapping):
        raise OutlineError(f"{what} of an outline has names and values, not only a text.")
    if unknown := sorted(str(name) for name in value if name not in known):
        raise OutlineError(
            f"{what} of an outline has {', '.join(unknown)}. It may have {', '.join(sorted(known))}."
        )


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise OutlineError(f'"{name}" of an outline must be a text.')
    return value


@dataclass
class _Bullet:
    text: str
    sub_items: list[str] = field(default_factory=list)


@dataclass
class _Open:
    """A group that is being typed."""

    heading: str = ""
    sub_heading: str = ""
    owner: str = ""
    items: list[_Bullet] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.heading or self.sub_heading or self.owner or self.items)


class _Reader:
    """Reads a typed text line by line."""

    def __init__(self) -> None:
        self.groups = [_Open()]
        self.indent = 0  # of the bullets that are not under another
        self.continues = False  # whether a plain line goes on with the text before it

    def outline(self) -> Outline:
        return tuple(
            Group(
                group.heading,
                group.sub_heading,
                group.owner,
                tuple(Item(item.text, tuple(item.sub_items)) for item in group.items),
            )
            for group in self.groups
            if not group.is_empty
        )

    def read(self, line: str) -> None:
        if heading := _HEADING.fullmatch(line):
            self._heading(heading["marks"], _one_line(heading["text"] or ""))
        elif owner := _OWNER.fullmatch(line):
            self._owner(_one_line(owner["text"]))
        elif bullet := _BULLET.fullmatch(line):
            self._bullet(len(bullet["indent"]), _one_line(bullet["text"] or ""))
        elif line:
            self._plain(_one_line(line))
        else:
            self.continues = False

    def _heading(self, marks: str, text: str) -> None:
        self.continues = False
        now = self.groups[-1]
        if marks == "#":
            self.groups.append(_Open(heading=text))
        elif now.sub_heading or now.items:
            self.groups.append(_Open(heading=now.heading, sub_heading=text))
        else:
            now.sub_heading = text

    def _owner(self, text: str) -> None:
        """Before the bullets of a group it is their owner; after them, that of a new group under the same headings."""
        self.continues = False
        now = self.groups[-1]
        if text and (now.owner or now.items):
            self.groups.append(_Open(now.heading, now.sub_heading, text))
        elif text:
            now.owner = text

    def _bullet(self, indent: int, text: str) -> None:
        self.continues = bool(text)
        items = self.groups[-1].items
        if not text:
            return
        if items and indent > self.indent:
            items[-1].sub_items.append(text)
            return
        self.indent = indent
        items.append(_Bullet(text))

    def _plain(self, text: str) -> None:
        items = self.groups[-1].items
        if not self.continues:
            self.indent = 0
            items.append(_Bullet(text))
        elif items[-1].sub_items:
            items[-1].sub_items[-1] += f" {text}"
        else:
            items[-1].text += f" {text}"
        self.continues = True


def _lines(before: Group | None, group: Group) -> Iterator[str]:
    """The lines of a group. A heading is typed again only where it would not be understood."""
    goes_on = (
        before is not None and before.heading == group.heading and bool(before.sub_heading or before.items)
    )
    if before is None:
        if group.heading:
            yield f"# {group.heading}"
    elif not (goes_on and group.sub_heading):
        yield ""
        yield f"# {group.heading}".rstrip()
    if group.sub_heading:
        yield f"## {group.sub_heading}"
    if group.owner:
        yield f"Owner: {group.owner}"
    for item in group.items:
        yield f"- {item.text}"
        yield from (f"  - {text}" for text in item.sub_items)


def _all_texts(outline: Outline) -> Iterator[str]:
    for group in outline:
        yield from (text for name in _TEXTS if (text := getattr(group, name)))
        for item in group.items:
            yield item.text
            yield from item.sub_items
