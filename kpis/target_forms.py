"""The forms in which a target is chosen, set and changed."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from council.forms import NumberField, Presentation
from council.models.fields import plain_number
from council.periods import Quarter
from council.sections import clean_text
from kpis import profiles
from kpis.models import Definition, Target
from kpis.selectors.targets import Place

Kind = Target.Kind

#: The fields that each kind of target has of its own.
FIELDS: dict[str, tuple[str, ...]] = {
    Kind.VALUE: ("value", "floor"),
    Kind.RANGE: ("low", "high"),
    Kind.STRICT: ("strict", "value"),
    Kind.QUARTILE: ("quartile",),
    Kind.PROGRAMME: ("last_quarter", "value", "second_value", "second_unit"),
    Kind.TEXT: (),
    Kind.NONE: (),
}
#: Kinds whose value can be spread over the quarters of a year.
SPREAD = {Kind.VALUE, Kind.RANGE}
SHARES = ("share_1", "share_2", "share_3", "share_4")
STRAIGHT, BY_SHARES = "straight", "shares"


def kinds_for(place: Place) -> list[tuple[str, str]]:
    """The kinds of target that a year, quarter or month can have, or a programme."""
    programme = {Kind.PROGRAMME, Kind.TEXT, Kind.NONE}
    return [
        (kind.value, kind.label)
        for kind in Kind
        if (kind in programme if place.is_programme else kind is not Kind.PROGRAMME)
    ]


class ChooseTargetForm(forms.Form):
    """Which target: what it applies to, and of what kind."""

    applies_to = forms.ChoiceField(label="What does it apply to?")
    kind = forms.ChoiceField(label="What kind of target?", choices=Kind.choices)

    def __init__(self, *args: Any, places: Iterable[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {"Y": "the year {}", "Q": "{} only", "M": "{} only", "P": "{}"}
        named = [(str(place), words[place.grain].format(place.label)) for place in places]
        self.fields["applies_to"].choices = [(code, f"{name[0].upper()}{name[1:]}") for code, name in named]


class TargetForm(forms.Form):
    """One target of one kind. `version` is what the person saw, so that nobody overwrites anybody unawares."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    last_quarter = forms.TypedChoiceField(label="The programme ends with", coerce=int)
    strict = forms.ChoiceField(
        label="The figure must be",
        choices=[("<", "Less than the limit"), (">", "More than the limit")],
        widget=forms.RadioSelect,
    )
    value = NumberField(label="Target", validators=[plain_number])
    second_value = NumberField(
        label="Second number",
        help_text="Where the target has two units, such as £5,000,000 and 40 investments",
        required=False,
        validators=[plain_number],
    )
    second_unit = forms.CharField(label="Unit of the second number", required=False, max_length=40)
    low = NumberField(label="Lowest figure inside the range", required=False, validators=[plain_number])
    high = NumberField(label="Highest figure inside the range", required=False, validators=[plain_number])
    quartile = forms.TypedChoiceField(
        label="Quartile to keep", coerce=int, choices=[(n, f"Quartile {n}") for n in (1, 2, 3, 4)]
    )
    floor = NumberField(
        label="Floor (optional)",
        help_text="The minimum acceptable level, for schemes that ask about it",
        required=False,
        validators=[plain_number],
    )
    profile = forms.ChoiceField(label="How is it spread over the year?", widget=forms.RadioSelect)
    share_1 = NumberField(label="Quarter 1 (April to June)", unit="%", required=False)
    share_2 = NumberField(label="Quarter 2 (July to September)", unit="%", required=False)
    share_3 = NumberField(label="Quarter 3 (October to December)", unit="%", required=False)
    share_4 = NumberField(label="Quarter 4 (January to March)", unit="%", required=False)
    text = forms.CharField(
        label="Words beside the target (optional)",
        help_text="Printed in the committee's table, such as “Target reviewed: see notes”",
        required=False,
        max_length=300,
    )
    reason = forms.CharField(
        label="Why is it set?",
        help_text="The ledger prints the reason beside the old and the new target.",
        widget=forms.Textarea,
        required=False,
        max_length=2000,
    )
    approved_by = forms.CharField(
        label="Approved by (post or committee)",
        help_text="For example: Cabinet, or Director of Highways",
        required=False,
        max_length=160,
    )

    def __init__(
        self, *args: Any, definition: Definition, place: Place, kind: str, is_change: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.place = place
        self._keep_fields(definition)
        unit = definition.unit
        for name in {"value", "low", "high", "floor"} & self.fields.keys():
            self.fields[name].unit = unit if unit in {"%", "£"} else ""
        pound = Presentation(prefix="£", width=10)
        look = pound if unit == "£" else Presentation(suffix=unit, width=10)
        self.presentation = {
            **dict.fromkeys(("value", "low", "high", "floor"), look),
            **dict.fromkeys(SHARES, Presentation(suffix="%", width=5)),
            "second_value": Presentation(width=10),
            "second_unit": Presentation(width=20),
            "strict": Presentation(classes="govuk-radios--inline"),
            "reason": Presentation(rows=3),
        }
        if kind == Kind.TEXT:
            self.fields["text"].label = "The target in words"
            self.fields["text"].required = True
        if kind == Kind.STRICT:
            self.fields["value"].label = "Limit"
        if kind == Kind.PROGRAMME:
            self.fields["value"].label = "Total of the programme"
            ends = (Quarter.from_ordinal(place.ordinal + step) for step in range(40))
            self.fields["last_quarter"].choices = [(each.ordinal, each.label) for each in ends]
        if is_change:
            self.fields["reason"].required = True
            self.fields["reason"].label = "Why does it change?"
            self.fields["reason"].error_messages["required"] = "Enter why the target changes"
        if "profile" in self.fields:
            straight = (
                "Straight line: 25%, 50%, 75% and 100% of it by the end of each quarter"
                if definition.cumulative
                else "It is not: each quarter is held against the whole target"
            )
            self.fields["profile"].choices = [
                (STRAIGHT, straight),
                (BY_SHARES, "By the share of each quarter, as below"),
            ]
            self.fields["profile"].error_messages["required"] = (
                "Select how the target is spread over the year"
            )

    def _keep_fields(self, definition: Definition) -> None:
        kept = {"version", *FIELDS[self.kind], "reason", "approved_by"}
        if self.kind != Kind.NONE:
            kept.add("text")
        quarterly = definition.frequency == Definition.Frequency.QUARTERLY
        if self.kind in SPREAD and self.place.grain == "Y" and quarterly:
            kept |= {"profile", *SHARES}
        for name in set(self.fields) - kept:
            del self.fields[name]

    @property
    def shares(self) -> list:
        """The four boxes of the profile, which stand below its choices."""
        return [self[name] for name in SHARES] if "profile" in self.fields else []

    @property
    def fields_before_profile(self) -> list:
        return [field for field in self.visible_fields() if field.name in FIELDS[self.kind]]

    @property
    def fields_after_profile(self) -> list:
        return [field for field in self.visible_fields() if field.name in {"text", "reason", "approved_by"}]

    def clean(self) -> dict:
        data = super().clean()
        low, high = data.get("low"), data.get("high")
        if self.kind == Kind.RANGE and not {"low", "high"} & self.errors.keys():
            if low is None and high is None:
                self.add_error("low", "Enter the lowest figure, the highest, or both")
            elif low is not None and high is not None and low > high:
                self.add_error("high", "The highest figure must not be below the lowest")
        if data.get("second_value") is not None and not data.get("second_unit", "").strip():
            self.add_error("second_unit", "Enter the unit of the second number")
        if data.get("profile") == BY_SHARES and not self.errors.keys() & set(SHARES):
            self._check_shares(data)
        return data

    def _check_shares(self, data: dict) -> None:
        if missing := [name for name in SHARES if data[name] is None]:
            self.add_error(missing[0], "Enter the share of each quarter; 0 where nothing is expected")
        elif wrong := profiles.wrong_with([data[name] for name in SHARES]):
            self.add_error(SHARES[0], wrong)
        elif any(-data[name].normalize().as_tuple().exponent > 3 for name in SHARES):
            self.add_error(SHARES[0], "Enter shares with at most three decimals")

    def target_fields(self) -> dict[str, Any]:
        """What was entered, for the action; only of a valid form."""
        data = self.cleaned_data
        given: dict[str, Any] = {
            name: data[name] for name in FIELDS[self.kind] if data[name] not in (None, "")
        }
        if data.get("profile") == BY_SHARES:
            given["profile"] = [data[name] for name in SHARES]
        return given | {
            "kind": self.kind,
            **{name: clean_text(data.get(name, "")).strip() for name in ("text", "reason", "approved_by")},
        }


def initial_of(target: Target | None, kind: str) -> dict[str, Any]:
    """What the boxes show of the target in force: all of it where the kind stays, else only which version it is."""
    if target is None:
        return {"version": 0, "profile": STRAIGHT}
    given: dict[str, Any] = {"version": target.version, "profile": STRAIGHT}
    if target.kind == kind:
        given |= {name: getattr(target, name) for name in (*FIELDS[kind], "text")}
    if target.profile:
        given |= {"profile": BY_SHARES, **shares_of(target.profile)}
    return given


def shares_of(shares: Iterable[Decimal]) -> dict[str, Decimal]:
    """Four shares, for the boxes of the form."""
    return {name: Decimal(f"{share.normalize():f}") for name, share in zip(SHARES, shares, strict=True)}
