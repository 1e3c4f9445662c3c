"""The committee's narrative: summary, issues, causes and actions of each measure, as tables of a document.

Takes commentary, asks nothing. A table follows the introduction of each corporate priority (or directorate).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count, groupby

from council.models import CorporatePriority, Directorate
from council.sections import Block, Bullets, Cell, Column, Row, Section, Table
from kpis.commentary_text import Item, points, words
from kpis.models import Commentary

WHAT = "summary, issues, causes and actions"
NOTHING = "None given"
COLUMNS = (
    Column("subject", "Service or measure", weight=1.8),
    Column("summary", "Summary", weight=2.6),
    Column("issues", "Issues", weight=2.7),
    Column("causes", "Causes", weight=2.7),
    Column("actions", "Actions", weight=3.4),
)


def narrative_sections(commentary: Iterable[Commentary], *, first_table: int = 1) -> tuple[Section, ...]:
    """A section a chapter, in the order given; none where no commentary names an issue, a cause or an action.

    `first_table` is the number that the first of the tables takes in its document.
    """
    commentary = list(commentary)
    if not any(is_structured(each) for each in commentary):
        return ()
    numbers = count(first_table)
    return tuple(
        Section(f"{_name(chapter)}: {WHAT}", tuple(_blocks(chapter, list(members), numbers)))
        for chapter, members in groupby(commentary, key=_chapter)
    )


def is_structured(commentary: Commentary) -> bool:
    """Whether it names an issue, a cause or an action, rather than giving a summary alone."""
    return bool(commentary.issues or commentary.causes or commentary.actions)


def _chapter(commentary: Commentary) -> CorporatePriority | Directorate | None:
    return commentary.priority or commentary.directorate


def _name(chapter: CorporatePriority | Directorate | None) -> str:
    return chapter.name if chapter else "The whole council"


def _blocks(
    chapter: CorporatePriority | Directorate | None, members: list[Commentary], numbers: Iterator[int]
) -> Iterator[Block]:
    """What speaks of no measure introduces the table of what does."""
    of_measures = [each for each in members if is_structured(each) or each.indicators.all()]
    for each in members:
        if each not in of_measures:
            yield from _introduction(each)
    if of_measures:
        yield Table(
            caption=f"Table {next(numbers)}: {_name(chapter)}, {WHAT}",
            columns=COLUMNS,
            rows=tuple(_row(each) for each in of_measures),
        )


def _introduction(commentary: Commentary) -> Iterator[Block]:
    for block in commentary.body:
        if block["kind"] == "bullets":
            yield Bullets(tuple("\n".join(_lines(item)) for item in block["items"]))
        else:
            yield block["text"]


def _row(commentary: Commentary) -> Row:
    return Row(
        (
            Cell(commentary.heading),
            _cell(_block_lines(commentary.body)),
            _cell(_block_lines(commentary.issues)),
            _cell(_block_lines(commentary.causes)),
            _cell(_marked(commentary.action_items)),
        )
    )


def _cell(lines: Iterable[str]) -> Cell:
    return Cell("\n".join(lines) or NOTHING)


def _block_lines(blocks: list[dict]) -> Iterator[str]:
    for block in blocks:
        if block["kind"] == "bullets":
            yield from _marked(block["items"], alone=len(blocks) == 1)
        else:
            yield block["text"]


def _marked(items: list[Item], *, alone: bool = True) -> Iterator[str]:
    """The items as a list within a cell; a single one that is all the cell says needs no mark."""
    mark = "" if alone and len(items) == 1 else "• "
    for item in items:
        first, *rest = _lines(item)
        yield f"{mark}{first}"
        yield from rest


def _lines(item: Item) -> Iterator[str]:
    """An item and, each on a line of its own, the points under it."""
    yield words(item)
    for point in points(item):
        for line in _lines(point):
            yield f"– {line}"
