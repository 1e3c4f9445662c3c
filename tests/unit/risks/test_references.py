"""How references are compared and refused. No database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risks.references import RESERVED, ReferenceRefused, check_ref, key_of
from risks.register_rows import same_ref


@pytest.mark.parametrize(
    ("ref", "key"),
    [
        ("Corp 1", "corp1"), ("corp1", "corp1"), ("CORP-1", "corp1"), ("Corp_1.", "corp1"), ("CO1", "co1"),
        ("R/01", "r-01"), ("GET-12.a", "get12a"), ("Ré 2", "re2"), ("Ｃ１", "c1"), ("险", ""), ("-", ""), ("", ""),
    ],
)  # fmt: skip
def test_keys(ref: str, key: str) -> None:
    assert key_of(ref) == key


@given(st.text(max_size=30))
def test_a_key_stands_in_an_address_and_is_its_own(ref: str) -> None:
    key = key_of(ref)
    assert all(sign.isascii() and (sign.isdigit() or sign.islower() or sign == "-") for sign in key)
    assert key_of(key) in {key, key.replace("-", "")}


@given(st.text("CORPcorp 1-._", min_size=1, max_size=8), st.text("CORPcorp 1-._", min_size=1, max_size=8))
def test_what_files_call_one_reference_is_one(first: str, second: str) -> None:
    assert (same_ref(first) == same_ref(second)) == (key_of(first) == key_of(second))


@pytest.mark.parametrize("ref", ["", "  ", "-", "险"])
def test_a_reference_needs_a_letter_or_a_digit(ref: str) -> None:
    with pytest.raises(ReferenceRefused, match="letters or digits"):
        check_ref(ref)


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_a_reference_is_no_page_of_the_register(word: str) -> None:
    for written in (word, word.upper(), word.replace("-", " ")):
        with pytest.raises(ReferenceRefused, match="name of a page"):
            check_ref(written)
    assert check_ref(f"{word} 1")
