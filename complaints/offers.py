"""Which procedure a complaint falls under, as offered by what it is about and who complains. Pure; a person decides.

Sources. Adults: the 2009 Regulations (SI 2009/309), regulation 5: whoever receives the service, is affected by what the
council does, or speaks for them. Children: the Children Act 1989, section 26(3): the child, a parent, whoever has parental
responsibility, and those who speak for them; everybody else's complaints, and those about inclusion and education, have the
non-statutory procedure. All other services have the corporate one.
"""

from __future__ import annotations

from dataclasses import dataclass

#: Who may complain under the Children Act, by the codes of `complaints.models.Complainant`.
ENTITLED = frozenset({"service_user", "child", "parent", "advocate"})


@dataclass(frozen=True)
class Offer:
    """A procedure and the sentence that says why it is this one."""

    procedure: str
    why: str


def offer(area: str, complainant: str) -> Offer:
    """The procedure for a complaint about an area from somebody.

    >>> offer("children", "relative").procedure
    'childrens-non-statutory'
    """
    if area == "adults":
        return Offer(
            "adults-statutory", "complaints about adult social care fall under the Regulations of 2009"
        )
    if area == "children" and complainant in ENTITLED:
        return Offer(
            "childrens-statutory",
            "children, parents and those who speak for them complain under the Children Act 1989",
        )
    if area == "children":
        return Offer(
            "childrens-non-statutory",
            "only children, parents and those who speak for them may complain under the Children Act 1989",
        )
    if area == "inclusion":
        return Offer(
            "childrens-non-statutory",
            "complaints about inclusion and education are not under the Children Act",
        )
    return Offer("corporate", "it is not about social care, inclusion or education")
