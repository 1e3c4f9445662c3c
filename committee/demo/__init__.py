"""The demonstration's committee: its meetings and papers, what members asked, and which indicators the risks name.

Everything is entered through the actions that people use, as of the day on which it would have been.
"""

from __future__ import annotations

from committee.demo import links, meetings, packs, questions
from council.periods import Quarter


def load(until: Quarter | None = None) -> None:
    """Load the links, and the meetings up to and including the one with the performance paper of `until` (None: all)."""
    links.load()
    meetings.load(until)
    questions.load()


def publish() -> None:
    """Publish the papers of past meetings. Their ratings must have been calculated by then."""
    packs.publish_past()
