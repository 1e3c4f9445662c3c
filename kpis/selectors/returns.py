"""Figures as a file: the upload that a person looks at, and the figures that a template asks for."""

from __future__ import annotations

from collections.abc import Iterable

from council.models import Service, User
from kpis.models import Figure, Upload
from kpis.selectors.entry import Round


def upload(pk: int, user: User) -> Upload | None:
    """A person's own upload, or None if there is none (any more)."""
    return Upload.objects.filter(pk=pk, uploaded_by=user).first()


def saved(pks: Iterable[int]) -> dict[int, Figure]:
    """Figures by their key, with who saved them."""
    return Figure.objects.select_related("recorded_by").in_bulk(list(pks))


def services(rounds: list[Round]) -> list[Service]:
    """The services whose figures these rounds need, in the order of the tasks."""
    found = {task.definition.service_id: task.definition.service for row in rounds for task in row.tasks}
    return list(found.values())


def of_service(rounds: list[Round], service: Service | None) -> list[Round]:
    """The same rounds with the figures of one service only (None: of all)."""
    return [
        Round(row.quarter, [task for task in row.tasks if service in {None, task.definition.service}])
        for row in rounds
    ]
