"""Papers made for a test: passages and printed figures with as little as a rule asks for."""

from __future__ import annotations

from committee.reconcile.facts import Papers, Passage, Place, Printing, Role
from council.periods import Period, parse


def said(
    *texts: str,
    subjects: tuple[str, ...] = (),
    period: str = "2023-24-Q2",
    paper: str = "Performance",
    heading: str = "",
) -> Papers:
    """A paper of paragraphs under one heading."""
    place = Place(paper, heading or "commentary")
    return Papers(passages=tuple(Passage(place, text, subjects, heading, parse(period)) for text in texts))


def printed(
    subject: str,
    period: str,
    text: str,
    *,
    name: str = "",
    role: Role = "value",
    paper: str = "Performance",
    where: str = "",
    exact: str = "",
    unit: str = "",
    comparator: str = "",
    qualifier: str = "",
) -> Printing:
    """One printed figure; `period` is its column, and `exact` what it covers where that is another period."""
    column: Period = parse(period)
    return Printing(
        place=Place(paper, where or f"{name or subject}, {column.label}"),
        subject=subject,
        subject_name=name or subject,
        role=role,
        text=text,
        period=parse(exact) if exact else column,
        column=column,
        unit=unit,
        comparator=comparator,
        qualifier=qualifier,
    )


def together(*papers: Papers, printings: tuple[Printing, ...] = ()) -> Papers:
    """Several papers of one meeting, and figures in their tables."""
    return Papers(
        passages=tuple(passage for each in papers for passage in each.passages),
        printings=printings,
        relations=tuple(relation for each in papers for relation in each.relations),
    )
