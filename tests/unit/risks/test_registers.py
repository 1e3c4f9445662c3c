"""Keeping registers and the versions of their matrices."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from council.authorization import Role
from council.models import Directorate, Service
from risks.actions import registers
from risks.actions.registers import RegisterRefused
from risks.matrix import MatrixError
from risks.models import MatrixVersion, Register, RiskMatrix
from risks.selectors import matrices
from tests.risk_factories import make_entry, make_matrix, make_person, make_register, open_quarter, risk_lead
from tests.unit.risks.import_files import FOUR, LETTERED

pytestmark = pytest.mark.django_db

OTHERS = ["officer", "approver", "performance", "complaints", "clerk", "member", "auditor", "admin"]


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({"slug": "corporate"}, {"slug"}),
        ({"name": ""}, {"name"}),
        ({"kind": "service"}, {"__all__"}),
        ({"kind": "directorate"}, {"__all__"}),
        ({"valid_from": "2022-04-01", "valid_to": "2022-03-31"}, {"__all__"}),
        ({"escalates_at": "NaN"}, {"escalates_at"}),
    ],
)
def test_a_register_that_cannot_be_kept_names_its_fields(fields: dict, names: set[str]) -> None:
    with pytest.raises(ValidationError) as refused:
        make_register(**{"slug": "mine"} | fields)
    assert set(refused.value.message_dict) == names
    assert not Register.objects.filter(slug="mine").exists()


def test_a_corporate_register_belongs_to_nobody() -> None:
    with pytest.raises(ValidationError, match="names the directorate"):
        make_register("mine", kind="corporate", service="highways")
    both = {"service": "highways", "directorate": "growth-environment-transport"}
    with pytest.raises(ValidationError, match="names the directorate"):
        make_register("mine", **both)


@pytest.mark.parametrize("username", OTHERS)
def test_kept_by_the_risk_lead_of_the_whole_council(person, username: str) -> None:
    register = Register.objects.get(slug="corporate")
    register.name = "Mine"
    with pytest.raises(PermissionDenied):
        registers.keep_register(register, by=person(username))
    with pytest.raises(PermissionDenied):
        registers.add_matrix_version(
            slug="mine", name="Mine", content=FOUR, valid_from=open_quarter(), by=person(username)
        )
    assert not RiskMatrix.objects.filter(slug="mine").exists()
    assert Register.objects.get(slug="corporate").name != "Mine"


@pytest.mark.parametrize("scope", [{"service": "highways"}, {"directorate": "growth-environment-transport"}])
def test_a_keeper_of_a_part_keeps_no_registers(scope: dict[str, str]) -> None:
    keeper = make_person("keeper", Role.RISK, **scope)
    with pytest.raises(PermissionDenied, match="part of the council only"):
        registers.keep_register(make_register("of-highways", service="highways"), by=keeper)


class TestMatrixVersions:
    def test_the_first_version_makes_the_matrix(self) -> None:
        matrix = make_matrix("four", FOUR)
        (version,) = matrix.versions.all()
        assert (matrix.name, version.version, version.valid_from) == ("Four", 1, open_quarter().ordinal)
        assert (version.recorded_by, len(version.parsed().likelihood)) == (risk_lead(), 4)

    def test_the_same_again_writes_nothing(self) -> None:
        make_matrix("four", FOUR)
        make_matrix("four", FOUR, valid_from=open_quarter().next)
        assert MatrixVersion.objects.filter(matrix__slug="four").count() == 1

    def test_what_was_scored_by_a_version_keeps_it(self) -> None:
        make_matrix("four", FOUR)
        for quarter in (open_quarter(), open_quarter().previous):
            with pytest.raises(RegisterRefused, match="must begin later"):
                make_matrix("four", LETTERED, valid_from=quarter)

    def test_a_closed_quarter_keeps_its_matrix(self) -> None:
        with pytest.raises(RegisterRefused, match="is closed, and what was scored in it keeps its matrix"):
            make_matrix("five-by-five", FOUR, valid_from=open_quarter().previous)
        assert MatrixVersion.objects.filter(matrix__slug="five-by-five").count() == 1

    def test_each_quarter_has_the_version_of_its_time(self) -> None:
        now = open_quarter()
        matrix = make_matrix("four", FOUR)
        make_matrix("four", LETTERED, valid_from=now.next.next)
        numbers = [matrices.in_force(matrix, quarter).version for quarter in (now, now.next, now.next.next)]
        assert numbers == [1, 1, 2]
        assert matrices.in_force(matrix, now.previous).version == 1, (
            "before the first version it is the first"
        )

    def test_a_matrix_without_a_version(self) -> None:
        with pytest.raises(matrices.NoMatrix, match="The matrix Empty has no version"):
            matrices.in_force(RiskMatrix.objects.create(slug="empty", name="Empty"), open_quarter())

    def test_what_is_no_matrix(self) -> None:
        with pytest.raises(MatrixError):
            make_matrix("four", {**FOUR, "impact": []})
        assert not RiskMatrix.objects.filter(slug="four").exists()


def test_an_entry_is_scored_by_the_matrix_of_its_first_register() -> None:
    below = make_register("below", service="highways", matrix=make_matrix("four", FOUR))
    place = make_entry(below)
    assert matrices.version_for(place.entry, open_quarter()).matrix.slug == "four"


def test_a_register_knows_whose_it_is() -> None:
    assert make_register("a").is_corporate
    service = make_register("b", service="highways")
    assert (service.is_corporate, service.service) == (False, Service.objects.get(slug="highways"))
    directorate = make_register("c", directorate="growth-environment-transport")
    assert directorate.directorate == Directorate.objects.get(slug="growth-environment-transport")
