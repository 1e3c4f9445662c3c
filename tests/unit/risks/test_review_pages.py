"""The quarter's review of an entry as its owner goes through it, page by page."""

from __future__ import annotations

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from council.authorization import Role
from risks.actions import reviews, rounds
from risks.models import Assessment, Place, Review
from tests.risk_factories import (
    close_quarter,
    make_assessment,
    make_entry,
    make_matrix,
    make_person,
    make_register,
    open_next,
    open_quarter,
    risk_lead,
)
from tests.unit.kpis.page_forms import typed, words

pytestmark = pytest.mark.django_db

CORP6, CO2 = "/risks/corporate/corp6/review/", "/risks/corporate/co2/review/"

LETTERS = {
    "likelihood": [{"value": "A", "label": "Certain"}, {"value": "B", "label": "Rare"}],
    "impact": [{"value": "0", "label": "Slight"}, {"value": "1", "label": "Grave"}],
    "score": "grid",
    "grid": {"A0": 2, "A1": 4, "B0": 1, "B1": 3},
}


@pytest.fixture
def approver(client_of) -> Client:
    """Who reviews Corp 6 and CO2 in the demonstration."""
    return client_of("approver")


@pytest.fixture
def corp6(db) -> Place:
    return Place.objects.get(register__slug="corporate", key="corp6")


def now(place: Place) -> Assessment | None:
    return place.entry.assessments.current().filter(ordinal=open_quarter().ordinal).first()


def errors(answer: HttpResponse) -> list[str]:
    page = BeautifulSoup(answer.content, "html.parser")
    return [line.get_text() for line in page.select(".govuk-error-summary__list li")]


def labels(answer: HttpResponse, name: str) -> dict[str, str]:
    """The words of the radio buttons of a question, by value."""
    page = BeautifulSoup(answer.content, "html.parser")
    return {
        box["value"]: " ".join(page.select_one(f'label[for="{box["id"]}"]').get_text().split())
        for box in page.select(f'input[type="radio"][name="{name}"]')
    }


def checked(answer: HttpResponse, name: str) -> list[str]:
    page = BeautifulSoup(answer.content, "html.parser")
    return [box["value"] for box in page.select(f'input[name="{name}"][checked]')]


class TestTheList:
    def test_says_what_is_to_be_reviewed_by_when_and_how_it_stands(self, approver) -> None:
        text = words(approver.get("/risks/reviews/"))
        assert "Due on 11 February 2022. 2 of yours are overdue." in text
        assert "For you to review" in text
        assert "Corp 6" in text
        assert "Opportunity on Corporate Risk and Opportunity Register" in text
        assert "Corp 1:" not in text

    def test_says_so_where_nothing_is_in_this_persons_name(self, client_of) -> None:
        assert "There is nothing for you to review in this quarter" in words(
            client_of("officer").get("/risks/reviews/")
        )

    def test_says_so_where_no_quarter_is_open(self, approver) -> None:
        close_quarter()
        assert "No risk quarter is open for review" in words(approver.get("/risks/reviews/"))

    def test_shows_keepers_what_nobody_is_named_for_and_a_way_to_all(self, client_of) -> None:
        lead = client_of("risk")
        text = words(lead.get("/risks/reviews/"))
        assert "Nobody is named to review these" in text
        assert "Corp 1:" in text
        assert "Corp 6:" not in text
        assert "Show the 2 that other people review" in text
        text = words(lead.get("/risks/reviews/?all"))
        assert "Corp 6:" in text
        assert "Reviewed by Director of Growth, Environment and Transport" in text

    def test_shows_the_comment_of_a_returned_review(self, approver, corp6) -> None:
        make_assessment(corp6, confidence="amber")
        reviews.submit(corp6.entry, quarter=open_quarter(), by=risk_lead())
        assert "You have submitted" in words(approver.get("/risks/reviews/"))
        reviews.send_back(corp6.entry, quarter=open_quarter(), by=risk_lead(), comment="Which date?")
        assert "The risk lead says: Which date?" in words(approver.get("/risks/reviews/"))

    def test_stands_in_short_on_the_page_that_home_shows_a_part_of(self, client_of) -> None:
        assert "2 entries for you to review" in words(client_of("approver").get("/risks-at-a-glance/"))
        assert "to review" not in words(client_of("officer").get("/risks-at-a-glance/"))


class TestNoChange:
    def test_is_confirmed_in_one_step(self, approver, corp6) -> None:
        before = corp6.entry.assessments.current().get()
        answer = approver.post(CORP6, {"confidence": "amber"})
        assert answer["Location"] == f"{CORP6}check/"
        after = now(corp6)
        assert (after.current_score, after.target_score) == (before.current_score, before.target_score)
        assert (after.current_likelihood, after.current_impact) == ("5", "4")
        assert after.progress == before.progress
        assert (after.confidence, after.direction, after.recorded_by.username) == (
            "amber",
            "same",
            "approver",
        )

    def test_asks_how_confident_the_owner_is(self, approver, corp6) -> None:
        answer = approver.post(CORP6, {})
        assert errors(answer) == ["Say how confident you are that the target will be reached"]
        assert now(corp6) is None

    def test_is_no_longer_offered_once_somebody_scored_it(self, approver, corp6) -> None:
        make_assessment(corp6, "3x3")
        assert "If nothing has changed" not in words(approver.get(CORP6))
        answer = approver.post(CORP6, {"confidence": "green"}, follow=True)
        assert "saved meanwhile" in words(answer)
        assert now(corp6).confidence == ""

    def test_is_not_offered_for_a_new_entry_or_under_another_matrix(self, client_of) -> None:
        place = make_entry(make_register("new-risks"), "N1")
        assert "If nothing has changed" not in words(client_of("risk").get("/risks/new-risks/n1/review/"))
        make_assessment(place)
        matrix = place.register.matrix
        following = open_next()
        assert "If nothing has changed" in words(client_of("risk").get("/risks/new-risks/n1/review/"))
        changed = matrix.versions.get().content | {"tolerance": 15}
        make_matrix(matrix.slug, changed, valid_from=following)
        assert "If nothing has changed" not in words(client_of("risk").get("/risks/new-risks/n1/review/"))
        text = words(client_of("risk").get("/risks/new-risks/n1/review/score/"))
        assert "The matrix has changed since, so choose anew" in text


class TestScore:
    def test_is_chosen_from_buttons_that_say_everything(self, approver) -> None:
        answer = approver.get(f"{CORP6}score/")
        found = labels(answer, "current")
        assert len(found) == 25
        assert found["4/4"] == "Likelihood Likely (4), impact Major (4): 16 H High"
        assert found["5/4"] == "Likelihood Certain (5), impact Major (4): 20 V Very high Last quarter"
        assert checked(answer, "current") == ["5/4"]
        assert checked(answer, "target") == ["4/3"]
        page = BeautifulSoup(answer.content, "html.parser")
        table = page.select_one("table.app-position__table")
        assert table.select_one("tbody th[scope=row]").get_text() == "Impact Catastrophic (5)"
        assert len(table.select("thead th[scope=col]")) == 6

    def test_speaks_of_opportunities_in_their_own_words(self, approver) -> None:
        found = labels(approver.get(f"{CO2}score/"), "current")
        assert found["3/5"].startswith("Likelihood Possible (3), impact Outstanding (5): 15")
        assert "Catastrophic" not in " ".join(found.values())

    def test_left_as_it_is_is_confirmed(self, approver, corp6) -> None:
        answer = approver.post(f"{CORP6}score/", typed(approver, f"{CORP6}score/"))
        assert answer["Location"] == CORP6
        assert (now(corp6).current_score, now(corp6).target_score, now(corp6).confidence) == (20, 12, "")
        text = words(approver.get(f"{CORP6}score/"))
        assert "Last quarter This quarter" in text

    def test_needs_a_reason_where_it_changed(self, approver, corp6) -> None:
        data = typed(approver, f"{CORP6}score/") | {"current": "3/4"}
        answer = approver.post(f"{CORP6}score/", data)
        assert errors(answer) == ["Say why the score has changed since last quarter"]
        assert checked(answer, "current") == ["3/4"]
        assert now(corp6) is None
        approver.post(f"{CORP6}score/", data | {"reason": "The contract is signed."})
        after = now(corp6)
        assert (after.current_score, after.reason) == (12, "The contract is signed.")
        assert after.progress == corp6.entry.assessments.current().order_by("ordinal").first().progress

    def test_needs_a_reason_where_the_target_goes(self, approver, corp6) -> None:
        data = typed(approver, f"{CORP6}score/") | {"target": ""}
        assert len(errors(approver.post(f"{CORP6}score/", data))) == 1
        approver.post(f"{CORP6}score/", data | {"reason": "Nobody knows."})
        after = now(corp6)
        assert (after.target_score, after.target_likelihood, after.target_impact) == (None, "", "")

    def test_needs_no_reason_where_only_the_cell_is_another(self, approver, corp6) -> None:
        data = typed(approver, f"{CORP6}score/") | {"current": "4/5"}
        assert approver.post(f"{CORP6}score/", data).status_code == 302
        assert now(corp6).current_likelihood == "4"

    def test_is_refused_without_a_cell_or_with_none_of_the_matrix(self, approver, corp6) -> None:
        data = typed(approver, f"{CORP6}score/")
        without = {name: value for name, value in data.items() if name != "current"}
        assert errors(approver.post(f"{CORP6}score/", without)) == [
            "Choose the likelihood and impact as they are now"
        ]
        assert errors(approver.post(f"{CORP6}score/", data | {"current": "9/9"})) == [
            "Choose a cell of the matrix"
        ]
        assert now(corp6) is None

    def test_takes_a_date_and_words_for_it(self, approver, corp6) -> None:
        data = typed(approver, f"{CORP6}score/")
        later = data | {"target_on_day": "30", "target_on_month": "9", "target_on_year": "2023"}
        assert "still say “March 2023”" in errors(approver.post(f"{CORP6}score/", later))[0]
        approver.post(f"{CORP6}score/", later | {"target_date_text": "Ongoing"})
        after = now(corp6)
        assert (f"{after.target_on}", after.target_date_text) == ("2023-09-30", "Ongoing")
        again = typed(approver, f"{CORP6}score/") | {"target_on_month": "8"}
        assert approver.post(f"{CORP6}score/", again).status_code == 302

    def test_keeps_what_was_typed_where_somebody_was_quicker(self, approver, corp6) -> None:
        data = typed(approver, f"{CORP6}score/") | {"current": "3/4", "reason": "The contract is signed."}
        make_assessment(corp6, "4x4", "2x4")
        answer = approver.post(f"{CORP6}score/", data)
        assert answer.status_code == 409
        text = words(answer)
        assert "Corporate Risk Lead saved it at" in text
        assert "They say: current score 16 (Major/Likely), target score 8 (Major/Unlikely)." in text
        assert checked(answer, "current") == ["3/4"]
        assert "The contract is signed." in text
        assert now(corp6).current_score == 16
        page = BeautifulSoup(answer.content, "html.parser")
        version = page.select_one('input[name="version"]')["value"]
        approver.post(f"{CORP6}score/", data | {"version": version})
        assert (now(corp6).current_score, now(corp6).version) == (12, 2)

    def test_is_asked_by_any_matrix(self, client_of) -> None:
        register = make_register("lettered", matrix=make_matrix("letters", LETTERS))
        place = make_entry(register, "L1")
        lead, address = client_of("risk"), "/risks/lettered/l1/review/score/"
        assert list(labels(lead.get(address), "current")) == ["B/1", "A/1", "B/0", "A/0"]
        assert labels(lead.get(address), "current")["A/0"] == "Likelihood Certain (A), impact Slight (0): 2"
        lead.post(address, typed(lead, address) | {"current": "B/1"})
        assert now(place).current_score == 3

    def test_of_a_register_that_gave_a_score_alone_is_chosen_anew(self, client_of) -> None:
        place = make_entry(make_register("old"), "R1")
        make_assessment(place, "20", "4x4")
        open_next()
        answer = client_of("risk").get("/risks/old/r1/review/score/")
        assert "It was a score alone" in words(answer)
        assert checked(answer, "current") == []


class TestProgress:
    def test_comes_after_the_score(self, approver) -> None:
        answer = approver.get(f"{CORP6}progress/", follow=True)
        assert "Confirm or change the score first." in words(answer)
        assert "Cannot start yet" in words(approver.get(CORP6))

    def test_is_prefilled_and_saved_as_outlines(self, approver, corp6) -> None:
        approver.post(f"{CORP6}score/", typed(approver, f"{CORP6}score/"))
        data = typed(approver, f"{CORP6}progress/")
        assert data["progress"].startswith(("-", "#"))
        approver.post(
            f"{CORP6}progress/",
            data
            | {
                "progress": "# People\n- Recruited\n  - in schools",
                "travel": "Calmer",
                "direction": "improving",
                "confidence": "red",
                "summary": "One,\nstill one.\n\nTwo.",
            },
        )
        after = now(corp6)
        assert after.progress == [
            {"heading": "People", "items": [{"text": "Recruited", "sub_items": ["in schools"]}]}
        ]
        assert after.travel == [{"items": [{"text": "Calmer"}]}]
        assert (after.direction, after.confidence) == ("improving", "red")
        assert after.summary == ["One, still one.", "Two."]
        assert (after.current_score, after.target_score) == (20, 12)

    def test_can_be_left_half_done(self, approver, corp6) -> None:
        approver.post(f"{CORP6}score/", typed(approver, f"{CORP6}score/"))
        assert approver.post(f"{CORP6}progress/", typed(approver, f"{CORP6}progress/")).status_code == 302
        assert "1 missing" in words(approver.get(CORP6))

    def test_keeps_what_was_typed_where_somebody_was_quicker(self, approver, corp6) -> None:
        approver.post(f"{CORP6}score/", typed(approver, f"{CORP6}score/"))
        data = typed(approver, f"{CORP6}progress/") | {"progress": "- Mine", "confidence": "amber"}
        reviews.assess_part(
            corp6.entry,
            quarter=open_quarter(),
            by=risk_lead(),
            based_on=1,
            progress=[{"items": [{"text": "Theirs"}]}],
        )
        answer = approver.post(f"{CORP6}progress/", data)
        assert answer.status_code == 409
        assert "- Mine" in words(answer)
        assert "Theirs" in words(answer)
        assert now(corp6).confidence == ""


class TestCheckAndSubmit:
    def test_says_what_is_missing_with_a_way_to_it(self, approver, corp6) -> None:
        assert "Confirm or change the score" in words(approver.get(f"{CORP6}check/"))
        answer = approver.post(f"{CORP6}check/")
        assert errors(answer) == ["Confirm or change the score"]
        assert BeautifulSoup(answer.content, "html.parser").title.get_text().startswith("Error: ")
        make_assessment(corp6, "4x4", "2x4")
        assert errors(approver.post(f"{CORP6}check/")) == [
            "Say how confident you are that the target will be reached"
        ]

    def test_asks_about_what_does_not_fit_and_blocks_nothing(self, approver, corp6) -> None:
        make_assessment(
            corp6, "5x5", "2x4", confidence="green", direction="improving", target_on=date(2022, 3, 31)
        )
        text = words(approver.get(f"{CORP6}check/"))
        assert "The owner says improving, and the score went from 20 to 25" in text
        assert "The owner's confidence is green, and the arithmetic says" in text
        assert "The owner says improving" in words(approver.get(CORP6))
        assert approver.post(f"{CORP6}check/")["Location"] == f"{CORP6}submitted/"
        review = Review.objects.get(entry=corp6.entry, round=open_quarter().ordinal)
        assert review.state == Review.State.SUBMITTED

    def test_mirrors_opportunities(self, approver) -> None:
        place = Place.objects.get(register__slug="corporate", key="co2")
        make_assessment(place, "4x4", "2x2", confidence="amber")
        assert "of an opportunity is below its current score" in words(approver.get(f"{CO2}check/"))
        make_assessment(place, "4x4", "4x5", confidence="amber", direction="improving")
        text = words(approver.get(f"{CO2}check/"))
        assert "The scores show: ↑ Improving" in text
        assert "below its current score" not in text

    def test_says_what_happens_next(self, approver, corp6) -> None:
        make_assessment(corp6, confidence="amber")
        text = words(approver.post(f"{CORP6}check/", follow=True))
        assert "Review submitted" in text
        assert "Go on: 1 more to review in this quarter" in text

    def test_locks_it_until_it_is_taken_back(self, approver, corp6) -> None:
        make_assessment(corp6, confidence="amber")
        data = typed(approver, f"{CORP6}score/") | {"current": "1/1", "reason": "Late"}
        approver.post(f"{CORP6}check/")
        for part in ("score", "measures", "progress", "check"):
            assert approver.get(f"{CORP6}{part}/")["Location"] == CORP6
        answer = approver.post(f"{CORP6}score/", data, follow=True)
        assert "submitted meanwhile, so nothing was saved" in words(answer)
        assert now(corp6).current_score == 16
        answer = approver.post(f"{CORP6}take-back/", follow=True)
        assert "The review is yours again" in words(answer)
        assert approver.post(f"{CORP6}score/", data).status_code == 302
        assert now(corp6).current_score == 1

    def test_takes_back_only_what_is_submitted(self, approver, corp6) -> None:
        assert "cannot be taken back" in words(approver.post(f"{CORP6}take-back/", follow=True))
        assert approver.get(f"{CORP6}submitted/")["Location"] == CORP6

    def test_shows_what_the_risk_lead_said(self, approver, corp6) -> None:
        make_assessment(corp6, confidence="amber")
        approver.post(f"{CORP6}check/")
        reviews.send_back(corp6.entry, quarter=open_quarter(), by=risk_lead(), comment="Which\ndate?")
        text = words(approver.get(CORP6))
        assert "Corporate Risk Lead returned it on" in text
        assert "Returned by Corporate Risk Lead" in text
        approver.post(f"{CORP6}check/")
        reviews.agree(corp6.entry, quarter=open_quarter(), by=risk_lead())
        assert "The risk lead has agreed it" in words(approver.get(CORP6))


class TestWhoMay:
    def test_the_reviewer_also_of_a_register_that_is_not_theirs(self, client_of) -> None:
        officer = make_person("gritter", Role.OFFICER, service="highways")
        make_entry(
            make_register("schools", directorate="education-childrens-services"), "S1", reviewer=officer
        )
        address = "/risks/schools/s1/review/"
        assert client_of("gritter").get(address).status_code == 200
        assert client_of("gritter").get(f"{address}score/").status_code == 200
        assert client_of("officer").get(address).status_code == 404

    def test_nobody_else(self, client_of) -> None:
        assert client_of("officer").get(CORP6).status_code == 403
        assert client_of("member").get(CORP6).status_code == 403
        assert client_of("risk").get(CORP6).status_code == 200

    def test_while_the_quarter_is_open_and_the_entry_on_the_register(self, approver, client_of) -> None:
        assert approver.get("/risks/corporate/corp99/review/").status_code == 404
        lead = client_of("risk")
        text = words(lead.get("/risks/corporate-2018/cr1/review/", follow=True))
        assert "is not on the register in Quarter 4 (Jan-March) 2021/22" in text
        close_quarter()
        assert "No such risk quarter is open" in words(approver.get(CORP6, follow=True))
        assert "No such risk quarter is open" in words(approver.post(f"{CORP6}score/", {}, follow=True))

    def test_in_an_older_quarter_that_was_reopened(self, approver, corp6) -> None:
        old = open_quarter()
        open_next()
        rounds.reopen_round(quarter=old, by=risk_lead(), reason="For a test")
        assert f"{CORP6}?quarter={old}" in approver.get("/risks/reviews/").content.decode()
        data = typed(approver, f"{CORP6}score/?quarter={old}") | {"current": "1/1", "reason": "Mended"}
        answer = approver.post(f"{CORP6}score/?quarter={old}", data)
        assert answer["Location"] == f"{CORP6}?quarter={old}"
        assert corp6.entry.assessments.current().get(ordinal=old.ordinal).current_score == 1
        assert now(corp6) is None


class TestQueries:
    @pytest.mark.parametrize("who", ["approver", "risk"])
    @pytest.mark.parametrize("part", ["", "score/", "measures/", "progress/", "check/", "submitted/"])
    def test_stay_within_the_budget_of_a_page(self, client_of, corp6, part: str, who: str) -> None:
        make_assessment(corp6, confidence="amber")
        if part == "submitted/":
            reviews.submit(corp6.entry, quarter=open_quarter(), by=risk_lead())
        client = client_of(who)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{CORP6}{part}").status_code == 200
        asked = [each["sql"] for each in queries if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))]
        assert len(asked) <= 15, "\n".join(sql[:150] for sql in asked)
