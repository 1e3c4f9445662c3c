"""Canonical text, its hash, and the places in which two readings differ."""

from __future__ import annotations

import json
from hashlib import sha256 as standard_sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from committee.pack_data import PackData, Record, canonical, differences, sha256

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def data(**changes: object) -> PackData:
    held = {
        "meeting": {"slug": "m"},
        "agenda": [{"number": 1, "title": "Apologies"}],
        "papers": [{"number": 1, "documents": []}],
        "annexes": [],
        "records": [Record("figure", "a/2021-22-Q2", {"value": "1.50"})],
    }
    return PackData(**(held | changes))


@given(PLAIN)
def test_canonical_text_holds_the_same_data(plain: object) -> None:
    assert json.loads(canonical(plain)) == plain


@given(st.dictionaries(st.text(), PLAIN, max_size=6))
def test_the_order_of_keys_changes_nothing(plain: dict) -> None:
    turned = dict(reversed(plain.items()))
    assert canonical(turned) == canonical(plain)


def test_no_number_that_json_does_not_know() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical({"value": float("nan")})


def test_a_hash_is_that_of_the_text_in_utf_8() -> None:
    assert sha256("£") == sha256("£".encode()) == standard_sha256("£".encode()).hexdigest()


@pytest.mark.parametrize(
    "changes",
    [
        {"meeting": {"slug": "n"}},
        {"agenda": []},
        {"papers": [{"number": 1, "documents": ["x"]}]},
        {"annexes": ["x"]},
        {"records": [Record("figure", "a/2021-22-Q2", {"value": "1.5"})]},
    ],
)
def test_whatever_is_printed_or_published_is_in_the_hash(changes: dict) -> None:
    assert data(**changes).sha256 != data().sha256
    assert data().sha256 == data().sha256


@given(PLAIN, PLAIN)
def test_two_readings_differ_somewhere_where_their_texts_do(one: object, other: object) -> None:
    assert bool(list(differences(one, other))) == (canonical(one) != canonical(other))


@given(PLAIN)
def test_the_same_data_does_not_differ(plain: object) -> None:
    assert list(differences(plain, json.loads(canonical(plain)))) == []


@pytest.mark.parametrize(
    ("before", "after", "places"),
    [
        ({"a": 1}, {"a": 2}, ["a"]),
        ({"a": {"b": [1, 2]}}, {"a": {"b": [1, 3]}}, ["a/b/1"]),
        ({"a": [1]}, {"a": [1, 2]}, ["a"]),
        ({"a": 1}, {"b": 1}, ["a", "b"]),
        ({"a": None}, {}, ["a"]),
        ({"a": 1}, {"a": True}, ["a"]),
        ([{"x": "1"}], [{"x": 1}], ["/0/x"]),
    ],
)
def test_where_two_readings_differ(before: object, after: object, places: list[str]) -> None:
    assert list(differences(before, after)) == places
