"""The doors: every view says who may open it. A view that says nothing is opened to nobody (tests walk every address)."""

from __future__ import annotations

import functools
from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from council.authorization import Permission, require

View = Callable[..., HttpResponse]


def needs(permission: Permission) -> Callable[[View], View]:
    """Only for people who hold `permission` somewhere; the view itself asks again where a service matters."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            require(request.user, permission)
            return view(request, *args, **kwargs)

        guarded.access = permission
        return guarded

    return decorate


def public(view: View) -> View:
    """For everybody, signed in or not."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return view(request, *args, **kwargs)

    guarded.access = "public"
    return guarded


class DefaultDenyMiddleware:
    """Refuse a view that declares no access, so that a forgotten decorator shows at once and leaks nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: tuple, kwargs: dict) -> None:
        if not hasattr(view, "access"):
            raise RuntimeError(
                f"{view.__module__}.{view.__name__} does not say who may open it (council.access)."
            )
