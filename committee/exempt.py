"""Exempt information: Schedule 12A, Part 1, of the Local Government Act 1972, as it is printed. Pure.

An item may be considered in private only under one or more of these paragraphs, and only while keeping it secret outweighs
disclosing it in the public interest (paragraph 10 of the same Schedule).
"""

from __future__ import annotations

from collections.abc import Iterable

PARAGRAPHS: dict[int, str] = {
    1: "Information relating to any individual",
    2: "Information which is likely to reveal the identity of an individual",
    3: "Information relating to the financial or business affairs of any particular person, including the authority "
    "holding that information",
    4: "Information relating to any consultations or negotiations, or contemplated consultations or negotiations, in "
    "connection with any labour relations matter",
    5: "Information in respect of which a claim to legal professional privilege could be maintained in legal proceedings",
    6: "Information which reveals that the authority proposes to give a notice, or to make an order or direction, under any "
    "enactment",
    7: "Information relating to any action taken or to be taken in connection with the prevention, investigation or "
    "prosecution of crime",
}


def marking(paragraphs: Iterable[int], public_interest: str) -> str:
    """The line that stands at the head of every page of an exempt paper.

    >>> marking([4, 3], "")
    'NOT FOR PUBLICATION: By virtue of paragraph(s) 3, 4 of Part 1 of Schedule 12A of the Local Government Act 1972.'
    """
    return f"NOT FOR PUBLICATION: {reason(paragraphs, public_interest)}"


def reason(paragraphs: Iterable[int], public_interest: str) -> str:
    """Why an item is in Part II, as its report says it.

    >>> reason([3], "The price would be known.")
    'By virtue of paragraph(s) 3 of Part 1 of Schedule 12A of the Local Government Act 1972. The price would be known.'
    """
    numbers = ", ".join(str(number) for number in sorted(paragraphs))
    law = f"By virtue of paragraph(s) {numbers} of Part 1 of Schedule 12A of the Local Government Act 1972."
    return f"{law} {public_interest.strip()}".strip()
