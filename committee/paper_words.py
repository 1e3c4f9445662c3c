"""The words of a paper as they are typed, and the cover report that is made of them, in the house order. Pure.

Paragraphs have an empty line between them. A line that begins "- " is a bullet; indented, it stands under the bullet above
it. A line that begins "## " is a heading. Lines of one paragraph stay lines, so that "(i) ..." and "(ii) ..." stand below
each other.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from committee.exempt import marking, reason
from committee.house_order import PART_OF, PARTS, Part
from committee.house_order import Block as Place
from council.periods import date_label
from council.sections import (
    LONGEST_HEADING,
    Block,
    Bullets,
    Document,
    Section,
    clean_text,
)

HEADING = "## "
_BULLET = re.compile(r"(?P<indent>\s*)- (?P<text>.*\S)\s*")
#: What stands before a bullet that is under another one.
UNDER = "– "
NOT_APPLICABLE = "N/A"
NONE = "None"
UNTITLED = "Further information"
ABOUT = "About this report"
IMPLICATIONS = "Implications"
IMPLICATIONS_LEAD = "This item has the following implications, as indicated:"
ACCESS_TO_INFORMATION = "Local Government (Access to Information) Act 1985"
#: The lists and what follows them belong to the detail.
UNDER_DETAIL = ("highlights", "below_desired", "further_detail")
#: What a report prints in a part that nobody wrote: these parts are always there.
ALWAYS = {"consultations": NOT_APPLICABLE, "background_papers": NONE, "part_ii_reason": NOT_APPLICABLE}


# --- The text format -------------------------------------------------------------------------------------------------------


def blocks(text: str) -> tuple[Block, ...]:
    """The paragraphs and lists of a text; headings are read by `sections`, here they are lines like others.

    >>> blocks("Two things:\\n\\n- one\\n- two")
    ('Two things:', Bullets(items=('one', 'two')))
    """
    return tuple(_blocks(clean_text(text).split("\n")))


def sections(title: str, text: str, *, level: int = 1) -> tuple[Section, ...]:
    """A part of a paper: a section of that title, and one below it for each heading of the text.

    A text that begins with a heading gives the title a section without words of its own.
    """
    parts: list[tuple[str, list[str]]] = [(title, [])]
    for line in clean_text(text).split("\n"):
        heading = _heading(line)
        if heading:
            parts.append((heading, []))
        else:
            parts[-1][1].append(line)
    return tuple(
        Section(name, tuple(_blocks(lines)), level=level + (number > 0))
        for number, (name, lines) in enumerate(parts)
    )


def titled(text: str) -> tuple[str, str]:
    """An appendix of words: its first line, which is its title, and the rest; one too long for a title is words."""
    text = clean_text(text).strip()
    first, _, rest = text.partition("\n")
    title = first.removeprefix(HEADING).strip()
    return (title, rest.strip("\n")) if 0 < len(title) <= LONGEST_HEADING else (UNTITLED, text)


def lines(texts: Iterable[str]) -> set[str]:
    """Every line of some texts, without the marks of bullets and headings."""
    return {
        line.strip().removeprefix("- ").removeprefix(HEADING).strip()
        for text in texts
        for line in clean_text(text).split("\n")
        if line.strip()
    }


def _heading(line: str) -> str:
    """The heading that a line is; "" where it is none, or far too long for one."""
    words = line.removeprefix(HEADING).strip() if line.startswith(HEADING) else ""
    return words if len(words) <= LONGEST_HEADING else ""


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    paragraph: list[str] = []
    items: list[str] = []
    for line in [*lines, ""]:
        bullet = _BULLET.fullmatch(line)
        if paragraph and (bullet or not line.strip()):
            yield "\n".join(paragraph)
            paragraph = []
        if bullet and bullet["indent"] and items:
            items[-1] += f"\n{UNDER}{bullet['text'].strip()}"
        elif bullet:
            items.append(bullet["text"].strip())
        elif line.strip():
            if items:
                yield Bullets(tuple(items))
                items = []
            paragraph.append(line.strip())
    if items:
        yield Bullets(tuple(items))


# --- The cover report ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Front:
    """What stands at the head of a report: whose meeting, which item, by whom, and whether it is exempt."""

    council: str
    committee: str
    meeting_on: datetime.date
    title: str
    author: str = ""
    part: int = 1
    paragraphs: tuple[int, ...] = ()
    public_interest: str = ""

    @property
    def marking(self) -> str:
        """What each page of an exempt paper says at its head; "" of an open one."""
        return marking(self.paragraphs, self.public_interest) if self.part == 2 else ""

    @property
    def reason(self) -> str:
        """What an exempt report says of why it is exempt; "" of an open one."""
        return reason(self.paragraphs, self.public_interest) if self.part == 2 else ""

    @property
    def lines(self) -> list[str]:
        """The lines above the title of a printed report."""
        return [
            self.committee,
            f"Meeting to be held on {self.meeting_on:%A}, {date_label(self.meeting_on)}",
            *([f"Report of the {self.author}"] if self.author else []),
            "Part II" if self.part == 2 else "Part I",
        ]


def cover(
    front: Front,
    words: Mapping[str, str],
    *,
    appendices: int,
    as_at: datetime.datetime,
    is_minutes: bool = False,
) -> Document:
    """The report itself, in the house order. `words` are those of its parts; what is empty is left out, but for the parts
    that every report has: an exempt one says why it is, whoever forgot to write it. Minutes are printed as they are
    written, without a report's furniture.
    """
    said = {key: text for key, text in words.items() if text.strip()}
    exempt = {"part_ii_reason": front.reason} if front.reason else {}
    found = list(_written(said)) if is_minutes else list(_report(exempt | said))
    lines = front.lines if not is_minutes else front.lines[:1]
    refer = said.get("appendices_refer") or refers_to(appendices)
    if refer and not is_minutes:
        lines = [*lines, refer]
    return Document(
        title=front.title,
        subtitle="\n".join(lines),
        marking=front.marking,
        council=front.council,
        as_at=as_at,
        sections=tuple(found),
        section_heading="",
        table_heading="",
        orientation="portrait",
    )


def word_appendix(front: Front, text: str, *, as_at: datetime.datetime) -> Document:
    """An appendix that is words alone. Its first line is its title; without headings the words have no section to stand in,
    so they take the title's."""
    title, rest = titled(text)
    first, *others = sections(title, rest)
    found = [first] if first.blocks or not others else []
    others = [replace(section, level=section.level - 1) for section in others]
    return Document(
        title=title,
        marking=front.marking,
        council=front.council,
        as_at=as_at,
        sections=(*found, *others),
        section_heading="",
        table_heading="",
        orientation="portrait",
    )


def letter(place: int) -> str:
    """The letter of an appendix, from 0: A, B ... Z, AA.

    >>> letter(0), letter(26)
    ('A', 'AA')
    """
    before, of_alphabet = divmod(place, 26)
    return (letter(before - 1) if before else "") + chr(ord("A") + of_alphabet)


def refers_to(appendices: int) -> str:
    """What a report's head says of its appendices: "(Appendices 'A' and 'B' refer)"."""
    names = [f"'{letter(place)}'" for place in range(appendices)]
    if len(names) < 2:
        return f"(Appendix {names[0]} refers)" if names else ""
    return f"(Appendices {', '.join(names[:-1])} and {names[-1]} refer)"


def list_text(lead: str, names: Mapping[str, Sequence[str]]) -> str:
    """A list as an author would have typed it: a sentence, then bullets under the heading of each priority; "" if empty."""
    parts = [
        f"{HEADING}{heading}\n\n" + "\n".join(f"- {' '.join(name.split())}" for name in found)
        for heading, found in names.items()
        if found
    ]
    return "\n\n".join([lead, *parts]) if parts else ""


def _report(said: Mapping[str, str]) -> Iterator[Section]:
    yield from _about(said)
    yield from _body(said)
    yield from _part(PART_OF["consultations"], said)
    yield from _implications(said)
    yield from _background(said)
    yield from _part(PART_OF["part_ii_reason"], said)


def _written(said: Mapping[str, str]) -> Iterator[Section]:
    """Every part that somebody wrote. The detail has no heading of its own where it begins with one."""
    for part in PARTS:
        if part.key in said and part.block != Place.APPENDIX:
            first, *others = sections(part.heading, said[part.key])
            if first.blocks or not others:
                yield first
                yield from others
            else:
                yield from (replace(section, level=section.level - 1) for section in others)


def _about(said: Mapping[str, str]) -> Iterator[Section]:
    """The rest of the front sheet, each line behind its name."""
    parts = [part for part in PARTS if part.block == Place.FRONT and part.key != "appendices_refer"]
    lines = tuple(f"{part.heading}: {said[part.key]}" for part in parts if part.key in said)
    if lines:
        yield Section(ABOUT, lines)


def _body(said: Mapping[str, str]) -> Iterator[Section]:
    """Summary, recommendation and detail; the lists stand under the detail, and what follows them after."""
    for part in PARTS:
        if part.block != Place.BODY or part.key not in said:
            continue
        is_under = part.key in UNDER_DETAIL and "detail" in said
        yield from sections(part.heading, said[part.key], level=2 if is_under else 1)


def _part(part: Part, said: Mapping[str, str], level: int = 1) -> tuple[Section, ...]:
    return sections(part.heading, said.get(part.key, ALWAYS.get(part.key, "")), level=level)


def _implications(said: Mapping[str, str]) -> Iterator[Section]:
    parts = [part for part in PARTS if part.block == Place.IMPLICATIONS and part.key in said]
    yield Section(IMPLICATIONS, (IMPLICATIONS_LEAD if parts else NOT_APPLICABLE,))
    for part in parts:
        yield from _part(part, said, level=2)


def _background(said: Mapping[str, str]) -> Iterator[Section]:
    """The list that section 100D of the Local Government Act 1972 asks for, as the Act of 1985 put it in."""
    first, *others = _part(PART_OF["background_papers"], said)
    is_named = any(isinstance(block, str) and ACCESS_TO_INFORMATION in block for block in first.blocks)
    named = first.blocks if is_named else (ACCESS_TO_INFORMATION, *first.blocks)
    yield replace(first, blocks=named)
    yield from others
