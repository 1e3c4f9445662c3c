"""The form in which the performance lead says what an indicator is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from council.forms import DatePartsField, NumberField, Presentation
from council.models.fields import plain_number
from council.periods import Slot, date_label
from council.sections import clean_text
from kpis import calculations, definition_rules
from kpis.definition_words import LABELS, LAGS
from kpis.models import Definition
from kpis.selectors.definitions import FIELDS, Places

LONGEST_WORDS = 4000
ENTERED = ""
NOT_JUDGED = "none"
KINDS_OF_CALCULATION = (
    (ENTERED, "Entered by the service, or uploaded"),
    ("sum", "The sum of other indicators"),
    ("difference", "The first of two indicators less the second"),
    ("ratio", "The first of two indicators divided by the second"),
)

#: The sections of the page, in the order in which people think of them.
SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("What it is", ("name", "slug", "description", "data_source")),
    ("Whose it is", ("service", "directorate", "priority", "position", "group", "owner")),
    (
        "How it is counted",
        (
            "value_type", "unit", "decimals", "second_measure", "second_unit", "method",
            "calculation", "calculation_of", "calculation_times",
        ),
    ),
    ("How it is judged", ("good_is", "scheme", "importance", "tolerance", "tolerance_note", "dead_band")),
    ("How often", ("frequency", "basis", "cumulative", "lag")),
    ("In the paper", ("history", "footnotes", "queries")),
    ("Outside frameworks", ("identifiers",)),
    ("Dates", ("introduced_on", "review_on")),
)  # fmt: skip


def words_field(label: str, hint: str = "", longest: int = LONGEST_WORDS) -> forms.CharField:
    """A text area that may stay empty."""
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=longest, widget=forms.Textarea
    )


class DefinitionForm(forms.Form):
    """Every field of a definition, in words. `version` is the one that the person saw, to tell when another is newer."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    name = forms.CharField(label=LABELS["name"], help_text="As papers print it", max_length=300)
    slug = forms.CharField(
        label="Short name",
        help_text="In addresses, like road-defects. It never changes. Leave it empty to have it made from the name.",
        required=False,
        max_length=definition_rules.LONGEST_SLUG,
    )
    description = words_field(LABELS["description"])
    data_source = words_field(LABELS["data_source"])

    service = forms.ChoiceField(label=LABELS["service"])
    directorate = forms.ChoiceField(
        label=LABELS["directorate"],
        help_text="Choose one only if papers print another than the service's own.",
        required=False,
    )
    priority = forms.ChoiceField(
        label=LABELS["priority"],
        help_text="The chapter of the paper. Without one, the indicator stands under its directorate.",
        required=False,
    )
    position = forms.IntegerField(
        label=LABELS["position"],
        help_text="1 comes first. Leave it empty to put a new indicator last.",
        required=False,
        min_value=0,
        max_value=9999,
    )
    group = forms.ChoiceField(
        label=LABELS["group"], help_text="Indicators of a group share one commentary.", required=False
    )
    owner = forms.CharField(
        label=LABELS["owner"],
        help_text="A post, not a person: Highways Manager",
        required=False,
        max_length=160,
    )

    value_type = forms.ChoiceField(label=LABELS["value_type"], choices=Definition.ValueType.choices)
    unit = forms.CharField(
        label=LABELS["unit"], help_text="Like %, £, visits or days", required=False, max_length=40
    )
    decimals = forms.IntegerField(
        label=LABELS["decimals"],
        help_text="Leave it empty to print figures as they are entered.",
        required=False,
        min_value=0,
        max_value=9,
    )
    second_measure = forms.CharField(
        label=LABELS["second_measure"],
        help_text="If each figure has a second number beside it, what that is: Number of investments",
        required=False,
        max_length=80,
    )
    second_unit = forms.CharField(label=LABELS["second_unit"], required=False, max_length=40)
    method = words_field(LABELS["method"], "What is counted, what is left out, and the formula in words.")
    calculation = forms.ChoiceField(
        label="Where do its figures come from?",
        choices=KINDS_OF_CALCULATION,
        required=False,
        widget=forms.RadioSelect,
    )
    calculation_of = words_field(
        "Worked out from", "Only if it is worked out: names or short names of the indicators, one a line."
    )
    calculation_times = NumberField(
        label="A ratio is multiplied by",
        help_text="100 for a percentage, 100,000 for a rate per 100,000. Leave it empty for 1.",
        required=False,
    )

    good_is = forms.ChoiceField(
        label=LABELS["good_is"],
        choices=[*Definition.GoodIs.choices, (NOT_JUDGED, "Nothing: it is a report in words")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether good is high, low or on target"},
    )
    scheme = forms.ChoiceField(label=LABELS["scheme"], required=False)
    importance = forms.ChoiceField(
        label=LABELS["importance"],
        help_text="A class of the scheme, which may have a tolerance of its own or leave figures without a rating.",
        required=False,
    )
    tolerance = NumberField(
        label=LABELS["tolerance"],
        help_text="How far off the target is still “slightly below”. Leave it empty for that of the scheme.",
        unit="%",
        required=False,
        validators=[plain_number],
        min_value=0,
    )
    tolerance_note = words_field(LABELS["tolerance_note"], "Who set the tolerance, when and why.")
    dead_band = NumberField(
        label=LABELS["dead_band"],
        help_text="Changes up to this many points are shown as “Same”.",
        required=False,
        validators=[plain_number],
        min_value=0,
    )

    frequency = forms.ChoiceField(
        label="How often is there a figure?",
        choices=Definition.Frequency.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select how often there is a figure"},
    )
    basis = forms.ChoiceField(
        label="What does a figure usually cover?",
        choices=Definition.Basis.choices,
        error_messages={"required": "Select what a figure usually covers"},
    )
    cumulative = forms.BooleanField(
        label="The quarters add up to a running total in the year", required=False
    )
    lag = forms.TypedChoiceField(
        label="When is a figure reported?",
        help_text="As usual: quarterly and monthly figures in the round of their quarter, annual ones when published.",
        choices=[("" if quarters is None else str(quarters), words) for quarters, words in LAGS.items()],
        coerce=int,
        empty_value=None,
        required=False,
    )

    history = forms.ChoiceField(
        label="Which earlier figures does the paper print beside the newest?",
        choices=Definition.History.choices,
    )
    footnotes = words_field(LABELS["footnotes"], "Printed under the table. One a line.")
    queries = words_field(
        LABELS["queries"], "Where published papers contradict themselves about this indicator. One a line."
    )
    identifiers = words_field(
        "Identifiers in outside frameworks", "One a line: the framework, a colon, the code. Like ASCOF: 2B(1)"
    )
    introduced_on = DatePartsField(
        label=LABELS["introduced_on"], help_text="Leave it empty if it has always been there.", required=False
    )
    review_on = DatePartsField(
        label=LABELS["review_on"],
        help_text="The day by which somebody asks whether it is still the right measure.",
        required=False,
    )

    reason = words_field("Why is it changed?", "Kept with this version for the record.")
    comparable = forms.ChoiceField(
        label="Can figures from now on be compared with earlier ones?",
        choices=[
            ("yes", "Yes"),
            ("no", "No. Mark a break in the series, for the reason given above"),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    break_from = forms.CharField(
        label="First figure that cannot be compared",
        help_text="Only with a break: a quarter like 2021-22-Q3, a year like 2021-22 or a month like 2021-09",
        required=False,
        max_length=20,
    )

    presentation = {
        "description": Presentation(rows=3),
        "data_source": Presentation(rows=2),
        "position": Presentation(width=4),
        "unit": Presentation(width=20),
        "decimals": Presentation(width=2),
        "second_unit": Presentation(width=20),
        "method": Presentation(rows=3),
        "calculation_of": Presentation(rows=3),
        "calculation_times": Presentation(width=10),
        "tolerance": Presentation(suffix="%", width=5),
        "tolerance_note": Presentation(rows=2),
        "dead_band": Presentation(width=5),
        "footnotes": Presentation(rows=3),
        "queries": Presentation(rows=3),
        "identifiers": Presentation(rows=3),
        "reason": Presentation(rows=2),
        "break_from": Presentation(width=10),
    }

    def __init__(
        self,
        *args: Any,
        places: Places,
        names: Mapping[str, str],
        classes: Mapping[str, str],
        current: Definition | None = None,
        **kwargs: Any,
    ) -> None:
        if current is not None:
            kwargs["initial"] = initial_of(current) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.places, self.names, self.current = places, names, current
        lists = {
            "service": ("Choose a service", places.service.values()),
            "directorate": ("The service's own", places.directorate.values()),
            "priority": ("None", places.priority.values()),
            "group": ("None", sorted(places.group.values(), key=lambda row: row.name)),
        }
        for field, (nothing, rows) in lists.items():
            self.fields[field].choices = [("", nothing), *((row.slug, _dated(row)) for row in rows)]
        house = next((str(row) for row in places.scheme.values() if row.is_house_default), "none")
        self.fields["scheme"].choices = [
            ("", f"The house's own: {house}"),
            *((row.slug, row.label) for row in places.scheme.values()),
        ]
        known = dict(classes)
        if current is not None and current.importance:
            known.setdefault(current.importance, current.importance)
        self.fields["importance"].choices = [("", "None"), *known.items()]
        if not known:
            del self.fields["importance"]
        if current is not None:
            del self.fields["slug"]
        else:
            del self.fields["reason"], self.fields["comparable"], self.fields["break_from"]

    @property
    def sections(self) -> list[tuple[str, list[Any]]]:
        """The headings of the page, each with its fields."""
        return [(title, [self[name] for name in names if name in self.fields]) for title, names in SECTIONS]

    @property
    def is_wrong_about_the_change_only(self) -> bool:
        """Whether what it says of the indicator is right, and only what it says of the change has to be mended."""
        return set(self.errors) <= {"reason", "comparable", "break_from"}

    def clean_good_is(self) -> str:
        return "" if self.cleaned_data["good_is"] == NOT_JUDGED else self.cleaned_data["good_is"]

    def clean_calculation_of(self) -> list[str]:
        """The short names of the parts; a part that is not known stays as it was written, for the rules to name."""
        slugs = {name.casefold(): slug for slug, name in self.names.items()}
        lines = _lines(self.cleaned_data["calculation_of"])
        return [line if line in self.names else slugs.get(line.casefold(), line) for line in lines]

    def clean_identifiers(self) -> list[dict[str, str]]:
        found = []
        for line in _lines(self.cleaned_data["identifiers"]):
            framework, colon, code = (part.strip() for part in line.partition(":"))
            if not (framework and colon and code):
                raise ValidationError(f"Write “{line}” with a colon between framework and code: ASCOF: 2B(1)")
            found.append({"framework": framework, "code": code})
        return found

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"].strip()
        if slug and (wrong := definition_rules.slug_mistake(slug)):
            raise ValidationError(wrong)
        if slug in self.names:
            raise ValidationError(f"“{self.names[slug]}” has this short name already. Choose another.")
        return slug

    def clean_break_from(self) -> Slot | None:
        text = self.cleaned_data["break_from"].strip()
        if not text:
            return None
        try:
            return Slot.parse(text)
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("comparable") == "no":
            if not data.get("break_from") and "break_from" not in self.errors:
                self.add_error("break_from", "Enter the first figure that cannot be compared")
            if not data.get("reason", "").strip():
                self.add_error("reason", "Say why the figures cannot be compared: the chart prints it")
        if not data.get("calculation") and data.get("calculation_of"):
            self.add_error("calculation", "Choose how it is worked out, or remove the indicators named below")
        if (
            data.get("value_type") == Definition.ValueType.TEXT
            and data.get("good_is") == ""
            and data.get("tolerance") is not None
        ):
            self.add_error("tolerance", "A report in words is not rated. Remove the tolerance.")
        return data

    def definition_fields(self) -> dict[str, Any]:
        """What was entered, as the fields of a definition; only of a valid form. What it does not ask stays as it is."""
        data = self.cleaned_data
        kept = (
            {name: getattr(self.current, name) for name in ("importance", "retired_on")}
            if self.current
            else {}
        )
        service = self.places.service[data["service"]]
        return {
            **kept,
            **{name: data[name] for name in FIELDS if name in data},
            "service": service,
            "directorate": self.places.directorate.get(data["directorate"]) or service.directorate,
            "priority": self.places.priority.get(data["priority"]),
            "group": self.places.group.get(data["group"]),
            "scheme": self.places.scheme.get(data["scheme"]),
            "calculation": self._calculation(),
            "footnotes": _lines(data["footnotes"]),
            "queries": _lines(data["queries"]),
        }

    def _calculation(self) -> dict[str, Any] | None:
        data = self.cleaned_data
        if not data["calculation"]:
            return None
        written = {"kind": data["calculation"], "of": data["calculation_of"]}
        if data["calculation_times"] is not None:
            written["times"] = f"{data['calculation_times']:f}"
        try:
            return calculations.to_mapping(calculations.parse(written))
        except calculations.CalculationRefused:
            return written  # the rules say what is wrong with it

    def refuse(self, mistakes: ValidationError) -> None:
        """Show what an action found wrong, each sentence at its field."""
        for field, errors in mistakes.error_dict.items():
            self.add_error(field if field in self.fields else None, errors)


def initial_of(definition: Definition) -> dict[str, Any]:
    """What the form shows of a definition."""
    kept = calculations.parse(definition.calculation) if definition.calculation else None
    own = definition.directorate_id == definition.service.directorate_id
    return {
        **{name: getattr(definition, name) for name in FIELDS},
        "version": definition.version,
        "service": definition.service.slug,
        "directorate": "" if own else definition.directorate.slug,
        **{
            name: row.slug if (row := getattr(definition, name)) else ""
            for name in ("priority", "group", "scheme")
        },
        "good_is": definition.good_is or NOT_JUDGED,
        "lag": "" if definition.lag is None else str(definition.lag),
        "calculation": kept.kind if kept else ENTERED,
        "calculation_of": "\n".join(kept.of) if kept else "",
        "calculation_times": kept.times if kept and kept.kind == "ratio" else None,
        "footnotes": "\n".join(definition.footnotes),
        "queries": "\n".join(definition.queries),
        "identifiers": "\n".join(f"{each['framework']}: {each['code']}" for each in definition.identifiers),
    }


def _lines(text: str) -> list[str]:
    lines: Iterable[str] = clean_text(text).split("\n")
    return [line.strip() for line in lines if line.strip()]


def _dated(row: Any) -> str:
    """The name of a part of the council, and when it ended."""
    ended = getattr(row, "valid_to", None)
    return f"{row} (until {date_label(ended)})" if ended else str(row)
