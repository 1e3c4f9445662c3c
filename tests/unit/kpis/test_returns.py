"""The return of a service through its pages: entered, saved together, asked about, checked, submitted, taken back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from council.models import ReportingQuarter, Service
from council.periods import Slot
from kpis.actions import figures
from kpis.actions import returns as actions
from kpis.entries import Entry
from kpis.models import Commentary, Figure, Indicator, Return
from kpis.selectors import return_page, returns
from kpis.visibility import visible_to
from tests.factories import make_indicator, submit_as_it_stands

pytestmark = pytest.mark.django_db

HIGHWAYS = ("2021-22-Q3", "highways")
EMERGENCY, URGENT = "defects-4h-emergency", "defects-2d-urgent"
NON_URGENT = ("defects-5d-non-urgent", "defects-20d-non-urgent")
GROUP = "safety-carriageway-defects"


@pytest.fixture
def officer(client_of) -> Client:
    return client_of("officer")


def page():
    quarter, service = HIGHWAYS
    return return_page.page(Service.objects.get(slug=service), Slot.parse(quarter).period, visible_to(None))


def grid(**rows: dict[str, str]) -> dict[str, str]:
    """What the grid sends: every line, empty where `rows` (by short name, underscores for hyphens) say nothing."""
    sent = {}
    for line in page().lines:
        typed = rows.get(line.definition.indicator.slug.replace("-", "_"), {})
        fields = {"version": "0", "value": "", "text": "", "state": "provisional", "note": ""} | typed
        sent |= {f"{line.key}-{name}": value for name, value in fields.items()}
    return sent


def save(client: Client, **rows: dict[str, str]):
    return client.post(reverse("kpi-return-grid", args=HIGHWAYS), grid(**rows))


def current(slug: str) -> Figure | None:
    slot = Slot.parse(HIGHWAYS[0])
    return (
        Figure.objects.current()
        .filter(indicator__slug=slug, grain=slot.grain, ordinal=slot.ordinal)
        .select_related("recorded_by")
        .first()
    )


def record(person, username: str, slug: str, value: str, based_on: int = 0, **entry: object) -> Figure:
    return figures.record(
        indicator=Indicator.objects.get(slug=slug),
        slot=Slot.parse(HIGHWAYS[0]),
        entry=Entry(value=Decimal(value), **entry),
        based_on=based_on,
        by=person(username),
    )


def fill(person) -> None:
    """Every figure of the return, all of them on track."""
    for slug in (EMERGENCY, URGENT, *NON_URGENT):
        record(person, "officer", slug, "97.2")


class TestTheList:
    def test_says_how_each_return_stands(self, officer, person, q3) -> None:
        record(person, "officer", EMERGENCY, "97.2")
        (row,) = returns.overview(person("officer"), ReportingQuarter.objects.all())
        highways = next(each for each in row.to_enter if each.service.slug == "highways")
        assert (highways.done, len(highways.tasks), highways.state) == (1, 4, "in_progress")
        text = officer.get("/kpis/returns/").content.decode()
        assert "1 of 4 figures entered, 0 of 1 commentary written" in text
        assert "Library Service" not in text

    def test_puts_what_waits_for_approval_first(self, person, q3, client_of) -> None:
        highways = Service.objects.get(slug="highways")
        submit_as_it_stands(highways, q3, person("officer"))
        (row,) = returns.overview(person("approver"), ReportingQuarter.objects.all())
        assert [each.service for each in row.to_approve] == [highways]
        assert "Waiting for your approval" in client_of("approver").get("/").content.decode()
        assert "Waiting for your approval" not in client_of("officer").get("/").content.decode()

    @pytest.mark.parametrize(
        ("day", "words"),
        [
            ("2022-01-23", "due on 4 February 2022, in 12 days"),
            ("2022-02-03", "due on 4 February 2022, in 1 day"),
            ("2022-02-04", "due on 4 February 2022, today"),
            ("2022-02-06", "due on 4 February 2022, 2 days overdue"),
            ("2026-11-22", "due on 4 February 2022"),
        ],
    )
    def test_says_by_when(self, day: str, words: str) -> None:
        assert returns.due_words(date(2022, 2, 4), date.fromisoformat(day)) == words
        assert returns.due_words(None, date.fromisoformat(day)) == ""


class TestWhoSeesADraft:
    @pytest.mark.parametrize("part", ["", "grid/", "check/", f"commentary/{GROUP}/"])
    def test_not_the_officer_of_another_service(self, officer, part: str) -> None:
        assert officer.get(f"/kpis/returns/2021-22-Q3/libraries/{part}").status_code == 403

    @pytest.mark.parametrize(
        "address", ["2021-22-Q9/highways", "2021-22-Q3/no-such", "2031-32-Q1/highways", "nonsense/highways"]
    )
    def test_there_is_no_such_return(self, officer, address: str) -> None:
        assert officer.get(f"/kpis/returns/{address}/").status_code == 404

    def test_a_commentary_of_another_service_is_not_here(self, client_of) -> None:
        address = "/kpis/returns/2021-22-Q3/highways/commentary/rosebud/"
        assert client_of("performance").get(address).status_code == 404


class TestTheGrid:
    def test_saves_what_is_there_and_skips_empty_rows(self, officer) -> None:
        answer = save(
            officer,
            defects_4h_emergency={"value": "97.2"},
            defects_2d_urgent={"numerator": "19", "denominator": "20"},
            defects_5d_non_urgent={"text": "The contractor's system was down"},
        )
        assert answer.status_code == 302
        assert current(EMERGENCY).value == Decimal("97.2")
        assert (current(URGENT).value, current(URGENT).numerator) == (Decimal(95), 19)
        assert current(NON_URGENT[0]).text == "The contractor's system was down"
        assert current(NON_URGENT[1]) is None

    def test_a_wrong_row_keeps_no_other_from_being_saved_and_stays_as_typed(self, officer) -> None:
        answer = save(officer, defects_4h_emergency={"value": "97.2"}, defects_2d_urgent={"value": "ninety"})
        text = answer.content.decode()
        assert answer.status_code == 200
        assert current(EMERGENCY).value == Decimal("97.2")
        assert current(URGENT) is None
        assert 'value="ninety"' in text
        assert "1 figure is saved." in text
        assert "(urgent): Enter a number, like 88.71" in text
        assert "<title>Error: " in text

    def test_rows_that_nobody_touched_get_no_new_version(self, officer, person) -> None:
        record(person, "officer", EMERGENCY, "97.2", state="provisional")
        save(officer, defects_4h_emergency={"version": "1", "value": "97.2"})
        assert current(EMERGENCY).version == 1

    def test_a_row_that_somebody_else_changed_shows_both(self, officer, person) -> None:
        record(person, "performance", EMERGENCY, "96.5")
        answer = save(officer, defects_4h_emergency={"value": "97.2"}, defects_2d_urgent={"value": "96.1"})
        text = answer.content.decode()
        assert answer.status_code == 409
        assert current(EMERGENCY).value == Decimal("96.5")
        assert current(URGENT).value == Decimal("96.1")
        assert "Corporate Performance Lead saved <strong>96.5%</strong>" in text
        assert "You entered <strong>97.2%</strong>" in text
        assert f'name="{EMERGENCY}--2021-22-Q3-version" value="1"' in text

        again = save(officer, defects_4h_emergency={"version": "1", "value": "97.2"})
        assert again.status_code == 302
        assert current(EMERGENCY).value == Decimal("97.2")

    def test_an_old_row_left_as_it_was_does_not_undo_what_somebody_else_saved(self, officer, person) -> None:
        record(person, "officer", EMERGENCY, "97.2", state="provisional")
        record(person, "performance", EMERGENCY, "96.5", based_on=1)
        answer = save(
            officer,
            defects_4h_emergency={"version": "1", "value": "97.2"},
            defects_2d_urgent={"value": "96.1"},
        )
        assert answer.status_code == 302
        assert current(EMERGENCY).value == Decimal("96.5")

    def test_asks_about_a_figure_that_looks_wrong_and_takes_a_word_for_it(self, officer) -> None:
        answer = save(officer, defects_4h_emergency={"value": "0.8871"})
        assert answer.status_code == 200
        assert "looks like a fraction" in answer.content.decode()
        assert current(EMERGENCY) is None

        save(officer, defects_4h_emergency={"value": "0.8871", "explanation": "Only the \x07storm week"})
        assert current(EMERGENCY).explanation == "Only the storm week"

    def test_a_tick_will_do(self, officer) -> None:
        save(officer, defects_4h_emergency={"value": "0.8871", "confirmed": "on"})
        assert current(EMERGENCY).explanation == "Checked, and right."

    def test_a_version_that_was_tampered_with_is_refused(self, officer) -> None:
        answer = save(officer, defects_4h_emergency={"value": "97.2", "version": "9" * 30})
        assert answer.status_code == 200
        assert current(EMERGENCY) is None

    def test_shows_a_calculated_indicator_without_a_field(self, officer) -> None:
        make_indicator(
            "all-defects",
            name="All defects",
            calculation={"kind": "sum", "of": [EMERGENCY, URGENT], "times": "1"},
        )
        text = officer.get(reverse("kpi-return-grid", args=HIGHWAYS)).content.decode()
        assert "The sum of Safety carriageway defects repaired within 4 hours (emergency) and" in text
        assert "all-defects--2021-22-Q3-value" not in text
        assert not any(missing.line and missing.line.calculated_from for missing in page().missing)

    def test_a_monthly_indicator_has_three_rows(self, officer) -> None:
        make_indicator("gullies-emptied", name="Gullies emptied", frequency="monthly", basis="month")
        text = officer.get(reverse("kpi-return-grid", args=HIGHWAYS)).content.decode()
        for month in ("2021-10", "2021-11", "2021-12"):
            assert f'name="gullies-emptied--{month}-value"' in text


class TestOneByOne:
    def enter(self, client: Client, slug: str = EMERGENCY, **typed: str):
        fields = {"version": "0", "value": "97.2", "text": "", "state": "provisional", "note": ""} | typed
        return client.post(reverse("kpi-enter", args=[slug, "2021-22-Q3"]), fields)

    def test_save_and_next_leads_to_the_next_figure_and_at_last_to_the_return(self, officer, person) -> None:
        answer = self.enter(officer, next="1")
        assert answer.url == reverse("kpi-enter", args=[URGENT, "2021-22-Q3"])
        for slug in (URGENT, *NON_URGENT):
            answer = self.enter(officer, slug, next="1")
        assert answer.url == reverse("kpi-return", args=HIGHWAYS)

    def test_a_warning_asks_once_and_keeps_what_was_said(self, officer) -> None:
        assert "looks like a fraction" in self.enter(officer, value="0.8871").content.decode()
        assert current(EMERGENCY) is None
        self.enter(officer, value="0.8871", explanation="The storm")
        assert current(EMERGENCY).explanation == "The storm"
        # The same numbers with another note are not asked about again; other numbers are.
        assert self.enter(officer, value="0.8871", version="1", note="Storm").status_code == 302
        assert current(EMERGENCY).explanation == "The storm"
        assert self.enter(officer, value="0.8872", version="2").status_code == 200

    def test_a_forecast_of_the_year_is_kept(self, officer) -> None:
        self.enter(officer, forecast="96")
        assert current(EMERGENCY).forecast == Decimal(96)

    def test_a_submitted_return_leads_to_what_can_be_done_with_it(self, officer, person, q3) -> None:
        submit_as_it_stands(Service.objects.get(slug="highways"), q3, person("officer"))
        there = officer.get(reverse("kpi-enter", args=[EMERGENCY, "2021-22-Q3"]))
        assert there.url == reverse("kpi-return", args=HIGHWAYS)
        # A form that was open already is refused in words, and keeps what was typed.
        late = self.enter(officer).content.decode()
        assert "has been submitted" in late
        assert 'value="97.2"' in late
        assert current(EMERGENCY) is None

    def test_a_change_of_an_approved_return_asks_for_the_reason(self, officer, person, q3) -> None:
        fill(person)
        highways = Service.objects.get(slug="highways")
        submit_as_it_stands(highways, q3, person("officer"))
        actions.approve(service=highways, quarter=q3, by=person("approver"))
        refused = self.enter(officer, version="1", value="98.3")
        assert "Enter why the figure is being changed" in refused.content.decode()
        self.enter(officer, version="1", value="98.3", reason="A depot reported late")
        assert current(EMERGENCY).reason == "A depot reported late"


class TestCommentary:
    ADDRESS = (*HIGHWAYS, GROUP)

    def send(self, client: Client, *actions_typed: dict[str, str], **typed: str):
        rows = [{"text": "", "owner": "", "due": ""} | each for each in actions_typed]
        data = {"version": "0", "body": "", "issues": "", "causes": ""} | typed
        data |= {"actions-TOTAL_FORMS": len(rows), "actions-INITIAL_FORMS": "0"}
        for number, row in enumerate(rows):
            data |= {f"actions-{number}-{name}": value for name, value in row.items()}
        return client.post(reverse("kpi-return-commentary", args=self.ADDRESS), data)

    def written(self) -> Commentary | None:
        return Commentary.objects.current().filter(slug=GROUP, reported_in=page().quarter.ordinal).first()

    def test_is_kept_in_its_parts(self, officer) -> None:
        action = {"text": "A second crew", "owner": "Head of Highways", "due": "31 March 2022"}
        answer = self.send(
            officer, action, {}, body="A wet quarter.\n\n- More defects", issues="Staff", causes="Rain"
        )
        assert answer.status_code == 302
        words = self.written()
        assert words.body == [
            {"kind": "paragraph", "text": "A wet quarter."},
            {"kind": "bullets", "items": ["More defects"]},
        ]
        assert (words.issues[0]["text"], words.causes[0]["text"]) == ("Staff", "Rain")
        assert words.actions == [action | {"items": []}]
        assert {each.slug for each in words.indicators.all()} == {EMERGENCY, URGENT, *NON_URGENT}
        shown = officer.get(reverse("kpi-return-commentary", args=self.ADDRESS)).content.decode()
        assert "A wet quarter.\n\n- More defects" in shown
        assert 'value="Head of Highways"' in shown

    def test_starts_from_what_was_written_last_time(self, officer) -> None:
        earlier = page().subjects[0].earlier
        address = reverse("kpi-return-commentary", args=self.ADDRESS)
        assert "Start from it" in officer.get(address).content.decode()
        started = officer.get(address, {"start": "1"})
        assert started.context["form"].initial["body"].startswith(earlier.body[0]["text"][:40])
        assert started.context["form"].initial["version"] == 0
        assert self.written() is None

    def test_two_minds_see_both_texts(self, officer, client_of) -> None:
        self.send(client_of("performance"), body="Theirs")
        answer = self.send(officer, {"text": "My action"}, body="Mine")
        text = answer.content.decode()
        assert answer.status_code == 409
        assert "Corporate Performance Lead saved it at" in text
        assert all(words in text for words in ("Theirs", "Mine</textarea>", "My action</textarea>"))
        assert self.send(officer, body="Mine", version="1").status_code == 302
        assert self.written().body[0]["text"] == "Mine"

    def test_a_double_click_is_one_mind(self, officer) -> None:
        assert [self.send(officer, body="Once").status_code for _ in range(2)] == [302, 302]
        assert self.written().version == 1

    def test_an_owner_without_an_action_is_refused(self, officer) -> None:
        answer = self.send(officer, {"owner": "Head of Highways"})
        assert "Enter what will be done" in answer.content.decode()
        assert self.written() is None

    def test_another_box_keeps_what_was_typed(self, officer) -> None:
        data = {"version": "0", "body": "Wet", "issues": "", "causes": "", "add": "1"}
        data |= {"actions-TOTAL_FORMS": "1", "actions-INITIAL_FORMS": "0", "actions-0-text": "A crew"}
        answer = officer.post(reverse("kpi-return-commentary", args=self.ADDRESS), data)
        text = answer.content.decode()
        assert "Wet</textarea>" in text
        assert "A crew</textarea>" in text
        assert 'name="actions-1-text"' in text
        assert self.written() is None

    def test_of_a_closed_quarter_is_corrected_with_a_reason(self, officer) -> None:
        """As a figure is: the reason is asked on the page, and stands among the changes."""
        address = reverse("kpi-return-commentary", args=("2021-22-Q2", "highways", GROUP))
        assert "Why is it being changed?" in officer.get(address).content.decode()
        stands = Commentary.objects.current().get(slug=GROUP, reported_in=page().quarter.previous.ordinal)
        data = {"version": stands.version, "body": "Corrected", "issues": "", "causes": ""}
        data |= {"actions-TOTAL_FORMS": "0", "actions-INITIAL_FORMS": "0"}
        refused = officer.post(address, data)
        assert "Enter why the commentary is being changed" in refused.content.decode()
        assert officer.post(address, data | {"reason": "A street was named wrongly"}).status_code == 302
        now = Commentary.objects.current().get(slug=GROUP, reported_in=page().quarter.previous.ordinal)
        assert (now.version, now.reason) == (stands.version + 1, "A street was named wrongly")
        there = officer.get(reverse("kpi-return", args=("2021-22-Q2", "highways"))).content.decode()
        assert f'href="{address}"' in there

    def test_is_not_changed_while_the_approver_has_it(self, officer, person, q3) -> None:
        submit_as_it_stands(Service.objects.get(slug="highways"), q3, person("officer"))
        assert self.send(officer, body="Late").url == reverse("kpi-return", args=HIGHWAYS)
        assert self.written() is None


class TestSubmitting:
    ADDRESS = "/kpis/returns/2021-22-Q3/highways/check/"

    def state(self) -> str | None:
        row = Return.objects.filter(service__slug="highways", round__closed_at=None).first()
        return row.state if row else None

    def test_is_refused_with_each_thing_that_is_missing(self, officer, person) -> None:
        record(person, "officer", EMERGENCY, "70")
        answer = officer.post(self.ADDRESS)
        text = answer.content.decode()
        assert self.state() == "in_progress"
        assert text.count("or say why there is none</a>") == 3
        assert (
            "Add an action for Safety carriageway defects: Safety carriageway defects repaired within 4 hours"
            in text
        )
        assert f'href="/kpis/{URGENT}/enter/2021-22-Q3/"' in text

    def test_is_refused_by_the_action_too(self, person, q3) -> None:
        """Whatever road leads to it, nothing incomplete comes to the approver."""
        highways = Service.objects.get(slug="highways")
        with pytest.raises(actions.ReturnIncomplete, match=r"is not complete\. Enter the figure for"):
            actions.submit(service=highways, quarter=q3, by=person("officer"))
        fill(person)
        assert actions.submit(service=highways, quarter=q3, by=person("officer")).state == "submitted"

    def test_words_in_place_of_a_figure_and_an_action_make_it_complete(self, officer, person, q3) -> None:
        fill(person)
        record(person, "officer", EMERGENCY, "70", based_on=1)
        assert [missing.subject.slug for missing in page().missing] == [GROUP]
        TestCommentary().send(officer, {"text": "A second crew"})
        record_absence(person)
        assert page().missing == []
        answer = officer.post(self.ADDRESS)
        assert answer.url == "/kpis/returns/2021-22-Q3/highways/submitted/"
        assert "What happens next" in officer.get(answer.url).content.decode()
        assert self.state() == "submitted"

    def test_a_submitted_return_is_taken_back(self, officer, person) -> None:
        fill(person)
        officer.post(self.ADDRESS)
        assert officer.get(self.ADDRESS).url == "/kpis/returns/2021-22-Q3/highways/"
        assert officer.get("/kpis/returns/2021-22-Q3/highways/grid/").status_code == 302
        text = officer.get("/kpis/returns/2021-22-Q3/highways/").content.decode()
        assert "Take it back" in text
        assert "/enter/2021-22-Q3/" not in text
        officer.post("/kpis/returns/2021-22-Q3/highways/take-back/")
        assert self.state() == "in_progress"

    def test_the_approvers_comment_stands_on_top(self, officer, person, q3) -> None:
        fill(person)
        officer.post(self.ADDRESS)
        highways = Service.objects.get(slug="highways")
        actions.send_back(
            service=highways, quarter=q3, by=person("approver"), comment="Check the urgent ones"
        )
        text = officer.get("/kpis/returns/2021-22-Q3/highways/").content.decode()
        assert "Check the urgent ones" in text
        assert "Check the urgent ones" in officer.get("/kpis/returns/").content.decode()
        assert officer.post(self.ADDRESS).status_code == 302

    def test_shows_ratings_warnings_and_what_was_said(self, officer, person) -> None:
        record(person, "officer", EMERGENCY, "0.8871", explanation="The storm")
        text = officer.get(self.ADDRESS).content.decode()
        assert "Being rated" in text
        assert "looks like a fraction" in text
        assert "Said about it: The storm" in text


def record_absence(person) -> None:
    figures.record(
        indicator=Indicator.objects.get(slug=URGENT),
        slot=Slot.parse(HIGHWAYS[0]),
        entry=Entry(absence="not_available", text="The contractor's system was down"),
        based_on=1,
        by=person("officer"),
    )
