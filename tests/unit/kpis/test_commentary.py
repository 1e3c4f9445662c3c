"""Writing commentary."""

import pytest
from django.core.exceptions import PermissionDenied

from council.actions.superseding import EditConflict
from council.models import CorporatePriority
from council.periods import parse_quarter
from kpis.actions import commentary
from kpis.models import Commentary, Indicator

pytestmark = pytest.mark.django_db


def write(
    by, *slugs: str, based_on: int = 0, body: list | None = None, heading: str = "Gritting"
) -> Commentary:
    return commentary.write(
        quarter=parse_quarter("2021-22-Q3"),
        slug="gritting",
        heading=heading,
        priority=CorporatePriority.objects.get(slug="delivering-better-services"),
        position=1,
        indicators=Indicator.objects.filter(slug__in=slugs),
        body=body or [{"kind": "paragraph", "text": "All routes were gritted."}],
        by=by,
        based_on=based_on,
    )


def test_commentary_names_its_indicators_and_keeps_its_versions(person) -> None:
    write(person("officer"), "defects-4h-emergency", "lampout-ntm-5d")
    second = write(person("officer"), "defects-4h-emergency", based_on=1, heading="Gritting again")
    assert [str(row) for row in Commentary.objects.filter(slug="gritting").order_by("version")] == [
        "Gritting",
        "Gritting again",
    ]
    assert [str(i) for i in second.indicators.all()] == ["defects-4h-emergency"]


def test_every_indicator_must_be_ones_own(person) -> None:
    with pytest.raises(PermissionDenied, match="Library Service"):
        write(person("officer"), "defects-4h-emergency", "library-visits")
    assert not Commentary.objects.filter(slug="gritting").exists()


@pytest.mark.parametrize("username", ["approver", "member", "admin"])
def test_who_may_not_write(person, username: str) -> None:
    with pytest.raises(PermissionDenied):
        write(person(username), "defects-4h-emergency")


def test_control_characters_are_removed_and_mark_up_stays_text(person) -> None:
    written = write(
        person("performance"),
        "library-visits",
        body=[
            {"kind": "paragraph", "text": "<b>Bold</b>\x0b claims\x00"},
            {"kind": "bullets", "items": ["=1+1\x07", "plain"]},
        ],
    )
    paragraph, bullets = written.body
    assert "<b>Bold</b>" in paragraph["text"]
    assert not set("\x0b\x00\x07") & set(paragraph["text"] + "".join(bullets["items"]))


def test_two_writers(person) -> None:
    write(person("officer"), "defects-4h-emergency")
    with pytest.raises(EditConflict):
        write(person("performance"), "defects-4h-emergency")
