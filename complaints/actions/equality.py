"""Keeping answers of equality monitoring, apart from every case."""

from __future__ import annotations

from collections.abc import Mapping

from complaints.models import EqualityAnswer
from council.authorization import Permission, require
from council.models import User


def record(*, year: int, area: str, answers: Mapping[str, str], by: User) -> int:
    """Keep answers by the question's code; returns how many. Nothing says whose they are. Raises PermissionDenied."""
    require(by, Permission.MANAGE_COMPLAINTS)
    made = EqualityAnswer.objects.bulk_create(
        [
            EqualityAnswer(year=year, area=area, question=question, answer=answer)
            for question, answer in answers.items()
        ]
    )
    return len(made)
