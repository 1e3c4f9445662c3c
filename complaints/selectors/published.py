"""What published reports state, each statement beside the figure that is counted, and where they differ, why."""

from __future__ import annotations

from dataclasses import dataclass

from complaints.figures import ReportFigures, Unit, Value, year_label
from complaints.models import PublishedStatistic
from complaints.published_numbers import Verdict, agrees

VERDICTS: dict[Verdict, str] = {
    "agrees": "Agrees",
    "differs": "Differs",
    "stated": "Stated, not counted",
    "not_counted": "No cases on record",
    "not_shown": "Not shown",
}
#: Units that the figures know; any other is a unit of facts, such as months.
_SIGNS: dict[str, Unit] = {"%": "%", "% change": "% change", "GBP": "GBP", "times": "times"}


@dataclass(frozen=True)
class Comparison:
    """One published statement, and what was counted by the rule `counting`; `value` None where nothing was."""

    statistic: PublishedStatistic
    verdict: Verdict
    value: Value | None = None
    counting: str = ""
    reason: str = ""

    @property
    def differs(self) -> bool:
        return self.verdict == "differs"

    @property
    def verdict_words(self) -> str:
        """The verdict as people read it."""
        return VERDICTS[self.verdict]

    @property
    def printed(self) -> str:
        """The published number as the report prints it: just under 1%, 34 complaints, £7,297.03."""
        return printed(self.statistic)

    @property
    def counted(self) -> str:
        """The number that was counted, a share with its counts."""
        return self.value.with_counts if self.value is not None else VERDICTS[self.verdict]


def compared(figures: ReportFigures, *, year: int | None = None) -> list[Comparison]:
    """Each statement of the report of that year (default: the one of the figures), in the report's order."""
    statistics = PublishedStatistic.objects.filter(report_year=figures.year if year is None else year)
    return [compare(row, figures) for row in statistics.order_by("ref")]


def compare(statistic: PublishedStatistic, figures: ReportFigures) -> Comparison:
    """One statement beside its figure."""
    if not statistic.figure or statistic.value is None or statistic.year is None:
        return Comparison(statistic, "stated")
    value = figures.get(statistic.figure, statistic.year)
    figure = figures.figures.get(statistic.figure)
    counting = figure.counting if figure else ""
    if value is not None and value.suppressed:
        return Comparison(statistic, "not_shown", value, counting)
    if value is None or value.exact is None or statistic.year in figures.without_data:
        reason = f"Nothing is on record of {year_label(statistic.year)}, so it cannot be counted."
        if statistic.year in figures.years and statistic.year not in figures.without_data:
            reason = f"Nothing of this kind is on record of {year_label(statistic.year)}."
        return Comparison(statistic, "not_counted", None, counting, reason)
    if agrees(value.exact, statistic.value, statistic.qualifier):
        return Comparison(statistic, "agrees", value, counting)
    return Comparison(statistic, "differs", value, counting, statistic.note or _reason(value, counting))


def printed(statistic: PublishedStatistic) -> str:
    """A published number in words and signs."""
    if statistic.value is None:
        return statistic.qualifier or statistic.quote
    sign = _SIGNS.get(statistic.unit)
    if sign is None:
        number = f"{statistic.value:,f} {statistic.unit}"
    elif sign == "GBP":
        number = f"£{statistic.value:,f}"
    elif sign == "times":
        number = f"{statistic.value:f} times"
    else:
        change = "+" if sign == "% change" and statistic.value > 0 else ""
        number = f"{change}{statistic.value:f}%"
    return f"{statistic.qualifier} {number}".strip()


def _reason(value: Value, counting: str) -> str:
    """Why a statement differs, where nobody wrote it: what was counted, and by which rule."""
    return f"Counted here are {value.with_counts}. The rule: {counting[:1].lower()}{counting[1:]}"
