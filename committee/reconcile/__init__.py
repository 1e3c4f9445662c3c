"""Reconcile the paper: what the papers of one meeting say, held against itself. Pure.

`committee.reconcile.facts` says what the papers state; each module of rules has a tuple `RULES`, listed here.
"""

from committee.reconcile import (
    arithmetic_rules,
    calendar_rules,
    comparison_rules,
    date_rules,
    event_rules,
    list_rules,
    repetition_rules,
    risk_rules,
    series_rules,
    statement_rules,
    trend_rules,
    unit_rules,
    value_rules,
)
from committee.reconcile.facts import SEVERITIES, Finding, Papers, Rule

RULES: tuple[Rule, ...] = (
    *risk_rules.RULES,
    *series_rules.RULES,
    *date_rules.RULES,
    *calendar_rules.RULES,
    *unit_rules.RULES,
    *value_rules.RULES,
    *statement_rules.RULES,
    *repetition_rules.RULES,
    *arithmetic_rules.RULES,
    *trend_rules.RULES,
    *comparison_rules.RULES,
    *list_rules.RULES,
    *event_rules.RULES,
)


def reconcile(papers: Papers) -> list[Finding]:
    """All that the rules find, each once, by paper and severity; within these, in the order of the rules."""
    found = {finding.key: finding for rule in RULES for finding in rule(papers)}
    return sorted(found.values(), key=lambda finding: (finding.paper, SEVERITIES.index(finding.severity)))
