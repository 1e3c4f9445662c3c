"""Form fields for what people type: numbers with units, dates in three boxes; and for files."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator

# ASCII digits only, thousands separators only where thousands are: "1,2" is a slip, not twelve.
_NUMBER = re.compile(
    r"(?P<before>[-+]?)(?P<pound>£?)(?P<sign>[-+]?)"
    r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?P<part>\.[0-9]+)?(?P<percent>%?)"
)
_SPACES = re.compile(r"\s+")


class NumberField(forms.DecimalField):
    """A number as people write it: 88.71%, £1,200, " 12 ", −5. Kept as Decimal, exactly as typed.

    `unit` is the measure's own ("%", "£", "days"): the other sign is then refused, since a percentage typed
    where pounds are due is a figure of another measure. Never NaN, infinite or with an exponent.
    """

    widget = forms.TextInput
    default_error_messages = {
        "invalid": "Enter a number, like 88.71",
        "unit": "Enter the figure in %(unit)s, without %(sign)s",
    }

    def __init__(self, *, unit: str = "", **kwargs: Any) -> None:
        self.unit = unit
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        """The number, or None for an empty box; zero is a number."""
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        text = _SPACES.sub("", str(value)).replace("\N{MINUS SIGN}", "-")
        if not text:
            return None
        found = _NUMBER.fullmatch(text)
        if found is None or not (found["whole"] or found["part"]) or (found["before"] and found["sign"]):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        for sign in (found["pound"], found["percent"]):
            if sign and self.unit and sign != self.unit:
                raise ValidationError(
                    self.error_messages["unit"], code="unit", params={"unit": self.unit, "sign": sign}
                )
        sign = found["before"] or found["sign"]
        return Decimal(f"{sign}{found['whole'].replace(',', '') or '0'}{found['part'] or ''}")

    def prepare_value(self, value: Any) -> Any:
        """Shown without an exponent; what was typed stays as it was typed."""
        return f"{value:f}" if isinstance(value, Decimal) else value


class DateParts(forms.MultiWidget):
    """Day, month and year in three boxes (the design system's date input)."""

    PARTS = ("day", "month", "year")

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({part: forms.TextInput() for part in self.PARTS}, attrs)

    def decompress(self, value: date | None) -> list[Any]:
        """The boxes of a stored date."""
        return [value.day, value.month, value.year] if value else [None, None, None]

    def parts_of(self, value: Any) -> list[Any]:
        """What the boxes show: a stored date, or what was typed, empty boxes without a value."""
        parts = value if isinstance(value, list | tuple) else self.decompress(value)
        return [None if part in ("", None) else part for part in parts]


class DatePartsField(forms.Field):
    """A date typed as day, month and year; its errors name the boxes to mend."""

    widget = DateParts
    default_error_messages = {
        "required": "Enter a date",
        "missing": "The date must include a %(missing)s",
        "invalid": "The date must be a real date, like 27 3 2021",
    }

    def to_python(self, value: Any) -> date | None:
        """The date, or None where all three boxes are empty."""
        if isinstance(value, date):
            return value
        typed = dict(
            zip(DateParts.PARTS, [str(part or "").strip() for part in value or ["", "", ""]], strict=True)
        )
        empty = [part for part, text in typed.items() if not text]
        if len(empty) == len(typed):
            return None
        if empty:
            raise ValidationError(
                self.error_messages["missing"],
                code="missing",
                params={"missing": " and a ".join(empty), "parts": empty},
            )
        if not re.fullmatch("[0-9]{4}", typed["year"]) or not all(
            re.fullmatch("[0-9]{1,4}", t) for t in typed.values()
        ):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            return date(int(typed["year"]), int(typed["month"]), int(typed["day"]))
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the boxes say another date than the stored one."""
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class UploadField(forms.FileField):
    """One file. What is in it is looked at by whoever reads it; here only what a name and a size say.

    `endings` are those that the browser offers. Where `must_be` says what it has to be ("a YAML file"), no other is taken.
    """

    default_error_messages = {
        "required": "Select a file",
        "missing": "Select a file",
        "empty": "The selected file is empty",
        "invalid": "The selected file could not be uploaded. Try again",
        "too_large": "The selected file must be smaller than %(megabytes)sMB",
    }

    def __init__(self, *, endings: Sequence[str], megabytes: int, must_be: str = "", **kwargs: Any) -> None:
        self.megabytes = megabytes
        accept = ",".join(f".{ending}" for ending in endings)
        super().__init__(widget=forms.FileInput(attrs={"accept": accept}), **kwargs)
        if must_be:
            self.validators.append(FileExtensionValidator(endings, f"The selected file must be {must_be}"))

    def clean(self, data: Any, initial: Any = None) -> UploadedFile | None:
        """The file, unless it is too large."""
        file = super().clean(data, initial)
        if file and file.size > self.megabytes * 1024 * 1024:
            params = {"megabytes": self.megabytes}
            raise ValidationError(self.error_messages["too_large"], code="too_large", params=params)
        return file
