"""The forms of what links to what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django import forms

from council.forms import Presentation
from council.sections import clean_text
from kpis.models import Definition, Indicator


class SearchForm(forms.Form):
    """Words to look for among the indicators; the state is in the address."""

    search = forms.CharField(label="Words in the name or the service", required=False, max_length=100)

    def kept(self, definitions: Iterable[Definition]) -> list[Definition]:
        """The definitions that have the words."""
        words = self["search"].value() or ""
        wanted = words.strip().casefold()
        return [each for each in definitions if wanted in f"{each.name} {each.service.name}".casefold()]


class LinkForm(forms.Form):
    """Indicators that an entry is to name, and what they have to do with it."""

    indicators = forms.MultipleChoiceField(
        label="Indicators",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one indicator"},
    )
    note = forms.CharField(
        label="What have they to do with it? (optional)",
        help_text="It is shown beside each of them.",
        required=False,
        max_length=300,
        widget=forms.Textarea,
    )
    presentation: ClassVar[dict[str, Presentation]] = {"note": Presentation(rows=2)}

    def __init__(self, *args, definitions: Iterable[Definition], **kwargs):
        super().__init__(*args, **kwargs)
        self.by_slug = {each.indicator.slug: each for each in definitions}
        self.fields["indicators"].choices = [(slug, each.name) for slug, each in self.by_slug.items()]
        hints = {slug: each.service.name for slug, each in self.by_slug.items()}
        self.presentation = {
            **type(self).presentation,
            "indicators": Presentation(
                classes="govuk-checkboxes--small",
                label_classes="govuk-fieldset__legend--m",
                item_hints=hints,
            ),
        }

    def clean_note(self) -> str:
        return clean_text(self.cleaned_data["note"]).strip()

    def chosen(self) -> list[Indicator]:
        """The indicators that were selected."""
        return [self.by_slug[slug].indicator for slug in self.cleaned_data["indicators"]]
