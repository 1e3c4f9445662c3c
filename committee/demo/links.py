"""The demonstration's links between risks and indicators: chosen by us, each for a subject that both plainly name."""

from __future__ import annotations

from committee.actions import links
from council.demo import DEMO, read_yaml
from council.models import User
from council.periods import parse_quarter
from kpis.models import Indicator
from risks.models import Place, ReviewRound
from risks.references import key_of

LINKS = DEMO / "links.yaml"


def load() -> None:
    """Link entries to indicators, each link from the opening of its risk quarter on."""
    by = User.objects.get(username="risk")
    for row in read_yaml(LINKS):
        place = Place.objects.select_related("entry").get(
            register__slug=row["register"], key=key_of(row["ref"])
        )
        links.link(
            place.entry,
            [Indicator.objects.get(slug=slug) for slug in row["indicators"]],
            note=row["note"],
            by=by,
            at=ReviewRound.objects.get(ordinal=parse_quarter(row["quarter"]).ordinal).opened_at,
        )
