"""The forms of learning: a learning point, that its action was done, what the panel discussed; filtering them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from complaints.guarded_forms import LARGEST_VERSION, LEGEND, GuardedForm, day_field, not_in_the_future
from complaints.models import Area, Feedback, Learning, ServiceType, Subject
from complaints.references import year_of
from complaints.selectors.learning import OVERDUE
from complaints.visibility import ComplaintView
from council.filters import MOST_LETTERS, Filters
from council.forms import Presentation
from council.period_kinds import FinancialYear
from council.periods import Quarter

Status = Learning.Status
IS_DONE = frozenset({Status.DONE, Status.EMBEDDED})
#: How many years back learning can be written down.
YEARS = 12
#: Letters of a learning point in a list of choices.
MOST_SHOWN = 140


class LearningForm(GuardedForm):
    """A learning point. Its words are published in the annual report, so they name nobody."""

    GUARDED = ("heading", "text", "points", "root_cause", "action", "evidence", "owner")
    CHOSEN = ("year", "area", "source", "due_on", "done_on", "status")

    case = forms.CharField(
        label="The case it comes from, if there is one",
        help_text="Its reference, like CF-2020-0001. It is shown to those who handle the case, and never printed.",
        required=False,
        max_length=20,
    )
    year = forms.TypedChoiceField(label="Annual report of", coerce=int)
    area = forms.ChoiceField(label="Area", choices=Area.choices, widget=forms.RadioSelect)
    source = forms.ChoiceField(
        label="Where does it come from?", choices=Learning.Source.choices, widget=forms.RadioSelect
    )
    heading = forms.CharField(
        label="Heading", help_text="The area of learning: Communication", required=False, max_length=200
    )
    text = forms.CharField(
        label="What was learnt?",
        help_text="As the annual report prints it, without naming anybody.",
        widget=forms.Textarea,
        max_length=8000,
        error_messages={"required": "Enter what was learnt"},
    )
    points = forms.CharField(
        label="Points under it",
        help_text="One a line. Leave it empty if there are none.",
        required=False,
        widget=forms.Textarea,
        max_length=8000,
    )
    root_cause = forms.CharField(
        label="Root cause",
        help_text="Why it happened. In the same words as before, so that the panel sees what recurs.",
        required=False,
        widget=forms.Textarea,
        max_length=2000,
    )
    service_type = forms.ChoiceField(
        label="Service type to watch",
        help_text="Complaints of this kind are counted before and after the action.",
        required=False,
    )
    subject = forms.ChoiceField(label="Subject to watch", required=False)
    action = forms.CharField(
        label="What is done about it?", required=False, widget=forms.Textarea, max_length=4000
    )
    owner = forms.CharField(
        label="Owner", help_text="A post, not a person’s name", required=False, max_length=200
    )
    due_on = day_field("Due", required=False)
    status = forms.ChoiceField(label="How far is it?", choices=Status.choices, initial=Status.IDENTIFIED)
    done_on = day_field("Done", "The recurrence watch begins with the quarter after it.", required=False)
    evidence = forms.CharField(
        label="Evidence",
        help_text="What shows that it was done and that it works",
        required=False,
        widget=forms.Textarea,
        max_length=4000,
    )
    presentation = {
        "case": Presentation(width=20),
        "year": Presentation(),
        "area": LEGEND,
        "source": LEGEND,
        "text": Presentation(rows=5),
        "points": Presentation(rows=4),
        "root_cause": Presentation(rows=2),
        "action": Presentation(rows=3),
        "due_on": LEGEND,
        "done_on": LEGEND,
        "evidence": Presentation(rows=3),
    }

    def __init__(
        self,
        data: QueryDict | None,
        *,
        view: ComplaintView,
        service_types: Sequence[ServiceType],
        subjects: Sequence[Subject],
        seen: Learning | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        self.view = view
        self.kinds = {str(row.pk): row for row in service_types}
        self.about = {str(row.pk): row for row in subjects}
        if seen and seen.service_type:  # one that ended, or of another service, stays
            self.kinds.setdefault(str(seen.service_type_id), seen.service_type)
        super().__init__(data, initial=_learning(seen) if seen else dict(initial or {}))
        this_year = year_of(timezone.localdate())
        years = {this_year - back for back in range(YEARS)} | ({seen.year} if seen else set())
        self.fields["year"].choices = [
            (str(year), FinancialYear(year).label) for year in sorted(years, reverse=True)
        ]
        self.fields["service_type"].choices = [
            ("", "None"),
            *((key, f"{row.get_area_display()}: {row.name}") for key, row in self.kinds.items()),
        ]
        self.fields["subject"].choices = [
            ("", "None"),
            *((key, row.name) for key, row in self.about.items()),
        ]
        if seen:  # its cases are kept on its page
            del self.fields["case"]

    def clean_case(self) -> list[Feedback]:
        ref = self.cleaned_data["case"].strip().upper()
        if not ref:
            return []
        found = self.view.case(ref)
        if found is None:
            raise ValidationError("There is no case with this reference among those that you handle")
        return [found]

    def clean_points(self) -> list[str]:
        lines = (
            line.strip().removeprefix("•").removeprefix("- ")
            for line in self.cleaned_data["points"].splitlines()
        )
        return [line.strip() for line in lines if line.strip()]

    def clean_service_type(self) -> ServiceType | None:
        return self.kinds.get(self.cleaned_data["service_type"])

    def clean_subject(self) -> Subject | None:
        return self.about.get(self.cleaned_data["subject"])

    def clean_done_on(self) -> Any:
        return not_in_the_future(self.cleaned_data["done_on"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        status, done_on = data.get("status"), data.get("done_on")
        if status in IS_DONE and done_on is None and "done_on" not in self.errors:
            self.add_error("done_on", "Enter the day on which it was done")
        elif done_on and status and status not in IS_DONE:
            self.add_error("status", "Select “Done” or “Embedded”, or remove the day on which it was done")
        kind = data.get("service_type")
        if kind and data.get("area") and kind.area != data["area"]:
            self.add_error("service_type", "Select a service type of the same area")
        return data

    def learning_fields(self) -> dict[str, Any]:
        """What a valid form says, in the fields of the model."""
        left_out = {"version", "case", "looked"}
        return {name: value for name, value in self.cleaned_data.items() if name not in left_out}


class DoneForm(GuardedForm):
    """That the action of a learning point was done."""

    GUARDED = ("evidence",)
    done_on = day_field("When was it done?", "The recurrence watch begins with the quarter after it.")
    evidence = forms.CharField(
        label="What shows it?",
        help_text="A notice, a training record, an audit. Without naming anybody.",
        widget=forms.Textarea,
        max_length=4000,
        error_messages={"required": "Enter what shows that it was done"},
    )
    status = forms.ChoiceField(
        label="How far is it?",
        choices=[(Status.DONE, "Done"), (Status.EMBEDDED, "Embedded: it is how we work now")],
        widget=forms.RadioSelect,
        initial=Status.DONE,
    )
    presentation = {"done_on": LEGEND, "evidence": Presentation(rows=3), "status": LEGEND}

    def __init__(self, data: QueryDict | None, *, seen: Learning) -> None:
        status = seen.status if seen.status in IS_DONE else Status.DONE
        super().__init__(
            data,
            initial={
                "version": seen.version,
                "done_on": seen.done_on,
                "evidence": seen.evidence,
                "status": status,
            },
        )

    def clean_done_on(self) -> Any:
        return not_in_the_future(self.cleaned_data["done_on"])

    def learning_fields(self) -> dict[str, Any]:
        """What a valid form says, in the fields of the model."""
        return {name: self.cleaned_data[name] for name in ("done_on", "evidence", "status")}


class DiscussedForm(GuardedForm):
    """What the Shared Learning Panel discussed. Each choice says which version of the point was looked at."""

    GUARDED = ("note",)
    points = forms.MultipleChoiceField(
        label="What did the panel discuss?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select what the panel discussed"},
    )
    on = day_field("When did it meet?")
    note = forms.CharField(
        label="What did it say?",
        help_text="For example, where else the learning applies. Without naming anybody.",
        required=False,
        widget=forms.Textarea,
        max_length=4000,
    )
    presentation = {"points": LEGEND, "on": LEGEND, "note": Presentation(rows=3)}

    def __init__(self, data: QueryDict | None, *, points: Iterable[Learning], chosen: str = "") -> None:
        self.rows = {str(row.key): row for row in points}
        super().__init__(data, initial={"points": [chosen] if chosen in self.rows else []})
        self.fields["points"].choices = [(key, _short(row)) for key, row in self.rows.items()]

    def clean_on(self) -> Any:
        return not_in_the_future(self.cleaned_data["on"])

    def versions(self) -> dict[UUID, int]:
        """The points chosen in a valid form, each with the version that was on the page."""
        return {UUID(key): self._seen(key) for key in self.cleaned_data["points"]}

    def _seen(self, key: str) -> int:
        text = self.data.get(f"version-{key}", "")
        known = text.isdecimal() and len(text) <= len(str(LARGEST_VERSION))
        return int(text) if known else self.rows[key].version

    @property
    def seen_versions(self) -> list[tuple[str, int]]:
        """The names and values of the hidden fields that say which versions are on the page."""
        return [(f"version-{key}", row.version) for key, row in self.rows.items()]


def _learning(seen: Learning) -> dict[str, Any]:
    names = (
        "version", "year", "area", "source", "heading", "text", "root_cause", "action", "owner", "due_on",
        "done_on", "evidence", "status",
    )  # fmt: skip
    return {name: getattr(seen, name) for name in names} | {
        "points": "\n".join(seen.points),
        "service_type": seen.service_type_id or "",
        "subject": seen.subject_id or "",
    }


def _short(row: Learning) -> str:
    said = row.action or row.text
    said = said if len(said) <= MOST_SHOWN else f"{said[: MOST_SHOWN - 1].rstrip()}…"
    return f"{row.heading}: {said}" if row.heading else said


# --- Filters --------------------------------------------------------------------------------------------------------------


class LearningFilterForm(forms.Form):
    """Drawn above the list."""

    search = forms.CharField(label="Words", required=False, max_length=MOST_LETTERS)
    year = forms.ChoiceField(label="Year", required=False)
    area = forms.ChoiceField(label="Area", required=False)
    source = forms.ChoiceField(label="Source", required=False)
    status = forms.ChoiceField(label="Status", required=False)


class LearningFilters(Filters):
    """The filters of the address, the form to change them, and the chosen ones, each removable."""

    form_class = LearningFilterForm

    def __init__(self, query: QueryDict, *, years: Iterable[int]) -> None:
        super().__init__(
            query,
            {
                "year": {str(year): FinancialYear(year).label for year in years},
                "area": dict(Area.choices),
                "source": dict(Learning.Source.choices),
                "status": {OVERDUE: "Overdue", **dict(Status.choices)},
            },
        )
        self.form = LearningFilterForm(initial=self.chosen_values, auto_id="filter-%s")
        for name, choices in self.words.items():
            self.form.fields[name].choices = [("", "All"), *choices.items()]


class PanelForm(forms.Form):
    """Up to which quarter the panel looks, and at which area."""

    quarter = forms.ChoiceField(label="Up to", required=False)
    area = forms.ChoiceField(label="Area", choices=[("", "All areas"), *Area.choices], required=False)

    def __init__(self, *, quarters: Iterable[Quarter], quarter: Quarter, area: str) -> None:
        super().__init__(initial={"quarter": str(quarter), "area": area})
        self.fields["quarter"].choices = [(str(each), each.label) for each in quarters]
