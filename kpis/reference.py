"""The rating schemes that come with Outturn, as files that a council may read, compare and change."""

from __future__ import annotations

import datetime

from django.conf import settings

from council.models import User
from council.periods import Quarter
from kpis.actions import definitions
from kpis.scheme_yaml import read_yaml

SCHEMES = settings.BASE_DIR / "fixtures" / "reference" / "schemes"
HOUSE = "house"


def load_schemes(*, by: User, at: datetime.datetime | None = None) -> int:
    """Store every reference scheme as its first version; return how many there are."""
    paths = sorted(SCHEMES.glob("*.yaml"))
    for path in paths:
        definitions.add_scheme_version(
            content=read_yaml(path.read_text(encoding="utf-8")),
            valid_from=Quarter.from_ordinal(0),
            by=by,
            at=at,
            is_house_default=path.stem == HOUSE,
        )
    return len(paths)
