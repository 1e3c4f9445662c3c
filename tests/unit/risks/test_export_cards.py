"""Cards and cells of the register's files: what stands beside what, and what else a measure says."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from council.periods import Quarter
from council.sections import Line
from risks.export_cards import blocks, side_by_side
from risks.export_cells import measure_lines, outline_lines, score_cell, step_words
from risks.export_sheets import key_sheet
from risks.export_tables import key_section, register_tables
from risks.matrix import Step, parse_matrix
from risks.models import Action, Assessment, Control, Details, Entry, Place
from risks.selectors.register import Row, Standing, standing

LETTERS = parse_matrix(
    {
        "likelihood": [{"value": value} for value in "AB"],
        "impact": [
            {"value": 1, "label": "Minor"},
            {"value": 2, "label": "Severe", "label_opportunity": "Great"},
        ],
        "score": "grid",
        "grid": {"A1": 3, "A2": 4, "B1": 1, "B2": 2},
        "bands": [{"label": "High", "from": 3, "to": 3}],
        "appetite": 1,
        "tolerance": 2,
    }
)


def control(text: str, heading: str = "", owner: str = "", **fields: object) -> Control:
    return Control(text=text, heading=heading, owner=owner, **fields)


def action(text: str, heading: str = "", owner: str = "", **fields: object) -> Action:
    return Action(text=text, heading=heading, owner=owner, **fields)


def read(rows) -> list[tuple[str, ...]]:
    return [tuple(cell.reads for cell in row.cells) for row in rows]


class TestSideBySide:
    def test_the_same_heading_stands_in_the_same_row_whatever_its_capitals(self) -> None:
        controls = [control("one", "Capacity", "HR"), control("two", "Ways of working", "CMT")]
        actions = [action("three", "Ways of Working", "IT"), action("four", "Money", "S151")]
        assert read(side_by_side(controls, actions)) == [
            ("Capacity\n• one", "HR", "None", "Not applicable"),
            ("Ways of working\n• two", "CMT", "Ways of Working\n• three", "IT"),
            ("None", "Not applicable", "Money\n• four", "S151"),
        ]

    def test_owners_under_one_heading_have_a_row_each(self) -> None:
        controls = [
            control("one", "Data", "HR"),
            control("two", "Data", "HR"),
            control("three", "Data", "IT"),
        ]
        assert [[each.text for each in block] for block in blocks(controls)] == [["one", "two"], ["three"]]
        assert read(side_by_side(controls, [action("four", "Data")])) == [
            ("Data\n• one\n• two", "HR", "Data\n• four", "Not available"),
            ("Data\n• three", "IT", "None", "Not applicable"),
        ]

    def test_nothing_is_no_row(self) -> None:
        assert read(side_by_side([], [])) == []


class TestMeasureLines:
    def test_a_heading_is_said_once_and_a_sub_heading_again_under_another_heading(self) -> None:
        measures = [
            control("one", "A", sub_heading="s"),
            control("two", "A", sub_heading="s", sub_items=["under two"]),
            control("three", "B", sub_heading="s"),
        ]
        assert [(line.kind, line.text) for line in measure_lines(measures)] == [
            ("heading", "A"),
            ("sub_heading", "s"),
            ("bullet", "one"),
            ("bullet", "two"),
            ("sub_bullet", "under two"),
            ("heading", "B"),
            ("sub_heading", "s"),
            ("bullet", "three"),
        ]

    def test_the_owner_where_it_has_no_column(self) -> None:
        measures = [control("one", owner="HR"), control("two", owner="HR"), control("three", owner="IT")]
        assert [line.text for line in measure_lines(measures, with_owner=True)] == [
            "Owner: HR",
            "one",
            "two",
            "Owner: IT",
            "three",
        ]

    def test_what_else_is_known(self) -> None:
        due, moved = datetime.date(2021, 9, 30), datetime.date(2022, 3, 31)
        assert [line.text for line in measure_lines([control("one", adequacy="good")])] == [
            "one (adequacy: good)"
        ]
        first = action("two", status="in_progress", due_on=due, progress="Half done.")
        assert [line.text for line in measure_lines([first])] == [
            "two (in progress; due 30 September 2021)",
            "Progress: Half done.",
        ]
        later = action("three", due_on=due, revised_due_on=moved, revised_reason="No bids")
        assert [line.text for line in measure_lines([later])] == [
            "three (due 31 March 2022; first agreed for 30 September 2021: No bids)"
        ]


class TestOutlineLines:
    def test_a_single_point_is_a_sentence(self) -> None:
        assert list(outline_lines([{"items": [{"text": "Alone."}]}])) == [Line("Alone.")]

    def test_several_are_a_list_and_the_heading_of_a_single_one_stays(self) -> None:
        assert [line.kind for line in outline_lines([{"items": [{"text": "a"}, {"text": "b"}]}])] == [
            "bullet"
        ] * 2
        kept = [{"heading": "H", "owner": "CMT", "items": [{"text": "a", "sub_items": ["b"]}]}]
        assert [(line.kind, line.text) for line in outline_lines(kept, with_owner=True)] == [
            ("heading", "H"),
            ("text", "Owner: CMT"),
            ("bullet", "a"),
            ("sub_bullet", "b"),
        ]


class TestScores:
    def test_a_step_without_a_word_is_its_value(self) -> None:
        assert step_words(Step("A", "A"), opportunity=False) == "A"
        assert step_words(LETTERS.impact[1], opportunity=True) == "Great (2)"

    @pytest.mark.parametrize(
        ("score", "with_words", "reads"),
        [
            (Decimal(3), False, "● H 3 High"),
            (Decimal(3), True, "● H 3 High (Minor/A)"),
            (Decimal(4), True, "4 (Minor/A)"),
            (Decimal(4), False, "4"),
            (None, True, "Not available"),
        ],
    )
    def test_a_score_in_a_band_in_none_and_missing(
        self, score: Decimal | None, with_words: bool, reads: str
    ) -> None:
        place = Standing(LETTERS, False, LETTERS.likelihood[0], LETTERS.impact[0], score)
        cell = score_cell(place, with_words=with_words)
        assert cell.reads == reads
        assert cell.number == (score if cell.status is None else None)


class TestOtherMatrix:
    def test_its_key_has_its_own_size_words_and_lines(self) -> None:
        section = key_section(LETTERS, level=1)
        risks, opportunities = section.tables[:2]
        assert [column.heading for column in risks.columns] == [
            "Impact, and likelihood to the right",
            "B",
            "A",
        ]
        assert read(risks.rows) == [("Severe (2)", "2", "4"), ("Minor (1)", "1", "● H 3 High")]
        assert opportunities.rows[0].cells[0].text == "Great (2)"
        assert section.blocks[2:4] == (
            "Risks up to a score of 1 are within appetite.",
            "Risks up to a score of 2 are tolerated.",
        )

    def test_its_sheet_has_a_row_for_each_cell(self) -> None:
        assert read(key_sheet(LETTERS).rows) == [
            (
                "Severe (2) for a risk, Great (2) for an opportunity",
                "B",
                "2",
                "Not available",
                "Not available",
            ),
            (
                "Severe (2) for a risk, Great (2) for an opportunity",
                "A",
                "4",
                "Not available",
                "Not available",
            ),
            ("Minor (1)", "B", "1", "Not available", "Not available"),
            ("Minor (1)", "A", "3", "● H High", "● H High"),
        ]


def entry_row(kind: str, **fields: object) -> Row:
    entry = Entry(kind=kind)
    assessment = Assessment(entry=entry, ordinal=Quarter(2021, 3).ordinal, target_date_text="Ongoing")
    place = Place(entry=entry, ref="R1", key="r1", register_id=1)
    details = Details(entry=entry, title="Title")
    plain = {"place": place, "details": details, "quarter": Quarter(2021, 3), "matrix": LETTERS}
    return Row(**plain, assessment=assessment, **fields)


class TestTable:
    def test_what_has_no_column_of_its_own_is_said_below_what_has(self) -> None:
        row = entry_row(
            "risk",
            controls=[control("held")],
            actions=[action("done", kind="mitigating"), action("seized", kind="to_realise")],
        )
        row.assessment.progress = [{"items": [{"text": "going well"}]}]
        [(title, table)] = register_tables([row])
        cells = {column.key: cell for column, cell in zip(table.columns, table.rows[0].cells, strict=True)}
        assert title == "Risks"
        assert cells["controls"].text == "• held\nProgress\ngoing well"
        assert cells["actions"].text == "• done\nActions to realise\n• seized"
        assert cells["direction"].text == "Target date: Ongoing"
        assert cells["score"].reads == cells["residual"].reads == "Not available"

    def test_of_an_opportunity_progress_stands_first(self) -> None:
        row = entry_row("opportunity", controls=[control("held")], actions=[])
        row.assessment.progress = [{"items": [{"text": "going well"}]}]
        (_, risks), (title, table) = register_tables([row])
        assert (risks.rows, title) == ((), "Opportunities")
        assert table.rows[0].cells[4].text == "going well\nCurrent controls\n• held"

    def test_a_standing_of_nothing(self) -> None:
        assert standing(None, "current", LETTERS, False).score is None
