"""What mails about errors tell those who run the product."""

from __future__ import annotations

import sys

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.views.debug import ExceptionReporter, get_exception_reporter_filter

from council.error_reports import PostedHidden

TYPED = {"username": "Canary", "words": ["One", "Canary"]}


def request_with_words() -> HttpRequest:
    return RequestFactory().post("/sign-in/?next=home", TYPED)


def report(request: HttpRequest, *, html: bool) -> str:
    """The report of a failure while a variable held what was posted."""
    posted = request.POST
    try:
        raise RuntimeError(f"Broken with {len(posted)} fields")
    except RuntimeError:
        made = ExceptionReporter(request, *sys.exc_info())
    return made.get_traceback_html() if html else made.get_traceback_text()


@pytest.mark.parametrize("html", [False, True])
def test_nothing_that_was_posted_is_told(html: bool) -> None:
    told = report(request_with_words(), html=html)
    assert "Broken with 2 fields" in told
    assert "username" in told
    assert "words" in told
    assert "Canary" not in told


def test_every_value_of_every_field_is_hidden() -> None:
    request = request_with_words()
    hidden = get_exception_reporter_filter(request).get_post_parameters(request)
    stars = PostedHidden.cleansed_substitute
    assert dict(hidden.lists()) == {"username": [stars], "words": [stars]}
    assert get_exception_reporter_filter(None).get_post_parameters(None) == {}
