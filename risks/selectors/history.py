"""How entries were assessed quarter by quarter: scores, target dates, confidence and the owner's direction."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from council.periods import Quarter
from risks.matrix import Matrix
from risks.models import Assessment, Entry, MatrixVersion
from risks.selectors import assessments, seen
from risks.selectors.register import Row, Scored
from risks.visibility import RiskView


@dataclass(frozen=True)
class Point(Scored):
    """An entry's assessment of one quarter."""

    assessment: Assessment
    matrix: Matrix
    is_opportunity: bool

    @cached_property
    def quarter(self) -> Quarter:
        return self.assessment.quarter


@dataclass(frozen=True)
class History:
    """The assessments of one entry up to `quarter`, oldest first; quarters that nobody assessed have no point."""

    quarter: Quarter
    points: tuple[Point, ...] = ()

    def at(self, quarter: Quarter) -> Point | None:
        """The assessment of a quarter; None where nobody assessed it then."""
        return self._by_ordinal.get(quarter.ordinal)

    @cached_property
    def _by_ordinal(self) -> dict[int, Point]:
        return {point.assessment.ordinal: point for point in self.points}

    @property
    def quarters(self) -> list[Quarter]:
        """Every quarter from the first assessed one to the last one asked for, whether assessed or not."""
        if not self.points:
            return []
        first = self.points[0].quarter.ordinal
        return [Quarter.from_ordinal(ordinal) for ordinal in range(first, self.quarter.ordinal + 1)]

    @property
    def _each_quarter(self) -> list[Point | None]:
        """The assessment of each of `quarters`."""
        if not self.points:
            return []
        first = self.points[0].assessment.ordinal
        return [self._by_ordinal.get(ordinal) for ordinal in range(first, self.quarter.ordinal + 1)]

    @property
    def scores(self) -> list[Decimal | None]:
        """The current score in each of `quarters`; None where nobody assessed it, for nobody knows what it was.

        None also where another matrix made the score than the newest: the two are not to be compared.
        """
        return [
            point.assessment.current_score
            if point and point.matrix.scores_like(self.points[-1].matrix)
            else None
            for point in self._each_quarter
        ]

    @property
    def target_days(self) -> list[datetime.date | None]:
        """The target day as it was in each of `quarters`."""
        return [point.assessment.target_on if point else None for point in self._each_quarter]

    @property
    def earlier_scores(self) -> list[Decimal | None]:
        """The current scores of the quarters before the last one, as `risks.confidence` takes them."""
        return self.scores[:-1]

    @property
    def earlier_days(self) -> list[datetime.date | None]:
        """The target days of the quarters before the last one."""
        return self.target_days[:-1]

    @property
    def times_put_back(self) -> int:
        """How often the target day was moved to a later one."""
        days = [day for day in self.target_days if day is not None]
        return sum(later > earlier for earlier, later in pairwise(days))


def scores(
    entries: Iterable[Entry],
    quarter: Quarter,
    *,
    moment: datetime.datetime | None,
    since: Quarter | None = None,
) -> dict[int, History]:
    """The history of each entry up to a quarter, by the entry's id, as it was known at `moment` (None: now).

    From the assessment on that stood in `since`, where that is given: then without long texts, for many entries. One query.
    What of it somebody may see says `seen_by`.
    """
    entries = list(entries)
    keys = [entry.pk for entry in entries]
    if since is not None:
        known = assessments.standing_in(keys, quarter.ordinal, moment, since=since.ordinal)
        found = known.select_related("matrix")
    else:
        every = Assessment.objects.as_at(moment).filter(entry__in=keys, ordinal__lte=quarter.ordinal)
        found = every.select_related("matrix").order_by("ordinal")
    parsed: dict[int, Matrix] = {}
    for row in found:
        if row.matrix_id not in parsed:
            parsed[row.matrix_id] = row.matrix.parsed()
    return _histories(entries, quarter, found, parsed)


def of_many(
    entries: Iterable[Entry],
    quarter: Quarter,
    *,
    moment: datetime.datetime | None,
    rows: Iterable[Row],
    since: Quarter | None = None,
) -> dict[int, History]:
    """The same of a whole register, without long texts; from the assessment on that stood in `since`, where that is given.

    `rows` are those of the register, whose matrices are not read again. One query, and one more where others scored.
    """
    entries = list(entries)
    known = assessments.standing_in(
        [entry.pk for entry in entries], quarter.ordinal, moment, since=since.ordinal if since else 0
    )
    found = list(known.defer("as_printed"))
    parsed = {
        assessment.matrix_id: matrix
        for row in rows
        for assessment, matrix in ((row.assessment, row.matrix), (row.previous, row.previous_matrix))
        if assessment and matrix
    }
    if others := {row.matrix_id for row in found} - parsed.keys():
        parsed |= {row.pk: row.parsed() for row in MatrixVersion.objects.filter(pk__in=others)}
    return _histories(entries, quarter, found, parsed)


def of_row(row: Row) -> History:
    """What a row knows: its assessment and the one before. No query."""
    known = ((row.previous, row.previous_matrix), (row.assessment, row.matrix))
    points = {
        assessment.ordinal: Point(assessment, matrix, row.is_opportunity)
        for assessment, matrix in known
        if assessment and matrix
    }
    return History(row.quarter, tuple(points.values()))


def _histories(
    entries: list[Entry], quarter: Quarter, found: Iterable[Assessment], parsed: Mapping[int, Matrix]
) -> dict[int, History]:
    kinds = {entry.pk: entry.is_opportunity for entry in entries}
    points: dict[int, list[Point]] = defaultdict(list)
    for row in found:
        points[row.entry_id].append(Point(row, parsed[row.matrix_id], kinds[row.entry_id]))
    return {entry: History(quarter, tuple(points[entry])) for entry in kinds}


def seen_by(
    view: RiskView, histories: Mapping[int, History], *, moment: datetime.datetime | None
) -> dict[int, History]:
    """The same without what was said of the entries while they stood where this person sees nothing. One query at most."""
    last = max((said.quarter for said in histories.values()), default=None)
    if last is None:
        return {}
    known = seen.of(list(histories), last, view, moment=moment)
    return {entry: only(said, known, entry) for entry, said in histories.items()}


def only(said: History, known: seen.Seen, entry: int) -> History:
    """The assessments that are seen: where the entry stood with one, up to the quarter before the next."""
    ends = [point.quarter.ordinal - 1 for point in said.points[1:]] + [said.quarter.ordinal]
    return replace(
        said,
        points=tuple(
            point
            for point, end in zip(said.points, ends, strict=False)
            if known.stood(entry, point.quarter.ordinal, end)
        ),
    )
