"""Keeping registers and the versions of their matrices."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from council.authorization import Permission, grants, require
from council.models import User
from council.periods import Quarter
from council.sections import clean_text
from risks.matrix import parse_matrix
from risks.models import MatrixVersion, Register, ReviewRound, RiskMatrix
from risks.references import RESERVED_REGISTERS
from risks.selectors.registers import fingerprint


class RegisterRefused(Exception):
    """The register or matrix cannot be kept so; the message says why and what to do."""


class Moved(RegisterRefused):
    """Somebody else changed the register or matrix since it was read; nothing was changed."""


@transaction.atomic
def keep_register(register: Register, *, by: User) -> Register:
    """Save a new or changed register. Raises PermissionDenied and ValidationError, which names the fields."""
    require_everywhere(by)
    check_slug(register.slug)
    register.full_clean()
    register.save()
    return register


def check_slug(slug: str) -> None:
    """Raise ValidationError where no register can have the short name."""
    if slug in RESERVED_REGISTERS:
        raise ValidationError({"slug": f"“{slug}” is the name of a page. Choose another short name."})
    field = Register._meta.get_field("slug")
    try:
        field.run_validators(slug)
    except ValidationError as error:
        raise ValidationError(
            {
                "slug": f"“{slug}” cannot be a short name. Write letters, digits and hyphens, {field.max_length} at most."
            }
        ) from error


@transaction.atomic
def change_register(slug: str, *, by: User, seen: str, **changes: object) -> Register:
    """Change a register that was as `fingerprint` said when it was read. Raises what `keep_register` does, and Moved."""
    require_everywhere(by)
    register = Register.objects.select_for_update(no_key=True, of=("self",)).get(slug=slug)
    if fingerprint(register) != seen:
        raise Moved("Somebody else changed this register after you opened it.")
    for name, value in changes.items():
        setattr(register, name, value)
    return keep_register(register, by=by)


@transaction.atomic
def add_matrix_version(
    *,
    slug: str,
    name: str,
    content: Mapping[str, object],
    valid_from: Quarter,
    by: User,
    note: str = "",
    based_on: int | None = None,
    at: datetime.datetime | None = None,
) -> MatrixVersion:
    """Write the matrix `slug` as it is from a risk quarter on, the first version making it.

    The same content again writes nothing. Raises MatrixError where the content is no matrix, and RegisterRefused where
    a version begins with that quarter or a later one: what was scored by it keeps it; Moved where the newest version is
    another than `based_on`, the one that the writer saw (0: there was none).
    """
    require_everywhere(by)
    parse_matrix(content)
    matrix, _ = RiskMatrix.objects.get_or_create(
        slug=slug, defaults={"name": clean_text(name).strip() or slug}
    )
    RiskMatrix.objects.select_for_update(no_key=True).get(pk=matrix.pk)
    newest = matrix.versions.order_by("-valid_from").first()
    if based_on is not None and (newest.version if newest else 0) != based_on:
        raise Moved("Somebody else wrote a version of this matrix after you opened it.")
    if newest and newest.content == content:
        return newest
    if newest and newest.valid_from >= valid_from.ordinal:
        begins = Quarter.from_ordinal(newest.valid_from)
        raise RegisterRefused(
            f"{matrix.name} has a version that begins with {begins.label}. A new one must begin later."
        )
    closed = ReviewRound.objects.filter(ordinal__gte=valid_from.ordinal).exclude(closed_at=None).first()
    if newest and closed:
        raise RegisterRefused(
            f"{closed.quarter.label} is closed, and what was scored in it keeps its matrix. Let the version begin later."
        )
    numbered = matrix.versions.aggregate(Max("version"))["version__max"] or 0
    return MatrixVersion.objects.create(
        matrix=matrix,
        version=numbered + 1,
        valid_from=valid_from.ordinal,
        content=content,
        note=clean_text(note).strip(),
        recorded_at=at or timezone.now(),
        recorded_by=by,
    )


def require_everywhere(user: User) -> None:
    """Registers and matrices are for whoever keeps the whole council's."""
    require(user, Permission.MANAGE_RISKS)
    if not any(grant.permission is Permission.MANAGE_RISKS and grant.everywhere for grant in grants(user)):
        raise PermissionDenied("Your account keeps the registers of part of the council only.")
