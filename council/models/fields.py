"""Column types for figures and scores."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models

MAX_DIGITS = 28
MAX_DIGITS_EACH_SIDE = 14


def plain_number(value: Decimal) -> None:
    """Refuse what is not a figure. PostgreSQL sorts NaN above every number, so a NaN would be rated green."""
    if not value.is_finite():
        raise ValidationError("Enter a number. NaN and infinity are not figures.")
    if value.adjusted() >= MAX_DIGITS_EACH_SIDE or -value.as_tuple().exponent > MAX_DIGITS_EACH_SIDE:
        raise ValidationError(
            f"Enter a number with at most {MAX_DIGITS_EACH_SIDE} digits before the point "
            f"and {MAX_DIGITS_EACH_SIDE} after it."
        )


class FigureField(models.DecimalField):
    """A decimal kept exactly as entered: PostgreSQL's `numeric` without a scale, so 88.10 comes back as 88.10.

    The table that uses it must also carry `finite_constraints`, since raw SQL and COPY do not pass through Django.
    """

    default_validators = [plain_number]

    def __init__(self, *args, **kwargs):
        kwargs |= {"max_digits": MAX_DIGITS, "decimal_places": MAX_DIGITS_EACH_SIDE}
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_digits"], kwargs["decimal_places"]
        return name, path, args, kwargs

    def db_type(self, connection) -> str:
        return "numeric"


def finite_constraints(table: str, *fields: str) -> list[models.CheckConstraint]:
    """One CHECK per column that refuses NaN, both infinities and absurd sizes by whatever road they come.

    To PostgreSQL a NaN is greater than every number, so an upper limit refuses it.
    """
    limit = Decimal(10) ** MAX_DIGITS
    return [
        models.CheckConstraint(
            condition=models.Q(**{f"{field}__gt": -limit, f"{field}__lt": limit}),
            name=f"{table}_{field}_finite",
        )
        for field in fields
    ]
