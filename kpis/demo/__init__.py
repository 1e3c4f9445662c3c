"""The demonstration's KPIs: the committee's papers, entered in their order through the same actions that people use.

Each row is written as of the day it would have been: definitions when the paper's first round opens, targets on the day
they were set, figures three weeks after their quarter ended. So pages and files can be asked how things stood on any day
since. Where two papers have an indicator under the same slug, the later one's definition follows the earlier one's; an
indicator that a later paper lacks is retired before it.
"""

from __future__ import annotations

import datetime

from council.actions import quarters
from council.models import ReportingQuarter, User
from council.periods import Quarter
from kpis.demo.papers import Paper, papers
from kpis.demo.rows import (
    load_benchmarks,
    load_figures,
    load_groups,
    load_indicators,
    load_overrides,
    load_targets,
    noon,
)
from kpis.demo.words import load_commentary
from kpis.reference import load_schemes

#: Days after the end of a quarter by which its returns are due, and on which its round closes.
DUE, CLOSES = 35, 50


def load(until: Quarter | None = None) -> None:
    """Load the papers up to and including that of `until` (None: all), and open the quarter after the last."""
    by = User.objects.get(username="performance")
    wanted = papers(until)
    load_schemes(by=by, at=noon(_opens(wanted[0].rounds[0])))
    for paper in wanted:
        load_paper(paper, by)
    _open(wanted[-1].quarter.next, by)


def load_paper(paper: Paper, by: User) -> None:
    """Enter one paper after those before it, and close the rounds that it brings."""
    known = set(ReportingQuarter.objects.values_list("ordinal", flat=True))
    rounds = [quarter for quarter in paper.rounds if quarter.ordinal not in known]
    begins = noon(_opens(rounds[0]))
    load_groups(paper)
    load_indicators(paper, by, at=begins, since=rounds[0].start if known else None)
    load_targets(paper, by)
    for quarter in rounds:
        _open(quarter, by)
    load_figures(paper, by, not_before=begins)
    load_benchmarks(paper, by, not_before=begins)
    load_commentary(paper, by)
    load_overrides(paper, by)
    for quarter in rounds:
        quarters.close_quarter(quarter=quarter, by=by, at=noon(quarter.end, CLOSES))


def _opens(quarter: Quarter) -> datetime.date:
    return quarter.end + datetime.timedelta(days=1)


def _open(quarter: Quarter, by: User) -> None:
    due_on = quarter.end + datetime.timedelta(days=DUE)
    quarters.open_quarter(quarter=quarter, by=by, due_on=due_on, at=noon(_opens(quarter)))
