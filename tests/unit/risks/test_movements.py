"""Moving entries on and off registers: who may, what is refused, and where an entry then stands."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from council.authorization import Role
from council.periods import parse_quarter
from risks.actions import movements, rounds
from risks.actions.entries import EntryRefused, ReferenceTaken
from risks.actions.movements import Decision, MovementRefused
from risks.actions.rounds import RoundRefused
from risks.models import Movement, Place, Register
from risks.selectors.movements import is_on
from tests.risk_factories import (
    DECISION,
    close_quarter,
    make_entry,
    make_person,
    make_register,
    open_next,
    open_quarter,
    risk_lead,
)

pytestmark = pytest.mark.django_db

Q4 = parse_quarter("2021-22-Q4")
NO_REASON = Decision(reason=" ")


@pytest.fixture
def corporate(db) -> Register:
    return Register.objects.get(slug="corporate")


def escalate(place: Place, corporate: Register, **fields: object) -> Place:
    given = {"ref": "Corp8", "quarter": open_quarter(), "decision": DECISION, "by": risk_lead()}
    return movements.escalate(place, to=corporate, **(given | fields))


def kinds(place: Place) -> list[str]:
    return list(place.movements.values_list("kind", flat=True))


def test_an_escalated_entry_stands_on_both_registers(place, corporate) -> None:
    above = escalate(place, corporate, score=Decimal(16))
    assert (above.ref, above.key, above.entry) == ("Corp8", "corp8", place.entry)
    assert is_on(place, Q4) and is_on(above, Q4) and not is_on(above, Q4.previous)
    written = above.movements.get()
    assert (written.kind, written.score, written.decided_by, written.decided_on) == (
        "escalated", Decimal(16), DECISION.decided_by, DECISION.decided_on,
    )  # fmt: skip
    assert kinds(place) == ["new"], "nothing happened to its own place"
    with pytest.raises(MovementRefused, match="already, as Corp8"):
        escalate(place, corporate, ref="Corp9")


def test_it_comes_back_under_its_old_reference(place, corporate, register) -> None:
    above = escalate(place, corporate)
    movements.de_escalate(above, keep_on=register, ref="", quarter=Q4, decision=DECISION, by=risk_lead())
    again = escalate(place, corporate, ref="Corp99", quarter=open_next())
    assert again == above and again.ref == "Corp8"
    assert kinds(above) == ["escalated", "de_escalated", "escalated"]


@pytest.mark.parametrize(
    ("ref", "refusal", "words"),
    [
        ("corp-7", ReferenceTaken, "has an entry corp-7 already"),
        ("!", EntryRefused, "letters or digits"),
        ("profile", EntryRefused, "name of a page"),
    ],
)
def test_a_reference_that_cannot_be_used(place, corporate, ref: str, refusal: type, words: str) -> None:
    with pytest.raises(refusal, match=words):
        escalate(place, corporate, ref=ref)
    assert Movement.objects.filter(place__entry=place.entry).count() == 1
    assert Place.objects.filter(entry=place.entry).count() == 1


def test_only_from_below_to_the_corporate_register(place, register, corporate) -> None:
    with pytest.raises(MovementRefused, match="to the corporate one"):
        movements.escalate(
            place, to=make_register("other", service="libraries"), ref="X1", quarter=Q4, decision=DECISION,
            by=risk_lead(),
        )  # fmt: skip
    top = Place.objects.get(register=corporate, key="corp1")
    with pytest.raises(MovementRefused, match="from another register"):
        escalate(top, make_register("second"))
    with pytest.raises(MovementRefused, match="to another one"):
        movements.de_escalate(place, keep_on=register, ref="X", quarter=Q4, decision=DECISION, by=risk_lead())
    with pytest.raises(MovementRefused, match="to another one"):
        movements.de_escalate(
            top, keep_on=make_register("third"), ref="X", quarter=Q4, decision=DECISION, by=risk_lead()
        )


def test_a_de_escalated_entry_stays_where_it_stood_or_comes_on_the_register_named(
    place, register, corporate
) -> None:
    """CR9 left the corporate register in Quarter 3 of 2018/19 and was "retained on the service register"."""
    above = escalate(place, corporate)
    below = movements.de_escalate(
        above, keep_on=register, ref="ignored", quarter=Q4, decision=DECISION, by=risk_lead()
    )
    assert below == place and is_on(place, Q4) and not is_on(above, Q4)
    assert kinds(place) == ["new"]
    top = Place.objects.get(register=corporate, key="corp7")
    new = movements.de_escalate(
        top, keep_on=register, ref="H9", quarter=Q4, decision=DECISION, by=risk_lead()
    )
    assert (new.register, new.ref, kinds(new)) == (register, "H9", ["new"])
    assert is_on(new, Q4) and not is_on(top, Q4)


def test_it_comes_back_on_a_register_that_it_had_left(place, register, corporate) -> None:
    above = escalate(place, corporate)
    movements.close(place, quarter=Q4, decision=DECISION, by=risk_lead())
    movements.reopen(above, quarter=Q4, decision=DECISION, by=risk_lead())
    movements.de_escalate(above, keep_on=register, ref="", quarter=Q4, decision=DECISION, by=risk_lead())
    assert is_on(place, Q4) and kinds(place) == ["new", "closed", "reopened"]


def test_a_closed_entry_leaves_every_register_and_can_be_reopened(place, corporate) -> None:
    above = escalate(place, corporate)
    written = movements.close(place, quarter=Q4, decision=DECISION, by=risk_lead())
    assert {each.place for each in written} == {place, above}
    assert not is_on(place, Q4) and not is_on(above, Q4)
    with pytest.raises(MovementRefused, match="is not on"):
        movements.close(place, quarter=Q4, decision=DECISION, by=risk_lead())
    movements.reopen(above, quarter=Q4, decision=DECISION, by=risk_lead())
    assert is_on(above, Q4) and not is_on(place, Q4)
    with pytest.raises(MovementRefused, match="already"):
        movements.reopen(above, quarter=Q4, decision=DECISION, by=risk_lead())


def test_what_moved_in_one_quarter_is_where_it_was_in_the_one_before(place) -> None:
    quarter = open_next()
    movements.close(place, quarter=quarter, decision=DECISION, by=risk_lead())
    assert is_on(place, Q4) and not is_on(place, quarter) and not is_on(place, quarter.next)


def test_merged_into_another_entry_of_the_register(place, register, corporate) -> None:
    other = make_entry(register, "H2")
    written = movements.merge(place, into=other, quarter=Q4, decision=DECISION, by=risk_lead())
    assert written.into == other and not is_on(place, Q4) and is_on(other, Q4)
    third = make_entry(register, "H3")
    for into in (third, Place.objects.get(register=corporate, key="corp1")):
        with pytest.raises(MovementRefused, match="another one of the same register"):
            movements.merge(third, into=into, quarter=Q4, decision=DECISION, by=risk_lead())
    with pytest.raises(MovementRefused, match="H1 is not on"):
        movements.merge(third, into=place, quarter=Q4, decision=DECISION, by=risk_lead())


def test_considered_and_kept_and_what_is_said_move_nothing(place) -> None:
    kept = movements.keep(place, quarter=Q4, decision=DECISION, by=risk_lead(), score=Decimal(12))
    movements.note(place, quarter=Q4, decision=DECISION, by=risk_lead())
    assert kept.score == 12 and is_on(place, Q4) and kinds(place) == ["new", "kept", "noted"]


def test_a_reason_is_needed_but_for_an_escalation(place, register, corporate) -> None:
    other = make_entry(register, "H2")
    refused = (
        lambda: movements.keep(place, quarter=Q4, decision=NO_REASON, by=risk_lead()),
        lambda: movements.close(place, quarter=Q4, decision=NO_REASON, by=risk_lead()),
        lambda: movements.merge(place, into=other, quarter=Q4, decision=NO_REASON, by=risk_lead()),
        lambda: movements.note(place, quarter=Q4, decision=NO_REASON, by=risk_lead()),
    )
    for act in refused:
        with pytest.raises(MovementRefused, match="Give the reason"):
            act()
    assert kinds(place) == ["new"]
    above = escalate(place, corporate, decision=NO_REASON)
    with pytest.raises(MovementRefused, match="Give the reason"):
        movements.de_escalate(above, keep_on=register, ref="", quarter=Q4, decision=NO_REASON, by=risk_lead())


def test_nothing_moves_in_a_closed_quarter(place, corporate) -> None:
    close_quarter(Q4)
    with pytest.raises(RoundRefused, match="not open for review"):
        movements.close(place, quarter=Q4, decision=DECISION, by=risk_lead())
    with pytest.raises(RoundRefused):
        escalate(place, corporate, quarter=Q4)


def test_whoever_keeps_a_register_moves_its_entries_and_no_others(place, corporate) -> None:
    """Whoever keeps a service's register considers and closes, but puts nothing on the corporate one."""
    own = make_person("own", Role.RISK, service="highways")
    stranger = make_person("stranger", Role.RISK, service="libraries")
    with pytest.raises(PermissionDenied):
        escalate(place, corporate, by=own)
    with pytest.raises(PermissionDenied):
        movements.keep(place, quarter=Q4, decision=DECISION, by=stranger)
    movements.keep(place, quarter=Q4, decision=DECISION, by=own)
    escalate(place, corporate)
    with pytest.raises(PermissionDenied):
        movements.close(place, quarter=Q4, decision=DECISION, by=own)
    assert is_on(place, Q4)


def test_nothing_comes_on_a_register_that_has_ended(place, register, corporate) -> None:
    ended = Register.objects.get(slug="corporate-2018")
    with pytest.raises(EntryRefused, match=r"is not kept in Quarter 4 .*\. Choose another register"):
        escalate(place, ended)
    with pytest.raises(EntryRefused, match="is not kept in"):
        make_entry(ended, "CR99")
    gone = Place.objects.get(register=ended, key="cr9")
    with pytest.raises(EntryRefused, match="is not kept in"):
        movements.reopen(gone, quarter=Q4, decision=DECISION, by=risk_lead())
    assert Place.objects.filter(entry=place.entry).count() == 1


def test_closing_leaves_the_registers_of_the_past_alone(register) -> None:
    """What stood on a register when it ended stands there for good, whoever keeps that."""
    old = make_register("old", valid_to=Q4.start)
    place = make_entry(old, "O1")
    below = movements.de_escalate(
        place, keep_on=register, ref="H9", quarter=Q4, decision=DECISION, by=risk_lead()
    )
    movements.reopen(place, quarter=Q4, decision=DECISION, by=risk_lead())
    following = open_next()
    own = make_person("own", Role.RISK, service="highways")
    closed = movements.close(below, quarter=following, decision=DECISION, by=own)
    assert [row.place for row in closed] == [below]
    assert is_on(place, following) and not old.exists_in(following)


def test_nothing_is_said_of_an_entry_in_a_quarter_before_it_came(register) -> None:
    following = open_next()
    rounds.reopen_round(quarter=Q4, by=risk_lead(), reason="A correction")
    place = make_entry(register, "H8", quarter=following)
    for act in (movements.reopen, movements.note):
        with pytest.raises(MovementRefused, match=r"came on .* after Quarter 4"):
            act(place, quarter=Q4, decision=DECISION, by=risk_lead())
    assert kinds(place) == ["new"]


def test_a_second_click_says_nothing_twice(place) -> None:
    for act in (movements.keep, movements.note):
        first, again = (act(place, quarter=Q4, decision=DECISION, by=risk_lead()) for _ in range(2))
        assert first == again
    movements.note(place, quarter=Q4, decision=Decision("Something else"), by=risk_lead())
    assert kinds(place) == ["new", "kept", "noted", "noted"]


def test_a_risk_is_not_merged_into_an_opportunity(place, register) -> None:
    other = make_entry(register, "O2", kind="opportunity")
    with pytest.raises(MovementRefused, match="A risk is merged into a risk"):
        movements.merge(place, into=other, quarter=Q4, decision=DECISION, by=risk_lead())
    assert is_on(place, Q4)
