"""What the pages of a register let somebody choose beside the quarter. The state is in the address."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

from council.filters import QuarterForm, quarter_choices
from council.forms import Presentation
from council.periods import Quarter
from risks.models import ReviewRound


class HeatMapForm(QuarterForm):
    """The quarter, and whether entries stand at their current or at their target score."""

    SHOW = (("current", "Current scores"), ("target", "Target scores"))

    show = forms.ChoiceField(label="Entries stand at their", choices=SHOW, widget=forms.RadioSelect)
    presentation = {"show": Presentation(classes="govuk-radios--inline govuk-radios--small")}

    def __init__(self, *, rounds: Iterable[ReviewRound], quarter: Quarter, show: str) -> None:
        super().__init__(rounds=rounds, quarter=quarter)
        self.initial["show"] = show


class MovementsForm(QuarterForm):
    """The quarter, and the one from which on movements are told."""

    since = forms.ChoiceField(label="Movements since the beginning of", required=False)
    field_order = ["since", "quarter"]

    def __init__(self, *, rounds: Iterable[ReviewRound], quarter: Quarter, since: Quarter) -> None:
        rounds = list(rounds)
        super().__init__(rounds=rounds, quarter=quarter)
        self.fields["quarter"].label = "Up to the end of"
        self.fields["since"].choices = quarter_choices(rounds)
        self.initial["since"] = str(since)
