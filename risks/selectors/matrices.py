"""Which version of a matrix scores what."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from council.periods import Quarter
from risks.models import Entry, MatrixVersion, Register, RiskMatrix


class NoMatrix(LookupError):
    """The matrix has no version."""


def in_force(matrix: RiskMatrix, quarter: Quarter) -> MatrixVersion:
    """The version that scores `quarter`. Raises NoMatrix."""
    return in_force_by_id([matrix], quarter)[matrix.pk]


def in_force_by_id(wanted: Collection[RiskMatrix], quarter: Quarter) -> dict[int, MatrixVersion]:
    """The version of each matrix that scores `quarter`, by the matrix's id, in one query. Raises NoMatrix.

    For a quarter before its first version it is the first one: a register that was given another matrix is still read
    for the quarters before, in which its entries keep the versions that scored them.
    """
    versions = MatrixVersion.objects.filter(matrix__in=wanted).order_by("valid_from")
    return in_force_among(versions, wanted, quarter)


def in_force_among(
    versions: Iterable[MatrixVersion], wanted: Collection[RiskMatrix], quarter: Quarter
) -> dict[int, MatrixVersion]:
    """The same of versions that were read already, those of one matrix in their order. Raises NoMatrix."""
    found: dict[int, MatrixVersion] = {}
    for row in versions:
        if row.matrix_id not in found or row.valid_from <= quarter.ordinal:
            found[row.matrix_id] = row
    for matrix in wanted:
        if matrix.pk not in found:
            raise NoMatrix(f"The matrix {matrix.name} has no version.")
    return found


def version_for(entry: Entry, quarter: Quarter) -> MatrixVersion:
    """The version that an entry is scored by: of the matrix of the register it was first placed on.

    An escalated entry keeps its scores: registers that escalate to one another use one matrix.
    """
    home = (
        Register.objects.filter(places__entry=entry).order_by("places__pk").select_related("matrix").first()
    )
    return in_force(home.matrix, quarter)
