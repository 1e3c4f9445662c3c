"""Numbers and times in a sentence: what is read, and what is left as words."""

from __future__ import annotations

import pytest

from committee.reconcile.marked import sentences, split
from committee.reconcile.times import find_times
from council.periods import parse

WITHIN = parse("2018-19-Q4")


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("rising to 66.9% within Quarter 2 of 2020/21.", ["2020-21-Q2"]),
        ("Q3 2017/18 and quarter three 2018/19", ["2017-18-Q3", "2018-19-Q3"]),
        ("quarter 3 2018-19; Quarter 1 (2021/22); 2022/23 Q4", ["2018-19-Q3", "2021-22-Q1", "2022-23-Q4"]),
        ("from 40% in 19/20 to 48% in 2020/2021", ["2019-20", "2020-21"]),
        ("20.0 at the end of December (20.9 - September, 22.9 June)", ["2018-12", "2018-09", "2018-06"]),
        ("in April 17 and Sep 18, since May '21", ["2017-04", "2018-09", "2021-05"]),
        ("as at 31/12/18, on 14th February 2019", ["@2018-12-31", "@2019-02-14"]),
        ("from Q1 (677.91) to the 2nd quarter", ["2018-19-Q1", "2018-19-Q2"]),
        ("from March to June 2020", [None]),
        ("between 2015-2019 and in 2020", [None, None]),
        ("a score of 14/20, as we may march on", []),
        ("on 31/06/21, which is no day, and in 2018/25", [None, None]),
        ("on 7 July, and on 3 Sept. 2021", [None, "@2021-09-03"]),
    ],
)
def test_times_are_read(text: str, periods: list[str | None]) -> None:
    found = [time.period for time in find_times(text, WITHIN)]

    assert found == [period and parse(period) for period in periods]


def test_a_month_without_a_year_is_unknown_without_a_report() -> None:
    assert [time.period for time in find_times("20.0 in December and Q2")] == [None, None]


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        (
            "a fall of 10% (226 in 2020/21 from 252 in 2019/20)",
            "a fall of <p0> (<n1> in <t2> from <n3> in <t4>)",
        ),
        ("spent £7,297.03, over £2000 more", "spent <m0>, over <m1> more"),
        (
            "9 under Regulation 3 were decided within 8 weeks",
            "<n0> under Regulation 3 were decided within 8 weeks",
        ),
        (
            "aged 40 \u2013 74, 18-64 and 65+, COVID-19, 10-day, S106",
            "aged 40 \u2013 74, 18-64 and 65+, COVID-19, 10-day, S106",
        ),
        (
            "6 cases per 100,000 people; Stage 2; Key Stage 4",
            "<n0> cases per 100,000 people; Stage 2; Key Stage 4",
        ),
        ("265,139+393,140=658,279", "<n0>+<n1>=<n2>"),
        ("2 per cent of 1.2m, in 2,021 homes", "<p0> of <n1>, in <n2> homes"),
        ("-2.28% and \u22120.02", "<p0> and <n1>"),
        ("a <b>5%</b> rise", "a  b <p0> /b  rise"),
    ],
)
def test_numbers_are_marked_and_names_are_not(text: str, marked: str) -> None:
    assert [sentence.marked for sentence in sentences(text, WITHIN)] == [marked]


def test_a_number_keeps_its_precision_and_sign() -> None:
    (sentence,) = sentences("from -0.59% to £16.441m")

    first, second = sentence.numerals
    assert (first.text, float(first.printed.value), second.printed.step) == ("-0.59%", -0.59, 1000)


@pytest.mark.parametrize("text", ["12 34 " * 60, "word " * 1000 + "5%", "5 of 10 (60%) " * 400])
def test_what_is_too_long_for_a_sentence_is_left_as_words(text: str) -> None:
    assert [sentence.tokens for sentence in sentences(text)] == [()]


def test_a_marker_of_a_time_is_no_number() -> None:
    (sentence,) = sentences("12 in 2020/21")

    with pytest.raises(TypeError):
        sentence.numeral("<t1>")
    with pytest.raises(TypeError):
        sentence.when("<n0>")


def test_paragraphs_are_cut_at_ends_of_sentences_alone() -> None:
    text = (
        "It was 4.5% (e.g. in Leeds, see No. 7). 9 were late! \u201cWhy?\u201d Mr. Hill asked.\nThe last line"
    )

    assert split(text) == [
        "It was 4.5% (e.g. in Leeds, see No. 7).",
        "9 were late!",
        "\u201cWhy?\u201d",
        "Mr. Hill asked.",
        "The last line",
    ]
