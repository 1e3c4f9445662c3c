"""What the complaints part of a service says in words: the share upheld, and the time that answers took. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from complaints.figure_words import COMPLAINTS
from complaints.figures import Audience, ReportFigures, year_label


def which_complaints(audience: Audience, year: int, *, closed: bool = True) -> str:
    """The complaints whose course the report tells, for the middle of a sentence.

    >>> which_complaints("adult", 2020)
    'statutory complaints about adult social care that were received in 2020/21 and closed'
    """
    words = COMPLAINTS[audience]
    ended = " and closed" if closed else ""
    return f"{words[:1].lower()}{words[1:]} that were received in {year_label(year)}{ended}"


def course(found: ReportFigures, audience: Audience, upheld: str, late: str) -> Iterator[str]:
    """How the complaints of one audience went, beside the year before: the shares behind two keys, in sentences."""
    share = found.value(upheld)
    if share.exact is None and not share.suppressed:
        yield f"None of the {which_complaints(audience, found.year, closed=False)} was closed by the last day counted."
        return
    yield _compared(
        found, upheld, f"Of the {which_complaints(audience, found.year)}, ", "upheld, wholly or in part"
    )
    if late in found.figures:
        # "Answered after six months, share"
        limit = found.figures[late.removesuffix(".share")].label
        yield _compared(found, late, "", f"{limit[:1].lower()}{limit[1:]}")


def _compared(found: ReportFigures, key: str, of: str, what: str) -> str:
    """The share of a year and of the year before: "38% (158 of 416) were upheld; the year before, 41% (143 of 350)." """
    share = found.value(key)
    if share.exact is None:
        sentence = f"{of}the share that was {what} is kept back, so that no small number can be worked out."
        return f"{sentence[:1].upper()}{sentence[1:]}"
    now = f"{of}{share.with_counts} were {what}"
    before = found.get(key, found.previous)
    if before is None or (before.exact is None and not before.suppressed):
        return f"{now}."
    last = before.with_counts if before.exact is not None else "the share is kept back"
    return f"{now}; the year before, {last}."
