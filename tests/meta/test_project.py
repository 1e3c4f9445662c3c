"""Promises about the project as a whole that people forget."""

from __future__ import annotations

import ast
import json
import re
from io import StringIO
from pathlib import Path

import plotly.offline
import pytest
import yaml
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.backends.postgresql.psycopg_any import is_psycopg3

from kpis.schemes import parse_scheme

ROOT = Path(__file__).resolve().parents[2]
OURS = ("council", "kpis", "risks", "complaints", "committee")
LONGEST = 450

#: Tables without an entry for each row in the audit trail, and why.
NOT_AUDITED = {
    "council_auditentry": "the trail itself, which the database lets nobody change",
    "council_outboxmessage": "work to do, not a fact about the council; kept thirty days",
    "council_job": "says itself who asked, when, and what came of it",
    "complaints_standing": "worked out from rows that are audited; superseding, so it is its own history",
}
BY_STATEMENT = {
    "kpis_rating": "derived, by the hundred thousand: one entry for each statement",
    "committee_publishedrecord": "written once by freezing, by the thousand: one entry for each statement",
    "complaints_equalityanswer": "an entry for a row would stand beside the case that was logged with it",
}

SCHEMES = sorted((ROOT / "fixtures" / "reference" / "schemes").glob("*.yaml"))
PYTHON = [
    path
    for folder in (*OURS, "bin", "tests")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts
]
TEST_MODULES = [path for path in PYTHON if path.name.startswith("test_")]


def our_tables() -> set[str]:
    models = (
        model for app in OURS for model in apps.get_app_config(app).get_models(include_auto_created=True)
    )
    return {model._meta.db_table for model in models if model._meta.managed}


def triggers() -> dict[str, set[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT event_object_table, trigger_name || ':' || event_manipulation FROM information_schema.triggers"
        )
        found: dict[str, set[str]] = {}
        for table, event in cursor.fetchall():
            found.setdefault(table, set()).add(event)
    return found


@pytest.mark.django_db
def test_every_table_is_audited_or_says_why_not() -> None:
    """Bar T3. django's own table of groups and permissions is not used: roles are rows of ours."""
    present = triggers()
    every_change = {f"audit_{event}:{event.upper()}" for event in ("insert", "update", "delete")}
    audited = {table for table in our_tables() if every_change <= present.get(table, set())}
    not_used = {"council_user_groups", "council_user_user_permissions"}
    assert our_tables() - audited == {*NOT_AUDITED, *BY_STATEMENT, *not_used}
    for table in BY_STATEMENT:
        assert "audit_insert:INSERT" in present[table]
        assert {"append_only:UPDATE", "append_only:DELETE"} <= present[table]
    with connection.cursor() as cursor:
        for table in not_used:
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    output = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=output)
    assert "No changes detected" in output.getvalue()


def test_the_driver_is_psycopg2() -> None:
    """Django would prefer psycopg 3 if a dependency pulled it in, and the outbox and COPY are tested with this one."""
    assert not is_psycopg3


def test_plotly_in_python_and_in_the_browser_are_the_same_version() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    served = lock["packages"]["node_modules/plotly.js-basic-dist-min"]["version"]
    assert plotly.offline.get_plotlyjs_version() == served


def test_there_are_reference_schemes() -> None:
    assert len(SCHEMES) >= 8


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_every_reference_scheme_is_read_and_named_after_its_file(path: Path) -> None:
    scheme = parse_scheme(yaml.safe_load(path.read_text(encoding="utf-8")))
    assert scheme.name == path.stem
    assert scheme.statuses and scheme.rules[-1].when is None


def test_decisions_are_numbered_as_their_files() -> None:
    seen = []
    for path in sorted((ROOT / "docs" / "adr").glob("*.md")):
        number = re.match(r"(\d{4})-[a-z0-9-]+\.md$", path.name)
        assert number, path.name
        assert path.read_text(encoding="utf-8").startswith(f"# {number[1]} "), path.name
        seen.append(int(number[1]))
    assert seen
    assert seen == list(range(1, len(seen) + 1))


def test_decisions_that_code_names_exist() -> None:
    named = {
        number
        for path in PYTHON
        if "meta" not in path.parts
        for number in re.findall(r"\bADR (\d{4})\b", path.read_text(encoding="utf-8"))
    }
    written = {path.name[:4] for path in (ROOT / "docs" / "adr").glob("*.md")}
    assert named <= written


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_too_long_or_unfinished(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST
    unfinished = "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3))
    assert not re.search(rf"\b({unfinished})\b", text)


@pytest.mark.parametrize("path", TEST_MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_test_module_has_tests_and_skips_none(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert any(name.startswith("test_") for name in names)
    marks = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not marks & {"skip", "skipif", "xfail", "importorskip"}


def test_tests_mirror_the_code() -> None:
    """A folder of tests/unit is a folder of the project (or its fixtures)."""
    folders = {
        path.name
        for path in (ROOT / "tests" / "unit").iterdir()
        if path.is_dir() and path.name != "__pycache__"
    }
    assert folders <= {*OURS, "local", "fixtures"}
