"""Every number of the annual report equals what a naive count of single cases comes to, and what it prints is right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.figure_kinds import Course, Cube, OmbudsmanGroup, SubjectGroup
from complaints.figure_list import figure_list, is_key
from complaints.figure_sums import report_figures
from complaints.figures import NO_NUMBER, NOT_SHOWN, ReportFigures, Value
from tests.oracles.complaints import Report, year_of

YEAR = 2020
COUNTED_ON = {2019: date(2020, 9, 30), 2020: date(2021, 10, 31)}
ACTIVE = {(2019, "adults"): 4000, (2020, "adults"): 4100, (2020, "children"): 2000}
OUTCOMES = (
    "upheld",
    "partly_upheld",
    "not_upheld",
    "withdrawn",
    "resolved_early",
    "signposted",
    "out_of_jurisdiction",
)
STAGES = {
    "adults-statutory": (("0",), ("respond",), ("0", "respond")),
    "childrens-statutory": (("0",), ("1",), ("1", "2"), ("1", "2", "3")),
    "childrens-non-statutory": (("0",), ("1",), ("1", "2")),
}


def a_case(**given_: Any) -> dict[str, Any]:
    """A complaint of an adult, received in June 2020 and answered within a month, unless the test says otherwise."""
    received = given_.get("received_on", date(2020, 6, 1))
    return {
        "kind": "complaint",
        "area": "adults",
        "procedure": "adults-statutory",
        "received_on": received,
        "captured": "log",
        "joint": False,
        "service_type": "support-planning",
        "complainant": "relative",
        "closed_on": received + timedelta(days=30),
        "answered_on": received + timedelta(days=30),
        "limit_on": received + timedelta(days=14),
        "longest_on": received + timedelta(days=183),
        "resolved_at": "respond",
        "outcome": "upheld",
        "investigated": "internal",
        "stages": ("respond",),
        "cost": Decimal(0),
        **given_,
    }


def cube_of(cases: Sequence[Mapping[str, Any]], enquiries: Sequence[Mapping[str, Any]] = ()) -> Cube:
    """What the database would make of the cases: groups."""
    courses: Counter[tuple[tuple[str, Any], ...]] = Counter()
    subjects: Counter[tuple[tuple[str, Any], ...]] = Counter()
    costs: dict[tuple[tuple[str, Any], ...], list[Decimal]] = {}
    for case in cases:
        year = year_of(case["received_on"])
        same = {
            "year": year,
            **{name: case[name] for name in ("kind", "area", "procedure", "captured", "joint")},
        }
        last = COUNTED_ON.get(year)
        course = tuple(
            {
                **same,
                "closed": case["closed_on"] is not None and (last is None or case["closed_on"] <= last),
                "closed_year": year_of(case["closed_on"]),
                "resolved_at": case["resolved_at"],
                "outcome": case["outcome"],
                "investigated": case["investigated"],
                "over_limit": is_after(case["answered_on"], case["limit_on"]),
                "over_longest": is_after(case["answered_on"], case["longest_on"]),
                "stages": case["stages"],
            }.items()
        )
        courses[course] += 1
        costs.setdefault(course, []).append(case["cost"])
        subjects[
            tuple({**same, "service_type": case["service_type"], "complainant": case["complainant"]}.items())
        ] += 1
    return Cube(
        courses=tuple(
            Course(
                **dict(key),
                count=count,
                cost=sum(costs[key], Decimal(0)),
                costed=sum(c > 0 for c in costs[key]),
            )
            for key, count in courses.items()
        ),
        subjects=tuple(SubjectGroup(**dict(key), count=count) for key, count in subjects.items()),
        ombudsman=tuple(
            OmbudsmanGroup(
                year_of(e["received_on"]),
                e["area"],
                year_of(e["decided_on"]),
                e["decision"],
                e["council_outcome"] in ("upheld", "partly_upheld"),
                e["already_remedied"],
                e["public_report"],
                settlement=e["settlement"] or Decimal(0),
                settled=int(e["settlement"] is not None),
            )
            for e in enquiries
        ),
        active=ACTIVE,
        labels={"support-planning": "Support Planning"},
    )


def is_after(day: date | None, limit: date | None) -> bool:
    return day is not None and limit is not None and day > limit


def report(cases: Sequence[Mapping[str, Any]], *, suppressed: bool = False) -> ReportFigures:
    return report_figures(cube_of(cases), YEAR, suppressed=suppressed)


DAYS = st.dates(date(2018, 4, 1), date(2021, 3, 31))


@st.composite
def some_case(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(("complaint", "complaint", "comment", "compliment")))
    received = draw(DAYS)
    area = draw(st.sampled_from(("adults", "children", "inclusion", "other")))
    case = a_case(
        kind=kind,
        area=area,
        received_on=received,
        captured=draw(st.sampled_from(("log", "log", "elsewhere"))),
        service_type=draw(st.sampled_from(("", "support-planning", "reablement"))),
        complainant=draw(st.sampled_from(("child", "parent", "relative"))),
    )
    if kind != "complaint":
        nothing = dict.fromkeys(("closed_on", "answered_on", "limit_on", "longest_on"))
        return (
            case
            | nothing
            | {"procedure": "", "stages": (), "resolved_at": "", "outcome": "", "investigated": ""}
        )
    case["procedure"] = {
        "adults": "adults-statutory",
        "children": draw(st.sampled_from(("childrens-statutory", "childrens-non-statutory"))),
        "inclusion": "childrens-non-statutory",
        "other": "corporate",
    }[area]
    case["stages"] = draw(st.sampled_from(STAGES.get(case["procedure"], (("1",),))))
    case["joint"] = draw(st.booleans())
    case["investigated"] = draw(st.sampled_from(("", "internal", "independent")))
    case["cost"] = Decimal(draw(st.sampled_from((0, 0, 250, 1200))))
    if draw(st.booleans()):
        days = draw(st.integers(0, 500))
        case["closed_on"] = case["answered_on"] = received + timedelta(days=days)
        case["resolved_at"] = draw(st.sampled_from((case["stages"][-1], "ombudsman")))
        case["outcome"] = draw(st.sampled_from(OUTCOMES))
    else:
        case |= {"closed_on": None, "answered_on": None, "resolved_at": "", "outcome": ""}
    return case


ENQUIRY = st.builds(
    lambda received, days, decision, outcome, **rest: {
        "received_on": received,
        "decided_on": received + timedelta(days=days) if decision else None,
        "decision": decision,
        "council_outcome": outcome,
        **rest,
    },
    DAYS,
    st.integers(0, 400),
    st.sampled_from(
        ("", "upheld", "not_upheld", "not_investigated", "closed_after_enquiries", "referred_back")
    ),
    st.sampled_from(("", "upheld", "partly_upheld", "not_upheld")),
    area=st.sampled_from(("adults", "children", "inclusion", "other")),
    already_remedied=st.booleans(),
    public_report=st.booleans(),
    settlement=st.sampled_from((None, None, Decimal("350.00"), Decimal("1200.50"))),
)


@given(st.lists(some_case(), max_size=40), st.lists(ENQUIRY, max_size=15))
@settings(max_examples=60, deadline=None)
def test_every_number_equals_the_naive_count(
    cases: list[dict[str, Any]], enquiries: list[dict[str, Any]]
) -> None:
    naive = Report(cases, enquiries, ACTIVE, COUNTED_ON)
    figures = report_figures(cube_of(cases, enquiries), YEAR, suppressed=False)
    for (key, year), value in figures.values.items():
        if year in figures.without_data:
            assert value.exact is None
        elif key.endswith((".change", ".increase", ".times")) and YEAR - 1 in figures.without_data:
            assert value.exact is None, key
        else:
            expected = naive.number(key, year)
            same = (
                value.exact is None if expected is None else Fraction(value.exact) == pytest.approx(expected)
            )
            assert same, f"{key} {year}: {value.exact}, by hand {expected}"


@given(st.lists(some_case(), max_size=60))
@settings(max_examples=40, deadline=None)
def test_small_counts_are_never_shown_and_the_rest_reads_the_same(cases: list[dict[str, Any]]) -> None:
    cube = cube_of(cases)
    full, kept = (report_figures(cube, YEAR, suppressed=each) for each in (False, True))
    for place, value in kept.values.items():
        whole = full.values[place]
        if value.suppressed:
            assert (value.exact, value.value, value.count, value.base) == (None,) * 4
            assert value.text == NOT_SHOWN
            continue
        assert value == whole
        numbers = [n for n in (value.count, value.base) if n is not None]
        if whole.unit == "%" and len(numbers) == 2:
            numbers.append(numbers[1] - numbers[0])
        assert not any(0 < number < 5 for number in numbers), place


def test_a_year_reads_the_same_in_its_own_report_and_in_the_next() -> None:
    """Else what one page keeps back, the other might show."""
    cases = [
        a_case(
            received_on=date(year, 6, 1) + timedelta(days=n),
            outcome=OUTCOMES[n % (3 + year % 3)],
            joint=n < 6,
        )
        for year in (2018, 2019, 2020)
        for n in range(23)
    ]
    own = report_figures(cube_of(cases), 2019, suppressed=True)
    beside = report_figures(cube_of(cases), 2020, suppressed=True)
    assert {key: own.values[key, 2019] for key, year in beside.values if year == 2019} == {
        key: value for (key, year), value in beside.values.items() if year == 2019
    }


def test_a_row_is_not_left_over_between_a_total_and_the_other_rows() -> None:
    """The total is counted on one face of the cube, the rows on the other."""
    counts = {"support-planning": 20, "homecare": 6, "reablement": 2}
    praise = {"kind": "compliment", "procedure": "", "closed_on": None, "answered_on": None, "outcome": ""}
    cases = [a_case(**praise, service_type=slug) for slug, count in counts.items() for _ in range(count)]
    kept = report(cases, suppressed=True)
    rows = {slug: kept.value(f"adult.compliments_by_service.{slug}").text for slug in counts}
    assert kept.value("adult.compliments.log").text == "28"
    assert rows == {"support-planning": "20", "homecare": NOT_SHOWN, "reablement": NOT_SHOWN}
    assert kept.value("adult.compliments_by_service.homecare.share").text == NOT_SHOWN


def test_a_share_does_not_give_away_the_few_who_are_not_in_it() -> None:
    children = [
        a_case(procedure="childrens-statutory", area="children", stages=("1",), resolved_at="1", **extra)
        for extra in [{"limit_on": date(2020, 9, 1)}] * 2 + [{}] * 30
    ]
    kept = report(children, suppressed=True)
    assert kept.value("children_statutory.outcomes.closed").text == "32"
    assert kept.value("children_statutory.timescales.over_limit").text == NOT_SHOWN, (
        "30 of 32: two were in time"
    )
    assert kept.value("children_statutory.timescales.over_limit.share").text == NOT_SHOWN


def test_what_is_open_at_the_end_of_a_year_is_kept_back_from_readers() -> None:
    cases = [a_case(joint=True, closed_on=None, outcome="", resolved_at="") for _ in range(9)]
    assert report(cases).value("adult.joint.open").text == "9"
    assert report(cases, suppressed=True).value("adult.joint.open").text == NOT_SHOWN


def test_money_for_few_cases_is_kept_back_and_its_number_of_cases_never_printed() -> None:
    cases = [a_case(cost=Decimal(1000)) for _ in range(2)] + [a_case() for _ in range(20)]
    assert report(cases).value("adult.costs.paid").text == "£2,000.00"
    assert report(cases).value("adult.costs.paid").count is None
    kept = report(cases, suppressed=True)
    assert kept.value("adult.costs.paid").text == kept.value("all.costs.paid").text == NOT_SHOWN
    assert kept.value("adult.complaints.received").text == "22"


def test_shares_stand_with_their_counts_and_are_rounded_half_up() -> None:
    cases = [a_case(outcome="upheld" if n < 7 else "not_upheld") for n in range(40)]
    assert report(cases).value("adult.outcomes.upheld.share").with_counts == "18% (7 of 40)"
    assert report([]).get("adult.outcomes.upheld.share") == Value("%", None)
    assert report([]).empty


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Value("complaints", Decimal(1234), 1234), "1,234"),
        (Value("% change", Decimal("-17.5")), "-18%"),
        (Value("% change", Decimal("8.45")), "+8%"),
        (Value("% change", Decimal(0)), "0%"),
        (Value("GBP", Decimal("7297.03")), "£7,297.03"),
        (Value("GBP", Decimal(-50)), "-£50.00"),
        (Value("times", Decimal("1.87")), "1.9 times"),
        (Value("%", None), NO_NUMBER),
        (Value("%", None, suppressed=True), NOT_SHOWN),
    ],
)
def test_numbers_are_written_as_reports_write_them(value: Value, words: str) -> None:
    assert value.text == words


def test_rows_follow_from_the_data_the_most_frequent_first() -> None:
    cases = [a_case(service_type="reablement"), *(a_case() for _ in range(2)), a_case(service_type="")]
    assert report(cases).rows("adult.services.") == [
        ("Support Planning", "adult.services.support-planning"),
        ("reablement", "adult.services.reablement"),
        ("Not recorded", "adult.services.not-recorded"),
    ]


def test_a_year_without_its_report_is_not_compared_with() -> None:
    cases = [a_case(), a_case(received_on=date(2019, 6, 1))]
    figures = report_figures(cube_of(cases), YEAR, suppressed=False, counted_on={2020: COUNTED_ON[2020]})
    assert figures.without_data == {2019}
    assert figures.value("adult.complaints.received", 2019).text == NO_NUMBER
    assert figures.value("adult.complaints.received.change").text == NO_NUMBER
    assert figures.value("adult.complaints.received").text == "1"


def test_every_figure_says_what_it_counts_and_where_it_is_printed() -> None:
    listed = figure_list(cube_of([a_case()]), (2019, 2020))
    for key, entry in listed.items():
        figure = entry.figure
        assert figure.key == key
        assert is_key(key), key
        assert figure.label
        assert figure.counting.endswith(".")
        assert figure.counting[0].isupper()
    assert not is_key("adult.services.")
    assert not is_key("nobody.services.support-planning")
