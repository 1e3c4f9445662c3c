"""The forms of the annual report: which year begins, until when it counts, what the council says in it, active cases."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError

from council.fields import DatePartsField, NumberField
from council.forms import Presentation
from council.period_kinds import FinancialYear, date_label
from council.sections import clean_text

#: A report that is still being counted this long after its year would say nothing about that year.
LATEST_COUNT = datetime.timedelta(days=366)
#: More social care cases than any council has: a slip of the keyboard.
MOST_CASES = 10_000_000
MOST_LETTERS = 20_000


class YearForm(forms.Form):
    """The year that a page shows, to choose another one."""

    year = forms.ChoiceField(label="Year", required=False)

    def __init__(self, *, years: Iterable[tuple[str, str]], chosen: str) -> None:
        super().__init__(initial={"year": chosen})
        self.fields["year"].choices = list(years)


class CountedForm(forms.Form):
    """The last day on which a complaint of the year may close and still be counted with its outcome."""

    counted_on = DatePartsField(
        label="Until which day is counted?",
        help_text="A complaint of the year that closes later is reported as still open.",
    )

    def __init__(self, *args, year: int | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.year = year

    def clean(self) -> dict:
        data = super().clean()
        day, year = data.get("counted_on"), self.year if self.year is not None else data.get("year")
        if day and year is not None:
            end = FinancialYear(year).end
            if day < end:
                self.add_error("counted_on", f"The day cannot be before the year ends, on {date_label(end)}")
            elif day > end + LATEST_COUNT:
                self.add_error(
                    "counted_on", f"The day must be within a year after the year ends, on {date_label(end)}"
                )
        return data


class OpenForm(CountedForm):
    """Which year's report begins, and until when it counts."""

    year = forms.TypedChoiceField(label="Which year?", coerce=int)
    field_order = ["year", "counted_on"]

    def __init__(self, *args, years: Iterable[int], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, FinancialYear(year).label) for year in years]


class MoveCountForm(CountedForm):
    """Another last day of counting, and why."""

    reason = forms.CharField(
        label="Why is it another day?",
        help_text="Kept on record with the report. You can leave this empty.",
        required=False,
        widget=forms.Textarea,
        max_length=2000,
    )
    presentation = {"reason": Presentation(rows=3)}


class TextForm(forms.Form):
    """What the council says in one section. `version` is the one that was read."""

    text = forms.CharField(
        label="Text",
        required=False,
        widget=forms.Textarea,
        max_length=MOST_LETTERS,
        help_text=(
            "Leave an empty line between paragraphs; begin each line of a list with a dash. Do not type figures: the report "
            "counts them. Name nobody, and nothing by which somebody could be known."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    presentation = {"text": Presentation(rows=14)}

    def clean_text(self) -> str:
        return clean_text(self.cleaned_data["text"]).strip()


class ActiveCasesForm(forms.Form):
    """How many cases of one area were active in the year. `version` is the one that was read."""

    count = NumberField(label="Active cases", min_value=1, max_value=MOST_CASES)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    presentation = {"count": Presentation(width=10)}

    def __init__(self, *args, area: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["count"].label = f"Active cases of {area[:1].lower()}{area[1:]} in the year"

    def clean_count(self) -> int:
        count = self.cleaned_data["count"]
        if count != count.to_integral_value():
            raise ValidationError("Enter a whole number, like 21400")
        return int(count)
