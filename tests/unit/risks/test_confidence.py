"""The confidence test: what the arithmetic says, what it asks the owner, and the outlook by the stated rule."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.periods import Quarter, quarter_of
from risks import confidence
from risks.confidence import Subject, Verdict
from tests.oracles import risks as naive

Q3 = Quarter(2021, 3)
MARCH, JUNE, SEPTEMBER = date(2022, 3, 31), date(2022, 6, 30), date(2022, 9, 30)


def subject(**values: object) -> Subject:
    """A risk at 16 that is to be 8 in two quarters, and has come down from 24 in two."""
    usual = {
        "quarter": Q3, "is_opportunity": False, "current": Decimal(16), "target": Decimal(8), "target_day": JUNE,
        "earlier_scores": (Decimal(24), Decimal(20)), "earlier_days": (JUNE, JUNE),
    }  # fmt: skip
    return Subject(**(usual | values))


def verdict(**values: object) -> Verdict:
    return confidence.test(subject(**values))


def codes(**values: object) -> list[str]:
    return [challenge.code for challenge in verdict(**values).challenges]


def test_an_entry_on_course() -> None:
    found = verdict(actions_done=2, actions_open=1, confidence="green", direction="improving")
    assert found.outlook == "green"
    assert found.facts == (
        "The score is 16 and is to fall by 8 points to 8.",
        "The target day is 30 June 2022: 2 quarters left.",
        "It needs 4 points a quarter; so far it moved by 4 points a quarter.",
        "Of 3 actions, 2 are done and 1 open, 0 of them late.",
    )
    assert found.challenges == ()


def test_the_same_mirrored_for_an_opportunity() -> None:
    found = verdict(
        is_opportunity=True, current=Decimal(12), target=Decimal(20), earlier_scores=(Decimal(4), Decimal(8))
    )
    assert found.outlook == "green"
    assert found.facts[0] == "The score is 12 and is to rise by 8 points to 20."
    assert found.facts[2] == "It needs 4 points a quarter; so far it moved by 4 points a quarter."


@pytest.mark.parametrize(
    ("values", "outlook", "reason"),
    [
        ({"current": None}, "unknown", "There is no current score."),
        ({"target": None}, "unknown", "There is no target score."),
        ({"target": Decimal(20)}, "unknown", "The target is worse than the current score"),
        ({"target": Decimal(16)}, "green", "The target is reached."),
        ({"target": Decimal(16), "target_day": date(2020, 1, 1)}, "green", "The target is reached."),
        ({"target_day": None}, "unknown", "There is no target day to count to."),
        ({"target_day": date(2021, 9, 30)}, "red", "The target day lies behind"),
        ({"earlier_scores": (Decimal(16),)}, "red", "less than half the pace needed, with 2 quarters left."),
        ({"earlier_scores": (Decimal(18),)}, "amber", "The score moves more slowly than needed."),
        ({"earlier_scores": (Decimal(16),), "target_day": SEPTEMBER}, "amber", "more slowly than needed."),
        ({"actions_late": 2, "actions_open": 2}, "amber", "2 actions are late."),
        ({"earlier_days": (MARCH, JUNE)}, "amber", "The target day was put back once, by 91 days."),
        ({"earlier_scores": ()}, "unknown", "There is no earlier score, so no pace to go by."),
        ({"earlier_scores": (None, None), "actions_late": 1}, "amber", "1 action is late."),
        ({"earlier_scores": (Decimal(24), None)}, "green", "at least as fast as needed"),
    ],
)
def test_each_line_of_the_rule(values: dict, outlook: str, reason: str) -> None:
    found = verdict(**values)
    assert found.outlook == outlook
    assert reason in found.reason


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"target_date_text": "June 2022"}, []),
        ({"target_date_text": "June 2022/Ongoing"}, ["not_a_date"]),
        ({"target_date_text": "Ongoing", "target_day": None, "earlier_days": ()}, ["not_a_date"]),
        ({"target_date_text": "Ongoing", "target": Decimal(16)}, []),
        ({"target_day": None, "earlier_days": ()}, ["no_date"]),
        ({"target_day": date(2021, 9, 30), "earlier_days": ()}, ["date_passed"]),
        ({"earlier_days": (date(2021, 12, 31), None, MARCH)}, ["date_moved"]),
        ({"earlier_days": (SEPTEMBER, JUNE)}, []),
        ({"actions_late": 1}, ["actions_late"]),
        ({"direction": "improving", "earlier_scores": (Decimal(16), Decimal(16))}, ["no_change"]),
        ({"direction": "improving", "earlier_scores": (Decimal(20), Decimal(16))}, []),
        ({"direction": "worsening"}, ["contradicts"]),
        ({"confidence": "green", "target_day": MARCH}, []),
        ({"confidence": "green", "earlier_scores": (Decimal(17),)}, ["confident"]),
        ({"confidence": "amber", "earlier_scores": (Decimal(17),)}, []),
        ({"confidence": "green", "earlier_scores": ()}, []),
    ],
)
def test_what_the_owner_is_asked(values: dict, expected: list[str]) -> None:
    if values.get("target_day") == MARCH:
        values = values | {"earlier_days": (), "target": Decimal(12)}
    assert codes(**values) == expected


def test_the_words_of_the_challenges() -> None:
    """Corp1 of November 2021: "March 2022/Ongoing" and "+ve", two quarters on with the same score."""
    found = verdict(
        target=Decimal(9), target_day=MARCH, target_date_text="March 2022/Ongoing", direction="improving",
        confidence="green", earlier_scores=(Decimal(16), Decimal(16)),
        earlier_days=(date(2021, 9, 30), date(2021, 12, 31)),
        actions_done=1, actions_open=3, actions_late=1,
    )  # fmt: skip
    assert found.facts[1:] == (
        "The target day is 31 March 2022: 1 quarter left.",
        "It needs 7 points a quarter; so far it moved by 0 points a quarter.",
        "Of 4 actions, 1 is done and 3 open, 1 of them late.",
        "The target day was put back 2 times, by 182 days.",
    )
    assert [challenge.sentence for challenge in found.challenges] == [
        '"March 2022/Ongoing" is not a day: nothing can be late against it. Which day is meant?',
        "The target day was put back 2 times, by 182 days. Why will it hold this time?",
        "1 action is late. What does that do to the target?",
        "The owner says improving, and the score has been 16 for 2 quarters without a change.",
        "The owner's confidence is green, and the arithmetic says red: The score moves at less than half the pace needed, "
        "with 1 quarter left.",
    ]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2021, 11, 30), "no quarter left after this one"),
        (date(2021, 6, 30), "2 quarters ago"),
        (date(2022, 1, 1), "1 quarter left"),
    ],
)
def test_quarters_left_are_said(day: date, words: str) -> None:
    assert verdict(target_day=day).facts[1].endswith(f": {words}.")


def test_thirds_of_points_are_rounded_half_up() -> None:
    facts = verdict(target_day=SEPTEMBER, earlier_scores=(Decimal("15.5"), Decimal(15))).facts
    assert facts[2] == "It needs 2.7 points a quarter; so far it moved away by 0.3 points a quarter."


@given(
    kind=st.sampled_from(["risk", "opportunity"]),
    current=st.integers(1, 25),
    target=st.integers(1, 25),
    day=st.none() | st.dates(date(2020, 1, 1), date(2024, 12, 31)),
    earlier=st.lists(st.integers(1, 25), max_size=5),
    late=st.integers(0, 2),
    moved=st.none() | st.integers(-200, 200),
    quarter=st.builds(Quarter, st.integers(2020, 2023), st.integers(1, 4)),
)
def test_it_agrees_with_a_second_way(kind, current, target, day, earlier, late, moved, quarter) -> None:
    left = None if day is None else naive.quarters_between(quarter.start_year, quarter.number, day)
    found = confidence.test(
        Subject(
            quarter=quarter,
            is_opportunity=kind == "opportunity",
            current=Decimal(current),
            target=Decimal(target),
            target_day=day,
            earlier_scores=[Decimal(score) for score in earlier],
            earlier_days=() if day is None or moved is None else [day - timedelta(days=moved)],
            actions_open=2,
            actions_late=late,
        )
    )
    put_back = day is not None and moved is not None and moved > 0
    assert found.outlook == naive.outlook(kind, current, target, left, earlier, late, put_back)
    if left is not None:
        assert left == quarter_of(day).ordinal - quarter.ordinal
    assert all(text.endswith((".", "?")) for text in (found.reason, *found.facts))
