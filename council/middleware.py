"""What every request passes through."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from council import audit

SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}


class AuditMiddleware:
    """Tell the audit trail who makes the changes of a request. Reading changes nothing and costs nothing here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in SAFE_METHODS:
            return self.get_response(request)
        with audit.acting(who=request.user.pk, request=f"{request.method} {request.path}"):
            return self.get_response(request)


class PrivateByDefaultMiddleware:
    """Pages are for the person who asked: nothing between here and the browser may keep a copy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        response.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        return response
