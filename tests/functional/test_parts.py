"""Parts of one page that are shown on another: by a script, and without one by a link."""

from __future__ import annotations

import pytest

from tests.functional.conftest import Browse

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CARD, PART = "/risks/corporate/corp3/", "/risks/corporate/corp3/indicators/?quarter=2021-22-Q3"


def test_the_card_of_a_risk_shows_the_indicators_that_it_names(browse: Browse) -> None:
    page = browse("member")
    page.goto(CARD)
    table = page.get_by_role("region", name="Linked indicators").get_by_role("table")
    table.wait_for()
    assert "On track" in table.inner_text() and "89.9%" in table.inner_text()
    assert page.locator("[data-part-of]").count() == 0
    assert page.get_by_role("heading", name="Linked indicators").count() == 1


def test_without_a_script_the_link_leads_to_the_same(browse: Browse) -> None:
    page = browse("member", javascript=False)
    page.goto(CARD)
    page.get_by_role("link", name="The indicators that Corp 3 names").click()
    assert page.url.endswith(PART)
    assert "On track" in page.get_by_role("table").inner_text()


def test_without_the_part_in_the_answer_the_link_stays(browse: Browse) -> None:
    page = browse("member")
    page.route("**/indicators/**", lambda route: route.fulfill(body="<p>Sign in again</p>"))
    with page.expect_response("**/indicators/**"):
        page.goto(CARD)
    page.wait_for_timeout(300)
    assert page.locator("[data-part-of] a").get_attribute("href") == PART
    assert page.get_by_text("Sign in again").count() == 0
