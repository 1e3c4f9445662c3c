"""Files are what their content says, and their names are only words."""

from __future__ import annotations

import pytest

from council import file_kinds
from council.file_kinds import JPEG, ODS, PDF, PNG, TEXT, XLSX, kind_of, safe_name
from council.spreadsheets import FileRefused
from council.workbooks import write_workbook
from tests import hostile_files as hostile

WORKBOOK = write_workbook(title="Figures", headings=["kpi"], rows=[["a"]])
ODS_FILE = hostile.packed(hostile.ods_parts(hostile.ods_rows([])), hostile.zipfile.ZIP_STORED)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n...", PDF),
        (b"\x89PNG\r\n\x1a\n....", PNG),
        (b"\xff\xd8\xff\xe0....", JPEG),
        (WORKBOOK, XLSX),
        (ODS_FILE, ODS),
        ("Counted by hand, £5 – dear\r\n\f".encode(), TEXT),
        (b"\xef\xbb\xbfkpi,period,value\n", TEXT),
        (b"<html><script>alert(1)</script>", TEXT),  # kept, and sent back, as text that nobody runs
        (b"GIF89a but only in words", TEXT),
    ],
)
def test_a_file_is_known_by_its_content_whatever_its_name(content: bytes, kind: file_kinds.Kind) -> None:
    assert kind_of("something.exe", content) == kind


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"x" * (file_kinds.LARGEST_FILE + 1), "larger than 10 MB"),
        (b"GIF89a\0\0", "of a kind that cannot be kept"),
        (b"\x7fELF\x02", "of a kind that cannot be kept"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\xfe", "of a kind that cannot be kept"),
        ("Grüße".encode("cp1252"), "of a kind that cannot be kept"),
        (hostile.packed({"a.txt": "x"}), "of a kind that cannot be kept"),
        (
            hostile.packed({"word/document.xml": "x", "[Content_Types].xml": "x"}),
            "of a kind that cannot be kept",
        ),
        (hostile.packed({**hostile.xlsx_parts(""), "xl/vbaProject.bin": b"Sub"}), "contains macros"),
        (hostile.packed({**hostile.xlsx_parts(""), "x.bin": b"\0" * 45_000_000}), "packed far too tightly"),
        (WORKBOOK[: len(WORKBOOK) // 2], "is damaged or incomplete"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_what_to_do(content: bytes, sentence: str) -> None:
    with pytest.raises(FileRefused, match=sentence) as refused:
        kind_of('a"b\n.pdf', content)
    assert str(refused.value).startswith("a'b�.pdf")
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("name", "kind", "safe"),
    [
        ("report.pdf", PDF, "report.pdf"),
        ("report.html", PDF, "report.pdf"),
        ("photo.JPEG", JPEG, "photo.jpeg"),
        ("figures.csv", TEXT, "figures.csv"),
        ("run.bat", TEXT, "run.txt"),
        ("C:\\Users\\me\\survey.xlsx", XLSX, "survey.xlsx"),
        ("../../../etc/passwd", TEXT, "passwd.txt"),
        ('a"b<c>\r\n.pdf', PDF, "abc.pdf"),
        ("\u202efdp.exe", PDF, "fdp.pdf"),
        ("...", TEXT, "file.txt"),
        ("", PDF, "file.pdf"),
        ("x" * 500 + ".pdf", PDF, "x" * 120 + ".pdf"),
    ],
)
def test_a_name_is_printable_short_and_ends_as_its_kind_does(
    name: str, kind: file_kinds.Kind, safe: str
) -> None:
    assert safe_name(name, kind) == safe
