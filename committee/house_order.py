"""The parts of a committee paper, in the order in which a council prints them. Pure.

The order is that of the papers of 26 February 2019 and 25 November 2021: front sheet, brief summary, recommendation, detail
with its lists, consultations, implications, background papers, the reason for Part II; then the appendices.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Block(StrEnum):
    """Where a part stands in a paper."""

    FRONT = "front"
    BODY = "body"
    IMPLICATIONS = "implications"
    END = "end"
    APPENDIX = "appendix"


@dataclass(frozen=True, slots=True)
class Part:
    """A part that an author writes: its key, its printed heading, and what is said of it beside the box to type in."""

    key: str
    heading: str
    block: Block
    hint: str = ""


PARTS: tuple[Part, ...] = (
    Part("divisions", "Electoral division affected", Block.FRONT, "For example: (All divisions)"),
    Part("priorities", "Corporate priorities", Block.FRONT, "The priorities that the paper speaks to"),
    Part("appendices_refer", "Appendices", Block.FRONT, "For example: (Appendices 'A' and 'B' refer)"),
    Part("contact", "Contact for further information", Block.FRONT, "A post and how to reach it"),
    Part("brief_summary", "Brief summary", Block.BODY),
    Part("recommendation", "Recommendation", Block.BODY),
    Part("detail", "Detail", Block.BODY),
    Part("highlights", "Highlights of good performance", Block.BODY, "Drafted from the agreed ratings"),
    Part(
        "below_desired",
        "Indicators performing below the desired level",
        Block.BODY,
        "Drafted from the agreed ratings",
    ),
    Part("further_detail", "Further detail", Block.BODY, "What follows the lists"),
    Part("consultations", "Consultations", Block.END),
    Part("risk_management", "Risk management", Block.IMPLICATIONS),
    Part("equality", "Equality and cohesion and human rights", Block.IMPLICATIONS),
    Part("other_implications", "Other implications", Block.IMPLICATIONS),
    Part("background_papers", "List of background papers", Block.END, "Paper, date, contact; or None"),
    Part("part_ii_reason", "Reason for inclusion in Part II, if appropriate", Block.END),
    Part("appendix_1", "Appendix of words", Block.APPENDIX, "Its first line is its title"),
    Part("appendix_2", "Second appendix of words", Block.APPENDIX, "Its first line is its title"),
)
PART_OF = {part.key: part for part in PARTS}
#: The lists that follow from ratings.
LISTS = ("highlights", "below_desired")
#: Where each part stands, for sorting.
PLACE = {part.key: place for place, part in enumerate(PARTS)}
