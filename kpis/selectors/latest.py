"""The newest rating of indicators beside the one before it: what fell, and what is all well.

Lighter than `dashboard`, for pages that print few indicators beside risks and complaints: names and ratings only, no
targets, no reasons. The status that stands is that of the dashboard: of the newest figure by the quarter, agreed before
calculated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Case, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value, When

from council.models import ReportingQuarter
from council.periods import Quarter
from council.presenters import mark_of, scheme_marks
from council.sections import Mark
from kpis import rating
from kpis.exceptions import Place, place_of
from kpis.models import Definition, Figure, Override
from kpis.selectors import inputs
from kpis.selectors.dashboard import STANDS_FOR
from kpis.selectors.inputs import Scope
from kpis.selectors.outcomes import schemes_by_version
from kpis.visibility import View

_SHOWN = ("figure_id", "scheme_version_id", "status")


@dataclass(frozen=True)
class Rated:
    """What one round made of an indicator.

    `depth` is how far down its scheme the status stands, 0 the best and 1 the worst, so that two schemes can be compared;
    None where it is not rated.
    """

    quarter: Quarter
    mark: Mark
    place: Place
    depth: Fraction | None


@dataclass(frozen=True)
class Latest:
    """An indicator with its newest figure's rating, and that of the figure before where it was asked for and is there."""

    indicator_id: int
    slug: str
    name: str
    service_id: int
    now: Rated
    before: Rated | None = None

    @property
    def is_worst(self) -> bool:
        return self.now.place == "worst"

    @property
    def fell(self) -> bool:
        """Whether the status is worse than that of the figure before; False where one of the two is not rated."""
        if self.before is None or self.now.depth is None or self.before.depth is None:
            return False
        return self.now.depth > self.before.depth


def latest(
    view: View,
    quarter: Quarter | None,
    *,
    indicators: Collection[int] | None = None,
    services: Collection[int] | None = None,
    with_before: bool = False,
    schemes: Mapping[int, rating.Scheme] | None = None,
) -> list[Latest]:
    """The indicators that have a figure by `quarter` (None: the newest closed one) which this person may see, by name.

    Of some indicators or services, both by id. Three queries; two where the caller has read the schemes.
    """
    chosen = _figures(view, quarter, indicators, services, with_before=with_before)
    newest: dict[int, list[Figure]] = defaultdict(list)
    for figure in chosen:
        newest[figure.indicator_id].append(figure)
    kept = {key: series[: 2 if with_before else 1] for key, series in newest.items()}
    judged = {
        row["figure_id"]: row
        for row in inputs.fetch(
            Scope(figures=[figure.pk for series in kept.values() for figure in series]), only=_SHOWN
        )
    }
    schemes = schemes_by_version() if schemes is None else schemes
    marks = {version: scheme_marks(scheme.statuses) for version, scheme in schemes.items()}

    def rated(figure: Figure) -> Rated | None:
        row = judged.get(figure.pk)  # none where the indicator was not yet defined when the round closed
        return _rated(figure, row["status"], marks[row["scheme_version_id"]]) if row else None

    found = []
    for key, series in kept.items():
        ratings = [rated(figure) for figure in series]
        first = series[0]
        if ratings[0] is not None:
            found.append(Latest(key, first.slug, first.name, first.service, *ratings))
    return sorted(found, key=lambda each: each.name.casefold())


def _rated(figure: Figure, status: str | None, marks: Mapping[str, Mark]) -> Rated:
    code = figure.agreed or status or "pending"
    codes = list(marks)
    depth = Fraction(codes.index(code), max(len(codes) - 1, 1)) if code in marks else None
    mark = mark_of(code, marks, agreed=bool(figure.agreed))
    return Rated(Quarter.from_ordinal(figure.reported_in), mark, place_of(code, codes), depth)


def _figures(
    view: View,
    quarter: Quarter | None,
    indicators: Collection[int] | None,
    services: Collection[int] | None,
    *,
    with_before: bool,
) -> QuerySet[Figure]:
    """One figure of each indicator, the usual one of its newest round; with those before, one of each round.

    Named as the indicator is now; it is joined, since it would otherwise be asked for with every figure of two years.
    """
    agreed = Override.objects.filter(
        state=Override.State.AGREED, indicator=OuterRef("indicator"), reported_in=OuterRef("reported_in")
    )
    wanted = {"indicator__in": indicators, "defined__service__in": services}
    one_of_each = ("indicator_id", "reported_in") if with_before else ("indicator_id",)
    return (
        view.figures()
        .current()
        .annotate(
            defined=FilteredRelation(
                "indicator__definitions", condition=Q(indicator__definitions__superseded_at=None)
            )
        )
        .filter(
            _by(quarter),
            defined__isnull=False,
            **{name: among for name, among in wanted.items() if among is not None},
        )
        .annotate(
            name=F("defined__name"),
            slug=F("indicator__slug"),
            service=F("defined__service"),
            agreed=Subquery(agreed.values("status")[:1]),
            usual=Case(  # as `dashboard.usual_first`: an annual indicator's outturn first, another's last
                When(grain="Y", defined__frequency=Definition.Frequency.ANNUAL, then=Value(0)),
                When(grain="Y", then=Value(2)),
                default=Value(1),
            ),
        )
        .order_by("indicator_id", "-reported_in", "usual", "-ordinal")
        .distinct(*one_of_each)
        .only("indicator_id", "reported_in")
    )


def _by(quarter: Quarter | None) -> Q:
    """Figures by the end of a quarter that are not too old to stand for an indicator."""
    if quarter is not None:
        return Q(reported_in__range=(quarter.ordinal - STANDS_FOR, quarter.ordinal))
    closed = ReportingQuarter.objects.exclude(closed_at=None).order_by("-ordinal").values("ordinal")
    return Q(reported_in__in=Subquery(closed[: STANDS_FOR + 1]))
