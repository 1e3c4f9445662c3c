"""What the checks of `risks.checks` say of the entries that are kept, as they stand in a quarter."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

from django.utils import timezone

from council.periods import Quarter
from risks.checks import Kept, check_kept
from risks.matrix_values import read_number
from risks.models import Assessment, ReviewRound
from risks.register_rows import Finding, Position
from risks.selectors import history
from risks.selectors.history import History
from risks.selectors.register import Row, Standing
from risks.target_dates import day_of
from risks.travel import Travel


def checked_on(round_: ReviewRound) -> datetime.date:
    """The day that dates are checked against: the day the quarter closed in London, today while it is open."""
    return timezone.localdate(round_.closed_at) if round_.closed_at else timezone.localdate()


def histories(
    rows: Iterable[Row], quarter: Quarter, *, moment: datetime.datetime | None
) -> dict[int, History]:
    """What the checks need of the quarters before: mostly the last one, which the rows know. Two queries at most.

    Of an entry that is said to improve and did not move, how long it has stood is told: that needs them all.
    """
    rows = list(rows)
    known = {row.entry.pk: history.of_row(row) for row in rows}
    standing = {row.entry.pk: row.entry for row in rows if _is_said_to_move(row)}
    if standing:
        known |= history.of_many(standing.values(), quarter, moment=moment, rows=rows)
    return known


def _is_said_to_move(row: Row) -> bool:
    said = row.assessment is not None and row.is_reviewed and row.assessment.direction == Travel.IMPROVING
    return said and row.travel == Travel.SAME


def of_register(rows: Iterable[Row], known: Mapping[int, History], on: datetime.date) -> list[Finding]:
    """The findings of every entry of a register, in its order; `known` as `histories` gives them."""
    return [finding for row in rows for finding in of_entry(row, known[row.entry.pk], on)]


def of_entry(row: Row, known: History, on: datetime.date) -> list[Finding]:
    """The findings of one entry, with dates checked against the day `on`.

    What the owner says of the direction is held against the scores in the quarter that it was said of, and in no later
    one: an assessment that is carried over claims nothing new.
    """
    return check_kept(kept(row, known), row.matrix, on)


def kept(row: Row, known: History) -> Kept:
    """One entry as the checks look at it."""
    assessment = row.assessment
    printed: dict[str, str] = assessment.as_printed if assessment else {}
    return Kept(
        ref=row.ref,
        is_opportunity=row.is_opportunity,
        owner=row.details.owner,
        current=_position(row.current, printed.get("score")),
        target=_position(row.target, printed.get("target_score")),
        target_day=_day_to_keep(assessment),
        texts={name.removeprefix("current_"): text for name, text in printed.items()},
        direction=assessment.direction if assessment and row.is_reviewed else "",
        earlier_scores=known.earlier_scores,
    )


def _day_to_keep(assessment: Assessment | None) -> datetime.date | None:
    """The target day; none where other words stand beside it ("March 2022/Ongoing"), for then no day has passed."""
    if assessment is None or (assessment.target_date_text and day_of(assessment.target_date_text) is None):
        return None
    return assessment.target_on


def _position(standing: Standing, printed: str | None) -> Position:
    """A standing as the checks read it: what the matrix makes of its steps, beside the score that was printed."""
    score = read_number(printed)
    if standing.likelihood is None or standing.impact is None:
        return Position(printed=standing.score if score is None else score)
    return Position(
        standing.likelihood,
        standing.impact,
        standing.matrix.score(standing.likelihood, standing.impact),
        score,
    )
