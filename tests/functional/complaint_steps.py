"""What people do with complaints in a browser, in steps that several tests take."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict

from playwright.sync_api import Locator, Page, expect

from tests.functional.test_pages import axe_problems, keep_picture, settle, width_problems

WIDE, NARROW = 1280, 320
#: Every table of figures of a page: its caption, then for each row its label and the cell of the newest year.
FIGURES = """() => [...document.querySelectorAll("table.app-figures")].flatMap(table =>
  [...table.tBodies[0].rows].map(row => [table.caption.innerText.trim(), row.cells[0].innerText.trim(),
    row.cells[row.cells.length - 1].innerText.trim()]))"""
COUNTED = re.compile(r"£?(?P<number>[0-9][0-9,]*(?:\.[0-9]+)?)(?! times)(?:\s*\(|$)")

Figures = dict[tuple[str, str], str]


def day(text: str) -> datetime.date:
    """7 June 2021."""
    return datetime.datetime.strptime(text, "%d %B %Y").date()


def fill_day(page: Page, question: str, when: str) -> None:
    """Type a day ("7 June 2021") into the three boxes under a question."""
    boxes, on = page.get_by_role("group", name=question), day(when)
    for name, value in (("Day", on.day), ("Month", on.month), ("Year", on.year)):
        boxes.get_by_label(name).fill(str(value))


def looks_right(page: Page, name: str) -> None:
    """Nothing that axe finds, no wider than the window, wide and narrow; a picture of both to look at."""
    for width in (NARROW, WIDE):
        page.set_viewport_size({"width": width, "height": 900})
        settle(page)
        assert axe_problems(page) + width_problems(page, width) == [], f"{name} at {width}"
        keep_picture(page, f"complaint-year-{name}-{width}")


def told(page: Page, *words: str) -> None:
    """The page says in its banner that it was done."""
    for each in words:
        expect(page.get_by_role("alert")).to_contain_text(each)


def log(page: Page, *, received: str, service_type: str, complainant: str, **more: str) -> str:
    """Log a complaint by the quick entry form; gives its reference."""
    page.goto("/complaints/")
    page.get_by_role("button", name="Log feedback").click()
    page.get_by_role("radio", name="Complaint", exact=True).check()
    fill_day(page, "Received on", received)
    page.get_by_label("How it came").select_option(more.get("channel", "Telephone"))
    page.get_by_label("Who it is from").select_option(complainant)
    page.get_by_label("Service type", exact=True).select_option(service_type)
    for subject in more.get("subjects", "").split(", "):
        if subject:
            page.get_by_label(subject, exact=True).check()
    if "stage" in more:
        page.get_by_text("Procedure, first stage and service").click()
        page.get_by_label("First stage").select_option(more["stage"])
    if "partners" in more:
        page.locator("summary", has_text="Joint with the NHS").click()
        page.get_by_label("Yes, the council leads").check()
        page.get_by_label("Organisations that it is joint with").fill(more["partners"])
    for part, label in (("name", "Name"), ("contact", "How to reach them"), ("words", "What they said")):
        page.get_by_label(label, exact=True).fill(more.get(part, ""))
    page.get_by_role("button", name="Log it").click()
    expect(page.get_by_role("heading", name="Feedback logged")).to_be_visible()
    return re.search(r"CF-[0-9]{4}-[0-9]{4}", page.get_by_role("main").inner_text()).group()


def open_case(page: Page, ref: str) -> None:
    page.goto(f"/complaints/cases/{ref}/")


def take(page: Page, ref: str, door: str) -> None:
    """Go to a step of a case through its page."""
    open_case(page, ref)
    found = page.get_by_role("button", name=door).or_(page.get_by_role("link", name=door))
    found.first.click()


def answer(page: Page, ref: str, *, on: str, outcome: str, by: str, **more: str) -> None:
    """Answer the open stage; `outcome` "" takes the one that its points lead to."""
    take(page, ref, "Record the answer")
    fill_day(page, "When was the answer sent?", on)
    upheld = page.get_by_role("group", name="Was the complaint upheld?")
    if outcome:
        upheld.get_by_label(outcome, exact=True).check()
    page.get_by_label("Who decided?").fill(by)
    if "investigated" in more:
        page.get_by_label(more["investigated"]).check()
        page.get_by_label("What did the investigation cost?").fill(more["cost"])
    page.get_by_role("button", name="Save the answer").click()
    told(page, "is answered")


def go_on(page: Page, ref: str, *, stage: str, asked: str = "") -> None:
    """Begin the next stage."""
    take(page, ref, "Begin the next stage")
    page.get_by_label(stage).check()
    if asked:
        fill_day(page, "When did the person ask for it?", asked)
    page.get_by_role("button", name="Begin the stage").click()
    told(page, f"{stage} has begun.")


def clock_of(page: Page, ref: str) -> Locator:
    """Where the page of a case says by when what is due, and why."""
    open_case(page, ref)
    return page.locator(".app-clock")


def figures_of(page: Page, address: str) -> Figures:
    """What a page says in its tables of figures: the cell of the newest year, by caption and row."""
    assert page.goto(address).status == 200
    return {(caption, row): cell for caption, row, cell in page.evaluate(FIGURES)}


def risen(before: Figures, after: Figures) -> dict[str, dict[str, float]]:
    """By how much each count and sum rose, by caption and row; shares and changes, which follow from them, are left out."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for (caption, row), cell in after.items():
        now, then = _counted(cell), _counted(before.get((caption, row), "0"))
        if now is not None and now - (then or 0):
            found[caption][row] = now - (then or 0)
    return found


def _counted(cell: str) -> float | None:
    match = COUNTED.match(cell)
    return float(match["number"].replace(",", "")) if match else None
