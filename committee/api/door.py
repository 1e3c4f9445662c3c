"""The door of open data: what every address of it has in common, resource and table alike.

Everybody may come in, from pages of other sites too (Fetch standard: Access-Control-Allow-Origin), but no oftener than the
limit. HEAD is answered as GET is. Whatever goes wrong is said in words, as JSON.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from committee.api.throttle import PublicRate
from council.access import public

View = Callable[..., HttpResponse]

#: Seconds. Published papers do not change; the next publication or erratum changes the ETag.
FRESH_FOR = 300
METHODS = ("GET", "HEAD")


def open_to_all(view: View) -> View:
    """The view behind the door of open data."""

    # Nothing can be changed here, so nobody can be made to change it: a POST is told so, not that a token is missing.
    @public
    @csrf_exempt
    @functools.wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = _answer(view, request, *args, **kwargs)
        if response.status_code in (200, 304):
            response["Cache-Control"] = f"public, max-age={FRESH_FOR}"
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return answer


def problem(status: int, words: str) -> HttpResponse:
    """What is wrong, in words."""
    return JsonResponse({"detail": words}, status=status)


def _answer(view: View, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    if request.method not in METHODS:
        response = problem(405, "Open data is only read: ask with GET or HEAD.")
        response["Allow"] = ", ".join(METHODS)
        return response
    rate = PublicRate()
    if not rate.allow_request(request):
        response = problem(429, "You have asked too often. Wait a little and ask again.")
        response["Retry-After"] = str(rate.wait())
        return response
    asked, request.method = request.method, "GET"
    try:
        return view(request, *args, **kwargs)
    except Http404 as missing:
        return problem(404, str(missing))
    finally:
        request.method = asked
