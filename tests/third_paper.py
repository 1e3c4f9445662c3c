"""The third paper of the demonstration on top of the two that all tests have."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from council.actions.quarters import close_quarter
from council.models import User
from council.periods import parse_quarter
from kpis import demo
from kpis.actions import ratings
from kpis.demo.papers import papers
from kpis.selectors.inputs import EVERYTHING


@contextmanager
def third_paper() -> Iterator[User]:
    """Load and rate it for whatever reads it inside, then take it away again; gives the performance lead."""
    with transaction.atomic():
        performance = User.objects.get(username="performance")
        close_quarter(quarter=parse_quarter("2021-22-Q3"), by=performance, reason="For the next paper")
        demo.load_paper(papers()[-1], performance)
        ratings.rate(EVERYTHING)
        yield performance
        transaction.set_rollback(True)
