"""A quarter's round for one service, with four people: opened, filled in, returned, approved, closed, and then seen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from council.models import ReportingQuarter
from kpis.actions import ratings
from kpis.models import Return
from kpis.selectors.inputs import EVERYTHING
from tests.functional.conftest import Browse

pytestmark = [pytest.mark.browser, pytest.mark.slow]

QUARTER, LABEL = "2021-22-Q4", "Quarter 4 (Jan-March) 2021/22"
RETURN = f"/kpis/returns/{QUARTER}/street-lighting/"
NTM = "Percentage of Non-Traffic Management (NTM) lamp-out faults repaired within 5 working days"
TM = "Percentage of Traffic Management (TM) lamp-out faults repaired within 20 working days"


def test_the_whole_round(browse: Browse):
    lead, officer, approver, member = (
        browse(who) for who in ("performance", "officer", "approver", "member")
    )

    # The performance lead looks at what is due, and opens the quarter
    lead.goto("/kpis/manage/")
    lead.get_by_role("link", name="Rounds").first.click()
    lead.get_by_role("button", name=f"Open {LABEL}").click()
    expect(lead.get_by_role("link", name=NTM)).to_be_visible()
    expect(lead.get_by_label("Day")).to_have_value("5")
    lead.get_by_role("button", name=f"Open {LABEL}").click()
    expect(lead.get_by_role("alert")).to_contain_text("Its returns are due on 5 May 2022")

    # The officer fills the return in and submits it
    officer.goto(f"{RETURN}grid/")
    enter(officer, {NTM: "97", TM: "91.5"})
    submit(officer)
    member_sees_nothing(member)

    # The approver returns it with a comment; the officer mends it; the approver approves
    approver.goto("/kpis/returns/")
    approver.get_by_role("link", name="Street Lighting").last.click()
    expect(approver.get_by_text("91.5%").first).to_be_visible()
    decide(approver, "Return it to its officer", comment="The second figure is the year's.")
    officer.goto(RETURN)
    expect(officer.get_by_text("The second figure is the year's.").first).to_be_visible()
    officer.goto(f"{RETURN}grid/")
    enter(officer, {TM: "98.5"})
    submit(officer)
    approver.goto(f"{RETURN}decide/")
    expect(approver.get_by_text("98.5%").first).to_be_visible()
    decide(approver, "Approve it")
    expect(approver.get_by_role("alert")).to_contain_text("The return of Street Lighting is approved.")
    assert (
        Return.objects.get(service__slug="street-lighting", round__closed_at=None).state
        == Return.State.APPROVED
    )
    ratings.rate(EVERYTHING)
    member_sees_nothing(member)

    # The performance lead closes the quarters in order, saying why the other returns are not there
    for quarter in ("2021-22-Q3", QUARTER):
        lead.goto(f"/kpis/rounds/{quarter}/")
        lead.get_by_role("button", name="Close the quarter").click()
        lead.get_by_label("Why does the quarter close although something is missing?").fill(
            "The other services report to another committee."
        )
        lead.get_by_role("button", name="Close the quarter all the same").click()
        expect(lead.get_by_role("alert")).to_contain_text("Members see it from now on.")
    assert not ReportingQuarter.objects.filter(closed_at=None).exists()

    # Now the member sees the approved figure, and nothing of the one that was returned
    member.goto("/kpis/lampout-tm-20d/")
    expect(member.get_by_text("98.5%").first).to_be_visible()
    expect(member.get_by_text("91.5%")).to_have_count(0)
    member.goto(f"/kpis/changes/?since={QUARTER}")
    expect(member.get_by_text("Nothing has changed.")).to_be_visible()

    # A late correction gives its reason, and is listed for the member
    officer.goto(f"/kpis/lampout-tm-20d/enter/{QUARTER}/")
    officer.get_by_label(f"Figure for {LABEL}, in %").fill("97.5")
    officer.get_by_label("Why is the figure being changed?").fill("Two lamps had been counted twice.")
    officer.get_by_role("button", name="Save the figure").click()
    officer.get_by_role("alert").wait_for()
    member.reload()
    row = member.get_by_role("row", name="Two lamps had been counted twice.")
    expect(row).to_contain_text("98.5%")
    expect(row).to_contain_text("97.5%")


def enter(page: Page, figures: dict[str, str]) -> None:
    """Fill in rows of the grid and save them, as they are even where the product asks if they are right."""
    for name, figure in figures.items():
        page.get_by_role("row").filter(has_text=name).get_by_role("textbox").first.fill(figure)
    page.get_by_role("button", name="Save the figures").click()
    expect(page.get_by_role("alert").first).to_contain_text("saved")


def submit(page: Page) -> None:
    page.goto(f"{RETURN}check/")
    page.get_by_role("button", name="Submit the return").click()
    expect(page).to_have_url(page.url.split("/kpis/")[0] + f"{RETURN}submitted/")


def decide(page: Page, decision: str, comment: str = "") -> None:
    page.get_by_label(decision).check()
    page.get_by_label("Comment").fill(comment)
    page.get_by_role("button", name="Save the decision").click()


def member_sees_nothing(member: Page) -> None:
    """Not the quarter, not its figures, not that somebody works on it."""
    assert member.goto(f"/overview/?quarter={QUARTER}").status == 404
    member.goto("/kpis/lampout-tm-20d/")
    expect(member.get_by_text("Quarter 4 (Jan-March) 2021/22")).to_have_count(0)
    expect(member.get_by_text("91.5%")).to_have_count(0)
    expect(member.get_by_text("98.5%")).to_have_count(0)
    assert member.goto(RETURN).status == 403
