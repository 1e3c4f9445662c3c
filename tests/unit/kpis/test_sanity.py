"""What looks wrong about a figure: each warning with its numbers, and silence where nothing is wrong. No database."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.sanity import Typed, Usual, warnings

NUMBERS = st.decimals(
    min_value=-(10**13), max_value=10**13, allow_nan=False, allow_infinity=False, places=4
) | st.integers(-1000, 1000).map(Decimal)


def said(
    value: str,
    *past: str,
    unit: str = "%",
    counts: tuple[str, str] | None = None,
    year_so_far: str = "",
) -> list[str]:
    """The warnings about a value; `past` newest first."""
    numerator, denominator = map(Decimal, counts) if counts else (None, None)
    return warnings(
        Typed(value=Decimal(value), numerator=numerator, denominator=denominator),
        Usual(
            past=[Decimal(each) for each in past],
            unit=unit,
            year_so_far=Decimal(year_so_far) if year_so_far else None,
        ),
    )


PAST = ("88.71", "88.10", "87.5", "89.2", "90.1")


@pytest.mark.parametrize(
    ("value", "past", "options", "sentence"),
    [
        (
            "12",
            PAST,
            {},
            "12% is down from 88.71%. Over the 5 figures before, it never moved by more than 1.7% from one to the next.",
        ),
        (
            "0.8871",
            ("87", "88"),
            {},
            "0.8871% looks like a fraction: earlier figures were between 87% and 88%. Should it be 88.71%?",
        ),
        (
            "569",
            ("560000", "571000"),
            {"unit": "£"},
            "£569 is about 1,000 times as small as usual: earlier figures were between £560,000 and £571,000. "
            "Should it be £569,000?",
        ),
        (
            "110000",
            ("10500", "11000"),
            {"unit": "visits"},
            "110,000 visits is about 10 times as large as usual: earlier figures were between 10,500 visits and "
            "11,000 visits. Should it be 11,000 visits?",
        ),
        ("101", ("98", "99"), {}, "101% is more than 100%."),
        (
            "120",
            (),
            {"counts": ("60", "50")},
            "The numerator 60 is more than the denominator 50, so the figure is 120%. Have they changed places?",
        ),
        ("91", (), {"counts": ("45", "60")}, "The figure is 91%, but 45 of 60 are 75%."),
        (
            "-3",
            ("2", "4"),
            {"unit": "days"},
            "-3 days is less than nought, which no earlier figure was. Is the sign right?",
        ),
        (
            "300",
            (),
            {"unit": "visits", "year_so_far": "390"},
            "The year so far was 390 visits already, and a running total does not fall to 300 visits. Is this the "
            "figure of the quarter alone?",
        ),
        (
            "88.71",
            ("88.71", "88.10"),
            {},
            "88.71% is the figure before to the last digit. Has it been copied?",
        ),
    ],
)
def test_each_warning(value: str, past: tuple[str, ...], options: dict, sentence: str) -> None:
    assert said(value, *past, **options) == [sentence]


@pytest.mark.parametrize(
    ("value", "past", "options"),
    [
        ("88.5", PAST, {}),
        ("91.7", PAST, {}),  # further than any move before, but not twice as far
        ("12", PAST[:3], {}),  # two moves say nothing about what is usual
        ("100", ("100", "99.9"), {}),
        ("75", (), {"counts": ("45", "60")}),
        ("66.7", (), {"counts": ("2", "3")}),  # as rounded by hand
        ("104", ("98", "101"), {}),  # it has been above 100 before
        ("-2", ("-1.8", "1"), {}),
        ("0", ("0", "0"), {}),
        ("3", ("3", "2"), {"unit": "visits"}),  # a small count may well stay the same
        ("-3", (), {}),  # nothing to compare with
        ("400", (), {"unit": "visits", "year_so_far": "390"}),
        ("128.33", ("80.93", "42.05"), {"unit": "jobs"}),
    ],
)
def test_what_is_ordinary(value: str, past: tuple[str, ...], options: dict) -> None:
    assert said(value, *past, **options) == []


@given(
    value=NUMBERS,
    past=st.lists(NUMBERS, max_size=12),
    numerator=st.none() | NUMBERS,
    denominator=st.none() | NUMBERS.filter(lambda number: number > 0),
    year_so_far=st.none() | NUMBERS,
    unit=st.sampled_from(["%", "£", "", "days"]),
)
def test_any_numbers_get_sentences(value, past, numerator, denominator, year_so_far, unit) -> None:
    found = warnings(
        Typed(value=value, numerator=numerator, denominator=denominator),
        Usual(past=past, year_so_far=year_so_far, unit=unit),
    )
    assert all(sentence.endswith((".", "?")) for sentence in found)
    assert len(found) == len(set(found))


@given(past=st.lists(st.decimals(0, 100, places=2), min_size=2, max_size=12), data=st.data())
def test_a_figure_among_those_before_is_ordinary_unless_copied(past, data) -> None:
    value = data.draw(st.decimals(min(past), max(past), places=2).filter(lambda number: number != past[0]))
    assert warnings(Typed(value=value), Usual(past=past, unit="%")) == []


@given(
    past=st.lists(st.decimals(80, 99, places=1), min_size=2, max_size=12),
    times=st.sampled_from([10, 100, 1000]),
    data=st.data(),
)
def test_a_slip_of_the_unit_is_named_with_the_figure_that_was_meant(past, times, data) -> None:
    meant = data.draw(st.sampled_from(past))
    for slipped in (meant * times, meant / times):
        (sentence,) = warnings(Typed(value=slipped), Usual(past=past, unit="tonnes"))
        assert f"about {times:,} times as {'large' if slipped > meant else 'small'} as usual" in sentence
        assert f"Should it be {meant.normalize():f} tonnes?" in sentence


@given(
    past=st.lists(st.decimals(40, 60, places=1), min_size=4, max_size=12),
    value=st.decimals(40, 400, places=1),
    by=st.integers(2, 1000),
)
def test_the_size_of_the_unit_changes_nothing(past, value, by) -> None:
    """What is asked about in pounds is asked about in pence."""
    small = warnings(Typed(value=value), Usual(past=past))
    large = warnings(Typed(value=value * by), Usual(past=[each * by for each in past]))
    copied = any("copied" in sentence for sentence in small + large)
    assert copied or len(small) == len(large)
