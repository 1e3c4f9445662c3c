"""What two texts have in common."""

from __future__ import annotations

import pytest

from committee.reconcile.wording import alike, phrases, quoted, squeezed, stems


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Savings options", "saving option"),
        ("Policies agreed", "policy agreed"),
        ("repaired defects", "repair of a defect"),
    ],
)
def test_endings_and_grammar_make_no_difference(one: str, other: str) -> None:
    assert stems(one) == stems(other)


def test_numbers_are_words() -> None:
    assert stems("within 4 hours") != stems("within 5 hours")


def test_names_in_quotation_marks_are_found_whatever_the_marks() -> None:
    assert phrases('The "Front Door to Change" and \u2018Working from home\u2019 and "one"') == {
        "front door to change",
        "working from home",
    }


def test_alike_needs_both_a_number_and_a_share_of_common_words() -> None:
    assert alike("staff survey of the depots", "depots: the staff survey is done")
    assert not alike("staff survey", "staff survey")
    assert not alike(
        "staff survey of highways depots", "staff survey and the recruitment of many new apprentices"
    )


def test_quotation_marks_are_those_that_the_text_does_not_use() -> None:
    assert quoted("It is done.") == '"It is done"'
    assert quoted('The "Front Door" is done') == "'The \"Front Door\" is done'"


def test_capitals_spaces_and_the_full_stop_are_squeezed_out() -> None:
    assert squeezed(" March 2022/Ongoing. ") == squeezed("march  2022/ongoing")
