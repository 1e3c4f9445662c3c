"""Corrections of what papers print, made through the actions that people use: after each, a paper reads otherwise."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from complaints.actions import stages
from complaints.models import Stage
from council.actions import quarters
from council.models import User
from council.periods import parse_quarter
from kpis.actions import commentary, definitions, overrides, targets
from kpis.models import Commentary, Definition, Figure, Indicator, Target
from risks.actions import entries, reviews, rounds
from risks.models import Assessment, Place
from tests.complaint_factories import complaints_manager
from tests.factories import make_figure, performance_lead
from tests.risk_factories import risk_lead

Q2 = parse_quarter("2021-22-Q2")
RISKS_OF = parse_quarter("2021-22-Q3")
DEFECTS = "defects-4h-emergency"
NEW_NAME = "Potholes filled at once"


def indicator(slug: str = DEFECTS) -> Indicator:
    return Indicator.objects.get(slug=slug)


def correct_commentary(**parts: list) -> None:
    now = Commentary.objects.current().get(reported_in=Q2.ordinal, slug="safety-carriageway-defects")
    commentary.write(
        quarter=Q2,
        slug=now.slug,
        heading=now.heading,
        position=now.position,
        indicators=list(now.indicators.all()),
        body=[{"kind": "paragraph", "text": "Corrected."}],
        priority=now.priority,
        by=performance_lead(),
        based_on=now.version,
        reason="Corrected for a test",
        **parts,
    )


def correct_figure(value: str = "11.11") -> None:
    now = Figure.objects.current().get(indicator=indicator(), grain="Q", ordinal=Q2.ordinal)
    make_figure(indicator(), str(Q2), value, based_on=now.version)


def correct_target() -> None:
    now = Target.objects.current().get(indicator=indicator(), grain="Y", ordinal=2021)
    targets.set_target(
        indicator=indicator(),
        grain="Y",
        ordinal=2021,
        by=performance_lead(),
        based_on=now.version,
        kind="value",
        value=Decimal("12.5"),
        reason="Corrected for a test",
        approved_by="Cabinet",
    )


def rename_indicator() -> None:
    """The name of a closed quarter stays; in one that was reopened since, it is the new one."""
    _redefine(lambda now: definitions.revise(now, by=performance_lead(), reason="A test", name=NEW_NAME))


def retire_indicator() -> None:
    """It ended before the quarter, whose papers say nothing of it any more."""
    _redefine(lambda now: definitions.retire(now, on=Q2.previous.end, by=performance_lead(), reason="A test"))


def bring_back_indicator() -> None:
    _redefine(lambda now: definitions.bring_back(now, by=performance_lead(), reason="A test"))


def _redefine(change: Callable[[Definition], Definition]) -> None:
    quarters.reopen_quarter(quarter=Q2, by=performance_lead(), reason="A test")
    change(Definition.objects.current().select_related("indicator").get(indicator=indicator()))
    quarters.close_quarter(quarter=Q2, by=performance_lead())


def agree_another_rating() -> None:
    proposed = overrides.propose(
        indicator=indicator(), quarter=Q2, status="green", reason="A test", by=_approver()
    )
    overrides.agree(override=proposed, by=performance_lead())


def _approver() -> User:
    return User.objects.get(username="approver")


def correct_risk() -> None:
    """Another score and title of a risk, in a round that was reopened for it and closed again by nobody yet."""
    place = Place.objects.get(register__slug="corporate", key="corp1")
    rounds.reopen_round(quarter=RISKS_OF, by=risk_lead(), reason="A test")
    now = Assessment.objects.current().get(entry=place.entry, ordinal=RISKS_OF.ordinal)
    reviews.assess_part(
        place.entry,
        quarter=RISKS_OF,
        by=risk_lead(),
        based_on=now.version,
        current_likelihood="2",
        current_impact="2",
        reason="A test",
    )
    entries.change(place.entry, by=risk_lead(), based_on=1, title="Another title", reason="A test")


def answer_otherwise() -> int:
    """Turn answers of adults' complaints of 2020/21 from not upheld to upheld; how many."""
    found = Stage.objects.current().filter(
        outcome="not_upheld",
        feedback__standings__superseded_at=None,
        feedback__standings__area="adults",
        feedback__standings__received_on__range=("2020-04-01", "2021-03-31"),
    )[:8]
    for stage in found:
        stages.change(
            stage.feedback, stage.number, by=complaints_manager(), based_on=stage.version, outcome="upheld"
        )
    return len(found)


#: Of a performance paper, by what is corrected.
CORRECTIONS: dict[str, Callable[[], None]] = {
    "figure": correct_figure,
    "commentary": correct_commentary,
    "target": correct_target,
    "definition": rename_indicator,
    "agreed rating": agree_another_rating,
}
