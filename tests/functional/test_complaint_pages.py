"""Pages of complaints in real browsers: by two at once, by keyboard, without JavaScript, on paper; and words kept apart."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from complaints.models import CaseAccess, CaseText, Details, Feedback
from council.authorization import Role
from tests.complaint_factories import log_complaint, standing
from tests.conftest import PASSWORD
from tests.functional.complaint_steps import answer, figures_of, fill_day, log, open_case, take, told
from tests.functional.conftest import Browse
from tests.functional.test_pages import axe_problems, keep_picture, settle, width_problems
from tests.functional.test_risk_pages import CUT_OFF, PAPER, press, tab_to
from tests.risk_factories import make_person

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAME, WORDS = "Quillfeather", "Nobody called me back for three weeks."
CLOSED, OPEN = "/complaints/report/2020-21/", "/complaints/report/2021-22/"


@pytest.fixture
def case(site: str) -> Feedback:
    """A case with a name and words, in the database that the server has."""
    return log_complaint(texts={"name": NAME, "words": WORDS})


def another_manager() -> str:
    """Somebody else who handles complaints: gives the user name."""
    person = make_person("deputy", Role.COMPLAINTS, name="Deputy Complaints Manager")
    person.set_password(PASSWORD)
    person.save()
    return person.username


# --- Two at once -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("way", "label", "button", "typed"),
    [
        ("details/", "Organisations that it is joint with", "Save the details", "Example Hospitals"),
        ("words/words/", "What they said", "Save the words", "They say: nobody called back."),
    ],
)
def test_two_people_in_one_case(
    browse: Browse, case: Feedback, way: str, label: str, button: str, typed: str
):
    # Given two people with the same page open
    first, second = browse(another_manager()), browse("complaints")
    for page in (first, second):
        page.goto(f"/complaints/cases/{case.reference}/{way}")

    def save(page: Page, text: str) -> int:
        page.get_by_label(label).fill(text)
        if way == "details/":
            page.get_by_label("Yes, the council leads").check()
        with page.expect_navigation() as waiting:
            page.get_by_role("button", name=button).click()
        return waiting.value.status

    # When both save, the second is told, and loses nothing
    save(first, "Mercy Hospital")
    assert save(second, typed) == 409
    told(second, "Deputy Complaints Manager saved it at", "Mercy Hospital")
    expect(second.get_by_label(label)).to_have_value(typed)
    assert axe_problems(second) + width_problems(second, 1280) == []
    keep_picture(second, f"complaint-case-conflict-{way.partition('/')[0]}")

    # And decides
    second.get_by_role("button", name=button).click()
    expect(second.get_by_role("heading", level=1)).to_contain_text(case.reference)
    said = Details.objects.current().get(feedback=case).partners, case.texts.get(part="words").text
    assert typed in said


# --- Words kept apart ------------------------------------------------------------------------------------------------


def test_words_are_shown_after_a_click_that_is_on_record(browse: Browse, case: Feedback):
    page = browse("complaints")
    open_case(page, case.reference)
    main = page.get_by_role("main")
    for hidden in (NAME, WORDS):
        expect(main).not_to_contain_text(hidden)
    assert not CaseAccess.objects.filter(feedback=case).exists()

    page.get_by_role("button", name="Show what was said").click()
    for shown in (NAME, WORDS, "It is on record that you read this."):
        expect(main).to_contain_text(shown)
    page.get_by_role("link", name="Who read it").click()
    row = page.get_by_role("row").filter(has_text=case.reference)
    expect(row).to_have_count(1)
    for said in ("Complaints Manager", "Read the case"):
        expect(row).to_contain_text(said)
    assert axe_problems(page) == []


def test_erasing_a_case_leaves_what_is_counted(browse: Browse, case: Feedback):
    def erase(sure: bool = True) -> None:
        take(page, case.reference, "Erase its words and names")
        if sure:
            page.get_by_label("The person asked for it").check()
            page.get_by_label("I know that this cannot be undone").check()
        page.get_by_role("button", name="Erase the words").click()

    # Given an open case, whose words are still needed, and then its answer
    page = browse("complaints")
    erase()
    expect(page.locator(".govuk-error-summary")).to_contain_text("The complaint is still open")
    answer(page, case.reference, on="30 June 2021", outcome="Upheld", by="Manager of the service")
    before = figures_of(page, OPEN)

    # When it is erased, which is asked about
    erase(sure=False)
    expect(page.locator(".govuk-error-summary")).to_contain_text("Select why they are erased")
    assert axe_problems(page) == []
    erase()
    told(page, f"The words of {case.reference} are erased. No figure changed.")

    # Then nothing is left to read, and every figure is what it was
    expect(page.get_by_role("main")).to_contain_text("Its words and names were erased on")
    expect(page.get_by_role("button", name="Show what was said")).to_have_count(0)
    assert axe_problems(page) == []
    assert not CaseText.objects.filter(feedback=case).exclude(text="").exists()
    assert figures_of(page, OPEN) == before


# --- A log as a file -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (320, True), (1280, False)])
def test_a_log_from_its_bad_row_to_the_cases(browse: Browse, tmp_path: Path, width: int, javascript: bool):
    def looks_right(name: str) -> None:
        if javascript:
            assert axe_problems(page) + width_problems(page, width) == []
            keep_picture(page, f"complaint-case-{name}-{width}")

    def choose(rows: list[dict[str, str]]) -> None:
        path = tmp_path / "log.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        page.get_by_label("Spreadsheet with the log").set_input_files(path)
        page.get_by_role("button", name="Show what is in it").click()

    good = {"reference": "OLD-1", "received": "7 June 2021", "kind": "Complaint", "area": "Adult social care"}
    good |= {"complainant": "Relative or carer", "name": NAME, "words": WORDS}
    bad = good | {"reference": "OLD-2", "received": "31 June 2021"}
    page = browse("complaints", width=width, javascript=javascript)
    page.goto("/complaints/cases/")
    page.get_by_role("link", name="Upload a log").click()

    choose([good, bad])
    expect(page.get_by_role("heading", name="1 thing to mend")).to_be_visible()
    expect(page.get_by_role("row", name="Row 3, received")).to_be_visible()
    looks_right("upload-refused")

    choose([good, bad | {"received": "30 June 2021", "kind": "Compliment"}])
    expect(page.get_by_role("heading", name="2 cases to log")).to_be_visible()
    for hidden in (NAME, WORDS):
        expect(page.get_by_role("main")).not_to_contain_text(hidden)
    looks_right("upload-preview")
    assert not Feedback.objects.filter(reference="OLD-1").exists()

    page.get_by_role("button", name="Save it as shown").click()
    told(page, "2 cases logged.")
    assert standing(Feedback.objects.get(reference="OLD-1")).procedure == "adults-statutory"
    assert Feedback.objects.get(reference="OLD-2").kind == "compliment"


# --- Without a mouse, and without a script ---------------------------------------------------------------------------


def test_a_complaint_is_logged_by_keyboard(browse: Browse):
    page = browse("complaints")
    page.goto("/complaints/")
    tab_to(page, page.get_by_role("button", name="Log feedback"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    received = page.get_by_role("group", name="Received on")
    for part, typed in (("Day", "7"), ("Month", "6"), ("Year", "2021")):
        tab_to(page, received.get_by_label(part))
        page.keyboard.type(typed)  # in place of what stood there, which the tab key has selected
    for label, typed in (
        ("How it came", "Tele"),
        ("Who it is from", "Advocate"),
        ("Service type", "Adult social care: Homecare"),
    ):
        tab_to(page, page.get_by_label(label, exact=True))
        page.keyboard.type(typed)
    tab_to(page, page.get_by_label("Delay", exact=True))
    page.keyboard.press("Space")
    tab_to(page, page.locator("summary", has_text="Joint with the NHS"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_label("Name", exact=True))
    page.keyboard.type(NAME)
    press(page, "Log it")
    expect(page.get_by_role("heading", name="Feedback logged")).to_be_visible()
    saved = standing(Feedback.objects.latest("pk"))
    assert (saved.received_on.isoformat(), saved.complainant, saved.service_type.slug) == (
        "2021-06-07",
        "advocate",
        "homecare",
    )


def test_list_entry_form_and_report_without_javascript(browse: Browse):
    page = browse("complaints", width=320, javascript=False)
    ref = log(
        page,
        received="14 June 2021",
        service_type="Adult social care: Homecare",
        complainant="Advocate or representative",
        stage="respond",
        partners="Example Hospitals",
    )
    answer(page, ref, on="5 July 2021", outcome="Upheld", by="Responsible person")
    page.goto("/complaints/cases/")
    page.get_by_label("Reference").fill(ref.lower())
    page.get_by_role("button", name="Apply filters").click()
    expect(page.get_by_role("main")).to_contain_text("1 case")
    page.get_by_role("link", name=ref, exact=True).click()
    expect(page.locator(".app-clock")).to_contain_text("Closed on 5 July 2021: upheld")

    page.goto(OPEN)
    graph = page.get_by_role("region", name="Adult social care complaints by outcome")
    expect(graph.get_by_role("row", name="Upheld").first).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("All statutory complaints")


# --- On paper --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "address"), [("member", CLOSED), ("complaints", OPEN), ("complaints", "")])
def test_nothing_is_cut_off_on_paper(browse: Browse, case: Feedback, who: str, address: str):
    page = browse(who, width=PAPER)
    if not address:
        take(page, case.reference, "Pause the clock")
        page.get_by_label("Court proceedings").check()
        fill_day(page, "What is the first day of the pause?", "8 June 2021")
        page.get_by_role("button", name="Pause the clock").click()
        told(page, "The clock stands still")
        address = f"/complaints/cases/{case.reference}/"
    page.emulate_media(media="print")
    page.goto(address)
    settle(page)
    assert page.evaluate(CUT_OFF, PAPER) == []
    expect(page.get_by_role("button")).to_have_count(0)
    for door in ("Add a point", "Correct", "Add what was learnt", "Write the words", "Close the report"):
        expect(page.get_by_role("link", name=door)).to_have_count(0)
    keep_picture(page, f"paper-{address.strip('/').replace('/', '-').lower()}-{who}")
