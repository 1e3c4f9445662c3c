"""The report's sections, graphs and what the law wants to stand in it hang together."""

from __future__ import annotations

from complaints import figure_words as words
from complaints.figure_kinds import Cube
from complaints.figure_list import SECTIONS as PRINTED
from complaints.figure_list import figure_list
from complaints.figure_sums import report_figures
from complaints.figures import AUDIENCES
from complaints.models import choices
from complaints.report_graphs import graphs, graphs_of, tables
from complaints.report_outline import PARTS, SECTIONS, STATEMENTS, section_of, unanswered
from complaints.selectors.published import VERDICTS

NUMBERS = [section.number for section in SECTIONS]


def test_the_sections_are_those_of_the_report() -> None:
    assert [
        "i", "ii", "iii", "1.1", "1.2", "1.3",
        *(f"2.{n}" for n in range(1, 9)),
        *(f"3.{n}" for n in range(1, 11)),
    ] == NUMBERS  # fmt: skip
    assert {section.part for section in SECTIONS} == set(PARTS)
    assert section_of("2.9") is None


def test_every_figure_table_and_graph_stands_in_a_section() -> None:
    assert {place for topics in PRINTED.values() for place in topics.values()} <= set(NUMBERS)
    empty = report_figures(Cube(), 2020, suppressed=False)
    assert {table.section for table in (*graphs(empty), *tables(empty))} <= set(NUMBERS)
    assert [graph.number for graph in graphs_of(empty, "2.2")] == [5, 6]


def test_a_graph_of_nothing_says_so() -> None:
    empty = report_figures(Cube(), 2020, suppressed=False)
    told = {graph.number: graph.sentence(empty) for graph in graphs(empty)}
    assert told[7] == "Adult social care complaints by service type. There is nothing to show."
    assert told[1] == "Statutory complaints. Of 2020/21 there are no data. Of 2019/20 there are no data."


def test_statements_name_figures_and_sections_that_there_are() -> None:
    keys = figure_list(Cube(), ())
    for statement in STATEMENTS:
        assert set(statement.keys) <= set(keys), statement.what
        assert set(statement.sections) <= set(NUMBERS), statement.what
        assert statement.keys or statement.sections
    written = frozenset(NUMBERS)
    assert unanswered(written) == []
    assert {row.what for row in unanswered(written - {"1.1"})} == {
        "Matters of general importance that arose from complaints or from how they were handled"
    }


def test_the_words_are_those_of_the_models() -> None:
    assert dict(choices.Outcome.choices) == words.OUTCOMES
    assert dict(choices.Complainant.choices) == words.COMPLAINANTS
    assert {code: label for code, label in choices.Decision.choices if code} == words.DECISIONS
    areas = dict(choices.Area.choices)
    assert all(areas[area] == label for area, label in words.AREA_LABELS.items())
    assert {name for some in words.PROCEDURES.values() for name in some} == set(choices.Procedure) - {
        "corporate"
    }
    assert set(AUDIENCES) == set(PRINTED) == set(words.COMPLAINTS)
    assert set(VERDICTS) == {"agrees", "differs", "stated", "not_counted", "not_shown"}
