"""Registers, entries and quarters for tests, written by the actions that people use."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from council.authorization import Role
from council.models import Directorate, RoleAssignment, Service, User
from council.periods import Quarter
from risks.actions import entries, registers, reviews, rounds
from risks.actions.movements import Decision
from risks.models import Assessment, Movement, Place, Register, RiskMatrix
from risks.selectors.register import Row, rows
from risks.visibility import visible_to

#: What a decision of a test says.
DECISION = Decision(
    reason="Agreed for a test",
    decided_by="Corporate Management Team",
    decided_on=datetime.date(2022, 2, 1),
)


def risk_lead() -> User:
    return User.objects.get(username="risk")


def make_person(
    username: str, role: Role, *, service: str = "", directorate: str = "", name: str = ""
) -> User:
    """Somebody with one role, for the whole council or for the service or directorate that is named."""
    user = User.objects.create_user(username, name=name or username.capitalize())
    RoleAssignment.objects.create(
        user=user,
        role=role,
        service=Service.objects.get(slug=service) if service else None,
        directorate=Directorate.objects.get(slug=directorate) if directorate else None,
    )
    return user


def open_quarter() -> Quarter:
    """The risk quarter that is open: in the demonstration Quarter 4 2021/22."""
    return rounds.open_now()


def close_quarter(quarter: Quarter | None = None, *, at: datetime.datetime | None = None) -> Quarter:
    """Close a risk quarter (the open one) whatever reviews it lacks."""
    quarter = quarter or open_quarter()
    rounds.close_round(quarter=quarter, by=risk_lead(), reason="Closed for a test", at=at)
    return quarter


def open_next(*, due_on: datetime.date | None = None) -> Quarter:
    """Close the open risk quarter and open the one after it."""
    following = close_quarter().next
    rounds.open_round(quarter=following, by=risk_lead(), due_on=due_on)
    return following


def make_matrix(slug: str, content: Mapping[str, object], *, valid_from: Quarter | None = None) -> RiskMatrix:
    """A matrix of its own, from the open quarter on."""
    return registers.add_matrix_version(
        slug=slug,
        name=slug.capitalize(),
        content=content,
        valid_from=valid_from or open_quarter(),
        by=risk_lead(),
    ).matrix


def make_register(
    slug: str = "test-register",
    *,
    service: str = "",
    directorate: str = "",
    matrix: RiskMatrix | None = None,
    **fields: object,
) -> Register:
    """The register of a service or a directorate, else a corporate one; by the five-by-five of the demonstration."""
    kind = (
        Register.Kind.SERVICE
        if service
        else Register.Kind.DIRECTORATE
        if directorate
        else Register.Kind.CORPORATE
    )
    given: dict[str, object] = {
        "slug": slug,
        "name": f"Register {slug}",
        "kind": kind,
        "service": Service.objects.get(slug=service) if service else None,
        "directorate": Directorate.objects.get(slug=directorate) if directorate else None,
        "matrix": matrix or RiskMatrix.objects.get(slug="five-by-five"),
        "position": 90,
        "escalates_at": 12,
    }
    return registers.keep_register(Register(**given | fields), by=risk_lead())


def make_entry(
    register: Register,
    ref: str = "R1",
    *,
    kind: str = "risk",
    quarter: Quarter | None = None,
    movement: str = Movement.Kind.NEW,
    **fields: object,
) -> Place:
    """An entry on a register from the open risk quarter on; `fields` are those of its details."""
    given = {"title": f"Something happens to {ref}", "owner": "Head of Service"} | fields
    return entries.add(
        register=register,
        ref=ref,
        kind=kind,
        quarter=quarter or open_quarter(),
        by=risk_lead(),
        movement=movement,
        **given,
    )


def make_assessment(
    place: Place,
    current: str = "4x4",
    target: str = "2x4",
    *,
    quarter: Quarter | None = None,
    by: User | None = None,
    **fields: object,
) -> Assessment:
    """Where an entry stands: positions as likelihood x impact ("4x3"), or a score alone ("12"), or nothing ("")."""
    quarter = quarter or open_quarter()
    standing = place.entry.assessments.current().filter(ordinal=quarter.ordinal).first()
    given = _position("current", current) | _position("target", target) | fields
    return reviews.assess(
        place.entry,
        quarter=quarter,
        by=by or risk_lead(),
        based_on=standing.version if standing else 0,
        **given,
    )


def rows_by_ref(register: str) -> dict[str, Row]:
    """The rows of a register in the open quarter by their reference, as pages have them for the risk lead."""
    found = rows(Register.objects.get(slug=register), open_quarter(), visible_to(risk_lead()))
    return {row.ref: row for row in found}


def agree_review(place: Place, *, quarter: Quarter | None = None, confidence: str = "green") -> None:
    """Have an entry that was assessed in the quarter submitted and agreed."""
    quarter = quarter or open_quarter()
    standing = place.entry.assessments.current().get(ordinal=quarter.ordinal)
    lead = risk_lead()
    reviews.assess_part(
        place.entry, quarter=quarter, by=lead, based_on=standing.version, confidence=confidence
    )
    reviews.submit(place.entry, quarter=quarter, by=lead)
    reviews.agree(place.entry, quarter=quarter, by=lead)


def _position(name: str, text: str) -> dict[str, object]:
    likelihood, _, impact = text.partition("x")
    if impact:
        return {f"{name}_likelihood": likelihood, f"{name}_impact": impact}
    return {f"{name}_score": text or None}
