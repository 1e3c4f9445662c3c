"""Made-up cases: they add up to what their plan says, are the same on every run, and keep to the clocks of their time."""

from __future__ import annotations

import copy
import os
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints import clocks
from complaints.stage_dates import dates_of
from complaints.synthetic import Case, InfeasiblePlan, Made, Plan, make, parse
from council.working_days import ENGLAND

ROOT = Path(__file__).resolve().parents[3]
PLAN = ROOT / "fixtures" / "demo" / "complaints" / "plan.yaml"
DATA = yaml.safe_load(PLAN.read_text(encoding="utf-8"))
PAUSE = clocks.Pause(date(2020, 4, 1), date(2020, 6, 30), "the COVID-19 pandemic")

SMALL: dict[str, Any] = {
    "seed": "small",
    "as_of": date(2021, 11, 19),
    "channels": {"complaint": {"web": 2, "letter": 1}, "compliment": {"letter": 1}},
    "subjects": {"complaint": {"delay": 1, "communication": 1}, "compliment": {"thanks": 1}},
    "partners": ["A hospital trust"],
    "recommendations": [{"text": "Apologise.", "within": 28, "proof": "A letter."}],
    "groups": [
        {
            "name": "adults",
            "kind": "complaint",
            "area": "adults",
            "procedure": "adults-statutory",
            "year": 2020,
            "count": 5,
            "service_types": {"homecare": 2, "charging": 3},
            "complainants": {"relative": 5},
            "paths": [
                {"count": 3, "stages": ["0"], "outcomes": {"resolved_early": 3}},
                {"count": 2, "stages": ["respond"], "outcomes": {"upheld": 1, "not_upheld": 1}},
            ],
        }
    ],
    "margins": [{"ids": ["X-1"], "where": {"area": "adults", "closed": True}, "count": 5}],
}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return parse(DATA)


@pytest.fixture(scope="module")
def made(plan: Plan) -> Made:
    return make(plan)


def fingerprint(made: Made) -> str:
    return "\n".join(repr(row) for row in (*made.cases, *made.enquiries, *made.links))


def of_2020(made: Made, procedure: str) -> list[Case]:
    return [
        case
        for case in made.cases
        if case.procedure == procedure and date(2020, 4, 1) <= case.received_on <= date(2021, 3, 31)
    ]


# --- The demonstration's plan ---------------------------------------------------------------------------------------------


def test_the_plan_of_the_demonstration_makes_what_the_report_states(made: Made) -> None:
    """Some of the printed numbers, counted here once more; `make` itself refuses a plan whose margins do not hold."""
    adults, children = of_2020(made, "adults-statutory"), of_2020(made, "childrens-statutory")
    year_end = date(2021, 3, 31)
    closed = [case for case in children if case.answered_on and case.answered_on <= year_end]
    assert (len(adults), len(children), len(closed)) == (420, 226, 205)
    late = [case for case in closed if case.stages[0].answered_on > case.stages[0].longest_on]
    assert len(late) == 140
    ended = Counter(case.stages[-1].stage for case in closed)
    assert ended == {"0": 107, "1": 96, "3": 2}
    costs = sum(stage.cost for case in children for stage in case.stages if stage.cost)
    assert costs == Decimal("7297.03")
    decided = [
        row for row in made.enquiries if row.decided_on and date(2020, 4, 1) <= row.decided_on <= year_end
    ]
    assert sum(row.settlement for row in decided if row.settlement) == 19700
    assert len(decided) == 39 + 48


def test_every_id_of_a_margin_is_named_once(plan: Plan) -> None:
    ids = [name for margin in plan.margins for name in margin.ids]
    assert len(ids) == len(set(ids)) > 80


def test_the_same_cases_on_every_run_and_with_any_order_of_hashes(made: Made) -> None:
    code = (
        "import hashlib, sys, yaml\n"
        "from complaints.synthetic import make, parse\n"
        "from tests.unit.complaints.test_synthetic import fingerprint\n"
        f"made = make(parse(yaml.safe_load(open({str(PLAN)!r}, encoding='utf-8'))))\n"
        "sys.stdout.write(fingerprint(made))\n"
    )
    again = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "4321"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert again.stdout == fingerprint(made)


def test_limits_are_those_of_the_clocks_and_their_pauses(made: Made) -> None:
    for case in made.cases:
        own = [clocks.Pause(case.pause.first, case.pause.last, case.pause.reason)] if case.pause else []
        for stage in case.stages:
            dates = dates_of(
                case.procedure,
                stage.stage,
                started_on=stage.started_on,
                acknowledged_on=stage.acknowledged_on,
                extended=stage.extended,
                pauses=[PAUSE, *own],
            )
            assert (stage.limit_on, stage.longest_on, stage.due_on, stage.acknowledge_by) == (
                dates.limit_on,
                dates.longest_on,
                dates.due_on,
                dates.acknowledge_by,
            )


def test_what_happens_is_in_order_on_working_days_and_not_after_the_last_day(made: Made, plan: Plan) -> None:
    for case in made.cases:
        earliest = case.received_on
        for stage in case.stages:
            assert stage.started_on >= case.received_on
            happened = [stage.started_on, stage.acknowledged_on, stage.letter_on, stage.answered_on]
            assert all(earliest <= day <= plan.as_of for day in happened if day and day != stage.started_on)
            assert stage.answered_on is None or ENGLAND.includes(stage.answered_on)
            assert bool(stage.answered_on) == bool(stage.outcome)
            assert (
                not (stage.answered_on and stage.acknowledged_on)
                or stage.answered_on >= stage.acknowledged_on
            )
            earliest = stage.answered_on or earliest
    for row in made.enquiries:
        days = [row.received_on, *(day for day in (row.decided_on,) if day)]
        assert days == sorted(days)
        assert all(day <= plan.as_of for day in (*days, row.answered_on) if day)


def test_references_follow_the_order_of_coming_and_are_unique(made: Made) -> None:
    assert len({case.reference for case in made.cases}) == len(made.cases)
    of_year = [case for case in made.cases if case.reference.startswith("CF-2020-")]
    assert [case.received_on for case in of_year] == sorted(case.received_on for case in of_year)
    assert of_year[0].reference == "CF-2020-0001"
    assert of_year[-1].reference == f"CF-2020-{len(of_year):04}"
    assert len({row.reference for row in made.enquiries}) == len(made.enquiries)
    assert max(len(row.reference) for row in made.enquiries) <= 20


def test_an_enquiry_comes_after_the_council_answered_and_only_once_to_a_complaint(made: Made) -> None:
    cases = {case.key: case for case in made.cases}
    linked = [row for row in made.enquiries if row.case]
    assert len({row.case for row in linked}) == len(linked) > 40
    for row in linked:
        case = cases[row.case]
        assert case.answered_on < row.received_on
        assert (row.area, row.council_outcome) == (case.area, case.outcome)


def test_as_known_on_a_day_hides_what_came_later(made: Made) -> None:
    day = date(2020, 10, 30)
    for case in made.cases:
        if case.received_on > day:
            continue
        known = case.as_known_on(day)
        assert all(stage.started_on <= day for stage in known.stages)
        assert all(stage.answered_on is None or stage.answered_on <= day for stage in known.stages)
        if case.answered_on is None or case.answered_on > day:
            assert (known.elements, known.remedies) == ((), ())
        else:
            assert known == case
    for row in made.enquiries:
        if row.received_on <= day:
            known_enquiry = row.as_known_on(day)
            assert bool(known_enquiry.decision) == bool(row.decided_on and row.decided_on <= day)
            assert bool(known_enquiry.decision) or not known_enquiry.settlement


def test_nothing_that_was_made_up_is_anybodys_words(made: Made) -> None:
    """All texts of cases come from the plan: posts, partners, reasons of pauses."""
    known = {post for posts in DATA["deciders"].values() for post in posts} | set(DATA["partners"]) | {""}
    for case in made.cases:
        assert case.partners in known
        assert {stage.decided_by for stage in case.stages} <= known


# --- Other plans --------------------------------------------------------------------------------


def changed(path: list[Any], value: Any) -> dict[str, Any]:
    """The small plan with one value replaced."""
    data = copy.deepcopy(SMALL)
    at: Any = data
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return data


def test_a_small_plan_is_made() -> None:
    made = make(parse(SMALL))
    assert Counter(case.service_type for case in made.cases) == {"homecare": 2, "charging": 3}
    assert Counter(case.outcome for case in made.cases) == {"resolved_early": 3, "upheld": 1, "not_upheld": 1}


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (["groups", 0, "count"], 6, "service_types add up to 5, not to 6"),
        (["groups", 0, "paths", 0, "count"], 4, "paths add up to 6, not to 5"),
        (["groups", 0, "paths", 0, "outcomes"], {"upheld": 1}, "path 1: outcomes add up to 1, not to 3"),
        (["groups", 0, "paths", 0, "outcomes"], {"upheld": -3}, "upheld is not a count"),
        (["groups", 0, "paths", 0, "stages"], ["1"], 'no stage "1"'),
        (["groups", 0, "paths", 0, "stages"], ["respond", "0"], "stage 0 cannot stand there"),
        (["groups", 0, "paths", 0, "stages"], [], "one stage at least"),
        (["groups", 0, "paths", 0, "timing"], "slow", '"slow" is not known'),
        (["groups", 0, "paths", 0, "timing"], "extended", "extended"),
        (["groups", 0, "paths", 0, "is_open"], True, "no outcome yet"),
        (["groups", 0, "paths", 0, "costs"], {"0": [5]}, "costs of stage 0 are 1, for 3 complaints"),
        (["groups", 0, "paths", 0, "joint"], {"nhs": 1}, "joint add up to 1, not to 3"),
        (["groups", 0, "paths", 0, "service_types"], {"homecare": 3}, "want 3 complaints about homecare"),
        (["groups", 0, "paths", 0, "received"], [date(2021, 3, 1)], "first and the last day"),
        (["groups", 0, "paths", 0, "colour"], "red", "colour is not known. Known: count, stages"),
        (["groups", 0, "kind"], "compliment", "only complaints have a procedure"),
        (["groups", 0, "remedies"], {"apology": 3}, "3 remedies are wanted for 1 upheld"),
        (["groups", 0, "remedies"], {"money": 1}, "more payments as remedies than amounts"),
        (["groups", 0, "links"], 9, "9 links are wanted"),
        (["groups"], [{"name": "x"}], "kind is missing"),
        (["groups"], {"name": "x"}, "a list is expected"),
        (["groups"], [*SMALL["groups"], *SMALL["groups"]], "two groups are called adults"),
        (["channels"], {}, "channels have no weights for complaint"),
        (["margins", 0, "count"], 4, "X-1: 4 is published, the plan makes 5"),
        (["margins", 0, "where"], {"colour": "red"}, "colour is not known"),
        (
            ["enquiries"],
            [{"name": "e", "received": [date(2020, 7, 1), date(2020, 8, 1)], "about": "nobody"}],
            "no group called nobody",
        ),
        (
            ["enquiries"],
            [{"name": "e", "received": [date(2020, 7, 1), date(2020, 8, 1)], "decision": "upheld"}],
            "decided and decision belong together",
        ),
    ],
)
def test_a_plan_that_contradicts_itself_is_refused(path: list[Any], value: Any, sentence: str) -> None:
    with pytest.raises(InfeasiblePlan, match=sentence):
        make(parse(changed(path, value)))


def test_a_plan_without_a_day_for_it_is_refused() -> None:
    """Nobody who complained in March can be answered more than six months later, and by the end of March."""
    data = changed(["groups", 0, "paths", 1, "timing"], "late")
    data["groups"][0]["received"] = [date(2021, 3, 1), date(2021, 3, 31)]
    with pytest.raises(InfeasiblePlan, match="no complaint that comes between 2021-03-01 and 2021-03-31"):
        make(parse(data))


def test_percentages_of_margins_are_rounded_half_up() -> None:
    margin = {"ids": ["X-2"], "where": {"outcome": "upheld"}, "percent": 20, "base": {"area": "adults"}}
    assert make(parse(changed(["margins"], [margin])))
    with pytest.raises(InfeasiblePlan, match=r"X-2: 21% is published, the plan makes 20% \(1 of 5"):
        make(parse(changed(["margins"], [margin | {"percent": 21}])))


PROCEDURES = {
    "adults-statutory": (("0",), ("respond",), ("0", "respond")),
    "childrens-statutory": (("0",), ("1",), ("1", "2"), ("1", "2", "3")),
    "childrens-non-statutory": (("0",), ("1",), ("1", "2")),
    "corporate": (("1",), ("1", "2")),
}
OUTCOMES = ("upheld", "partly_upheld", "not_upheld", "withdrawn")


@st.composite
def plans(draw: st.DrawFn) -> dict[str, Any]:
    """Small plans of any procedure and year, received early enough for any way to end by the end of the next year."""
    procedure = draw(st.sampled_from(sorted(PROCEDURES)))
    year = draw(st.integers(2012, 2019))
    paths = []
    for _ in range(draw(st.integers(1, 4))):
        outcomes = {
            name: count for name in OUTCOMES if (count := draw(st.integers(0, 3), label=f"{name}"))
        } or {"upheld": 1}
        stages = list(draw(st.sampled_from(PROCEDURES[procedure])))
        timings = (
            ["in limit", "late"] if procedure == "adults-statutory" else ["in limit", "extended", "late"]
        )
        paths.append(
            {
                "count": sum(outcomes.values()),
                "stages": stages,
                "outcomes": outcomes,
                # A late early resolution leaves no time in which a second local answer would be early or late.
                "timing": "in limit" if stages == ["0", "respond"] else draw(st.sampled_from(timings)),
                "closes": [date(year, 4, 1), date(year + 2, 3, 31)],
            }
        )
    count = sum(path["count"] for path in paths)
    homecare = draw(st.integers(0, count))
    group = {
        "name": "any",
        "kind": "complaint",
        "area": "other",
        "procedure": procedure,
        "year": year,
        "count": count,
        "received": [date(year, 4, 1), date(year, 9, 30)],
        "service_types": {"homecare": homecare, "charging": count - homecare},
        "paths": paths,
    }
    return {**SMALL, "seed": draw(st.text(max_size=5)), "groups": [group], "margins": []}


@settings(max_examples=60, deadline=None)
@given(plans())
def test_any_feasible_plan_is_made_as_it_says(data: dict[str, Any]) -> None:
    made = make(parse(data))
    group = data["groups"][0]
    assert len(made.cases) == group["count"]
    wanted = Counter()
    for path in group["paths"]:
        wanted.update({(tuple(path["stages"]), name): count for name, count in path["outcomes"].items()})
    assert Counter((tuple(s.stage for s in case.stages), case.outcome) for case in made.cases) == wanted
    services = Counter(case.service_type for case in made.cases)
    assert services["homecare"] == group["service_types"]["homecare"]
    late = sum(path["count"] for path in group["paths"] if path["timing"] == "late")
    assert sum(case.stages[0].answered_on > case.stages[0].longest_on for case in made.cases) == late
    in_limit = sum(path["count"] for path in group["paths"] if path["timing"] == "in limit")
    assert sum(case.stages[0].answered_on <= case.stages[0].limit_on for case in made.cases) == in_limit
    first, last = group["received"]
    assert all(first <= case.received_on <= last for case in made.cases)
    assert all(case.answered_on - case.received_on < timedelta(days=731) for case in made.cases)
    assert make(parse(data)) == made
