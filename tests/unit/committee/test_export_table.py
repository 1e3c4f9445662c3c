"""`export_table` and the downloads: the paper of Quarter 2 2021/22, every indicator and every figure that it prints."""

import csv
import os
from pathlib import Path

import pytest
from django.core.management import CommandError

from committee.exports import FORMATS
from council.demo import DEMO, read_yaml
from tests.factories import make_figure, make_indicator
from tests.unit.committee.printed import by_name, export, stands_in

pytestmark = pytest.mark.django_db

PAPER = DEMO / "2021-22-q2"
with (PAPER / "figures.csv").open(encoding="utf-8", newline="") as file:
    PRINTED = [row for row in csv.DictReader(file) if row["source"] == "table"]
NAMES = {row["slug"]: row["name"] for row in read_yaml(PAPER / "indicators.yaml")}
SIGNATURES = {
    "docx": b"PK",
    "xlsx": b"PK",
    "ods": b"PK",
    "pdf": b"%PDF",
    "html": b"<!DOCTYPE",
    "csv": b"Corporate priority,",
}


@pytest.fixture
def paper(tmp_path: Path) -> dict[str, dict[str, str]]:
    return by_name(export(tmp_path / "kpis.csv").read_text(encoding="utf-8"))


def test_every_indicator_of_the_paper_has_its_row(paper: dict) -> None:
    assert set(paper) == set(NAMES.values())
    assert len(paper) == 42


def test_every_figure_and_every_text_that_the_paper_prints(paper: dict) -> None:
    missing = [
        (row["indicator"], row["slot"], row[column])
        for row in PRINTED
        for column in ("value", "value_2", "running_total")
        if row[column] and not stands_in(row[column], paper[NAMES[row["indicator"]]])
    ]
    assert missing == []
    words = [row for row in PRINTED if row["text"]]
    assert len(words) == 11
    for row in words:
        assert row["text"] in paper[NAMES[row["indicator"]]].values()


def test_the_check_above_can_fail() -> None:
    row = {"a": "£1,581,000 (9 investments)", "b": "188.71%", "c": "-2.28%"}
    assert stands_in("1581000", row) and stands_in("9", row) and stands_in("-2.28", row)
    assert not stands_in("88.71", row) and not stands_in("581000", row) and not stands_in("28", row)


@pytest.mark.parametrize(
    ("slug", "old", "new", "under_old"),
    [
        ("library-visits", "4,000,000", "1,400,000", "Requires improvement"),
        ("library-pnet-sessions", "621,000", "150,000", "Requires improvement"),
        ("library-events", "8,400", "1,000", "Requires improvement"),
        ("library-e-downloads", "293,908", "800,000", "On track"),
        ("library-volunteers", "600", "250", "Requires improvement"),
    ],
)
def test_the_reviewed_targets_are_printed_old_and_new(
    paper: dict, slug: str, old: str, new: str, under_old: str
) -> None:
    cell = paper[NAMES[slug]]["2021/22 Target"]
    assert cell.startswith(new)
    assert f"(previously {old}" in cell
    assert "Target reviewed: See Notes" in cell
    assert paper[NAMES[slug]]["Rating under previous target"] == under_old


def test_only_a_changed_target_has_a_rating_under_the_one_before(paper: dict) -> None:
    beside = {name: row["Rating under previous target"] for name, row in paper.items()}
    changed = {name for name, row in paper.items() if "(previously " in row["2021/22 Target"]}
    assert {name for name, words in beside.items() if words not in ("", "Not applicable")} == changed
    assert "" in beside.values(), "a table without such a row has no such column"


@pytest.mark.parametrize("slug", ["library-events", "library-volunteers"])
def test_an_agreed_rating_is_printed_beside_the_calculated_one_with_its_reason(
    paper: dict, slug: str
) -> None:
    row = paper[NAMES[slug]]
    assert row["Rating"] == "Slightly below desired (agreed)"
    assert row["Calculated rating"] == "Requires improvement"
    assert any("it was agreed they should receive an Amber rating for Q2" in cell for cell in row.values())


def test_no_other_rating_is_said_to_be_agreed(paper: dict) -> None:
    assert sorted(name for name, row in paper.items() if "(agreed)" in row["Rating"]) == sorted(
        NAMES[slug] for slug in ("library-events", "library-volunteers")
    )


def test_drafts_are_in_the_systems_file_and_in_no_members(client_of, tmp_path: Path) -> None:
    make_figure(make_indicator(), "2021-22-Q3", "12.34")
    assert "12.34%" in export(tmp_path / "open.csv", quarter="2021-22-Q3").read_text(encoding="utf-8")
    assert "12.34" in client_of("officer").get("/download/kpis.csv?quarter=2021-22-Q3").content.decode()
    assert client_of("member").get("/download/kpis.csv?quarter=2021-22-Q3").status_code == 404


@pytest.mark.parametrize("file_format", sorted(FORMATS))
def test_every_format_is_written_whole(tmp_path: Path, file_format: str) -> None:
    path = export(tmp_path / f"kpis.{file_format}", file_format=file_format)
    assert path.read_bytes().startswith(SIGNATURES[file_format])
    assert path.stat().st_mode & 0o777 == 0o644
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("file_format", sorted(FORMATS))
def test_every_format_is_downloaded_by_its_name(client_of, file_format: str) -> None:
    response = client_of("member").get(f"/download/kpis.{file_format}")
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith(FORMATS[file_format].media_type)
    assert response.headers["Content-Disposition"] == f'attachment; filename="kpis-2021-22-Q2.{file_format}"'
    assert response.content.startswith(SIGNATURES[file_format])


def test_the_download_is_the_commands_file(client_of, paper: dict) -> None:
    assert by_name(client_of("member").get("/download/kpis.csv").content.decode()) == paper


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"quarter": "2021-22-Q9"}, "quarter"),
        ({"quarter": "never"}, "is not a period"),
        ({"quarter": "2031-32-Q1"}, "There is no reporting quarter 2031-32-Q1. There are: "),
        ({"file_format": "exe"}, "invalid choice"),
        ({"table": "secrets"}, "invalid choice"),
    ],
)
def test_what_cannot_be_written_is_said(tmp_path: Path, arguments: dict, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        export(tmp_path / "kpis.csv", **arguments)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(
        CommandError, match=r"could not be written: No such file or directory\. Nothing was left behind"
    ):
        export(tmp_path / "nowhere" / "kpis.csv")


def test_a_writer_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kpis.csv"
    path.write_text("the old file")

    def run_out_of_space(document, file_format, stream) -> None:
        stream.write(b"half a fi")
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("committee.management.commands.export_table.write", run_out_of_space)
    with pytest.raises(CommandError, match="No space left on device"):
        export(path)
    assert path.read_text() == "the old file"
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
