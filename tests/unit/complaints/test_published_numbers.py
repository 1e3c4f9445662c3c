"""A printed number and a counted one: the precision it is printed with, and the word beside it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from complaints.published_numbers import agrees


@pytest.mark.parametrize(
    ("counted", "printed", "qualifier", "same"),
    [
        ("38.2", "38", "", True),
        ("38.5", "38", "", False),
        ("38.5", "39", "", True),
        ("-43.5", "-44", "", True),
        ("-43.4", "-44", "", False),
        ("43.5", "-44", "", False),
        ("0", "0", "", True),
        ("0.4", "0", "", True),
        ("7297.03", "7297.03", "", True),
        ("7297.04", "7297.03", "", False),
        ("19700.40", "19700", "", True),
        ("1850", "1850.00", "", True),
        ("0.97", "1", "just", True),
        ("0.97", "1", "just under", True),
        ("1.02", "1", "just under", False),
        ("1.02", "1", "just", True),
        ("1.87", "2", "nearly", True),
        ("2.2", "2", "almost doubled", False),
        ("2100.63", "2000", "over", True),
        ("2000", "2000", "over", False),
        ("3000", "2000", "over", False),
        ("-18.7", "-18", "just over", True),
        ("-19", "-18", "just over", False),
        ("-17.9", "-18", "just over", False),
        ("57.2", "57", "about", True),
    ],
)
def test_agreement(counted: str, printed: str, qualifier: str, same: bool) -> None:
    assert agrees(Decimal(counted), Decimal(printed), qualifier) is same
