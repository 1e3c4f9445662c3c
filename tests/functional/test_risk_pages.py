"""The registers' pages without a mouse, without a script and on paper; and opportunities, which are mirrored."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from risks.models import Assessment, Place
from tests.functional.conftest import Browse
from tests.functional.test_pages import keep_picture, settle, width_problems
from tests.risk_factories import make_assessment, open_quarter

pytestmark = [pytest.mark.browser, pytest.mark.slow]

QUARTER = "2021-22-Q4"
CORPORATE = "/risks/corporate/"
REVIEW = f"{CORPORATE}corp6/review/"

#: The width of A4 between margins of 15 mm, in CSS pixels.
PAPER = 680
#: What a printer cuts off: an element that ends beyond the paper, or hides a part of what it holds.
CUT_OFF = """paper => [...document.querySelectorAll("main *")].filter(element => {
  const style = getComputedStyle(element), hides = style.overflowX !== "visible" && style.overflowX !== "clip";
  return !element.closest(".govuk-visually-hidden, svg")
    && (element.getBoundingClientRect().right > paper + 1 || hides && element.scrollWidth > element.clientWidth + 1);
}).map(element => `${element.tagName} ${element.className}: ${element.textContent.trim().slice(0, 40)}`)"""
MOST_TABS = 80


def place(ref: str) -> Place:
    return Place.objects.get(register__slug="corporate", key=ref)


# --- Without a mouse ------------------------------------------------------------------------------------------------


def test_the_heat_map_leads_to_an_entry_by_keyboard(browse: Browse):
    member = browse("member")
    member.goto(f"{CORPORATE}heat-map/")
    tab_to(member, member.get_by_role("link", name="Corp 6").first)
    member.keyboard.press("Enter")
    expect(member.get_by_role("heading", level=1)).to_have_text("Covid-19 Impact on Services & Communities")


def test_the_heat_map_scrolls_by_keyboard_where_it_is_narrow(browse: Browse):
    member = browse("member", width=320)
    member.goto(f"{CORPORATE}heat-map/")
    pane = member.get_by_role("region", name="Heat map of risks")
    tab_to(member, pane)
    member.keyboard.press("ArrowRight")
    member.wait_for_function("pane => pane.scrollLeft > 0", arg=pane.element_handle())
    assert width_problems(member, 320) == []


def test_a_review_is_scored_and_submitted_by_keyboard(browse: Browse):
    """Arrow keys choose in the matrix, the space bar opens the target's table, Enter follows and sends."""
    owner = browse("approver")
    owner.goto(REVIEW)
    follow(owner, "1. Confirm or change the score and the target")
    tab_to(owner, owner.get_by_role("radio", name="Likelihood Certain (5), impact Major (4): 20").first)
    owner.keyboard.press("ArrowLeft")
    expect(
        owner.get_by_role("radio", name="Likelihood Likely (4), impact Major (4): 16").first
    ).to_be_checked()
    tab_to(owner, owner.locator("summary", has_text="Change the target: 12"))
    owner.keyboard.press("Space")
    tab_to(owner, owner.get_by_role("radio", name="Likelihood Likely (4), impact Moderate (3): 12").nth(1))
    owner.keyboard.press("ArrowLeft")
    tab_to(owner, owner.get_by_label("Why has the score changed?"))
    owner.keyboard.type("Fewer staff are away.")
    press(owner, "Save the score")
    follow(owner, "3. Say what was done, and how confident you are")
    tab_to(owner, owner.get_by_label("Green: confident"))
    owner.keyboard.press("Space")
    press(owner, "Save")
    follow(owner, "4. Check the review and submit it")
    press(owner, "Submit the review")
    expect(owner.get_by_role("heading", name="Review submitted")).to_be_visible()
    saved = assessment("corp6")
    assert (saved.current_score, saved.target_score, saved.confidence) == (16, 9, "green")


def tab_to(page: Page, wanted: Locator) -> None:
    """Press the tab key until the element has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{MOST_TABS} times the tab key, and {wanted} never had the focus")


def follow(page: Page, link: str) -> None:
    tab_to(page, page.get_by_role("link", name=link))
    page.keyboard.press("Enter")
    page.get_by_role("link", name=link).wait_for(state="detached")


def press(page: Page, button: str) -> None:
    tab_to(page, page.get_by_role("button", name=button, exact=True))
    with page.expect_navigation():
        page.keyboard.press("Enter")


def assessment(ref: str) -> Assessment:
    return place(ref).entry.assessments.current().get(ordinal=open_quarter().ordinal)


# --- Without a script -----------------------------------------------------------------------------------------------


def test_a_register_without_javascript(browse: Browse):
    """Filters, the heat map and the history of an entry need no script: charts stand beside tables, never alone."""
    member = browse("member", javascript=False)
    member.goto(CORPORATE)
    member.get_by_label("Risk or opportunity").select_option("Opportunity")
    member.get_by_role("button", name="Apply filters").click()
    expect(member.get_by_role("row")).to_have_count(3)
    member.get_by_role("link", name="CO1").click()
    expect(member.get_by_role("table", name="Scores, target date")).to_contain_text("Moderate/Certain")
    member.goto(f"{CORPORATE}heat-map/")
    member.get_by_label("Target scores").check()
    member.get_by_role("button", name="Show", exact=True).click()
    cell = member.get_by_role("cell").filter(has=member.get_by_role("link", name="CO1"))
    expect(cell).to_contain_text("Very high")


# --- Two people -----------------------------------------------------------------------------------------------------


def test_what_two_people_write_of_one_entry_is_not_lost(browse: Browse):
    # Given an owner and the risk lead who both write of the progress
    owner, lead = browse("approver"), browse("risk")
    make_assessment(place("corp6"), "5x4", "4x3", by=None, confidence="amber")
    for page in (owner, lead):
        page.goto(f"{REVIEW}progress/")
    lead.get_by_label("Progress").fill("- What the lead wrote")
    lead.get_by_role("button", name="Save", exact=True).click()
    lead.get_by_text("Progress and confidence are saved.").wait_for()
    owner.get_by_label("Progress").fill("- What the owner wrote")
    owner.get_by_role("button", name="Save", exact=True).click()

    # Then the owner reads both
    expect(owner.get_by_role("alert")).to_contain_text("Nothing of yours is saved yet")
    expect(owner.get_by_role("main")).to_contain_text("What the lead wrote")
    expect(owner.get_by_label("Progress")).to_have_value("- What the owner wrote")
    owner.get_by_role("button", name="Save", exact=True).click()
    owner.get_by_role("link", name="4. Check the review").click()
    owner.get_by_role("button", name="Submit the review").click()
    expect(owner.get_by_role("heading", name="Review submitted")).to_be_visible()

    # When the owner takes it back while the risk lead writes why it is returned
    lead.goto(f"{CORPORATE}corp6/decide/")
    lead.get_by_label("Return it to its owner").check()
    lead.get_by_label("Comment").fill("Say which staff are away.")
    owner.get_by_role("link", name="See the review").click()
    owner.get_by_role("button", name="Take it back").click()
    owner.get_by_text("The review is yours again").wait_for()
    lead.get_by_role("button", name="Save the decision").click()

    # Then nothing is decided about what the risk lead did not see, and their words still stand there
    expect(lead.get_by_role("alert")).to_contain_text("Nothing was decided")
    expect(lead.get_by_role("alert")).to_contain_text("Say which staff are away.")
    keep_picture(lead, "risk-decide-conflict")


# --- On paper -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        f"{CORPORATE}corp1/",
        "/risks/corporate-2018/cr1/",
        f"{CORPORATE}heat-map/",
        CORPORATE,
        "/risks/corporate-2018/",
        f"{CORPORATE}profile/",
    ],
)
def test_nothing_is_cut_off_on_paper(browse: Browse, address: str):
    member = browse("member", width=PAPER)
    member.emulate_media(media="print")
    member.goto(address)
    settle(member)
    assert member.evaluate(CUT_OFF, PAPER) == []
    expect(member.get_by_text("Download the register")).to_be_hidden()
    expect(member.get_by_role("button")).to_have_count(0)
    keep_picture(member, f"paper-{address.strip('/').replace('/', '-')}")


# --- Opportunities --------------------------------------------------------------------------------------------------

BLUES = ["#12436d", "#1d70b8", "#8eb8dc", "#d2e2f1"]


def test_opportunities_are_mirrored(browse: Browse):
    """The same rise is good for an opportunity and bad for a risk; so is a target above the score now."""
    # Given an opportunity and a risk that both rose, each with a target above its score now
    make_assessment(place("co1"), "4x4", "4x5", confidence="amber")
    make_assessment(place("corp2"), "4x4", "4x5", confidence="amber")
    lead = browse("risk")

    # Then its page says that it improved, and asks for nothing
    lead.goto(f"{CORPORATE}co1/?quarter={QUARTER}")
    expect(by_the_scores(lead)).to_contain_text("↑ Improving, from 15 in the quarter before")
    expect(lead.get_by_role("heading", name="Benefits")).to_be_visible()
    expect(lead.get_by_role("heading", name="Actions to realise the opportunity")).to_be_visible()
    expect(lead.get_by_role("heading", name="What the checks find")).to_have_count(0)
    matrix = lead.get_by_role("region", name="Matrix of CO1")
    expect(matrix.get_by_role("row", name="Outstanding")).to_contain_text("Target")
    keep_picture(lead, "opportunity-improving")
    lead.goto(f"{CORPORATE}corp2/?quarter={QUARTER}")
    expect(by_the_scores(lead)).to_contain_text("↑ Worsening, from 12 in the quarter before")
    expect(lead.get_by_role("main")).to_contain_text("What the checks find")

    # And the checks name the risk alone
    lead.goto(f"{CORPORATE}checks/?quarter={QUARTER}")
    named = lead.get_by_role("heading", level=2)
    expect(named.filter(has_text="Corp 2:")).to_have_count(1)
    expect(named.filter(has_text="CO1:")).to_have_count(0)

    # And the heat map has the opportunities' own words and blues
    lead.goto(f"{CORPORATE}heat-map/?quarter={QUARTER}")
    settle(lead)
    risks, opportunities = (
        lead.get_by_role("region", name=f"Heat map of {kind}") for kind in ("risks", "opportunities")
    )
    expect(opportunities.get_by_role("rowheader").first).to_have_text("Outstanding 5")
    expect(risks.get_by_role("rowheader").first).to_have_text("Catastrophic 5")
    assert fills(opportunities) == set(BLUES)
    assert not fills(risks) & set(BLUES)
    expect(opportunities).to_contain_text("↑ from 15 (Moderate/Certain)")
    keep_picture(lead, "opportunities-heat-map")


def by_the_scores(page: Page) -> Locator:
    return page.locator(".govuk-summary-list__row", has_text="Direction of travel")


def fills(heat_map: Locator) -> set[str]:
    """The colours of a heat map's cells."""
    return set(
        heat_map.locator("td > svg > rect").evaluate_all("all => all.map(each => each.getAttribute('fill'))")
    )
