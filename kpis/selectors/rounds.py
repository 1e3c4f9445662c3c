"""Rounds as the performance lead runs them: what opening one will ask for, how its returns stand, what hinders closing."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Exists, Max, OuterRef, Q

from council.models import ReportingQuarter, RoundStep, Service, User
from council.periods import Month, Quarter, Slot, date_label, quarter_of
from kpis.models import Definition, Figure, Override, Return, ReturnStep, Target
from kpis.presenters import ReturnTag, return_tag
from kpis.selectors import inputs
from kpis.selectors.entry import due_in
from kpis.selectors.inputs import Scope

State, Step = Return.State, ReturnStep.Step

#: How long after its quarter ends a round's returns are due, unless the performance lead says another day.
USUALLY_DUE_AFTER = datetime.timedelta(weeks=5)


@dataclass(frozen=True)
class RoundSummary:
    """One round in the list; `services` is how many returns an open round asks for.

    A round that was loaded from published papers kept no steps of its returns: nobody can say who submitted them.
    """

    round: ReportingQuarter
    services: int
    states: Counter[str]
    is_kept: bool

    @property
    def submitted(self) -> int:
        """Returns that their officers are done with."""
        return self.states[State.SUBMITTED] + self.states[State.APPROVED]

    @property
    def approved(self) -> int:
        return self.states[State.APPROVED]


@dataclass(frozen=True)
class ServiceReturn:
    """A service's return in a round: what is due, what has been entered, and the steps so far, oldest first."""

    service: Service
    round: ReportingQuarter
    due: list[tuple[Definition, Slot]]
    entered: int
    missing: list[tuple[Definition, Slot]]
    state: str = State.IN_PROGRESS
    submitted_by: User | None = None
    steps: list[ReturnStep] = field(default_factory=list)
    is_begun: bool = False  # something of it was entered in this round
    is_kept: bool = True  # its round kept the steps of its returns

    @property
    def tag(self) -> ReturnTag:
        """The state in a word or two."""
        return return_tag(
            self.state,
            is_open=self.round.is_open,
            is_started=self.is_begun or bool(self.entered),
            is_kept=self.is_kept,
        )

    @property
    def is_submitted(self) -> bool:
        return self.state in {State.SUBMITTED, State.APPROVED}

    def is_late(self, today: datetime.date) -> bool:
        """Whether the day by which it was due has gone by without it."""
        due_on = self.round.due_on
        return self.round.is_open and not self.is_submitted and due_on is not None and due_on < today

    @property
    def submission(self) -> ReturnStep | None:
        """The step by which it was submitted, while it is."""
        return self._newest(Step.SUBMITTED) if self.is_submitted else None

    @property
    def approval(self) -> ReturnStep | None:
        """The step by which it was approved, while it is."""
        return self._newest(Step.APPROVED) if self.state == State.APPROVED else None

    def _newest(self, step: str) -> ReturnStep | None:
        return next((each for each in reversed(self.steps) if each.step == step), None)

    @property
    def words(self) -> str:
        """The sentence that says what hinders closing; "" where nothing does."""
        if self.state == State.APPROVED:
            return ""
        if self.state == State.SUBMITTED:
            return f"The return of {self.service.name} waits for approval."
        stands = "has been returned to its officer" if self.state == State.SENT_BACK else "is not submitted"
        figures = "figure" if len(self.due) == 1 else "figures"
        return f"The return of {self.service.name} {stands}: {self.entered} of {len(self.due)} {figures} entered."


@dataclass(frozen=True)
class Finding:
    """One thing that hinders closing, and the service or indicator whose page mends it (`override`: its proposed rating)."""

    words: str
    service: str = ""
    indicator: str = ""
    override: bool = False


@dataclass(frozen=True)
class Monitor:
    """A round with everything that its performance lead watches."""

    round: ReportingQuarter
    returns: list[ServiceReturn]
    proposed: list[tuple[Override, Definition]]
    pending: list[Definition]
    steps: list[RoundStep]

    @cached_property
    def states(self) -> Counter[str]:
        return Counter(each.state for each in self.returns)

    @property
    def is_kept(self) -> bool:
        """Whether somebody took a step with one of its returns here; loaded rounds have none."""
        return any(each.steps for each in self.returns)

    @property
    def submitted(self) -> int:
        return self.states[State.SUBMITTED] + self.states[State.APPROVED]

    @property
    def approved(self) -> int:
        return self.states[State.APPROVED]

    @cached_property
    def findings(self) -> list[Finding]:
        """What hinders closing, each return by itself."""
        returns = (Finding(each.words, service=each.service.slug) for each in self.returns if each.words)
        return [*returns, *self._undecided()]

    @cached_property
    def in_short(self) -> list[Finding]:
        """The same with the returns counted, for where each of them is listed anyway."""
        back, begun = self.states[State.SENT_BACK], self.states[State.IN_PROGRESS]
        counted = (
            (begun, "not submitted"),
            (back, "back with the officer"),
            (self.states[State.SUBMITTED], "waiting for approval"),
        )
        returns = (
            Finding(f"{number} return{'s are' if number > 1 else ' is'} {words}.")
            for number, words in counted
            if number
        )
        return [*returns, *self._undecided()]

    def _undecided(self) -> Iterator[Finding]:
        """The overrides that nobody has decided, and the ratings that are not worked out."""
        for override, definition in self.proposed:
            words = (
                f"{override.proposed_by} proposed another rating for {definition.name}; it is not decided."
            )
            yield Finding(words, indicator=definition.indicator.slug, override=True)
        for definition in self.pending:
            words = f"The rating of {definition.name} is being worked out."
            yield Finding(words, indicator=definition.indicator.slug)


@dataclass(frozen=True)
class Asked:
    """A figure that a round will ask for, with what should be put right before it opens."""

    definition: Definition
    slot: Slot
    flags: list[str]


@dataclass(frozen=True)
class Plan:
    """What opening a round will ask for, by service; `unfixed` are due at no fixed time, `unasked` are never entered."""

    quarter: Quarter
    due_on: datetime.date
    services: dict[Service, list[Asked]]
    unfixed: list[Asked]
    unasked: list[Definition]

    @property
    def figures(self) -> int:
        return sum(len(asked) for asked in self.services.values())

    @property
    def flagged(self) -> int:
        return sum(bool(each.flags) for asked in self.services.values() for each in asked)


def summaries() -> list[RoundSummary]:
    """Every round, newest first. Three queries."""
    defined = _definitions()
    states: dict[int, Counter[str]] = {}
    kept: set[int] = set()
    steps = Exists(ReturnStep.objects.filter(service_return=OuterRef("pk")))
    for ordinal, state, has_steps in Return.objects.annotate(has_steps=steps).values_list(
        "round_id", "state", "has_steps"
    ):
        states.setdefault(ordinal, Counter())[state] += 1
        if has_steps:
            kept.add(ordinal)

    def services_of(row: ReportingQuarter) -> int:
        return len({each.service_id for each, _ in due_in(row.quarter, defined)}) if row.is_open else 0

    rounds = ReportingQuarter.objects.order_by("-ordinal")
    return [
        RoundSummary(row, services_of(row), states.get(row.ordinal, Counter()), row.ordinal in kept)
        for row in rounds
    ]


def next_quarter(today: datetime.date) -> Quarter:
    """The quarter whose round comes next: after the newest, or, where there is none, the last that has ended."""
    newest = ReportingQuarter.objects.order_by("-ordinal").first()
    if newest is not None:
        return newest.quarter.next
    return quarter_of(today).previous


def usual_due_date(quarter: Quarter) -> datetime.date:
    """Five weeks after the quarter ends."""
    return quarter.end + USUALLY_DUE_AFTER


def plan(quarter: Quarter, today: datetime.date) -> Plan:
    """What a round of `quarter` will ask for. Two queries."""
    defined = [each for each in _definitions() if each.exists_in(quarter)]
    aimed = _targets_by_year(quarter)

    def asked(definition: Definition, slot: Slot) -> Asked:
        flags = []
        # A figure that is published later may be judged by the target of its own year or of the year it is reported in.
        years = {slot.period.year.ordinal, quarter.financial_year.ordinal}
        if not years & aimed.get(definition.indicator_id, set()):
            flags.append("No target")
        if not definition.owner:
            flags.append("No owner")
        if definition.review_on is not None and definition.review_on < today:
            flags.append(f"Review was due on {date_label(definition.review_on)}")
        return Asked(definition, slot, flags)

    services: dict[Service, list[Asked]] = {}
    due = due_in(quarter, defined)
    for definition, slot in due:
        services.setdefault(definition.service, []).append(asked(definition, slot))
    by_themselves = [each for each in defined if each.calculation or each.value_type == "text"]
    unfixed = [
        each
        for each in defined
        if each.frequency == Definition.Frequency.ANNUAL and each.lag is None and each not in by_themselves
    ]
    last_year = Slot.of(quarter.financial_year).previous()
    return Plan(
        quarter=quarter,
        due_on=usual_due_date(quarter),
        services=services,
        unfixed=[asked(each, last_year) for each in unfixed],
        unasked=by_themselves,
    )


def monitor(quarter: Quarter) -> Monitor | None:
    """A round with its returns, or None where nobody opened it. Eight queries."""
    row = (
        ReportingQuarter.objects.select_related("opened_by", "closed_by")
        .filter(ordinal=quarter.ordinal)
        .first()
    )
    if row is None:
        return None
    defined = _definitions()
    due = due_in(quarter, defined)
    figures = list(
        Figure.objects.current()
        .filter(
            Q(reported_in=quarter.ordinal)
            | Q(
                indicator__in={each.indicator_id for each, _ in due},
                ordinal__in={slot.ordinal for _, slot in due},
            )
        )
        .only("indicator_id", "grain", "ordinal", "reported_in")
    )
    of_indicator = {each.indicator_id: each for each in defined}
    reported = [each.pk for each in figures if each.reported_in == quarter.ordinal]
    judged = inputs.fetch(Scope(figures=reported), only=("indicator_id", "status"))
    proposed = Override.objects.filter(reported_in=quarter.ordinal, state=Override.State.PROPOSED)
    return Monitor(
        round=row,
        returns=_returns(
            row,
            due,
            {(each.indicator_id, each.slot) for each in figures},
            reporting={
                of_indicator[each.indicator_id].service_id
                for each in figures
                if each.reported_in == quarter.ordinal
            },
        ),
        proposed=[
            (each, of_indicator[each.indicator_id])
            for each in proposed.select_related("proposed_by").order_by("proposed_at")
        ],
        pending=[of_indicator[each["indicator_id"]] for each in judged if each["status"] is None],
        steps=list(row.steps.select_related("by")),
    )


def submitted_by_others(user: User) -> list[Return]:
    """The submitted returns of open rounds, but one's own: those that wait longest first."""
    submitted_at = Max("steps__at", filter=Q(steps__step=Step.SUBMITTED))
    return list(
        Return.objects.filter(state=State.SUBMITTED, round__closed_at=None)
        .exclude(submitted_by=user)
        .select_related("service", "round")
        .annotate(submitted_at=submitted_at)
        .order_by("submitted_at", "pk")
    )


def _definitions() -> list[Definition]:
    """What the indicators are now, by service, in the order of their paper."""
    return list(
        Definition.objects.current()
        .select_related("indicator", "service__directorate", "priority")
        .order_by("service__position", "service__name", "priority__position", "position", "name")
    )


def _returns(
    row: ReportingQuarter,
    due: list[tuple[Definition, Slot]],
    entered: set[tuple[int, Slot]],
    reporting: set[int],
) -> list[ServiceReturn]:
    """The returns of the services that something is due from, and of any other that reports something. Two queries.

    One that was begun for an indicator that has been moved to another service since then asks nobody for anything.
    """
    places: dict[Service, list[tuple[Definition, Slot]]] = {}
    for definition, slot in due:
        places.setdefault(definition.service, []).append((definition, slot))
    kept = {
        each.service: each
        for each in Return.objects.filter(round=row).select_related("service__directorate", "submitted_by")
    }
    steps: dict[int, list[ReturnStep]] = {}
    for step in ReturnStep.objects.filter(service_return__round=row).select_related("by"):
        steps.setdefault(step.service_return_id, []).append(step)

    def build(service: Service) -> ServiceReturn:
        theirs, known = places.get(service, []), kept.get(service)
        missing = [(each, slot) for each, slot in theirs if (each.indicator_id, slot) not in entered]
        stands = (
            {
                "state": known.state,
                "submitted_by": known.submitted_by,
                "steps": steps.get(known.pk, []),
                "is_begun": True,
            }
            if known
            else {}
        )
        return ServiceReturn(
            service, row, theirs, len(theirs) - len(missing), missing, is_kept=bool(steps), **stands
        )

    begun = {
        service
        for service, each in kept.items()
        if service.pk in reporting or each.state in {State.SUBMITTED, State.APPROVED}
    }
    services = sorted({*places, *begun}, key=lambda service: (service.position, service.name))
    return [build(service) for service in services]


def _targets_by_year(quarter: Quarter) -> dict[int, set[int]]:
    """The financial years, of this one and the two before it, for which each indicator has a target of any kind.

    One of a quarter or month counts for its year, one of a programme for this year while it runs.
    """
    year = quarter.financial_year.ordinal
    applies = (
        Q(grain="Q", ordinal__range=(4 * (year - 2), 4 * year + 3))
        | Q(grain="Y", ordinal__range=(year - 2, year))
        | Q(grain="M", ordinal__lte=_months(quarter)[1])
        | Q(grain="P", ordinal__lte=quarter.ordinal, last_quarter__gte=quarter.ordinal)
    )
    found: dict[int, set[int]] = defaultdict(set)
    for target in Target.objects.current().filter(applies).exclude(kind=Target.Kind.NONE):
        is_programme = target.grain == Target.Grain.PROGRAMME
        of = year if is_programme else Slot(target.grain, target.ordinal).period.year.ordinal
        found[target.indicator_id].add(of)
    return found


def _months(quarter: Quarter) -> tuple[int, int]:
    """The ordinals of its first and last month."""
    first = Month(quarter.start.year, quarter.start.month).ordinal
    return first, first + 2
