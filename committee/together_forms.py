"""The choice of the quarter and the corporate priority that are looked at together."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

from council.filters import QuarterForm
from council.models import CorporatePriority
from council.models.rounds import Round
from council.periods import Quarter


class TogetherForm(QuarterForm):
    """Drawn above the page; a priority that the quarter does not have is passed over."""

    priority = forms.ChoiceField(label="Corporate priority", required=False)

    def __init__(
        self,
        *,
        rounds: Iterable[Round],
        quarter: Quarter,
        priorities: Iterable[CorporatePriority],
        chosen: CorporatePriority | None,
    ) -> None:
        super().__init__(rounds=rounds, quarter=quarter)
        self.fields["priority"].choices = [
            ("", "All priorities"),
            *((each.slug, each.name) for each in priorities),
        ]
        self.initial["priority"] = chosen.slug if chosen else ""
