"""What changed between two versions of an entry's words."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from risks.detail_changes import Change, changes


def test_nothing_changed() -> None:
    assert (
        changes({"Title": "Flood", "Description": ["a", "b"]}, {"Title": "Flood", "Description": ["a", "b"]})
        == []
    )


def test_a_word_became_another_one_came_and_one_went() -> None:
    before = {"Title": "Flood", "Category": "", "Owner": "Director"}
    after = {"Title": "Floods", "Category": "Finance", "Owner": ""}
    assert changes(before, after) == [
        Change("Title", ("Flood",), ("Floods",)),
        Change("Category", (), ("Finance",)),
        Change("Owner", ("Director",), ()),
    ]


def test_of_a_long_text_only_what_went_and_came_is_told() -> None:
    found = changes({"Description": ["a", "b", "b", "c"]}, {"Description": ["a", "b", "d"]})
    assert found == [Change("Description", ("b", "c"), ("d",))]


def test_another_order_is_a_change_and_told_whole() -> None:
    assert changes({"Description": ["a", "b"]}, {"Description": ["b", "a"]}) == [
        Change("Description", ("a", "b"), ("b", "a"))
    ]


def test_a_field_that_the_earlier_version_did_not_have_counts_as_empty() -> None:
    assert changes({}, {"Note": "Said", "Title": ""}) == [Change("Note", (), ("Said",))]


LINES = st.lists(st.sampled_from("abc"), max_size=6)


@given(LINES, LINES)
def test_taking_away_what_went_and_adding_what_came_leads_from_one_to_the_other(before, after) -> None:
    found = changes({"Text": before}, {"Text": after})
    if not found:
        assert before == after
        return
    (change,) = found
    assert Counter(before) - Counter(change.before) + Counter(change.after) == Counter(after)
