"""The papers of two meetings with real people: drafted, edited, checked, frozen, published, asked about, corrected."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from committee.models import Erratum, Pack, PackFile
from council import outbox
from tests.functional.committee_steps import (
    EXEMPT_REASONS,
    INTEREST,
    accept_everything,
    add_exempt_report,
    add_meeting,
    add_report,
    addresses,
    agenda,
    draw_from,
    figure_of,
    freeze,
    looks_right,
    pdf_text,
    publish,
    put_in_draft,
    thursday_in,
    write,
)
from tests.functional.complaint_steps import told
from tests.functional.conftest import Browse
from tests.functional.test_pages import keep_picture

pytestmark = [pytest.mark.browser, pytest.mark.slow]

QUARTER, LABEL = "2021-22-Q2", "Quarter 2 (July-Sep) 2021/22"
PERFORMANCE, RISKS, EXEMPT = "Performance of Quarter 2", "Risks of Quarter 3", "Tender for gritting"
SLUG, INDICATOR = "defects-4h-emergency", "Safety carriageway defects repaired within 4 hours (emergency)"
CORRECTED = "93.5"
WRONG = "A sample was looked at: 38% (160) of 400 defects were repaired overnight."
RIGHT = "A sample was looked at: 40% (160) of 400 defects were repaired overnight."
SECRET = "The lowest tender is expected from the contractor of last winter."
QUESTION = "Why are emergency defects late in wet quarters?"
ANSWER = "Two crews were lent to the flood works; they are back."
OWNER, MISSED = "Head of Highways", "Jobs of one depot had been left out."
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def test_the_papers_of_two_meetings(browse: Browse):
    first, second = thursday_in(weeks=6), thursday_in(weeks=14)
    clerk, author, second_author, member = (browse(who) for who in ("clerk", "performance", "risk", "member"))
    public = browse()

    meeting = the_clerk_prepares_the_agenda(clerk, first, second)
    performance, risks = f"{meeting}items/4/", f"{meeting}items/5/"
    members_see_nothing(member, public, meeting)

    the_author_drafts(author, performance)
    two_authors_write_the_same_part(author, second_author, performance)
    the_other_papers_are_written(clerk, second_author, meeting, risks)
    the_check_finds_the_share(clerk, author, meeting, performance)
    assert accept_everything(clerk, meeting) > 0
    looks_right(clerk, "check-accepted")
    the_clerk_freezes(clerk, meeting)
    members_see_nothing(member, public, meeting)

    looks_at_what_becomes_public(clerk, meeting)
    publish(clerk, meeting)
    published = meeting.replace("/committee/", "/published/")
    was = figure_of(public, meeting, SLUG)
    assert was != f"{CORRECTED}%"
    the_public_reads(public, published, was)
    the_member_reads(clerk, member, meeting)

    following = add_meeting(clerk, second)
    ref = the_member_asks(member, meeting)
    the_author_takes_it(author, ref, second)

    an_officer_corrects(browse("officer"))
    the_clerk_issues_an_erratum(author, clerk, public, meeting, performance, was)
    the_public_reads_the_erratum(public, published, meeting, was)

    freeze(clerk, following)
    publish(clerk, following)
    the_next_pack_says(public, following, was)
    the_answer_is_given(author, member, ref)


# --- Before publication ----------------------------------------------------------------------------------------------


def the_clerk_prepares_the_agenda(clerk: Page, day: datetime.date, following: datetime.date) -> str:
    """From the standing items, with two reports of Part I, the second moved up, and an exempt one."""
    meeting = add_meeting(clerk, day, next_meeting=f"{following:%A %-d %B %Y} at 2.00 pm")
    add_report(clerk, meeting, RISKS, "Head of Legal")
    draw_from(
        clerk,
        "Risk and opportunity register",
        style="One card an entry",
        of="risk register",
        quarter="Quarter 3 (Oct-Dec) 2021/22",
    )
    add_report(clerk, meeting, PERFORMANCE, "Head of Business Intelligence")
    looks_right(clerk, "paper-setup")
    draw_from(
        clerk,
        "Corporate performance report",
        style="Tables by directorate or priority, with commentary",
        of="performance report",
        quarter=LABEL,
    )
    clerk.get_by_role("button", name=f"Move up {PERFORMANCE}").click()
    told(clerk, f"{PERFORMANCE} is moved up.")
    add_exempt_report(clerk, meeting, EXEMPT, "Director of Highways")
    draw_from(clerk, "Free paper")
    assert agenda(clerk, meeting) == [
        "Apologies for Absence",
        "Disclosure of Pecuniary and Non-Pecuniary Interests",
        "Minutes of the Meeting held on 25 November 2021",
        PERFORMANCE,
        RISKS,
        "Urgent Business",
        "Date of Next Meeting",
        "Exclusion of the Press and Public",
        EXEMPT,
    ]
    looks_right(clerk, "agenda")
    return meeting


def members_see_nothing(member: Page, public: Page, meeting: str) -> None:
    """Not the meeting, not its papers, not that there is one; the public neither."""
    slug = meeting.split("/")[2]
    for address in (meeting, f"/published/{slug}/"):
        assert member.goto(address).status == 404, address
    assert member.goto(f"{meeting}items/4/").status in {403, 404}
    assert public.goto(f"/published/{slug}/").status == 404
    member.goto("/committee/")
    expect(member.locator(f"a[href='{meeting}']")).to_have_count(0)
    member.goto("/committee/questions/ask/")
    expect(member.get_by_role("main")).not_to_contain_text(slug)


def the_author_drafts(author: Page, paper: str) -> None:
    """The lists that follow from the ratings, the usual sentences, and words of their own; then the figures are seen."""
    listed = put_in_draft(author, paper, "below_desired")
    assert f"- {INDICATOR}" in listed
    assert INDICATOR not in put_in_draft(author, paper, "highlights")
    assert LABEL in put_in_draft(author, paper, "brief_summary")
    put_in_draft(author, paper, "recommendation")
    write(author, paper, "detail", WRONG)
    author.goto(paper)
    main = author.get_by_role("main")
    for words in (WRONG, INDICATOR, "Appendix 'A'"):
        expect(main).to_contain_text(words)
    author.get_by_role("button", name="Mark the figures as seen").click()
    told(author, "The figures are marked as seen.")
    author.get_by_role("button", name="Mark as ready").click()
    told(author, "The paper is marked as ready for the clerk.")
    looks_right(author, "paper")


def two_authors_write_the_same_part(author: Page, other: Page, paper: str) -> None:
    """Who saves last sees both texts, and nothing is lost."""
    theirs, mine = "Approved by the leadership team.", "The cabinet member was asked."
    other.goto(f"{paper}edit/?part=consultations")
    write(author, paper, "consultations", theirs)
    other.get_by_role("textbox", name="Consultations").fill(mine)
    with other.expect_navigation() as saved:
        other.get_by_role("button", name="Save the words").click()
    assert saved.value.status == 409
    conflict = other.get_by_role("alert")
    expect(conflict).to_contain_text("Somebody else changed “Consultations”")
    expect(conflict).to_contain_text(theirs)
    expect(other.get_by_role("textbox", name="Consultations")).to_have_value(mine)
    looks_right(other, "paper-conflict")
    other.get_by_role("link", name="keep theirs").click()
    expect(other.get_by_role("main")).to_contain_text(theirs)
    expect(other.get_by_role("main")).to_contain_text("In draft")


def the_other_papers_are_written(clerk: Page, author: Page, meeting: str, risks: str) -> None:
    for part in ("brief_summary", "recommendation"):
        put_in_draft(author, risks, part)
    write(clerk, f"{meeting}items/9/", "detail", SECRET)
    clerk.goto(f"{meeting}items/9/")
    expect(clerk.get_by_role("main")).to_contain_text("NOT FOR PUBLICATION: By virtue of paragraph(s) 3, 4")
    looks_right(clerk, "paper-exempt")


def the_check_finds_the_share(clerk: Page, author: Page, meeting: str, paper: str) -> None:
    """The wrong share stands in the way, with its sentence, until its author has mended it."""
    clerk.goto(f"{meeting}check/")
    finding = clerk.get_by_role("listitem").filter(has_text="160")
    expect(finding.first).to_contain_text("40%")
    looks_right(clerk, "check")
    clerk.goto(f"{meeting}pack/")
    expect(clerk.get_by_role("heading", name="What stands in the way of freezing")).to_be_visible()
    expect(clerk.get_by_role("main")).to_contain_text("neither mended nor accepted with a reason")
    expect(clerk.get_by_role("button", name="Freeze the papers")).to_have_count(0)
    looks_right(clerk, "pack-refused")
    write(author, paper, "detail", RIGHT)
    author.get_by_role("button", name="Mark as ready").click()
    clerk.goto(f"{meeting}check/")
    expect(clerk.get_by_role("main")).not_to_contain_text("160")


# --- Freezing and publishing -----------------------------------------------------------------------------------------


def the_clerk_freezes(clerk: Page, meeting: str) -> None:
    """Every file has its hash, and the pack can be made again from the data of its moment."""
    freeze(clerk, meeting)
    looks_right(clerk, "freezing")
    clerk.goto(f"{meeting}pack/")
    pack = Pack.objects.get(meeting__slug=meeting.split("/")[2])
    main = clerk.get_by_role("main")
    expect(main).to_contain_text(pack.sha256)
    hashes = set(PackFile.objects.filter(pack=pack).values_list("sha256", flat=True))
    assert len(hashes) > 5
    said = main.inner_text()
    assert {each for each in hashes if each not in said} == set()
    clerk.get_by_role("button", name="Check that it can be reproduced").click()
    told(clerk, f"has the same hash: {pack.sha256[:12]}")
    looks_right(clerk, "pack")


def looks_at_what_becomes_public(clerk: Page, meeting: str) -> None:
    clerk.goto(f"{meeting}pack/publish/")
    expect(clerk.get_by_role("main")).to_contain_text("In time:")
    expect(clerk.get_by_role("main")).to_contain_text(f"9. {EXEMPT}")
    looks_right(clerk, "publish")


def the_public_reads(public: Page, published: str, was: str) -> None:
    """The agenda, files of every open item, why one item is exempt, and nothing of it."""
    public.goto("/published/")
    looks_right(public, "published-list")
    public.locator(f"a[href='{published}']").click()
    main = public.get_by_role("main")
    for words in (PERFORMANCE, RISKS, EXEMPT, INTEREST, *EXEMPT_REASONS):
        expect(main).to_contain_text(words)
    looks_right(public, "published")
    public.emulate_media(media="print")
    looks_right(public, "published-print")
    public.emulate_media(media="screen")
    files = addresses(public, "")
    answers = {address: public.request.get(address) for address in files}
    assert {answer.status for answer in answers.values()} == {200}
    types = {answer.headers["content-type"].split(";")[0] for answer in answers.values()}
    assert types == {"application/pdf", "text/html", DOCX}
    texts = [pdf_text(public, address) for address in files if address.endswith(".pdf")]
    assert any(RIGHT in text and was in text for text in texts)
    assert not any(SECRET in text for text in texts)
    public.get_by_role("link", name=PERFORMANCE, exact=True).click()
    expect(main).to_contain_text(RIGHT)
    looks_right(public, "published-item")
    assert public.goto(f"{published}items/9/").status == 404
    public.goto("/open-data/")
    looks_right(public, "open-data")


def the_member_reads(clerk: Page, member: Page, meeting: str) -> None:
    """The pack; the exempt paper only with a seat that brings it, which the clerk gives."""
    member.goto("/committee/")
    member.locator(f"a[href='{meeting}']").click()
    looks_right(member, "member-meeting")
    member.get_by_role("link", name=PERFORMANCE, exact=True).click()
    expect(member.get_by_role("main")).to_contain_text(RIGHT)
    member.goto(meeting)
    exempt = PackFile.objects.filter(part=2, item__title=EXEMPT, file_format="pdf").get()
    address = reverse("pack-file", args=[meeting.split("/")[2], exempt.pk, exempt.name])
    assert member.request.get(address).status == 404
    assert not any(SECRET in pdf_text(member, each) for each in addresses(member, ".pdf"))

    clerk.goto("/committee/ccpi/members/")
    looks_right(clerk, "members")
    clerk.get_by_role("link", name="Change the seat of Committee Member").click()
    clerk.get_by_label("Exempt papers (Part II) go to them").check()
    clerk.get_by_role("button", name="Save").click()
    told(clerk, "The seat of Committee Member is saved.")
    member.reload()
    expect(member.locator(f"a[href='{address}']")).to_be_visible()
    assert SECRET in pdf_text(member, address)
    looks_right(member, "member-exempt")


# --- Questions -------------------------------------------------------------------------------------------------------


def the_member_asks(member: Page, meeting: str) -> str:
    """A question on an indicator, from the page of the meeting; gives its reference."""
    member.goto(meeting)
    member.get_by_role("link", name="Ask a question").click()
    looks_right(member, "ask")
    member.get_by_label("What is asked?").fill(QUESTION)
    member.get_by_label("About the item").select_option(f"4. {PERFORMANCE}")
    member.get_by_label("An indicator").select_option(INDICATOR)
    member.get_by_role("button", name="Ask the question").click()
    told(member, "is on record.")
    ref = member.url.rstrip("/").rsplit("/", 1)[1]
    expect(member.get_by_role("link", name=INDICATOR)).to_be_visible()
    expect(member.get_by_role("main")).to_contain_text("No answer yet")
    looks_right(member, "question")
    return ref


def the_author_takes_it(author: Page, ref: str, due: datetime.date) -> None:
    author.goto("/committee/questions/?state=waiting")
    looks_right(author, "questions")
    author.get_by_role("link", name=ref).click()
    author.get_by_role("link", name="Hand on or change").click()
    author.get_by_label("Under way").check()
    author.get_by_label("Who is to answer?").fill(OWNER)
    author.get_by_label("Due at the meeting of").select_option(
        f"Cabinet Committee on Performance Improvement, {due:%-d %B %Y}"
    )
    looks_right(author, "answer")
    author.get_by_role("button", name="Save").click()
    told(author, f"{ref} is saved.")
    expect(author.get_by_role("main")).to_contain_text("Under way")


def the_answer_is_given(author: Page, member: Page, ref: str) -> None:
    """It is gone from what waits, and the member reads it."""
    author.goto(f"/committee/questions/{ref}/")
    author.get_by_role("button", name="Answer").click()
    expect(author.get_by_label("Answered")).to_be_checked()
    author.get_by_label("Answer, or what is known so far").fill(ANSWER)
    author.get_by_role("button", name="Save").click()
    told(author, f"{ref} is saved.")
    author.goto("/committee/questions/?state=waiting")
    expect(author.get_by_role("link", name=ref)).to_have_count(0)
    member.goto(f"/committee/questions/{ref}/")
    expect(member.get_by_role("main")).to_contain_text(ANSWER)
    looks_right(member, "answered")


# --- What was wrong --------------------------------------------------------------------------------------------------


def an_officer_corrects(officer: Page) -> None:
    """A published figure, with a reason."""
    officer.goto(f"/kpis/{SLUG}/enter/{QUARTER}/")
    officer.get_by_label(f"Figure for {LABEL}, in %").fill(CORRECTED)
    officer.get_by_label("Why is the figure being changed?").fill(MISSED)
    officer.get_by_role("button", name="Save the figure").click()
    officer.get_by_role("alert").wait_for()
    outbox.drain()


def the_clerk_issues_an_erratum(
    author: Page, clerk: Page, public: Page, meeting: str, paper: str, was: str
) -> None:
    """The author corrects the words, which nobody sees until the slip is issued."""
    clerk.goto(f"{meeting}pack/changed/")
    row = clerk.get_by_role("row", name=INDICATOR).first
    expect(row).to_contain_text(was)
    expect(row).to_contain_text(f"{CORRECTED}%")
    looks_right(clerk, "changed")
    write(author, paper, "further_detail", MISSED)
    public.goto(f"{meeting.replace('/committee/', '/published/')}items/4/")
    expect(public.get_by_role("main")).not_to_contain_text(MISSED)
    expect(public.get_by_role("main")).not_to_contain_text(f"{CORRECTED}%")
    clerk.goto(f"{meeting}errata/add/")
    clerk.get_by_label("Which paper?").select_option(f"4. {PERFORMANCE}")
    clerk.get_by_label("The paper said").fill(f"{INDICATOR}: {was}")
    clerk.get_by_label("It should say").fill(f"{INDICATOR}: {CORRECTED}%")
    clerk.get_by_label("Why is it corrected?").fill(MISSED)
    looks_right(clerk, "erratum")
    clerk.get_by_role("button", name="Issue the erratum").click()
    told(clerk, "The erratum is issued.")
    assert (
        Erratum.objects.filter(item__title=PERFORMANCE, pack__meeting__slug=meeting.split("/")[2]).count()
        == 1
    )
    looks_right(clerk, "pack-with-erratum")


def the_public_reads_the_erratum(public: Page, published: str, meeting: str, was: str) -> None:
    """The slip, the corrected paper, and the first one, as files and to read; the open figure is the corrected one."""
    public.goto(published)
    slip = public.get_by_role("region", name="Erratum 1 to item 4")
    expect(slip).to_contain_text(f"{INDICATOR}: {was}")
    expect(slip).to_contain_text(f"{INDICATOR}: {CORRECTED}%")
    looks_right(public, "published-erratum")
    texts = {address: pdf_text(public, address) for address in addresses(public, ".pdf")}
    corrected = [text for address, text in texts.items() if "corrected%20paper" in address]
    firsts = [text for address, text in texts.items() if "Erratum" not in address]
    assert len(corrected) == 1
    assert f"{CORRECTED}%" in corrected[0] and MISSED in corrected[0]
    assert any(RIGHT in text and was in text for text in firsts)
    assert not any(f"{CORRECTED}%" in text for text in firsts)
    slip.get_by_role("link", name="Read the paper as corrected").click()
    expect(public.get_by_role("main")).to_contain_text(f"{CORRECTED}%")
    expect(public.get_by_role("main")).to_contain_text(MISSED)
    keep_picture(public, "papers-published-corrected-1280")
    public.get_by_role("link", name="Read it as first published").click()
    expect(public.get_by_role("main")).not_to_contain_text(f"{CORRECTED}%")
    assert figure_of(public, meeting, SLUG) == f"{CORRECTED}%"


def the_next_pack_says(public: Page, following: str, was: str) -> None:
    """The question that still waits, with who has it; and the figure that changed, with was and now."""
    public.goto(following.replace("/committee/", "/published/"))
    texts = [pdf_text(public, address) for address in addresses(public, ".pdf")]
    for printed in (
        (QUESTION, OWNER),
        ("Changed since the last published papers", INDICATOR, was, f"{CORRECTED}%", "Erratum 1"),
    ):
        assert any(all(words in text for words in printed) for text in texts), printed
    looks_right(public, "published-next")
