"""The registers' tables on screen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from council.periods import Quarter
from council.presenters import render_direction
from council.sections import Mark
from council.tables import CouncilTable, LinkColumn, RagColumn, TextColumn
from risks.matrix import Band
from risks.models import Action
from risks.models.entries import Measure
from risks.presenters import (
    band_mark,
    confidence_mark,
    owners_direction,
    render_band,
    review_tag,
    travel_direction,
)
from risks.selectors.register import Row, Standing

ACTIONS = {
    Action.Kind.MITIGATING: "Mitigating actions",
    Action.Kind.TO_REALISE: "Actions to realise the opportunity",
}


def _address(row: Row) -> str:
    address = reverse("risk-entry", args=[row.place.register.slug, row.place.key])
    return f"{address}?quarter={row.quarter}"


class EntryColumn(LinkColumn):
    """An entry's reference and title, which lead to its page, and below them its kind and category."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(url=_address, **kwargs)

    def render(self, value: str, record: Row) -> SafeString:
        link = super().render(format_html("<strong>{}</strong> {}", record.ref, value), record)
        kind = record.entry.get_kind_display()
        under = f"{kind}, {record.details.category}" if record.details.category else kind
        return format_html('{} <span class="app-under">{}</span>', link, under)


class ScoreColumn(TextColumn):
    """A score, the mark of its band, and likelihood and impact in words below."""

    def render(self, value: Standing) -> SafeString | str:
        return score_cell(value)


class RegisterTable(CouncilTable):
    """The entries of a register in a quarter: scores, travel, confidence, dates, owners."""

    hide_caption = True  # the page has a heading right above it
    nothing = "No entry matches these filters. Remove one to see more."

    entry = EntryColumn(
        accessor="details__title",
        verbose_name="Risk or opportunity",
        order_by=("place__position", "place__key"),
    )
    current = ScoreColumn(verbose_name="Current score", order_by=("current__score", "place__position"))
    target = ScoreColumn(verbose_name="Target score", order_by=("target__score", "place__position"))
    travel = TextColumn(verbose_name="Direction of travel", orderable=False)
    confidence = RagColumn(empty_values=(), verbose_name="Confidence in the target", orderable=False)
    target_date = TextColumn(
        empty_values=("",), verbose_name="Target date", order_by=("assessment__target_on", "place__position")
    )
    owner = TextColumn(accessor="details__owner", empty_values=("",), verbose_name="Owner")
    review = TextColumn(empty_values=(), verbose_name="Review", orderable=False)

    def __init__(self, rows: list[Row], *, with_reviews: bool, **kwargs: Any) -> None:
        self.with_reviews = with_reviews
        if not with_reviews:
            kwargs.setdefault("exclude", ("review",))
        super().__init__(rows, **kwargs)

    def render_current(self, value: Standing, record: Row) -> SafeString | str:
        """The score now; of an entry that nobody assessed this quarter, when it was assessed last.

        While the quarter is open the column of reviews says that.
        """
        cell = score_cell(value)
        if record.assessment is None or record.is_reviewed or self.with_reviews:
            return cell
        last = Quarter.from_ordinal(record.assessment.ordinal).short_label
        return format_html('{} <span class="app-under">Not reviewed since {}</span>', cell, last)

    def render_target(self, value: Standing, record: Row) -> SafeString | str:
        """The score after the actions; without one, the score that counts as residual in its place."""
        if value.score is not None or record.residual_score is None:
            return score_cell(value)
        return format_html(
            'No target <span class="app-under">Residual score: {}, as now</span>',
            score_text(record.residual_score),
        )

    def render_travel(self, record: Row) -> SafeString:
        """What the scores show, and below it what the owner says."""
        worked_out = render_direction(travel_direction(record.travel, opportunity=record.is_opportunity))
        view = record.assessment.direction if record.assessment else ""
        if not view:
            return worked_out
        said = owners_direction(view)
        return format_html('{} <span class="app-under">Owner: {}</span>', worked_out, said.word)

    def render_confidence(self, record: Row) -> SafeString:
        return self.columns["confidence"].column.render(_confidence(record))

    def render_review(self, record: Row) -> SafeString:
        """How its review stands, for those who see drafts of an open quarter."""
        tag = review_tag(record.review, is_open=True)
        return format_html('<strong class="govuk-tag {}">{}</strong>', tag.classes, tag.text)


def score_text(score: Decimal) -> str:
    """16, 0.5: without noughts behind the point."""
    return f"{score.normalize():f}"


def score_cell(standing: Standing) -> SafeString | str:
    """A score with its band, and its likelihood and impact in words."""
    if standing.score is None:
        return "Not assessed"
    return _scored(standing.score, standing.band, standing.words)


@lru_cache(maxsize=512)  # a register repeats the cells of its matrix hundreds of times
def _scored(score: Decimal, band: Band | None, words: str) -> SafeString:
    cell = format_html(
        '<span class="app-scored"><span class="app-score">{}</span> {}</span>',
        score_text(score),
        render_band(band_mark(band)) if band else "",
    )
    return format_html('{} <span class="app-under">{}</span>', cell, words) if words else cell


def _confidence(row: Row) -> Mark:
    return confidence_mark(row.assessment.confidence if row.assessment else "")


@dataclass(frozen=True)
class Position:
    """Where an entry stands at one time; `missing` says why there is no score."""

    name: str
    standing: Standing
    missing: str = ""

    @property
    def impact_words(self) -> str:
        step = self.standing.impact
        return f"{step.word(self.standing.is_opportunity)} ({step.value})" if step else ""

    @property
    def likelihood_words(self) -> str:
        step = self.standing.likelihood
        return f"{step.word(self.standing.is_opportunity)} ({step.value})" if step else ""


def positions(row: Row) -> list[Position]:
    """An entry before any control, where somebody said so, now, and at its target."""
    found = [Position("Before any control", row.inherent)] if row.inherent.score is not None else []
    return [
        *found,
        Position("Current score", row.current, "Not assessed yet."),
        Position("Target score, which is the residual one", row.target, f"No target.{_residual(row)}"),
    ]


def _residual(row: Row) -> str:
    if row.residual_score is None:
        return ""
    return f" The residual score is the current one, {score_text(row.residual_score)}."


@dataclass(frozen=True)
class MeasureGroup:
    """Controls or actions that stand under one heading and have one owner."""

    heading: str
    sub_heading: str
    owner: str
    measures: tuple[Measure, ...]


def measure_groups(measures: Iterable[Measure]) -> list[MeasureGroup]:
    """Controls or actions in their order; the owner is said once for those that share it."""
    parts = groupby(measures, key=lambda each: (each.heading, each.sub_heading, each.owner))
    return [MeasureGroup(*shared, tuple(group)) for shared, group in parts]


def actions_by_kind(row: Row) -> list[tuple[str, list[MeasureGroup]]]:
    """The actions under the name of their kind; the usual kind of a risk or an opportunity also where there are none."""
    usual = Action.Kind.TO_REALISE if row.is_opportunity else Action.Kind.MITIGATING
    found = {kind: [each for each in row.actions if each.kind == kind] for kind in Action.Kind}
    return [
        (ACTIONS[kind], measure_groups(actions))
        for kind, actions in found.items()
        if actions or kind == usual
    ]


@dataclass(frozen=True)
class MatrixCell:
    """One cell of the matrix as an entry's page draws it; `here` names the positions that are in it."""

    score: Decimal
    band: Band | None
    likelihood_words: str
    impact_words: str
    here: tuple[str, ...]


def matrix_of(row: Row) -> list[list[MatrixCell]]:
    """The matrix with the positions of an entry; nothing where only scores are known."""
    placed = [("Current", row.current), ("Target", row.target)]
    if not any(where.words for _, where in placed):
        return []
    opportunity = row.is_opportunity
    return [
        [
            MatrixCell(
                cell.score,
                cell.band,
                cell.likelihood.word(opportunity),
                cell.impact.word(opportunity),
                tuple(
                    name
                    for name, where in placed
                    if (where.likelihood, where.impact) == (cell.likelihood, cell.impact)
                ),
            )
            for cell in cells
        ]
        for cells in row.matrix.cells(opportunity)
    ]
