"""What equality monitoring asks, so that a council can see whom its services fail (Equality Act 2010, section 149). Pure.

Characteristics are those of the Act, in few broad groups: the answers are for counts only, and small groups would point at
people. Every question may be left out.
"""

from __future__ import annotations

from dataclasses import dataclass

PREFER_NOT = "Prefer not to say"


@dataclass(frozen=True)
class Question:
    """One question; its code is what `EqualityAnswer` keeps."""

    code: str
    words: str
    answers: tuple[str, ...]

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(answer, answer) for answer in (*self.answers, PREFER_NOT)]


QUESTIONS: tuple[Question, ...] = (
    Question(
        "age", "How old are they?", ("Under 18", "18 to 24", "25 to 44", "45 to 64", "65 to 84", "85 or over")
    ),
    Question("sex", "What is their sex?", ("Female", "Male")),
    Question(
        "ethnic-group",
        "What is their ethnic group?",
        (
            "Asian or Asian British",
            "Black, Black British, Caribbean or African",
            "Mixed or multiple ethnic groups",
            "White",
            "Other ethnic group",
        ),
    ),
    Question("disability", "Are they disabled?", ("Yes", "No")),
    Question(
        "religion",
        "What is their religion?",
        ("No religion", "Buddhist", "Christian", "Hindu", "Jewish", "Muslim", "Sikh", "Other religion"),
    ),
    Question(
        "sexual-orientation",
        "What is their sexual orientation?",
        ("Straight or heterosexual", "Gay or lesbian", "Bisexual", "Other"),
    ),
)
