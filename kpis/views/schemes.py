"""The rating schemes: what they say, and the editor in which the performance lead changes them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from council.access import needs
from council.authorization import Permission
from council.periods import Quarter
from council.presenters import scheme_marks
from kpis import scheme_rows, scheme_words
from kpis.actions import schemes as actions
from kpis.rating import Scheme
from kpis.scheme_forms import SchemeForm, TextForm, drawn, read_rows, text_of
from kpis.scheme_rows import MOST, Rows
from kpis.schemes import SchemeError, parse_scheme, to_mapping
from kpis.selectors import schemes
from kpis.selectors.schemes import SchemePage, VersionLine
from kpis.visibility import View, visible_to


@needs(Permission.DEFINE_KPIS)
def scheme_list(request: HttpRequest) -> HttpResponse:
    """Every scheme with its versions by quarter, and how many indicators use it."""
    return render(request, "kpis/schemes/list.html", {"pages": schemes.pages()})


@needs(Permission.DEFINE_KPIS)
def scheme_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One scheme: the rules of each version as sentences, and the indicators that use it."""
    page = _page_or_404(slug)
    versions = [_version_words(line) for line in page.versions]
    return render(
        request, "kpis/schemes/detail.html", {"page": page, "newest": versions[0], "older": versions[1:]}
    )


@needs(Permission.DEFINE_KPIS)
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """The next version of a scheme."""
    page = _page_or_404(slug)
    return _editor(request, page, page.newest.parsed)


@needs(Permission.DEFINE_KPIS)
def new(request: HttpRequest) -> HttpResponse:
    """A new scheme, from a copy of another (`from` in the address; the house scheme if it says nothing)."""
    pages = schemes.pages()
    wanted = request.GET.get("from", "")
    copied = next((page for page in pages if page.scheme.slug == wanted), None) if wanted else pages[0]
    if copied is None:
        raise Http404("There is no such scheme to copy.")
    return _editor(request, None, copied.newest.parsed)


@dataclass
class Editor:
    """The editor's page. Nothing is stored until the last button, so the page itself holds the draft."""

    request: HttpRequest
    page: SchemePage | None  # None: a new scheme
    copied: Scheme
    rows: Rows
    text: str = ""
    as_text: bool = False

    @cached_property
    def quarters(self) -> list[Quarter]:
        return schemes.first_quarters(self.page)

    def form(self, *args: Any, **kwargs: Any) -> SchemeForm:
        return SchemeForm(*args, quarters=self.quarters, is_new=self.page is None, **kwargs)

    def show(self, form: SchemeForm, *, status: int = 200, **more: Any) -> HttpResponse:
        context = {
            "page": self.page,
            "copied": self.copied,
            "form": form,
            "as_text": self.as_text,
            "text_form": TextForm(initial={"text": self.text}),
            "rows": self.rows,
            **drawn(self.rows),
            "may_add": {part: len(self.rows[part]) < most for part, most in MOST.items()},
        }
        return render(self.request, "kpis/schemes/edit.html", context | more, status=status)

    def act(self, command: str) -> None:
        """Do what a button says that moves rows about, or shows them as text. Raises SchemeError where it cannot."""
        if command == "as-text":
            self.text, self.as_text = text_of(self.rows), True
        elif command == "as-rows":
            self.rows, self.text, self.as_text = _rows_of_text(self.text), "", False
        else:
            self.rows = scheme_rows.act(self.rows, command)

    def draft(self, form: SchemeForm) -> Scheme:
        """The scheme that was entered. Raises SchemeError."""
        parts = scheme_rows.read_text(self.text) if self.as_text else scheme_rows.mapping_of(self.rows)
        name = self.page.scheme.slug if self.page else form.cleaned_data["name"]
        return parse_scheme(parts | form.head(name))


def _editor(request: HttpRequest, page: SchemePage | None, start: Scheme) -> HttpResponse:
    if request.method != "POST":
        editor = Editor(request, page, start, scheme_rows.rows_of(start))
        return editor.show(editor.form(initial=_head_of(start, page)))
    editor = Editor(
        request,
        page,
        start,
        rows=read_rows(request.POST, request.POST.getlist),
        text=request.POST.get("text", ""),
        as_text=request.POST.get("mode") == "text",
    )
    command = request.POST.get("do", "save")
    form = editor.form(request.POST)
    try:
        if command not in ("save", "preview"):
            editor.act(command)
            # What is still missing is not yet a mistake.
            return editor.show(editor.form(initial=request.POST.dict()))
        if not form.is_valid():
            return editor.show(form)
        draft = editor.draft(form)
        if command == "preview":
            return editor.show(form, trial=_trial(draft, page, visible_to(request.user)))
        saved = actions.save_version(
            content=to_mapping(draft),
            valid_from=Quarter.from_ordinal(form.cleaned_data["valid_from"]),
            by=request.user,
            based_on=form.cleaned_data["based_on"],
        )
    except SchemeError as error:
        form.add_error(None, _sentence(error))
        return editor.show(form)
    except actions.SchemeConflict as conflict:
        data = request.POST.copy()
        data["based_on"] = str(conflict.newest.version)
        return editor.show(editor.form(data), status=409, conflict=conflict.newest)
    messages.success(
        request,
        f"Version {saved.version} of {draft.label} is saved. The figures it rates are being rated again.",
    )
    return redirect("kpi-scheme", slug=saved.scheme.slug)


def _rows_of_text(text: str) -> Rows:
    return scheme_rows.rows_of(
        parse_scheme(scheme_rows.read_text(text) | {"name": "draft", "label": "Draft"})
    )


def _head_of(scheme: Scheme, page: SchemePage | None) -> dict[str, Any]:
    """What the boxes of the whole scheme begin with; a copy has yet to be named and approved."""
    head = {"default_tolerance": scheme.default_tolerance, "note": scheme.note}
    if page is None:
        return head | {"based_on": 0}
    return head | {"based_on": max(line.row.version for line in page.versions), "label": scheme.label}


def _trial(draft: Scheme, page: SchemePage | None, view: View) -> dict[str, Any]:
    """The draft in sentences, and what the newest closed quarter would have been; no trial before one was closed."""
    quarter = view.newest_closed
    trial = schemes.would_change(draft, page, quarter, view) if quarter else None
    return {"trial": trial, "sentences": scheme_words.rule_sentences(draft)}


def _version_words(line: VersionLine) -> dict[str, Any]:
    parsed = line.parsed
    marks = scheme_marks(parsed.statuses)
    return {
        "line": line,
        "parsed": parsed,
        "marks": list(marks.values()),
        "sentences": scheme_words.rule_sentences(parsed),
        "tolerance": scheme_words.tolerance_sentence(parsed),
        "classes": [scheme_words.class_sentence(each) for each in parsed.classes],
    }


def _sentence(error: SchemeError) -> str:
    words = str(error)
    return f"{words[:1].upper()}{words[1:]}"


def _page_or_404(slug: str) -> SchemePage:
    page = schemes.page(slug)
    if page is None:
        raise Http404("There is no such scheme.")
    return page
