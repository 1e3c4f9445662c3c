"""Made-up words in exempt items, in drafts and in what was written after publication, hunted on every address.

Whoever may not read them finds them nowhere: no page, no search, no file or its properties, no answer of the API, no error.
The same hunt finds every word for those who may, so that what finds nothing has looked.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Iterator

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import resolve, reverse
from pypdf import PdfReader
from pypdf.generic import Destination

from committee.actions import meetings, packs, papers, questions
from committee.actions.errata import issue_erratum
from committee.house_order import PARTS
from committee.models import AgendaItem, Meeting, Pack, PackFile, Paper, Question
from council.authorization import Role
from council.models import User
from tests.committee_factories import clerk, make_committee, make_item, make_meeting, make_paper, publish
from tests.meta.permissions import DOORS
from tests.risk_factories import make_person

pytestmark = pytest.mark.django_db

WORD = re.compile(r"canary[a-z_0-9]*", re.IGNORECASE)
#: The tables and resources of open data.
RESOURCES = ("meetings", "indicators", "figures", "ratings", "risks", "complaints")
#: Nobody signed in; a member whose seat brings no exempt papers; staff who write no papers.
HUNTERS = ("signed-out", "member", "officer", "approver", "admin")
#: Doors that take long and tell of nothing here: files of indicators, risks and cases.
SLOW = {
    "download",
    "download-series",
    "download-control-chart",
    "download-targets",
    "download-complaints-report",
}


class Hidden:
    """The words that were hidden, and whether the public may find them."""

    def __init__(self) -> None:
        self.exempt: set[str] = set()
        self.draft: set[str] = set()
        self.public: set[str] = set()

    def word(self, group: set[str], name: str) -> str:
        word = f"canary{name}".lower()
        group.add(word)
        return word


@pytest.fixture
def hidden(db) -> Hidden:
    """A published meeting with an exempt item, a second one after it whose papers print open questions, and a draft."""
    hide = Hidden()
    committee = make_committee()
    entitled = make_person("entitled", Role.MEMBER)
    meetings.seat(committee, entitled, since=datetime.date(2020, 1, 1), reads_exempt=True, by=clerk())
    meetings.seat(committee, User.objects.get(username="member"), since=datetime.date(2020, 1, 1), by=clerk())
    first = make_meeting(committee, note=hide.word(hide.draft, "note"))
    open_item = make_item(first, title=hide.word(hide.public, "opentitle"))
    open_paper = make_paper(item=open_item, words={"detail": hide.word(hide.public, "opendetail")})
    exempt = hide_an_exempt_item(hide, first)
    publish(first, reason=hide.word(hide.exempt, "reason"))
    hide_after_publication(hide, open_paper, exempt)
    second = make_meeting(committee, datetime.datetime(2022, 4, 5, 14))
    make_paper(item=make_item(second), words={"detail": hide.word(hide.public, "seconddetail")})
    publish(second)
    hide_a_draft(
        hide, make_meeting(committee, datetime.datetime(2022, 5, 10, 14), room=hide.word(hide.draft, "room"))
    )
    return hide


def hide_an_exempt_item(hide: Hidden, meeting: Meeting) -> AgendaItem:
    """In every text of the item and of its paper. Its title and the public-interest note are for everybody."""
    item = make_item(
        meeting,
        title=hide.word(hide.public, "exempttitle"),
        part=2,
        paragraphs=[3],
        text=hide.word(hide.exempt, "agendatext"),
        author=hide.word(hide.exempt, "author"),
        public_interest=hide.word(hide.public, "interest"),
    )
    words = {part.key: hide.word(hide.exempt, f"part_{part.key}") for part in PARTS}
    # A sum that is wrong: the check quotes it.
    words["detail"] += f": 25 of 100 {hide.word(hide.exempt, 'finding')} cases (50%)"
    make_paper(item=item, words=words)
    return item


def hide_after_publication(hide: Hidden, open_paper: Paper, exempt: AgendaItem) -> None:
    """In what is written later, in an erratum to the exempt item and in a question on it."""
    papers.write_words(
        open_paper, {"detail": hide.word(hide.draft, "later")}, by=clerk(), based_on={"detail": 1}
    )
    papers.write_words(
        exempt.paper,
        {"brief_summary": hide.word(hide.exempt, "corrected")},
        by=clerk(),
        based_on={"brief_summary": 1},
    )
    issue_erratum(
        exempt,
        said=hide.word(hide.exempt, "said"),
        now_says=hide.word(hide.exempt, "nowsays"),
        reason=hide.word(hide.exempt, "erratum"),
        by=clerk(),
    )
    asked = questions.ask(
        meeting=exempt.meeting,
        item=exempt,
        text=hide.word(hide.exempt, "question"),
        raised_by=hide.word(hide.exempt, "raisedby"),
        kind=Question.Kind.QUESTION,
        owner=hide.word(hide.exempt, "owner"),
        due=hide.word(hide.exempt, "due"),
        by=clerk(),
    )
    questions.answer(asked, by=clerk(), based_on=1, text=hide.word(hide.exempt, "answer"), state="under_way")


def hide_a_draft(hide: Hidden, meeting: Meeting) -> None:
    """In a meeting that is being prepared, and frozen already, but not published."""
    item = make_item(
        meeting,
        title=hide.word(hide.draft, "drafttitle"),
        text=hide.word(hide.draft, "drafttext"),
        author=hide.word(hide.draft, "draftauthor"),
    )
    make_paper(item=item, words={part.key: hide.word(hide.draft, f"draft_{part.key}") for part in PARTS})
    packs.freeze(meeting, by=clerk())


def addresses() -> list[str]:
    """Every door, with each of our meetings, items, questions and files behind it; searches, filters and errors too."""
    found = {
        *_doors(),
        *_open_data(),
        "/nowhere/canary",
        "/kpis/?search=canary",
        "/risks/corporate/?search=canary",
    }
    found |= {"/committee/questions/?search=canary", "/committee/questions/?state=waiting"}
    for file in PackFile.objects.select_related("pack__meeting"):
        for name in ("published-file", "pack-file"):
            found.add(reverse(name, args=[file.pack.meeting.slug, file.pk, file.name]))
    return sorted(found)


def _doors() -> Iterator[str]:
    ours = list(Meeting.objects.filter(committee__slug="scrutiny").prefetch_related("items"))
    refs = list(Question.objects.filter(meeting__in=ours).values_list("ref", flat=True))
    for name, door in DOORS.items():
        if door.get.status == 405 or name in SLOW or "{" in door.address:
            continue
        match = resolve(door.address.partition("?")[0])
        given = dict(match.kwargs)
        named = ":".join([*match.namespaces, name])
        yield door.address
        if "ref" in given and name.startswith("question"):
            yield from (reverse(named, kwargs=given | {"ref": ref}) for ref in refs)
        elif "meeting" in given or named == "api:api-meeting":
            for meeting in ours:
                yield from _of_meeting(named, given, meeting)


def _of_meeting(name: str, given: dict[str, object], meeting: Meeting) -> Iterator[str]:
    slug = "meeting" if "meeting" in given else "slug"
    for item in meeting.items.all():
        own = {"position": item.position, "pk": item.pk, "edition": 1, "erratum": 0, slug: meeting.slug}
        yield reverse(name, kwargs=given | {key: value for key, value in own.items() if key in given})


def _open_data() -> Iterator[str]:
    for resource in RESOURCES:
        yield f"/api/v1/{resource}?page_size=500"
        for meeting in Meeting.objects.filter(committee__slug="scrutiny"):
            yield f"/api/v1/{resource}?meeting={meeting.slug}"
    for table in RESOURCES[1:]:
        yield f"/api/v1/{table}.csv"
        yield f"/api/v1/{table}.csv-metadata.json"


def words_of(response: HttpResponseBase) -> set[str]:
    """The hidden words in an answer: its text and headers, every part of a package, a PDF's text, outline and properties."""
    body = response.getvalue()
    said = str(response.headers)
    if body.startswith(b"%PDF"):
        said += " ".join(_of_pdf(PdfReader(io.BytesIO(body))))
    elif body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            said += " ".join(package.read(part).decode(errors="replace") for part in package.namelist())
    else:
        said += body.decode()
    return {word.lower() for word in WORD.findall(said)}


def _of_pdf(pdf: PdfReader) -> Iterator[str]:
    yield from (page.extract_text() for page in pdf.pages)
    yield str(pdf.metadata)
    yield str(pdf.xmp_metadata and pdf.xmp_metadata.stream.get_data())
    yield from _bookmarks(pdf.outline)


def _bookmarks(outline: list) -> Iterator[str]:
    for each in outline:
        if isinstance(each, Destination):
            yield str(each.title)
        else:
            yield from _bookmarks(each)


def hunt(person: str, where: Iterable[str]) -> dict[str, set[str]]:
    """By address, the words that somebody finds; nothing may break. What the address itself says is not found."""
    client = Client()
    if person != "signed-out":
        client.force_login(User.objects.get(username=person))
    found = {}
    for address in where:
        response = client.get(address)
        assert response.status_code < 500, address
        found[address] = words_of(response) - {"canary"} - set(WORD.findall(address))
    return found


@pytest.mark.parametrize("person", HUNTERS)
def test_nobody_finds_what_they_may_not_read(hidden: Hidden, person: str) -> None:
    found = hunt(person, addresses())
    assert {where: words - hidden.public for where, words in found.items() if words - hidden.public} == {}
    assert set().union(*found.values()) == hidden.public


@pytest.mark.parametrize("person", ["performance", "auditor"])
def test_authors_and_auditors_find_drafts_and_exempt_papers(hidden: Hidden, person: str) -> None:
    found = set().union(*hunt(person, addresses()).values())
    assert found >= {
        "canarypart_detail",
        "canaryquestion",
        "canarydrafttitle",
        "canarydraft_detail",
        "canarylater",
    }
    assert found >= hidden.public


def test_a_member_whose_seat_brings_them_finds_the_exempt_papers_and_no_draft(hidden: Hidden) -> None:
    found = set().union(*hunt("entitled", addresses()).values())
    assert found & hidden.draft == set()
    # What the check found, and why it may stand, is the clerk's; the front sheet prints the rest.
    assert hidden.exempt - found == {"canaryreason"}


def test_the_clerk_finds_every_word(hidden: Hidden) -> None:
    found = set().union(*hunt("clerk", addresses()).values())
    assert hidden.exempt | hidden.draft | hidden.public == found


def test_what_was_frozen_of_part_i_holds_no_exempt_word(hidden: Hidden) -> None:
    """The bytes themselves, whoever may ask for them, and the records that pages and the API read."""
    for pack in Pack.objects.filter(meeting__committee__slug="scrutiny"):
        for file in pack.files.filter(part=1):
            said = bytes(file.content).lower()
            assert [word for word in hidden.exempt if word.encode() in said] == [], file.name
        said = str(list(pack.records.values_list("data", flat=True))).lower()
        assert [word for word in hidden.exempt if word in said] == []
    assert (
        "canarypart_detail" in Pack.objects.order_by("pk").filter(meeting__committee__slug="scrutiny")[0].data
    )
