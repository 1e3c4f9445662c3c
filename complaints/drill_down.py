"""From a number of the annual report to the cases behind it: the filters of the case log that show them. Pure.

Not every number has such a list. The log is narrowed by one procedure, one service type, one outcome; what no single choice
of the log says (two procedures together, who complained, a limit that was exceeded) has no link rather than a wrong one.
"""

from __future__ import annotations

from collections.abc import Mapping

from complaints.figure_words import NOT_RECORDED, OUTCOMES, STAGES
from council.period_kinds import FinancialYear

#: The one procedure that an audience's complaints are handled by, and the one area of its other feedback.
PROCEDURE: Mapping[str, str] = {
    "adult": "adults-statutory",
    "children_statutory": "childrens-statutory",
    "children_non_statutory": "childrens-non-statutory",
}
STAGES_OF: Mapping[str, tuple[str, ...]] = {str(audience): stages for audience, stages in STAGES.items()}
AREA: Mapping[str, str] = {"adult": "adults", "children_statutory": "children"}


def filters_of(key: str, year: int) -> dict[str, str] | None:
    """The filters that list what the number with this key counts in a year; None where the log has no such list.

    >>> filters_of("adult.outcomes.upheld", 2020)["outcome"]
    'upheld'
    """
    audience, topic, name = key.split(".", 2)
    found = _comments_and_compliments(audience, topic, name)
    if found is None:
        found = _complaints(audience, topic, name)
    if found is None:
        return None
    period = FinancialYear(year)
    return {**found, "since": period.start.isoformat(), "until": period.end.isoformat()}


def _complaints(audience: str, topic: str, name: str) -> dict[str, str] | None:
    if audience not in PROCEDURE:
        return None
    complaints = {"kind": "complaint", "procedure": PROCEDURE[audience]}
    if topic == "joint":
        complaints["joint"] = "yes"
    if topic in ("complaints", "joint") and name == "received":
        return complaints
    if topic in ("outcomes", "joint") and name == "closed":
        return {**complaints, "due": "closed"}
    if topic in ("outcomes", "joint") and name in OUTCOMES:
        return {**complaints, "outcome": name}
    if topic == "stages" and name in STAGES_OF[audience]:
        return {**complaints, "stage": name, "due": "closed"}
    if topic == "services" and _is_service_type(name):
        return {**complaints, "type": name}
    return None


def _comments_and_compliments(audience: str, topic: str, name: str) -> dict[str, str] | None:
    if audience not in AREA:
        return None
    if topic in ("comments", "compliments") and name == "received":
        return {"kind": topic.removesuffix("s"), "area": AREA[audience]}
    return None


def _is_service_type(name: str) -> bool:
    return name != NOT_RECORDED and "." not in name
