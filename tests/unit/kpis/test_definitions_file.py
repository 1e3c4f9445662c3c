"""The file of definitions: written so that it can be compared, read with a sentence for every mistake."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.sections import clean_text
from kpis.definitions_file import KEYS, LARGEST_FILE, USUAL, Entry, FileUnreadable, read, write

KNOWN = {
    "service": {"highways", "libraries"},
    "directorate": {"growth"},
    "priority": {"better-services"},
    "group": {"defects"},
    "scheme": {"four-bands"},
    "good_is": {"high", "low", "range"},
    "value_type": {"percentage", "number", "text"},
    "frequency": {"quarterly", "annual", "monthly"},
    "basis": {"quarter", "year"},
    "history": {"outturns", "years"},
}
NEEDED = {
    "name": "Roads",
    "service": "highways",
    "value_type": "number",
    "frequency": "quarterly",
    "basis": "quarter",
}
LEAST = """indicators:
  - slug: roads
    name: Roads
    service: highways
    value_type: number
    frequency: quarterly
    basis: quarter
"""


def entry(slug: str = "roads", **values: Any) -> Entry:
    return Entry(slug, {key: USUAL.get(key) for key in KEYS} | NEEDED | values)


def sentences(text: str) -> list[str]:
    return [str(finding) for finding in read(text, KNOWN).findings]


def test_what_is_written_is_what_was_meant() -> None:
    """The file as a person reads it, for one indicator that says something unusual in every kind of key."""
    text = write(
        {"defects": "Defects"},
        [
            entry(
                description="First line\nSecond line",
                good_is="high",
                tolerance=Decimal("2.50"),
                lag=1,
                cumulative=True,
                identifiers=[{"framework": "ASCOF", "code": "2B(1)"}],
                footnotes=["yes"],
                calculation={"kind": "ratio", "of": ["a", "b"], "times": "100"},
                review_on=datetime.date(2022, 3, 31),
                breaks=[{"from": "2021-22-Q1", "reason": "New boundary"}],
            )
        ],
        "The indicators of a council",
    )
    assert text.split("\n", 5)[5] == (
        "groups:\n"
        "  - slug: defects\n"
        "    name: Defects\n"
        "\n"
        "indicators:\n"
        "  - slug: roads\n"
        "    name: Roads\n"
        "    description: |-\n"
        "      First line\n"
        "      Second line\n"
        "    service: highways\n"
        "    value_type: number\n"
        "    calculation:\n"
        "      kind: ratio\n"
        "      of:\n"
        "        - a\n"
        "        - b\n"
        "      times: '100'\n"
        "    good_is: high\n"
        "    tolerance: 2.50\n"
        "    frequency: quarterly\n"
        "    basis: quarter\n"
        "    cumulative: true\n"
        "    lag: 1\n"
        "    identifiers:\n"
        "      - framework: ASCOF\n"
        "        code: 2B(1)\n"
        "    footnotes:\n"
        "      - 'yes'\n"
        "    review_on: 2022-03-31\n"
        "    breaks:\n"
        "      - from: 2021-22-Q1\n"
        "        reason: New boundary\n"
    )
    assert text.startswith("# The indicators of a council\n")


words = st.text(max_size=40).map(lambda text: clean_text(text).strip())
some_words = words.filter(bool)
entries = st.fixed_dictionaries(
    {
        "name": some_words,
        "description": words,
        "unit": words,
        "owner": words,
        "tolerance": st.none() | st.decimals(0, 99, places=2),
        "lag": st.none() | st.integers(0, 8),
        "position": st.integers(0, 9999),
        "cumulative": st.booleans(),
        "footnotes": st.lists(some_words, max_size=3),
        "identifiers": st.lists(
            st.fixed_dictionaries({"framework": some_words, "code": some_words}), max_size=2
        ),
        "review_on": st.none() | st.dates(datetime.date(1990, 1, 1), datetime.date(2090, 1, 1)),
        "good_is": st.sampled_from(["", "high", "range"]),
        "events": st.lists(some_words, max_size=1).map(
            lambda reasons: [{"from": "2021-09", "reason": reason} for reason in reasons]
        ),
    }
)


@given(st.dictionaries(st.from_regex("[a-z]{2,6}", fullmatch=True), entries, max_size=3), some_words)
def test_reading_gives_back_what_was_written(rows: dict[str, dict[str, Any]], group: str) -> None:
    written = [entry(slug, **values) for slug, values in rows.items() if slug != "new"]
    content = read(write({"defects": group}, written, "A heading"), KNOWN)
    assert content.findings == []
    assert content.groups == {"defects": group}
    assert content.entries == {each.slug: each for each in written}


def test_the_order_and_the_usual_values_never_make_a_difference() -> None:
    two = write({}, [entry("b"), entry("a")], "x")
    assert two == write({}, [entry("a"), entry("b", history="outturns", footnotes=[])], "x")
    assert two.index("slug: a") < two.index("slug: b")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            ("highways", "higways"),
            'line 4: roads: service: This council has no service "higways". Have it added first',
        ),
        (("highways", "higways"), 'or name one that is here. Is "highways" meant?'),
        (
            ("number", "amount"),
            'line 5: roads: value_type: "amount" is not known here. Write one of: number, percent',
        ),
        (("    basis: quarter\n", ""), "line 2: roads: basis: Every indicator says this. Add it."),
        (("basis", "basiss"), "line 7: roads: basiss: There is no such key. Take it out. Is basis meant?"),
        (("slug: roads", "slug: Roads"), "line 2: Roads: slug: Write the short name with small letters"),
        (("slug: roads", "slug: returns"), "line 2: returns: slug: “returns” is the name of a page."),
        (("name: Roads", "name: 5"), 'line 3: roads: name: Write words. Put "5" between quotation marks'),
        (
            ("name: Roads", "name: Roads\n    tolerance: 1e5"),
            'line 4: roads: tolerance: "1e5" is not a number',
        ),
        (
            ("name: Roads", "name: Roads\n    tolerance: .nan"),
            'line 4: roads: tolerance: ".nan" is not a number',
        ),
        (
            ("name: Roads", "name: Roads\n    tolerance: -1"),
            'line 4: roads: tolerance: "-1" is not a number from 0',
        ),
        (("name: Roads", "name: Roads\n    lag: one"), 'line 4: roads: lag: "one" is not a whole number'),
        (("name: Roads", "name: Roads\n    cumulative: 1"), 'line 4: roads: cumulative: "1" is neither true'),
        (
            ("name: Roads", "name: Roads\n    review_on: soon"),
            'line 4: roads: review_on: "soon" is not a day.',
        ),
        (("name: Roads", "name: Roads\n    footnotes: One"), "line 4: roads: footnotes: Write a list"),
        (
            ("name: Roads", "name: Roads\n    footnotes: [1]"),
            "line 4: roads: footnotes: Each item must be words.",
        ),
        (("name: Roads", "name: Roads\n    calculation: a+b"), "line 4: roads: calculation: Write kind, of"),
        (
            ("name: Roads", "name: Roads\n    breaks: [{from: Q5, reason: x}]"),
            'line 4: roads: breaks: "Q5" is not a',
        ),
        (
            ("name: Roads", "name: Roads\n    events: [{from: 2021-22}]"),
            "line 4: roads: events: Write each item as",
        ),
        (
            ("name: Roads", "name: Roads\n    group: new"),
            'line 4: roads: group: There is no group "new". Add it to',
        ),
        (
            ("name: Roads", "name: Roads\n    scheme: x"),
            'line 4: roads: scheme: There is no rating scheme "x". Add',
        ),
        (("indicators:", "extra: 1\nindicators:"), "line 1: extra: Only groups and indicators stand here."),
        (
            ("indicators:", "groups:\n  - slug: g\nindicators:"),
            "line 2: groups: Write a group as slug and name",
        ),
    ],
)
def test_every_mistake_has_its_line_and_a_sentence(change: tuple[str, str], sentence: str) -> None:
    assert sentences(LEAST) == []
    assert any(sentence in each for each in sentences(LEAST.replace(*change, 1)))


def test_one_that_stands_twice() -> None:
    twice = LEAST + LEAST.split("\n", 1)[1]
    assert sentences(twice) == ["line 8: roads: slug: This indicator stands in the file twice. Take one out."]
    groups = "groups:\n  - {slug: a, name: A}\n  - {slug: a, name: B}\n"
    assert sentences(groups) == ["line 3: a: slug: This group stands in the file twice. Take one out."]


def test_a_group_of_the_file_may_be_named() -> None:
    text = "groups:\n  - {slug: new-one, name: New one}\n" + LEAST + "    group: new-one\n"
    assert sentences(text) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "no list called indicators"),
        ("[1, 2]", "no list called indicators"),
        ("indicators:\n\t- slug", "Line 2 cannot be read"),
        ("indicators: &a [*a]", "aliases"),
        ("indicators: []\nindicators: []", "given twice"),
        ("indicators: !!python/object/apply:os.system [ls]", "cannot be read"),
        ("\x00", "The file is not YAML"),
        ("[" * 5000, "The file is not YAML"),
        ("x" * (LARGEST_FILE + 1), "smaller than 2MB"),
        ("indicators: [{slug: roads, introduced_on: 2021-13-45}]", "is not YAML"),
    ],
)
def test_what_is_no_file_of_definitions(text: str, sentence: str) -> None:
    with pytest.raises(FileUnreadable, match=sentence):
        read(text, KNOWN)


def test_lists_that_are_none() -> None:
    assert sentences("indicators: 5") == [
        "line 1: indicators: Write a list: each entry begins with a hyphen and a short name."
    ]
    assert sentences("indicators: [5]") == [
        "line 1: indicators: Write an indicator as named values, the first of them slug."
    ]
