"""Groups of indicators that share one commentary."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from council.access import needs
from council.actions.superseding import EditConflict
from council.authorization import Permission
from kpis.actions import groups
from kpis.models import Definition
from kpis.selectors import definitions as selectors
from kpis.upkeep_forms import GroupForm, MembersForm


@needs(Permission.DEFINE_KPIS)
def group_list(request: HttpRequest) -> HttpResponse:
    """Every group with its indicators, and a form for another group."""
    form = GroupForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            group = groups.create(name=form.cleaned_data["name"], by=request.user)
        except groups.GroupRefused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, f"The group “{group.name}” is there. Choose its indicators.")
            return redirect("kpi-group", slug=group.slug)
    return render(request, "kpis/definitions/groups.html", {"form": form, "groups": selectors.groups()})


@needs(Permission.DEFINE_KPIS)
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """The name and the indicators of one group."""
    found = selectors.group(slug)
    if found is None:
        raise Http404("There is no such group.")
    rows = selectors.listing()
    members = [row.indicator.slug for row in rows if row.group_id == found.pk]
    choices = [
        (row.indicator.slug, _choice(row, found.pk))
        for row in sorted(rows, key=lambda row: row.group_id != found.pk)  # its own first
        if row.retired_on is None or row.group_id == found.pk
    ]
    name_form = GroupForm(request.POST if "rename" in request.POST else None, initial={"name": found.name})
    members_form = MembersForm(
        request.POST if "choose" in request.POST else None,
        choices=choices,
        initial={"members": members, "seen": " ".join(members)},
    )
    status = 200
    if name_form.is_bound and name_form.is_valid():
        try:
            groups.rename(found, name=name_form.cleaned_data["name"], by=request.user)
        except groups.GroupRefused as refusal:
            name_form.add_error("name", str(refusal))
        else:
            messages.success(request, f"The group is now called “{found.name}”.")
            return redirect("kpi-group", slug=slug)
    if members_form.is_bound and members_form.is_valid():
        data = members_form.cleaned_data
        try:
            changed = groups.set_members(
                found, slugs=data["members"], seen=data["seen"].split(), by=request.user
            )
        except (groups.MembersChanged, EditConflict):
            status = 409
            members_form = _again(request, choices, members)
            members_form.add_error(
                "members",
                "Somebody else changed this group or one of these indicators meanwhile. Your choice is still here, "
                f"nothing of it is saved. Now in the group: {len(members)}. Save again to have it your way.",
            )
        else:
            messages.success(request, _saved(len(changed)))
            return redirect("kpi-groups")
    return render(
        request,
        "kpis/definitions/group.html",
        {"group": found, "form": name_form, "members_form": members_form},
        status=status,
    )


def _choice(row: Definition, group_pk: int) -> str:
    """An indicator's name, and the group that it would leave."""
    if row.group_id is None or row.group_id == group_pk:
        return row.name
    return f"{row.name} (now in “{row.group.name}”)"


def _again(request: HttpRequest, choices: list[tuple[str, str]], members: list[str]) -> MembersForm:
    """What was chosen, beside the members that the group has now."""
    data = request.POST.copy()
    data["seen"] = " ".join(members)
    form = MembersForm(data, choices=choices)
    form.is_valid()
    return form


def _saved(count: int) -> str:
    if not count:
        return "The group is as it was."
    return f"{count} indicator{'s' if count > 1 else ''} changed group."
