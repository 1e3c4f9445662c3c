"""The matrices: what each version says, and a new version, which is shown with what it would change before it is saved."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from council.access import needs
from council.authorization import Permission
from council.periods import Quarter
from risks import matrix_tables
from risks.actions import registers
from risks.matrix import Matrix
from risks.matrix_text import written_out
from risks.models import MatrixVersion
from risks.reference import usual_matrix
from risks.register_forms import MatrixForm
from risks.selectors import matrix_pages
from risks.selectors.matrix_pages import MatrixPage, VersionLine
from risks.visibility import visible_to


@needs(Permission.MANAGE_RISKS)
def matrix_list(request: HttpRequest) -> HttpResponse:
    """Every matrix with its versions and the registers scored by it."""
    return render(request, "risks/manage/matrices.html", {"pages": matrix_pages.pages()})


@needs(Permission.MANAGE_RISKS)
def matrix_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One matrix: each version as a table with its bands, the newest first."""
    page = _page_or_404(slug)
    versions = [_drawn(line) for line in page.versions]
    context = {
        "page": page,
        "newest": versions[0],
        "older": versions[1:],
        "may_write": visible_to(request.user).runs_rounds,
    }
    return render(request, "risks/manage/matrix.html", context)


@needs(Permission.MANAGE_RISKS)
def add(request: HttpRequest) -> HttpResponse:
    """A new matrix, beginning from the usual one."""
    return _write(request, None, usual_matrix())


@needs(Permission.MANAGE_RISKS)
def version(request: HttpRequest, slug: str) -> HttpResponse:
    """The next version of a matrix."""
    page = _page_or_404(slug)
    return _write(request, page, page.newest.matrix)


def _write(request: HttpRequest, page: MatrixPage | None, start: Matrix) -> HttpResponse:
    """Typed, shown, saved. What is saved is what was shown; whatever is refused comes back with all that was typed."""
    registers.require_everywhere(request.user)
    form = _form(request, page, start)
    if not form.is_bound or not form.is_valid() or form.matrix is None:
        return _page(request, page, form)
    if page is None and matrix_pages.page(form.cleaned_data["slug"]):
        form.add_error("slug", "Another matrix has this short name. Choose another one")
        return _page(request, page, form)
    if page is not None and form.matrix == page.newest.matrix:
        form.add_error("content", "It says what the newest version says. Change it, or leave it as it is")
        return _page(request, page, form)
    if form.cleaned_data["shown"] != form.fingerprint:
        return _page(request, page, form, preview=True)
    try:
        saved = _save(request, page, form)
    except registers.Moved:
        return _moved(request, slug=page.matrix.slug if page else form.cleaned_data["slug"])
    except registers.RegisterRefused as refusal:
        form.add_error("valid_from", str(refusal))
        return _page(request, page, form)
    first = Quarter.from_ordinal(saved.valid_from)
    messages.success(
        request, f"Version {saved.version} of {saved.matrix.name} is saved. It scores from {first.label} on."
    )
    return redirect("risk-matrix", slug=saved.matrix.slug)


def _save(request: HttpRequest, page: MatrixPage | None, form: MatrixForm) -> MatrixVersion:
    data = form.cleaned_data
    return registers.add_matrix_version(
        slug=page.matrix.slug if page else data["slug"],
        name=page.matrix.name if page else data["name"],
        content=form.kept,
        valid_from=Quarter.from_ordinal(data["valid_from"]),
        by=request.user,
        note=data["note"],
        based_on=data["based_on"],
    )


def _form(request: HttpRequest, page: MatrixPage | None, start: Matrix, data: Any = None) -> MatrixForm:
    bound = request.method == "POST"
    return MatrixForm(
        (data or request.POST) if bound else None,
        request.FILES if bound else None,
        quarters=matrix_pages.first_quarters(page),
        is_new=page is None,
        initial={
            "based_on": page.newest.row.version if page else 0,
            "content": written_out(start),
        },
    )


def _moved(request: HttpRequest, *, slug: str) -> HttpResponse:
    """Somebody wrote a version meanwhile: say so and keep what was typed; it is shown against theirs next (409)."""
    theirs = _page_or_404(slug)
    data = request.POST.copy()
    data["based_on"] = str(theirs.newest.row.version)
    data["shown"] = ""
    form = _form(request, theirs, theirs.newest.matrix, data)
    form.is_valid()
    return _page(request, theirs, form, conflict=theirs.newest.row)


def _page(
    request: HttpRequest,
    page: MatrixPage | None,
    form: MatrixForm,
    *,
    preview: bool = False,
    conflict: MatrixVersion | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {"page": page, "form": form, "conflict": conflict}
    if preview and form.matrix is not None:
        form.data = form.data.copy()
        form.data["shown"] = form.fingerprint
        context["preview"] = _words(form.matrix)
        if page is not None:
            trial = matrix_pages.would_change(form.matrix, page, visible_to(request.user))
            context["trial"] = trial
            context["changed"] = matrix_tables.trial_rows(trial.changed) if trial else []
    return render(request, "risks/manage/matrix_version.html", context, status=409 if conflict else 200)


def _drawn(line: VersionLine) -> dict[str, Any]:
    return {"line": line, **_words(line.matrix)}


def _words(matrix: Matrix) -> dict[str, Any]:
    """A matrix as its page shows it."""
    return {
        "risks": matrix_tables.drawn(matrix),
        "opportunities": matrix_tables.drawn(matrix, is_opportunity=True),
        "other_words": matrix_tables.other_words(matrix),
        "lines": matrix_tables.lines(matrix),
    }


def _page_or_404(slug: str) -> MatrixPage:
    page = matrix_pages.page(slug)
    if page is None:
        raise Http404("There is no such matrix.")
    return page
