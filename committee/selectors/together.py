"""Indicators, risks and complaints of one part of the council beside each other: what got worse, and what contradicts.

The Chair of the committee asked that "the risks and issues be looked at together with the performance outcomes". Each
function answers for one page, or one part of a page, within its own questions to the database.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from committee.contradictions import well_but_upheld
from committee.models import IndicatorLink
from committee.selectors.links import Stood, quarter_of_indicators, stood_of
from committee.together_words import which_complaints
from complaints.models import ServiceType
from complaints.selectors import services as complaints
from complaints.selectors.services import Part, PlaceComplaints
from complaints.visibility import ComplaintView
from council.models import CorporatePriority, Directorate, Service
from council.periods import Quarter
from kpis.models import Definition
from kpis.selectors import dashboard
from kpis.selectors import latest as ratings
from kpis.selectors.dashboard import IndicatorRow
from kpis.selectors.latest import Latest
from kpis.selectors.outcomes import schemes_by_version
from kpis.visibility import View
from risks.models import Details, Movement, Register, ReviewRound
from risks.selectors import history, movements, register, services
from risks.travel import Travel
from risks.visibility import RiskView

Somewhere = CorporatePriority | Directorate | Service


@dataclass(frozen=True)
class KpiPart:
    """The indicators of a quarter, of one priority or all: how they are rated by chapter and directorate, and what fell."""

    rows: list[IndicatorRow]
    chapters: list[tuple[CorporatePriority | Directorate, Counter[str]]]
    directorates: list[tuple[Directorate, Counter[str]]]
    fallen: list[tuple[IndicatorRow, Latest]]


@dataclass(frozen=True)
class Named:
    """An indicator that an entry names, with how it is rated."""

    name: str
    slug: str
    latest: Latest | None


@dataclass(frozen=True)
class EntryBeside:
    """A risk or an opportunity beside the indicators that it names."""

    stood: Stood
    named: list[Named]

    @property
    def worsened(self) -> bool:
        return self.stood.travel == Travel.WORSENING

    @property
    def asks(self) -> list[Named]:
        """The indicators among them that are in the worst rating or whose status fell."""
        return [each for each in self.named if each.latest and (each.latest.is_worst or each.latest.fell)]

    @property
    def contradiction(self) -> str:
        """A sentence; "" where there is none."""
        worst = [each.latest.now.mark.word for each in self.named if each.latest and each.latest.is_worst]
        return self.stood.contradiction_over(worst, len(self.named))


@dataclass(frozen=True)
class RiskPart:
    """The entries that concern a part of the council, as they stood in `round`; None where no risk quarter was closed.

    `is_beside`: the risk quarter is read beside the quarter of indicators; without that the two are not compared.
    """

    quarter: Quarter
    round: ReviewRound | None
    is_beside: bool = False
    entries: list[EntryBeside] = field(default_factory=list)

    @property
    def worsened(self) -> list[EntryBeside]:
        return [each for each in self.entries if each.worsened]

    @property
    def naming(self) -> list[EntryBeside]:
        """Those that name indicators which fell or are in the worst rating."""
        return [each for each in self.entries if each.asks]

    @property
    def contradictions(self) -> list[EntryBeside]:
        return [each for each in self.entries if each.contradiction] if self.is_beside else []


@dataclass(frozen=True)
class ComplaintPart:
    """What the annual report says of a part of the council, with what contradicts the ratings of its services."""

    said: PlaceComplaints
    contradictions: list[str]


def priority(slug: str) -> CorporatePriority | None:
    """The corporate priority of an address."""
    return CorporatePriority.objects.filter(slug=slug).first()


# --- Indicators -----------------------------------------------------------------------------------------------------------


def kpis(quarter: Quarter, view: View, priority: str = "") -> tuple[list[CorporatePriority], KpiPart]:
    """The priorities of a quarter, and the indicators of the one chosen by its slug, or of all. Nine queries."""
    schemes = schemes_by_version()
    everything = dashboard.summaries(quarter, view, schemes=schemes, is_brief=True)
    known = {
        row.definition.priority_id: row.definition.priority for row in everything if row.definition.priority
    }
    chosen = next((each for each in known.values() if each.slug == priority), None)
    rows = [row for row in everything if chosen is None or row.definition.priority_id == chosen.pk]
    below = [row for row in rows if row.is_current and row.state in list(row.marks)[1:]]
    found = ratings.latest(
        view,
        quarter,
        indicators=[row.definition.indicator_id for row in below],
        with_before=True,
        schemes=schemes,
    )
    fell = {each.indicator_id: each for each in found if each.fell}
    fallen = [
        (row, fell[row.definition.indicator_id]) for row in below if row.definition.indicator_id in fell
    ]
    part = KpiPart(
        rows,
        chapters=list(dashboard.counts(rows).items()),
        directorates=_by_directorate(rows),
        fallen=sorted(fallen, key=lambda pair: pair[0].rank),
    )
    return list(known.values()), part


def _by_directorate(rows: Iterable[IndicatorRow]) -> list[tuple[Directorate, Counter[str]]]:
    """How many indicators of each directorate have each status or state: counts, never an average."""
    found: dict[Directorate, Counter[str]] = {}
    for row in rows:
        found.setdefault(row.definition.directorate, Counter())[row.state] += 1
    return sorted(found.items(), key=lambda pair: (pair[0].position, pair[0].name))


# --- Risks ----------------------------------------------------------------------------------------------------------------


def risks(place: Somewhere | None, quarter: Quarter, view: RiskView, kpis: View) -> RiskPart:
    """The risks and opportunities that concern a part of the council (None: all), beside its indicators.

    Those on its registers, those that name its services or its priority, and those that name its indicators. Of closed risk
    quarters alone: an open one is being reviewed. Eight queries at most.
    """
    round_, is_beside = _round_beside(quarter, view, kpis)
    if round_ is None:
        return RiskPart(quarter, None)
    moment = register.moment_of(round_)
    deciding = _concerning(place, round_)
    places = {row.place.entry_id: row for row in services.first_places(deciding, round_, view)}
    said = history.scores(
        [row.place.entry for row in places.values()],
        round_.quarter,
        moment=moment,
        since=round_.quarter.previous,
    )
    said = history.seen_by(view, said, moment=moment)
    links = _links(places, round_)
    named = {key for each in links.values() for key, _, _ in each}
    rated = {
        each.indicator_id: each
        for each in (ratings.latest(kpis, quarter, indicators=named, with_before=True) if named else [])
    }
    entries = [
        EntryBeside(
            stood_of(row.place, row.title, said[key]),
            [Named(name, slug, rated.get(indicator)) for indicator, name, slug in links[key]],
        )
        for key, row in places.items()
    ]
    return RiskPart(quarter, round_, is_beside, entries)


def _round_beside(quarter: Quarter, view: RiskView, kpis: View) -> tuple[ReviewRound | None, bool]:
    """The newest closed risk quarter that is read beside one of indicators, as the entries' own pages are.

    Without such a one the newest before the quarter, else the newest: shown, and not compared.
    """
    closed = [row for row in view.rounds if not row.is_open]  # the newest stands first
    beside = next((row for row in closed if quarter_of_indicators(row, kpis) == quarter), None)
    if beside is not None:
        return beside, True
    before = [row for row in closed if row.ordinal < quarter.ordinal]
    return next(iter(before or closed), None), False


def _concerning(place: Somewhere | None, round_: ReviewRound) -> QuerySet[Movement]:
    """The movements by which entries stand on registers, of those entries that concern a part of the council."""
    moment = register.moment_of(round_)
    details = Details.objects.as_at(moment).filter(entry=OuterRef("place__entry"))
    deciding = services.with_registers(movements.deciding(round_.quarter, moment)).annotate(
        title=Subquery(details.values("title"))
    )
    if place is None:
        return deciding
    own, said, measured = _of_place(place)
    linked = IndicatorLink.objects.as_at(moment).filter(
        entry=OuterRef("place__entry"),
        indicator__in=Definition.objects.current().filter(measured).values("indicator"),
    )
    return deciding.filter(
        Q(place__register__in=Register.objects.filter(own))
        | Q(Exists(details.filter(said)))
        | Q(Exists(linked))
    )


def _of_place(place: Somewhere) -> tuple[Q, Q, Q]:
    """What makes a register, an entry's details and an indicator those of a part of the council."""
    if isinstance(place, Service):
        return Q(service=place), Q(services=place), Q(service=place)
    if isinstance(place, Directorate):
        return (
            Q(directorate=place) | Q(service__directorate=place),
            Q(services__directorate=place),
            Q(directorate=place) | Q(service__directorate=place),
        )
    return Q(pk__in=[]), Q(priority=place), Q(priority=place)


def _links(entries: Iterable[int], round_: ReviewRound) -> Mapping[int, list[tuple[int, str, str]]]:
    """The indicators that each entry names: id, name and slug, by name."""
    current = Definition.objects.current().filter(indicator=OuterRef("indicator"))
    rows = (
        IndicatorLink.objects.as_at(register.moment_of(round_))
        .filter(entry__in=list(entries))
        .annotate(name=Subquery(current.values("name")))
        .order_by("name")
        .values_list("entry", "indicator", "name", "indicator__slug")
    )
    found: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    for entry, indicator, name, slug in rows:
        found[entry].append((indicator, name, slug))
    return found


# --- Complaints -----------------------------------------------------------------------------------------------------------


def complaints_of(
    types: Iterable[ServiceType], view: ComplaintView, kpis: View, quarter: Quarter | None
) -> ComplaintPart:
    """What the newest closed report says of service types, beside the ratings of the services that do the work.

    `quarter` None: the newest closed one. Twelve queries at most.
    """
    said = complaints.of_types(types, view)
    if not said.parts:
        return ComplaintPart(said, [])
    rated: dict[int, list[Latest]] = defaultdict(list)
    for each in ratings.latest(kpis, quarter, services=said.services):
        rated[each.service_id].append(each)
    by_pk = {row.service_id: row.service for row in said.types if row.service_id}
    sentences = [
        _contradiction(by_pk[pk], rated[pk], part, said)
        for pk in by_pk
        for part in said.parts
        if _speaks_of(part, pk, said)
    ]
    return ComplaintPart(said, [each for each in sentences if each])


def _speaks_of(part: Part, service: int, said: PlaceComplaints) -> bool:
    """Whether complaints of the part were about the work of a service."""
    slugs = {row.slug for row in said.types if row.service_id == service}
    return any(row.key.rpartition(".")[2] in slugs for row in part.themes.rows)


def _contradiction(service: Service, rated: Iterable[Latest], part: Part, said: PlaceComplaints) -> str:
    known = [each.now for each in rated if each.now.depth is not None]
    if any(each.place != "best" for each in known) or said.figures is None:
        return ""
    share = said.figures.get(part.upheld)
    before = said.figures.get(part.upheld, said.figures.previous)
    if share is None:
        return ""
    return well_but_upheld(
        name=service.name,
        words=[each.mark.word for each in known],
        of=which_complaints(part.audience, said.figures.year),
        share=share.with_counts,
        exact=share.exact,
        before=before.exact if before else None,
    )


def types_of_service(slug: str) -> tuple[str, list[ServiceType]]:
    """The name of a service and the service types of complaints about its work; "" where there is no such service."""
    types = list(complaints.types_of(slug=slug))
    place = types[0].service if types else Service.objects.filter(slug=slug).first()
    return (place.name if place else ""), types


def types_of_directorate(slug: str) -> tuple[str, list[ServiceType]]:
    """The same of a directorate and its services."""
    types = list(complaints.types_of(directorate__slug=slug))
    place = types[0].service.directorate if types else Directorate.objects.filter(slug=slug).first()
    return (place.name if place else ""), types


def types_of_priority(slug: str) -> tuple[str, list[ServiceType]]:
    """The same of a corporate priority: of the services that have indicators under it."""
    priorities = CorporatePriority.objects.filter(slug=slug)
    measured = Definition.objects.current().filter(priority__in=priorities)
    types = list(
        complaints.types_of(**{"in": measured.values("service")}).annotate(
            priority=Subquery(priorities.values("name"))
        )
    )
    if types:
        return types[0].priority, types
    return priorities.values_list("name", flat=True).first() or "", types


def types_of_all() -> list[ServiceType]:
    """Every service type that belongs to a service."""
    return list(complaints.types_of(isnull=False))
