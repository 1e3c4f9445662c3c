"""Commentary as typed, and as the blocks that are kept: what is typed comes back, and no word is lost."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.commentary_text import action_item, action_to_text, parse, parse_action, to_text

TYPED = """Good performance against all measures.
To achieve this:

- Training was given
  - to inspectors
  - to the call centre
- Contact numbers were
published again

Defects will be watched."""


def test_paragraphs_bullets_and_sub_bullets() -> None:
    assert parse(TYPED) == [
        {"kind": "paragraph", "text": "Good performance against all measures. To achieve this:"},
        {
            "kind": "bullets",
            "items": [
                {"text": "Training was given", "items": ["to inspectors", "to the call centre"]},
                "Contact numbers were published again",
            ],
        },
        {"kind": "paragraph", "text": "Defects will be watched."},
    ]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", []),
        (" \n\n\t\n", []),
        ("-\n- ", []),
        ("-5% is a figure, not a bullet", [{"kind": "paragraph", "text": "-5% is a figure, not a bullet"}]),
        ("*Note: provisional", [{"kind": "paragraph", "text": "*Note: provisional"}]),
        ("- one\n\n- two", [{"kind": "bullets", "items": ["one", "two"]}]),
        ("•\tone\n– two\n* three", [{"kind": "bullets", "items": ["one", "two", "three"]}]),
        ("  - one\n- two", [{"kind": "bullets", "items": ["one", "two"]}]),
        (
            "- a\n    - b\n  - c\n- d",
            [{"kind": "bullets", "items": [{"text": "a", "items": ["b", "c"]}, "d"]}],
        ),
        (
            "First:\n- one\r\nSecond\r\n\r\nThird",
            [
                {"kind": "paragraph", "text": "First:"},
                {"kind": "bullets", "items": ["one Second"]},
                {"kind": "paragraph", "text": "Third"},
            ],
        ),
    ],
)
def test_what_people_type(typed: str, expected: list[dict]) -> None:
    assert parse(typed) == expected


LINE = st.text(min_size=1).map(lambda text: " ".join(text.split())).filter(bool)
SENTENCE = LINE.filter(lambda text: not re.match(r"[-*•–](\s|$)", text))
ITEM = st.recursive(
    LINE,
    lambda below: st.fixed_dictionaries({"text": LINE, "items": st.lists(below, min_size=1, max_size=3)}),
    max_leaves=6,
)
PARAGRAPH = st.fixed_dictionaries({"kind": st.just("paragraph"), "text": SENTENCE})
BULLETS = st.fixed_dictionaries({"kind": st.just("bullets"), "items": st.lists(ITEM, min_size=1, max_size=4)})


def _two_lists_running(blocks: list[dict]) -> bool:
    return any(a["kind"] == b["kind"] == "bullets" for a, b in pairwise(blocks))


@given(st.lists(PARAGRAPH | BULLETS, max_size=5).filter(lambda blocks: not _two_lists_running(blocks)))
def test_blocks_come_back_from_their_text(blocks: list[dict]) -> None:
    assert parse(to_text(blocks)) == blocks


@given(st.text(alphabet=st.sampled_from("ab -*•–\n\t\r5%"), max_size=60) | st.text())
def test_a_typed_text_loses_no_word_and_settles_at_once(typed: str) -> None:
    blocks = parse(typed)
    assert _letters(to_text(blocks)) == _letters(typed)
    assert parse(to_text(blocks)) == blocks


def _letters(text: str) -> str:
    """What is left of a text without white space and the marks of bullets."""
    return re.sub(r"[-*•–\s]", "", text)


def test_an_action_is_its_first_words_and_the_points_under_them() -> None:
    assert parse_action(
        "Recruit two inspectors\n- advertise\n- interview", owner=" Highways  Manager ", due="March"
    ) == {
        "text": "Recruit two inspectors",
        "owner": "Highways Manager",
        "due": "March",
        "items": ["advertise", "interview"],
    }


def test_an_action_typed_as_bullets_or_as_paragraphs_keeps_them_all() -> None:
    assert parse_action("- Recruit\n  - advertise\n- Train\n\nReview in May") == {
        "text": "Recruit",
        "owner": "",
        "due": "",
        "items": ["advertise", "Train", "Review in May"],
    }


def test_nothing_typed_is_no_action() -> None:
    assert parse_action(" \n- \n", owner="Highways Manager") is None


@given(SENTENCE, st.lists(ITEM, max_size=3))
def test_actions_come_back_from_their_text(text: str, items: list) -> None:
    action = {"text": text, "owner": "Head of Highways", "due": "31 March 2023", "items": items}
    assert parse_action(action_to_text(action), owner="Head of Highways", due="31 March 2023") == action


@pytest.mark.parametrize(
    ("owner", "due", "words"),
    [
        ("Head of Highways", "March 2022", "Recruit drivers (Head of Highways, by March 2022)"),
        ("Head of Highways", "", "Recruit drivers (Head of Highways)"),
        ("", "March 2022", "Recruit drivers (by March 2022)"),
        ("", "", "Recruit drivers"),
    ],
)
def test_an_action_says_who_does_it_by_when(owner: str, due: str, words: str) -> None:
    action = {"text": "Recruit drivers", "owner": owner, "due": due, "items": ["by press"]}
    assert action_item(action) == {"text": words, "items": ["by press"]}
