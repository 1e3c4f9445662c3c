"""Running the round: what opening asks for, what hinders closing, closing with a reason, deciding about what was read."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from council.actions import quarters
from council.actions.quarters import QuarterError
from council.models import ReportingQuarter, RoundStep, Service
from kpis.actions import figures, overrides, ratings, returns, rounds
from kpis.entries import Entry
from kpis.models import Definition, Return
from kpis.selectors import approval
from kpis.selectors import rounds as selectors
from kpis.selectors.inputs import EVERYTHING
from kpis.visibility import visible_to
from tests.factories import make_indicator, make_target, submit_as_it_stands
from tests.unit.kpis.round_rows import highways, person, submitted

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2022, 2, 10)


def of_highways(quarter):
    watched = selectors.monitor(quarter)
    return next(each for each in watched.returns if each.service.slug == "highways")


# --- Before a quarter opens -----------------------------------------------------------------------------------------


def test_the_next_quarter_follows_the_newest_round(q3) -> None:
    assert selectors.next_quarter(TODAY) == q3.next


def test_the_first_quarter_of_a_new_council_is_the_last_that_ended(q3, monkeypatch) -> None:
    monkeypatch.setattr(ReportingQuarter, "objects", ReportingQuarter.objects.none())
    assert selectors.next_quarter(TODAY) == q3


def test_returns_are_usually_due_five_weeks_after_the_quarter(q3) -> None:
    assert selectors.usual_due_date(q3) == datetime.date(2022, 2, 4)


def test_the_plan_names_what_is_due_by_service(q3) -> None:
    make_indicator("published-late", lag=1, name="Published a quarter late")
    plan = selectors.plan(q3.next, TODAY)
    asked = {each.definition.name: each for each in plan.services[highways()]}
    assert str(asked["Published a quarter late"].slot) == str(q3)
    assert len(asked) == 5
    assert plan.figures == sum(len(each) for each in plan.services.values())


def test_the_plan_flags_what_is_to_be_put_right(q3) -> None:
    make_indicator("bare", name="Bare", owner="", review_on=datetime.date(2022, 1, 31))
    kept = make_indicator(
        "kept", name="Kept", owner="Head of Highways", review_on=datetime.date(2022, 12, 31)
    )
    make_target(kept, value="90")
    flags = {each.definition.name: each.flags for each in selectors.plan(q3.next, TODAY).services[highways()]}
    assert flags["Bare"] == ["No target", "No owner", "Review was due on 31 January 2022"]
    assert flags["Kept"] == []


def test_annual_figures_with_no_fixed_time_are_named_apart(q3) -> None:
    make_indicator("yearly", name="Yearly", frequency="annual", basis="year")
    make_indicator("in-words", name="In words", value_type="text", good_is="", unit="")
    plan = selectors.plan(q3.next, TODAY)
    assert "Yearly" in {each.definition.name for each in plan.unfixed}
    assert "In words" in {each.name for each in plan.unasked}
    due = {each.definition.name for asked in plan.services.values() for each in asked}
    assert not due & {"Yearly", "In words"}


# --- The monitor ----------------------------------------------------------------------------------------------------


def test_a_return_is_followed_from_nothing_to_approval(q3) -> None:
    assert (of_highways(q3).tag.text, of_highways(q3).entered, len(of_highways(q3).missing)) == (
        "Not started",
        0,
        4,
    )
    assert of_highways(q3).words == "The return of Highways Service is not submitted: 0 of 4 figures entered."
    submitted(q3)
    assert (of_highways(q3).tag.text, of_highways(q3).entered) == ("Submitted", 4)
    assert of_highways(q3).submission.by == person("officer")
    assert of_highways(q3).words == "The return of Highways Service waits for approval."
    returns.send_back(
        service=highways(), quarter=q3, by=person("approver"), comment="Check the second figure."
    )
    assert of_highways(q3).submission is None
    assert "has been returned to its officer: 4 of 4" in of_highways(q3).words
    submit_as_it_stands(highways(), q3, person("officer"))
    returns.approve(service=highways(), quarter=q3, by=person("approver"))
    assert of_highways(q3).approval.by == person("approver")
    assert of_highways(q3).words == ""


def test_a_return_is_late_the_day_after_it_was_due_until_it_is_submitted(q3) -> None:
    due_on = ReportingQuarter.objects.get(ordinal=q3.ordinal).due_on
    after = due_on + datetime.timedelta(days=1)
    assert not of_highways(q3).is_late(due_on)
    assert of_highways(q3).is_late(after)
    submitted(q3)
    assert not of_highways(q3).is_late(after)


def test_overrides_and_ratings_that_are_open_hinder_closing(q3) -> None:
    submitted(q3)
    pending = {each.indicator.slug for each in selectors.monitor(q3).pending}
    assert "defects-4h-emergency" in pending
    ratings.rate(EVERYTHING)
    watched = selectors.monitor(q3)
    assert watched.pending == []
    indicator = of_highways(q3).due[0][0].indicator
    overrides.propose(
        indicator=indicator, quarter=q3, status="red", reason="Repairs failed.", by=person("approver")
    )
    watched = selectors.monitor(q3)
    assert [finding.indicator for finding in watched.findings if finding.indicator] == [indicator.slug]
    assert "1 return is waiting for approval." in [finding.words for finding in watched.in_short]
    assert len(watched.in_short) < len(watched.findings)


def test_the_list_counts_the_returns_of_each_round(q2, q3) -> None:
    submitted(q3)
    listed = {row.round.ordinal: row for row in selectors.summaries()}
    newest = listed[q3.ordinal]
    assert (newest.submitted, newest.approved) == (1, 0)
    assert newest.services == len(selectors.monitor(q3).returns)
    assert listed[q2.ordinal].services == 0, "closed: it asks for nothing any more"
    assert (newest.is_kept, listed[q2.ordinal].is_kept) == (True, False), "loaded from a paper"


def test_a_return_that_nobody_submitted_before_the_quarter_closed_says_so(q2) -> None:
    assert of_highways(q2).tag.text == "Closed", "the round was loaded: nobody can say"
    library = Service.objects.get(slug="libraries")
    submit_as_it_stands(library, q2, person("officer"))
    assert of_highways(q2).tag.text == "Not submitted"


def test_a_round_that_was_never_opened_has_no_monitor(q3) -> None:
    assert selectors.monitor(q3.next) is None


def test_the_number_of_queries_does_not_grow(q3, django_assert_num_queries) -> None:
    with django_assert_num_queries(8):
        selectors.monitor(q3)
    for number in range(20):
        make_indicator(f"more-{number}", name=f"More {number}")
    submitted(q3)
    with django_assert_num_queries(8):
        selectors.monitor(q3)


# --- Closing --------------------------------------------------------------------------------------------------------


def test_closing_without_every_return_needs_a_reason_that_is_kept(q3) -> None:
    with pytest.raises(rounds.RoundRefused, match="Say why"):
        rounds.close(quarter=q3, by=person("performance"), reason=" ")
    assert ReportingQuarter.objects.get(ordinal=q3.ordinal).is_open
    rounds.close(quarter=q3, by=person("performance"), reason="The committee meets on Tuesday.")
    closed = RoundStep.objects.get(round=q3.ordinal, step="closed")
    assert (closed.reason, closed.by) == ("The committee meets on Tuesday.", person("performance"))


def test_closing_with_every_return_approved_needs_none(q3) -> None:
    submitted(q3)
    for each in selectors.monitor(q3).returns:
        row, _ = Return.objects.get_or_create(service=each.service, round_id=q3.ordinal)
        Return.objects.filter(pk=row.pk).update(state="approved", submitted_by=person("officer"))
    ratings.rate(EVERYTHING)
    assert selectors.monitor(q3).findings == []
    assert not rounds.close(quarter=q3, by=person("performance")).is_open


def test_only_the_performance_lead_closes(q3) -> None:
    with pytest.raises(PermissionDenied):
        rounds.close(quarter=q3, by=person("approver"), reason="Done")


def test_a_deadline_is_moved_with_a_reason_on_record(q2, q3) -> None:
    day = datetime.date(2022, 2, 18)
    quarters.move_deadline(quarter=q3, due_on=day, by=person("performance"), reason="Half term.")
    assert ReportingQuarter.objects.get(ordinal=q3.ordinal).due_on == day
    assert RoundStep.objects.get(round=q3.ordinal, step="deadline").reason == "Half term."
    with pytest.raises(QuarterError, match="nothing is due"):
        quarters.move_deadline(quarter=q2, due_on=day, by=person("performance"), reason="Late.")


def test_reopening_gives_a_reason_and_hides_the_quarter_again(q2, q3) -> None:
    with pytest.raises(QuarterError, match="Say why"):
        quarters.reopen_quarter(quarter=q2, by=person("performance"), reason="  ")
    with pytest.raises(QuarterError, match="open already"):
        quarters.reopen_quarter(quarter=q3, by=person("performance"), reason="Again")
    assert quarters.reopen_quarter(quarter=q2, by=person("performance"), reason="Three late figures").is_open
    assert RoundStep.objects.filter(round=q2.ordinal).last().reason == "Three late figures"


def test_quarters_reopen_from_the_newest_back(q2, q3) -> None:
    """A later quarter is compared with, and totalled from, the one before: members would read its drafts there."""
    with pytest.raises(QuarterError, match=r"Quarter 2 .* is closed\. Reopen it first"):
        quarters.reopen_quarter(quarter=q2.previous, by=person("performance"), reason="Late figures")
    quarters.reopen_quarter(quarter=q2, by=person("performance"), reason="Late figures")
    assert quarters.reopen_quarter(
        quarter=q2.previous, by=person("performance"), reason="Late figures"
    ).is_open


# --- Deciding -------------------------------------------------------------------------------------------------------


def decide(q3, seen: int, **more: object) -> Return:
    return rounds.decide(
        service=highways(), quarter=q3, by=person("approver"), seen=seen, **{"approved": True, **more}
    )


def test_a_decision_is_about_what_was_read(q3) -> None:
    row = submitted(q3)
    read = row.steps.last().pk
    returns.take_back(service=highways(), quarter=q3, by=person("officer"))
    submit_as_it_stands(highways(), q3, person("officer"))
    with pytest.raises(rounds.ReturnMoved, match="Read it again"):
        decide(q3, read)
    row.refresh_from_db()
    assert row.state == "submitted"
    assert decide(q3, row.steps.last().pk).state == "approved"


def test_nothing_is_decided_about_a_return_that_never_began(q3) -> None:
    with pytest.raises(rounds.ReturnMoved):
        decide(q3, 0)


def test_what_waits_for_others_comes_oldest_first_without_ones_own(q3) -> None:
    row = submitted(q3)
    assert selectors.submitted_by_others(person("approver")) == [row]
    assert selectors.submitted_by_others(person("officer")) == []


def test_whose_figure_a_colleague_saved_again_does_not_approve_it_either(q3) -> None:
    """The number is still theirs, whoever saved it last."""
    definition = Definition.objects.current().filter(service=highways()).select_related("indicator").first()
    for based_on, (by, note) in enumerate((("performance", ""), ("officer", "Checked"))):
        figures.record(
            indicator=definition.indicator,
            slot=definition.places_due(q3)[0],
            reported_in=q3,
            entry=Entry(value=Decimal("91.25"), note=note),
            based_on=based_on,
            by=person(by),
        )
    submit_as_it_stands(highways(), q3, person("officer"))
    with pytest.raises(PermissionDenied, match="Somebody else must approve"):
        returns.approve(service=highways(), quarter=q3, by=person("performance"))
    assert approval.review("highways", q3, visible_to(person("performance"))).is_own_of(person("performance"))
    assert (
        returns.approve(service=highways(), quarter=q3, by=person("approver")).state == Return.State.APPROVED
    )
