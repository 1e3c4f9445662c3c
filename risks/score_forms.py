"""The form in which the owner of an entry says where it stands: the matrix as a table of radio buttons."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.safestring import SafeString

from council.forms import DatePartsField, Presentation
from council.sections import clean_text
from risks.matrix import AXES, Cell, Matrix, Step
from risks.models import POSITIONS, Assessment
from risks.presenters import band_mark, render_band

#: More than any chain has, and a number that the database holds.
LARGEST_VERSION = 10**8


@dataclass(frozen=True)
class Choice:
    """One cell of the matrix as a radio button. `remarks` say what stood or stands there: "Last quarter"."""

    value: str
    likelihood: str
    impact: str
    score: Decimal
    band: SafeString
    remarks: tuple[str, ...]


class PositionField(forms.ChoiceField):
    """A cell of the matrix, chosen in a table of radio buttons: one row for each impact, the heaviest on top.

    A value is likelihood and impact, "4/3". Each button says both axes, the score and the band, so that it makes sense
    when only it is heard; in a narrow window each row is a list of its own.
    """

    widget = forms.RadioSelect

    def __init__(
        self,
        *,
        matrix: Matrix,
        is_opportunity: bool,
        remarks: Mapping[str, Sequence[str]],
        nothing: str = "",
        **kwargs: Any,
    ) -> None:
        self.nothing = nothing
        self.likelihoods = [words(step, is_opportunity) for step in matrix.rising("likelihood")]
        self.steps = {}
        self.lines: list[tuple[str, list[Choice]]] = []
        for row in matrix.cells(is_opportunity):
            choices = [self._choice(cell, is_opportunity, remarks) for cell in row]
            self.lines.append((choices[0].impact, choices))
        super().__init__(
            choices=[("", nothing), *((value, value) for value in self.steps)],
            template_name="risks/reviews/position.html",
            **kwargs,
        )

    def _choice(self, cell: Cell, is_opportunity: bool, remarks: Mapping[str, Sequence[str]]) -> Choice:
        value = position_value(cell.likelihood.value, cell.impact.value)
        self.steps[value] = (cell.likelihood.value, cell.impact.value)
        return Choice(
            value=value,
            likelihood=words(cell.likelihood, is_opportunity),
            impact=words(cell.impact, is_opportunity),
            score=cell.score,
            band=render_band(band_mark(cell.band)) if cell.band else SafeString(""),
            remarks=tuple(remarks.get(value, ())),
        )


def words(step: Step, is_opportunity: bool) -> str:
    """A step as the key to scores prints it: "Likely (4)"."""
    word = step.word(is_opportunity)
    return word if word == step.value else f"{word} ({step.value})"


def position_value(likelihood: str, impact: str) -> str:
    """The value of a cell's radio button; "" for no cell."""
    return f"{likelihood}/{impact}" if likelihood and impact else ""


class ScoreForm(forms.Form):
    """Where the entry stands now and is to stand, and by when.

    `before` is last quarter's assessment, `now` this quarter's. Whoever changes a score says why.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LARGEST_VERSION)
    target_on = DatePartsField(label="Target date", required=False)
    target_date_text = forms.CharField(
        label="Words to print for the date",
        help_text="Only where the date alone does not say it: March 2022/Ongoing",
        required=False,
        max_length=60,
    )
    reason = forms.CharField(
        label="Why has the score changed?",
        help_text="Needed if the current or the target score is not last quarter's. The risk lead reads it.",
        required=False,
        widget=forms.Textarea,
        max_length=2000,
    )
    presentation = {
        "current": Presentation(label_classes="govuk-fieldset__legend--m"),
        "target": Presentation(label_classes="govuk-fieldset__legend--s"),
        "inherent": Presentation(label_classes="govuk-fieldset__legend--s"),
        "target_on": Presentation(label_classes="govuk-fieldset__legend--s"),
        "target_date_text": Presentation(width=20),
        "reason": Presentation(rows=3),
    }

    def __init__(
        self,
        *args: Any,
        matrix: Matrix,
        is_opportunity: bool,
        before: Assessment | None,
        now: Assessment | None,
        is_same_matrix: bool,
        **kwargs: Any,
    ) -> None:
        self.before = before
        shown = now or before
        kwargs["initial"] = _score_initial(shown, now, keeps_steps=bool(now) or is_same_matrix)
        super().__init__(*args, **kwargs)
        self.matrix = matrix
        self.is_opportunity = is_opportunity
        self.is_other_matrix = before is not None and not is_same_matrix
        last = before if is_same_matrix else None
        texts = {
            "current": ("Where does it stand now?", ""),
            "target": ("Where is it to stand, once the actions are done?", "No target is set"),
            "inherent": ("Where would it stand without any control?", "Not said"),
        }
        for position, (label, nothing) in texts.items():
            self.fields[position] = PositionField(
                label=label,
                matrix=matrix,
                is_opportunity=is_opportunity,
                remarks=_remarks(position, last, now),
                nothing=nothing,
                required=not nothing,
                error_messages={
                    "required": "Choose the likelihood and impact as they are now",
                    "invalid_choice": "Choose a cell of the matrix",
                },
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["reason"] = clean_text(data.get("reason", "")).strip()
        if not self.errors and not data["reason"] and self._is_rescored():
            self.add_error("reason", "Say why the score has changed since last quarter")
        words_before = self.initial.get("target_date_text", "")
        moved = data.get("target_on") != self.initial.get("target_on")
        # "March 2022" would be printed for a day in September. "Ongoing" names no date, so it may stand.
        if moved and re.search("[0-9]", words_before) and data.get("target_date_text") == words_before:
            self.add_error(
                "target_date_text",
                f"The date moved, and the words still say “{words_before}”. Change them, or empty the box to print the date",
            )
        return data

    def _is_rescored(self) -> bool:
        """Whether the current or the target score is another than last quarter's."""
        if self.before is None:
            return False
        return any(
            self._score(position) != getattr(self.before, f"{position}_score")
            for position in ("current", "target")
            if getattr(self.before, f"{position}_score") is not None
        )

    def _score(self, position: str) -> Decimal | None:
        steps = self._steps(position)
        return self.matrix.scores[steps] if steps else None

    def _steps(self, position: str) -> tuple[str, str] | None:
        return self.fields[position].steps.get(self.cleaned_data[position])

    def assessment_fields(self) -> dict[str, Any]:
        """What a valid form says, in the fields of an assessment."""
        data = self.cleaned_data
        found: dict[str, Any] = {name: data[name] for name in ("target_on", "target_date_text", "reason")}
        for position in POSITIONS:
            likelihood, impact = self._steps(position) or ("", "")
            found |= {
                f"{position}_likelihood": likelihood,
                f"{position}_impact": impact,
                f"{position}_score": self._score(position),
            }
        return found

    @property
    def shows_target(self) -> bool:
        """Whether the target's table is open: it is to be chosen, was changed, or something is wrong with it."""
        value = self["target"].value() or ""
        return not value or value != self.initial["target"] or bool(self["target"].errors)

    @property
    def target_words(self) -> str:
        """What opens the target's table: "Change the target: 9 (Moderate/Possible)"."""
        likelihood, impact = (
            self.matrix.step(axis, value)
            for axis, value in zip(AXES, self.fields["target"].steps[self["target"].value()], strict=True)
        )
        label = self.matrix.label(likelihood, impact, self.is_opportunity)
        return f"Change the target: {self.matrix.score(likelihood, impact):f} ({label})"


def _score_initial(shown: Assessment | None, now: Assessment | None, *, keeps_steps: bool) -> dict[str, Any]:
    if shown is None:
        return {"version": 0} | dict.fromkeys(POSITIONS, "")
    values = {
        position: position_value(
            getattr(shown, f"{position}_likelihood"), getattr(shown, f"{position}_impact")
        )
        if keeps_steps
        else ""
        for position in POSITIONS
    }
    return values | {
        "version": now.version if now else 0,
        "target_on": shown.target_on,
        "target_date_text": shown.target_date_text,
        "reason": now.reason if now else "",
    }


def _remarks(position: str, last: Assessment | None, now: Assessment | None) -> dict[str, list[str]]:
    """What is said of single cells: where it stood last quarter, and what this quarter's review says so far."""
    found: dict[str, list[str]] = {}
    for word, row in (("Last quarter", last), ("This quarter", now)):
        if row is None:
            continue
        value = position_value(getattr(row, f"{position}_likelihood"), getattr(row, f"{position}_impact"))
        if value:
            found.setdefault(value, []).append(word)
    return found
