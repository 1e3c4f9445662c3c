"""Signing in and out, health, and the progress of jobs."""

from __future__ import annotations

import logging

from django.contrib.auth import views as auth_views
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from council import outbox, selectors
from council.access import needs, public
from council.authorization import Permission
from council.models import Job
from council.sign_in import SignInForm

log = logging.getLogger(__name__)

#: Seconds that the oldest waiting work may be old before the workers count as stuck (bar F7).
STALE_AFTER = 90

sign_in = public(
    auth_views.LoginView.as_view(
        template_name="council/sign_in.html", authentication_form=SignInForm, redirect_authenticated_user=True
    )
)
sign_out = public(auth_views.LogoutView.as_view())


@public
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@public
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers, its migrations are done, and waiting work is being done (progress, not processes)."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        executor = MigrationExecutor(connection)
        checks = {
            "database": True,
            "migrations": not executor.migration_plan(executor.loader.graph.leaf_nodes()),
            "work": outbox.oldest_waiting_seconds() < STALE_AFTER,
        }
    except DatabaseError:
        log.exception("The database does not answer")
        checks = {"database": False, "migrations": False, "work": False}
    ready = all(checks.values())
    # Work that was given up needs a person, not another worker: it is told, but the place is ready.
    given_up = outbox.given_up_count() if checks["database"] else None
    return JsonResponse({"ready": ready, **checks, "given_up": given_up}, status=200 if ready else 503)


@needs(Permission.RECOMPUTE)
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a job is."""
    return render(request, "council/job.html", {"job": _job_or_404(pk)})


@needs(Permission.RECOMPUTE)
def job_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress alone: what the job's page asks for each second."""
    return render(request, "council/job_progress.html", {"job": _job_or_404(pk)})


def _job_or_404(pk: int) -> Job:
    found = selectors.job(pk)
    if found is None:
        raise Http404("There is no such job.")
    return found


def error(request: HttpRequest, exception: Exception | None = None, *, status: int) -> HttpResponse:
    """An error page in the frame of the site. A 403 says which permission is missing, a 404 never says what exists."""
    return render(request, f"council/{status}.html", {"message": str(exception or "")}, status=status)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error(request, exception, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error(request, status=404)
