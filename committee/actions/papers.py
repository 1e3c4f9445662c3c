"""Writing papers: what each is drawn from, its words, and what its author has seen of its figures.

Words are kept part by part, each a chain of versions; figures are nobody's to write here, they come from the data.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from committee.actions.meetings import locked
from committee.actions.refusals import CommitteeRefused
from committee.house_order import PART_OF
from committee.models import AgendaItem, Meeting, Paper, PaperWords, SeenFigures
from committee.visibility import require_clerk, visible_to
from council.actions.superseding import EditConflict, supersede
from council.authorization import Permission, require
from council.models import User
from council.sections import clean_text

FIELDS = ("kind", "style", "quarter", "year")


@transaction.atomic
def add_paper(item: AgendaItem, *, by: User, kind: str, **fields: Any) -> Paper:
    """Give an item its paper: of what kind, and of which period."""
    require_clerk(by)
    locked(item.meeting)
    if item.kind == AgendaItem.Kind.STANDING:
        raise CommitteeRefused(f"{item.title} is a standing item and has no paper. Make it a report first.")
    if Paper.objects.filter(item=item).exists():
        raise CommitteeRefused(f"{item.title} has a paper already. Nothing was added; open that one.")
    paper = Paper(item=item, kind=kind, **_known(fields))
    paper.full_clean(exclude=["item"], validate_constraints=True)
    paper.save(force_insert=True)
    return paper


@transaction.atomic
def change_paper(paper: Paper, *, by: User, based_on: int, **fields: Any) -> Paper:
    """Change what a paper is drawn from: its kind, style or period. Its words stay."""
    _require_author(paper, by)
    row = _locked(paper)
    locked(row.item.meeting)
    if row.version != based_on:
        raise EditConflict(row)
    for name, value in _known(fields).items():
        setattr(row, name, value)
    row.version += 1
    row.ready_at = None
    row.full_clean(exclude=["item"], validate_constraints=True)
    row.save()
    return row


@transaction.atomic
def write_words(
    paper: Paper,
    words: Mapping[str, str],
    *,
    by: User,
    based_on: Mapping[str, int],
    at: datetime.datetime | None = None,
) -> list[PaperWords]:
    """Write parts of a paper, all or none; a part that reads as before is left alone. `based_on`: the version of each part
    that the author saw, 0 where there was none.

    Raises EditConflict, with the other's version, where somebody else wrote one of the parts since.
    """
    _require_author(paper, by)
    unknown = sorted(set(words) - set(PART_OF))
    if unknown:
        raise CommitteeRefused(f"A paper has no part called {unknown[0]}. Nothing was saved.")
    row = _locked(paper)
    current = {each.section: each for each in PaperWords.objects.current().filter(paper=row)}
    written = []
    for section, text in words.items():
        text = "\n".join(line.rstrip() for line in clean_text(text).strip().splitlines())
        before = current.get(section)
        if before.text == text if before else not text:
            continue
        fresh = PaperWords(paper=row, section=section, text=text)
        written.append(supersede(fresh, by=by, based_on=based_on.get(section, 0), at=at))
    if written and row.ready_at:
        Paper.objects.filter(pk=row.pk).update(ready_at=None)
    return written


@transaction.atomic
def mark_ready(paper: Paper, *, by: User, ready: bool = True) -> Paper:
    """Say that a paper is ready for the clerk, or that it is not. Writing in it takes the word back."""
    _require_author(paper, by)
    row = _locked(paper)
    row.ready_at = timezone.now() if ready else None
    row.save(update_fields=["ready_at"])
    return row


@transaction.atomic
def mark_seen(
    paper: Paper,
    figures: Mapping[str, str],
    *,
    by: User,
    based_on: int,
    at: datetime.datetime | None = None,
) -> SeenFigures:
    """Keep the figures as the author saw them: what differs from now on is shown as changed."""
    _require_author(paper, by)
    row = SeenFigures(paper=_locked(paper), figures=dict(figures))
    return supersede(row, by=by, based_on=based_on, at=at)


def _require_author(paper: Paper, by: User) -> None:
    """Raise PermissionDenied unless `by` writes the papers of the whole council and may read this one."""
    require(by, Permission.WRITE_PAPERS)
    view = visible_to(by)
    if not (view.writes and view.reads(paper.item)):
        raise PermissionDenied("Your account may not write in this paper.")


def _locked(paper: Paper) -> Paper:
    """The paper, locked. Its meeting is locked first, as everything that touches a meeting does.

    Words may be written after the publication too: nobody sees them until an erratum is issued.
    """
    Meeting.objects.select_for_update(of=("self",)).get(items__paper=paper)
    return Paper.objects.select_for_update(of=("self",)).select_related("item__meeting").get(pk=paper.pk)


def _known(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    unknown = sorted(set(fields) - set(FIELDS))
    if unknown:
        raise TypeError(f"Not fields of a paper: {', '.join(unknown)}.")
    return fields
