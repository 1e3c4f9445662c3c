"""The clerk's agenda without a pointer, and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.functional.committee_steps import add_meeting, agenda, thursday_in
from tests.functional.complaint_steps import told
from tests.functional.conftest import Browse
from tests.functional.test_pages import width_problems

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (320, False)])
def test_an_agenda_by_keyboard_alone(browse: Browse, width: int, javascript: bool):
    clerk = browse("clerk", width=width, javascript=javascript)
    meeting = add_meeting(clerk, thursday_in(weeks=6))
    before = agenda(clerk, meeting)

    # When an item is added without a pointer, at the place that is chosen
    press(clerk, clerk.get_by_role("button", name="Add an item"))
    clerk.get_by_label("Title", exact=True).focus()
    clerk.keyboard.type("Petition of the villages")
    clerk.get_by_role("radio", name="Report", exact=True).focus()
    clerk.keyboard.press("ArrowUp")
    clerk.keyboard.press("ArrowUp")
    expect(clerk.get_by_role("radio", name="Standing item")).to_be_checked()
    clerk.get_by_label("Where on the agenda?").focus()
    clerk.keyboard.type("After 1.")
    press(clerk, clerk.get_by_role("button", name="Save"))
    told(clerk, "Petition of the villages is item 2 of the agenda.")

    # Then it is there, and moves down and up; where it went is where one goes on
    added = [before[0], "Petition of the villages", *before[1:]]
    assert agenda(clerk, meeting) == added
    press(clerk, clerk.get_by_role("button", name="Move down Petition of the villages"))
    told(clerk, "Petition of the villages is moved down.")
    assert re.search(r"#item-[0-9]+$", clerk.url)
    assert width_problems(clerk, width) == []
    assert agenda(clerk, meeting) == [*before[:2], "Petition of the villages", *before[2:]]
    press(clerk, clerk.get_by_role("button", name="Move up Petition of the villages"))
    assert agenda(clerk, meeting) == added

    # And it is taken off, and put back before what closes the agenda
    press(clerk, clerk.get_by_role("link", name="Take off Petition of the villages"))
    press(clerk, clerk.get_by_role("button", name="Take it off"))
    told(clerk, "You can put it back below.")
    assert agenda(clerk, meeting) == before
    press(clerk, clerk.get_by_role("button", name="Put back Petition of the villages"))
    assert agenda(clerk, meeting) == [*before[:3], "Petition of the villages", *before[3:]]


def press(page: Page, door: Locator) -> None:
    """Go to a link or button and press Enter there; the next page follows."""
    door.focus()
    expect(door).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")
