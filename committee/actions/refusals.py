"""Why something cannot be done to a meeting, a paper or a question."""


class CommitteeRefused(Exception):
    """The rules forbid it. The message says what happened, what was kept, and what to do."""
