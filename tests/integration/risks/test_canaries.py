"""Made-up words in everything that a register keeps to itself, hunted on every address, in every file and every mail.

Whoever may not see a thing finds its word nowhere: not in a list, a count's tooltip, a history, a link or a file's own
parts. The same hunt finds every word for those who may see it, so that what finds nothing has looked.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator

import pytest
from django.core import mail
from django.core.management import call_command
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import resolve, reverse
from pypdf import PdfReader

from committee.actions import links
from committee.exports import FORMATS
from council.authorization import Role
from council.models import Directorate, Service, User
from council.periods import Quarter
from kpis.models import Indicator
from risks.actions import entries, movements, reviews
from risks.actions.movements import Decision
from risks.models import Place, Register
from tests.meta.permissions import DOORS, SEE_DASHBOARDS, STAFF
from tests.risk_factories import (
    DECISION,
    make_assessment,
    make_entry,
    make_person,
    make_register,
    open_next,
    open_quarter,
    risk_lead,
)

pytestmark = pytest.mark.django_db

OURS = (
    "growth-environment-transport"  # the directorate of the officer, the approver and the narrowed risk lead
)
THEIRS = "adult-services-public-health"
KPI = "defects-4h-emergency"  # what the entries link to; its page, its service's and its directorate's tell of them
HIGHWAYS_STAFF = ("officer", "approver", "narrow")
EVERYBODY = ("member", *HIGHWAYS_STAFF)  # but whoever is not signed in
HUNTERS = (*EVERYBODY, "signed-out")
#: The entries that a word is hidden in, by register.
ENTRIES = {
    "corporate": ("corp1", "corp2", "corp3", "corp77", "corpe", "lx1"),
    "theirs": ("dx1", "ex1", "lx1"),
    "of-highways": ("hx1",),
}
SLOW = {"pdf", "docx"}  # formats that take long to write
#: Pages outside the registers that tell of them.
OTHER_PAGES = ("home", "overview", "services", "service", "directorate", "kpi-detail", "kpi-list")

Secrets = dict[str, tuple[str, ...]]


class Hidden:
    """What was hidden so far: each word, and who may find it beside the staff of the whole council."""

    def __init__(self) -> None:
        self.words: Secrets = {}

    def word(self, name: str, *shown_to: str) -> str:
        word = f"Canary{name}"
        self.words[word] = shown_to
        return word

    def text(self, name: str, *shown_to: str) -> list[dict[str, object]]:
        """The word as an outline."""
        items = [{"text": self.word(name, *shown_to), "sub_items": []}]
        return [{"heading": "", "sub_heading": "", "owner": "", "items": items}]

    def reviewer(self, name: str) -> User:
        """Somebody whose name is a word; without a role, so that no form offers the name among others."""
        return User.objects.create_user(name.lower(), name=self.word(name))


@pytest.fixture
def secrets(db) -> Secrets:
    """Three risk quarters of registers with words in them: two are closed, the third is being reviewed."""
    hidden = Hidden()
    make_person("narrow", Role.RISK, directorate=OURS)
    theirs = make_register("theirs", directorate=THEIRS)
    corporate = Register.objects.get(slug="corporate")
    hide_in_a_directorate(hidden, theirs)
    hide_in_a_service(hidden, make_register("of-highways", service="highways"))
    escalated = hide_below_what_is_escalated(hidden, theirs)
    left = make_entry(corporate, "LX1", title="Leaves the corporate register")
    make_assessment(left, "3x3")
    second = open_next()
    escalate(hidden, escalated, corporate, second)
    hide_in_what_left(hidden, left, theirs, second)
    hide_in_drafts(hidden, corporate, open_next())
    return hidden.words


def hide_in_a_directorate(hidden: Hidden, register: Register) -> None:
    """Another directorate's register: for nobody else, though the entry names a service and an indicator of ours."""
    place = make_entry(
        register,
        "DX1",
        title=hidden.word("Title"),
        owner=hidden.word("Owner"),
        category=hidden.word("Category"),
        description=hidden.text("Description"),
        reviewer=hidden.reviewer("Reviewer"),
        reason=hidden.word("Reason"),
        services=[Service.objects.get(slug="highways")],
    )
    make_assessment(place, "5x5", "4x4", reason=hidden.word("Score"), progress=hidden.text("Progress"))
    hide_in_measures(hidden, place, "Theirs")
    movements.keep(
        place,
        quarter=open_quarter(),
        decision=Decision(hidden.word("Kept"), hidden.word("KeptBy")),
        by=risk_lead(),
    )


def hide_in_a_service(hidden: Hidden, register: Register) -> None:
    """Our service's register: for its staff, its directorate's and the risk lead of that directorate; not for members."""
    place = make_entry(register, "HX1", title=hidden.word("HighwaysTitle", *HIGHWAYS_STAFF))
    make_assessment(place, "5x5", "4x4", reason=hidden.word("HighwaysScore", *HIGHWAYS_STAFF))
    link(place, hidden.word("HighwaysLink", *HIGHWAYS_STAFF))


def hide_below_what_is_escalated(hidden: Hidden, register: Register) -> Place:
    """What an entry's own register said of it before it came on the corporate one."""
    place = make_entry(register, "EX1", title=hidden.word("BelowTitle"))
    make_assessment(place, "5x5", "4x4", reason=hidden.word("BelowScore"))
    return place


def escalate(hidden: Hidden, place: Place, corporate: Register, quarter: Quarter) -> None:
    """On the corporate register it has a title for everybody: the hunt has to find this one in every kind of file."""
    movements.escalate(place, to=corporate, ref="CorpE", quarter=quarter, decision=DECISION, by=risk_lead())
    change(place, title=hidden.word("Public", *EVERYBODY), reason="Written anew")
    make_assessment(place, "4x4", "3x3")


def hide_in_what_left(hidden: Hidden, place: Place, below: Register, quarter: Quarter) -> None:
    """What is said of an entry after it left the corporate register for another one."""
    movements.de_escalate(place, keep_on=below, ref="LX1", quarter=quarter, decision=DECISION, by=risk_lead())
    change(place, title=hidden.word("LaterTitle"), reason=hidden.word("LaterReason"))
    make_assessment(place, "5x5", reason=hidden.word("LaterScore"))
    hide_in_measures(hidden, place, "Later")


def hide_in_drafts(hidden: Hidden, corporate: Register, quarter: Quarter) -> None:
    """What is being written of the corporate register: for nobody but staff of the whole council until it is closed."""
    first, second, third = (Place.objects.get(register=corporate, key=f"corp{n}") for n in (1, 2, 3))
    change(
        first,
        title=hidden.word("DraftTitle"),
        reviewer=hidden.reviewer("DraftReviewer"),
        reason=hidden.word("DraftReason"),
    )
    make_assessment(
        first,
        "5x5",
        "1x1",
        reason=hidden.word("DraftScore"),
        progress=hidden.text("DraftProgress"),
        confidence="red",
    )
    hide_in_measures(hidden, first, "Draft")
    lead = risk_lead()
    reviews.submit(first.entry, quarter=quarter, by=lead)
    reviews.send_back(first.entry, quarter=quarter, by=lead, comment=hidden.word("DraftComment"))
    make_entry(corporate, "Corp77", title=hidden.word("DraftNew"))
    decision = Decision(hidden.word("DraftClosed"), hidden.word("DraftClosedBy"))
    movements.close(second, quarter=quarter, decision=decision, by=lead)
    movements.note(third, quarter=quarter, decision=Decision(hidden.word("DraftNote")), by=lead)


def hide_in_measures(hidden: Hidden, place: Place, where: str) -> None:
    """In a control, an action and the link to an indicator."""
    lead = risk_lead()
    entries.write_control(place.entry, by=lead, text=hidden.word(f"{where}Control"))
    entries.write_action(place.entry, by=lead, text=hidden.word(f"{where}Action"), kind="mitigating")
    link(place, hidden.word(f"{where}Link"))


def change(place: Place, **fields: object) -> None:
    version = place.entry.details.current().get().version
    entries.change(place.entry, by=risk_lead(), based_on=version, **fields)


def link(place: Place, note: str) -> None:
    links.link(place.entry, [Indicator.objects.get(slug=KPI)], by=risk_lead(), note=note)


def addresses(name: str) -> Iterator[str]:
    """A door's address for every register and entry in which something is hidden, and for every directorate."""
    match = resolve(DOORS[name].address.partition("?")[0])
    for register, refs in ENTRIES.items():
        for ref in refs:
            given = {"register": register, "ref": ref, "quarter": str(open_quarter())}
            yield reverse(
                match.view_name,
                kwargs=match.kwargs | {key: given[key] for key in given if key in match.kwargs},
            )
    if name.startswith("directorate"):
        yield from (reverse(name, args=[each.slug]) for each in Directorate.objects.all())


def pages() -> list[str]:
    """Every page of the registers or about them; what many may read in the quarter before, after, and under review."""
    found = set()
    for name, door in DOORS.items():
        is_of_risks = "risk" in name
        if door.get.status == 405 or not (is_of_risks or name in OTHER_PAGES):
            continue
        for address in addresses(name):
            found.add(address)
            if is_of_risks and door.get.roles in (SEE_DASHBOARDS, STAFF):
                found |= {f"{address}?quarter={quarter}" for quarter in ("2021-22-Q4", "2022-23-Q2")}
    for register in ENTRIES:
        found.add(f"/risks/{register}/?search=canary")
        found.add(f"/risks/{register}/heat-map/?show=target")
        found.add(f"/risks/{register}/movements/?since=2021-22-Q4&quarter=2022-23-Q2")
    return sorted(found)


def files() -> list[str]:
    """The registers as files, of the closed quarter and the one under review; the slow kinds once."""
    found = [f"/download/risk-register.{kind}?quarter=2022-23-Q1" for kind in sorted(SLOW)]
    for table in ("risk-register", "risk-profile"):
        for kind in sorted(FORMATS.keys() - SLOW):
            for register in ("", "theirs", "of-highways"):
                found += [
                    f"/download/{table}.{kind}?register={register}&quarter={quarter}"
                    for quarter in ("2022-23-Q1", "2022-23-Q2")
                ]
    return found


def words_of(response: HttpResponseBase) -> set[str]:
    """The hidden words in an answer: in its text and its headers, in every part of a package, and in a PDF's text."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    said = str(response.headers)
    if body.startswith(b"%PDF"):
        pdf = PdfReader(io.BytesIO(body))
        said += " ".join(page.extract_text() for page in pdf.pages) + str(pdf.metadata)
    elif body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            said += " ".join(package.read(part).decode(errors="replace") for part in package.namelist())
    else:
        said += body.decode()
    return set(re.findall(r"Canary[A-Za-z]+", said))


def browser(person: str) -> Client:
    client = Client()
    if person != "signed-out":
        client.force_login(User.objects.get(username=person))
    return client


def hunt(person: str, where: Iterable[str]) -> dict[str, set[str]]:
    """By address, the words that somebody finds; nothing may break."""
    client, found = browser(person), {}
    for address in where:
        response = client.get(address)
        assert response.status_code < 500, address
        found[address] = words_of(response)
    return found


@pytest.mark.parametrize("person", HUNTERS)
def test_nobody_finds_what_they_may_not_see_and_everybody_what_they_may(secrets, person) -> None:
    found = hunt(person, pages() + files())
    theirs = {word for word, shown_to in secrets.items() if person in shown_to}
    assert {address: words - theirs for address, words in found.items() if words - theirs} == {}
    assert set().union(*found.values()) == theirs


def test_staff_of_the_whole_council_find_every_word(secrets) -> None:
    assert set().union(*hunt("risk", pages()).values()) == set(secrets)


@pytest.mark.parametrize("kind", FORMATS)
def test_the_hunt_can_read_every_kind_of_file(secrets, kind) -> None:
    address = f"/download/risk-register.{kind}?quarter=2022-23-Q1"
    assert hunt("member", [address]) == {address: {"CanaryPublic"}}


def test_no_mail_says_any_of_the_words(secrets) -> None:
    mail.outbox.clear()
    call_command("send_reminders", verbosity=0)
    assert [each for each in mail.outbox if "Canary" in each.subject + each.body] == []
    # The risk lead, who answers for entries whose reviewer has no role, is told of them by their references alone.
    (told,) = (each.body for each in mail.outbox if each.to == ["risk@example.org"])
    assert "Returned to you with a comment\n\n- Corp 1, Corporate Risk" in told
