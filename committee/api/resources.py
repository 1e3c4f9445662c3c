"""The resources of the open-data API. Every answer is made from published records and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from math import ceil
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import condition
from ninja import NinjaAPI, Path, Query
from ninja.decorators import decorate_view
from ninja.errors import ValidationError

from committee.api import schemas
from committee.api.filters import (
    ComplaintsQuery,
    FigureQuery,
    IndicatorQuery,
    Paging,
    RatingQuery,
    RecordQuery,
    RiskQuery,
)
from committee.api.tables import LICENCE, TABLES
from committee.models import Publication, PublishedRecord
from committee.selectors import published

Kind = PublishedRecord.Kind
VERSION = "1.0.0"

api = NinjaAPI(
    title="Outturn open data",
    version=VERSION,
    description="Council performance as published: indicators, figures, ratings with their reasons, risks, complaints and "
    "meetings. Free to reuse under the Open Government Licence.",
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
    servers=[],
)
#: What every resource may answer instead; `committee.api.door` says most of it.
PROBLEMS = {304: None, **dict.fromkeys((404, 405, 422, 429), schemas.Problem)}


def etag(request: HttpRequest, *args: object, **kwargs: object) -> str:
    """The same question of the same publications has the same answer."""
    asked = f"{VERSION} {request.get_full_path()} {published.state()}"
    return f'"{hashlib.sha256(asked.encode("utf-8", "replace")).hexdigest()[:32]}"'


open_data = decorate_view(condition(etag_func=etag))


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Say which field is wrong, and how, in one sentence each."""
    said = [f"{each['loc'][-1]}: {each['msg']}." for each in error.errors]
    return api.create_response(request, {"detail": " ".join(said)}, status=422)


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return api.create_response(request, {"detail": str(error)}, status=404)


@api.get("/", response={200: schemas.Index, **PROBLEMS}, url_name="api-root", summary="What there is")
@open_data
def index(request: HttpRequest) -> dict[str, Any]:
    names = ("meetings", "indicators", "figures", "ratings", "risks", "complaints")
    return {
        "title": "Outturn open data",
        "licence": LICENCE,
        "openapi": reverse("api:openapi-json"),
        "resources": {name: reverse(f"api:api-{name}") for name in names},
        "tables": {name: reverse("api-table", args=[name]) for name in TABLES},
    }


@api.get(
    "/meetings",
    response={200: schemas.Page[schemas.Meeting], **PROBLEMS},
    url_name="api-meetings",
    summary="Meetings whose papers were published",
)
@open_data
def meetings(request: HttpRequest, asked: Query[Paging]) -> dict[str, Any]:
    return _page(request, published.records(Kind.MEETING), asked, _meeting)


@api.get(
    "/meetings/{slug}",
    response={200: schemas.MeetingDetail, **PROBLEMS},
    url_name="api-meeting",
    summary="One meeting: its agenda, files and errata",
)
@open_data
def meeting(request: HttpRequest, slug: Path[schemas.Slug]) -> dict[str, Any]:
    publication = published.publications().filter(meeting__slug=slug).first()
    record = published.records(Kind.MEETING, meeting=slug).first()
    if publication is None or record is None:
        raise Http404("No papers of such a meeting were published.")
    return _meeting(record) | {
        "sha256": publication.pack.sha256,
        "items": [row.data for row in published.records(Kind.ITEM, meeting=slug)],
        "files": [_file(publication, file) for file in published.files(publication)],
        "errata": [
            {
                "number": slip.number,
                "item": slip.item.position,
                "said": slip.said,
                "now_says": slip.now_says,
                "reason": slip.reason,
                "issued_at": slip.issued_at,
            }
            for slip in published.errata(publication)
        ],
    }


@api.get(
    "/indicators",
    response={200: schemas.Page[schemas.Indicator], **PROBLEMS},
    url_name="api-indicators",
    summary="Indicators",
)
@open_data
def indicators(request: HttpRequest, asked: Query[IndicatorQuery]) -> dict[str, Any]:
    return _records(request, Kind.INDICATOR, asked)


@api.get(
    "/indicators/{slug}",
    response={200: schemas.Indicator, **PROBLEMS},
    url_name="api-indicator",
    summary="One indicator, as published last",
)
@open_data
def indicator(request: HttpRequest, slug: Path[schemas.Slug]) -> dict[str, Any]:
    record = published.records(Kind.INDICATOR, key=slug).first()
    if record is None:
        raise Http404("No such indicator was published.")
    return _record(record)


@api.get(
    "/figures",
    response={200: schemas.Page[schemas.Figure], **PROBLEMS},
    url_name="api-figures",
    summary="Figures of indicators",
)
@open_data
def figures(request: HttpRequest, asked: Query[FigureQuery]) -> dict[str, Any]:
    return _records(request, Kind.FIGURE, asked)


@api.get(
    "/ratings",
    response={200: schemas.Page[schemas.Rating], **PROBLEMS},
    url_name="api-ratings",
    summary="Ratings of indicators, with their reasons",
)
@open_data
def ratings(request: HttpRequest, asked: Query[RatingQuery]) -> dict[str, Any]:
    return _records(request, Kind.RATING, asked)


@api.get(
    "/risks",
    response={200: schemas.Page[schemas.Risk], **PROBLEMS},
    url_name="api-risks",
    by_alias=True,
    summary="Risks and opportunities of the corporate register",
)
@open_data
def risks(request: HttpRequest, asked: Query[RiskQuery]) -> dict[str, Any]:
    return _records(request, Kind.RISK, asked)


@api.get(
    "/complaints",
    response={200: schemas.Page[schemas.ComplaintsFigure], **PROBLEMS},
    url_name="api-complaints",
    summary="Figures of the annual complaints report, small counts kept back",
)
@open_data
def complaints(request: HttpRequest, asked: Query[ComplaintsQuery]) -> dict[str, Any]:
    return _records(request, Kind.COMPLAINTS, asked)


def _records(request: HttpRequest, kind: str, asked: RecordQuery) -> dict[str, Any]:
    rows = published.records(kind, meeting=asked.meeting or "", **asked.conditions())
    return _page(request, rows, asked, _record)


def _page(request: HttpRequest, rows: Any, asked: Paging, shown: Callable[..., Any]) -> dict[str, Any]:
    count = rows.count()
    pages = max(1, ceil(count / asked.page_size))
    first = (asked.page - 1) * asked.page_size

    def address(page: int) -> str | None:
        if not 1 <= page <= pages:
            return None
        query = request.GET.copy()
        query["page"] = str(page)
        return f"{request.path}?{query.urlencode()}"

    return {
        "count": count,
        "page": asked.page,
        "pages": pages,
        "page_size": asked.page_size,
        "next": address(asked.page + 1),
        "previous": address(asked.page - 1),
        "results": [shown(row) for row in rows[first : first + asked.page_size]],
    }


def _record(record: PublishedRecord) -> dict[str, Any]:
    return record.data | {
        "meeting": record.pack.meeting.slug,
        "published_at": record.pack.publication.published_at,
        "erratum": record.erratum.number if record.erratum else None,
    }


def _meeting(record: PublishedRecord) -> dict[str, Any]:
    return record.data | {"published_at": record.pack.publication.published_at}


def _file(publication: Publication, file: Any) -> dict[str, Any]:
    return {
        "name": file.name,
        "kind": file.kind,
        "item": file.item.position if file.item else None,
        "erratum": file.erratum.number if file.erratum else None,
        "media_type": file.media_type,
        "size": file.size,
        "sha256": file.sha256,
        "first_page": file.first_page,
        "last_page": file.last_page,
        "address": reverse("published-file", args=[publication.meeting.slug, file.pk, file.name]),
    }
