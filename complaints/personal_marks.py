"""What in a text looks as if it told who somebody is. Pure.

Learning points and the Ombudsman's recommendations are printed for everybody, so whoever writes one is asked to look again
where the text holds one of these. It only asks: a rule of thumb cannot know that "Mr Whippy" is an ice cream. What it found
is never repeated in its sentences, since those may end in a log.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_TITLE = re.compile(r"\b(?:Mr|Mrs|Miss|Ms|Mx|Dr)\b\.?\s+[A-Z]")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]?\s?[0-9][A-Z]{2}\b")
_CASE = re.compile(r"\bCF-[0-9]{4}-[0-9]{4,}", re.IGNORECASE)
#: Digits with what people put between them.
_DIGITS = re.compile(r"(?<![\w£.,])\+?\(?[0-9](?:[ ()-]{0,2}[0-9])+(?![\w%])")
#: Years, dates and sums of money are shorter: 2020 2021, 31-03-2021, 33709.
LONG_NUMBER = 9
TELEPHONE = range(10, 12)
NHS_DIGITS = 10
NHS_WEIGHTS = range(10, 1, -1)


def marks(text: str) -> list[str]:
    """What the text seems to hold, in words; nothing where it looks as if it named nobody.

    >>> marks("Mrs Smith (01772 123456) was not called back")
    ['somebody’s name with a title', 'a telephone number']
    """
    return [words for words, is_in in _MARKS if is_in(text)]


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits are an NHS number: the last one follows from the nine before it (modulus 11).

    >>> is_nhs_number("9434765919"), is_nhs_number("9434765918")
    (True, False)
    """
    if len(digits) != NHS_DIGITS:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, NHS_WEIGHTS, strict=False))
    return (11 - total % 11) % 11 == int(digits[-1])


def _numbers(text: str) -> list[str]:
    """The numbers of a text as their digits alone; a plus before a country's code becomes the nought that it replaces."""
    found = (
        re.sub(r"^\+440?", "0", re.sub(r"[^0-9+]", "", match.group())) for match in _DIGITS.finditer(text)
    )
    return [number.removeprefix("+") for number in found]


def _is_telephone(number: str) -> bool:
    return number.startswith("0") and len(number) in TELEPHONE


def _has_telephone(text: str) -> bool:
    return any(_is_telephone(number) for number in _numbers(text))


def _has_nhs_number(text: str) -> bool:
    return any(is_nhs_number(number) and not _is_telephone(number) for number in _numbers(text))


def _has_long_number(text: str) -> bool:
    return any(
        len(number) >= LONG_NUMBER and not _is_telephone(number) and not is_nhs_number(number)
        for number in _numbers(text)
    )


_MARKS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("an e-mail address", lambda text: bool(_EMAIL.search(text))),
    ("somebody’s name with a title", lambda text: bool(_TITLE.search(text))),
    ("a telephone number", _has_telephone),
    ("an NHS number", _has_nhs_number),
    ("a long number that may stand for a person", _has_long_number),
    ("a postcode", lambda text: bool(_POSTCODE.search(text))),
    ("the reference of a case", lambda text: bool(_CASE.search(text))),
)
