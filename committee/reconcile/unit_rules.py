"""Benchmarks and targets whose unit is not that of the figures beside them. Pure.

unit_of_another   a percent sign in a row that has no percentages: the figure may belong to another row
"""

from __future__ import annotations

from collections.abc import Iterator

from committee.reconcile.facts import Finding, Papers, Printing, Role, Rule
from committee.reconcile.names import kind_of

_SET_BESIDE: dict[Role, Role] = {
    "benchmark": "value",
    "target": "value",
    "second_benchmark": "second",
    "second_target": "second",
}


def units(papers: Papers) -> Iterator[Finding]:
    for printing in papers.printings:
        role = _SET_BESIDE.get(printing.role)
        if role is None or "%" not in printing.text:
            continue
        own = [other for other in papers.of(printing.subject) if other.role == role]
        if own and not any(kind_of(other) == "p" for other in own):
            yield _finding(papers, printing, own[-1])


def _finding(papers: Papers, printing: Printing, own: Printing) -> Finding:
    sentence = f"{printing.text} is printed beside {own.text}, which is no percentage, in {printing.place}. "
    owner = next(
        (
            other
            for other in papers.printings
            if other.role == printing.role
            and other.subject != printing.subject
            and (other.text, other.comparator) == (printing.text, printing.comparator)
        ),
        None,
    )
    if owner:
        sentence += f"It is also what {owner.subject_name} has, where it may belong. "
    return Finding(
        "unit_of_another",
        "high",
        f"{sentence}Correct or remove it.",
        (printing.place, *([owner.place] if owner else [])),
        (printing.cell or printing.text,),
    )


RULES: tuple[Rule, ...] = (units,)
