"""Entries of a register against themselves and against the summary profile."""

from __future__ import annotations

from datetime import date

import pytest

from committee.reconcile.facts import Finding, Papers
from committee.reconcile.risk_facts import Line
from committee.reconcile.risk_rules import RULES
from tests.unit.committee.reconcile.risk_cards import card, papers_of, position, profile_line


def found(papers: Papers) -> list[Finding]:
    return [finding for rule in RULES for finding in rule(papers)]


def codes(papers: Papers) -> list[str]:
    return [finding.code for finding in found(papers)]


def test_an_entry_that_holds_together_raises_nothing() -> None:
    assert found(papers_of(card(), profile=(profile_line(16, 9),))) == []


def test_scores_exchanged_between_card_and_profile_are_one_finding() -> None:
    exchanged = card(current=position("3", "2"), target=position("5", "4"))
    [finding] = found(papers_of(exchanged, profile=(profile_line(20, 6),)))
    assert finding.code == "card_and_profile"
    assert finding.severity == "high"
    assert finding.numbers == ("6", "20", "20", "6")
    assert "Current and target look exchanged" in finding.sentence
    assert [place.where for place in finding.places] == ["R1", "summary profile, R1"]


def test_another_score_in_the_profile_says_nothing_of_an_exchange() -> None:
    [finding] = found(papers_of(card(), profile=(profile_line(12, 9),)))
    assert finding.code == "card_and_profile"
    assert "exchanged" not in finding.sentence


def test_a_score_that_only_one_of_them_has_is_a_difference() -> None:
    [finding] = found(papers_of(card(), profile=(profile_line(16, None),)))
    assert finding.numbers == ("16", "9", "16", "none")


def test_target_dates_are_compared_without_regard_to_capitals() -> None:
    same = papers_of(
        card(target_date="March 2022/Ongoing"),
        profile=(profile_line(16, 9, target_date="March 2022/ongoing"),),
    )
    other = papers_of(card(target_date="March 2022"), profile=(profile_line(16, 9, target_date="June 2022"),))
    assert found(same) == []
    [finding] = found(other)
    assert (finding.severity, finding.numbers) == ("medium", ("March 2022", "June 2022"))


def test_a_line_of_an_entry_without_a_card_is_left_alone() -> None:
    assert found(papers_of(card(), profile=(profile_line(16, 9), profile_line(20, 6, ref="R2")))) == []


@pytest.mark.parametrize(
    ("kept", "code"),
    [
        ({"target": position("5", "5")}, "target_worse"),
        ({"is_opportunity": True}, "target_worse"),
        ({"current": position("4", "4", printed=12)}, "score_mismatch"),
        ({"texts": {"likelihood": "Major (4)"}}, "wrong_axis"),
        ({"owner": "tbc"}, "missing_owner"),
        ({"target_day": date(2021, 9, 30)}, "date_passed"),
    ],
)
def test_what_the_registers_own_checks_find_is_found_in_the_paper(kept: dict, code: str) -> None:
    assert codes(papers_of(card(**kept))) == [code]


def test_a_target_above_the_current_score_is_right_for_an_opportunity() -> None:
    better = card(is_opportunity=True, current=position("3", "5"), target=position("5", "4"))
    assert found(papers_of(better)) == []


def test_an_action_under_two_headings_is_printed_twice() -> None:
    text = "Agree core team roles and requirements and recruit to agreed positions"
    twice = card(
        Line("action", f"{text}. Will continue to recruit to remaining positions", "Capacity"),
        Line("action", text, "Our Ways of Working"),
        Line("action", "Determine which premises offer strategic fit", "Our Ways of Working"),
    )
    [finding] = found(papers_of(twice))
    assert (finding.code, finding.severity) == ("printed_twice", "medium")
    assert "under Capacity and Our Ways of Working" in finding.sentence


def test_short_lines_and_controls_may_stand_twice() -> None:
    assert (
        found(
            papers_of(
                card(
                    Line("action", "Ongoing consideration of Covid impact", "Children"),
                    Line("action", "Ongoing consideration of Covid impact", "SEND"),
                    Line("control", "Monthly reports go to the project board and to the directors", "A"),
                    Line("control", "Monthly reports go to the project board and to the directors", "B"),
                )
            )
        )
        == []
    )


ELSEWHERE = Line(
    "action", "The top product is the migration to Fusion which is the subject of a separate risk.", ""
)


def test_what_is_left_to_an_entry_that_is_not_there_is_found() -> None:
    [finding] = found(papers_of(card(ELSEWHERE), card(ref="R2")))
    assert (finding.code, finding.severity) == ("no_such_entry", "low")
    assert "migration to Fusion" in finding.sentence


def test_what_is_left_to_an_entry_that_is_there_is_not() -> None:
    other = card(Line("description", "Delay of the migration to Fusion, the top product"), ref="R2")
    assert found(papers_of(card(ELSEWHERE), other)) == []


def test_two_wrong_words_of_one_entry_are_two_findings() -> None:
    texts = {"likelihood": "Major (4)", "target_likelihood": "Moderate (3)"}
    both = found(papers_of(card(texts=texts)))
    assert [finding.places[0].where for finding in both] == ["R1, likelihood", "R1, target likelihood"]
    assert len({finding.key for finding in both}) == 2
