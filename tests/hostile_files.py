"""Spreadsheets that must be refused, made in code, the same on every run: several hundred of them.

`FILES` cannot be read at all. `ROWS` are single bad rows, to be written in each format beside good ones.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from xml.sax.saxutils import escape, quoteattr

HEADINGS = ("kpi", "period", "value", "numerator", "denominator", "value_2", "state", "note")
GOOD = {"kpi": "defects-4h-emergency", "period": "2021-22-Q3", "value": "88.71%"}
NEEDED = ("kpi", "period", "value")

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
ODF = "urn:oasis:names:tc:opendocument:xmlns:"
BILLION_LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'

Table = list[dict[str, str]]
Build = Callable[[], bytes]


def packed(parts: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP file with a fixed date."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, compression)
    return stream.getvalue()


def csv_file(rows: Table, separator: str = ",", encoding: str = "utf-8") -> bytes:
    def line(cells: list[str]) -> str:
        return separator.join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\r\n"

    lines = [line(list(HEADINGS)), *(line([row.get(name, "") for name in HEADINGS]) for row in rows)]
    return "".join(lines).encode(encoding)


def xlsx_cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def xlsx_rows(rows: Table) -> str:
    lines = [dict(zip(HEADINGS, HEADINGS, strict=True)), *rows]
    return "".join(
        f"<row>{''.join(xlsx_cell(row.get(name, '')) for name in HEADINGS)}</row>" for row in lines
    )


def xlsx_parts(
    data: str, *, state: str = "visible", after: str = "", prolog: str = ""
) -> dict[str, str | bytes]:
    """The parts of a workbook with one sheet whose rows are `data`."""
    return {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{RELATIONS}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
        f'<sheet name="Figures" sheetId="1" state="{state}" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
        f'<Relationship Id="r1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="r3" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>kpi</t></si></sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"/>',
        "xl/worksheets/sheet1.xml": f'{prolog}<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData>{after}</worksheet>',
    }


def xlsx_file(rows: Table) -> bytes:
    return packed(xlsx_parts(xlsx_rows(rows)))


def ods_cell(text: str, attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {attributes}><text:p>{escape(text)}</text:p></table:table-cell>'


def ods_rows(rows: Table) -> str:
    lines = [dict(zip(HEADINGS, HEADINGS, strict=True)), *rows]
    return "".join(
        f"<table:table-row>{''.join(ods_cell(row.get(name, '')) for name in HEADINGS)}</table:table-row>"
        for row in lines
    )


def ods_parts(
    data: str, *, hidden: bool = False, prolog: str = "", manifest: str = ""
) -> dict[str, str | bytes]:
    spaces = " ".join(f'xmlns:{name}="{ODF}{name}:1.0"' for name in ("office", "table", "text", "style"))
    display = "false" if hidden else "true"
    return {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="{ODF}manifest:1.0">{manifest}</m:manifest>',
        "content.xml": f"{prolog}<office:document-content {spaces}><office:automatic-styles>"
        f'<style:style style:name="s" style:family="table"><style:table-properties table:display="{display}"/>'
        f'</style:style></office:automatic-styles><office:body><office:spreadsheet><table:table table:name="Figures" '
        f'table:style-name="s">{data}</table:table></office:spreadsheet></office:body></office:document-content>',
    }


def ods_file(rows: Table) -> bytes:
    return packed(ods_parts(ods_rows(rows)))


WRITERS: dict[str, Callable[[Table], bytes]] = {"csv": csv_file, "xlsx": xlsx_file, "ods": ods_file}


def _rows() -> dict[str, Table]:
    """Bad rows by what is wrong with them. Each file has a good row first, so that all or nothing shows."""
    values = [
        "NaN", "nan", "inf", "-Infinity", "1e308", "1E5", "12,5", "1,23", "1.234,56", "12..5", "１２.５", "٣٤", "0x10",
        "1_000", "--5", "5-", "(5)", "£5%", "$5", "€5", "£88.71", "88.71 per cent", "9o", "#DIV/0!", "#N/A", "TRUE", "false",
        "=1+1", "=cmd|' /C calc'!A0", "@SUM(1+1)", "+cmd|x", "-1+1", "=HYPERLINK(\"x\")", "1" * 15, "9" * 400,
        "0." + "1" * 15, "2021-09-30", "none", "null", "?!", "<script>alert(1)</script>", "'; DROP TABLE kpis_figure; --",
        "\u202e12", "12\u200b", "New measure " * 40, "1" * 20_000,
    ]  # fmt: skip
    periods = [
        "2021-22-Q4", "2022-23-Q1", "2099-00-Q1", "2021-22", "2021-09", "2020-21", "AY2021-22", "2021-23-Q1",
        "2021-22-Q5", "Q3", "Quarter 3", "2021/22 Q3", "2021-12-31", "2021-13", "44469", "@2021-02-30", "２０２１-22-Q3",
        "2005-06-Q1", "R0@2021-12-31", "R12@2022-03-31", "x" * 5000, "=A1", "1800-01-Q1", "",
    ]  # fmt: skip
    kpis = [
        "", "no-such-kpi", "defects-4h-emergency!", "NA", "None", "01234", "=A1", "k" * 9000, "defects\u0000-4h-emergency",
        "../../etc/passwd", "<b>x</b>", "１",
    ]  # fmt: skip
    bad: dict[str, Table] = {}
    for column, texts in (("value", values), ("period", periods), ("kpi", kpis)):
        for number, text in enumerate(texts, start=1):
            bad[f"{column} {number}"] = [{**GOOD, "period": "2021-22-Q3", column: text}]
    others: list[dict[str, str]] = [
        {"value": ""},
        {"value": "", "numerator": "5"},
        {"value": "", "denominator": "5"},
        {"value": "", "numerator": "5", "denominator": "0"},
        {"value": "", "numerator": "5", "denominator": "-4"},
        {"value": "", "numerator": "x", "denominator": "4"},
        {"value": "", "numerator": "9" * 14, "denominator": "0.00000000000001"},
        {"value": "50%", "numerator": "1", "denominator": "3"},
        {"value": "33.34%", "numerator": "1", "denominator": "3"},
        {"value": "New measure", "numerator": "1", "denominator": "3"},
        {"value": "12", "numerator": "1e5", "denominator": "12,5"},
        {"value_2": "5"},
        {"value_2": "x"},
        {"state": "final"},
        {"state": "=1+1"},
        {"note": "n" * 2001},
        {"period": "2021-22-Q2", "value": "12"},  # closed, and no note says why
    ]
    for number, change in enumerate(others, start=1):
        bad[f"others {number}"] = [GOOD | change]
    bad["the same twice"] = [GOOD]
    bad["the same by its period"] = [{**GOOD, "period": "@2021-12-31"}]
    return {name: [GOOD, *rows] for name, rows in bad.items()}


ROWS = _rows()


def _noise(length: int, seed: int = 1) -> str:
    """Text that cannot be packed tightly."""
    return "".join(random.Random(seed).choices("abcdefghijklmnopqrstuvwxyz", k=length))


def _patched(content: bytes, offset: int, value: bytes) -> bytes:
    """With a field of every directory entry changed."""
    changed, at = bytearray(content), content.find(b"PK\x01\x02")
    while at >= 0:
        changed[at + offset : at + offset + len(value)] = value
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(changed)


def _with(kind: str, part: str, content: str | bytes) -> bytes:
    parts = xlsx_parts(xlsx_rows([GOOD])) if kind == "xlsx" else ods_parts(ods_rows([GOOD]))
    return packed({**parts, part: content})


def _relation(kind: str, target: str) -> str:
    return f'<R xmlns="{PACKAGE}"><Relationship Id="r1" Type="{RELATIONS}/{kind}" {target}/></R>'


def _empty_rows() -> bytes:
    rows = "".join(f'<row r="{number}"/>' for number in range(2, 1_048_577))
    return packed(xlsx_parts(xlsx_rows([]) + rows))


def _elements() -> bytes:
    names = random.Random(2).choices("abcdefghijklmnop", k=2_600_000)
    return packed(xlsx_parts(xlsx_rows([GOOD]) + "".join(f"<{name}/>" for name in names)))


def _shared_strings() -> bytes:
    strings = "".join(f"<si><t>{_noise(9_000, seed)}😀</t></si>" for seed in range(100)) * 9
    many = "".join(f"<si><t>{_noise(9_000, seed)}😀</t></si>" for seed in range(100, 200)) * 14
    parts = xlsx_parts(xlsx_rows([GOOD]))
    return packed({**parts, "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}{many}</sst>'})


def _repeated(row: int | str, cell: int | str) -> bytes:
    good = "".join(ods_cell(GOOD.get(name, "")) for name in HEADINGS)
    data = ods_rows([]) + (
        f'<table:table-row table:number-rows-repeated="{row}">{good}'
        f"{ods_cell('x', f'table:number-columns-repeated={quoteattr(str(cell))}')}</table:table-row>"
    )
    return packed(ods_parts(data))


def _files() -> dict[str, Build]:
    good_xlsx, good_ods = xlsx_file([GOOD]), ods_file([GOOD])
    sheet = "xl/worksheets/sheet1.xml"
    bare = xlsx_rows([GOOD])
    files: dict[str, Build] = {
        "nothing": lambda: b"",
        "white space": lambda: b" \r\n\t\n",
        "too large": lambda: b"kpi,period,value\n" * 700_000,
        "old Excel or password": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000,
        "pdf": lambda: b"%PDF-1.7\n",
        "gzip": lambda: b"\x1f\x8b\x08\0" + b"\0" * 50,
        "png": lambda: b"\x89PNG\r\n\x1a\n",
        "jpeg": lambda: b"\xff\xd8\xff\xe0",
        "rtf": lambda: b"{\\rtf1 kpi,period,value}",
        "html": lambda: b"\xef\xbb\xbf<html><table><tr><td>kpi</td></tr></table></html>",
        "xml": lambda: f"<?xml version='1.0'?>{BILLION_LAUGHS}<x>&b;</x>".encode(),
        "json": lambda: b'[{"kpi": 1}]',
        "zeros": lambda: b"\0" * 5000,
        "noise": lambda: random.Random(3).randbytes(5000),
        "utf-16 without a mark": lambda: csv_file([GOOD], encoding="utf-16-le"),
        "utf-32": lambda: csv_file([GOOD], encoding="utf-32"),
        "utf-16 cut off": lambda: csv_file([GOOD], encoding="utf-16")[:-1],
        "undefined in cp1252": lambda: csv_file([GOOD]) + b"\x81\x8d\x8f",
        "open quotation mark": lambda: b'kpi,period,value\n"defects,2021-22-Q3,1\n',
        "mark inside a cell": lambda: b'kpi,period,value\n"a"b,2021-22-Q3,1\n',
        "endless field": lambda: b"kpi,period,value\n" + b"x" * 2_000_000,
        "wide": lambda: b"kpi,period,value\n" + b"," * 200 + b"x",
        "very wide": lambda: b"kpi,period,value\n" + b"," * 5_000_000 + b"x",
        "many rows": lambda: csv_file([GOOD] * 20_001),
        "headings only": lambda: b"kpi,period,value\n\n\n",
        "no headings": lambda: b"defects-4h-emergency,2021-22-Q3,5\n",
        "a heading missing": lambda: b"kpi,value\na,5\n",
        "other separator": lambda: b"kpi|period|value\na|b|5\n",
        "ten titles first": lambda: b"Figures of Quarter 3\n" * 10 + b"kpi,period,value\na,b,5\n",
        "a zip file": lambda: packed({"figures.csv": csv_file([GOOD])}),
        "a zip file in a zip file": lambda: packed({"a.xlsx": good_xlsx}),
        "nested within a workbook": lambda: _with("xlsx", "xl/workbook.xml", good_xlsx),
        "xlsb": lambda: _with("xlsx", "_rels/.rels", _relation("officeDocument", 'Target="xl/workbook.bin"')),
        "docx": lambda: _with("xlsx", "_rels/.rels", _relation("officeDocument", 'Target="word/document.xml"')),
        "odt": lambda: packed({"content.xml": f'<o:d xmlns:o="{ODF}office:1.0"><o:text/></o:d>'}),
        "a bomb of zeros": lambda: _with("xlsx", sheet, b"\0" * 45_000_000),
        "a bomb of one cell": lambda: packed(xlsx_parts(bare + xlsx_cell("a" * 40_000_000))),
        "a bomb of many parts": lambda: _with("xlsx", "x", b"\0" * 55_000_000),
        "a bomb beside": lambda: packed({**ods_parts(ods_rows([GOOD])), "Pictures/x.png": b"\0" * 45_000_000}),
        "too many parts": lambda: packed({**xlsx_parts(bare), **{f"x/{n}": "" for n in range(250)}}),
        "an immense directory": lambda: packed({f"{n}": "" for n in range(20_000)}),
        "sizes that lie": lambda: _patched(good_xlsx, 24, (100).to_bytes(4, "little")),
        "sizes that lie upwards": lambda: _patched(good_xlsx, 24, (2**31).to_bytes(4, "little")),
        "sums that lie": lambda: _patched(good_ods, 16, b"\0\0\0\0"),
        "a password": lambda: _patched(good_xlsx, 8, b"\x01\0"),
        "a password in the manifest": lambda: packed(ods_parts(ods_rows([GOOD]), manifest="<encryption-data/>")),
        "lzma": lambda: packed(xlsx_parts(bare), zipfile.ZIP_LZMA),
        "bzip2": lambda: packed(ods_parts(ods_rows([GOOD])), zipfile.ZIP_BZIP2),
        "an unknown packing": lambda: _patched(good_xlsx, 10, b"\x63\0"),
        "a million empty rows": _empty_rows,
        "millions of elements": _elements,
        "a flood of shared strings": _shared_strings,
        "an endless tag": lambda: packed(
            xlsx_parts(bare + f'<row r="9" x="{_noise(3_000_000)}"/>'), zipfile.ZIP_STORED),
        "deep nesting": lambda: _with("xlsx", sheet, "".join(f"<{c}>" for c in _noise(500_000))),
        "a far cell": lambda: packed(xlsx_parts(bare + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
        "only a far cell": lambda: packed(xlsx_parts('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
        "many rows in xlsx": lambda: packed(xlsx_parts(bare + "".join(
            f"<row><c><v>{number}</v></c></row>" for number in range(20_001)))),
        "many cells": lambda: packed(xlsx_parts(bare + "".join(
            f"<row>{''.join(f'<c><v>{row * cell}</v></c>' for cell in range(100))}</row>" for row in range(9000)))),
        "many cells in csv": lambda: b"kpi,period,value\n" + (b"12," * 99 + b"3\n") * 20_000,
        "everything merged": lambda: packed(xlsx_parts(
            xlsx_rows([GOOD] * 3000), after='<mergeCells>' + '<mergeCell ref="A1:XFD1048576"/>' * 60 + "</mergeCells>")),
        "a hidden sheet": lambda: packed(xlsx_parts(bare, state="hidden")),
        "a very hidden sheet": lambda: packed(xlsx_parts(bare, state="veryHidden")),
        "a sheet with an endless name": lambda: packed({
            name: str(content).replace("Figures", "&#10;x" * 5000)
            for name, content in xlsx_parts(bare, state="hidden").items()}),
        "one sheet a thousand times": lambda: packed({
            name: re.sub("<sheet .*?/>", lambda match: match[0] * 1000, str(content))
            for name, content in xlsx_parts(f"<row>{xlsx_cell(_noise(3_000_000))}</row><row/>").items()}),
        "a hidden sheet in ods": lambda: packed(ods_parts(ods_rows([GOOD]), hidden=True)),
        "a sheet elsewhere": lambda: _with("xlsx", "xl/_rels/workbook.xml.rels", _relation(
            "worksheet", 'Target="/../../etc/passwd"')),
        "a sheet outside": lambda: _with("xlsx", "xl/_rels/workbook.xml.rels", _relation(
            "worksheet", 'TargetMode="External" Target="http://127.0.0.1:1/"')),
        "a string that is not there": lambda: packed(xlsx_parts(bare + '<row><c t="s"><v>99</v></c></row>')),
        "a string that is no number": lambda: packed(xlsx_parts(bare + '<row><c t="s"><v>x</v></c></row>')),
        "a style that is no number": lambda: packed(xlsx_parts(bare + '<row><c s="x"><v>1</v></c></row>')),
        "a format without a number": lambda: _with("xlsx", "xl/styles.xml", '<s><numFmt formatCode="0%"/></s>'),
        "a row that is none": lambda: packed(xlsx_parts(bare + '<row r="-1"><c><v>1</v></c></row>')),
        "a merge that is none": lambda: packed(xlsx_parts(bare, after='<mergeCell ref="A:"/>')),
        "rows repeated": lambda: _repeated(1_048_576, 1),
        "cells repeated": lambda: _repeated(1, 16_384),
        "rows and cells repeated": lambda: _repeated(1_048_576, 16_384),
        "repeated for ever": lambda: _repeated(10**30, 1),
        "repeated backwards": lambda: _repeated(1, -5),
        "repeated in words": lambda: _repeated("many", 1),
        "spaces for ever": lambda: packed(ods_parts(ods_rows([GOOD]).replace("88.71%", "").replace(
            "<text:p></text:p>", '<text:p><text:s text:c="99999999"/></text:p>' * 500))),
        "spaces in words": lambda: packed(ods_parts(ods_rows([]).replace("<text:p>", '<text:p><text:s text:c="x"/>'))),
    }  # fmt: skip
    for reference in ("A0", "ZZZZ1", "1A", "A12345678", "a1", "Ａ1", ""):
        data = f'{bare}<row><c r="{reference}"><v>1</v></c></row>'
        files[f"a cell called {reference!r}"] = lambda data=data: packed(xlsx_parts(data))
    for kind, part in (
        ("xlsx", "_rels/.rels"), ("xlsx", "xl/workbook.xml"), ("xlsx", "xl/_rels/workbook.xml.rels"),
        ("xlsx", "xl/sharedStrings.xml"), ("xlsx", "xl/styles.xml"), ("xlsx", sheet), ("ods", "content.xml"),
        ("ods", "META-INF/manifest.xml"),
    ):  # fmt: skip
        for what, content in (
            ("a billion laughs", f"{BILLION_LAUGHS}<x>&b;</x>"),
            ("a file of the server", f"{OUTSIDE}<x>&a;</x>"),
            (
                "laughs in utf-16",
                f'<?xml version="1.0" encoding="utf-16"?>{BILLION_LAUGHS}<x/>'.encode("utf-16"),
            ),
            ("an unknown entity", "<x>&nbsp;</x>"),
            ("no xml", "kpi,period,value"),
            ("nothing", ""),
            ("a control character", "<x>\x01</x>"),
            ("an unknown encoding", '<?xml version="1.0" encoding="klingon"?><x/>'),
        ):
            files[f"{what} in {kind} {part}"] = lambda k=kind, p=part, c=content: _with(k, p, c)
    for kind, content in (("xlsx", good_xlsx), ("ods", good_ods)):
        for percent in range(5, 100, 5):
            files[f"{percent}% of {kind}"] = lambda c=content, p=percent: c[: len(c) * p // 100]
    return files


FILES = _files()
