"""One return: everything it asks for, what is there, what is missing, what has happened to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from council.models import ReportingQuarter, Service
from council.periods import Quarter, Slot
from kpis.models import Commentary, Definition, Return, ReturnStep
from kpis.presenters import ReturnTag, return_tag
from kpis.selectors.return_lines import Line, lines_of
from kpis.visibility import View


@dataclass(frozen=True)
class Subject:
    """What one commentary of a return is about: a group of indicators, one indicator, or what was written of last time."""

    slug: str
    heading: str
    definitions: list[Definition]
    lines: list[Line]
    commentary: Commentary | None
    earlier: Commentary | None
    position: int
    is_beside: bool = False  # about indicators that have a commentary of their own as well
    acted_on: frozenset[int] = (
        frozenset()
    )  # the indicators of the return that some commentary has an action for

    @property
    def earlier_quarter(self) -> Quarter | None:
        """The quarter of what was written last time."""
        return Quarter.from_ordinal(self.earlier.reported_in) if self.earlier else None

    @property
    def is_written(self) -> bool:
        written = self.commentary
        return bool(written and (written.body or written.issues or written.causes or written.actions))

    @property
    def calls_for_action(self) -> list[Line]:
        """The figures that need an action and have none."""
        return [
            line
            for line in self.lines
            if line.needs_action and line.definition.indicator_id not in self.acted_on
        ]

    @property
    def why_an_action(self) -> str:
        """Which ratings ask for an action: "Library events is rated Requires improvement"."""
        lines = self.calls_for_action
        rated = " or ".join(sorted({line.status_word for line in lines}))
        return (
            f"{lines[0].name} is rated {rated}"
            if len(lines) == 1
            else f"{len(lines)} of its figures are rated {rated}"
        )

    @property
    def lacks_action(self) -> bool:
        return bool(self.calls_for_action) and not self.is_beside


@dataclass(frozen=True)
class Missing:
    """Something the return still lacks, and where it is put right."""

    sentence: str
    line: Line | None = None
    subject: Subject | None = None


@dataclass(frozen=True)
class ReturnPage:
    """One return: what it asks for, what is there, and what has happened to it."""

    service: Service
    round: ReportingQuarter
    row: Return | None
    steps: list[ReturnStep]
    lines: list[Line]
    subjects: list[Subject]
    round_is_kept: bool  # whether the round kept the steps of its returns; loaded ones have none

    @property
    def quarter(self) -> Quarter:
        return self.round.quarter

    @property
    def state(self) -> str:
        return self.row.state if self.row else Return.State.IN_PROGRESS

    @property
    def tag(self) -> ReturnTag:
        """The state in a word or two."""
        started = self.row is not None or bool(self.done)
        return return_tag(
            self.state, is_open=self.round.is_open, is_started=started, is_kept=self.round_is_kept
        )

    @property
    def is_with_officer(self) -> bool:
        """Whether it can be worked on: not with the approver, not approved, and its round open."""
        return self.round.is_open and self.state in {Return.State.IN_PROGRESS, Return.State.SENT_BACK}

    @property
    def takes_corrections(self) -> bool:
        """Whether it is agreed, by its approver or by closing, so that a change is a correction with a reason."""
        return not self.round.is_open or self.state == Return.State.APPROVED

    @property
    def entered(self) -> list[Line]:
        """The lines that people enter, without those worked out from others."""
        return [line for line in self.lines if not line.calculated_from]

    @property
    def done(self) -> int:
        return sum(line.figure is not None for line in self.entered)

    @property
    def written(self) -> int:
        return sum(subject.is_written for subject in self.subjects)

    @property
    def comment(self) -> ReturnStep | None:
        """The approver's last words, while the return is back with its officer."""
        back = [step for step in self.steps if step.step == ReturnStep.Step.SENT_BACK]
        return back[-1] if back and self.state == Return.State.SENT_BACK else None

    @property
    def missing(self) -> list[Missing]:
        """What has to be there before the return is submitted, a sentence each."""
        figures = [
            Missing(f"Enter the figure for {line.name}, or say why there is none", line=line)
            for line in self.entered
            if line.figure is None
        ]
        actions = [
            Missing(f"Add an action for {subject.heading}: {subject.why_an_action}", subject=subject)
            for subject in self.subjects
            if subject.lacks_action
        ]
        return [*figures, *actions]

    def next_after(self, definition: Definition, slot: Slot) -> Line | None:
        """The next line without a figure after the one at `slot`, starting again at the top."""
        places = [(line.definition.indicator_id, line.slot) for line in self.entered]
        here = (definition.indicator_id, slot)
        after = places.index(here) + 1 if here in places else 0
        around = [*self.entered[after:], *self.entered[:after]]
        return next((line for line in around if line.figure is None), None)


def service(slug: str) -> Service | None:
    """The service of an address."""
    return Service.objects.select_related("directorate").filter(slug=slug).first()


def state(service: Service, quarter: Quarter) -> str:
    """How the return of a service stands. One query."""
    row = Return.objects.filter(service=service, round=quarter.ordinal).first()
    return row.state if row else Return.State.IN_PROGRESS


def page(service: Service, quarter: Quarter, view: View) -> ReturnPage | None:
    """The return of a service as this person may see it, or None where nobody opened the round.

    Eleven queries, whatever the number of figures, and those of the view.
    """
    steps = ReturnStep.objects.filter(service_return__round=OuterRef("pk"))
    round_ = ReportingQuarter.objects.filter(ordinal=quarter.ordinal).annotate(is_kept=Exists(steps)).first()
    if round_ is None:
        return None
    everyone = list(defined())
    definitions = [each for each in everyone if each.service_id == service.pk and each.exists_in(quarter)]
    row = Return.objects.filter(service=service, round=round_).first()
    lines = lines_of(definitions, quarter, view)
    return ReturnPage(
        service=service,
        round=round_,
        row=row,
        steps=list(row.steps.select_related("by")) if row else [],
        lines=lines,
        subjects=_subjects(service, quarter, definitions, lines, shared_groups(everyone), view),
        round_is_kept=round_.is_kept,
    )


def defined() -> QuerySet[Definition]:
    return (
        Definition.objects.current()
        .select_related("indicator", "service", "directorate", "priority", "group")
        .order_by("service__position", "priority__position", "position")
    )


def shared_groups(definitions: Iterable[Definition]) -> set[int]:
    """The groups with indicators of several services: each service then writes about its own indicators one by one."""
    services: dict[int, set[int]] = defaultdict(set)
    for each in definitions:
        if each.group_id:
            services[each.group_id].add(each.service_id)
    return {group for group, found in services.items() if len(found) > 1}


def subject_of(definition: Definition, shared: set[int]) -> tuple[str, str]:
    """The short name and heading of the commentary that an indicator belongs under."""
    if definition.group and definition.group_id not in shared:
        return definition.group.slug, definition.group.name
    return definition.indicator.slug, definition.name


def _subjects(
    service: Service,
    quarter: Quarter,
    definitions: list[Definition],
    lines: list[Line],
    shared: set[int],
    view: View,
) -> list[Subject]:
    """What the service writes about: its groups and single indicators, then what it wrote about beside them."""
    about: dict[str, tuple[str, list[Definition]]] = {}
    for each in definitions:
        slug, heading = subject_of(each, shared)
        about.setdefault(slug, (heading, []))[1].append(each)
    indicators = {each.indicator_id: each for each in definitions}
    written: dict[str, dict[int, Commentary]] = defaultdict(dict)
    for words in (
        view.commentary()
        .current()
        .filter(Q(slug__in=about) | Q(indicators__in=indicators) | Q(service=service))
        .filter(reported_in__lte=quarter.ordinal)
        .select_related("recorded_by", "priority", "directorate", "service")
        .prefetch_related("indicators")
        .order_by("reported_in")
        .distinct()
    ):
        written[words.slug][words.reported_in] = words
    beside: set[str] = set()
    for slug, versions in written.items():
        newest = max(versions)
        of = [indicator.pk for indicator in versions[newest].indicators.all()]
        recent = newest >= quarter.ordinal - 1
        if slug not in about and recent and of and all(pk in indicators for pk in of):
            about[slug] = (versions[newest].heading, [indicators[pk] for pk in of])
            beside.add(slug)
    now = [versions.get(quarter.ordinal) for versions in written.values()]
    acted = frozenset(
        indicator.pk for words in now if words and words.actions for indicator in words.indicators.all()
    )
    found = []
    for position, (slug, (heading, theirs)) in enumerate(about.items(), start=1):
        versions = written[slug]
        before = [ordinal for ordinal in versions if ordinal < quarter.ordinal]
        commentary = versions.get(quarter.ordinal)
        earlier = versions[max(before)] if before else None
        known = commentary or earlier
        keys = {each.indicator_id for each in theirs}
        found.append(
            Subject(
                slug=slug,
                heading=known.heading if known else heading,
                definitions=theirs,
                lines=[line for line in lines if line.definition.indicator_id in keys],
                commentary=commentary,
                earlier=earlier,
                position=known.position if known else position,
                is_beside=slug in beside,
                acted_on=acted,
            )
        )
    return found
