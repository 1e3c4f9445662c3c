"""A year of complaints with real people: from their first words to what was learnt, and the report that counts them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from complaints.clocks import Pause
from complaints.pause_grounds import GROUNDS
from complaints.stage_dates import StageDates, dates_of
from council.period_kinds import date_label
from tests.functional.complaint_steps import (
    Figures,
    answer,
    clock_of,
    day,
    figures_of,
    fill_day,
    go_on,
    log,
    looks_right,
    open_case,
    risen,
    take,
    told,
)
from tests.functional.conftest import Browse

pytestmark = [pytest.mark.browser, pytest.mark.slow]

REPORT = "/complaints/report/2021-22/"
CHILDREN = "childrens-statutory"
LEARNT = "Relatives wait for an answer because nobody covers the telephone at noon."
ACTION = "A rota covers the telephone over noon."
WORDS, NAME = "Nobody called me back for three weeks.", "Quillfeather"

#: By how much the figures of 2021/22 rise by what is played here; no other figure of the report moves.
ROSE = {
    "Adult social care complaints by outcome": {"Closed complaints": 2, "Not upheld": 1, "Upheld": 1},
    "Adult social care complaints by resolution stage": {
        "Closed complaints": 2,
        "Local resolution": 1,
        "Ombudsman's investigation": 1,
    },
    "Adult social care complaints by service type": {"Equipment and adaptations": 1, "Homecare": 1},
    "Adult social care feedback by type": {"Complaints": 2},
    "Children's social care feedback by type": {"Complaints": 1},
    "Children's statutory complaints by outcome": {"Closed complaints": 1, "Upheld": 1},
    "Children's statutory complaints by resolution stage": {
        "Closed complaints": 1,
        "Stage 3: review panel": 1,
    },
    "Children's statutory complaints by service type": {"Family time and contact": 1},
    "Children's statutory complaints that went further": {
        "Went to Stage 1: local resolution": 1,
        "Went to Stage 2: investigation": 1,
        "Went to Stage 3: review panel": 1,
    },
    "Complaints and feedback in short": {
        "Adult and children's social care: complaints received": 3,
        "Adult social care: complaints received": 2,
        "Children's social care: complaints received": 1,
    },
    "Complaints joint with the NHS": {
        "Joint complaints closed in the year": 1,
        "Joint complaints closed in the year: not upheld": 1,
        "Joint complaints received": 1,
    },
    "Ombudsman's decisions on adult social care": {"Decisions": 1, "Upheld": 1},
    "Outcomes and costs of statutory complaints": {
        "Adult and children's social care: closed complaints": 3,
        "Adult and children's social care: not upheld": 1,
        "Adult and children's social care: upheld or partly upheld": 2,
        "Children's social care: spent on investigations": 1850.5,
    },
    "Statutory complaints": {
        "Adult social care": 2,
        "All statutory complaints": 3,
        "Children's social care": 1,
    },
    "Statutory complaints by final outcome": {"Closed complaints": 3, "Not upheld": 1, "Upheld": 2},
    "The Ombudsman and adult social care": {
        "Ombudsman: decisions": 1,
        "Ombudsman: enquiries received": 1,
        "Ombudsman: upheld": 1,
        "Ombudsman: upheld, as the council had done before": 1,
        "Paid after the Ombudsman's decisions": 300,
    },
    "The Ombudsman in short": {
        "Ombudsman: decisions": 1,
        "Ombudsman: enquiries received": 1,
        "Ombudsman: upheld": 1,
        "Paid after the Ombudsman's decisions": 300,
    },
    "Time taken, children's statutory complaints": {
        "Answered after 10 working days": 1,
        "Closed complaints": 1,
    },
    "Who made statutory complaints about children's social care": {"Parent or guardian": 1},
}


def test_a_year_of_complaints(browse: Browse):
    manager, member = browse("complaints"), browse("member")
    assert member.goto(REPORT).status == 404, "the report is open, and so for nobody but the manager"
    before = figures_of(manager, REPORT)

    adult = an_adult_complaint(manager)
    child = a_childrens_complaint(manager)
    joint = a_joint_complaint(manager)
    the_ombudsman(manager, adult)
    what_was_learnt(manager, adult)

    after = figures_of(manager, REPORT)
    assert risen(before, after) == ROSE

    close_the_report(manager)
    the_member_reads_it(member, after, [adult, child, joint])


# --- An adult's complaint --------------------------------------------------------------------------------------------


def an_adult_complaint(page: Page) -> str:
    """Early resolution fails, the formal response upholds one of two points, and a payment puts it right."""
    ref = log(
        page,
        received="7 June 2021",
        service_type="Adult social care: Equipment and adaptations",
        complainant="Relative or carer",
        subjects="Communication, Delay",
        name=NAME,
        contact="By letter",
        words=WORDS,
    )
    due = dates_of("adults-statutory", "0", started_on=day("7 June 2021"))
    expect(page.get_by_role("main")).to_contain_text(due.explanation)
    looks_right(page, "added")

    take(page, ref, "Record the acknowledgement")
    looks_right(page, "acknowledge")
    fill_day(page, "When was it acknowledged?", "9 June 2021")
    page.get_by_role("button", name="Save the acknowledgement").click()
    told(page, "Early resolution is acknowledged.", due.explanation.partition(":")[0])

    answer(page, ref, on="18 June 2021", outcome="Not upheld", by="Manager of the service")
    take(page, ref, "Begin the next stage")
    looks_right(page, "next")
    go_on(page, ref, stage="Formal response")
    expect(clock_of(page, ref)).to_contain_text(
        dates_of("adults-statutory", "respond", started_on=day("7 June 2021")).explanation
    )

    for subject, outcome in (("Communication", "Upheld"), ("Delay", "Not upheld")):
        take(page, ref, "Add a point")
        page.get_by_label("What is it about?").select_option(subject)
        page.get_by_label("Outcome").select_option(outcome)
        page.get_by_role("button", name="Save the point").click()
        told(page, "The point is added.")
    told(page, "Its points lead to: Partly upheld.")
    take(page, ref, "Point 1")
    looks_right(page, "point")
    answer(page, ref, on="30 July 2021", outcome="", by="Responsible person")

    take(page, ref, "Add a remedy")
    page.get_by_role("group", name="What is it?").get_by_label("Payment").check()
    page.get_by_label("Amount").fill("250")
    fill_day(page, "When was it agreed?", "30 July 2021")
    fill_day(page, "By when is it to be done?", "31 August 2021")
    page.get_by_role("button", name="Save the remedy").click()
    told(page, "The remedy is added. The next remedy is to be done by 31 August 2021.")
    take(page, ref, "Payment")
    looks_right(page, "remedy")
    fill_day(page, "When was it done?", "20 August 2021")
    page.get_by_role("button", name="Save the remedy").click()
    told(page, "The remedy is changed.")

    expect(page.locator(".app-clock")).to_contain_text(
        "Closed on 30 July 2021: partly upheld, at Formal response."
    )
    expect(page.get_by_role("region", name="Remedies")).to_contain_text("£250.00")
    expect(page.get_by_role("main")).not_to_contain_text(NAME)
    expect(page.get_by_role("main")).not_to_contain_text(WORDS)
    looks_right(page, "adult")
    return ref


# --- A children's complaint ------------------------------------------------------------------------------------------


def a_childrens_complaint(page: Page) -> str:
    """Through all three stages; at the first it is put off twice, and the page says why in the rules' own sentence."""
    started, pause = (
        day("6 September 2021"),
        Pause(day("20 September 2021"), day("24 September 2021"), GROUNDS["consent"]),
    )

    def clock_says(dates: StageDates) -> None:
        clock = clock_of(page, ref)
        expect(clock).to_contain_text(date_label(dates.due_on))
        expect(clock).to_contain_text(f"{dates.explanation}.")

    ref = log(
        page,
        received="6 September 2021",
        channel="Web form",
        service_type="Children's social care: Family time and contact",
        complainant="Parent or guardian",
        stage="1",
        words="We were not told of the visit.",
    )
    usual = dates_of(CHILDREN, "1", started_on=started)
    clock_says(usual)

    take(page, ref, "Extend the stage")
    longer = dates_of(CHILDREN, "1", started_on=started, extended=True)
    expect(page.get_by_role("main")).to_contain_text(date_label(longer.due_on))
    looks_right(page, "extend")
    fill_day(page, "When was the person told by letter?", "17 September 2021")
    page.get_by_label("Why is it extended?").fill("The social worker is away.")
    page.get_by_role("button", name="Extend it").click()
    told(page, date_label(longer.due_on))
    clock_says(longer)
    expect(page.get_by_role("region", name="Stages of the case")).to_contain_text(
        "The person was told by letter on 17 September 2021"
    )

    take(page, ref, "Pause the clock")
    page.get_by_label("Consent of the person it is about").check()
    fill_day(page, "What is the first day of the pause?", date_label(pause.first))
    page.get_by_role("button", name="Pause the clock").click()
    told(page, "The clock stands still since 20 September 2021.")
    take(page, ref, "Let the clock run again")
    looks_right(page, "resume")
    fill_day(page, "What was the last day of the pause?", date_label(pause.last))
    page.get_by_role("button", name="Let it run again").click()
    told(page, "The clock runs again.")
    paused = dates_of(CHILDREN, "1", started_on=started, extended=True, pauses=[pause])
    assert (paused.due_on - longer.due_on).days == 7, "five working days and the weekend behind them"
    clock_says(paused)
    answer(page, ref, on="8 October 2021", outcome="Not upheld", by="Manager of the service")

    go_on(page, ref, stage="Stage 2, investigation", asked="18 October 2021")
    clock_says(dates_of(CHILDREN, "2", started_on=day("18 October 2021"), pauses=[pause]))
    answer(
        page,
        ref,
        on="19 November 2021",
        outcome="Partly upheld",
        by="Adjudicating officer",
        investigated="By an independent investigator",
        cost="1,850.50",
    )
    go_on(page, ref, stage="Stage 3, review panel", asked="29 November 2021")
    clock_says(dates_of(CHILDREN, "3", started_on=day("29 November 2021"), pauses=[pause]))
    answer(page, ref, on="10 January 2022", outcome="Upheld", by="Director")

    expect(clock_of(page, ref)).to_contain_text(
        "Closed on 10 January 2022: upheld, at Stage 3, review panel."
    )
    expect(page.get_by_role("region", name="Stages of the case")).to_contain_text("£1,850.50")
    expect(page.get_by_role("button", name="Begin the next stage")).to_have_count(0)
    looks_right(page, "children")
    return ref


# --- One joint with the NHS, and the Ombudsman -----------------------------------------------------------------------


def a_joint_complaint(page: Page) -> str:
    """The council leads and answers for both."""
    ref = log(
        page,
        received="4 October 2021",
        service_type="Adult social care: Homecare",
        complainant="Advocate or representative",
        stage="respond",
        partners="Example Hospitals",
    )
    answer(page, ref, on="1 November 2021", outcome="Not upheld", by="Responsible person")
    open_case(page, ref)
    expect(page.get_by_role("main")).to_contain_text("Complaint, joint with the NHS")
    expect(page.get_by_role("main")).to_contain_text("Led by the council, with Example Hospitals")
    return ref


def the_ombudsman(page: Page, ref: str) -> None:
    """An enquiry about a case, upheld after the council's own finding; paid, recommended and proved."""
    take(page, ref, "Record an enquiry of the Ombudsman")
    page.get_by_label("The Ombudsman’s reference").fill("21 007 777")
    expect(page.get_by_label("Our case, if there is one")).to_have_value(ref)
    page.get_by_label("Adult social care").check()
    fill_day(page, "When did the enquiry come?", "6 September 2021")
    fill_day(page, "Answer by", "4 October 2021")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Record the answer").click()
    looks_right(page, "ombudsman-answer")
    fill_day(page, "When was the enquiry answered?", "1 October 2021")
    page.get_by_role("button", name="Save").click()

    page.get_by_role("link", name="Record the decision").click()
    looks_right(page, "ombudsman-decide")
    page.get_by_role("group", name="What did the Ombudsman decide?").get_by_label(
        "Upheld", exact=True
    ).check()
    fill_day(page, "When was it decided?", "10 January 2022")
    expect(page.get_by_label("What had the council itself decided?")).to_have_value("partly_upheld")
    page.get_by_label("Paid after the decision").fill("300")
    page.get_by_role("button", name="Save").click()

    page.get_by_role("button", name="Record a recommendation").click()
    page.get_by_label("What is to be done?").fill("Apologise, and cover the telephone over noon.")
    fill_day(page, "To be done by", "10 February 2022")
    looks_right(page, "recommendation")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Record that it was done").click()
    fill_day(page, "When was it done?", "1 February 2022")
    page.get_by_label("What shows it?").fill("The rota, sent to the Ombudsman.")
    looks_right(page, "recommendation-done")
    page.get_by_role("button", name="Save").click()
    main = page.get_by_role("main")
    for words in ("Upheld, 10 January 2022", "£300.00", "Done on 1 February 2022 In time", "100%"):
        expect(main).to_contain_text(words)
    expect(main).not_to_contain_text("Newly upheld")
    looks_right(page, "ombudsman")
    expect(clock_of(page, ref)).to_contain_text(
        "Closed on 10 January 2022: upheld, by the Ombudsman’s decision."
    )


# --- What was learnt -------------------------------------------------------------------------------------------------


def what_was_learnt(page: Page, ref: str) -> None:
    """From the case to an action with an owner, done with evidence, discussed by the panel and printed in the report."""
    take(page, ref, "Add what was learnt")
    expect(page.get_by_label("The case it comes from")).to_have_value(ref)
    page.get_by_label("Annual report of").select_option("2021/22")
    page.get_by_label("Adult social care", exact=True).check()
    page.get_by_label("Complaints", exact=True).check()
    page.get_by_label("Heading").fill("Communication")
    page.get_by_label("What was learnt?").fill(LEARNT)
    page.get_by_label("Root cause").fill("Nobody covers the telephone")
    page.get_by_label("What is done about it?").fill(ACTION)
    page.get_by_label("Owner").fill("Head of Service")
    fill_day(page, "Due", "31 January 2022")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("main")).to_contain_text(ref)
    page.get_by_role("link", name="Record that the action was done").click()
    looks_right(page, "learning-done")
    fill_day(page, "When was it done?", "17 January 2022")
    page.get_by_label("What shows it?").fill("The rota of January")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Record that the panel discussed it").click()
    expect(page.get_by_role("checkbox", name=ACTION)).to_be_checked()
    fill_day(page, "When did it meet?", "7 March 2022")
    page.get_by_label("What did it say?").fill("Do the same in every team.")
    page.get_by_role("button", name="Save").click()

    page.goto("/complaints/panel/")
    main = page.get_by_role("main")
    for words in (
        "Nobody covers the telephone: 1 learning point, 0 open",
        "7 March 2022",
        "Do the same in every team.",
    ):
        expect(main).to_contain_text(words)
    page.get_by_role("link", name=LEARNT[:40]).first.click()
    expect(main).to_contain_text("The rota of January")
    looks_right(page, "learning")


# --- The report ------------------------------------------------------------------------------------------------------


def close_the_report(page: Page) -> None:
    """Write what is still missing, say how many cases were active, and close it."""
    page.goto(f"{REPORT}close/")
    for section in ("ii", "1.1", "1.3", "2.3", "2.4", "2.8", "3.1", "3.5", "3.6", "3.10"):
        page.goto(f"{REPORT}text/{section}/")
        page.get_by_label("Text").fill(f"What the council says in {section}.")
        page.get_by_role("button", name="Save the words").click()
        told(page, f"Section {section},")
    for area, count in (("adults", "20,000"), ("children", "9,000")):
        page.goto(f"{REPORT}active/{area}/")
        page.get_by_label("Active cases of").fill(count)
        page.get_by_role("button", name="Save the number").click()
        told(page, "The number of active cases")
    page.get_by_role("button", name="Close the report").click()
    expect(page.get_by_role("heading", name="What is still missing")).to_have_count(0)
    page.get_by_role("button", name="Close the report").click()
    told(page, "The report of 2021/22 is closed.")


def the_member_reads_it(page: Page, counted: Figures, refs: list[str]) -> None:
    """Aggregates without small numbers, what was learnt, and nothing that leads to a case."""
    figures = figures_of(page, REPORT)
    every = "Statutory complaints", "All statutory complaints"
    assert figures[every] == counted[every]
    joint = "Complaints joint with the NHS", "Joint complaints received"
    assert counted[joint] in {"1", "2", "3", "4"}
    assert figures[joint] == "Not shown"
    main = page.get_by_role("main")
    for words in (LEARNT, "What the council says in 2.8.", "so that a number under 5 cannot be worked out"):
        expect(main).to_contain_text(words)
    expect(page.locator("a[href*='/complaints/cases/']")).to_have_count(0)
    looks_right(page, "report-member")
    said = main.inner_text()
    assert "Not shown" in figures_of(page, "/complaints/?year=2021-22").values()
    said += main.inner_text()
    for hidden in (*refs, NAME, WORDS, "Example Hospitals"):
        assert hidden not in said
    for ref in refs:
        for way in ("", "words/", "details/", "stages/1/answer/", "everything/", "erase/", "words/name/"):
            assert page.goto(f"/complaints/cases/{ref}/{way}").status in {403, 404}, way
    for address in (
        "cases/",
        "cases/add/",
        "ombudsman/",
        "learning/",
        "panel/",
        "access/",
        "report/2021-22/close/",
    ):
        assert page.goto(f"/complaints/{address}").status == 403, address
