"""What an action says when it cannot be done."""


class ComplaintRefused(Exception):
    """The step cannot be taken; the message says why and what to do, and names nobody."""
