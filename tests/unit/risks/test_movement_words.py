"""The movements report: the paragraph of the papers, and one sentence for each movement."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risks.movement_words import OFF, ON, Kind, Moved, number, paragraph, parts, sentence

NAMES = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
KINDS = st.sampled_from([*ON, *OFF, "rescored", "kept", "noted", "taken_over"])
CMT = "the Corporate Management Team"


def moved(kind: Kind, ref: str = "CR1", **values: object) -> Moved:
    return Moved(ref=ref, kind=kind, **values)


def several(**counts: int) -> list[Moved]:
    return [moved(kind, f"CR{place}") for kind, count in counts.items() for place in range(count)]


def test_the_paragraph_of_february_2019() -> None:
    """The paper: "For this quarter there are no new entries to the register and two deletions. The deletions are:"."""
    assert paragraph(several(closed=2)) == (
        "For this quarter there are no new entries to the register and two deletions. The deletions are:"
    )


def test_the_minutes_of_december_2018() -> None:
    """The minutes: "for this quarter, there were two new entries and one deletion"; CR9 stayed on its service's register."""
    told = parts(several(new=2, de_escalated=1), past=True)
    assert [part.lead for part in told] == [
        "For this quarter there were two new entries to the register and one deletion. "
        "The deletion was de-escalated to another register. The new entries were:",
        "The deletion was:",
    ]
    assert [len(part.sentences) for part in told] == [2, 1]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({}, "there are no new entries to the register and no deletions."),
        ({"new": 1}, "there is one new entry to the register and no deletions. The new entry is:"),
        (
            {"new": 1, "escalated": 2, "reopened": 1},
            "there are four new entries to the register and no deletions. Of the four new entries, "
            "one was newly identified, two were escalated from another register and one was reopened. The new entries are:",
        ),
        (
            {"escalated": 2},
            "there are two new entries to the register and no deletions. "
            "The two new entries were escalated from another register. The new entries are:",
        ),
        (
            {"closed": 1, "merged": 1},
            "there are no new entries to the register and two deletions. "
            "Of the two deletions, one was closed and one was merged into another entry. The deletions are:",
        ),
        (
            {"rescored": 1},
            "there are no new entries to the register and no deletions. On the other entries it is reported:",
        ),
        ({"new": 11}, "there are 11 new entries to the register and no deletions. The new entries are:"),
    ],
)
def test_the_paragraph_counts_every_way(counts: dict, expected: str) -> None:
    assert paragraph(several(**counts)) == f"For this quarter {expected}"


@given(kinds=st.lists(KINDS, max_size=30))
def test_every_movement_is_told_once_and_counted(kinds: list[Kind]) -> None:
    told = parts([moved(kind, f"R{place}") for place, kind in enumerate(kinds)])
    refs = [line.split(":")[0] for part in told for line in part.sentences]
    assert sorted(refs) == sorted(f"R{place}" for place in range(len(kinds)))
    came, gone = (sum(kind in ways for kind in kinds) for ways in (ON, OFF))
    words = told[0].lead.split(".")[0].split()
    assert words[words.index("new") - 1] == (NAMES[came] if came <= 10 else str(came))
    assert words[-2] == (NAMES[gone] if gone <= 10 else str(gone))


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (
            moved("new", "CR14", title="Intermediate care.", residual=Decimal(12), residual_label="Major/Possible"),
            "CR14, Intermediate care: new on the register with a residual score of 12 (Major/Possible).",
        ),
        (
            moved("escalated", "Corp8", title="Demand", residual=Decimal(16), from_register="Adult Services",
                  decided_by=CMT),
            "Corp8, Demand: escalated from the register of Adult Services with a residual score of 16, "
            "as decided by the Corporate Management Team.",
        ),
        (
            moved("escalated", "CO3", is_opportunity=True, residual=Decimal(20)),
            "CO3: escalated with an opportunity score of 20.",
        ),
        (
            moved("de_escalated", "CR9", stays_on="Adult Services", decided_by=CMT, reason="Performance improved."),
            "CR9: de-escalated, as decided by the Corporate Management Team; it stays on the register of Adult Services"
            "; reason: Performance improved.",
        ),
        (moved("closed", "CR10", reason="Mobilised"), "CR10: closed; reason: Mobilised."),
        (moved("reopened", "CR10", residual=Decimal(12)), "CR10: reopened with a residual score of 12."),
        (moved("merged", "CR4", merged_into="CR2"), "CR4: merged into CR2."),
        (moved("merged", "CR4"), "CR4: merged into another entry."),
        (
            moved("kept", "R3", title="Roads", residual=Decimal(12), stays_on="Highways", decided_by=CMT),
            "R3, Roads: considered for the corporate register with a residual score of 12 and kept on the register of "
            "Highways, as decided by the Corporate Management Team.",
        ),
        (moved("kept", "R3"), "R3: considered for the corporate register and kept where it is."),
        (moved("taken_over", "CR1"), "CR1: on the register when this record of it begins."),
        (
            moved("noted", "CR7", title="Major projects", words="The issues were being addressed by Management Team."),
            "CR7: The issues were being addressed by Management Team.",
        ),
        (
            moved("rescored", "CR2", title="Safeguarding", residual=Decimal(12), residual_before=Decimal(16),
                  residual_label="Major/Possible"),
            "CR2: the residual score has been reduced from 16 to 12 (Major/Possible).",
        ),
        (
            moved("rescored", "CO2", is_opportunity=True, residual=Decimal(15), residual_before=Decimal(12),
                  residual_label="Outstanding/Possible"),
            "CO2: the opportunity score has been increased from 12 to 15 (Outstanding/Possible).",
        ),
        (
            moved("rescored", "CR1", residual=Decimal(16), residual_before=Decimal(16), residual_label="Major/Likely"),
            "CR1: the residual score remains at 16 (Major/Likely).",
        ),
        (moved("rescored", "CR5", residual=Decimal(12)), "CR5: the residual score is 12."),
        (
            moved("rescored", "CR3", current=Decimal(20), current_before=Decimal(16), residual=Decimal(12),
                  residual_before=Decimal(12)),
            "CR3: the current score has been increased from 16 to 20 and the residual score remains at 12.",
        ),
        (moved("rescored", "CR5"), "CR5: its scores are unchanged."),
    ],
)  # fmt: skip
def test_each_movement_in_one_sentence(entry: Moved, expected: str) -> None:
    assert sentence(entry) == expected


def test_numbers_are_words_up_to_ten() -> None:
    assert [number(count) for count in range(12)] == [*NAMES, "11"]
    assert number(1200) == "1,200"
