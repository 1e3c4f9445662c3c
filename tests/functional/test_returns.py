"""The return of a service in real browsers: filled in, asked about, submitted; and two people in one return at once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from kpis.models import Commentary, Figure, Return
from tests.functional.conftest import Browse
from tests.functional.test_pages import axe_problems, keep_picture, width_problems

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RETURN = "/kpis/returns/2021-22-Q3/highways/"
WORDS = f"{RETURN}commentary/safety-carriageway-defects/"
EMERGENCY = "Safety carriageway defects repaired within 4 hours (emergency)"
URGENT = "Safety carriageway defects repaired within 2 working days (urgent)"
FIVE_DAYS = "Safety carriageway defects repaired within 5 working days (non-urgent)"
TWENTY_DAYS = "Safety carriageway defects repaired within 20 working days (non-urgent)"


def current(slug: str) -> Figure | None:
    return Figure.objects.current().filter(indicator__slug=slug, reported_in=8086).first()


def box(page: Page, name: str, label: str = "Figure, in %"):
    return page.get_by_label(f"{label} for {name}", exact=True)


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (320, True), (1280, False)])
def test_a_return_from_its_first_figure_to_its_submission(browse: Browse, width: int, javascript: bool):
    def looks_right(name: str) -> None:
        if javascript:
            assert axe_problems(officer) + width_problems(officer, width) == []
            keep_picture(officer, f"{name}-{width}")

    # Given an officer who opens the return from the home page, and its figures in one table
    officer = browse("officer", width=width, javascript=javascript)
    officer.get_by_role("link", name="Highways Service").click()
    officer.get_by_role("link", name="all in one table").click()

    # When one row is right, one is typed as counts, one is wrong and one looks wrong
    box(officer, EMERGENCY).fill("96.5%")
    box(officer, URGENT, "Numerator").fill("1,460")
    box(officer, URGENT, "Denominator").fill("2,000")
    if javascript:
        expect(officer.get_by_text("= 73.00%")).to_be_visible()
    box(officer, FIVE_DAYS).fill("ninety")
    box(officer, TWENTY_DAYS).fill("0.94")
    officer.get_by_role("button", name="Save the figures").click()

    # Then the right ones are saved, and the others are as they were typed, each with a sentence
    summary = officer.locator(".govuk-error-summary")
    expect(summary).to_contain_text("2 figures are saved.")
    expect(summary.get_by_role("link", name=re.compile("Enter a number"))).to_be_visible()
    expect(box(officer, FIVE_DAYS)).to_have_value("ninety")
    expect(officer.get_by_role("group", name="Is it right?")).to_contain_text("looks like a fraction")
    looks_right("return-grid-asks")
    assert str(current("defects-2d-urgent").value) == "73"

    # And words stand in for one figure, and a reason for the other
    box(officer, FIVE_DAYS).fill("")
    box(officer, FIVE_DAYS, "No figure, because").fill("The contractor's system was down")
    officer.get_by_label("Or say why it is right").fill("Only the storm week was counted")
    officer.get_by_role("button", name="Save the figures").click()
    expect(officer.get_by_text("4 of 4 figures entered.")).to_be_visible()
    looks_right("return-filled")
    assert current("defects-20d-non-urgent").explanation == "Only the storm week was counted"

    # When the officer submits the return too early, it says what is missing and leads there
    officer.get_by_role("link", name="Check your return and submit it").click()
    officer.get_by_role("button", name="Submit the return").click()
    looks_right("return-check-refused")
    officer.locator(".govuk-error-summary").get_by_role("link").click()
    officer.get_by_role("button", name="Start from it").click()
    assert officer.get_by_label("Summary").input_value().startswith("Quarter 2 (Q2) 2021/22")
    officer.get_by_label("Summary").fill("A wet quarter.\n\n- More defects\n- Fewer crews")
    officer.get_by_label("What will be done").first.fill("A second crew")
    officer.get_by_label("Owner").first.fill("Head of Highways")
    officer.get_by_label("By when").first.fill("31 March 2022")
    looks_right("commentary-typed")
    officer.get_by_role("button", name="Save the commentary").click()

    # Then it goes to the approver, and nothing can be changed until it is taken back
    officer.get_by_role("link", name="Check your return and submit it").click()
    expect(officer.get_by_text("A second crew (Head of Highways, by 31 March 2022)")).to_be_visible()
    looks_right("return-check")
    officer.get_by_role("button", name="Submit the return").click()
    expect(officer.get_by_role("heading", name="Return submitted")).to_be_visible()
    looks_right("return-submitted")
    assert Return.objects.get(service__slug="highways", round__closed_at=None).state == "submitted"
    officer.get_by_role("link", name="See the return").click()
    expect(officer.get_by_role("link", name="all in one table")).to_have_count(0)
    looks_right("return-with-approver")
    officer.get_by_role("button", name="Take it back").click()
    expect(officer.get_by_role("link", name="all in one table")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 320])
def test_two_people_in_one_return_lose_nothing(browse: Browse, width: int):
    # Given two people who have the same figures and the same commentary open
    officer, lead = browse("officer", width=width), browse("performance")
    officer.goto(f"{RETURN}grid/")
    lead.goto(f"{RETURN}grid/")

    # When the lead saves two figures, and then the officer one of the same and one of their own
    box(lead, EMERGENCY).fill("96.5")
    box(lead, TWENTY_DAYS).fill("97.5")
    lead.get_by_role("button", name="Save the figures").click()
    expect(lead.get_by_text("2 of 4 figures entered.")).to_be_visible()
    box(officer, EMERGENCY).fill("95.2")
    box(officer, URGENT).fill("96.1")
    officer.get_by_role("button", name="Save the figures").click()

    # Then the officer's own figure is saved, and of the other both stand there, with who saved it
    banner = officer.get_by_role("alert")
    expect(banner).to_contain_text("1 figure is saved. 1 is not saved yet.")
    expect(banner).to_contain_text("Corporate Performance Lead saved another figure")
    both = officer.get_by_role("group", name="Two figures")
    expect(both).to_contain_text(re.compile(r"saved 96\.5% at .* You entered 95\.2%\."))
    expect(box(officer, EMERGENCY)).to_have_value("95.2")
    assert (str(current("defects-4h-emergency").value), str(current("defects-2d-urgent").value)) == (
        "96.5",
        "96.1",
    )
    assert axe_problems(officer) + width_problems(officer, width) == []
    keep_picture(officer, f"return-grid-two-people-{width}")

    # And the officer decides: sent again, theirs takes its place; what the lead saved beside it stands, in the record too
    officer.get_by_role("button", name="Save the figures").click()
    expect(officer.get_by_text("3 of 4 figures entered.")).to_be_visible()
    assert str(current("defects-4h-emergency").value) == "95.2"
    assert str(current("defects-20d-non-urgent").value) == "97.5"
    assert [
        str(row.value)
        for row in Figure.objects.filter(indicator__slug="defects-4h-emergency", reported_in=8086).order_by(
            "version"
        )
    ] == ["96.5", "95.2"]

    # When both write the commentary
    officer.goto(WORDS)
    lead.goto(WORDS)
    lead.get_by_label("Summary").fill("What the lead wrote.")
    lead.get_by_role("button", name="Save the commentary").click()
    lead.get_by_role("heading", name="Return of Highways Service").wait_for()
    officer.get_by_label("Summary").fill("What the officer wrote.")
    officer.get_by_label("What will be done").first.fill("What the officer will do")
    officer.get_by_role("button", name="Save the commentary").click()

    # Then both texts stand side by side, and nothing is saved over the other unseen
    expect(officer.get_by_role("heading", name="What Corporate Performance Lead saved")).to_be_visible()
    expect(officer.get_by_text("What the lead wrote.")).to_be_visible()
    expect(officer.get_by_label("Summary")).to_have_value("What the officer wrote.")
    expect(officer.get_by_label("What will be done").first).to_have_value("What the officer will do")
    assert axe_problems(officer) + width_problems(officer, width) == []
    keep_picture(officer, f"commentary-two-people-{width}")
    officer.get_by_role("button", name="Save the commentary").click()
    officer.get_by_role("heading", name="Return of Highways Service").wait_for()
    texts = Commentary.objects.filter(slug="safety-carriageway-defects", reported_in=8086).order_by("version")
    assert [row.body[0]["text"] for row in texts] == ["What the lead wrote.", "What the officer wrote."]
