"""What was said of an entry below is not shown to members above: on no page, in no chart, in no file."""

from __future__ import annotations

import pytest
from django.utils import timezone

from committee.tables_for_export import Options, build
from council.periods import Quarter
from council.sections import tables_of
from risks.actions import movements, rounds
from risks.models import Place
from risks.selectors import history, seen
from risks.selectors.heat_map import heat_map
from risks.selectors.profile import profile
from risks.selectors.register import moment_of, rows
from risks.travel import Travel
from risks.visibility import visible_to
from tests.risk_factories import (
    DECISION,
    close_quarter,
    make_assessment,
    make_entry,
    make_register,
    open_next,
    risk_lead,
)

pytestmark = pytest.mark.django_db


def escalated(*, again: bool = True) -> tuple[Place, Quarter]:
    """An entry scored 25 by its service and escalated a quarter later, at 16 where scored `again`; and that quarter."""
    top = make_register("top", for_members=True)
    place = make_entry(make_register("own", service="highways"), "R1")
    make_assessment(place, "5x5", confidence="red", reason="Said below")
    quarter = open_next()
    if again:
        make_assessment(place, "4x4", confidence="green")
    above = movements.escalate(place, to=top, ref="T8", quarter=quarter, decision=DECISION, by=risk_lead())
    return above, close_quarter()


def test_the_register_the_map_and_the_profile_compare_with_nothing_from_below(person) -> None:
    above, quarter = escalated()
    member, lead = visible_to(person("member")), visible_to(person("risk"))
    (row,) = rows(above.register, quarter, member)
    assert (row.previous, row.before.score, row.travel) == (None, None, Travel.NEW)
    (row,) = rows(above.register, quarter, lead)
    assert (row.before.score, row.travel) == (25, Travel.IMPROVING)
    (placed,) = heat_map(
        rows(above.register, quarter, member), row.matrix, "target", opportunities=False
    ).by_cell.popitem()[1]
    assert placed.comes_from is None


def test_a_chart_and_the_confidence_by_quarter_begin_where_it_came_up(person) -> None:
    above, quarter = escalated()
    codes = {}
    for username in ("member", "officer", "risk"):
        view = visible_to(person(username))
        known = history.scores([above.entry], quarter, moment=moment_of(view.round_of(quarter)))
        said = history.seen_by(view, known, moment=moment_of(view.round_of(quarter)))[above.entry_id]
        codes[username] = [(point.current.score, point.assessment.confidence) for point in said.points]
        (line,) = profile(above.register, quarter, view).risks
        assert len([each for each in line.confidence if each.code]) == 1, "a new financial year began"
    assert codes["member"] == [(16, "green")]
    assert codes["officer"] == codes["risk"] == [(25, "red"), (16, "green")], "theirs below as well"


def test_what_it_is_carried_over_with_is_shown_and_no_earlier_quarter_is(person, client_of) -> None:
    above, quarter = escalated(again=False)
    view = visible_to(person("member"))
    (row,) = rows(above.register, quarter, view)
    assert (row.current.score, row.is_reviewed, row.travel) == (25, False, Travel.NEW)
    page = client_of("member").get(f"/risks/top/t8/?quarter={quarter}").context["page"]
    assert (page.row.current.score, page.row.travel, page.is_carried_over) == (25, Travel.NEW, True)


def test_the_files(person) -> None:
    _, quarter = escalated()
    for table in ("risk-register", "risk-profile"):
        for username, told in (("member", False), ("risk", True)):
            document = build(
                table,
                quarter,
                view=visible_to(person(username)),
                now=timezone.now(),
                options=Options(register="top"),
            )
            words = str([*tables_of(document), *document.sheets])
            assert ("Improving" in words) == told, (table, username)
            assert "Said below" not in words


def test_between_two_stays_above_it_is_below_again(person) -> None:
    above, first = escalated()
    own = above.entry.places.first()
    quarter = first.next
    rounds.open_round(quarter=quarter, by=risk_lead())
    movements.de_escalate(
        above, keep_on=own.register, ref=own.ref, quarter=quarter, decision=DECISION, by=risk_lead()
    )
    make_assessment(own, "5x4")
    quarter = open_next()
    make_assessment(own, "3x3")
    movements.escalate(own, to=above.register, ref="T8", quarter=quarter, decision=DECISION, by=risk_lead())
    close_quarter()
    view = visible_to(person("member"))
    known = seen.of([above.entry_id], quarter, view, moment=None)
    assert [
        known.stood(above.entry_id, each, each) for each in range(first.ordinal - 1, quarter.ordinal + 1)
    ] == [
        False,
        True,
        False,
        True,
    ]
    (row,) = rows(above.register, quarter, view)
    assert row.travel == Travel.NEW
    said = history.seen_by(view, history.scores([above.entry], quarter, moment=None), moment=None)
    assert said[above.entry_id].scores == [16, None, 9]
