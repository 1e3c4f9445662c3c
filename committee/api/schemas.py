"""What the open-data API answers, as types: the OpenAPI document follows from them.

Numbers are decimals written as text, so that no reader loses a digit; days and moments are ISO 8601.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Generic, Literal, TypeVar

from ninja import Schema
from pydantic import Field, StringConstraints

#: A word of a filter: no line breaks and no NUL, which no text of the database can hold.
Word = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
Slug = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=r"^[-a-zA-Z0-9_]+$")]
Number = Annotated[str, StringConstraints(pattern=r"^-?[0-9]+(\.[0-9]+)?$")]
Part = Annotated[int, Field(ge=1, le=2)]

Row = TypeVar("Row")


class Published(Schema):
    """Where a record was published, and the number of the erratum that corrected it."""

    meeting: str
    published_at: datetime
    erratum: int | None = None


class Indicator(Published):
    slug: str
    name: str
    good_is: str
    value_type: str
    unit: str
    second_measure: str
    second_unit: str
    frequency: str
    chapter: str = Field(
        description="The corporate priority, or in older papers the directorate, it is printed under"
    )
    directorate: str
    service: str


class Figure(Published):
    indicator: str
    indicator_name: str
    slot: str = Field(description="The column of the series it stands in: 2021-22-Q2, 2021-22 or 2021-09")
    period: str = Field(
        description="What it covers, which may differ: R12@2021-09-30, AY2019-20, @2021-12-31"
    )
    period_name: str
    period_start: date
    period_end: date
    value: Number | None
    second_value: Number | None
    unit: str
    printed: str = Field(description="As the paper prints it")
    state: str = Field(description="estimate, provisional, validated or revised")
    absence: str = Field(description="Why there is no figure; empty where there is one")
    is_forecast: bool


class Rating(Published):
    indicator: str
    indicator_name: str
    slot: str = Field(description="The figure that it rates: its column of the series")
    quarter: str = Field(description="The reporting quarter that it was given in")
    status: str
    status_word: str
    agreed_reason: str = Field(
        description="Why people agreed another status than the calculated one; else empty"
    )
    calculated: str
    reason: str = Field(description="How it was rated, in words")
    target: str
    scheme: str = Field(
        description="The rating scheme and its version, such as house/2; empty where none rated it"
    )


class Position(Schema):
    likelihood: str
    impact: str
    score: Number | None
    band: str


class Risk(Published):
    register_: str = Field(alias="register", description="The register's slug")
    ref: str
    quarter: str
    kind: Literal["risk", "opportunity"]
    title: str
    description: str
    owner: str
    current: Position
    target: Position
    target_date: str
    confidence: str
    direction_of_travel: str
    owners_direction: str


class ComplaintsFigure(Published):
    figure: str
    name: str
    audience: str
    topic: str
    year: str
    unit: str
    value: Number | None
    printed: str
    not_shown: bool = Field(description="Kept back, because so few people could be recognised")
    synthetic: bool = Field(description="Counted from made-up cases of the demonstration")
    counting: str = Field(description="What is counted, in words")


class PaperOut(Schema):
    kind: str
    quarter: str = Field(description="That it reports, such as 2021-22-Q2; empty where it reports none")
    year: int | None = Field(description="The first calendar year of the financial year that it reports")


class Item(Schema):
    number: int
    title: str
    part: Part
    kind: str
    text: str = Field(default="", description="What the agenda says below the title")
    author: str = Field(default="", description="The post behind the report")
    paper: PaperOut | None = None
    paragraphs: list[int] = Field(default=[], description="Of Schedule 12A, of an exempt item")
    public_interest: str = ""


class File(Schema):
    name: str
    kind: str
    item: int | None
    erratum: int | None
    media_type: str
    size: int
    sha256: str
    first_page: int | None
    last_page: int | None
    address: str


class ErratumOut(Schema):
    number: int
    item: int
    said: str
    now_says: str
    reason: str
    issued_at: datetime


class Meeting(Schema):
    slug: str
    council: str
    committee: str
    committee_slug: str
    starts_at: datetime
    date: date
    room: str
    next_meeting: str
    published_at: datetime


class MeetingDetail(Meeting):
    sha256: str = Field(description="The hash of the data that the papers were made from")
    items: list[Item]
    files: list[File]
    errata: list[ErratumOut]


class Page(Schema, Generic[Row]):
    """A page of records, the newest publication first, in printed order."""

    count: int
    page: int
    pages: int
    page_size: int
    next: str | None = Field(description="The address of the next page")
    previous: str | None
    results: list[Row]


class Problem(Schema):
    """What is wrong with a request, in words."""

    detail: str


class Index(Schema):
    """Where everything is."""

    title: str
    licence: str
    openapi: str
    resources: dict[str, str]
    tables: dict[str, str] = Field(description="Whole tables as CSV; their metadata is beside them")
