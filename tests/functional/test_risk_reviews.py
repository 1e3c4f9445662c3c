"""The review of an entry in real browsers: by keyboard, narrow, without JavaScript; and by two people at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from risks.models import Assessment, Place, Review
from tests.functional.conftest import Browse
from tests.functional.test_pages import axe_problems, keep_picture, width_problems
from tests.risk_factories import open_quarter

pytestmark = [pytest.mark.browser, pytest.mark.slow]

REVIEW = "/risks/corporate/corp6/review/"
NOW = "Likelihood Certain (5), impact Major (4): 20"
LESS = "Likelihood Likely (4), impact Major (4): 16"


def assessment() -> Assessment | None:
    place = Place.objects.get(register__slug="corporate", key="corp6")
    return place.entry.assessments.current().filter(ordinal=open_quarter().ordinal).first()


def cell(page: Page, name: str):
    """The radio button of the current position: the first of the page's tables."""
    return page.get_by_role("radio", name=name).first


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (320, True), (320, False)])
def test_a_review_from_its_score_to_its_submission(browse: Browse, width: int, javascript: bool):
    def looks_right(name: str) -> None:
        if javascript:
            assert axe_problems(owner) + width_problems(owner, width) == []
            keep_picture(owner, f"{name}-{width}")

    # Given an owner who opens the review from the list
    owner = browse("approver", width=width, javascript=javascript)
    owner.goto("/risks/reviews/")
    owner.get_by_role("link", name="Corp 6:").click()
    owner.get_by_role("link", name="1. Confirm or change the score").click()

    # When the score is changed by keyboard, at first without a reason
    cell(owner, NOW).focus()
    owner.keyboard.press("ArrowLeft")
    expect(cell(owner, LESS)).to_be_checked()
    owner.get_by_role("button", name="Save the score").click()
    expect(owner.locator(".govuk-error-summary")).to_contain_text("Say why the score has changed")
    expect(cell(owner, LESS)).to_be_checked()
    looks_right("risk-review-score-refused")
    owner.get_by_label("Why has the score changed?").fill("The contract is signed.")
    owner.get_by_role("button", name="Save the score").click()

    # And an action is done, and the owner is confident against the arithmetic
    owner.get_by_role("link", name="2. Update actions and controls").click()
    owner.get_by_label("How far is it?").first.select_option("Done")
    owner.get_by_role("button", name="Save actions and controls").last.click()
    owner.get_by_role("link", name="3. Say what was done").click()
    owner.get_by_label("Green: confident").check()
    owner.get_by_label("Worsening (-ve)").check()
    owner.get_by_role("button", name="Save").click()

    # Then the checks ask, and block nothing
    owner.get_by_role("link", name="4. Check the review").click()
    expect(owner.get_by_text("The owner says worsening, and the score went from 20 to 16")).to_be_visible()
    looks_right("risk-review-asked")
    owner.get_by_role("button", name="Submit the review").click()
    expect(owner.get_by_role("heading", name="Review submitted")).to_be_visible()
    looks_right("risk-review-submitted")
    saved = assessment()
    assert (saved.current_score, saved.confidence, saved.direction) == (16, "green", "worsening")
    assert Review.objects.get(entry=saved.entry, round=saved.ordinal).state == Review.State.SUBMITTED

    # And it can be taken back
    owner.get_by_role("link", name="See the review").click()
    owner.get_by_role("button", name="Take it back").click()
    expect(owner.get_by_text("The review is yours again")).to_be_visible()
    looks_right("risk-review-taken-back")


def test_two_people_in_one_review(browse: Browse):
    # Given the owner and the risk lead with the same page open
    owner, lead = browse("approver"), browse("risk")
    for page in (owner, lead):
        page.goto(f"{REVIEW}score/")

    # When the risk lead saves first
    lead.get_by_role("button", name="Save the score").click()
    expect(lead.get_by_text("The score is saved.")).to_be_visible()
    cell(owner, LESS).check()
    owner.get_by_label("Why has the score changed?").fill("The contract is signed.")
    owner.get_by_role("button", name="Save the score").click()

    # Then the owner is told, loses nothing, and decides
    expect(owner.get_by_role("alert")).to_contain_text("Corporate Risk Lead saved it at")
    expect(cell(owner, LESS)).to_be_checked()
    assert axe_problems(owner) + width_problems(owner, 1280) == []
    keep_picture(owner, "risk-review-conflict")
    owner.get_by_role("button", name="Save the score").click()
    expect(owner.get_by_text("The score is saved.")).to_be_visible()
    assert assessment().current_score == 16
