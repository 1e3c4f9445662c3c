"""bin/manage import_risks --dry-run: scores on standard output, findings on standard error, nothing written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from council.models import AuditEntry, User
from risks.models import Register
from tests.unit.risks import import_files
from tests.unit.risks.import_files import LETTERED, matrix_file

pytestmark = pytest.mark.django_db


def run(folder: Path, text: str, /, **options: object) -> tuple[str, str, str]:
    return import_files.run(folder, text, **{"dry_run": True} | options)


def test_a_register_with_another_matrix(tmp_path: Path) -> None:
    out, err, refused = run(
        tmp_path,
        "Impact,likelihood,title,ref\n3,a,Floods,R1\nHarm 2,Chance D,Fire,R2\n",
        matrix=matrix_file(tmp_path, LETTERED),
        register="anew",
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
    assert refused.startswith("3 findings, so nothing would be imported.")


def test_dates_are_checked_against_the_day_that_is_asked(tmp_path: Path) -> None:
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
    with pytest.raises(CommandError, match="Check its name and folder"):
        call_command("import_risks", tmp_path / "none.csv", register="corporate", dry_run=True)


def test_a_trial_needs_no_risk_lead_and_writes_nothing(tmp_path: Path) -> None:
    User.objects.filter(username="risk").update(is_active=False)
    before = AuditEntry.objects.count()
    out, err, refused = run(tmp_path, "ref,title,likelihood,impact\nR1,Floods,4,4\n", register="anew")
    assert (out.splitlines()[1:], err, refused) == (["R1,16,High,,"], "", "")
    assert AuditEntry.objects.count() == before
    assert not Register.objects.filter(slug="anew").exists()


def test_without_a_matrix_the_one_of_the_register_scores(tmp_path: Path) -> None:
    lettered = matrix_file(tmp_path, LETTERED)
    rows = "ref,title,likelihood,impact\nR1,Floods,D,3\n"
    assert import_files.run(tmp_path, rows, register="anew", matrix=lettered)[2] == ""
    assert run(tmp_path, rows, register="anew")[0].splitlines()[1:] == ["R1,12,Red,,"]
    assert "unknown_value" in run(tmp_path, rows)[1], "the corporate register has numbers"


def test_an_opportunity_has_the_bands_of_opportunities(tmp_path: Path) -> None:
    good = {**import_files.FOUR, "bands_opportunity": [{"label": "Promising", "from": 1, "to": 16}]}
    out, _, _ = run(
        tmp_path,
        "ref,title,kind,likelihood,impact,target_likelihood,target_impact\nO1,Grants,opportunity,2,2,4,4\n",
        matrix=matrix_file(tmp_path, good),
    )
    assert out.splitlines()[1:] == ["O1,4,Promising,16,Promising"]
