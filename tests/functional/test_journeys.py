"""What people come to do, from their first click to the result, in a real browser with a real worker."""

from __future__ import annotations

import re
from decimal import Decimal

import docx
import pytest
from playwright.sync_api import Page, expect

from council import outbox
from council.models import User
from council.periods import Quarter, Slot
from kpis.actions import figures
from kpis.entries import Entry
from kpis.models import Figure, Indicator
from tests.functional.conftest import Browse
from tests.services import running_worker

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EMERGENCY = "Safety carriageway defects repaired within 4 hours (emergency)"
SLUG = "defects-4h-emergency"


def test_a_figure_from_the_task_list_to_the_paper(browse: Browse, tmp_path):
    # Given an officer who finds the return on the home page, and the figure in it
    officer = browse("officer")
    expect(officer.get_by_text("0 of 4 figures entered")).to_be_visible()
    officer.get_by_role("link", name="Highways Service").click()
    officer.get_by_role("link", name=EMERGENCY).click()

    # When the officer looks at the rating first: what is typed stays, nothing is saved
    officer.get_by_label("Figure for Quarter 3 (Oct-Dec) 2021/22, in %").fill("91.25")
    officer.get_by_role("button", name="Show its rating first").click()
    preview = officer.get_by_role("region", name="If you save this")
    expect(preview).to_contain_text("91.25%")
    expect(preview).to_contain_text("Slightly below desired")
    expect(preview).to_contain_text("Improved")
    assert not Figure.objects.filter(indicator__slug=SLUG, reported_in=Quarter(2021, 3).ordinal).exists()

    # And saves: the rating is pending, and comes by itself once a worker runs
    officer.get_by_role("button", name="Save the figure").click()
    expect(officer.get_by_role("alert")).to_contain_text("is saved. Its rating is being worked out.")
    standing = officer.locator("[role=status]")
    expect(standing).to_contain_text("The rating is being worked out")
    officer.evaluate("window.stillTheSamePage = true")
    with running_worker():
        expect(standing).to_contain_text("Slightly below desired", timeout=30_000)
    assert officer.evaluate("window.stillTheSamePage"), "the page was loaded again"

    # Then the chart is drawn, says the figure in words, and its table stands beside it
    drawing = officer.get_by_role("img", name=re.compile(r"91\.25% in Quarter 3"))
    expect(drawing.locator("svg.main-svg").first).to_be_visible()
    chart = officer.locator("figure", has=drawing)
    chart.get_by_text("Show the figures").click()
    expect(chart.get_by_role("row", name=re.compile("Quarter 3 .*2021")).last).to_contain_text("91.25")
    officer.goto("/")
    expect(officer.get_by_text("1 of 4 figures entered")).to_be_visible()

    # And the performance lead takes the quarter to the committee as a Word file
    lead = browse("performance")
    lead.goto("/overview/?quarter=2021-22-Q3")
    with lead.expect_download() as download:
        lead.get_by_role("link", name="Word file of the committee table").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert path.name == "kpis-2021-22-Q3.docx"
    rows = [
        " ".join(cell.text for cell in row.cells)
        for table in docx.Document(path).tables
        for row in table.rows
    ]
    assert any("4 hours (emergency)" in row and "91.25%" in row for row in rows)


def test_a_member_sees_closed_quarters_and_no_drafts(browse: Browse):
    # Given a figure of the open quarter
    given_a_draft("91.25")

    # When a member narrows Quarter 2 to one priority and one rating
    member = browse("member")
    member.goto("/overview/?quarter=2021-22-Q2")
    member.get_by_label("Corporate priority", exact=True).select_option("Delivering better services")
    member.get_by_label("Rating", exact=True).select_option("Requires improvement")
    member.get_by_role("button", name="Apply filters").click()

    # Then the address says so, and another browser shows the same from the address alone, without JavaScript too
    assert "priority=" in member.url
    assert "status=red" in member.url
    names = names_in_table(member)
    assert EMERGENCY in names
    assert 0 < len(names) < 10
    plain = browse("member", javascript=False)
    plain.goto(member.url)
    assert names_in_table(plain) == names
    expect(plain.get_by_role("link", name="Remove filter: Rating: Requires improvement")).to_be_visible()

    # And the draft is nowhere: not offered, not at its address, not on the indicator's page
    assert "2021-22-Q3" not in member.content()
    assert member.goto("/overview/?quarter=2021-22-Q3").status == 404
    assert "91.25" not in member.content()
    member.goto(f"/kpis/{SLUG}/")
    expect(member.get_by_role("heading", name="Latest: Quarter 2 (July-Sep) 2021/22")).to_be_visible()
    assert "91.25" not in member.content()
    expect(member.get_by_role("button", name=re.compile("^Enter "))).to_have_count(0)


def test_everything_but_drawings_works_without_javascript(browse: Browse):
    # Given an officer whose browser runs no scripts
    officer = browse("officer", javascript=False)

    # When the officer opens an indicator
    officer.goto(f"/kpis/{SLUG}/")

    # Then the figures of the chart, how each was rated, and the way on are all there
    expect(officer.get_by_role("img")).to_have_count(0)
    officer.get_by_text("Show the figures").click()
    expect(officer.locator("figure").get_by_role("row", name=re.compile("88.71"))).to_be_visible()
    officer.get_by_text("How was this rated?").first.click()
    expect(officer.get_by_text("6.29 points (6.6%) short").first).to_be_visible()
    for name in ("Home", "Overview", "Returns"):
        expect(officer.get_by_role("navigation").get_by_role("link", name=name)).to_be_visible()

    # And a figure can be entered; its pending rating is a link away
    officer.get_by_role("button", name=re.compile("^Enter ")).click()
    officer.get_by_label("Figure for Quarter 3 (Oct-Dec) 2021/22, in %").fill("91.25")
    officer.get_by_role("button", name="Save the figure").click()
    assert outbox.drain() == 1
    officer.get_by_role("link", name="Show the rating").click()
    expect(officer.get_by_text("Slightly below desired").first).to_be_visible()


def test_two_people_edit_one_figure(browse: Browse):
    # Given an officer who has the form open
    officer = browse("officer")
    officer.goto(f"/kpis/{SLUG}/enter/2021-22-Q3/")
    value = officer.get_by_label("Figure for Quarter 3 (Oct-Dec) 2021/22, in %")
    value.fill("91.25")
    officer.get_by_label("Note").fill("Counted again on 5 January")
    officer.get_by_label("How firm is the figure?").select_option("Validated")

    # When the performance lead saves another figure before the officer does
    lead = browse("performance")
    lead.goto(f"/kpis/{SLUG}/enter/2021-22-Q3/")
    lead.get_by_label("Figure for Quarter 3 (Oct-Dec) 2021/22, in %").fill("90.5")
    lead.get_by_role("button", name="Save the figure").click()
    expect(lead.get_by_role("alert")).to_contain_text("is saved")
    officer.get_by_role("button", name="Save the figure").click()

    # Then the officer is told, with both figures, and nothing typed is lost
    told = officer.get_by_role("alert", name="Somebody else changed this figure")
    expect(told).to_contain_text("Corporate Performance Lead saved 90.5%")
    expect(told).to_contain_text("You entered 91.25%")
    expect(value).to_have_value("91.25")
    expect(officer.get_by_label("Note")).to_have_value("Counted again on 5 January")
    expect(officer.get_by_label("How firm is the figure?")).to_have_value("validated")
    assert saved_now().value == Decimal("90.5")

    # And, knowing both, may still put theirs in its place
    officer.get_by_role("button", name="Save the figure").click()
    expect(officer.get_by_role("alert")).to_contain_text("is saved")
    newest = saved_now()
    assert (newest.value, newest.version, newest.note) == (Decimal("91.25"), 2, "Counted again on 5 January")


def test_a_figure_by_keyboard_alone(browse: Browse):
    # Given the form of a figure
    officer = browse("officer")
    officer.goto(f"/kpis/{SLUG}/enter/2021-22-Q3/")

    # When the officer presses Tab, the first stop leads past the navigation
    officer.keyboard.press("Tab")
    assert focused_text(officer) == "Skip to main content"
    expect(officer.get_by_text("Skip to main content")).to_be_in_viewport()
    officer.keyboard.press("Enter")
    officer.keyboard.press("Tab")

    # Then every stop shows where it is, and the figure can be saved
    officer.keyboard.type("91.25")
    for _ in range(20):
        assert focus_is_visible(officer), f"{focused_text(officer)} does not show that it has the focus"
        if focused_text(officer) == "Save the figure":
            break
        officer.keyboard.press("Tab")
    officer.keyboard.press("Enter")
    expect(officer.get_by_role("alert")).to_contain_text("is saved")
    assert saved_now().value == Decimal("91.25")


def test_another_rating_is_proposed_by_one_and_agreed_by_another(browse: Browse):
    # Given an approver who proposes another rating than the calculated one
    approver, lead, member = browse("approver"), browse("performance"), browse("member")
    approver.goto(f"/kpis/{SLUG}/")
    approver.get_by_role("link", name="Propose another rating").click()
    approver.get_by_label("Slightly below desired").check()
    approver.get_by_label("Why should the calculated rating not stand?").fill("Floods closed two depots.")
    approver.get_by_role("button", name="Propose this rating").click()
    expect(approver.get_by_role("alert")).to_contain_text("The rating is proposed")

    # When nobody has agreed it, members see the calculated one alone
    member.goto(f"/kpis/{SLUG}/")
    expect(member.locator("[role=status]")).to_contain_text("Requires improvement")
    assert "Floods" not in member.content()

    # Then once the performance lead agrees it, members see both, with the reason
    lead.goto(f"/kpis/{SLUG}/")
    lead.get_by_label("Note on the decision").fill("Agreed on 12 November 2021.")
    lead.get_by_role("button", name="Agree the proposed rating").click()
    expect(lead.get_by_role("alert")).to_contain_text("agreed")
    member.reload()
    standing = member.locator("[role=status]")
    expect(standing).to_contain_text("Slightly below desired (agreed)")
    expect(standing).to_contain_text("Calculated: R Requires improvement")
    expect(standing).to_contain_text("Floods closed two depots.")


def test_a_recompute_can_be_watched(browse: Browse):
    # Given the performance lead, who has a quarter's ratings worked out again
    lead = browse("performance")
    lead.goto("/overview/?quarter=2021-22-Q2")
    lead.get_by_role("button", name="Work out the ratings again").click()

    # When a worker takes the job up, its page follows without being loaded again
    progress = lead.locator("[role=status]")
    expect(progress).to_contain_text("Waiting to start")
    lead.evaluate("window.stillTheSamePage = true")
    with running_worker():
        expect(progress).to_contain_text("Finished: rated 28, changed 0", timeout=30_000)

    # Then the result stays, and there is nothing left to wait for
    assert lead.evaluate("window.stillTheSamePage"), "the page was loaded again"
    expect(progress.get_by_role("link")).to_have_count(0)


def given_a_draft(value: str) -> None:
    """The officer has entered a figure of the open quarter, and it is rated."""
    quarter = Quarter(2021, 3)
    figures.record(
        indicator=Indicator.objects.get(slug=SLUG),
        slot=Slot("Q", quarter.ordinal),
        entry=Entry(value=Decimal(value)),
        based_on=0,
        by=User.objects.get(username="officer"),
    )
    assert outbox.drain() == 1


def saved_now() -> Figure:
    """The current figure of the open quarter."""
    return Figure.objects.current().get(indicator__slug=SLUG, reported_in=Quarter(2021, 3).ordinal)


def names_in_table(page: Page) -> list[str]:
    """The indicators in the table of the page."""
    return page.locator(".app-table tbody th a").all_inner_texts()


def focused_text(page: Page) -> str:
    """The words of the element that has the focus."""
    return page.evaluate("document.activeElement.textContent.trim()")


def focus_is_visible(page: Page) -> bool:
    """Whether the element that has the focus is in the window and drawn with an outline or a shadow."""
    return page.evaluate(
        """() => {
          const element = document.activeElement, style = getComputedStyle(element), box = element.getBoundingClientRect();
          return (style.outlineStyle !== "none" || style.boxShadow !== "none")
            && box.height > 0 && box.top >= 0 && box.bottom <= innerHeight;
        }"""
    )
