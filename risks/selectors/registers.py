"""The registers themselves, for those who keep them: all of them, one, and what somebody chooses from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from council.models import Directorate, Service
from risks.models import Register, RiskMatrix

#: What somebody says of a register. Its short name stands in addresses, so it never changes.
FIELDS = (
    "name", "kind", "directorate", "service", "matrix", "layout", "for_members", "escalates_at", "position",
    "valid_from", "valid_to",
)  # fmt: skip


@dataclass(frozen=True)
class Choices:
    """What a register may belong to and be scored by, by short name."""

    directorate: dict[str, Directorate]
    service: dict[str, Service]
    matrix: dict[str, RiskMatrix]


def choices() -> Choices:
    """Everything, ended or not: a register of the past belongs to what was there then."""
    return Choices(
        {row.slug: row for row in Directorate.objects.all()},
        {row.slug: row for row in Service.objects.all()},
        {row.slug: row for row in RiskMatrix.objects.order_by("name")},
    )


def listing() -> list[Register]:
    """Every register, in the order of lists."""
    return list(Register.objects.select_related("directorate", "service", "matrix"))


def current(slug: str) -> Register | None:
    """One register."""
    return next((register for register in listing() if register.slug == slug), None)


def fingerprint(register: Register) -> str:
    """Tells one state of a register from another, since a register has no versions."""
    values = [str(register.serializable_value(name)) for name in FIELDS]
    return hashlib.sha256("\n".join(values).encode()).hexdigest()[:16]
