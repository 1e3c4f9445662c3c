"""A quarter of the registers with real people: added, reviewed, escalated, de-escalated, closed; and then seen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.functional.conftest import Browse
from tests.functional.test_pages import axe_problems, keep_picture

pytestmark = [pytest.mark.browser, pytest.mark.slow]

QUARTER, LABEL = "2021-22-Q4", "Quarter 4 (Jan-March) 2021/22"
ROUND = f"/risks/rounds/{QUARTER}/"
OWN = "/risks/growth-environment-transport/"
CORPORATE = "/risks/corporate/"
DECIDERS = "the Corporate Management Team"

#: What members read in the end: one sentence for each movement, and one for the entry that was rescored.
SENTENCES = (
    "Corp 8, Flooding closes roads: escalated from the register of Growth, Environment & Transport with a residual "
    "score of 12 (Major/Possible), as decided by the Corporate Management Team.",
    "Corp 5, ICT Provision: de-escalated with a residual score of 8 (Major/Unlikely), as decided by the Corporate "
    "Management Team; it stays on the register of Chief Executive and Director of Resources; reason: The new systems "
    "are in use.",
    "Corp 2, Family Safeguarding Model: closed with a residual score of 8 (Major/Unlikely), as decided by the Corporate "
    "Management Team; reason: The model is in place.",
    "Corp 6: the current score has been reduced from 20 to 16 (Major/Likely); reason: Fewer staff are away.",
)

NEW = (
    "R1, Flooding closes roads: new on the register with a residual score of 12 (Major/Possible); reason: Three roads "
    "were closed in January."
)


def test_a_quarter_of_the_registers(browse: Browse):
    lead, owner, officer, member = (browse(who) for who in ("risk", "approver", "officer", "member"))

    # The risk lead puts a risk on a directorate's register, and names who reviews it and another one
    add_flooding(lead)
    name_reviewer(lead, f"{CORPORATE}corp7/", "Highways Performance Officer")

    # Its reviewer scores it anew, moves an action on, and submits; and rescores a risk of the corporate register
    owner.goto("/")
    owner.get_by_role("link", name="3 entries for you to review").click()
    owner.get_by_role("link", name="R1: Flooding closes roads").click()
    rescore(owner, current="Certain (5), impact Major (4)", target="Possible (3), impact Major (4)")
    owner.get_by_role("link", name="2. Update actions and controls").click()
    owner.get_by_label("How far is it?").select_option("In progress")
    owner.get_by_role("button", name="Save actions and controls").last.click()
    say(owner, confidence="Amber", progress="- Forty gullies were cleared")
    submit(owner)
    owner.goto(f"{CORPORATE}corp6/review/")
    rescore(owner, current="Likely (4), impact Major (4)", reason="Fewer staff are away.")
    say(owner, confidence="Amber")
    submit(owner)

    # Another owner has nothing to change, and says so in one step
    officer.goto("/risks/reviews/")
    officer.get_by_role("link", name="Corp 7: Impact on Community & Services").click()
    officer.get_by_label("Amber: some doubt").check()
    officer.get_by_role("button", name="Confirm: no change since last quarter").click()
    officer.get_by_role("button", name="Submit the review").click()
    expect(officer.get_by_role("heading", name="Review submitted")).to_be_visible()

    # The proposal stands before the risk lead, who records what was decided
    lead.goto(ROUND)
    put_forward = lead.locator(".govuk-summary-card", has_text="R1 Flooding closes roads")
    expect(put_forward).to_contain_text(
        "The residual score is 12, and 12 or more is considered for the corporate register."
    )
    keep_picture(lead, "risk-quarter-proposal")
    put_forward.get_by_role("link", name="Escalate R1").click()
    move(lead, SENTENCES[0], "To undo it, de-escalate Corp 8.")
    lead.goto(f"{CORPORATE}corp5/?quarter={QUARTER}")
    lead.get_by_role("link", name="De-escalate").click()
    lead.get_by_label("Chief Executive and Director of Resources: directorate risk register").check()
    move(lead, SENTENCES[1], "To undo it, reopen Corp 5 on", reason="The new systems are in use.")
    lead.goto(f"{CORPORATE}corp2/?quarter={QUARTER}")
    lead.get_by_role("link", name="Close the entry").click()
    move(lead, SENTENCES[2], "To undo it, reopen Corp 2 on", reason="The model is in place.")

    # They agree the reviews, and close the quarter saying why others are missing; until then a member sees nothing
    lead.goto(ROUND)
    agree(lead, "R1", "Corp 6", "Corp 7")
    member_sees_nothing(member)
    lead.goto(ROUND)
    lead.get_by_role("button", name="Close the quarter").click()
    expect(lead.get_by_role("main")).not_to_contain_text("Flooding closes roads")
    lead.get_by_label("Why does the quarter close although reviews are missing?").fill(
        "The other owners report to the next meeting."
    )
    lead.get_by_role("button", name="Close the quarter all the same").click()
    expect(lead.get_by_role("alert")).to_contain_text(
        "Members see the registers that are for them from now on."
    )

    # Now the member sees the corporate register as it stands, and what moved, in a sentence each
    member.goto(CORPORATE)
    expect(member.get_by_role("heading", name="Corporate Risk and Opportunity Register")).to_be_visible()
    expect(member.get_by_role("row").filter(has_text="Flooding closes roads")).to_contain_text("Corp 8")
    for gone in ("ICT Provision", "Family Safeguarding Model"):
        expect(member.get_by_role("row").filter(has_text=gone)).to_have_count(0)
    keep_picture(member, "risk-quarter-register")
    member.get_by_role("link", name="Movements").click()
    sentences = member.get_by_role("main").get_by_role("listitem")
    expect(sentences).to_have_text(SENTENCES)
    expect(member.get_by_role("main")).to_contain_text(
        "For this quarter there is one new entry to the register and two deletions. The new entry was escalated from "
        "another register. Of the two deletions, one was closed and one was de-escalated to another register."
    )
    assert axe_problems(member) == []
    keep_picture(member, "risk-quarter-movements")
    member.goto(f"{CORPORATE}corp8/")
    expect(member.get_by_text("Forty gullies were cleared")).to_be_visible()
    assert member.goto(OWN).status == 404, "the directorate's register is not for members"

    lead.goto(f"{OWN}movements/?quarter={QUARTER}")
    expect(lead.get_by_role("main").get_by_role("listitem")).to_have_text(NEW)

    # Reopened, it is hidden again
    lead.goto(ROUND)
    lead.get_by_role("link", name="Reopen the quarter").click()
    lead.get_by_label("Why is the quarter reopened?").fill("A score was typed wrongly.")
    lead.get_by_role("button", name="Reopen the quarter").click()
    expect(lead.get_by_role("alert")).to_contain_text("Members do not see it until you close it.")
    member_sees_nothing(member)


def add_flooding(lead: Page) -> None:
    """A risk with a residual score of 8, and one action."""
    lead.goto(f"{OWN}?quarter={QUARTER}")
    lead.get_by_role("button", name="Add a risk or an opportunity").click()
    lead.get_by_label("A risk").check()
    lead.get_by_role("button", name="Continue").click()
    expect(lead.get_by_label("Reference")).to_have_value("R1")
    lead.get_by_label("Title").fill("Flooding closes roads")
    lead.get_by_label("Description").fill("Gullies that are not cleared flood the road.")
    lead.get_by_label("Owner").fill("Head of Highways")
    lead.get_by_label("Who reviews it each quarter?").select_option(
        "Director of Growth, Environment and Transport"
    )
    position(lead, "Where does it stand now?", "Likely (4), impact Moderate (3)")
    position(lead, "Where is it to stand", "Unlikely (2), impact Major (4)")
    lead.get_by_label("Why does it go on the register?").fill("Three roads were closed in January.")
    lead.get_by_role("button", name="Add it to the register").click()
    expect(lead.get_by_role("alert")).to_contain_text("R1 is on the register.")
    lead.get_by_role("button", name="Add an action").click()
    lead.get_by_label("What will be done?").fill("Clear every gully before autumn")
    lead.get_by_label("Owner").fill("Head of Highways")
    lead.get_by_role("button", name="Save").click()


def name_reviewer(lead: Page, entry: str, person: str) -> None:
    lead.goto(f"{entry}edit/")
    lead.get_by_label("Who reviews it each quarter?").select_option(person)
    lead.get_by_label("Why is it changed?").fill("They know it best.")
    lead.get_by_role("button", name="Save the change").click()
    lead.get_by_role("alert").wait_for()


def position(page: Page, question: str, cell: str) -> None:
    """Choose a cell in the table of radio buttons that asks the question."""
    page.get_by_role("group", name=question).get_by_role("radio", name=f"Likelihood {cell}").check()


def rescore(owner: Page, *, current: str, target: str = "", reason: str = "") -> None:
    owner.get_by_role("link", name="1. Confirm or change the score").click()
    owner.get_by_role("radio", name=f"Likelihood {current}").first.check()
    if target:
        owner.get_by_text("Change the target:").click()
        owner.get_by_role("radio", name=f"Likelihood {target}").nth(1).check()
    owner.get_by_label("Why has the score changed?").fill(reason)
    owner.get_by_role("button", name="Save the score").click()
    expect(owner.get_by_role("alert")).to_contain_text("The score is saved.")


def say(owner: Page, *, confidence: str, progress: str = "") -> None:
    owner.get_by_role("link", name="3. Say what was done").click()
    if progress:
        owner.get_by_label("Progress").fill(progress)
    owner.get_by_label(f"{confidence}:").check()
    owner.get_by_role("button", name="Save").click()


def submit(owner: Page) -> None:
    owner.get_by_role("link", name="4. Check the review").click()
    owner.get_by_role("button", name="Submit the review").click()
    expect(owner.get_by_role("heading", name="Review submitted")).to_be_visible()


def move(lead: Page, sentence: str, undo: str, *, reason: str = "") -> None:
    """Fill in who decided and when, read what will happen and what the report will say, and confirm it."""
    if reason:
        lead.get_by_label("Why").fill(reason)
    lead.get_by_label("Who decided?").fill(DECIDERS)
    for part, value in (("Day", "8"), ("Month", "3"), ("Year", "2022")):
        lead.get_by_label(part).fill(value)
    lead.get_by_role("button", name="Continue").click()
    expect(lead.locator(".govuk-inset-text")).to_have_text(sentence)
    lead.get_by_role("button", name="Confirm").click()
    expect(lead.get_by_role("alert")).to_contain_text(f"{sentence} {undo}")


def agree(lead: Page, *refs: str) -> None:
    """Agree at once what the checks find nothing in, and read and decide the rest."""
    at_once = lead.get_by_role("link", name="without findings")
    if at_once.count():
        at_once.click()
        lead.get_by_role("button", name="Agree them").click()
    while lead.get_by_role("link", name="Read and decide").count():
        lead.get_by_role("link", name="Read and decide").first.click()
        lead.get_by_label("Agree it").check()
        lead.get_by_role("button", name="Save the decision").click()
        lead.goto(ROUND)
    for ref in refs:
        expect(lead.get_by_role("row").filter(has=lead.get_by_role("link", name=ref)).first).to_contain_text(
            "Agreed"
        )


def member_sees_nothing(member: Page) -> None:
    """Not the quarter, not its entries, not what moved, in no file; the closed quarter is as it was."""
    for address in (
        f"/risks/?quarter={QUARTER}",
        f"{CORPORATE}?quarter={QUARTER}",
        f"{CORPORATE}heat-map/?quarter={QUARTER}",
        f"{CORPORATE}profile/?quarter={QUARTER}",
        f"{CORPORATE}movements/?quarter={QUARTER}",
        f"{CORPORATE}corp6/?quarter={QUARTER}",
        f"{CORPORATE}corp8/",
        OWN,
        f"{OWN}r1/",
        f"/download/risk-register.csv?register=corporate&quarter={QUARTER}",
    ):
        assert member.goto(address).status == 404, address
    member.goto(CORPORATE)
    expect(member.get_by_role("row").filter(has_text="ICT Provision")).to_have_count(1)
    expect(member.get_by_text("Flooding closes roads")).to_have_count(0)
