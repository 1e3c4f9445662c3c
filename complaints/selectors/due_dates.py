"""What is due in complaints as one person's calendar shows it: references, stages and days, never a name or a word."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from complaints.reminders import Task
from complaints.selectors.tasks import tasks
from complaints.visibility import visible_to
from council.icalendar import DayEvent
from council.models import User


def events(
    user: User, *, site: str, at: datetime.datetime, address_of: Callable[[Task], str]
) -> list[DayEvent]:
    """One day for each thing that is due and is this person's work.

    A date that moves is another event, and the one before is gone: calendars then show it where it is now, whether or not
    they follow changes of an event that they have.
    """
    if not visible_to(user).handles:
        return []
    host = site.split("://")[-1].split("/")[0]
    mine = [task for task in tasks() if user.pk in task.handlers.people()]
    return [
        DayEvent(
            uid=f"{task.key} {task.what} {task.due_on}".replace(" ", "-") + f"@{host}",
            day=task.due_on,
            summary=f"{task.reference}, {task.step}",
            description="",
            url=f"{site}{address_of(task)}",
            changed_at=at,
        )
        for task in sorted(mine, key=lambda task: (task.due_on, task.reference))
    ]
