"""Definitions from a file: what it would change, all or nothing, and nothing from a file just exported."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from council.models import AuditEntry
from council.periods import Slot
from kpis.actions import definition_files, definitions
from kpis.actions.definition_files import Plan, import_definitions, plan
from kpis.models import Definition, Indicator, IndicatorGroup, SeriesBreak
from kpis.selectors import definition_entries
from kpis.selectors import definitions as selectors
from tests.factories import make_indicator

pytestmark = pytest.mark.django_db

NEW = """  - slug: {slug}
    name: {name}
    service: highways
    value_type: number
    good_is: low
    frequency: quarterly
    basis: quarter
"""


def with_new(slug: str, name: str = "New one", more: str = "") -> str:
    """A file with nothing but one indicator in it."""
    return "indicators:\n" + NEW.format(slug=slug, name=name) + more


def findings(text: str) -> list[str]:
    return [str(finding) for finding in plan(text).findings]


def given_all_kinds(person) -> None:
    """Indicators with something in every field."""
    make_indicator("part-one", lag=1), make_indicator("part-two", importance="corporate")
    make_indicator(
        "whole",
        group=IndicatorGroup.objects.get(slug="recycling"),
        calculation={"kind": "ratio", "of": ["part-one", "part-two"], "times": "100"},
        tolerance=Decimal("2.50"),
        dead_band=Decimal("0.1"),
        description="First: line\nSecond 'line'",
        identifiers=[{"framework": "ASCOF", "code": "2B(1)"}],
        footnotes=["1", "no"],
        introduced_on=datetime.date(2020, 4, 1),
        retired_on=datetime.date(2022, 3, 31),
    )
    indicator = Indicator.objects.get(slug="whole")
    for put in (definitions.break_series, definitions.note_event):
        put(indicator=indicator, slot=Slot.parse("2021-22-Q1"), reason="Why: this", by=person("performance"))


def test_what_was_exported_changes_nothing(person) -> None:
    given_all_kinds(person)
    text = definition_entries.export()
    versions = Definition.objects.count()
    result = import_definitions(text, by=person("performance"))
    assert result.findings == []
    assert result.is_empty
    assert result.unchanged == Indicator.objects.count()
    assert Definition.objects.count() == versions
    assert definition_entries.export() == text


def test_export_asks_few_questions_whatever_the_number(person, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(6):
        definition_entries.export()


def test_a_change_shows_field_by_field_and_is_written(person) -> None:
    given_all_kinds(person)
    text = (
        definition_entries.export()
        .replace("tolerance: 2.50", "tolerance: 3")
        .replace("reason: 'Why: this'", "reason: Another", 1)
        .replace("name: Recycling", "name: Waste", 1)
    )
    result = import_definitions(text, by=person("performance"), source="the file new.yaml")
    [step] = result.changed
    assert [(change.label, change.old, change.new) for change in step.changes] == [
        ("Tolerance", "2.5%", "3%"),
        ("Breaks in the series", "2021-22-Q1: Why: this", "2021-22-Q1: Another"),
    ]
    assert [(change.old, change.new) for change in result.renamed_groups] == [("Recycling", "Waste")]
    written = selectors.current("whole")
    assert (written.tolerance, written.version, written.reason) == (3, 2, "From the file new.yaml.")
    assert [mark.reason for mark in selectors.breaks(written.indicator)] == ["Another"]
    assert SeriesBreak.objects.filter(indicator=written.indicator).count() == 2
    assert definition_entries.export() == text


def test_indicators_that_the_file_does_not_name_stay(person) -> None:
    before = Indicator.objects.count()
    result = import_definitions(with_new("new-one"), by=person("performance"))
    assert ([step.entry.slug for step in result.added], result.changed) == (["new-one"], [])
    assert len(result.left_alone) == before
    new = selectors.current("new-one")
    assert (new.name, new.directorate, new.version) == ("New one", new.service.directorate, 1)


def test_parts_are_written_before_what_is_worked_out_from_them(person) -> None:
    text = with_new("whole", more="    calculation: {kind: sum, of: [z-one, z-two]}\n")
    text += NEW.format(slug="z-one", name="One") + NEW.format(slug="z-two", name="Two")
    result = import_definitions(text, by=person("performance"))
    assert result.findings == []
    assert selectors.current("whole").calculation == {"kind": "sum", "of": ["z-one", "z-two"]}


def test_a_circle_in_the_file_is_found_at_its_line(person) -> None:
    text = with_new("one", "One", "    calculation: {kind: sum, of: [two, three]}\n")
    text += NEW.format(slug="two", name="Two") + "    calculation: {kind: sum, of: [one, three]}\n"
    text += NEW.format(slug="three", name="Three")
    assert [finding.split(": ", 3)[:3] for finding in findings(text)] == [
        ["line 9", "one", "calculation"],
        ["line 17", "two", "calculation"],
    ]


def test_everything_or_nothing(person) -> None:
    before = definition_entries.export()
    text = with_new("good-one") + NEW.format(slug="bad-one", name="Bad").replace("highways", "roads-dept")
    result = import_definitions(text, by=person("performance"))
    assert [str(finding) for finding in result.findings] == [
        'line 11: bad-one: service: This council has no service "roads-dept". Have it added first, or name one that is '
        "here."
    ]
    assert definition_entries.export() == before


@pytest.mark.parametrize(
    ("more", "finding"),
    [
        (
            "    unit: " + "x" * 41 + "\n",
            "line 9: new-one: unit: Ensure this value has at most 40 characters",
        ),
        ("    second_unit: x\n", "line 2: new-one: second_measure: Name the second measure"),
        ("    calculation: {kind: sum, of: [nobody, recycling]}\n", "There is no indicator “nobody”"),
        (
            "    breaks: [{from: 2021-22, reason: A}, {from: 2021-22, reason: B}]\n",
            "line 9: new-one: breaks: Two stand at one place. Write them as one.",
        ),
    ],
)
def test_what_contradicts_itself_is_found(person, more: str, finding: str) -> None:
    assert finding in findings(with_new("new-one", more=more))[0]


def test_somebody_changed_a_definition_since_the_file_was_looked_at(person) -> None:
    seen = plan(with_new("new-one")).seen
    definitions.revise(
        selectors.current("audit-report"), by=person("performance"), reason="x", owner="Auditor"
    )
    with pytest.raises(definition_files.DefinitionsChanged):
        import_definitions(with_new("new-one"), by=person("performance"), seen=seen)
    assert selectors.current("new-one") is None


@pytest.mark.parametrize("username", ["officer", "approver", "auditor", "member", "admin"])
def test_only_for_the_performance_lead(person, username: str) -> None:
    with pytest.raises(PermissionDenied):
        import_definitions(with_new("new-one"), by=person(username))


def test_an_empty_plan() -> None:
    assert Plan(seen="").is_empty


class TestCommands:
    def test_export_to_a_file_and_import_again(self, tmp_path: Path, capsys) -> None:
        file = tmp_path / "definitions.yaml"
        call_command("export_definitions", output=file)
        call_command("export_definitions")
        said = capsys.readouterr().out
        assert said == f"Wrote {file}.\n" + file.read_text(encoding="utf-8")
        file.write_text(
            file.read_text(encoding="utf-8").replace("name: Audit report", "name: Audit"), "utf-8"
        )
        call_command("import_definitions", file, dry_run=True)
        said = capsys.readouterr().out
        assert said.splitlines()[0] == "audit-report: name: Audit report -> Audit"
        assert said.splitlines()[-1] == "This was a trial: nothing was written."
        assert selectors.current("audit-report").name == "Audit report"
        call_command("import_definitions", file)
        assert capsys.readouterr().out.splitlines()[1].startswith("Added: 0. Changed: 1. Unchanged: ")
        assert selectors.current("audit-report").name == "Audit"
        entry = AuditEntry.objects.filter(table="kpis_definition", action="insert").latest("pk")
        assert (entry.system, entry.who.username) == ("import_definitions", "performance")

    def test_findings_are_named_and_nothing_is_written(self, tmp_path: Path, capsys) -> None:
        file = tmp_path / "definitions.yaml"
        file.write_text(with_new("new-one").replace("low", "less"), encoding="utf-8")
        with pytest.raises(CommandError, match="Nothing was imported: 1 thing needs to be mended"):
            call_command("import_definitions", file)
        assert 'line 6: new-one: good_is: "less" is not known here.' in capsys.readouterr().err
        assert selectors.current("new-one") is None

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"\xff\xfe\x00", "is not saved as UTF-8"),
            (b"nothing", "The file has no list called indicators"),
            (b"x" * (2 * 1024 * 1024 + 1), "smaller than 2MB"),
        ],
    )
    def test_files_that_cannot_be_read(self, tmp_path: Path, content: bytes, sentence: str) -> None:
        file = tmp_path / "definitions.yaml"
        file.write_bytes(content)
        with pytest.raises(CommandError, match=f"{sentence}.*Nothing was imported"):
            call_command("import_definitions", file)

    def test_a_file_that_is_not_there_and_a_place_that_cannot_be_written(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="is not a file"):
            call_command("import_definitions", tmp_path)
        with pytest.raises(CommandError, match="Check the folder"):
            call_command("export_definitions", output=tmp_path / "none" / "x.yaml")
