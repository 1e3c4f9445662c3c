"""What may be asked of each resource: the fields of its query, and how each narrows the records."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from committee.api.schemas import Slug, Word


class Paging(Schema):
    page: Annotated[int, Field(ge=1, le=100_000)] = 1
    page_size: Annotated[int, Field(ge=1, le=500)] = 100


class RecordQuery(Paging):
    meeting: Slug | None = Field(
        default=None, description="As that meeting's papers printed it; else as printed last"
    )

    def conditions(self) -> dict[str, Any]:
        """Filters of `committee.selectors.published.records`, one for each field that was given."""
        given = self.model_dump(exclude={"page", "page_size", "meeting"}, exclude_none=True)
        return {f"data__{name}": value for name, value in given.items()}


class IndicatorQuery(RecordQuery):
    chapter: Word | None = None
    directorate: Word | None = None
    service: Word | None = None
    frequency: Literal["monthly", "quarterly", "annual"] | None = None


class FigureQuery(RecordQuery):
    indicator: Slug | None = None
    slot: Word | None = None
    state: Literal["estimate", "provisional", "validated", "revised"] | None = None


class RatingQuery(RecordQuery):
    indicator: Slug | None = None
    slot: Word | None = None
    quarter: Word | None = None
    status: Word | None = None


class RiskQuery(RecordQuery):
    register_: Slug | None = Field(default=None, alias="register")
    ref: Word | None = None
    quarter: Word | None = None
    kind: Literal["risk", "opportunity"] | None = None

    def conditions(self) -> dict[str, Any]:
        found = super().conditions()
        if "data__register_" in found:
            found["data__register"] = found.pop("data__register_")
        return found


class ComplaintsQuery(RecordQuery):
    figure: Word | None = None
    audience: Word | None = None
    topic: Word | None = None
    year: Word | None = None
