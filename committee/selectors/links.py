"""What links to what: the indicators that a risk or an opportunity names, as they are rated, and the other way round."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from committee.contradictions import contradiction, rated_worst
from committee.models import IndicatorLink
from council.periods import Quarter
from kpis.exceptions import place_of
from kpis.models import Definition
from kpis.selectors import dashboard
from kpis.selectors.dashboard import IndicatorRow
from kpis.visibility import View
from risks.models import Details, Entry, Movement, Place, ReviewRound
from risks.references import key_of
from risks.selectors import history, movements, register, seen, services
from risks.selectors.entry import deciding
from risks.selectors.history import History, Point
from risks.travel import Travel, worked_out
from risks.visibility import RiskView


@dataclass(frozen=True)
class LinkedIndicator:
    """An indicator that an entry names; `row` is how it stood, None where it was not measured in that quarter."""

    link: IndicatorLink
    name: str
    row: IndicatorRow | None = None

    @property
    def is_worst(self) -> bool:
        return self.row is not None and is_worst(self.row)

    @property
    def rank(self) -> tuple:
        """For sorting: the worst rating first, what is not rated last."""
        return (*(self.row.rank if self.row else (2, 0)), self.name.casefold())


@dataclass(frozen=True)
class Linked:
    """The indicators that an entry names, the red ones first, as they stood in `quarter`.

    That is a closed quarter of indicators (`quarter_of_indicators`): what is agreed, for everybody alike. None where
    there was none.
    """

    quarter: Quarter | None
    indicators: list[LinkedIndicator] = field(default_factory=list)

    @cached_property
    def worst_words(self) -> list[str]:
        """The word of the rating of each that is in the worst one."""
        return [each.row.mark.word for each in self.indicators if each.row and is_worst(each.row)]

    @property
    def summary(self) -> str:
        """How many are red, in a sentence; "" where none is linked or rated."""
        if not any(each.row and each.row.shown_status in each.row.marks for each in self.indicators):
            return ""
        if not self.worst_words:
            return "No linked indicator is in the worst rating."
        said = rated_worst(self.worst_words, len(self.indicators))
        return f"{said[0].upper()}{said[1:]}."


@dataclass(frozen=True)
class Stood:
    """An entry as it stood on a register: `now` and `before` are its assessments of a quarter and of the one before it.

    Neither is what this person may not see, or what there is not.
    """

    place: Place
    title: str
    now: Point | None
    before: Point | None

    @property
    def is_opportunity(self) -> bool:
        return self.place.entry.is_opportunity

    @property
    def travel(self) -> Travel:
        """The direction of travel that the scores show."""
        before, now = (point.current.score if point else None for point in (self.before, self.now))
        return worked_out(before, now, self.is_opportunity)

    def contradiction_over(self, words: list[str], linked: int, **more: str) -> str:
        """Why its scores or its owner's view do not go with linked indicators (`rated_worst`); "" where they do."""
        if self.now is None:
            return ""
        return contradiction(
            is_opportunity=self.is_opportunity,
            score=self.now.current.score,
            travel=self.travel,
            view=self.now.assessment.direction,
            words=words,
            linked=linked,
            **more,
        )


@dataclass(frozen=True)
class EntryLinks:
    """An entry in a quarter with the indicators that it names."""

    stood: Stood
    round: ReviewRound
    linked: Linked

    @property
    def contradiction(self) -> str:
        """A sentence; "" where there is none."""
        return self.stood.contradiction_over(self.linked.worst_words, len(self.linked.indicators))


@dataclass(frozen=True)
class Naming:
    """A risk or an opportunity that names an indicator; `contradiction` is a sentence, "" where there is none."""

    stood: Stood
    note: str
    contradiction: str


@dataclass(frozen=True)
class IndicatorLinks:
    """An indicator with the risks and opportunities that name it, as they stood in `round`; None before the first one."""

    definition: Definition
    round: ReviewRound | None
    named_by: list[Naming] = field(default_factory=list)


def is_worst(row: IndicatorRow) -> bool:
    """Whether the rating that stands for an indicator is the worst of its scheme."""
    return place_of(row.shown_status, list(row.marks)) == "worst"


def quarter_of_indicators(round_: ReviewRound, view: View) -> Quarter | None:
    """The closed quarter of indicators that is read beside a risk quarter: one meeting prints Q2 of them with its Q3.

    The newest one up to it that was being reported when the risk quarter closed; it may itself have closed days later.
    """
    moment = register.moment_of(round_)
    beside = (
        row.quarter
        for row in view.quarters  # the newest stands first
        if not row.is_open and row.ordinal <= round_.ordinal and (moment is None or row.opened_at <= moment)
    )
    return next(beside, None)


def movements_of(register_slug: str, ref: str) -> list[Movement]:
    """Whatever was decided about the entry of an address, on any register, oldest first; whoever may see it."""
    key = key_of(ref)
    return list(
        services.with_registers(
            Movement.objects.filter(
                place__entry__places__register__slug=register_slug, place__entry__places__key=key
            )
        ).order_by("ordinal", "id")
    )


def of_entry(
    place: Place, moved: list[Movement], round_: ReviewRound, view: RiskView, kpis: View
) -> EntryLinks | None:
    """The entry of a place in a quarter, as its page shows it: once it has left, as it was when it left.

    None where it was never on the register up to then. `moved` is what was decided about the entry (`movements_of`).
    Three queries at most, and those of the indicators.
    """
    moment, quarter = register.moment_of(round_), round_.quarter
    known = [
        row
        for row in moved
        if row.ordinal <= quarter.ordinal and (moment is None or row.recorded_at <= moment)
    ]
    last = deciding([row for row in reversed(known) if row.place_id == place.pk])
    if last is None:
        return None
    if last.kind in Movement.LEAVES:
        quarter, moment = last.quarter, last.recorded_at
    steps = [
        seen.Step(row.place_id, place.entry_id, row.place.register_id, row.kind, row.ordinal)
        for row in known
        if row.ordinal <= quarter.ordinal and (moment is None or row.recorded_at <= moment)
    ]
    said = history.scores([place.entry], quarter, moment=moment)[place.entry_id]
    said = history.only(said, seen.among(steps, [place.entry_id], quarter, view), place.entry_id)
    links = list(_links(place.entry, moment))
    return EntryLinks(
        stood=stood_of(place, _title(place.entry, moment, links), said),
        round=round_,
        linked=_linked(links, round_, kpis),
    )


def stood_of(place: Place, title: str, said: History) -> Stood:
    """How an entry stood by the end of a history: its newest assessment, and the one of a quarter before."""
    now = said.points[-1] if said.points else None
    before = [point for point in said.points if point.quarter.ordinal < said.quarter.ordinal]
    return Stood(place, title, now, before[-1] if before else None)


def _linked(links: list[IndicatorLink], round_: ReviewRound, kpis: View) -> Linked:
    """Links with their indicators as they stood beside a risk quarter."""
    of = quarter_of_indicators(round_, kpis) if links else None
    rows: dict[int, IndicatorRow] = {}
    if of is not None:
        slugs = [link.indicator.slug for link in links]
        rows = {row.definition.indicator_id: row for row in dashboard.summaries(of, kpis, indicators=slugs)}
    shown = []
    for link in links:
        row = rows.get(link.indicator_id)
        shown.append(LinkedIndicator(link, row.definition.name if row else link.name, row))
    return Linked(of, sorted(shown, key=lambda each: each.rank))


def naming(slug: str, view: RiskView, kpis: View) -> IndicatorLinks | None:
    """The risks and opportunities that name an indicator, in the newest closed quarter that this person may look at.

    None where there is no such indicator.
    """
    round_ = next((row for row in view.rounds if not row.is_open), view.rounds[0] if view.rounds else None)
    of = quarter_of_indicators(round_, kpis) if round_ else None
    kpi = next(iter(dashboard.summaries(of, kpis, indicators=[slug])), None) if of else None
    definition = kpi.definition if kpi else _definition(slug)
    if definition is None:
        return None
    if round_ is None:
        return IndicatorLinks(definition, None)
    moment, quarter = register.moment_of(round_), round_.quarter
    places = _naming_places(slug, round_, view)
    histories = history.scores([row.place.entry for row in places], quarter, moment=moment)
    histories = history.seen_by(view, histories, moment=moment)
    words = [kpi.mark.word] if kpi and is_worst(kpi) else []
    found = []
    for row in places:
        stood = stood_of(row.place, row.title, histories[row.place.entry_id])
        found.append(Naming(stood, row.note, stood.contradiction_over(words, 1, only="this indicator")))
    return IndicatorLinks(definition, round_, found)


def linkable(entry: Entry, day: datetime.date) -> list[Definition]:
    """The indicators that an entry may still be linked to on a day: those that are measured and that it does not name."""
    named = entry.indicator_links.as_at(None).values("indicator")
    return list(
        Definition.objects.current()
        .exclude(indicator__in=named)
        .exclude(retired_on__lt=day)
        .select_related("indicator", "service")
        .order_by("service__name", "name")
    )


def standing(entry: Entry) -> list[IndicatorLink]:
    """The links of an entry now, each with the name of its indicator."""
    return list(_links(entry, None))


def title_now(entry: Entry) -> str:
    """What an entry is called now."""
    return _title(entry, None, [])


def _links(entry: Entry, moment: datetime.datetime | None) -> QuerySet[IndicatorLink]:
    """The links of an entry at a moment, each with the name of its indicator now, and the entry's title then."""
    current = Definition.objects.current().filter(indicator=OuterRef("indicator"))
    titles = Details.objects.as_at(moment).filter(entry=OuterRef("entry"))
    return (
        entry.indicator_links.as_at(moment)
        .select_related("indicator")
        .annotate(name=Subquery(current.values("name")), title=Subquery(titles.values("title")))
    )


def _title(entry: Entry, moment: datetime.datetime | None, links: list[IndicatorLink]) -> str:
    """What the entry was called at a moment; its links, where there are any, were read with it."""
    if links:
        return links[0].title
    return Details.objects.as_at(moment).values_list("title", flat=True).get(entry=entry)


def _definition(slug: str) -> Definition | None:
    return Definition.objects.current().select_related("indicator").filter(indicator__slug=slug).first()


def _naming_places(slug: str, round_: ReviewRound, view: RiskView) -> list[Movement]:
    """The movements by which entries that name the indicator stand on registers, each with title and note."""
    moment = register.moment_of(round_)
    links = IndicatorLink.objects.as_at(moment).filter(indicator__slug=slug, entry=OuterRef("place__entry"))
    titles = Details.objects.as_at(moment).filter(entry=OuterRef("place__entry"))
    found = (
        movements.deciding(round_.quarter, moment)
        .filter(Exists(links))
        .annotate(note=Subquery(links.values("note")[:1]), title=Subquery(titles.values("title")))
    )
    return services.first_places(services.with_registers(found), round_, view)
