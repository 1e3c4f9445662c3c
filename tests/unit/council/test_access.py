"""The doors: a view that does not say who may open it is opened to nobody."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from council.access import DefaultDenyMiddleware, needs, public
from council.authorization import Permission

pytestmark = pytest.mark.django_db


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("secret")


def ask(view, user, path: str = "/page/?quarter=2021-22-Q2") -> HttpResponse:
    request = RequestFactory().get(path)
    request.user = user
    return view(request)


def test_an_undeclared_view_is_refused_before_it_runs() -> None:
    guard = DefaultDenyMiddleware(page)
    with pytest.raises(RuntimeError, match=r"page does not say who may open it"):
        guard.process_view(RequestFactory().get("/"), page, (), {})


@pytest.mark.parametrize("declared", [public(page), needs(Permission.VIEW_PUBLISHED)(page)])
def test_a_declared_view_passes_the_guard(declared) -> None:
    assert DefaultDenyMiddleware(page).process_view(RequestFactory().get("/"), declared, (), {}) is None


def test_somebody_unknown_is_sent_to_sign_in_and_back_again() -> None:
    response = ask(needs(Permission.VIEW_PUBLISHED)(page), AnonymousUser())
    assert response.status_code == 302
    assert response.url == "/sign-in/?next=/page/%3Fquarter%3D2021-22-Q2"


def test_the_permission_decides(person) -> None:
    guarded = needs(Permission.VIEW_AUDIT)(page)
    assert ask(guarded, person("auditor")).content == b"secret"
    with pytest.raises(PermissionDenied):
        ask(guarded, person("member"))


def test_public_means_everybody() -> None:
    assert ask(public(page), AnonymousUser()).content == b"secret"


def test_a_refusal_is_a_page_that_says_which_permission_is_missing(client_of) -> None:
    response = client_of("member").get("/kpis/returns/upload/")
    assert response.status_code == 403
    assert "may not enter figures and commentary" in response.content.decode()


def test_somebody_disabled_while_signed_in_is_refused_at_the_next_request(person, client_of) -> None:
    client = client_of("officer")
    assert client.get("/kpis/").status_code == 200
    officer = person("officer")
    officer.is_active = False
    officer.save(update_fields=["is_active"])
    assert client.get("/kpis/").status_code == 302


def test_a_role_withdrawn_while_signed_in_is_refused_at_the_next_request(person, client_of) -> None:
    client = client_of("officer")
    assert client.get("/kpis/returns/").status_code == 200
    person("officer").role_assignments.all().delete()
    assert client.get("/kpis/returns/").status_code == 403


def test_a_form_without_its_token_is_refused(person) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("officer"))
    assert (
        client.post("/kpis/defects-4h-emergency/enter/2021-22-Q3/", {"version": 0, "value": "1"}).status_code
        == 403
    )
