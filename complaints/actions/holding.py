"""A complaint that one person works on: nobody else changes it until the transaction ends."""

from __future__ import annotations

from complaints.actions.refusals import ComplaintRefused
from complaints.models import Feedback
from complaints.visibility import require_handler
from council.models import User


def hold(case: Feedback, by: User, *, has: str) -> None:
    """Lock a complaint that `by` handles; `has` is what only complaints have. Raises PermissionDenied, ComplaintRefused."""
    require_handler(by, case)
    Feedback.objects.select_for_update().get(pk=case.pk)
    if not case.is_complaint:
        raise ComplaintRefused(f"Only complaints have {has}.")
