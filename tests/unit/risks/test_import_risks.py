"""bin/manage import_risks --dry-run: scores on standard output, findings on standard error."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

LETTERED = {
    "likelihood": [{"value": letter, "label": f"Chance {letter}"} for letter in "ABCD"],
    "impact": [{"value": number, "label": f"Harm {number}"} for number in (1, 2, 3)],
    "score": "grid",
    "grid": {
        f"{letter}{number}": place * 3 + number for place, letter in enumerate("ABCD") for number in (1, 2, 3)
    },
    "bands": [{"label": "Green", "from": 1, "to": 6}, {"label": "Red", "from": 7, "to": 12}],
}


def run(tmp_path: Path, register: str, **options: object) -> tuple[str, str, str]:
    path, out, err = tmp_path / "register.csv", io.StringIO(), io.StringIO()
    path.write_text(register, encoding="utf-8")
    refused = ""
    try:
        call_command(
            "import_risks", path, register="corporate", stdout=out, stderr=err, **{"dry_run": True} | options
        )
    except CommandError as error:
        refused = str(error)
    return out.getvalue(), err.getvalue(), refused


def test_a_register_with_another_matrix(tmp_path: Path) -> None:
    matrix = tmp_path / "matrix.json"
    matrix.write_text(json.dumps(LETTERED), encoding="utf-8")
    out, err, refused = run(
        tmp_path, "Impact,likelihood,title,ref\n3,a,Floods,R1\nHarm 2,Chance D,Fire,R2\n", matrix=matrix
    )
    assert (err, refused) == ("", "")
    assert out == "ref,score,band,target_score,target_band\nR1,3,Green,,\nR2,11,Red,,\n"


def test_findings_are_named_one_a_line_and_every_entry_is_printed(tmp_path: Path) -> None:
    out, err, refused = run(
        tmp_path,
        "ref,title,likelihood,impact,score,owner\nR1,Floods,Major,Major,16,Head\nR2,Fire,Rare,Minor,3,\n",
    )
    assert [line.split(": ")[:2] for line in err.splitlines()] == [
        ["R1", "wrong_axis"], ["R2", "score_mismatch"], ["R2", "missing_owner"],
    ]  # fmt: skip
    assert out.splitlines()[1:] == ["R1,,,,", "R2,2,Low,,"]
    assert refused.startswith("3 findings: nothing would be imported.")


def test_dates_are_checked_against_the_day_that_is_asked(tmp_path: Path) -> None:
    from datetime import date

    register = "ref,title,likelihood,impact,target_date\nR1,Floods,5,5,2022-03-31\n"
    assert run(tmp_path, register, on=date(2022, 3, 31))[2] == ""
    assert "date_passed" in run(tmp_path, register, on=date(2022, 4, 1))[1]


@pytest.mark.parametrize(
    ("content", "words"),
    [("{", "is not JSON"), ('{"likelihood": []}', "at least two steps"), ("\udcff", "not a UTF-8 text file")],
)
def test_a_matrix_that_cannot_be_used(tmp_path: Path, content: str, words: str) -> None:
    matrix = tmp_path / "matrix.json"
    matrix.write_bytes(content.encode("utf-8", "surrogateescape"))
    assert words in run(tmp_path, "ref,title,likelihood,impact\n", matrix=matrix)[2]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert "no column likelihood" in run(tmp_path, "ref,title,impact\nR1,Floods,5\n")[2]
    assert "No such file" in run(tmp_path, "x", matrix=tmp_path / "none.json")[2]
    with pytest.raises(CommandError, match="Check the name"):
        call_command("import_risks", tmp_path / "none.csv", register="corporate", dry_run=True)


def test_without_a_dry_run_it_says_that_registers_are_not_kept_yet(tmp_path: Path) -> None:
    assert "Add --dry-run" in run(tmp_path, "ref,title,likelihood,impact\n", dry_run=False)[2]
