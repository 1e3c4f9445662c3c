"""What the risk lead keeps: the registers, and where the rest is."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from council.access import needs
from council.authorization import Permission
from risks.actions import registers
from risks.models import Register
from risks.register_forms import RegisterForm
from risks.selectors import registers as selectors
from risks.views.entries import open_quarter
from risks.visibility import visible_to


@needs(Permission.MANAGE_RISKS)
def manage(request: HttpRequest) -> HttpResponse:
    """What the risk lead keeps, and where; who keeps part of the council's registers is led to those."""
    view = visible_to(request.user)
    kept = [
        (register, open_quarter(register, view) is not None)
        for register in view.registers
        if view.manages(register)
    ]
    return render(request, "risks/manage/manage.html", {"kept": kept, "keeps_all": view.runs_rounds})


@needs(Permission.MANAGE_RISKS)
def register_list(request: HttpRequest) -> HttpResponse:
    """Every register: whose it is, its matrix, who sees it, and when it was kept."""
    registers.require_everywhere(request.user)
    return render(request, "risks/manage/registers.html", {"registers": selectors.listing()})


@needs(Permission.MANAGE_RISKS)
def add(request: HttpRequest) -> HttpResponse:
    """A new register."""
    registers.require_everywhere(request.user)
    form = _form(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made = registers.keep_register(Register(**form.register_fields()), by=request.user)
        except ValidationError as mistakes:
            form.refuse(mistakes)
        else:
            messages.success(
                request, f"{made.name} is there. Entries are put on it while a risk quarter is open."
            )
            return redirect("risk-registers")
    return render(request, "risks/manage/register.html", {"form": form})


@needs(Permission.MANAGE_RISKS)
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a register."""
    registers.require_everywhere(request.user)
    current = _register_or_404(slug)
    form = _form(request.POST if request.method == "POST" else None, current)
    theirs = None
    if form.is_bound and form.is_valid():
        try:
            registers.change_register(
                slug, by=request.user, seen=form.cleaned_data["seen"], **form.register_fields()
            )
        except registers.Moved:
            theirs = _register_or_404(slug)
            data = form.data.copy()
            data["seen"] = selectors.fingerprint(theirs)
            form = _form(data, theirs)
        except ValidationError as mistakes:
            form.refuse(mistakes)
        else:
            messages.success(request, f"{form.cleaned_data['name']} is saved.")
            return redirect("risk-registers")
    return render(
        request,
        "risks/manage/register.html",
        {"form": form, "register": current, "theirs": theirs},
        status=409 if theirs else 200,
    )


def _form(data: QueryDict | None, current: Register | None = None) -> RegisterForm:
    return RegisterForm(data, choices=selectors.choices(), current=current)


def _register_or_404(slug: str) -> Register:
    found = selectors.current(slug)
    if found is None:
        raise Http404("There is no such register.")
    return found
