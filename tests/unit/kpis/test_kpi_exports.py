"""The committee's table as a document, built from the dashboard's rows without a query."""

import datetime

import pytest

from council.periods import Quarter, Slot
from council.sections import Document, Table, tables_of
from kpis.export_tables import history_slots
from kpis.exports import kpi_document, series_document
from kpis.selectors import dashboard, indicator
from kpis.selectors.previous_targets import under_previous_target
from kpis.visibility import visible_to
from tests.factories import judged, make_figure, make_indicator, make_target

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2021, 11, 25, 12, tzinfo=datetime.UTC)


@pytest.fixture
def rows(q2) -> list[dashboard.IndicatorRow]:
    return dashboard.rows(q2, visible_to(None), with_history=True)


@pytest.fixture
def document(rows, q2, django_assert_num_queries) -> Document:
    under_previous = under_previous_target(rows, visible_to(None))
    with django_assert_num_queries(0):
        return kpi_document(
            rows, q2, under_previous=under_previous, council="Lancashire County Council", as_at=NOW
        )


def test_a_section_for_each_corporate_priority_in_order(document: Document) -> None:
    assert [section.title for section in document.sections] == [
        "Delivering better services",
        "Protecting our environment",
        "Supporting economic growth",
        "Caring for the vulnerable",
    ]
    assert (document.council, document.as_at) == ("Lancashire County Council", NOW)


def test_every_indicator_has_one_row_as_long_as_its_headings(document: Document) -> None:
    tables = [table for section in document.sections for table in section.tables]
    assert sum(len(table.rows) for table in tables) == 42
    for table in tables:
        assert {len(row.cells) for row in table.rows} == {len(table.columns)}


def test_captions_tell_tables_apart(document: Document) -> None:
    captions = [table.caption for section in document.sections for table in section.tables]
    assert len(captions) == len(set(captions))


def test_every_note_that_a_cell_names_is_printed_and_none_for_nothing(document: Document) -> None:
    for section in document.sections:
        for table in section.tables:
            printed = {note.key for note in table.notes}
            named = {key for row in table.rows for cell in row.cells for key in cell.notes}
            assert named <= printed
            assert printed - named <= {note.key for note in table.notes if "All figures" in note.text}


def test_the_key_explains_each_status_and_state_that_occurs(document: Document) -> None:
    assert [mark.code for mark in document.key] == ["green", "amber", "red", "not_due"]
    assert all(mark.word for mark in document.key)


def test_the_rating_under_the_previous_target_only_where_a_row_has_one(document: Document) -> None:
    tables = [table for section in document.sections for table in section.tables]
    found = {table.caption: _under_previous(table) for table in tables}
    assert [marks for marks in found.values() if marks] == [
        {
            "Number of visits to libraries (annual cumulative indicator)": "Requires improvement",
            "Number of PNET sessions (annual cumulative indicator)": "Requires improvement",
            "Number of library events organised (annual cumulative indicator)": "Requires improvement",
            "Number of e-downloads (annual cumulative indicator)": "On track",
            "Number of volunteers in libraries": "Requires improvement",
        }
    ]


def _under_previous(table: Table) -> dict[str, str]:
    """What a table prints in that column, by name of the indicator; nothing where it has no such column."""
    keys = [column.key for column in table.columns]
    if "under_previous" not in keys:
        return {}
    place = keys.index("under_previous")
    return {row.cells[0].text: row.cells[place].text for row in table.rows}


def test_a_note_says_which_target_it_was_where_the_target_column_does_not(q2: Quarter) -> None:
    """A year that asks for something else than the year before: nothing was replaced, so nothing is printed of it."""
    kpi = make_indicator()
    make_target(kpi, "2020-21", "80")
    make_target(kpi, "2021-22", "90")
    make_figure(kpi, "2021-22-Q2", "84")
    judged(kpi)
    view = visible_to(None)
    found = [row for row in dashboard.rows(q2, view, with_history=True) if row.definition.indicator == kpi]
    document = kpi_document(
        found, q2, under_previous=under_previous_target(found, view), council="A council", as_at=NOW
    )
    ((_, table),) = tables_of(document)
    cells = dict(zip([column.key for column in table.columns], table.rows[0].cells, strict=True))
    assert (cells["rating"].text, cells["under_previous"].text) == ("Requires improvement", "On track")
    (key,) = cells["under_previous"].notes
    notes = {note.key: note.text for note in table.notes}
    assert notes[key] == "Roads gritted on time: the previous target was 80%."


@pytest.mark.parametrize(
    ("slug", "columns"),
    [
        ("defects-4h-emergency", ["2019-20", "2020-21", "2021-22-Q1", "2021-22-Q2"]),
        ("rosebud-loans", ["2019-20", "2020-21-Q3", "2020-21-Q4", "2021-22-Q1", "2021-22-Q2"]),
        ("eet-16-17", ["2019-20", "2020-21", "2020-21-Q1", "2021-22-Q1"]),
        ("school-exclusions", ["2017-18", "2018-19", "2019-20"]),
        ("audit-report", []),
    ],
)
def test_the_columns_that_an_indicator_prints(rows, q2, slug: str, columns: list[str]) -> None:
    row = next(row for row in rows if row.definition.indicator.slug == slug)
    assert history_slots(row, q2) == [Slot.parse(column) for column in columns]


def test_the_series_of_one_indicator_with_its_reasons() -> None:
    page = indicator.page("defects-4h-emergency", visible_to(None))
    (section,) = series_document(page, council="Lancashire County Council", as_at=NOW).sections
    (table,) = section.tables
    newest = [cell.text for cell in table.rows[-1].cells]
    assert newest[:3] == ["Quarter 2 (July-Sep) 2021/22", "88.71%", "95%"]
    assert "Requires improvement" in newest[3]
    assert "88.71" in newest[4]
    assert len(table.rows) == 9  # five of the paper of 2018/19, four of them without a figure
