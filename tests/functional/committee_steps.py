"""What clerk, author and member do with the papers of a meeting in a browser, in steps."""

from __future__ import annotations

import datetime
import io
import re

from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.functional.complaint_steps import NARROW, WIDE, fill_day, told
from tests.functional.test_pages import axe_problems, keep_picture, settle, width_problems
from tests.services import running_worker

THURSDAY = 3
REASON = "It is the service's own wording."
INTEREST = "The contractor's prices would be known before the tender, and the council would pay more."
#: What the public is told about the exempt item, for paragraphs 3 and 4.
EXEMPT_REASONS = ("financial or business affairs of any particular person", "labour relations matter")


def thursday_in(*, weeks: int) -> datetime.date:
    """The Thursday of the week that comes so many weeks after this one."""
    today = timezone.localdate()
    return today + datetime.timedelta(weeks=weeks, days=THURSDAY - today.weekday())


def looks_right(page: Page, name: str) -> None:
    """Nothing that axe finds, no wider than the window, wide and narrow; a picture of both to look at."""
    for width in (NARROW, WIDE):
        page.set_viewport_size({"width": width, "height": 900})
        settle(page)
        assert axe_problems(page) + width_problems(page, width) == [], f"{name} at {width}"
        keep_picture(page, f"papers-{name}-{width}")


# --- The clerk's agenda ----------------------------------------------------------------------------------------------


def add_meeting(page: Page, day: datetime.date, *, next_meeting: str = "") -> str:
    """Put a meeting in the calendar and start its agenda; gives its address."""
    page.goto("/committee/")
    page.get_by_role("button", name="Add a meeting").click()
    fill_day(page, "Day", f"{day:%-d %B %Y}")
    page.get_by_label("Time").fill("2.00 pm")
    page.get_by_label("Room").fill("Committee Room A")
    page.get_by_label("When and where the next meeting is").fill(next_meeting)
    page.get_by_role("button", name="Save").click()
    told(page, "is in the calendar")
    page.get_by_role("button", name="Start with the standing items").click()
    told(page, "The agenda starts with the standing items.")
    return re.search(r"/committee/[^/]+/", page.url).group()


def add_report(page: Page, meeting: str, title: str, author: str) -> None:
    """Add a report of Part I; what its paper is drawn from is asked next."""
    _item(page, meeting, title, author)
    page.get_by_role("button", name="Save").click()
    told(page, f"{title} is item")


def add_exempt_report(page: Page, meeting: str, title: str, author: str) -> None:
    """Add a report of Part II, exempt by paragraphs 3 and 4."""
    _item(page, meeting, title, author)
    page.get_by_label("Part II (not open to press and public)").check()
    for paragraph in (
        "3. Information relating to the financial",
        "4. Information relating to any consultations",
    ):
        page.get_by_label(paragraph).check()
    page.get_by_label("Public interest", exact=True).fill(INTEREST)
    page.get_by_role("button", name="Save").click()
    told(page, f"{title} is item")


def _item(page: Page, meeting: str, title: str, author: str) -> None:
    page.goto(meeting)
    page.get_by_role("button", name="Add an item").click()
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_role("radio", name="Report", exact=True).check()
    page.get_by_label("Report of").fill(author)


def draw_from(page: Page, kind: str, **chosen: str) -> None:
    """Say what the paper of a new item is drawn from: its kind, then `style` (a radio) and `quarter` by their labels."""
    page.get_by_label(kind, exact=True).check()
    if "style" in chosen:
        page.get_by_label(chosen["style"], exact=True).check()
        page.get_by_label(f"Quarter of the {chosen['of']}").select_option(chosen["quarter"])
    page.get_by_role("button", name="Add the paper").click()
    told(page, "has its paper. Its author can write it now.")


def agenda(page: Page, meeting: str) -> list[str]:
    """The titles of the agenda, in order."""
    page.goto(meeting)
    return [
        re.sub(r"\s+(\(.*\)|Exempt)$", "", title.strip())
        for title in page.locator(".app-agenda__title").all_inner_texts()
    ]


# --- The author's words ----------------------------------------------------------------------------------------------


def write(page: Page, paper: str, part: str, text: str) -> None:
    """Write one part of a paper and save it."""
    page.goto(f"{paper}edit/?part={part}")
    page.get_by_role("textbox").last.fill(text)
    page.get_by_role("button", name="Save the words").click()
    told(page, "Saved:")


def put_in_draft(page: Page, paper: str, part: str) -> str:
    """Put in the text that follows from the data, save it, and give it."""
    page.goto(f"{paper}edit/?part={part}")
    page.get_by_role("button", name=re.compile("^Put in")).click()
    expect(page.get_by_role("status")).to_contain_text("Nothing is saved yet")
    drafted = page.get_by_role("textbox").last.input_value()
    page.get_by_role("button", name="Save the words").click()
    told(page, "Saved:")
    return drafted


# --- Check, freeze, publish ------------------------------------------------------------------------------------------


def accept_everything(page: Page, meeting: str) -> int:
    """Accept every finding that is left, each with a reason; gives how many there were."""
    page.goto(f"{meeting}check/")
    doors = page.get_by_role("link", name="Accept with a reason")
    accepted = 0
    while doors.count():
        doors.first.click()
        page.get_by_label("Why may it stand?").fill(REASON)
        page.get_by_role("button", name="Accept").click()
        told(page, "The finding is accepted.")
        accepted += 1
    return accepted


def freeze(page: Page, meeting: str) -> None:
    """Freeze the papers, and watch the worker do it."""
    page.goto(f"{meeting}pack/")
    page.get_by_role("button", name="Freeze").click()
    expect(page.get_by_role("status")).to_contain_text("Waiting to start")
    with running_worker():
        expect(page.get_by_role("status")).to_contain_text("Finished: edition 1 is frozen")


def publish(page: Page, meeting: str) -> None:
    """Read what becomes public, and confirm."""
    page.goto(f"{meeting}pack/")
    page.get_by_role("button", name="Publish edition 1").click()
    page.get_by_role("button", name="Publish Part I").click()
    told(page, "Part I is public from now on.")


# --- What comes out --------------------------------------------------------------------------------------------------


def addresses(page: Page, ending: str) -> list[str]:
    """The files on a page whose names end so."""
    return [
        link.get_attribute("href")
        for link in page.locator("a[href*='/files/']").all()
        if link.get_attribute("href").endswith(ending)
    ]


def pdf_text(page: Page, address: str) -> str:
    """The words of a PDF, fetched as whoever is signed in, on one line."""
    answer = page.request.get(address)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf"), address
    pages = PdfReader(io.BytesIO(answer.body())).pages
    return " ".join(" ".join(each.extract_text() for each in pages).split())


def figure_of(page: Page, meeting: str, indicator: str) -> str:
    """The newest figure of an indicator in the open data of a meeting, as it is printed."""
    slug = meeting.split("/")[2]
    answer = page.request.get(f"/api/v1/figures?meeting={slug}&indicator={indicator}")
    assert answer.status == 200
    return max(answer.json()["results"], key=lambda row: row["period_end"])["printed"]
