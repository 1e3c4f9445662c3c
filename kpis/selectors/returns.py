"""Returns of services in short, and figures as a file: the upload a person looks at, and what a template asks for."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from council.authorization import Permission, may
from council.deadlines import due_words
from council.models import ReportingQuarter, Service, User
from council.periods import Quarter, Slot
from kpis.models import Commentary, Definition, Figure, Return, ReturnStep, Upload
from kpis.presenters import ReturnTag, return_tag
from kpis.selectors.entry import Round, Task, due_in
from kpis.selectors.return_page import defined, shared_groups, subject_of

#: How many closed rounds are offered beside the open ones.
CLOSED_SHOWN = 4


@dataclass(frozen=True)
class ServiceReturn:
    """The return of one service in short. `commentaries` is 0 where nobody asked for them."""

    service: Service
    round: ReportingQuarter
    state: str
    tasks: list[Task]
    commentaries: int
    commentaries_written: int
    comment: str
    is_begun: bool

    @property
    def done(self) -> int:
        return sum(task.is_done for task in self.tasks)

    @property
    def tag(self) -> ReturnTag:
        """The state in a word or two."""
        started = self.is_begun or bool(self.done)
        return return_tag(self.state, is_open=self.round.is_open, is_started=started)


@dataclass(frozen=True)
class OpenRound:
    """An open quarter with its returns, sorted by what this person has to do with them."""

    row: ReportingQuarter
    to_approve: list[ServiceReturn]
    to_enter: list[ServiceReturn]
    others: list[ServiceReturn]

    @property
    def quarter(self) -> Quarter:
        return self.row.quarter

    @property
    def returns(self) -> list[ServiceReturn]:
        """All of them, whatever this person has to do with each."""
        return [*self.to_approve, *self.to_enter, *self.others]

    def due_words(self, today: datetime.date) -> str:
        """By when the returns are due: "due on 4 February 2022, in 12 days"; "" without a date."""
        return due_words(self.row.due_on, today)


def overview(
    user: User, rounds: Iterable[ReportingQuarter], *, with_commentary: bool = True
) -> list[OpenRound]:
    """The open ones among `rounds`, oldest first, with every return whose drafts this person may see. Four queries."""
    opened = sorted((row for row in rounds if row.is_open), key=lambda row: row.ordinal)
    if not opened:
        return []
    everyone = list(defined())
    definitions = [each for each in everyone if may(user, Permission.VIEW_DRAFTS, each.service)]
    ordinals = [row.ordinal for row in opened]
    entered = {
        (figure.indicator_id, figure.slot): figure
        for figure in Figure.objects.current().filter(
            indicator__in=[each.indicator_id for each in definitions],
            ordinal__in={slot.ordinal for row in opened for _, slot in due_in(row.quarter, definitions)},
        )
    }
    last_words = ReturnStep.objects.filter(service_return=OuterRef("pk"), step=ReturnStep.Step.SENT_BACK)
    states = {
        (row.service_id, row.round_id): row
        for row in Return.objects.filter(round__in=ordinals).annotate(
            last_comment=Subquery(last_words.order_by("-at", "-id").values("comment")[:1])
        )
    }
    written: set[tuple[int, str]] | None = None
    if with_commentary:
        words = Commentary.objects.current().filter(reported_in__in=ordinals).order_by()
        written = set(words.values_list("reported_in", "slug"))
    shared = shared_groups(everyone)
    return [
        _sorted_for(user, row, _short(row, definitions, entered, states, written, shared)) for row in opened
    ]


@dataclass(frozen=True)
class ClosedRound:
    """A closed quarter and the services whose returns in it this person may look at."""

    quarter: Quarter
    services: list[Service]


def closed(user: User, rounds: Iterable[ReportingQuarter]) -> list[ClosedRound]:
    """The newest closed ones among `rounds`, newest first, where this person has a return to look at. One query."""
    newest = sorted((row for row in rounds if not row.is_open), key=lambda row: -row.ordinal)[:CLOSED_SHOWN]
    definitions = [each for each in defined() if may(user, Permission.VIEW_DRAFTS, each.service)]
    found = []
    for row in newest:
        theirs = dict.fromkeys(each.service for each in definitions if each.exists_in(row.quarter))
        found.append(ClosedRound(row.quarter, list(theirs)))
    return [each for each in found if each.services]


def _short(
    row: ReportingQuarter,
    definitions: list[Definition],
    entered: dict[tuple[int, Slot], Figure],
    states: dict[tuple[int, int], Return],
    written: set[tuple[int, str]] | None,
    shared: set[int],
) -> list[ServiceReturn]:
    """The returns of one round in the order of the services."""
    of_service: dict[Service, list[Definition]] = defaultdict(list)
    for definition in definitions:
        if definition.exists_in(row.quarter):
            of_service[definition.service].append(definition)
    found = []
    for service, theirs in of_service.items():
        state = states.get((service.pk, row.ordinal))
        slugs = {subject_of(each, shared)[0] for each in theirs}
        found.append(
            ServiceReturn(
                service=service,
                round=row,
                state=state.state if state else Return.State.IN_PROGRESS,
                tasks=[
                    Task(each, slot, entered.get((each.indicator_id, slot)))
                    for each, slot in due_in(row.quarter, theirs)
                ],
                commentaries=0 if written is None else len(slugs),
                commentaries_written=sum((row.ordinal, slug) in (written or ()) for slug in slugs),
                comment=state.last_comment if state and state.state == Return.State.SENT_BACK else "",
                is_begun=state is not None,
            )
        )
    return found


def _sorted_for(user: User, row: ReportingQuarter, returns: list[ServiceReturn]) -> OpenRound:
    to_approve, to_enter, others = [], [], []
    with_officer = {Return.State.IN_PROGRESS, Return.State.SENT_BACK}
    for each in returns:
        approves = may(user, Permission.APPROVE_FIGURES, each.service)
        if approves and each.state == Return.State.SUBMITTED:
            to_approve.append(each)
        elif each.state in with_officer and may(user, Permission.ENTER_FIGURES, each.service):
            to_enter.append(each)
        else:
            others.append(each)
    return OpenRound(row, to_approve, to_enter, others)


def upload(pk: int, user: User) -> Upload | None:
    """A person's own upload, or None if there is none (any more)."""
    return Upload.objects.filter(pk=pk, uploaded_by=user).first()


def saved(pks: Iterable[int]) -> dict[int, Figure]:
    """Figures by their key, with who saved them."""
    return Figure.objects.select_related("recorded_by").in_bulk(list(pks))


def services(rounds: list[Round]) -> list[Service]:
    """The services whose figures these rounds need, in the order of the tasks."""
    found = {task.definition.service_id: task.definition.service for row in rounds for task in row.tasks}
    return list(found.values())


def of_service(rounds: list[Round], service: Service | None) -> list[Round]:
    """The same rounds with the figures of one service only (None: of all)."""
    return [
        Round(row.quarter, [task for task in row.tasks if service in {None, task.definition.service}])
        for row in rounds
    ]
