"""The rows of the scheme editor: the same scheme in and out, and what its buttons do."""

from typing import Any

import pytest
from hypothesis import given, settings

from kpis import scheme_rows
from kpis.rating import Scheme
from kpis.scheme_rows import act, mapping_of, read_text, rows_of, write_text
from kpis.schemes import SchemeError, parse_scheme, to_mapping
from tests.unit.kpis.rating_rows import reference_schemes, scheme_mappings

SCHEMES = {scheme.name: scheme for scheme in reference_schemes()}
HEAD = ("name", "label", "default_tolerance", "valid_from", "approved_by", "note")


def with_head_of(scheme: Scheme, parts: dict[str, Any]) -> Scheme:
    head = {name: value for name, value in to_mapping(scheme).items() if name in HEAD}
    return parse_scheme(parts | head)


@pytest.mark.parametrize("name", sorted(SCHEMES))
def test_reference_schemes_come_back_from_rows_and_from_text(name: str) -> None:
    scheme = SCHEMES[name]
    assert with_head_of(scheme, mapping_of(rows_of(scheme))) == scheme
    assert with_head_of(scheme, read_text(write_text(to_mapping(scheme)))) == scheme


@settings(max_examples=150, deadline=None)
@given(mapping=scheme_mappings())
def test_any_scheme_comes_back_from_rows_and_from_text(mapping: dict[str, Any]) -> None:
    scheme = parse_scheme(mapping)
    rows = rows_of(scheme)
    assert with_head_of(scheme, mapping_of(rows)) == scheme
    assert with_head_of(scheme, read_text(write_text(mapping_of(rows)))) == scheme
    boxes = {value for part in rows.values() for row in part for value in row.values()}
    assert all(isinstance(value, str) for value in boxes)


def test_a_nested_condition_is_a_row_of_text() -> None:
    rows = rows_of(SCHEMES["one-and-five-percent"])
    assert rows["rule"][0] == {
        "status": "green",
        "kind": "other",
        "text": "{any: [{meets: target}, {within: {percent: 1}}]}",
    }


@pytest.mark.parametrize(
    ("command", "codes"),
    [
        ("status-up-2", "amber green red"),
        ("status-down-1", "amber green red"),
        ("status-remove-3", "green amber"),
        ("status-up-1", "green amber red"),
        ("status-down-3", "green amber red"),
        ("status-up-9", "green amber red"),
        ("status-up-", "green amber red"),
        ("status-up-²", "green amber red"),
        ("status-burn-1", "green amber red"),
        ("everything-remove-1", "green amber red"),
        ("refresh", "green amber red"),
    ],
)
def test_buttons_move_and_remove_rows_and_forged_ones_do_nothing(command: str, codes: str) -> None:
    changed = act(rows_of(SCHEMES["house"]), command)
    assert [row["code"] for row in changed["status"]] == codes.split()


def test_a_new_rule_goes_before_the_last() -> None:
    changed = act(rows_of(SCHEMES["house"]), "rule-add")
    assert [row.get("kind") for row in changed["rule"]] == ["target", "within", None, "always"]


def test_no_more_rows_than_there_may_be() -> None:
    rows = rows_of(SCHEMES["house"])
    for _ in range(50):
        rows = act(rows, "status-add")
    assert len(rows["status"]) == scheme_rows.MOST["status"]


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ({"kind": ""}, "rule 2: choose when it applies"),
        ({}, "rule 2: choose when it applies"),
        ({"kind": "trend", "against": "previous"}, "rule 2: choose at least one direction"),
        ({"kind": "other", "text": "{any: ["}, "rule 2, line 1: check the brackets"),
        ({"kind": "other", "text": ""}, "rule 2"),
        ({"kind": "within"}, "rule 2: within needs percent or points"),
        ({"kind": "within", "percent": "NaN"}, "rule 2: percent"),
        ({"kind": "within", "percent": "-1"}, "rule 2: percent"),
        ({"kind": "quartile", "at_most": "9"}, "rule 2: there is no quartile 9"),
    ],
)
def test_a_wrong_row_is_refused_by_its_number(rule: dict[str, str], sentence: str) -> None:
    rows = rows_of(SCHEMES["house"])
    rows["rule"][1] = {"status": "amber", **rule}
    with pytest.raises(SchemeError) as refused:
        parse_scheme(mapping_of(rows) | {"name": "house", "label": "House"})
    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize(
    "text", ["", "[1, 2]", "name: house", "rules: [", "- a\n- *b", "statuses: {a: 1, a: 2}"]
)
def test_text_that_is_no_scheme_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(SchemeError):
        parse_scheme(read_text(text) | {"name": "house", "label": "House"})
