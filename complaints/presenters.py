"""How cases are put into words and marks, on a page and in a file."""

from __future__ import annotations

import datetime
from itertools import chain

from django.utils.html import format_html
from django.utils.safestring import SafeString

from complaints.due_marks import due_mark
from complaints.models import Outcome, Procedure
from complaints.stage_moves import STAGES
from complaints.text_parts import label_of
from council.period_kinds import date_label

SYNTHETIC = "Synthetic"


def stage_label(procedure: str, stage: str) -> str:
    """The name of a stage; nothing where a case has none.

    A case may have been sorted under another procedure since: a stage that was removed keeps the name it has elsewhere.
    """
    labels = {kind.code: kind.label for kind in STAGES.get(procedure, ())}
    return labels.get(stage) or stage_names().get(stage, stage)


def stage_names() -> dict[str, str]:
    """The stages of all procedures by code, called by what comes before the comma: "Stage 2"."""
    names: dict[str, dict[str, None]] = {}
    for kind in chain.from_iterable(STAGES.values()):
        names.setdefault(kind.code, {})[kind.label.partition(",")[0]] = None
    return {code: " or ".join(each) for code, each in sorted(names.items())}


def part_label(part: str, stages: dict[int, str] | None = None) -> str:
    """What a text of a case is called; `stages` are the names of the case's stages by their place in it."""
    return label_of(part, stages) or part.replace("-", " ").capitalize()


def outcome_label(outcome: str) -> str:
    return Outcome(outcome).label if outcome else ""


def procedure_label(procedure: str) -> str:
    return Procedure(procedure).label if procedure else ""


def due_cell(day: datetime.date, today: datetime.date) -> SafeString:
    """A due date with a tag where it is near or past, and how far off it is."""
    mark = due_mark(day, today)
    tag = (
        format_html(' <strong class="govuk-tag {}">{}</strong>', mark.tag, mark.nearness) if mark.tag else ""
    )
    return format_html('{}{} <span class="app-under">{}</span>', date_label(day), tag, mark.distance)


def synthetic_tag() -> SafeString:
    """The mark of a case that was made up so that the totals equal published ones."""
    return format_html('<strong class="govuk-tag govuk-tag--purple">{}</strong>', SYNTHETIC)
