"""How long the words and names of a case are kept. Pure.

No law sets a number of years for complaints: a council says in its retention schedule how long it needs them, and keeps to
it (UK GDPR, article 5(1)(e), storage limitation). Six years from the close is what many choose, after the Limitation Act
1980; it is only where Outturn starts from.

    kept      from the day of closing (of receipt, for a comment or a compliment) through the same day `years` later
    erased    from the day after. Counts, dates and outcomes name nobody and stay
"""

from datetime import date, timedelta

from complaints.clocks import add_months

DEFAULT_YEARS = 6
DEFAULT_REASON = "Where Outturn starts. Choose what the council's retention schedule says."
#: The longest that the form accepts: a child's case file may be kept until its 75th birthday.
MOST_YEARS = 75
ONE_DAY = timedelta(days=1)


def kept_until(ended_on: date, years: int) -> date:
    """The last day on which the words of a case that ended on `ended_on` are kept.

    >>> kept_until(date(2020, 2, 29), 6)
    datetime.date(2026, 2, 28)
    """
    return add_months(ended_on, 12 * years)


def due_if_ended_by(today: date, years: int) -> date:
    """The latest day of closing whose words are no longer kept today: what lists are filtered by.

    >>> due_if_ended_by(date(2026, 3, 1), 6)
    datetime.date(2020, 2, 29)
    """
    yesterday = today - ONE_DAY
    last = add_months(yesterday, -12 * years)
    # 29 February is kept until the 28th of a year without one, so that day may be due as well.
    return last + ONE_DAY if kept_until(last + ONE_DAY, years) <= yesterday else last
