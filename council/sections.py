"""What a committee paper or an exported table says, before anybody chooses a file format.

A ``Document`` holds sections; a section holds paragraphs, bullets and tables in reading order; a table holds rows
of cells. All six writers (Word, PDF, Excel, ODS, CSV, HTML) read these types and nothing else, so a figure cannot
read one way on paper and another in a spreadsheet. Pure: no Django, no clock, no input or output.

A small example::

    on_track = Mark(code="green", word="On track", letter="G", shape="circle", colour="#00703c")
    table = Table(
        caption="Delivering Better Services: Quarter 2 2021/22",
        columns=(
            Column("indicator", "Performance indicator", weight=4),
            Column("q2", "Quarter 2 (July to September) 2021/22", kind="number"),
            Column("rating", "Rating", kind="status", weight=2),
        ),
        rows=(Row((Cell("Defects repaired"), Cell.figure(Decimal("88.71"), unit="%"), Cell.mark(on_track))),),
    )
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, NamedTuple

Kind = Literal["text", "number", "status", "direction"]
Shape = Literal["circle", "triangle", "square", "diamond", "none"]
Gap = Literal["x", "z"]
LineKind = Literal["text", "heading", "sub_heading", "bullet", "sub_bullet"]

GLYPHS: dict[Shape, str] = {
    "circle": "●",
    "triangle": "▲",
    "square": "■",
    "diamond": "◆",
    "none": "",
}

# The two kinds of gap, with the shorthand government statisticians use in spreadsheets, where no cell is blank.
GAP_WORDS: dict[Gap, str] = {"x": "Not available", "z": "Not applicable"}
GAP_SHORTHAND: dict[Gap, str] = {"x": "[x]", "z": "[z]"}
# What stands before a line where no list can be drawn.
LINE_STARTS: dict[LineKind, str] = {"bullet": "• ", "sub_bullet": "  – "}

# Word writes a manual line break as U+000B, and text pasted from it carries that along: these all end a line.
_LINE_ENDS = re.compile("\r\n|[\r\u000b\u000c\u0085\u2028\u2029]")
# The bullet of Word's Symbol font, which lives in the private area.
_WORD_BULLET = "\uf0b7"
# What XML 1.0 forbids (controls, lone surrogates, U+FFFE), what PDF/A forbids (the private area), other
# non-characters, and the marks that reverse the reading order of the text after them.
_UNPRINTABLE = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u009f\ud800-\uf8ff\ufdd0-\ufdef\ufffe\uffff\ufeff\u202a-\u202e\u2066-\u2069"
    "\U000f0000-\U0010ffff]"
)
# A heading is printed again on every page; one that does not fit on a page could never be laid out.
LONGEST_HEADING = 500
_FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
_PLAIN_FIGURE = re.compile(r"[-+]?£?\d[\d,]*(\.\d+)?%?")


def clean_text(text: str) -> str:
    """Text that every file format can hold: line ends become newlines, unprintable characters go.

    >>> clean_text("Pasted\\x0bfrom Word\\x00")
    'Pasted\\nfrom Word'
    """
    return _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", text).replace(_WORD_BULLET, "•"))


def safe_cell(text: str) -> str:
    """Text for a CSV cell that no spreadsheet will run as a formula (ASVS 5.0, V1.2.10).

    An apostrophe goes before text that starts with a formula's first character; a plain figure is left alone, so
    -5 stays -5 and -2.28% stays -2.28%.
    """
    if _PLAIN_FIGURE.fullmatch(text):
        return text
    starts = text[:1], text.lstrip()[:1]
    return f"'{text}" if any(start in _FORMULA_STARTS for start in starts) else text


def _luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, as WCAG 2.2 defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _clean_fields(item: object, *names: str) -> None:
    """Pass the named text fields of a frozen dataclass through ``clean_text``."""
    for name in names:
        object.__setattr__(item, name, clean_text(getattr(item, name)))


def _check_heading(text: str) -> None:
    """Refuse a title, caption or heading that is a text in disguise."""
    if len(text) > LONGEST_HEADING:
        raise ValueError(
            f"A heading may have {LONGEST_HEADING} characters; {text[:40]!r}... has {len(text):,}."
        )


@dataclass(frozen=True, slots=True)
class Mark:
    """A rating as people see it: a word, a letter, a shape and a colour, so that colour is never alone (WCAG 1.4.1).

    ``agreed`` marks a rating that a person agreed in place of the calculated one; it is always printed.
    """

    code: str
    word: str
    letter: str = ""
    shape: Shape = "none"
    colour: str = "#ffffff"
    agreed: bool = False

    def __post_init__(self) -> None:
        _clean_fields(self, "word", "letter")
        if not re.fullmatch("#[0-9a-fA-F]{6}", self.colour):
            raise ValueError(f"The colour of {self.word!r} must look like #00703c, not {self.colour!r}.")

    @property
    def ink(self) -> str:
        """Black or white: whichever stands out more from the mark's colour."""
        return "#0b0c0c" if _luminance(self.colour) > 0.179 else "#ffffff"

    @property
    def badge(self) -> str:
        """Shape and letter, for example ``▲ A``; empty for a state that is not a rating."""
        return " ".join(part for part in (GLYPHS[self.shape], self.letter) if part)

    @property
    def words(self) -> str:
        """The word, and whether people agreed it: ``Slightly below desired (agreed)``."""
        return f"{self.word} (agreed)" if self.agreed else self.word

    @property
    def label(self) -> str:
        """All of it on one line: ``▲ A Slightly below desired (agreed)``."""
        return f"{self.badge} {self.words}".strip()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a long cell: words, a heading of what follows it, a bullet, or a bullet under a bullet."""

    text: str
    kind: LineKind = "text"

    def __post_init__(self) -> None:
        _clean_fields(self, "text")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: the text a person reads and, where it is a figure, the true number behind it.

    ``notes`` are keys of footnotes. ``gap`` says why an empty cell is empty: ``x`` not available, ``z`` not
    applicable. ``lines`` are the text once more where it has headings and bullets: papers draw them as lists.
    """

    text: str = ""
    number: Decimal | None = None
    status: Mark | None = None
    notes: tuple[str, ...] = ()
    gap: Gap = "z"
    lines: tuple[Line, ...] = ()

    def __post_init__(self) -> None:
        _clean_fields(self, "text")
        if self.number is not None and not self.number.is_finite():
            raise ValueError(f"The number behind {self.text!r} must be finite, not {self.number}.")

    @classmethod
    def figure(
        cls,
        number: Decimal,
        *,
        unit: str = "",
        decimals: int | None = None,
        notes: tuple[str, ...] = (),
    ) -> "Cell":
        """A cell that writes a number with its unit: 88.71%, -£569,000, 11.77 days.

        ``decimals`` is the number of places printed (half up); left out, as many as the number has.
        """
        size = abs(number)
        if decimals is not None:
            size = size.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
        before, after = {"£": ("£", ""), "%": ("", "%"), "": ("", "")}.get(unit, ("", f" {unit}"))
        sign = "-" if number < 0 and size != 0 else ""
        return cls(f"{sign}{before}{size:,f}{after}", number=number, notes=notes)

    @classmethod
    def mark(cls, mark: Mark, *, notes: tuple[str, ...] = ()) -> "Cell":
        """A rating cell."""
        return cls(mark.words, status=mark, notes=notes)

    @classmethod
    def outline(cls, lines: Iterable[Line], *, notes: tuple[str, ...] = ()) -> "Cell":
        """A cell of headings and bullets; without a line, one that says it is not available."""
        held = tuple(lines)
        text = "\n".join(f"{LINE_STARTS.get(line.kind, '')}{line.text}" for line in held)
        return cls(text, notes=notes, gap="x", lines=held)

    @classmethod
    def missing(cls, gap: Gap = "x", *, notes: tuple[str, ...] = ()) -> "Cell":
        """An empty cell that says why it is empty."""
        return cls(gap=gap, notes=notes)

    @property
    def reads(self) -> str:
        """What a document prints in the cell, a gap in words."""
        if self.status is not None:
            return self.status.label
        return self.text if self.text.strip() else GAP_WORDS[self.gap]

    @property
    def sheet_text(self) -> str:
        """What a spreadsheet holds in the cell, a gap in shorthand."""
        if self.status is not None:
            return self.status.label
        return self.text if self.text.strip() else GAP_SHORTHAND[self.gap]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key joins the same column of several tables, its weight is its share of the width."""

    key: str
    heading: str
    kind: Kind = "text"
    weight: float = 1.0

    def __post_init__(self) -> None:
        _clean_fields(self, "heading")
        _check_heading(self.heading)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of cells, one for each column; the table says how many of them, from the left, head the row."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note that cells refer to by its key. Writers number the notes in the order the document prints them."""

    key: str
    text: str

    def __post_init__(self) -> None:
        _clean_fields(self, "text")


@dataclass(frozen=True, slots=True)
class Table:
    """A rectangular table with one header row. ``notes`` are printed right below it.

    ``banner`` says again what the table is about, in a line above the headings that is repeated with them on every page.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    header_columns: int = 1
    notes: tuple[Footnote, ...] = ()
    banner: str = ""

    def __post_init__(self) -> None:
        _clean_fields(self, "caption", "banner")
        _check_heading(self.caption)
        _check_heading(self.banner)
        headings = [column.heading.casefold() for column in self.columns]
        if not headings or len(set(headings)) < len(headings) or not all(headings):
            raise ValueError(f"The table {self.caption!r} needs columns with different, non-empty headings.")
        if len({column.key for column in self.columns}) < len(headings):
            raise ValueError(f"The table {self.caption!r} has two columns with one key.")
        if not 0 <= self.header_columns <= len(self.columns):
            raise ValueError(f"The table {self.caption!r} cannot have {self.header_columns} header columns.")
        for number, row in enumerate(self.rows, start=1):
            if len(row.cells) != len(self.columns):
                raise ValueError(
                    f"Row {number} of the table {self.caption!r} has {len(row.cells)} cells "
                    f"for {len(self.columns)} columns."
                )

    @property
    def printed_rows(self) -> tuple[Row, ...]:
        """The rows, or one that says there are none: an empty table looks like a fault."""
        nothing = Row((Cell("Nothing to report"), *(Cell() for _ in self.columns[1:])))
        return self.rows or (nothing,)


@dataclass(frozen=True, slots=True)
class Bullets:
    """A bulleted list."""

    items: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "items", tuple(clean_text(item) for item in self.items))


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing in SVG (presentation attributes only), and the words that say the same to whoever does not see it.

    Its figures stand in a table of the same section: spreadsheets and CSV have that and no picture.
    """

    caption: str
    alternative: str
    svg: str

    def __post_init__(self) -> None:
        _clean_fields(self, "caption", "alternative")
        _check_heading(self.caption)
        if not self.alternative:
            raise ValueError(f"The picture {self.caption!r} needs words for those who do not see it.")


Block = str | Bullets | Table | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it: paragraphs (plain text), bullets, tables and pictures, in reading order.

    ``level`` 1 is the first below the document's title. ``notes`` are printed at the end of the section. ``new_page``
    begins it on a page of its own.
    """

    title: str
    blocks: tuple[Block, ...] = ()
    level: int = 1
    notes: tuple[Footnote, ...] = ()
    new_page: bool = False

    def __post_init__(self) -> None:
        _clean_fields(self, "title")
        _check_heading(self.title)
        cleaned = tuple(clean_text(block) if isinstance(block, str) else block for block in self.blocks)
        object.__setattr__(self, "blocks", cleaned)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The section's tables, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Table))


@dataclass(frozen=True, slots=True)
class Document:
    """A whole paper or exported table.

    ``as_at`` is the moment the figures were read, with its time zone, and is printed. ``key`` explains the ratings and
    stands before the first table. ``marking`` is printed on every page ("Part II: not for publication").
    ``section_heading`` and ``table_heading`` name the leading columns of the CSV file; empty leaves the column out.
    ``sheets`` are the sections of spreadsheets and CSV, where the rows of a paper are no rows to sort and count by;
    empty: those of the paper.
    """

    title: str
    council: str
    as_at: datetime
    sections: tuple[Section, ...]
    subtitle: str = ""
    marking: str = ""
    key: tuple[Mark, ...] = ()
    key_heading: str = "Key to ratings"
    notes: tuple[Footnote, ...] = ()
    section_heading: str = "Section"
    table_heading: str = "Table"
    language: str = "en-GB"
    orientation: Literal["landscape", "portrait"] = "landscape"
    sheets: tuple[Section, ...] = ()

    def __post_init__(self) -> None:
        _clean_fields(self, "title", "subtitle", "council", "marking", "key_heading")
        _check_heading(self.title)
        if self.as_at.tzinfo is None:
            raise ValueError("A document's as-at moment needs a time zone.")
        level = 0
        for section in self.sections:
            if not 1 <= section.level <= level + 1:
                raise ValueError(f"The heading {section.title!r} skips a level: {level} to {section.level}.")
            level = section.level
        known = numbered_notes(self)
        for _, table in tables_of(self):
            for key in (key for row in table.rows for cell in row.cells for key in cell.notes):
                if key not in known:
                    raise ValueError(
                        f"The table {table.caption!r} refers to a note {key!r} that nobody wrote."
                    )

    @property
    def for_sheets(self) -> "Document":
        """The document as spreadsheets and CSV have it."""
        return replace(self, sections=self.sheets, sheets=()) if self.sheets else self

    @property
    def as_at_text(self) -> str:
        """The as-at line: ``Figures as at 9:05am on 22 November 2021``."""
        hour = self.as_at.hour % 12 or 12
        half = "am" if self.as_at.hour < 12 else "pm"
        return f"Figures as at {hour}:{self.as_at:%M}{half} on {self.as_at.day} {self.as_at:%B %Y}"


class NumberedNote(NamedTuple):
    """A footnote with the number it carries all through the document."""

    number: int
    text: str


def numbered_notes(document: Document) -> dict[str, NumberedNote]:
    """Number the document's notes from 1, in the order they are printed. One key always means one text."""
    numbered: dict[str, NumberedNote] = {}
    groups = [
        group
        for section in document.sections
        for group in (*(table.notes for table in section.tables), section.notes)
    ]
    for note in (note for group in (*groups, document.notes) for note in group):
        known = numbered.setdefault(note.key, NumberedNote(len(numbered) + 1, note.text))
        if known.text != note.text:
            raise ValueError(f"The note {note.key!r} has two texts: {known.text!r} and {note.text!r}.")
    return numbered


def tables_of(document: Document) -> Iterator[tuple[str, Table]]:
    """Every table with the path of headings above it: ``Caring for the vulnerable: Adults``."""
    path: list[str] = []
    for section in document.sections:
        path[section.level - 1 :] = [section.title]
        for table in section.tables:
            yield ": ".join(path), table
