"""All tables of a document as one rectangle of text, for CSV."""

from typing import NamedTuple

from council.sections import Cell, Column, Document, Row, Table, numbered_notes, tables_of


class FlatTable(NamedTuple):
    """One header row and rows of the same length."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def flat_table(document: Document) -> FlatTable:
    """Merge every table of the document into one.

    Columns are joined by key; a cell is blank only where its table has no such column. The path of headings and the
    table's caption become leading columns (unless the document names them ""), and the footnotes, written out, a
    last one where there are any. A note of a table that no cell refers to speaks of all its rows.
    """
    document = document.for_sheets
    tables = list(tables_of(document))
    notes = numbered_notes(document)
    columns = _union_of_columns([table for _, table in tables])
    has_notes = any(table.notes or _keys(row) for _, table in tables for row in table.rows)

    headings = [heading for heading in (document.section_heading, document.table_heading) if heading]
    for column in columns:
        taken = column.heading.casefold() in {heading.casefold() for heading in headings}
        headings.append(f"{column.heading} ({column.key})" if taken else column.heading)
    if has_notes:
        headings.append("Footnotes")

    rows: list[tuple[str, ...]] = []
    for path, table in tables:
        leading = ((document.section_heading, path), (document.table_heading, table.caption))
        position = {column.key: at for at, column in enumerate(table.columns)}
        referred = {key for row in table.rows for key in _keys(row)}
        common = [note.key for note in table.notes if note.key not in referred]
        for row in table.rows:
            line = [text for heading, text in leading if heading]
            line += [_words(row.cells[position[c.key]]) if c.key in position else "" for c in columns]
            if has_notes:
                line.append("; ".join(notes[key].text for key in dict.fromkeys([*_keys(row), *common])))
            rows.append(tuple(line))
    return FlatTable(tuple(headings), tuple(rows))


def _keys(row: Row) -> list[str]:
    """The keys of the notes that a row's cells refer to."""
    return [key for cell in row.cells for key in cell.notes]


def _words(cell: Cell) -> str:
    """The cell in words. A rating goes without its shape, which is a sign for the eye."""
    return cell.status.words if cell.status else cell.reads


def _union_of_columns(tables: list[Table]) -> list[Column]:
    """The columns of all tables, each key once, a new one standing after its left-hand neighbour."""
    union: list[Column] = []
    for table in tables:
        place = 0
        for column in table.columns:
            keys = [seen.key for seen in union]
            if column.key in keys:
                place = keys.index(column.key) + 1
            else:
                union.insert(place, column)
                place += 1
    return union
