"""What the register's files hold in a cell: scores with their words, outlines as lines, measures as bullets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from council.period_kinds import date_label
from council.sections import Cell, Footnote, Line, Mark
from risks import outlines
from risks.matrix import Step
from risks.models import Action, Assessment, Control
from risks.models.entries import Measure
from risks.presenters import band_mark, confidence_mark, owners_direction, travel_direction
from risks.selectors.register import Row, Standing
from risks.travel import Travel

#: Directions that scores can show; without an earlier score there is nothing to say.
SHOWN = {Travel.IMPROVING, Travel.SAME, Travel.WORSENING}


def name_of(row: Row) -> str:
    """An entry by its reference and title, as headings have it."""
    return f"{row.ref}: {row.details.title}"


def word_of(row: Row) -> str:
    """Risk or Opportunity."""
    return row.entry.get_kind_display()


def step_words(step: Step, opportunity: bool) -> str:
    """A step in words and number: Major (4); its value alone where it has no word of its own."""
    word = step.word(opportunity)
    return word if word == step.value else f"{word} ({step.value})"


def step_cell(step: Step | None, row: Row, *, notes: tuple[str, ...] = ()) -> Cell:
    """A step of an axis; a register may give a score alone."""
    if step is None:
        return Cell.missing(notes=notes)
    return Cell(step_words(step, row.is_opportunity), notes=notes)


def score_mark(standing: Standing, *, with_words: bool = False) -> Mark | None:
    """A score with its band, for the eye: "■ H 16 High", or "■ H 16 High (Major/Likely)"; None without a band."""
    if standing.band is None:
        return None
    words = f" ({standing.words})" if with_words and standing.words else ""
    return replace(band_mark(standing.band), word=f"{standing.score:f} {standing.band.label}{words}")


def score_cell(standing: Standing, *, with_words: bool = False, notes: tuple[str, ...] = ()) -> Cell:
    """A score with its band; the score alone where no band holds it."""
    mark = score_mark(standing, with_words=with_words)
    if mark is not None:
        return Cell.mark(mark, notes=notes)
    if standing.score is None:
        return Cell.missing(notes=notes)
    words = f" ({standing.words})" if with_words and standing.words else ""
    return Cell(f"{standing.score:f}{words}", number=standing.score, notes=notes)


def band_cell(standing: Standing) -> Cell:
    """The band alone, beside a score of its own."""
    return Cell.missing() if standing.band is None else Cell.mark(band_mark(standing.band))


def number_cell(standing: Standing, *, notes: tuple[str, ...] = ()) -> Cell:
    """The score as a true number."""
    return Cell.missing(notes=notes) if standing.score is None else Cell.figure(standing.score, notes=notes)


def confidence_cell(row: Row) -> Cell:
    """The owner's confidence that the target will be reached by its date."""
    return Cell.mark(confidence_mark(row.assessment.confidence if row.assessment else ""))


def owners_view(row: Row) -> str:
    """The owner's view of the direction with the sign that registers print; "" where there is none."""
    return (
        owners_direction(row.assessment.direction).label
        if row.assessment and row.assessment.direction
        else ""
    )


def shown_by_scores(row: Row) -> str:
    """The direction that the scores show; "" without an earlier score."""
    return travel_direction(row.travel, opportunity=row.is_opportunity).label if row.travel in SHOWN else ""


def direction_lines(row: Row) -> Iterator[Line]:
    """The owner's view, and beside it what the scores say."""
    if view := owners_view(row):
        yield Line(view)
    if shown := shown_by_scores(row):
        yield Line(f"By the scores: {shown}")


@dataclass(frozen=True)
class PrintedNotes:
    """Where a published register printed something else than the likelihood, impact and score that it is scored by."""

    row: Row

    @property
    def _printed(self) -> dict[str, str]:
        return self.row.assessment.as_printed if self.row.assessment else {}

    def keys(self, name: str) -> tuple[str, ...]:
        """The keys of the notes on one of: current_likelihood, current_impact, score, target_likelihood ..."""
        return (self._key(name),) if name in self._printed else ()

    def footnotes(self, *names: str) -> Iterator[Footnote]:
        for name in names:
            if printed := self._printed.get(name):
                where = "summary profile" if name.endswith("score") else "register"
                yield Footnote(
                    self._key(name), f"{self.row.ref}: the published {where} printed {_quoted(printed)}."
                )

    def _key(self, name: str) -> str:
        return f"{self.row.place.register_id}-{self.row.place.key}-{name}"


def _quoted(text: str) -> str:
    return text if text.isdecimal() else f"“{text}”"


def outline_lines(kept: list, *, with_owner: bool = False) -> Iterator[Line]:
    """A kept outline as lines. A single point without a heading is a sentence, not a list."""
    groups = outlines.from_json(kept)
    alone = len(groups) == 1 and len(groups[0].items) == 1 and not groups[0].items[0].sub_items
    heading = ""
    for group in groups:
        if group.heading and group.heading != heading:
            yield Line(group.heading, "heading")
        heading = group.heading
        if group.sub_heading:
            yield Line(group.sub_heading, "sub_heading")
        if group.owner and with_owner:
            yield Line(f"Owner: {group.owner}")
        for item in group.items:
            yield Line(item.text, "text" if alone else "bullet")
            yield from (Line(text, "sub_bullet") for text in item.sub_items)


def measure_lines(measures: Iterable[Measure], *, with_owner: bool = False) -> Iterator[Line]:
    """Controls or actions as bullets under their headings."""
    heading = sub_heading = owner = ""
    for measure in measures:
        if measure.heading and measure.heading != heading:
            yield Line(measure.heading, "heading")
            sub_heading = owner = ""
        if measure.sub_heading and measure.sub_heading != sub_heading:
            yield Line(measure.sub_heading, "sub_heading")
        if with_owner and measure.owner and measure.owner != owner:
            yield Line(f"Owner: {measure.owner}")
        heading, sub_heading, owner = measure.heading, measure.sub_heading, measure.owner
        yield Line(f"{measure.text}{_standing_of(measure)}", "bullet")
        yield from (Line(text, "sub_bullet") for text in measure.sub_items)
        if isinstance(measure, Action) and measure.progress:
            yield Line(f"Progress: {measure.progress}", "sub_bullet")


def _standing_of(measure: Measure) -> str:
    """What else is known of a control or an action, in brackets."""
    said = []
    if isinstance(measure, Control) and measure.adequacy:
        said.append(f"adequacy: {measure.get_adequacy_display().lower()}")
    if isinstance(measure, Action):
        if measure.status:
            said.append(measure.get_status_display().lower())
        if measure.due:
            said.append(f"due {date_label(measure.due)}")
        if measure.revised_due_on and measure.due_on:
            said.append(f"first agreed for {date_label(measure.due_on)}: {measure.revised_reason}")
    return f" ({'; '.join(said)})" if said else ""


def carried_over(row: Row) -> str:
    """That an entry stands as it was assessed in an earlier quarter, or not at all; "" where it was assessed in this one."""
    if row.is_reviewed:
        return ""
    assessment: Assessment | None = row.assessment
    if assessment is None:
        return f"Not assessed up to {row.quarter.label}."
    return f"Not reviewed in {row.quarter.label}: as assessed in {assessment.quarter.label}."
