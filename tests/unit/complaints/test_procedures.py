"""The rules as data: every stage has one for every day since its procedure began, with its source."""

import itertools
from datetime import date, timedelta

import pytest

from complaints.procedures import RULES, WINDOWS, NoRule, Rule, calendar_of, rule_for, window_for
from complaints.stage_moves import (
    OMBUDSMAN,
    STAGES,
    StageKind,
    first_stages,
    kind_of,
    label_of,
    next_stages,
)
from council.working_days import WorkingDays

STAGES_OF_ALL = [(procedure, kind) for procedure, kinds in STAGES.items() for kind in kinds]


def test_every_procedure_has_stages_and_rules() -> None:
    assert list(STAGES) == list(dict.fromkeys(rule.procedure for rule in RULES))


@pytest.mark.parametrize(("procedure", "kind"), STAGES_OF_ALL)
def test_every_stage_has_a_rule_that_starts_where_the_stage_says(procedure: str, kind: StageKind) -> None:
    rule = rule_for(procedure, kind.code, date(2021, 9, 1))
    assert rule.part_of == ""
    step = rule_for(procedure, rule.acknowledged_by, date(2021, 9, 1)) if rule.acknowledged_by else rule
    assert step.starts == {"receipt": "receipt", "request": "the request"}[kind.clock_from]
    assert (rule.starts == "acknowledgement") == bool(
        rule.acknowledged_by and procedure != "adults-statutory"
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.procedure} {rule.stage} {rule.last_day}")
def test_every_rule_has_a_source_and_says_why_it_is_not_extended(rule: Rule) -> None:
    assert rule.source
    assert (rule.extended is None) == bool(rule.why_not_extended)
    codes = {kind.code for kind in STAGES[rule.procedure]}
    assert rule.stage in codes if not rule.part_of else rule.part_of in codes
    if rule.extended:
        assert rule.extended.number > rule.limit.number


def test_rules_of_one_stage_follow_each_other_without_gap_or_overlap() -> None:
    for key in {(rule.procedure, rule.stage) for rule in RULES}:
        rules = [rule for rule in RULES if (rule.procedure, rule.stage) == key]
        assert rules[-1].last_day is None
        for before, after in itertools.pairwise(rules):
            assert before.last_day is not None
            assert after.first_day == before.last_day + timedelta(days=1)


def test_a_case_keeps_the_rules_of_its_time() -> None:
    before, after = (rule_for("corporate", "1", date(2026, *day)) for day in ((3, 31), (4, 1)))
    assert "own procedure" in before.source
    assert after.source == "LGSCO Complaint Handling Code, 6.3 to 6.5"
    assert rule_for("corporate", "1", date(1999, 1, 4)) == before


def test_what_a_working_day_is_differs_only_in_closures() -> None:
    """Both days of Christmas, and Good Friday, are never working days: what the two Regulations name does not matter."""
    christmas = [date(year, 12, day) for year in range(1978, 2100) for day in (25, 26)]
    assert not any(WorkingDays().includes(day) for day in christmas)
    closed = WorkingDays({date(2026, 12, 29): "Office closed"})
    for procedure in STAGES:
        open_then = calendar_of(procedure, closed).includes(date(2026, 12, 29))
        assert open_then == procedure.endswith("s-statutory")


def test_which_stages_begin_and_follow() -> None:
    assert {procedure: first_stages(procedure) for procedure in STAGES} == {
        "adults-statutory": ("0", "respond"),
        "childrens-statutory": ("0", "1", "2"),
        "childrens-non-statutory": ("0", "1"),
        "corporate": ("1",),
    }
    assert first_stages("") == ()
    assert next_stages("adults-statutory", "0") == ("respond",)
    assert next_stages("adults-statutory", "respond") == ()
    assert next_stages("childrens-statutory", "0") == ("1", "2")
    assert next_stages("childrens-statutory", "1") == ("2",)
    assert next_stages("childrens-statutory", "2") == ("3",)
    assert next_stages("childrens-statutory", "3") == ()
    assert next_stages("childrens-non-statutory", "1") == ("2",)
    assert next_stages("corporate", "1") == ("2",)


def test_every_stage_can_be_reached() -> None:
    for procedure, kinds in STAGES.items():
        reached = list(first_stages(procedure))
        for code in reached:
            reached += [then for then in next_stages(procedure, code) if then not in reached]
        assert set(reached) == {kind.code for kind in kinds}


def test_who_decides_and_what_stages_are_called() -> None:
    assert label_of("childrens-statutory", "2") == "Stage 2, investigation"
    assert "independent person" in kind_of("childrens-statutory", "2").decided_by
    assert "three independent people" in kind_of("childrens-statutory", "3").decided_by
    assert label_of("corporate", "ombudsman") == OMBUDSMAN.label
    assert not OMBUDSMAN.has_clock
    with pytest.raises(NoRule, match=r'corporate has no stage "3"\. Write one of 1, 2\.'):
        label_of("corporate", "3")
    with pytest.raises(NoRule, match='"foi" is not known'):
        label_of("foi", "1")


def test_windows_are_those_of_stages_that_are_asked_for() -> None:
    for window in WINDOWS:
        assert kind_of(window.procedure, window.stage).clock_from == "request"
        assert window.source
        assert window_for(window.procedure, window.stage) == window
    assert window_for("adults-statutory", "respond") is None
