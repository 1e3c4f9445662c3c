"""What the outcomes of a complaint's points lead to."""

import pytest

from complaints.outcomes import proposed


@pytest.mark.parametrize(
    ("outcomes", "whole"),
    [
        ([], ""),
        (["upheld"], "upheld"),
        (["upheld", "upheld"], "upheld"),
        (["not_upheld", "not_upheld"], "not_upheld"),
        (["upheld", "not_upheld"], "partly_upheld"),
        (["partly_upheld", "partly_upheld"], "partly_upheld"),
        (["partly_upheld", "upheld"], "partly_upheld"),
        (["upheld", ""], ""),
        (["upheld", "withdrawn"], "upheld"),
        (["withdrawn", "withdrawn"], "withdrawn"),
        (["withdrawn", "signposted"], ""),
    ],
)
def test_the_whole_follows_from_the_points(outcomes: list[str], whole: str) -> None:
    assert proposed(outcomes) == whole
