"""Saving a scheme from its editor: a first version, or the next one of a scheme that somebody has read."""

from __future__ import annotations

from django.db import transaction

from council.actions import quarters
from council.authorization import Permission, require
from council.models import ReportingQuarter, User
from council.periods import Quarter
from kpis.actions.definitions import add_scheme_version
from kpis.models import Scheme, SchemeVersion
from kpis.schemes import SchemeError


class SchemeConflict(Exception):
    """Somebody else saved a version of the scheme since it was read; `newest` is theirs. Nothing was changed."""

    def __init__(self, newest: SchemeVersion):
        self.newest = newest
        super().__init__("This scheme was changed by somebody else after you opened it.")


@transaction.atomic
def save_version(*, content: dict, valid_from: Quarter, by: User, based_on: int) -> SchemeVersion:
    """Store the rules from a quarter on that is not closed. `based_on` counts the versions that the editor knew (0: a new
    scheme). Raises PermissionDenied, SchemeError, SchemeConflict."""
    require(by, Permission.DEFINE_KPIS)
    quarters.hold()  # nobody closes one meanwhile
    scheme = Scheme.objects.select_for_update().filter(slug=content.get("name")).first()
    if scheme is not None and not based_on:
        raise SchemeError(f'There is a scheme with the short name "{scheme.slug}" already. Choose another.')
    newest = scheme.versions.order_by("-version").first() if scheme else None
    if newest is not None and newest.version != based_on:
        raise SchemeConflict(newest)
    if ReportingQuarter.objects.filter(ordinal__gte=valid_from.ordinal, closed_at__isnull=False).exists():
        raise SchemeError(
            f"{valid_from.label} is closed, or a later quarter is: closed quarters keep the rules they were rated by. "
            "Choose a later quarter."
        )
    version = add_scheme_version(content=content, valid_from=valid_from, by=by)
    if version.version != based_on + 1:  # somebody else made a scheme of that short name at the same moment
        raise SchemeConflict(version.scheme.versions.get(version=based_on + 1))
    return version
