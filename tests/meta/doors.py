"""Who there is, and what an address answers them: the words in which the reviewed table of addresses is written."""

from __future__ import annotations

from dataclasses import dataclass

ROLES = ("officer", "approver", "performance", "risk", "complaints", "clerk", "member", "auditor", "admin")
#: Nobody signed in, and somebody whose account was disabled while signed in.
UNKNOWN = ("anonymous", "inactive")

EVERYBODY = (*ROLES, *UNKNOWN)
SEE_DASHBOARDS = ROLES
EXPORT = tuple(role for role in ROLES if role != "admin")
STAFF = tuple(role for role in ROLES if role not in {"member", "admin"})
ENTER_FIGURES = ("officer", "performance")
PERFORMANCE = ("performance",)
RISK = ("risk",)
COMPLAINTS = ("complaints",)
PROPOSE = ("approver", "performance")
WRITE_PAPERS = ("performance", "risk", "complaints", "clerk")
READ_DRAFT_PAPERS = (*WRITE_PAPERS, "auditor")
REVIEW_RISKS = ("officer", "approver", "performance", "risk")
CLERK = ("clerk",)
ASK = ("clerk", "member")
#: Of the entry that the approver reviews in the demonstration.
REVIEWERS = ("approver", "risk")


@dataclass(frozen=True)
class Answer:
    """The roles let in, and the status they are answered with."""

    roles: tuple[str, ...]
    status: int = 200


@dataclass(frozen=True)
class Door:
    """An address with an example of it."""

    address: str
    get: Answer
    post: Answer


def page(address: str, roles: tuple[str, ...]) -> Door:
    """A page that only shows something, by whichever method it is asked for."""
    return Door(address, Answer(roles), Answer(roles))


def read_only(address: str, status: int = 200) -> Door:
    """Something public that is only read."""
    return Door(address, Answer(EVERYBODY, status), Answer((), 405))


def nothing_at(address: str, roles: tuple[str, ...]) -> Door:
    """A page of something that is not there: whoever is let in is told so."""
    return Door(address, Answer(roles, 404), Answer(roles, 404))
