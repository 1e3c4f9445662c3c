"""A second, naive way of counting the annual report of complaints: one case after the other, written from the rules alone.

It shares no line with `complaints.figure_*`. A case is a dictionary of what stands in its row; an enquiry of the Ombudsman
likewise. A key is taken apart, and every case of the list is asked whether it counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

Case = Mapping[str, Any]

SOCIAL = {"adults", "children", "inclusion"}
AREAS = {
    "all": SOCIAL,
    "adult": {"adults"},
    "children_statutory": {"children"},
    "children_non_statutory": set(),
    "children_all": {"children", "inclusion"},
}
PROCEDURES = {
    "all": {"adults-statutory", "childrens-statutory"},
    "adult": {"adults-statutory"},
    "children_statutory": {"childrens-statutory"},
    "children_non_statutory": {"childrens-non-statutory"},
    "children_all": {"childrens-statutory", "childrens-non-statutory"},
}
EARLY = {"resolved_early", "withdrawn", "signposted", "out_of_jurisdiction"}
#: What stands behind a share's last word, by audience's topic.
BASES = {
    "services": "complaints.received",
    "complainants": "complaints.received",
    "areas": "complaints.received",
    "compliments_by_service": "compliments.log",
    "feedback": "feedback.received",
    "outcomes": "outcomes.closed",
    "stages": "outcomes.closed",
    "timescales": "outcomes.closed",
    "investigations": "investigations.closed",
    "joint": "joint.closed",
    "ombudsman": "ombudsman.decided",
}


def year_of(day: date | None) -> int | None:
    if day is None:
        return None
    return day.year if (day.month, day.day) >= (4, 1) else day.year - 1


class Report:
    """The lists, and the number behind each key."""

    def __init__(
        self,
        cases: Sequence[Case],
        enquiries: Sequence[Case],
        active: Mapping[tuple[int, str], int],
        counted_on: Mapping[int, date],
    ) -> None:
        self.cases = [as_counted(case, counted_on) for case in cases]
        self.enquiries, self.active, self.counted_on = enquiries, active, counted_on

    def number(self, key: str, year: int) -> Fraction | None:
        """The exact number; None for a share of nothing or a change from nothing."""
        audience, topic, name = key.split(".", 2)
        if name.endswith(".share"):
            base = f"{audience}.{BASES[topic]}"
            if name == "investigated_over_longest.share":
                base = f"{audience}.investigations.closed"
            return percent(self.number(key.removesuffix(".share"), year), self.number(base, year))
        for ending, of in ((".change", True), (".increase", False)):
            if name.endswith(ending):
                new, old = (self.number(key.removesuffix(ending), each) for each in (year, year - 1))
                return percent(new - old, old) if of else new - old
        if name == "0.times":
            old = self.number(f"{audience}.stages.0", year - 1)
            return self.number(f"{audience}.stages.0", year) / old if old else None
        if name == "per_complaint":
            complaints = self.number(f"{audience}.complaints.received", year)
            return self.number(f"{audience}.compliments.received", year) / complaints if complaints else None
        if name == "active_cases":
            areas = AREAS[audience] - {"inclusion"}
            if not all((year, area) in self.active for area in areas):
                return None
            base = Fraction(sum(self.active[year, area] for area in areas))
            return percent(self.number(f"{audience}.complaints.received", year), base)
        if topic == "costs":
            return Fraction(sum(c["cost"] for c in self.complaints(audience, year)))
        if topic == "settlements":
            return Fraction(sum(e["settlement"] or 0 for e in self.decided(audience, year)))
        return Fraction(len(self.counted(audience, topic, name, year)))

    def counted(self, audience: str, topic: str, name: str, year: int) -> list[Case]:
        """The cases, or enquiries, that a count counts."""
        if topic == "ombudsman":
            return self.of_the_ombudsman(audience, name, year)
        if topic == "joint":
            return self.joint(audience, name, year)
        complaints = self.complaints(audience, year)
        closed = [c for c in complaints if self.is_closed(c, year)]
        investigated = [c for c in closed if c["investigated"] in ("internal", "independent")]
        slug = "" if name == "not-recorded" else name
        if topic == "complaints":
            return complaints
        if topic in ("comments", "compliments"):
            found = self.feedback(audience, topic.removesuffix("s"), year)
            return found if name == "received" else [c for c in found if c["captured"] == name]
        if topic == "compliments_by_service":
            found = self.feedback(audience, "compliment", year)
            return [c for c in found if c["captured"] == "log" and c["service_type"] == slug]
        if topic == "feedback":
            kinds = ["complaint"] if name == "complaints" else ["complaint", "comment", "compliment"]
            return [c for kind in kinds for c in self.feedback(audience, kind, year)]
        if topic == "services":
            return [c for c in complaints if c["service_type"] == slug]
        if topic == "complainants":
            return [c for c in complaints if c["complainant"] == name]
        if topic == "areas":
            return [c for c in complaints if c["area"] == name]
        if topic == "reached":
            return [c for c in complaints if name in c["stages"]]
        if topic == "outcomes":
            return with_outcome(closed, name)
        if topic == "stages" and name == "escalated":
            return [c for c in closed if c["resolved_at"] not in ("", "0", "ombudsman")]
        if topic == "stages":
            return [c for c in closed if c["resolved_at"] == name]
        if topic == "investigations" and name in ("internal", "independent"):
            return [c for c in closed if c["investigated"] == name]
        if topic == "investigations":
            return with_outcome(investigated, name)
        assert topic == "timescales", f"{audience}.{topic}.{name}"
        limit = "limit_on" if name == "over_limit" else "longest_on"
        among = investigated if name.startswith("investigated") else closed
        return [c for c in among if c["answered_on"] and c[limit] and c["answered_on"] > c[limit]]

    def complaints(self, audience: str, year: int) -> list[Case]:
        return [c for c in self.all_complaints(audience) if year_of(c["received_on"]) == year]

    def all_complaints(self, audience: str) -> list[Case]:
        return [c for c in self.cases if c["kind"] == "complaint" and c["procedure"] in PROCEDURES[audience]]

    def feedback(self, audience: str, kind: str, year: int) -> list[Case]:
        of_kind = [c for c in self.cases if c["kind"] == kind and c["area"] in AREAS[audience]]
        return [c for c in of_kind if year_of(c["received_on"]) == year]

    def is_closed(self, case: Case, year: int) -> bool:
        last = self.counted_on.get(year, date.max)
        return case["closed_on"] is not None and case["closed_on"] <= last

    def joint(self, audience: str, name: str, year: int) -> list[Case]:
        joint = [c for c in self.all_complaints(audience) if c["joint"]]
        if name == "received":
            return [c for c in joint if year_of(c["received_on"]) == year]
        if name == "open":
            end = date(year + 1, 3, 31)
            came = [c for c in joint if c["received_on"] <= end]
            return [c for c in came if c["own_closed_on"] is None or c["own_closed_on"] > end]
        return with_outcome([c for c in joint if year_of(c["own_closed_on"]) == year], name)

    def decided(self, audience: str, year: int) -> list[Case]:
        return [
            e for e in self.enquiries if e["area"] in AREAS[audience] and year_of(e["decided_on"]) == year
        ]

    def of_the_ombudsman(self, audience: str, name: str, year: int) -> list[Case]:
        if name == "received":
            came = [e for e in self.enquiries if year_of(e["received_on"]) == year]
            return [e for e in came if e["area"] in AREAS[audience]]
        found = self.decided(audience, year)
        before = ("upheld", "partly_upheld")
        tests: dict[str, Callable[[Case], bool]] = {
            "decided": lambda e: True,
            "without_investigation": lambda e: e["decision"] not in ("upheld", "not_upheld"),
            "not_upheld_or_closed": lambda e: e["decision"] in ("not_upheld", "closed_after_enquiries"),
            "newly_upheld": lambda e: e["decision"] == "upheld" and e["council_outcome"] not in before,
            "already_upheld": lambda e: e["decision"] == "upheld" and e["council_outcome"] in before,
            "already_remedied": lambda e: e["decision"] == "upheld" and e["already_remedied"],
            "public_reports": lambda e: e["public_report"],
        }
        test = tests.get(name, lambda e: e["decision"] == name)
        return [e for e in found if test(e)]


def as_counted(case: Case, counted_on: Mapping[int, date]) -> Case:
    """A case as its report knows it: what the Ombudsman ended after the last day counted ended as the council ended it."""
    own = {name: case.get(f"own_{name}", case[name]) for name in ("closed_on", "outcome", "resolved_at")}
    known = {**case, "own_closed_on": own["closed_on"]}
    last = counted_on.get(year_of(case["received_on"]), date.max)
    return known | own if case["closed_on"] is not None and case["closed_on"] > last else known


def with_outcome(cases: Sequence[Case], name: str) -> list[Case]:
    """Those with an outcome, or one of a group of outcomes; `closed` is all of them."""
    groups = {"upheld_or_partly": {"upheld", "partly_upheld"}, "without_finding": EARLY}
    if name == "closed":
        return list(cases)
    return [c for c in cases if c["outcome"] in groups.get(name, {name})]


def percent(part: Fraction | None, whole: Fraction | None) -> Fraction | None:
    return 100 * part / whole if part is not None and whole else None
