"""What the list of figures is written with: an entry, the topic that writes it, and what there is in the data. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from complaints import figure_words as words
from complaints.figure_kinds import (
    Change,
    Count,
    Course,
    Cube,
    Face,
    Kind,
    Population,
    Share,
    SubjectGroup,
    Where,
    where,
)
from complaints.figures import Audience, Figure, Unit

IN_YEAR = "received in the year"


@dataclass(frozen=True)
class Listed:
    """A figure, and how it is worked out."""

    figure: Figure
    how: Kind


class Topic:
    """The place where one topic of one audience writes its figures."""

    def __init__(self, found: dict[str, Listed], audience: Audience, topic: str, section: str) -> None:
        self.found, self.audience, self.topic, self.section = found, audience, topic, section

    def add(self, name: str, label: str, unit: Unit, counting: str, how: Kind) -> str:
        key = f"{self.audience}.{self.topic}.{name}"
        self.found[key] = Listed(
            Figure(key, self.audience, self.topic, label, unit, counting, self.section), how
        )
        return key

    def count(
        self,
        name: str,
        label: str,
        of: Population,
        which: str = "",
        narrowed: Where | None = None,
        *,
        unit: Unit = "complaints",
        share_of: str = "",
        face: Face = "courses",
    ) -> str:
        """A count, with its share of another count where `share_of` names one."""
        counting = ", ".join(part for part in (of.words, which) if part)
        key = self.add(name, label, unit, f"{counting}.", Count(of, narrowed or Where(), face))
        if share_of:
            base = self.found[share_of].figure
            rule = f"{counting}; in percent of: {base.counting[:1].lower()}{base.counting[1:]}"
            self.add(f"{name}.share", f"{label}, share", "%", rule, Share(key, share_of))
        return key

    def change(self, key: str, *, absolute: bool = False) -> None:
        """How a figure changed from the year before: in percent, and `absolute` as well."""
        base = self.found[key].figure
        name = key.removeprefix(f"{self.audience}.{self.topic}.")
        rule = f"{base.counting.rstrip('.')}: this year compared with the year before."
        self.add(f"{name}.change", f"{base.label}, change", "% change", rule, Change(key))
        if absolute:
            self.add(
                f"{name}.increase", f"{base.label}, increase", base.unit, rule, Change(key, absolute=True)
            )


@dataclass(frozen=True)
class Seen:
    """What there is in the data that becomes rows: service types, most frequent first, and stages.

    One group for all that are alike in what rows are chosen by: there are far fewer of these, and two readings of the same
    data are equal.
    """

    subjects: tuple[SubjectGroup, ...] = ()
    ends: tuple[Course, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()

    def service_types(self, of: Population) -> list[tuple[str, str]]:
        """(slug, name) of the service types, the most frequent of all the years first, those not recorded last."""
        counted: Counter[str] = Counter()
        for group in self.subjects:
            if of.where.holds(group):
                counted[group.service_type] += group.count
        labels = dict(self.labels)
        ordered = sorted(counted, key=lambda slug: (slug == "", -counted[slug], slug))
        return [(slug, labels.get(slug, slug) if slug else "Not recorded") for slug in ordered]

    def stages(self, audience: Audience, of: Population) -> list[str]:
        """The stages at which the audience's complaints can end, and any other at which one did."""
        known = words.STAGES[audience]
        others = {each.resolved_at for each in self.ends if of.where.holds(each)} - {*known, ""}
        return [*known, *sorted(others)]


def seen_in(cube: Cube, years: frozenset[int]) -> Seen:
    """What there is in these years."""
    subjects: Counter[tuple[str, str, str, str, str]] = Counter()
    for group in cube.subjects:
        if group.year in years:
            alike = (group.kind, group.area, group.procedure, group.captured, group.service_type)
            subjects[alike] += group.count
    ends = {(each.kind, each.procedure, each.resolved_at) for each in cube.courses if each.year in years}
    return Seen(
        subjects=tuple(
            SubjectGroup(0, kind, area, procedure, captured, service_type=slug, count=count)
            for (kind, area, procedure, captured, slug), count in sorted(subjects.items())
        ),
        ends=tuple(Course(0, kind, "", procedure, resolved_at=end) for kind, procedure, end in sorted(ends)),
        labels=tuple(sorted((cube.labels or {}).items())),
    )


def complaints_of(audience: Audience) -> Population:
    return Population(
        f"{words.COMPLAINTS[audience]}, {IN_YEAR}",
        where(kind="complaint", procedure=frozenset(words.PROCEDURES[audience])),
    )


def feedback_of(audience: Audience, kind: str) -> Population:
    return Population(
        f"{kind.capitalize()}s {words.OF_WHAT[audience]}, {IN_YEAR}",
        where(kind=kind, area=frozenset(words.AREAS[audience])),
    )
