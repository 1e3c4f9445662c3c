"""What the confidence test of `risks.confidence` makes of an entry as it stands in a quarter."""

from __future__ import annotations

import datetime

from risks import confidence
from risks.selectors.history import History
from risks.selectors.register import Row


def verdict(row: Row, history: History, on: datetime.date) -> confidence.Verdict:
    """The facts, what they ask the owner, and the outlook. The row comes with its actions, the history with its quarter.

    `on` is the day by which an action is late: see `findings.checked_on`.
    """
    return confidence.test(subject(row, history, on))


def subject(row: Row, history: History, on: datetime.date) -> confidence.Subject:
    """What is known of the entry, as the test takes it."""
    assessment = row.assessment
    open_actions = [action for action in row.actions if not action.is_done]
    return confidence.Subject(
        quarter=row.quarter,
        is_opportunity=row.is_opportunity,
        current=row.current.score,
        target=row.target.score,
        target_day=assessment.target_on if assessment else None,
        target_date_text=assessment.target_date_text if assessment else "",
        earlier_scores=tuple(history.earlier_scores),
        earlier_days=tuple(history.earlier_days),
        actions_done=len(row.actions) - len(open_actions),
        actions_open=len(open_actions),
        actions_late=sum(action.is_late(on) for action in open_actions),
        confidence=assessment.confidence if assessment else "",
        direction=assessment.direction if assessment else "",
    )
