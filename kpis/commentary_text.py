"""Commentary as it is typed in a box, and as the blocks that `kpis.models.Commentary` keeps.

Paragraphs are separated by a blank line. A line that begins with "- " is a bullet; one that is indented further than
the bullet above it belongs to that bullet. A line of its own under a paragraph or a bullet continues it, as when a
sentence is wrapped by hand. The bullets that word processors paste (•, *, –) count as "- ".

Pure: no Django.
"""

import re
from collections.abc import Iterable
from typing import Any

Block = dict[str, Any]
Item = str | dict[str, Any]
Action = dict[str, Any]

_BULLET = re.compile(r"(?P<indent>\s*)[-*•–](?:\s+(?P<text>.*))?$")
_STEP = "  "  # how much further to_text indents each level


def parse(text: str) -> list[Block]:
    """The blocks of a typed text, in reading order. An empty text has none."""
    blocks: list[Block] = []
    open_text: dict[str, Any] | None = None  # what a line without a bullet of its own continues
    levels: list[tuple[int, list[dict[str, Any]]]] = []  # the indents of the bullets a line may stand under
    for line in text.splitlines():
        line = line.expandtabs(4).rstrip()
        bullet = _BULLET.match(line)
        if not line:
            open_text = None
        elif bullet:
            typed = _one_line(bullet["text"] or "")
            if not typed:
                continue
            open_text = {"text": typed, "items": []}
            if not levels:
                items: list[dict[str, Any]] = []
                blocks.append({"kind": "bullets", "items": items})
                levels.append((len(bullet["indent"]), items))
            _list_for(len(bullet["indent"]), levels).append(open_text)
        elif open_text is not None:
            open_text["text"] += f" {_one_line(line)}"
        else:
            open_text = {"kind": "paragraph", "text": _one_line(line)}
            blocks.append(open_text)
            levels.clear()
    return [_plain(block) for block in blocks]


def to_text(blocks: Iterable[Block]) -> str:
    """The blocks as somebody would have typed them. `parse` reads the same blocks back."""
    return "\n\n".join(
        _one_line(block["text"]) if block["kind"] == "paragraph" else "\n".join(_bullet_lines(block["items"]))
        for block in blocks
    )


def parse_action(text: str, owner: str = "", due: str = "") -> Action | None:
    """One action: the first paragraph or bullet says what is to be done, whatever follows are its points.

    None where nothing was typed. Owner and due date are kept as written.
    """
    items: list[Item] = []
    for block in parse(text):
        items.extend([block["text"]] if block["kind"] == "paragraph" else block["items"])
    if not items:
        return None
    first, *others = items
    if isinstance(first, dict):
        first, others = first["text"], [*first["items"], *others]
    return {"text": first, "owner": _one_line(owner), "due": _one_line(due), "items": others}


def action_to_text(action: Action) -> str:
    """What is to be done and its points, as somebody would have typed them; owner and due date have fields of their own."""
    return "\n".join([_one_line(action["text"]), *_bullet_lines(action.get("items") or [])])


def action_item(action: Action) -> Item:
    """An action as a bullet: "Recruit drivers (Head of Highways, by March 2022)", its points under it."""
    said = ", ".join(
        part for part in (action["owner"], f"by {action['due']}" if action["due"] else "") if part
    )
    return {"text": f"{action['text']} ({said})" if said else action["text"], "items": action["items"]}


def words(item: Item) -> str:
    """The words of a bullet itself, without those under it."""
    return item if isinstance(item, str) else item["text"]


def points(item: Item) -> list[Item]:
    """The bullets under a bullet."""
    return [] if isinstance(item, str) else item.get("items") or []


def _list_for(indent: int, levels: list[tuple[int, list[dict[str, Any]]]]) -> list[dict[str, Any]]:
    """The list that a bullet of this indent joins; a deeper one opens a list under the bullet before it."""
    while len(levels) > 1 and indent < levels[-1][0]:
        levels.pop()
    level, items = levels[-1]
    if indent <= level or not items:
        return items
    below: list[dict[str, Any]] = items[-1]["items"]
    levels.append((indent, below))
    return below


def _plain(block: Block) -> Block:
    """The block with bullets that have nothing under them as plain texts, as they are kept."""
    if block["kind"] == "paragraph":
        return block
    return block | {"items": _plain_items(block["items"])}


def _plain_items(items: list[dict[str, Any]]) -> list[Item]:
    return [
        {"text": item["text"], "items": _plain_items(item["items"])} if item["items"] else item["text"]
        for item in items
    ]


def _bullet_lines(items: Iterable[Item], depth: int = 0) -> list[str]:
    lines = []
    for item in items:
        lines.append(f"{_STEP * depth}- {_one_line(words(item))}")
        lines.extend(_bullet_lines(points(item), depth + 1))
    return lines


def _one_line(text: str) -> str:
    return " ".join(text.split())
