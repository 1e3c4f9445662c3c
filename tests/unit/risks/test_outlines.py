"""Outlines: as kept, as typed, and back, with nothing lost."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risks.outlines import Group, Item, Outline, OutlineError, from_json, from_text, to_json, to_text, words

MARKERS = ("# ", "## ", "#", "- ", "-", "• ", "* ", "– ", "Owner: ", "owner:", "  - ", "\\")
TEXTS = st.builds(
    str.__add__, st.just("") | st.sampled_from(MARKERS), st.text(max_size=12)
)  # fmt: skip


def is_said(text: str) -> bool:
    try:
        return bool(Item(text))
    except OutlineError:
        return False


SAID = TEXTS.filter(is_said)
ITEMS = st.builds(Item, SAID, st.lists(SAID, max_size=3).map(tuple))
HEADINGS = st.just("") | st.sampled_from(["Capacity", "Part 1"]) | TEXTS


@st.composite
def groups(draw: st.DrawFn) -> Group:
    heading, sub_heading, owner = draw(HEADINGS), draw(HEADINGS), draw(HEADINGS)
    items = tuple(draw(st.lists(ITEMS, max_size=3)))
    try:
        return Group(heading, sub_heading, owner, items)
    except OutlineError:
        return Group("Capacity", sub_heading, owner, items)


OUTLINES = st.lists(groups(), max_size=4).map(tuple)


@given(outline=OUTLINES)
def test_what_is_typed_for_an_outline_reads_back_as_it(outline: Outline) -> None:
    assert from_text(to_text(outline)) == outline


@given(outline=OUTLINES)
def test_what_is_kept_reads_back_as_it(outline: Outline) -> None:
    assert from_json(to_json(outline)) == outline


@given(text=st.text(max_size=80) | st.lists(TEXTS, max_size=6).map("\n".join))
def test_typing_upsets_nothing_and_settles_at_once(text: str) -> None:
    outline = from_text(text)
    assert from_text(to_text(outline)) == outline


LETTERS = st.text(alphabet="abc XYZ", min_size=1, max_size=6).filter(str.strip)


@given(
    lines=st.lists(
        st.tuples(st.sampled_from(["# ", "## ", "- ", "  - ", "• ", "", "Owner: "]), LETTERS), max_size=8
    )
)
def test_every_word_that_is_typed_is_kept(lines: list[tuple[str, str]]) -> None:
    typed = Counter(word for _, text in lines for word in text.split())
    kept = Counter(words(from_text("\n\n".join(mark + text for mark, text in lines))).split())
    assert typed <= kept, "a heading may be told again over a second sub-heading or owner"
    assert typed.keys() == kept.keys()


def test_a_card_as_it_is_typed() -> None:
    typed = """\
# Capacity
Owner: Director of People

- Recruitment campaign
  - in schools
  • in colleges
* Agency staff, where a gap
cannot wait
## Longer term
– Apprenticeships

# Finance
Balanced budget
"""
    assert from_text(typed) == (
        Group("Capacity", "", "Director of People", (
            Item("Recruitment campaign", ("in schools", "in colleges")),
            Item("Agency staff, where a gap cannot wait"),
        )),
        Group("Capacity", "Longer term", "", (Item("Apprenticeships"),)),
        Group("Finance", "", "", (Item("Balanced budget"),)),
    )  # fmt: skip


def test_what_it_writes() -> None:
    outline = (
        Group(items=(Item("Without a heading"),)),
        Group("Capacity", "Now", "HR", (Item("One", ("more",)),)),
        Group("Capacity", "Later", "", (Item("Two"),)),
        Group(items=(Item("Of nothing above"),)),
    )
    assert to_text(outline) == (
        "- Without a heading\n\n# Capacity\n## Now\nOwner: HR\n- One\n  - more\n## Later\n- Two\n\n#\n- Of nothing above"
    )
    assert to_json(outline)[1] == {
        "heading": "Capacity", "sub_heading": "Now", "owner": "HR", "items": [{"text": "One", "sub_items": ["more"]}],
    }  # fmt: skip
    assert to_json(outline)[0] == {"items": [{"text": "Without a heading"}]}
    assert words(outline).splitlines()[:4] == ["Without a heading", "Capacity", "Now", "HR"]


def test_an_owner_after_bullets_owns_what_follows() -> None:
    assert from_text("# Controls\n- Board\nOwner: CMT\n- Audit\nOwner:") == (
        Group("Controls", "", "", (Item("Board"),)),
        Group("Controls", "", "CMT", (Item("Audit"),)),
    )


def test_bullets_pasted_from_a_word_processor_keep_their_levels() -> None:
    pasted = (
        "    \uf0b7\tPlan agreed\n        –\tby Cabinet\n"
        "    \uf0b7\tTeam in place\n            *\tsince May\n• Out to the left"
    )
    assert from_text(pasted)[0].items == (
        Item("Plan agreed", ("by Cabinet",)),
        Item("Team in place", ("since May",)),
        Item("Out to the left"),
    )


def test_an_empty_text_is_no_outline() -> None:
    assert from_text(" \n\n-\n#\n## \nOwner: \n") == ()
    assert to_text(()) == words(()) == ""


@pytest.mark.parametrize(
    ("groups", "sentence"),
    [
        ("text", "is a list of groups"),
        (["text"], "A group of an outline has names and values"),
        ([{"items": ["text"]}], "An item of an outline has names and values"),
        ([{"items": "text"}], '"items" of a group are a list'),
        ([{"items": [{"text": 3}]}], '"text" of an outline must be a text'),
        ([{"items": [{"text": " "}]}], "A bullet has no text"),
        ([{"items": [{"text": "a", "sub_items": [""]}]}], "A bullet has no text"),
        ([{"items": [{"text": "a", "sub_items": "b"}]}], '"sub_items" of an item are a list'),
        (
            [{"items": [{"text": "a", "note": "b"}]}],
            "An item of an outline has note. It may have sub_items, text.",
        ),
        ([{"heading": "a", "title": "b"}], "has title. It may have heading, items, owner, sub_heading."),
        ([{}], "neither a heading nor a bullet"),
        ([{"heading": None, "items": []}], '"heading" of an outline must be a text'),
    ],
)
def test_what_cannot_be_kept_is_said(groups: object, sentence: str) -> None:
    with pytest.raises(OutlineError) as caught:
        from_json(groups)
    assert sentence in str(caught.value)
