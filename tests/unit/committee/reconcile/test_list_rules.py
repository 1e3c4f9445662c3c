"""The lists of a performance paper against the agreed ratings."""

from __future__ import annotations

from committee.reconcile.facts import Finding, Listed, Papers, Place, Rated
from committee.reconcile.list_rules import RULES
from council.periods import Quarter

LIST = Place("Report", "Highlights of good performance")


def rated(name: str, *, is_best: bool, met: bool | None = None, paper: str = "Report") -> Rated:
    return Rated(
        place=Place(paper, f"{name}, rating"),
        subject=f"kpi:{name}",
        name=name,
        period=Quarter(2021, 2),
        status="On track" if is_best else "Slightly below desired",
        is_best=is_best,
        value="71.7%",
        target="72%",
        meets_target=is_best if met is None else met,
    )


def line(text: str, *names: str, as_good: bool = True) -> Listed:
    return Listed(LIST, text, tuple(f"kpi:{name}" for name in names), as_good)


def found(*facts: Rated | Listed) -> list[Finding]:
    papers = Papers(
        rated=tuple(fact for fact in facts if isinstance(fact, Rated)),
        listed=tuple(fact for fact in facts if isinstance(fact, Listed)),
    )
    return [finding for rule in RULES for finding in rule(papers)]


def test_lists_that_follow_from_the_ratings_raise_nothing() -> None:
    good, poor = rated("Loans made", is_best=True), rated("Jobs created", is_best=False)
    lines = line("Loans made", "Loans made"), line("Jobs created", "Jobs created", as_good=False)
    assert found(good, poor, *lines) == []


def test_good_performance_under_its_target_is_found() -> None:
    [finding] = found(rated("Loans made", is_best=False), line("Loans made", "Loans made"))
    assert (finding.code, finding.severity) == ("good_but_under_target", "high")
    assert finding.numbers == ("71.7%", "72%")
    assert "It misses its target" in finding.sentence


def test_the_best_rating_does_not_hide_a_missed_target() -> None:
    [finding] = found(rated("Loans made", is_best=True, met=False), line("Loans made", "Loans made"))
    assert finding.code == "good_but_under_target"


def test_below_the_desired_level_while_best_is_found() -> None:
    [finding] = found(rated("Loans made", is_best=True), line("Loans made", "Loans made", as_good=False))
    assert (finding.code, finding.severity) == ("listed_below_but_best", "high")


def test_what_is_in_neither_list_is_a_lesser_finding() -> None:
    [finding] = found(
        rated("Loans made", is_best=True),
        rated("Jobs created", is_best=False),
        line("Loans made", "Loans made"),
    )
    assert (finding.code, finding.severity) == ("in_neither_list", "low")
    assert "Jobs created" in finding.sentence


def test_a_paper_without_lists_is_asked_for_none() -> None:
    assert found(rated("Jobs created", is_best=False)) == []


def test_lists_are_those_of_the_same_paper() -> None:
    elsewhere = rated("Jobs created", is_best=False, paper="Another report")
    assert found(elsewhere, rated("Loans made", is_best=True), line("Loans made", "Loans made")) == []


def test_a_line_that_fits_two_indicators_has_to_say_which() -> None:
    names = "Admissions aged 18-64", "Admissions aged 65+"
    both = [rated(name, is_best=True) for name in names]
    [finding] = found(*both, line("Admissions", *names))
    assert finding.code == "line_names_several"
    assert found(*both, line("Admissions aged 18-64 and 65+", *names)) == []


def test_a_line_that_fits_none_is_found_in_lists_of_names_alone() -> None:
    good = rated("Loans made", is_best=True)
    [finding] = found(good, line("Loans made", "Loans made"), line("Hedgehogs"))
    assert finding.code == "line_names_none"
    assert (
        found(good, line("Lending has improved."), line("We lent more."), line("Loans made", "Loans made"))
        == []
    )
