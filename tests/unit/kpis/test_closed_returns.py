"""Returns of quarters that have closed: read, found again and corrected, never called to be filled in; and their states."""

from __future__ import annotations

import pytest
from django.urls import reverse

from council.actions.quarters import close_quarter
from council.models import ReportingQuarter
from kpis.actions import returns as actions
from kpis.demo.papers import papers
from kpis.models import Commentary, IndicatorGroup, Return
from kpis.presenters import return_tag
from kpis.selectors import return_page, returns, rounds
from kpis.visibility import visible_to
from tests.factories import submit_as_it_stands
from tests.unit.kpis.round_rows import fill_in, highways, person

pytestmark = pytest.mark.django_db

CALLS = ("Incomplete", "Needs at least one action", "Optional", "3. Check and submit", "In progress")


def read(client, quarter: str) -> str:
    return " ".join(client.get(reverse("kpi-return", args=(quarter, "highways"))).content.decode().split())


def test_a_closed_return_calls_for_nothing_and_leads_to_corrections(client_of) -> None:
    page = read(client_of("officer"), "2021-22-Q2")
    assert ">Closed</strong> The quarter closed on" in page
    assert [call for call in CALLS if call in page] == []
    enter = reverse("kpi-enter", args=("defects-4h-emergency", "2021-22-Q2"))
    assert f'href="{enter}">Correct<' in page
    written = reverse("kpi-return-commentary", args=("2021-22-Q2", "highways", "safety-carriageway-defects"))
    assert f'href="{written}"' in page
    assert "Reported" in page and "Written" in page


def test_whoever_may_not_enter_reads_it_without_the_ways_to_correct_it(client_of) -> None:
    page = read(client_of("approver"), "2021-22-Q2")
    assert "The quarter closed on" in page
    assert "Correct<" not in page and "can still be corrected" not in page


def test_an_approved_return_of_an_open_quarter_is_corrected_too(client_of, q3) -> None:
    fill_in(highways(), q3, person("officer"))
    submit_as_it_stands(highways(), q3, person("officer"))
    assert "Correct<" not in read(client_of("officer"), "2021-22-Q3"), "it lies with the approver"
    actions.approve(service=highways(), quarter=q3, by=person("approver"))
    page = read(client_of("officer"), "2021-22-Q3")
    assert ">Approved</strong>" in page and "Correct<" in page


def test_the_list_folds_the_newest_closed_quarters(client_of, django_assert_num_queries) -> None:
    page = client_of("officer").get("/kpis/returns/").content.decode()
    assert "Closed quarters" in page
    assert f'href="{reverse("kpi-return", args=("2021-22-Q2", "highways"))}"' in page
    everything, officer = list(ReportingQuarter.objects.all()), person("officer")
    with django_assert_num_queries(2):  # one, and the roles of the person
        found = returns.closed(officer, everything)
    closed = [row.ordinal for row in everything if not row.is_open]
    assert [each.quarter.ordinal for each in found] == sorted(closed, reverse=True)[: returns.CLOSED_SHOWN]
    assert {service.slug for each in found for service in each.services} == {"highways", "street-lighting"}


@pytest.mark.parametrize(
    ("state", "is_open", "is_started", "is_kept", "words"),
    [
        ("in_progress", True, False, False, "Not started"),
        ("in_progress", True, True, False, "In progress"),
        ("submitted", True, True, True, "Submitted"),
        ("sent_back", True, True, True, "Returned"),
        ("approved", True, True, True, "Approved"),
        ("approved", False, True, True, "Approved"),
        ("in_progress", False, True, True, "Not submitted"),
        ("in_progress", False, True, False, "Closed"),
    ],
)
def test_the_words_of_a_state(state: str, is_open: bool, is_started: bool, is_kept: bool, words: str) -> None:
    assert return_tag(state, is_open=is_open, is_started=is_started, is_kept=is_kept).text == words


def test_officer_and_lead_read_the_same_word(client_of, q3) -> None:
    def words() -> set[str]:
        (listed,) = returns.overview(person("officer"), ReportingQuarter.objects.all())
        watched = rounds.monitor(q3)
        assert watched is not None
        own = return_page.page(highways(), q3, visible_to(person("officer")))
        assert own is not None
        short = [each for each in (*listed.returns, *watched.returns) if each.service == highways()]
        return {own.tag.text, *(each.tag.text for each in short)}

    assert words() == {"Not started"}
    Return.objects.create(
        service=highways(), round_id=q3.ordinal
    )  # as the first figure or commentary makes it
    assert words() == {"In progress"}


def test_a_loaded_round_says_that_nothing_was_kept(client_of, q3) -> None:
    lead = client_of("performance")
    assert (
        "Nothing was kept about who submitted and approved them."
        in lead.get("/kpis/rounds/2021-22-Q2/").content.decode()
    )
    assert "No returns were kept" in lead.get("/kpis/rounds/").content.decode()
    submit_as_it_stands(highways(), q3, person("officer"))
    close_quarter(quarter=q3, by=person("performance"))
    monitor = rounds.monitor(q3)
    assert monitor is not None
    of = {each.service.slug: each.tag.text for each in monitor.returns}
    assert of.pop("highways") == "Submitted"
    assert set(of.values()) == {"Not submitted"}


def test_the_loaded_groups_are_those_of_indicators() -> None:
    """What a paper says of no indicator, such as "About this section", is commentary and no group."""
    used = {
        row["group"]
        for paper in papers()
        if ReportingQuarter.objects.filter(ordinal=paper.quarter.ordinal).exists()
        for row in paper.indicators
        if row.get("group")
    }
    assert set(IndicatorGroup.objects.values_list("slug", flat=True)) == used
    assert Commentary.objects.exclude(slug__in=used).exists()
