"""Everything that is sent to the page of uploads, and what it must be answered: the manifest of bar I1.

    refused     the file cannot be read: a sentence on the page where it was chosen, and nothing is kept
    findings    it can be read, and rows of it cannot be taken: each is named with row, column, value and rule
    accepted    the control: nothing is wrong with it, and what it would change is shown
    either      a good file with random damage, which may have missed what matters; it must only do no harm

Made in code, the same on every run.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

from tests import hostile_files as hostile
from tests.hostile_files import GOOD, csv_file, ods_cell, ods_parts, ods_rows, packed, xlsx_parts, xlsx_rows

Verdict = Literal["refused", "findings", "accepted", "either"]

DAMAGED_FILES = 25
#: The rows that make the file itself one that cannot be read: a NUL is in no text file, and in no XML.
UNREADABLE_ROWS = {"kpi 9"}


@dataclass(frozen=True)
class Sent:
    """A file by the name it is sent under."""

    build: Callable[[], bytes]
    verdict: Verdict
    name: str = "figures.xlsx"


def _uploads() -> dict[str, Sent]:
    found = {f"file: {name}": Sent(build, "refused") for name, build in hostile.FILES.items()}
    for name, rows in hostile.ROWS.items():
        verdict: Verdict = "refused" if name in UNREADABLE_ROWS else "findings"
        for kind, write in hostile.WRITERS.items():
            found[f"row: {name}, {kind}"] = Sent(partial(write, rows), verdict, f"figures.{kind}")
    found |= {f"text: {name}": Sent(build, verdict, "figures.csv") for name, build, verdict in _texts()}
    found |= {f"cells: {name}": Sent(build, verdict) for name, build, verdict in _cells()}
    found |= {
        f"name: {name[:30]!a}": Sent(partial(csv_file, [GOOD]), verdict, name) for name, verdict in _names()
    }
    found |= {f"good: {name}": Sent(build, "accepted", file_name) for name, build, file_name in _good()}
    for kind, write in hostile.WRITERS.items():
        for seed in range(DAMAGED_FILES):
            found[f"damaged {seed}: {kind}"] = Sent(partial(_damaged, write([GOOD] * 3), seed), "either")
    return found


def _texts() -> Iterator[tuple[str, Callable[[], bytes], Verdict]]:
    """CSV that no spreadsheet program writes."""
    head = b"kpi,period,value,note\n"
    good = b"defects-4h-emergency,2021-22-Q3,88.71,"
    yield "10 MB on one line", lambda: head + b"x" * 9_900_000, "refused"
    yield "10 MB of headings", lambda: b"kpi," * 2_475_000, "refused"
    yield "10 MB in quotation marks that never close", lambda: head + b'"' + b"x\n" * 4_900_000, "refused"
    yield "10 MB of quotation marks", lambda: head + b'"' * 9_900_000, "refused"
    yield "a million lines with nothing", lambda: head + b"\n" * 1_048_576, "refused"
    yield "a million rows of commas", lambda: head + b",,,\n" * 1_048_576, "refused"
    yield "a NUL in a cell", lambda: head + good + b"a\0b\n", "refused"
    yield "a NUL after each letter", lambda: (head + good).replace(b"", b"\0"), "refused"
    yield (
        "16,384 columns",
        lambda: head.strip() + b"," + b",".join(b"c%d" % n for n in range(16_380)) + b"\n" + good,
        "refused",
    )
    yield "Shift JIS", lambda: head + good + "日本".encode("shift_jis") + b"\n", "accepted"
    yield "EBCDIC", lambda: (head + good).decode().encode("cp500"), "refused"
    yield "a script for a shell", lambda: b"#!/bin/sh\nrm -rf /\n", "refused"
    yield "a program", lambda: b"\x7fELF\x02\x01\x01" + b"\0" * 200, "refused"
    yield "an e-mail", lambda: b"From: a@example.com\nSubject: figures\n\nkpi,period,value\n", "refused"
    yield "two thousand times the same row", lambda: head + (good + b"\n") * 2000, "findings"
    yield (
        "rows beneath one another without end",
        lambda: head + good + b"\n" + b"x,y,z\n" * 19_000,
        "findings",
    )
    for number, character in enumerate("\x01\x07\x1b\x7f\x9f\u202e\u2066\u200b\ufeff\ufffe\U000e0041"):
        for column in ("kpi", "period", "value", "state"):
            row = {**GOOD, column: f"{GOOD.get(column, 'validated')}{character}"}
            yield f"{column} with character {number}", partial(csv_file, [row]), "findings"


def _cells() -> Iterator[tuple[str, Callable[[], bytes], Verdict]]:
    """Cells that hold something else than what a person typed."""
    style = '<styleSheet xmlns="{}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    cells = {
        "a date": '<c s="1"><v>44469</v></c>',
        "a formula never worked out": "<c><f>1+1</f></c>",
        "a formula that calls a program": "<c><f>cmd|' /C calc'!A0</f></c>",
        "an error": '<c t="e"><v>#DIV/0!</v></c>',
        "a boolean": '<c t="b"><v>1</v></c>',
        "not a number": "<c><v>NaN</v></c>",
        "infinity": "<c><v>INF</v></c>",
        "1e308": "<c><v>1E308</v></c>",
        "1e-308": "<c><v>1E-308</v></c>",
        "a number of 400 digits": f"<c><v>{'9' * 400}</v></c>",
        "32,767 characters": hostile.xlsx_cell("x" * 32_767),
    }
    names = "".join(hostile.xlsx_cell(GOOD[name]) for name in ("kpi", "period"))
    for name, cell in cells.items():
        parts = xlsx_parts(f"{xlsx_rows([])}<row>{names}{cell}</row>")
        parts["xl/styles.xml"] = style.format(hostile.MAIN)
        yield f"{name}, xlsx", partial(packed, parts), "findings"
    merged = '<mergeCells><mergeCell ref="A2:C3"/></mergeCells>'
    yield "merged, xlsx", lambda: packed(xlsx_parts(xlsx_rows([GOOD] * 2), after=merged)), "findings"
    wide = "".join(hostile.xlsx_cell(f"c{n}") for n in range(16_384))
    yield (
        "16,384 columns, xlsx",
        lambda: packed(xlsx_parts(xlsx_rows([GOOD]) + f"<row>{wide}</row>")),
        "refused",
    )
    kinds = {
        "a date": 'office:value-type="date" office:date-value="2021-09-30"',
        "an error": 'office:value-type="string" calcext:value-type="error"',
        "a boolean": 'office:value-type="boolean" office:boolean-value="true"',
        "not a number": 'office:value-type="float" office:value="NaN"',
        "1e308": 'office:value-type="float" office:value="1E308"',
        "another currency": 'office:value-type="currency" office:currency="EUR" office:value="5"',
    }
    names = "".join(ods_cell(GOOD[name]) for name in ("kpi", "period"))
    calcext = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    for name, attributes in kinds.items():
        cell = f"<table:table-cell {calcext} {attributes}><text:p>x</text:p></table:table-cell>"
        data = f"{ods_rows([])}<table:table-row>{names}{cell}</table:table-row>"
        yield f"{name}, ods", partial(packed, ods_parts(data)), "findings"
    again = ods_rows([GOOD]).rpartition("<table:table-row>")
    repeated = f'{again[0]}<table:table-row table:number-rows-repeated="30">{again[2]}'
    yield "thirty times the same row, ods", lambda: packed(ods_parts(repeated)), "findings"


def _names() -> Iterator[tuple[str, Verdict]]:
    """Names of files; what is in them is good."""
    refused = "figures.xls figures.exe figures.csv.exe figures.xlsm figures.html figures .csv"
    accepted = (
        "../../../etc/passwd.csv", "C:\\temp\\figures.csv", "x" * 5000 + ".csv", "\u202evsc.serugif.csv", 'a"b.csv',
        "<script>alert(1)</script>.csv", "=cmd.csv", "{{7*7}}.csv", "%00.csv", "FIGURES.CSV",
        "'; DROP TABLE x; --.csv", "😀.csv",
    )  # fmt: skip
    for name in (*refused.split(), "figures.csv\0.exe"):
        yield name, "refused"
    for name in accepted:
        yield name, "accepted"


def _good() -> Iterator[tuple[str, Callable[[], bytes], str]]:
    """The controls: what spreadsheet programs save, and what harms nobody."""
    for kind, write in hostile.WRITERS.items():
        yield kind, partial(write, [GOOD]), f"figures.{kind}"
        yield f"{kind} by the name of another", partial(write, [GOOD]), "figures.ods"
    for encoding in ("utf-8-sig", "utf-16"):
        yield encoding, partial(csv_file, [GOOD], encoding=encoding), "figures.csv"
    yield "cp1252", partial(csv_file, [{**GOOD, "note": "£5 – dear"}], encoding="cp1252"), "figures.csv"
    for separator in ";\t":
        yield f"separated by {separator!r}", partial(csv_file, [GOOD], separator=separator), "figures.csv"
    for space in ("\x0b", "\xa0", "\u2028", "\r\n"):  # as they come along from Word
        spaced = {name: f"{space}{text}{space}" for name, text in GOOD.items()}
        yield f"white space {space!a}", partial(csv_file, [spaced]), "figures.csv"
    macros = {**xlsx_parts(xlsx_rows([GOOD])), "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 Sub AutoOpen()"}
    yield "macros, which nobody runs", partial(packed, macros), "figures.xlsx"
    yield "commentary that tries everything", partial(csv_file, [{**GOOD, "note": NOTE}]), "figures.csv"
    empty = xlsx_rows([GOOD]) + "".join(f'<row r="{n}"/>' for n in range(3, 20_000))
    yield "twenty thousand empty rows", partial(packed, xlsx_parts(empty)), "figures.xlsx"


#: A note is words, whatever is in it.
NOTE = (
    '<script>alert(1)</script> =cmd|" /C calc"!A0 {{7*7}} #read("secret") ]]> \\href{javascript:} \u202e\x0b\x1f '
    "'; DROP TABLE kpis_figure; --"
)


def _damaged(content: bytes, seed: int) -> bytes:
    """The content with some bytes changed, taken out or said twice."""
    chance = random.Random(seed)
    damaged = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(damaged))
        match chance.randrange(3):
            case 0:
                damaged[at] = chance.randrange(256)
            case 1:
                del damaged[at : at + chance.randint(1, 9)]
            case _:
                damaged[at:at] = damaged[max(0, at - chance.randint(1, 40)) : at]
    return bytes(damaged)


UPLOADS = _uploads()
