"""Writing commentary."""

import pytest
from django.core.exceptions import PermissionDenied

from council.actions import quarters
from council.actions.superseding import EditConflict
from council.models import CorporatePriority, Service
from council.periods import parse_quarter
from kpis.actions import commentary, returns
from kpis.actions.commentary import QuarterNotOpen, ReasonNeeded
from kpis.models import Commentary, Indicator
from tests.factories import submit_as_it_stands

pytestmark = pytest.mark.django_db


def write(
    by,
    *slugs: str,
    based_on: int = 0,
    body: list | None = None,
    heading: str = "Gritting",
    quarter: str = "2021-22-Q3",
    reason: str = "",
) -> Commentary:
    return commentary.write(
        quarter=parse_quarter(quarter),
        reason=reason,
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


def test_what_it_replaces_must_be_ones_own_too(person) -> None:
    write(person("performance"), "defects-4h-emergency", "library-visits")
    with pytest.raises(PermissionDenied, match="Library Service"):
        write(person("officer"), "defects-4h-emergency", based_on=1)
    assert Commentary.objects.current().get(slug="gritting").recorded_by == person("performance")


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


def test_words_of_a_closed_quarter_need_a_reason(person) -> None:
    for said in ("", "  \x07 "):
        with pytest.raises(ReasonNeeded, match="is closed"):
            write(person("officer"), "defects-4h-emergency", quarter="2021-22-Q2", reason=said)
    late = write(
        person("officer"), "defects-4h-emergency", quarter="2021-22-Q2", reason="The depot wrote late"
    )
    assert (late.version, late.reason) == (1, "The depot wrote late")
    with pytest.raises(ReasonNeeded):
        write(person("officer"), "defects-4h-emergency", quarter="2021-22-Q2", based_on=1, heading="Again")


def test_words_of_an_approved_return_need_a_reason(person, q3) -> None:
    highways = Service.objects.get(slug="highways")
    submit_as_it_stands(highways, q3, person("officer"))
    with pytest.raises(returns.ReturnIsWithApprover):
        write(person("officer"), "defects-4h-emergency", reason="A reason does not help")
    returns.approve(service=highways, quarter=q3, by=person("approver"))
    with pytest.raises(ReasonNeeded, match=r"Highways Service .* is approved"):
        write(person("officer"), "defects-4h-emergency")
    assert write(person("officer"), "defects-4h-emergency", reason="A street was named wrongly").version == 1


def test_words_of_a_submitted_return_of_a_closed_quarter_are_a_correction_too(person, q3) -> None:
    """Its approver decides about it no more, so nobody could return it first."""
    submit_as_it_stands(Service.objects.get(slug="highways"), q3, person("officer"))
    quarters.close_quarter(quarter=q3, by=person("performance"), reason="The approver is ill")
    assert write(person("officer"), "defects-4h-emergency", reason="A street was named wrongly").version == 1


def test_a_quarter_that_nobody_opened_takes_no_words(person) -> None:
    with pytest.raises(QuarterNotOpen, match="is not open"):
        write(person("officer"), "defects-4h-emergency", quarter="2031-32-Q1", reason="Early")
