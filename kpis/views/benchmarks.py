"""What others achieved, beside an indicator's own figures: added, corrected."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from council.access import needs
from council.actions.superseding import EditConflict
from council.authorization import Permission
from council.periods import Quarter, parse
from council.presenters import figure_text
from kpis.actions import benchmarks as actions
from kpis.models import Benchmark, Definition
from kpis.presenters import amount
from kpis.selectors import definitions as selectors
from kpis.upkeep_forms import BenchmarkForm

VALUES = ("value", "second_value", "rank", "rank_of", "quartile", "text", "source", "note", "version")


@needs(Permission.DEFINE_KPIS)
def benchmarks(request: HttpRequest, slug: str) -> HttpResponse:
    """Every benchmark of an indicator, and a form for another."""
    definition = _find(slug)
    form = BenchmarkForm(request.POST or None, definition=definition, is_new=True, initial={"version": 0})
    if form.is_bound and form.is_valid():
        about = form.cleaned_data
        try:
            actions.record(
                indicator=definition.indicator,
                comparator=about["comparator"],
                name=about["name"],
                period=about["period"],
                reported_in=Quarter.from_ordinal(about["reported_in"]),
                by=request.user,
                based_on=0,
                **form.values(),
            )
        except EditConflict:
            form.add_error("comparator", "This benchmark is there already. Correct it in the table above.")
        except ValidationError as mistakes:
            form.add_error(None, mistakes)
        else:
            messages.success(request, "The benchmark is added.")
            return redirect("kpi-benchmarks", slug=slug)
    rows = [_shown(row, definition) for row in selectors.benchmarks(definition.indicator)]
    return render(
        request,
        "kpis/definitions/benchmarks.html",
        {"definition": definition, "form": form, "benchmarks": rows},
    )


@needs(Permission.DEFINE_KPIS)
def correct(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Correct one benchmark. What it is about stays."""
    definition = _find(slug)
    current = selectors.benchmark(pk, definition.indicator)
    if current is None:
        raise Http404("There is no such benchmark.")
    form = _form(request.POST or None, definition, current)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            actions.record(
                indicator=definition.indicator,
                comparator=current.comparator,
                name=current.name,
                period=current.period,
                reported_in=Quarter.from_ordinal(current.reported_in),
                by=request.user,
                based_on=form.cleaned_data["version"],
                **form.values(),
            )
        except EditConflict:
            data = request.POST.copy()
            data["version"] = current.version
            form, status = _form(data, definition, current), 409
        except ValidationError as mistakes:
            form.add_error(None, mistakes)
        else:
            messages.success(request, "The benchmark is corrected.")
            return redirect("kpi-benchmarks", slug=slug)
    return render(
        request,
        "kpis/definitions/benchmark.html",
        {
            "definition": definition,
            "form": form,
            "current": _shown(current, definition),
            "is_conflict": status == 409,
        },
        status=status,
    )


def _find(slug: str) -> Definition:
    found = selectors.current(slug)
    if found is None:
        raise Http404("There is no such indicator.")
    return found


def _form(data: Any, definition: Definition, current: Benchmark) -> BenchmarkForm:
    initial = {name: getattr(current, name) for name in VALUES}
    return BenchmarkForm(data, definition=definition, is_new=False, initial=initial)


def _shown(row: Benchmark, definition: Definition) -> dict[str, Any]:
    """A benchmark in words."""
    figures = [amount(row.value, definition)] if row.value is not None else []
    if row.second_value is not None:
        figures.append(figure_text(row.second_value, definition.second_unit))
    place = f"{row.rank} of {row.rank_of}" if row.rank and row.rank_of else str(row.rank or "")
    return {
        "row": row,
        "period": parse(row.period).label if row.period else "Not given",
        "reported_in": Quarter.from_ordinal(row.reported_in).label,
        "figure": " / ".join(figures) or row.text or "–",
        "rank": place or "–",
        "quartile": row.quartile or "–",
    }
