"""ODS: true numbers with their formats, header rows, language, no formula, nothing hidden."""

import pytest
from lxml import etree

from committee.exports.ods import _letters
from tests.unit.committee.exports.papers import ODF, exported, ods_part, paper, paper_saying
from tests.unit.committee.exports.test_csv import TRIGGERS

OFFICE, TABLE, STYLE, NUMBER = (f"{{{ODF[name]}}}" for name in ("office", "table", "style", "number"))


def test_figures_are_numbers_and_words_are_text() -> None:
    root = ods_part(exported(paper(), "ods"), "content.xml")
    cells = {"".join(cell.itertext()): cell for cell in root.iterfind(".//table:table-cell", ODF)}
    assert cells["88.71%"].get(f"{OFFICE}value-type") == "float"
    assert cells["88.71%"].get(f"{OFFICE}value") == "88.71"
    assert cells["-1.87%"].get(f"{OFFICE}value") == "-1.87"
    assert cells["● G On track"].get(f"{OFFICE}value-type") == "string"


def test_a_negative_number_has_a_format_with_its_own_sign() -> None:
    content = exported(paper(), "ods")
    root, shared = ods_part(content, "content.xml"), ods_part(content, "styles.xml")

    def number_style(name: str) -> etree._Element:
        return shared.find(f".//number:number-style[@style:name='{name}']", ODF)

    cell = next(c for c in root.iterfind(".//table:table-cell", ODF) if "".join(c.itertext()) == "-1.87%")
    style = root.find(f".//style:style[@style:name='{cell.get(f'{TABLE}style-name')}']", ODF)
    negative = number_style(style.get(f"{STYLE}data-style-name"))
    assert [child.text for child in negative] == ["-", None, "%", None]
    assert negative.find("number:number", ODF).get(f"{NUMBER}decimal-places") == "2"
    otherwise = negative.find("style:map", ODF)
    assert otherwise.get(f"{STYLE}condition") == "value()>=0"
    assert [child.text for child in number_style(otherwise.get(f"{STYLE}apply-style-name"))] == [None, "%"]


@pytest.mark.parametrize("payload", TRIGGERS)
def test_no_cell_is_a_formula(payload: str) -> None:
    root = ods_part(exported(paper_saying(payload), "ods"), "content.xml")
    cells = root.findall(".//table:table-cell", ODF)
    assert len(cells) > 10
    assert not any(cell.get(f"{TABLE}formula") for cell in cells)


def test_every_table_has_a_header_row_and_a_named_range_without_a_filter() -> None:
    root = ods_part(exported(paper(), "ods"), "content.xml")
    sheets = root.findall(".//table:table", ODF)
    assert [sheet.get(f"{TABLE}name") for sheet in sheets] == [
        "Cover",
        "Table 1",
        "Table 2",
        "Commentary",
        "Notes",
    ]
    assert all(len(sheet.findall("table:table-header-rows", ODF)) == 1 for sheet in sheets[1:])
    ranges = root.findall(".//table:database-range", ODF)
    assert [r.get(f"{TABLE}name") for r in ranges] == ["Table_1", "Table_2", "Commentary", "Notes"]
    assert ranges[0].get(f"{TABLE}target-range-address") == "$'Table 1'.$A$4:$'Table 1'.$E$7"
    assert {r.get(f"{TABLE}display-filter-buttons") for r in ranges} == {"false"}


def test_the_file_has_a_language_and_a_title_and_names_no_person() -> None:
    content = exported(paper(), "ods")
    properties = {child.tag.rpartition("}")[2]: child.text for child in ods_part(content, "meta.xml")[0]}
    assert properties["title"] == "Quarter 2 performance"
    assert properties["language"] == "en-GB"
    assert properties["creation-date"] == "2021-11-22T09:05:00Z"
    assert not {"creator", "initial-creator", "printed-by"} & set(properties)
    letters = ods_part(content, "styles.xml").find(".//style:default-style/style:text-properties", ODF)
    assert (letters.get(f"{{{ODF['fo']}}}language"), letters.get(f"{{{ODF['fo']}}}country")) == ("en", "GB")


def test_nothing_is_hidden() -> None:
    root = ods_part(exported(paper(), "ods"), "content.xml")
    assert not any(element.get(f"{TABLE}visibility") for element in root.iter())
    assert {p.get(f"{TABLE}display") for p in root.iterfind(".//style:table-properties", ODF)} <= {
        "true",
        None,
    }


@pytest.mark.parametrize(("column", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA")])
def test_columns_have_letters(column: int, letters: str) -> None:
    assert _letters(column) == letters
