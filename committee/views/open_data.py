"""Open data as whole tables: CSV with its metadata. The API itself is `committee.api`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import condition

from committee.api.door import open_to_all
from committee.api.resources import etag
from committee.api.tables import TABLES, csv_lines, metadata
from committee.selectors import published

CHUNK = 500


@open_to_all
@condition(etag_func=etag)
def table(request: HttpRequest, name: str) -> HttpResponse:
    """One table of everything that was published, each record as published last."""
    _refuse_unknown(name)
    response = StreamingHttpResponse(
        csv_lines(TABLES[name], _rows(TABLES[name].kind)),
        content_type="text/csv; charset=utf-8; header=present",
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Link"] = (
        f'<{reverse("api-table-metadata", args=[name])}>; rel="describedby"; type="application/csvm+json"'
    )
    return response


@open_to_all
def table_metadata(request: HttpRequest, name: str) -> HttpResponse:
    """What the columns of a table are."""
    _refuse_unknown(name)
    return JsonResponse(
        metadata(name, f"{name}.csv"), content_type="application/csvm+json", json_dumps_params={"indent": 2}
    )


@open_to_all
def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """An address below the API's that is none."""
    raise Http404("There is nothing at this address. /api/v1/ says what there is.")


def _refuse_unknown(name: str) -> None:
    if name not in TABLES:
        raise Http404(f"There is no such table. There are: {', '.join(TABLES)}.")


def _rows(kind: str) -> Iterator[dict[str, Any]]:
    for record in published.records(kind).iterator(chunk_size=CHUNK):
        yield record.data | {
            "meeting": record.pack.meeting.slug,
            "published_at": record.pack.publication.published_at.isoformat(),
            "erratum": record.erratum.number if record.erratum else None,
        }
