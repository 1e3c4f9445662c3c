"""Changed since: late corrections, targets, definitions, overrides, words and reopenings, as each may see them."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from council.actions import quarters
from council.models import CorporatePriority
from council.periods import Slot
from kpis.actions import commentary, definitions, figures, overrides, targets
from kpis.entries import Entry
from kpis.models import Definition, Figure, Indicator, Target
from kpis.selectors.changes import changes, figures_changed
from kpis.visibility import visible_to
from tests.factories import definition_fields, make_figure, make_indicator, make_target
from tests.unit.kpis.round_rows import person

pytestmark = pytest.mark.django_db

SLUG = "defects-4h-emergency"


@pytest.fixture
def member(db):
    return visible_to(person("member"))


def correct(value: str, *, slug: str = SLUG, slot: str = "2021-22-Q2", **more: object) -> Figure:
    place = Slot.parse(slot)
    indicator = Indicator.objects.get(slug=slug)
    now = Figure.objects.current().get(indicator=indicator, grain=place.grain, ordinal=place.ordinal)
    given = {"reported_in": place.period.quarter, "reason": "Two repairs had been counted twice."} | more
    return figures.record(
        indicator=indicator, slot=place, entry=Entry(value=Decimal(value)), based_on=now.version,
        by=person("performance"), **given,
    )  # fmt: skip


def told(view, **asked: object) -> list[tuple[str, str, str, str]]:
    return [(each.kind, each.about, each.old, each.new) for each in changes(view, **asked)]


def test_nothing_changed_since_the_paper(member, q2) -> None:
    assert [each for each in changes(member, quarter=q2) if each.kind == "Figure"] == []
    assert figures_changed(member, q2) == 0


def test_a_late_correction_shows_both_figures_and_the_reason(member, q2) -> None:
    correct("87.71")
    change = changes(member, quarter=q2)[0]
    assert (change.kind, change.old, change.new) == ("Figure", "88.71%", "87.71%")
    assert (
        change.about
        == "Safety carriageway defects repaired within 4 hours (emergency), Quarter 2 (July-Sep) 2021/22"
    )
    assert (change.reason, change.by) == ("Two repairs had been counted twice.", str(person("performance")))
    assert figures_changed(member, q2) == 1
    correct("86.71")
    assert figures_changed(member, q2) == 1, "one figure, changed twice"


def test_a_figure_that_came_after_the_closing_is_a_change(member, q2) -> None:
    late = make_indicator("late", name="Late")
    make_figure(late, "2021-22-Q2", "50")
    assert told(member, quarter=q2)[0] == ("Figure", "Late, Quarter 2 (July-Sep) 2021/22", "", "50%")


def test_changes_before_the_closing_are_nobodys_news(member, q2, q3) -> None:
    """Drafts of an open round were edited at will; only what follows its closing counts."""
    indicator = Indicator.objects.get(slug=SLUG)
    for based_on, value in enumerate(("90", "91")):
        figures.record(
            indicator=indicator, slot=Slot.of(q3), entry=Entry(value=Decimal(value)), based_on=based_on,
            by=person("performance"),
        )  # fmt: skip
    quarters.close_quarter(quarter=q3, by=person("performance"), reason="Done")
    view = visible_to(person("member"))
    assert [each for each in changes(view, quarter=q3) if each.kind == "Figure"] == []
    correct("92", slot="2021-22-Q3")
    assert told(view, quarter=q3)[0][2:] == ("91%", "92%")


def test_members_learn_nothing_of_a_round_that_is_open(member, q2, q3) -> None:
    correct("87.71", reported_in=q3)
    assert figures_changed(member, q2) == 0, "the correction is a draft of the open round"
    assert figures_changed(visible_to(person("performance")), q2) == 1
    quarters.reopen_quarter(quarter=q2, by=person("performance"), reason="Late figures")
    assert changes(visible_to(person("member")), quarter=q2) == []


def test_a_quarter_reopened_and_closed_again_lists_what_was_changed_in_between(q2) -> None:
    lead = person("performance")
    quarters.reopen_quarter(quarter=q2, by=lead, reason="Late figures")
    correct("87.71")
    quarters.close_quarter(quarter=q2, by=lead, reason="Agreed again")
    found = told(visible_to(person("member")), quarter=q2)
    assert [kind for kind, *_ in found][:3] == ["Round", "Figure", "Round"]
    assert (found[0][3], found[2][3]) == ("Closed again", "Reopened")


def test_what_was_typed_and_typed_again_while_a_quarter_was_reopened_stays_a_draft(q2) -> None:
    """Nobody outside saw it, so it is no change to what members had seen: only what stood at the closing is."""
    lead = person("performance")
    quarters.reopen_quarter(quarter=q2, by=lead, reason="Late figures")
    correct("12.34", reason="Secret draft reason")
    correct("87.71")
    quarters.close_quarter(quarter=q2, by=lead, reason="Agreed again")
    (change,) = (each for each in changes(visible_to(person("member")), quarter=q2) if each.kind == "Figure")
    assert (change.old, change.new, change.reason) == (
        "88.71%", "87.71%", "Two repairs had been counted twice.",
    )  # fmt: skip


def test_what_members_saw_between_two_corrections_is_a_change_of_its_own(q2) -> None:
    lead = person("performance")
    correct("12.34")
    quarters.reopen_quarter(quarter=q2, by=lead, reason="Late figures")
    correct("87.71")
    quarters.close_quarter(quarter=q2, by=lead, reason="Agreed again")
    correct("86.71")
    found = [each for each in told(visible_to(person("member")), quarter=q2) if each[0] == "Figure"]
    assert [each[2:] for each in found] == [("87.71%", "86.71%"), ("12.34%", "87.71%"), ("88.71%", "12.34%")]


def test_a_target_that_was_changed_later(member, q2) -> None:
    kpi = make_indicator("aimed", name="Aimed")
    make_target(kpi, value="80")
    make_target(kpi, "2019-20", value="70")
    for applies_to in ("2021-22", "2019-20"):
        slot = Slot.parse(applies_to)
        targets.set_target(
            indicator=kpi, grain=slot.grain, ordinal=slot.ordinal, based_on=1, kind=Target.Kind.VALUE,
            value=Decimal(85), reason="Agreed by Cabinet.", by=person("performance"),
        )  # fmt: skip
    aimed = [each for each in changes(member, quarter=q2) if each.slug == "aimed"]
    assert [(each.about, each.old, each.new, each.reason) for each in aimed] == [
        ("Aimed, 2021/22", "80%", "85%", "Agreed by Cabinet.")
    ]


def test_a_definition_that_was_changed_later_names_each_part(member, q2) -> None:
    make_indicator("renamed", name="Before")
    fields = definition_fields(name="After", good_is="low", method="Counted by hand.")
    definitions.define(slug="renamed", by=person("performance"), based_on=1, **fields)
    change = next(each for each in changes(member, quarter=q2) if each.slug == "renamed")
    assert change.about == "After: Name, Good is, How it is counted"
    assert (change.old, change.new) == ("Name: Before; Good is: High", "Name: After; Good is: Low")
    assert Definition.objects.filter(indicator__slug="renamed").count() == 2


def test_a_retirement_is_told_with_its_day(member, q2) -> None:
    make_indicator("retired")
    retired = definitions.retire(
        Definition.objects.current().select_related("indicator").get(indicator__slug="retired"),
        on=datetime.date(2021, 12, 31), reason="Nobody asks for it.", by=person("performance"),
    )  # fmt: skip
    change = next(each for each in changes(member, quarter=q2) if each.slug == retired.indicator.slug)
    assert (change.about, change.old, change.new) == (f"{retired.name}: Retired on", "–", "31 December 2021")


def test_an_override_agreed_later(member, q2) -> None:
    indicator = Indicator.objects.get(slug=SLUG)
    proposed = overrides.propose(
        indicator=indicator, quarter=q2, status="red", reason="Repairs failed.", by=person("approver")
    )
    assert not [each for each in changes(member, quarter=q2) if each.kind == "Agreed rating"]
    overrides.agree(override=proposed, by=person("performance"))
    change = next(each for each in changes(member, quarter=q2) if each.kind == "Agreed rating")
    assert (change.new, change.reason) == ("Requires improvement", "Repairs failed.")


def test_commentary_written_later(member, q2) -> None:
    commentary.write(
        quarter=q2, slug="late-words", heading="Late words", position=1,
        indicators=[Indicator.objects.get(slug=SLUG)], body=[{"kind": "paragraph", "text": "Since then."}],
        priority=CorporatePriority.objects.first(), by=person("performance"), based_on=0,
        reason="The chair asked for it.",
    )  # fmt: skip
    assert changes(member, quarter=q2)[0].reason == "The chair asked for it."
    assert told(member, quarter=q2)[0][:2] == ("Commentary", "Late words, Quarter 2 (July-Sep) 2021/22")


def test_since_a_day_lists_every_closed_quarter(member) -> None:
    correct("87.71")
    correct("80", slot="2021-22-Q1")
    yesterday = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    assert [change.kind for change in changes(member, since=yesterday)] == ["Figure", "Figure"]
    tomorrow = yesterday + datetime.timedelta(days=2)
    assert changes(member, since=tomorrow) == []


def test_the_page(client_of) -> None:
    correct("87.71")
    client = client_of("member")
    page = " ".join(client.get("/kpis/changes/?since=2021-22-Q2").content.decode().split())
    assert "Changed since Quarter 2 (July-Sep) 2021/22 closed" in page
    assert "88.71%" in page and "87.71%" in page and "Two repairs had been counted twice." in page
    assert "Changed since 1 January 2022" in client.get("/kpis/changes/?since=2022-01-01").content.decode()
    for since in ("never", "2021-22-Q3", "2031-32-Q1", "2022-02-30"):
        assert client.get("/kpis/changes/", {"since": since}).status_code == 404, since


def test_the_number_of_queries_does_not_grow(member, q2, django_assert_max_num_queries) -> None:
    for slot in ("2021-22-Q1", "2021-22-Q2"):
        correct("80", slot=slot)
    with django_assert_max_num_queries(10):
        assert len(
            changes(
                visible_to(person("performance")), since=datetime.datetime(2021, 1, 1, tzinfo=datetime.UTC)
            )
        )


def test_the_changes_as_a_file(client_of) -> None:
    correct("87.71")
    client = client_of("member")
    assert "/download/changes.csv?quarter=2021-22-Q2" in client.get("/kpis/changes/").content.decode()
    file = client.get("/download/changes.csv?quarter=2021-22-Q2").content.decode()
    assert file.startswith("Kind,What changed,Before,Now,Reason,When,Who\r\n")
    assert "88.71%,87.71%,Two repairs had been counted twice." in file
    assert client_of("performance").get("/download/changes.csv?quarter=2021-22-Q3").status_code == 404
