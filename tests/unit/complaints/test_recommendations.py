"""What the Ombudsman recommended: recorded, done with proof, overdue; and the statistics that a council holds."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from complaints.actions import ombudsman
from complaints.actions.refusals import ComplaintRefused
from complaints.models import Decision, OmbudsmanCase, Recommendation
from complaints.ombudsman_statistics import (
    GROUPS,
    Decided,
    Group,
    Promise,
    Share,
    compliance,
    statistics,
)
from complaints.selectors import ombudsman as selectors
from complaints.visibility import visible_to
from council.actions.superseding import EditConflict
from tests.complaint_factories import complaints_manager, decided_enquiry

DAY = datetime.date
ONE_DAY = datetime.timedelta(days=1)


# --- Pure -----------------------------------------------------------------------------------------------------------------


def test_compliance_counts_what_was_due_and_what_is_done() -> None:
    today = DAY(2022, 1, 10)
    found = compliance(
        [
            Promise(DAY(2022, 1, 5), DAY(2022, 1, 5)),  # on its day
            Promise(DAY(2022, 3, 1), DAY(2022, 1, 5)),  # before its day has come
            Promise(DAY(2022, 1, 5), DAY(2022, 1, 6)),  # late
            Promise(DAY(2022, 1, 9), None),  # overdue
            Promise(DAY(2022, 1, 10), None),  # due today
        ],
        today,
    )
    assert (found.in_time, found.late, found.overdue, found.not_due) == (2, 1, 1, 1)
    assert str(found.share) == "2 of 4 (50%)"
    assert found.to_scrutinise


def test_nothing_due_is_nothing_to_scrutinise() -> None:
    assert not compliance([], DAY(2022, 1, 1)).to_scrutinise
    assert str(compliance([], DAY(2022, 1, 1)).share) == "None"


@pytest.mark.parametrize(
    ("part", "whole", "percent"), [(6, 39, 15), (5, 48, 10), (1, 8, 13), (1, 200, 1), (0, 3, 0), (0, 0, None)]
)
def test_shares_are_rounded_half_up(part: int, whole: int, percent: int | None) -> None:
    assert Share(part, whole).percent == percent


def test_every_decision_belongs_to_a_group_of_the_annual_letter() -> None:
    assert set(GROUPS) == {value for value in Decision.values if value}


def test_the_year_of_the_printed_report() -> None:
    """Adults 2020/21: 44 enquiries, 39 decisions, 11 upheld of which 6 newly: an actual uphold rate of 15%."""
    rows = [
        Decided(
            "upheld",
            "not_upheld",
            already_remedied=False,
            public_report=True,
            count=6,
            settlement=Decimal(100),
        ),
        Decided("upheld", "partly_upheld", already_remedied=True, public_report=False, count=5),
        Decided("not_upheld", "not_upheld", already_remedied=False, public_report=False, count=4),
        Decided("not_investigated", "", already_remedied=False, public_report=False, count=14),
        Decided("referred_back", "", already_remedied=False, public_report=False, count=10),
    ]
    found = statistics(44, rows, compliance([], DAY(2021, 4, 1)))
    assert (found.received, found.decided, found.upheld, found.newly_upheld) == (44, 39, 11, 6)
    assert str(found.actual_uphold_rate) == "6 of 39 (15%)"
    assert str(found.uphold_rate) == "11 of 15 (73%)"
    assert str(found.remedied_rate) == "5 of 11 (45%)"
    assert found.groups == {Group.NOT_FOR_US: 10, Group.CLOSED: 14, Group.INVESTIGATED: 15}
    assert (found.public_reports, found.paid) == (6, Decimal(100))


# --- Actions --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def enquiry(db) -> OmbudsmanCase:
    """An enquiry that was upheld."""
    return decided_enquiry()


def recommend(enquiry: OmbudsmanCase, **fields: object) -> Recommendation:
    given = {"text": "Review the guidance", "due_on": DAY(2021, 12, 1)} | fields
    return ombudsman.recommend(enquiry.key, by=complaints_manager(), **given)


def test_recommendations_are_numbered(enquiry) -> None:
    first, second = recommend(enquiry), recommend(enquiry)
    ombudsman.remove_recommendation(enquiry.key, second.number, by=complaints_manager(), based_on=1)
    assert [first.number, second.number, recommend(enquiry).number] == [1, 2, 3]


def test_one_is_done_with_proof(enquiry) -> None:
    row = recommend(enquiry)
    with pytest.raises(ComplaintRefused, match="what shows"):
        ombudsman.recommendation_done(
            enquiry.key, row.number, by=complaints_manager(), based_on=1, done_on=DAY(2021, 11, 1), proof=" "
        )
    done = ombudsman.recommendation_done(
        enquiry.key, row.number, by=complaints_manager(), based_on=1, done_on=DAY(2021, 11, 1), proof="Letter"
    )
    assert (done.version, done.text, done.proof) == (2, "Review the guidance", "Letter")


def test_nothing_is_done_in_the_future(enquiry) -> None:
    row = recommend(enquiry)
    with pytest.raises(ComplaintRefused, match="future"):
        ombudsman.recommendation_done(
            enquiry.key,
            row.number,
            by=complaints_manager(),
            based_on=1,
            done_on=timezone.localdate() + ONE_DAY,
            proof="Letter",
        )


def test_it_is_to_be_done_after_the_enquiry_came(enquiry) -> None:
    with pytest.raises(ComplaintRefused, match="before the enquiry"):
        recommend(enquiry, due_on=enquiry.received_on - ONE_DAY)
    with pytest.raises(ComplaintRefused, match="Say what"):
        recommend(enquiry, text="\x00 \n")


def test_only_a_decision_to_uphold_has_recommendations(db) -> None:
    enquiry = decided_enquiry(decision=Decision.NOT_UPHELD)
    with pytest.raises(ComplaintRefused, match="decision to uphold"):
        recommend(enquiry)


def test_a_decision_with_recommendations_stays_upheld(enquiry) -> None:
    row = recommend(enquiry)
    manager = complaints_manager()
    for spoil in (
        lambda: ombudsman.take_back_decision(enquiry.key, by=manager, based_on=enquiry.version),
        lambda: ombudsman.remove(enquiry.key, by=manager, based_on=enquiry.version),
    ):
        with pytest.raises(ComplaintRefused, match="recommendations"):
            spoil()
    ombudsman.remove_recommendation(enquiry.key, row.number, by=manager, based_on=1)
    assert ombudsman.take_back_decision(enquiry.key, by=manager, based_on=enquiry.version).decided_on is None


def test_two_people_who_change_one(enquiry) -> None:
    row = recommend(enquiry)
    manager = complaints_manager()
    ombudsman.change_recommendation(enquiry.key, row.number, by=manager, based_on=1, text="Theirs")
    with pytest.raises(EditConflict) as conflict:
        ombudsman.change_recommendation(enquiry.key, row.number, by=manager, based_on=1, text="Mine")
    assert conflict.value.current.text == "Theirs"


def test_nobody_else_records_one(enquiry, person) -> None:
    for username in ("officer", "member", "auditor"):
        with pytest.raises(PermissionDenied):
            ombudsman.recommend(enquiry.key, by=person(username), text="Review", due_on=DAY(2021, 12, 1))


def test_the_year_counts_recommendations_that_were_due_in_it(db) -> None:
    made = decided_enquiry(area="other")
    recommend(made, done_on=DAY(2021, 11, 30), proof="Letter")
    recommend(made)
    recommend(made, due_on=DAY(2022, 5, 1))
    view = visible_to(complaints_manager())

    def kept(year: int, today: DAY) -> tuple[int, int, int]:
        found = selectors.year_statistics(view, year, today, area="other")[0].compliance
        return found.in_time, found.overdue, found.not_due

    assert kept(2021, DAY(2021, 12, 1)) == (1, 0, 1)
    assert kept(2021, DAY(2022, 1, 1)) == (1, 1, 0)
    assert kept(2022, DAY(2022, 6, 1)) == (0, 1, 0)
