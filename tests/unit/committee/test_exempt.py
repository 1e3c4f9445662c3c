"""Schedule 12A as it is printed on papers."""

from __future__ import annotations

from committee.exempt import PARAGRAPHS, marking


def test_there_are_seven_paragraphs() -> None:
    assert sorted(PARAGRAPHS) == [1, 2, 3, 4, 5, 6, 7]
    assert all(text[0].isupper() and not text.endswith(".") for text in PARAGRAPHS.values())


def test_the_line_on_every_page_names_the_paragraphs_in_order_and_the_public_interest() -> None:
    # The words on the exempt paper of 26 February 2019, with paragraphs 3 and 4.
    assert marking([4, 3], "The public interest in maintaining the exemption outweighs disclosing it. ") == (
        "NOT FOR PUBLICATION: By virtue of paragraph(s) 3, 4 of Part 1 of Schedule 12A of the Local Government Act 1972. "
        "The public interest in maintaining the exemption outweighs disclosing it."
    )
