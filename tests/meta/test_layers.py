"""Imports point down, apps never import their siblings, and pure modules know neither Django nor a clock.

committee > kpis | risks | complaints > council
views and commands > actions > tasks > work done by tasks > selectors > models > pure modules
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("council", "kpis", "risks", "complaints", "committee")
MAY_IMPORT_APPS = {
    "council": {"council"},
    "kpis": {"kpis", "council"},
    "risks": {"risks", "council"},
    "complaints": {"complaints", "council"},
    "committee": set(APPS),
}

#: Layers from the top down; a module may import from its own layer and those below. The first pattern that fits decides.
LAYERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "wiring",
        (
            "council.settings",
            "council.urls",
            "council.wsgi",
            "council.access_log",
            "*.urls",
            "*.apps",
            "*.migrations.*",
        ),
    ),
    (
        "doors",
        (
            "*.views",
            "*.views.*",
            "*.management.commands.*",
            "committee.management.meetings",
            "committee.api",
            "committee.api.*",
            "council.management.row_command",
            "council.management.acting",
            "council.middleware",
            "council.context",
            "council.sign_in",
        ),
    ),
    ("gate", ("council.access",)),
    ("what is loaded at set-up", ("*.demo", "*.demo.*", "kpis.reference")),
    ("tasks", tuple(f"{app}.tasks" for app in APPS)),
    ("work done by tasks", ("kpis.actions.ratings",)),
    (
        "actions",
        (
            "*.actions.*",
            "council.outbox",
            "council.celery",
        ),
    ),
    # Whole papers and files, made of what presentation makes.
    (
        "documents",
        (
            "committee.exports",
            "committee.exports.*",
            "committee.tables_for_export",
            "committee.appendices",
            "committee.house_style_forms",
            "committee.selectors.papers",
            "committee.selectors.paper_drafts",
        ),
    ),
    # Beside the selectors, never querying: they take rows and return words, tables, charts.
    (
        "presentation",
        (
            "*.tables",
            "*.charts",
            "council.control_charts",
            "*.exports",
            "*.export_cards",
            "*.export_cases",
            "*.export_cells",
            "*.export_sheets",
            "*.export_tables",
            "*.filters",
            "*.forms",
            "*_forms",
            "*_tables",
            "council.fields",
            "*.templatetags.*",
        ),
    ),
    ("selectors", ("*.selectors", "*.selectors.*", "*.visibility")),
    ("words", ("*.presenters", "council.svg", "council.bars", "council.chart_data")),
    ("models", ("*.models", "*.models.*", "council.audit", "council.authorization", "council.staticfiles")),
    ("pure", ("*",)),
)
ORDER = [name for name, _ in LAYERS]

#: Modules without ORM, settings or clock; found again below, so that a pure module cannot lose its purity unseen.
PURE = (
    "council.periods",
    "council.period_kinds",
    "council.deadlines",
    "council.reminders",
    "council.sections",
    "council.row_files",
    "council.working_days",
    "council.rag",
    "council.bars",
    "council.chart_data",
    "council.file_kinds",
    "council.icalendar",
    "council.spreadsheets",
    "council.spreadsheets.archive",
    "council.spreadsheets.grid",
    "council.spreadsheets.ods",
    "council.spreadsheets.text",
    "council.spreadsheets.values",
    "council.spreadsheets.xlsx",
    "committee.claims",
    "committee.contradictions",
    "committee.together_words",
    "committee.exempt",
    "committee.exports.pack_contents",
    "committee.house_order",
    "committee.notice",
    "committee.pack_data",
    "committee.paper_words",
    "committee.reconcile",
    "committee.reconcile.arithmetic_rules",
    "committee.reconcile.calendar_rules",
    "committee.reconcile.changes",
    "committee.reconcile.comparison_rules",
    "committee.reconcile.complaint_relations",
    "committee.reconcile.date_rules",
    "committee.reconcile.event_rules",
    "committee.reconcile.facts",
    "committee.reconcile.judging",
    "committee.reconcile.list_rules",
    "committee.reconcile.marked",
    "committee.reconcile.names",
    "committee.reconcile.repetition_rules",
    "committee.reconcile.risk_facts",
    "committee.reconcile.risk_rules",
    "committee.reconcile.series_rules",
    "committee.reconcile.shares",
    "committee.reconcile.stated",
    "committee.reconcile.statement_rules",
    "committee.reconcile.times",
    "committee.reconcile.totals",
    "committee.reconcile.trend_rules",
    "committee.reconcile.unit_rules",
    "committee.reconcile.value_rules",
    "committee.reconcile.values",
    "committee.reconcile.wording",
    "committee.standing_items",
    "complaints.clocks",
    "complaints.differences",
    "complaints.drill_down",
    "complaints.due_dates",
    "complaints.ombudsman_statistics",
    "complaints.personal_marks",
    "complaints.figure_counts",
    "complaints.figure_entries",
    "complaints.figure_kinds",
    "complaints.figure_list",
    "complaints.figure_sums",
    "complaints.figure_topics",
    "complaints.figure_words",
    "complaints.figures",
    "complaints.published_numbers",
    "complaints.report_graphs",
    "complaints.report_sentences",
    "complaints.report_outline",
    "complaints.suppression",
    "complaints.due_marks",
    "complaints.equality_questions",
    "complaints.log_columns",
    "complaints.log_rows",
    "complaints.offers",
    "complaints.written_days",
    "complaints.outcomes",
    "complaints.pause_grounds",
    "complaints.reminders",
    "complaints.stage_warnings",
    "complaints.text_parts",
    "complaints.procedure_pages",
    "complaints.procedures",
    "complaints.references",
    "complaints.recurrence",
    "complaints.retention",
    "complaints.stage_dates",
    "complaints.stage_moves",
    "complaints.synthetic",
    "complaints.synthetic.complaints",
    "complaints.synthetic.diary",
    "complaints.synthetic.enquiries",
    "complaints.synthetic.made",
    "complaints.synthetic.making",
    "complaints.synthetic.margins",
    "complaints.synthetic.plan",
    "complaints.synthetic.reading",
    "complaints.synthetic.sorting",
    "complaints.synthetic.spread",
    "kpis.bands",
    "kpis.benchmarks",
    "kpis.calculations",
    "kpis.commentary_text",
    "kpis.control_chart",
    "kpis.definition_rules",
    "kpis.definition_words",
    "kpis.definitions_file",
    "kpis.due",
    "kpis.entries",
    "kpis.exceptions",
    "kpis.imported_rows",
    "kpis.imports",
    "kpis.profiles",
    "kpis.rating",
    "kpis.rating_reasons",
    "kpis.rating_sql",
    "kpis.rating_sums",
    "kpis.rating_values",
    "kpis.scheme_rows",
    "kpis.scheme_words",
    "kpis.reminders",
    "kpis.scheme_yaml",
    "kpis.sanity",
    "kpis.schemes",
    "kpis.series",
    "kpis.small_numbers",
    "kpis.stateless",
    "kpis.topics",
    "kpis.upload_words",
    "kpis.what_moved",
    "kpis.written_numbers",
    "risks.bands",
    "risks.checks",
    "risks.confidence",
    "risks.detail_changes",
    "risks.escalation",
    "risks.imports",
    "risks.matrix",
    "risks.matrix_text",
    "risks.measure_changes",
    "risks.matrix_values",
    "risks.movement_words",
    "risks.outlines",
    "risks.references",
    "risks.register_rows",
    "risks.reminders",
    "risks.step_texts",
    "risks.target_dates",
    "risks.travel",
)
CLOCKS = {"now", "today", "utcnow", "localdate", "localtime", "time", "monotonic"}


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for app in APPS for path in sorted((ROOT / app).rglob("*.py"))}


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def walk(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node but those under `if TYPE_CHECKING`, which are never run."""
    for node in ast.iter_child_nodes(tree):
        if not is_type_checking(node):
            yield node
            yield from walk(node)


def imports(path: Path) -> set[str]:
    """The modules that a file imports, ours by their full name (a name imported from a package may be a module)."""
    found: set[str] = set()
    for node in walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                longer = f"{node.module}.{alias.name}"
                found.add(longer if longer in MODULES else node.module)
    return found


def ours(path: Path) -> set[str]:
    return {name for name in imports(path) if name.split(".")[0] in APPS}


def layer(module: str) -> int:
    return next(
        number
        for number, (_, patterns) in enumerate(LAYERS)
        if any(fnmatch(module, pattern) for pattern in patterns)
    )


def test_the_reader_sees_imports() -> None:
    assert "kpis.rating" in ours(MODULES["kpis.selectors.outcomes"])
    assert "kpis.selectors.dashboard" in ours(MODULES["committee.views.pages"])
    assert "council.models" not in ours(MODULES["council.authorization"]), "only for type checking"


@pytest.mark.parametrize("module", MODULES)
def test_apps_import_only_what_is_below_them(module: str) -> None:
    app = module.split(".")[0]
    if module == "council.urls":  # includes the apps' addresses by name
        return
    assert {name.split(".")[0] for name in ours(MODULES[module])} <= MAY_IMPORT_APPS[app]


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_down(module: str) -> None:
    above = {
        name: ORDER[layer(name)]
        for name in ours(MODULES[module])
        if layer(name) < layer(module) and name != module
    }
    assert above == {}, f"{module} is of the layer {ORDER[layer(module)]}"


@pytest.mark.parametrize("module", PURE)
def test_pure_modules_know_neither_django_nor_what_is_not_pure(module: str) -> None:
    found = imports(MODULES[module])
    assert not {
        name
        for name in found
        if name.split(".")[0] in {"django", "celery", "redis", "psycopg2", "os", "pathlib"}
    }
    assert {name for name in found if name.split(".")[0] in APPS} <= {*PURE, "kpis"}


@pytest.mark.parametrize("module", PURE)
def test_pure_modules_have_no_clock(module: str) -> None:
    called = {
        node.func.attr
        for node in walk(ast.parse(MODULES[module].read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not called & CLOCKS


@pytest.mark.parametrize(
    "module", [name for name in MODULES if ".views" in name or name.endswith(".templatetags.outturn")]
)
def test_views_reach_data_through_selectors_that_know_the_person(module: str) -> None:
    """Bar A6: no `Model.objects` in a view."""
    managers = [
        node.lineno
        for node in walk(ast.parse(MODULES[module].read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager", "_base_manager"}
    ]
    assert managers == [], f"{module}, lines {managers}: ask a selector, or visible_to(user)"


@pytest.mark.parametrize(
    "module", [name for name in MODULES if name.endswith((".tables", ".charts", ".exports", ".presenters"))]
)
def test_presentation_never_queries(module: str) -> None:
    managers = [
        node.lineno
        for node in walk(ast.parse(MODULES[module].read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "objects"
    ]
    assert managers == []
