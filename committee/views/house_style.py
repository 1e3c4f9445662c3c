"""The house style of papers: which Word template is in use, another one, and a sample dressed in it."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from committee.actions import house_style as actions
from committee.actions.refusals import CommitteeRefused
from committee.exports.packs import MEDIA_TYPES
from committee.house_style_forms import HouseStyleForm, VersionForm
from committee.selectors import house_style
from council.access import needs
from council.actions.superseding import EditConflict
from council.authorization import Permission


@needs(Permission.MANAGE_MEETINGS)
def page(request: HttpRequest) -> HttpResponse:
    """What is in use, since when and by whom; upload another."""
    if request.method != "POST":
        return _shown(request)
    form = HouseStyleForm(request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, form)
    file = form.cleaned_data["file"]
    try:
        kept = actions.keep_template(
            name=file.name, content=file.read(), by=request.user, based_on=form.cleaned_data["version"]
        )
    except EditConflict:
        return _conflict(request)
    except CommitteeRefused as refusal:
        form.add_error("file", str(refusal))
        return _shown(request, form)
    messages.success(request, f"Word files of papers are dressed in {kept.name} from now on.")
    return redirect("house-style")


@needs(Permission.MANAGE_MEETINGS)
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Go back to the product's own style."""
    form = VersionForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "The page was sent without all of it. Nothing was changed; try again.")
        return redirect("house-style")
    try:
        actions.remove_template(by=request.user, based_on=form.cleaned_data["version"])
    except EditConflict:
        return _conflict(request)
    except CommitteeRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Word files of papers have the product’s own style from now on.")
    return redirect("house-style")


@needs(Permission.MANAGE_MEETINGS)
def file(request: HttpRequest) -> HttpResponse:
    """The template in use, as it was uploaded."""
    found = house_style.in_use()
    if found is None:
        raise Http404("No template is in use.")
    return _sent(bytes(found.content), found.name, "application/octet-stream")


@needs(Permission.MANAGE_MEETINGS)
def sample(request: HttpRequest) -> HttpResponse:
    """A sample paper as Word in the style that is in use."""
    made = actions.sample_paper(timezone.now())
    return _sent(made, f"{actions.SAMPLE}.docx", MEDIA_TYPES["docx"])


def _conflict(request: HttpRequest) -> HttpResponse:
    """Somebody else changed the style meanwhile; no page can hold a chosen file, so it is chosen again."""
    return _shown(request, theirs=house_style.current(), status=409)


def _shown(
    request: HttpRequest, form: HouseStyleForm | None = None, *, theirs: object = None, status: int = 200
) -> HttpResponse:
    current = house_style.current()
    version = current.version if current else 0
    return render(
        request,
        "committee/house_style/page.html",
        {
            "current": current,
            "form": form or HouseStyleForm(initial={"version": version}),
            "version": version,
            "conflict": {"theirs": theirs} if theirs else None,
        },
        status=status,
    )


def _sent(content: bytes, name: str, media_type: str) -> HttpResponse:
    """A file to keep: never a page of ours, whatever is in it."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    response["Content-Security-Policy"] = "sandbox"
    return response
