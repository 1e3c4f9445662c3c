"""Setting targets: the ledger of old and new, and the figures that are rated again."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from council.actions.superseding import EditConflict
from council.models import OutboxMessage
from kpis.actions.targets import ReasonNeeded
from kpis.actions.targets import set_target as set_a_target
from kpis.models import Indicator, Target
from tests.factories import make_indicator

pytestmark = pytest.mark.django_db


@pytest.fixture
def indicator(db) -> Indicator:
    return make_indicator()


def set_target(indicator: Indicator, by, value: str = "90", *, based_on: int = 0, **fields: object) -> Target:
    given = {"kind": "value", "value": Decimal(value)} | fields
    return set_a_target(indicator=indicator, grain="Y", ordinal=2021, by=by, based_on=based_on, **given)


def test_the_ledger_keeps_old_and_new_with_who_when_and_why(indicator: Indicator, person) -> None:
    set_target(indicator, person("performance"))
    set_target(
        indicator, person("performance"), "85", based_on=1, reason="A hard winter", approved_by="Cabinet"
    )
    old, new = Target.objects.filter(indicator=indicator).order_by("version")
    assert (str(old.value), str(new.value)) == ("90", "85")
    assert old.superseded_at == new.recorded_at
    assert (new.reason, new.approved_by, new.recorded_by) == (
        "A hard winter",
        "Cabinet",
        person("performance"),
    )


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_a_change_needs_a_reason(indicator: Indicator, person, reason: str | None) -> None:
    set_target(indicator, person("performance"))
    with pytest.raises(ReasonNeeded, match="Say why the target changes"):
        set_target(
            indicator,
            person("performance"),
            "1",
            based_on=1,
            **({} if reason is None else {"reason": reason}),
        )
    assert Target.objects.get(indicator=indicator).value == 90


@pytest.mark.parametrize("username", ["officer", "approver", "member", "admin"])
def test_only_the_performance_lead_sets_targets(indicator: Indicator, person, username: str) -> None:
    with pytest.raises(PermissionDenied):
        set_target(indicator, person(username))
    assert not Target.objects.filter(indicator=indicator).exists()


def test_a_change_based_on_an_old_version_is_refused(indicator: Indicator, person) -> None:
    set_target(indicator, person("performance"))
    with pytest.raises(EditConflict):
        set_target(indicator, person("performance"), "80")


def test_an_unknown_kind_is_refused(indicator: Indicator, person) -> None:
    with pytest.raises(ValidationError, match="is not a valid choice"):
        set_target(indicator, person("performance"), kind="wish")


def test_the_figures_it_judges_are_rated_again(indicator: Indicator, person) -> None:
    before = set(OutboxMessage.objects.values_list("pk", flat=True))
    set_target(indicator, person("performance"))
    (message,) = OutboxMessage.objects.exclude(pk__in=before)
    assert (message.topic, message.payload) == ("kpis.rate", {"indicator": indicator.pk})


def test_the_library_targets_of_the_paper_stand_in_the_ledger() -> None:
    ledger = Target.objects.filter(indicator__slug="library-visits", ordinal=2021).order_by("version")
    assert [str(target.value) for target in ledger] == ["4000000", "1400000"]
    assert ledger[1].reason
