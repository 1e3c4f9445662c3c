"""What a report states of each measure in each period: numbers that stand in its sentences, and in no table. Pure."""

from __future__ import annotations

from collections import defaultdict

from committee.claims import Printed, read_printed
from committee.reconcile.facts import Papers, Printing
from council.period_kinds import Period

Stated = dict[tuple[str, Period], list[Printing]]

#: A count below this may well be met under two names.
LEAST_COUNT = 5


def stated_in(papers: Papers) -> Stated:
    """What is stated of each measure and period, in printed order, without what cannot be read as a number."""
    found: Stated = defaultdict(list)
    for printing in papers.printings:
        if (
            printing.role == "statement"
            and printing.period is not None
            and read_printed(printing.text) is not None
        ):
            found[printing.subject, printing.period].append(printing)
    return dict(found)


def number_of(printing: Printing) -> Printed:
    number = read_printed(printing.text)
    if number is None:
        raise ValueError(f'"{printing.text}" is not a number.')
    return number


def topic_of(subject: str) -> str:
    """All but the last part of a key: complaints:adult.joint."""
    return subject.rpartition(".")[0]


def audience_of(subject: str) -> str:
    """The first part of a key: complaints:adult."""
    return subject.partition(".")[0]


def is_money(printing: Printing) -> bool:
    return "£" in printing.text or printing.unit in ("money", "GBP", "£")
