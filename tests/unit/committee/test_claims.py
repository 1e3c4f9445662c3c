"""The arithmetic of papers: every claim of the real ones that can be checked, and any other against a naive second way."""

import csv
import io
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from committee.claims import check_file, decimal_text, read_printed

#: Claims of the council's papers, with the line of the paper or its entry in the list of contradictions.
PAPERS = [
    # What the papers got right: a checker must stay silent.
    ("library visits, half year", "sum", "265,139;393,140", "658,279", "ok"),
    ("library sessions, half year", "sum", "28,639;39,605", "68,244", "ok"),
    ("volunteers", "sum", "68;10", "78", "ok"),
    ("care homes", "share", "11;16", "68.75%", "ok"),
    ("adult and children's complaints", "sum", "420;226", "646", "ok"),
    ("outcomes of adult complaints", "sum", "16%;36%;48%", "100%", "ok"),
    ("Ombudsman uphold rate", "share", "6;39", "15%", "ok"),
    ("children's outcomes", "share", "9;48", "19%", "ok"),
    ("stage one", "share", "139;229", "61%", "ok"),
    ("referrals", "share", "874;2,482", "35.2%", "ok"),
    ("inspections", "share", "5;7", "71%", "ok"),
    ("families attached", "sum", "12,498;1,666", "14,164", "ok"),
    ("claims submitted", "share", "38;3,120", "1.2%", "ok"),
    ("health checks", "share", "3,155;8,620", "37%", "ok"),
    ("incidents", "change", "103;91", "-11.65%", "ok"),
    ("child protection plans", "change", "1,221;1,351", "10.6%", "ok"),
    ("perpetrator programme", "change", "154;46", "-70%", "ok"),
    ("perpetrator programme, in words", "change", "154;46", "70%", "ok"),
    ("Corp6", "product", "4;5", "20", "ok"),
    # What they got wrong, or cut off.
    ("P3 eligible population", "share", "238,694;354,935", "63.2%", "wrong"),
    ("P5 re-referrals 2016/17", "share", "1,890;9,907", "19.0%", "truncated"),
    ("P5 re-referrals 2017/18", "share", "1,937;10,337", "19.0%", "wrong"),
    ("P5 re-referrals Q3", "share", "511;2,482", "20.5%", "truncated"),
    ("P9 referrals", "change", "3,010;2,482", "17%", "truncated"),
    ("P9 referrals, with its sign", "change", "3,010;2,482", "-17%", "truncated"),
    ("P4 care homes", "repeat", "45%;44.4%", "", "wrong"),
    ("C1 children's complaints", "repeat", "226;205", "", "wrong"),
    ("C1 the fall", "change", "252;205", "-18%", "truncated"),
    ("C2 outcomes", "sum", "38%;59%;5%", "100%", "wrong"),
    ("C3 decisions", "sum", "39;48", "99", "wrong"),
    ("C4 comments", "sum", "62;74", "142", "wrong"),
    ("C10 timescales", "share", "140;226", "68%", "wrong"),
    ("C10 the other base", "share", "140;205", "68%", "ok"),
    ("D1 fall", "change", "47;23", "-50%", "wrong"),
    ("R1 Corp4", "product", "5;4", "6", "wrong"),
]


def checked(*rows: tuple[str, str, str, str]) -> tuple[list[dict[str, str]], list[str]]:
    source, output = io.StringIO(newline=""), io.StringIO(newline="")
    csv.writer(source).writerows([("id", "kind", "numbers", "stated"), *rows])
    source.seek(0)
    problems = list(check_file(source, output))
    output.seek(0)
    return list(csv.DictReader(output)), problems


@pytest.mark.parametrize(("what", "kind", "numbers", "stated", "verdict"), PAPERS)
def test_the_claims_of_the_papers(what: str, kind: str, numbers: str, stated: str, verdict: str) -> None:
    rows, problems = checked((what, kind, numbers, stated))
    assert problems == []
    assert rows[0]["verdict"] == verdict


@pytest.mark.parametrize(
    ("kind", "numbers", "stated", "computed", "verdict"),
    [
        ("share", "1;8", "13", "12.5", "ok"),  # half up
        ("share", "1;8", "12", "12.5", "truncated"),
        ("change", "1000;825", "-18", "-17.5", "ok"),  # away from zero
        ("change", "100;120", "-20", "20", "wrong"),  # the other way
        ("change", "120;100", "+16.7", "-16.666666666667", "wrong"),
        ("change", "100;100", "0", "0", "ok"),
        ("change", "-50;-25", "50%", "50", "ok"),  # a smaller overspend is a rise
        ("rate_100k", "97;1,227,076", "7.9", "7.904970841252", "ok"),
        ("product", "0.5;0.5", "0.3", "0.25", "ok"),
        ("sum", "£1.2m;£350k", "£1.55m", "1550000", "ok"),
        ("sum", "£1.2m;£350k", "£1.5m", "1550000", "truncated"),
        ("product", "£1,200;5%", "£60", "60", "ok"),  # so many hundredths
        ("product", "50%;50%", "25%", "25", "ok"),
        ("product", "4%;5", "20%", "20", "ok"),
        ("product", "200;50 per cent", "10000", "100", "wrong"),
        ("share", "£-1.2m;£4.8m", "-25 per cent", "-25", "ok"),
        ("share", "£950k;£1.9mn", "50 percent", "50", "ok"),
        ("sum", "1\u00a0234;12\u202f345\u2009678", "12,346,912", "12346912", "ok"),
        ("repeat", "82.35;82.4;82", "", "82.35", "ok"),
        ("repeat", "82.35;82.3", "", "82.35", "truncated"),
        ("repeat", "14", "14.0", "14", "ok"),
        ("share", "0;5", "0", "0", "ok"),
        ("share", "1;300", "0", "0.333333333333", "ok"),
        ("share", "2;3", "66.7", "66.666666666667", "ok"),
        ("share", "2;3", "66.6", "66.666666666667", "truncated"),
    ],
)
def test_rounding_and_signs(kind: str, numbers: str, stated: str, computed: str, verdict: str) -> None:
    rows, problems = checked(("a", kind, numbers, stated))
    assert problems == []
    assert (rows[0]["computed"], rows[0]["verdict"]) == (computed, verdict)


@pytest.mark.parametrize(
    ("kind", "numbers", "stated", "words"),
    [
        ("mean", "1;2", "3", 'kind: "mean" is not known'),
        ("share", "1", "3", "numbers: there are 1. Write two: part;whole."),
        ("share", "1;0", "3", "nothing is a share of nothing"),
        ("change", "0;5", "3", "a change from nothing has no percentage"),
        ("rate_100k", "1;0", "3", "the population must be above 0"),
        ("sum", "", "3", "numbers: is empty"),
        ("sum", "1;2", "", "stated: is empty"),
        ("repeat", "1", "", "one printing repeats nothing"),
        ("sum", "1;two", "3", 'numbers: "two" is not a number'),
        ("sum", "1,2;3", "3", 'numbers: "1,2" is not a number'),
        ("sum", "1;NaN", "3", 'numbers: "NaN" is not a number'),
        ("sum", "1e5;3", "3", 'numbers: "1e5" is not a number'),
        ("sum", "1;" + "9" * 31, "3", "is not a number"),
        ("sum", "1;\u0662", "3", "is not a number"),
        ("sum", "1;12 345", "3", 'numbers: "12 345" is not a number'),  # may be two numbers
        ("sum", "1;1\u00a023", "3", "is not a number"),
        ("sum", "1;-£-2", "3", "is not a number"),
        ("share", "1;4", "25per cent", "is not a number"),
        ("share", "1;4", "(25%)", "is not a number"),  # an aside, or an accountant's minus
        ("sum", "1;2", "just under 3", 'stated: "just under 3" is not a number'),
    ],
)
def test_bad_rows_are_named_and_the_others_checked(kind: str, numbers: str, stated: str, words: str) -> None:
    rows, problems = checked(("a", kind, numbers, stated), ("b", "sum", "1;2", "3"))
    assert [row["id"] for row in rows] == ["b"]
    assert len(problems) == 1
    assert problems[0].startswith("line 2: ")
    assert words in problems[0]


def test_semicolons_part_cells_and_quoted_numbers() -> None:
    output = io.StringIO(newline="")
    claims = 'id;kind;numbers;stated\na;share;"1;8";12,5%\nb;share;"1;8";12.5%\n'
    (problem,) = check_file(io.StringIO(claims, newline=""), output)
    assert problem.startswith('line 2: stated: "12,5%" is not a number.')
    assert output.getvalue().splitlines()[1:] == ["b,share,1;8,12.5%,12.5,ok"]


DECIMALS = st.decimals(min_value=-(10**6), max_value=10**6, allow_nan=False, places=2)


@given(
    old=DECIMALS.filter(bool),
    new=DECIMALS,
    places=st.integers(0, 3),
    way=st.sampled_from([ROUND_HALF_UP, ROUND_DOWN]),
)
def test_a_change_agrees_with_a_second_way_of_working_it_out(
    old: Decimal, new: Decimal, places: int, way: str
) -> None:
    with localcontext(prec=60):
        exact = (new - old) / abs(old) * 100
        step = Decimal(1).scaleb(-places)
        right, cut = (exact.quantize(step, rounding) for rounding in (ROUND_HALF_UP, ROUND_DOWN))
        stated = exact.quantize(step, way)
    expected = "ok" if stated == right else "truncated"
    assert stated in (right, cut)
    rows, _ = checked(("a", "change", f"{old:f};{new:f}", f"{stated:f}"))
    assert rows[0]["verdict"] == expected
    wrong, _ = checked(("a", "change", f"{old:f};{new:f}", f"{stated + 5 * step:+f}"))
    assert wrong[0]["verdict"] == "wrong"


@given(number=st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, places=4))
def test_a_number_that_is_written_reads_back(number: Decimal) -> None:
    for text in (f"{number:f}", f"{number:,f}", f"£{abs(number):,f}", f"{number:f}%"):
        assert abs(read_printed(text).value) == abs(number)
    assert Decimal(decimal_text(read_printed(f"{number:f}").value)) == number


@given(text=st.text(max_size=40))
def test_no_text_upsets_the_reader(text: str) -> None:
    found = read_printed(text)
    assert found is None or found.step > 0


def test_the_command_checks_a_file_without_a_database(tmp_path: Path) -> None:
    path, out, err = tmp_path / "claims.csv", io.StringIO(), io.StringIO()
    path.write_text(
        "note,ID,Kind,numbers,stated\nx,a,share,1;8,12.5%\ny,b,share,1;0,5\n", encoding="utf-8-sig"
    )
    with pytest.raises(CommandError, match="1 row was not checked"):
        call_command("check_claims", path, stdout=out, stderr=err)
    assert out.getvalue() == "note,ID,Kind,numbers,stated,computed,verdict\nx,a,share,1;8,12.5%,12.5,ok\n"
    assert err.getvalue() == "line 3: numbers: the whole is 0, and nothing is a share of nothing.\n"
