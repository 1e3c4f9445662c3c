"""Something done in a transaction that stays open, so that a test sees who waits for it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread

from django.db import connections, transaction

MOMENT, LONG = 0.4, 20  # seconds: to see that somebody waits, and for which nobody should have to


class Held:
    """Something done in a transaction of its own that stays open until it is let go."""

    def __init__(self, work: Callable[[], object]) -> None:
        self.work, self.done, self.go = work, Event(), Event()
        self.outcome: object = None
        self.thread = Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        try:
            with transaction.atomic():
                self.outcome = self.work()
                self.done.set()
                self.go.wait(LONG)
        except Exception as error:  # noqa: BLE001 - what became of it is the test's to look at
            self.outcome = error
        finally:
            self.done.set()
            connections.close_all()

    def let_go(self) -> object:
        self.go.set()
        self.thread.join(LONG)
        return self.outcome
