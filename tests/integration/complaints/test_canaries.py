"""Made-up words in everything that is written about a case, hunted everywhere as everybody who handles no such case.

On every page of the product, in every file and its properties, in errors, mails, calendars, the queue, the log of the
server, what browsers keep, and what the audit trail keeps: no word, no name, no case's reference. The same hunt as a
complaints manager finds the words, so that what finds nothing has looked.
"""

from __future__ import annotations

import io
import json
import logging
import re
import zipfile
from collections.abc import Iterable
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import call_command
from django.db import connection, models
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import resolve, reverse
from pypdf import PdfReader

from committee.exports import FORMATS
from complaints import text_parts
from complaints.actions import feedback, privacy
from complaints.models import CaseText, Feedback, Learning, OmbudsmanCase, Pause, PublishedStatistic
from council.actions import calendars
from council.authorization import Role
from council.models import AuditEntry, Job, OutboxMessage, User
from tests.complaint_factories import complaints_manager
from tests.integration.complaints.hidden import Hidden, hide
from tests.meta.permissions import DOORS
from tests.risk_factories import make_person
from tests.unit.complaints.work_pages import address, send

pytestmark = pytest.mark.django_db

#: Everybody who handles no case of social care; "narrow" handles those of another service.
HUNTERS = (
    "signed-out", "member", "auditor", "officer", "approver", "performance", "risk", "clerk", "admin", "narrow",
)  # fmt: skip
#: Those of them who also search, take files away and send forms; every other role is refused alike (tests/meta).
SENDERS = ("signed-out", "member", "auditor", "officer", "narrow")
SECRET = re.compile(r"canary[a-z]*|cf-\d{4}-\d{4,}", re.IGNORECASE)
#: The reference that forms give as an example.
EXAMPLE = "cf-2020-0001"
#: What the closed report says of a learning point, to everybody who sees it.
PUBLIC = "canarypublic"
#: Where somebody can search for a word, or ask for what they may not see.
SEARCHES = (
    "/complaints/cases/?search=CANARYLEGACY-7", "/complaints/learning/?search=canary", "/kpis/?search=canary",
    "/risks/corporate/?search=canary", "/complaints/?year=2021-22", "/complaints/years/?year=2021-22",
)  # fmt: skip
CLOSED_PAGES = ("/complaints/", "/complaints/report/2020-21/", "/complaints/years/")
LIGHT_FILES = (
    "/download/complaint-cases.csv", "/download/complaint-cases.xlsx",
    "/download/complaints/2021-22.csv",
)  # fmt: skip
OTHER_FILES = (
    "/download/complaints/2019-20.csv", "/download/kpis.html", "/download/changes.html",
    "/download/risk-register.html",
)  # fmt: skip
#: Columns for words that nobody types about a case: made by us, printed by a report, or not of cases at all.
NOT_TYPED = {
    "Feedback.reference", "ServiceType.name", "Subject.name", "ClosureDay.name", "EqualityAnswer.answer",
    "Standing.stages", "ReportText.section",
    *(f"PublishedStatistic.{field.name}" for field in PublishedStatistic._meta.get_fields()),
}  # fmt: skip


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """The log of everything, from before the first word is written."""
    caplog.set_level(logging.DEBUG)
    return caplog


@pytest.fixture
def hidden(db, client_of) -> Hidden:
    """Cases with words in everything; and somebody who handles the complaints of another service."""
    make_person("narrow", Role.COMPLAINTS, service="highways")
    return hide(client_of("complaints"))


def door(name: str, hidden: Hidden) -> str:
    """A door's address for a case, an enquiry, a learning point or a pause with words in it, else as its table has it."""
    example = DOORS[name].address.format(job=999999999)
    kwargs = resolve(example.partition("?")[0]).kwargs
    other: dict[str, object] = {}
    if "ref" in kwargs and name.startswith("complaint-"):
        other = {"ref": hidden.cases[0].reference}
    elif "key" in kwargs and name.startswith("complaint-ombudsman"):
        other = {"key": OmbudsmanCase.objects.latest("pk").key}
    elif "key" in kwargs and name.startswith("complaint-learning"):
        other = {"key": Learning.objects.get(panel_note="CanaryPanel").key}
    elif "key" in kwargs and name.startswith("complaint-procedure-pause"):
        other = {"key": Pause.objects.latest("pk").key}
    return reverse(name, kwargs=kwargs | other) if other else example


def words_of(response: HttpResponseBase) -> set[str]:
    """The secrets in an answer: in its text, its headers, every part of a package, and a PDF's text and properties."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    said = str(response.headers) + str(response.cookies)
    if body.startswith(b"%PDF"):
        pdf = PdfReader(io.BytesIO(body))
        said += (
            " ".join(page.extract_text() for page in pdf.pages) + str(pdf.metadata) + str(pdf.xmp_metadata)
        )
        said += " ".join(map(str, pdf.outline))
    elif body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            said += " ".join(
                part + package.read(part).decode(errors="replace") for part in package.namelist()
            )
    else:
        said += body.decode()
    return secrets_in(said)


def secrets_in(text: str) -> set[str]:
    return {word.lower() for word in SECRET.findall(text)}


def browser(person: str) -> Client:
    client = Client(raise_request_exception=False)
    if person != "signed-out":
        client.force_login(User.objects.get(username=person))
    return client


def hunt(client: Client, where: Iterable[str], method: str = "get") -> dict[str, set[str]]:
    """By address, the secrets that somebody finds there and did not write into the address; nothing may break."""
    found = {}
    for each in where:
        response = getattr(client, method)(each)
        assert response.status_code != 500, each
        found[each] = words_of(response) - secrets_in(each)
    return found


def links_of(client: Client, where: Iterable[str]) -> set[str]:
    """The addresses that pages link to, or whose forms they send somewhere."""
    found = set()
    for each in where:
        page = BeautifulSoup(client.get(each).content, "html.parser")
        for tag in page.select("a[href], form[action], link[href], script[src], img[src]"):
            to = urljoin(each, tag.get("href") or tag.get("action") or tag.get("src")).partition("#")[0]
            if to.startswith("/") and not to.startswith(settings.STATIC_URL):
                found.add(to)
    return found


def test_nobody_else_finds_a_word_or_a_case(hidden: Hidden) -> None:
    of_complaints = [door(name, hidden) for name in DOORS if "complaint" in name]
    leaks = {}
    for hunter in HUNTERS:
        client = browser(hunter)
        found = hunt(client, of_complaints)
        if hunter in SENDERS:
            found |= hunt(client, [*SEARCHES, *LIGHT_FILES])
            sent = hunt(client, of_complaints, "post")
            found |= {f"POST {each}": words for each, words in sent.items()}
        # Learning is shared among those who handle complaints, whatever services they handle.
        allowed = {PUBLIC, EXAMPLE} | (hidden.learnt if hunter == "narrow" else set())
        leaks |= {(hunter, each): words - allowed for each, words in found.items() if words - allowed}
    assert leaks == {}


@pytest.mark.parametrize("hunter", ["member", "performance"])
def test_nothing_is_told_elsewhere(hidden: Hidden, hunter: str) -> None:
    """Everything that is not of complaints, for members and for the staff with the most pages of their own."""
    client = browser(hunter)
    others = [door(name, hidden) for name in DOORS if "complaint" not in name]
    assert not set().union(*hunt(client, others).values())


def test_nothing_is_told_by_what_the_closed_report_links_to_or_by_any_file(hidden: Hidden) -> None:
    client = browser("auditor")
    found = hunt(client, [*links_of(client, CLOSED_PAGES), *OTHER_FILES])
    assert set().union(*found.values()) == {PUBLIC}
    for kind in FORMATS:
        where = f"/download/complaints/2020-21.{kind}"
        assert hunt(client, [where]) == {where: {PUBLIC}}, "the hunt reads every kind of file"


def test_who_handles_complaints_finds_every_word(hidden: Hidden, client_of) -> None:
    """What the hunt is to find is there: the words of cases where they are asked for, all others on pages."""
    manager = client_of("complaints")
    pages = [door(name, hidden) for name in DOORS if "complaint" in name]
    found = set().union(
        *hunt(manager, [*pages, "/complaints/learning/", "/complaints/report/2021-22/"]).values()
    )
    for case in hidden.cases:
        found |= words_of(manager.post(address(case, "words/"))) | words_of(
            manager.post(address(case, "everything/"))
        )
    assert (hidden.personal | hidden.kept) - found == set()
    assert hidden.gone.isdisjoint(found)


def test_words_are_hidden_in_every_column_and_part(hidden: Hidden) -> None:
    """A field or a part of a case's words that is added later has to be hidden in, too."""
    empty = []
    for model in apps.get_app_config("complaints").get_models():
        for field in model._meta.get_fields():
            name = f"{model.__name__}.{field.name}"
            typed = isinstance(field, models.CharField | models.TextField | models.JSONField)
            if not typed or isinstance(field, models.SlugField) or field.choices or name in NOT_TYPED:
                continue
            if not model.objects.filter(**{f"{field.name}__icontains": "canary"}).exists():
                empty.append(name)
    assert empty == []
    written = set(CaseText.objects.filter(text__contains="Canary").values_list("part", flat=True))
    missing = {
        what for what in text_parts._OF_A_STAGE if not any(part.endswith(f"-{what}") for part in written)
    }
    assert missing == set()
    assert written >= {*text_parts.EDITABLE, "note-1", "element-1", "remedy-1"}


def test_the_server_keeps_no_word_but_with_the_case(logged, hidden: Hidden) -> None:
    """In the log of all that was done, in browsers' sessions, the queue, jobs, mails and calendars."""
    calendars.renew(user=User.objects.get(username="officer"))
    key = User.objects.get(username="officer").calendar_key
    feed = words_of(Client().get(reverse("calendar-feed", args=[key])))
    mail.outbox.clear()
    call_command("send_reminders", verbosity=0)
    mails = {(to, word) for each in mail.outbox for to in each.to for word in secrets_in(str(each.message()))}
    assert {word for _, word in mails} & (hidden.personal | hidden.kept | hidden.gone) <= {"canaryombudsman"}
    assert {to for to, _ in mails} <= {"complaints@example.org"}
    sessions = " ".join(json.dumps(each.get_decoded()) for each in Session.objects.all())
    queue = " ".join(str(list(model.objects.values())) for model in (OutboxMessage, Job))
    assert (feed, secrets_in(sessions), secrets_in(queue)) == (set(), set(), set())
    words = hidden.personal | hidden.kept | hidden.gone
    assert secrets_in(logged.text) & words == set()


def test_the_audit_trail_keeps_no_word_about_a_person(hidden: Hidden) -> None:
    assert audit_words() & (hidden.personal | hidden.gone) == {"canaryremovedlearning"}


def audit_words() -> set[str]:
    """The secrets that the audit trail keeps of these cases."""
    rows = AuditEntry.objects.filter(table__startswith="complaints_")
    return secrets_in(" ".join(f"{row.before} {row.after} {row.request}" for row in rows.iterator()))


def test_a_failure_tells_nobody_what_was_typed(
    logged, hidden: Hidden, client_of, monkeypatch, settings
) -> None:
    """Not in the page, not in the log, and not in the mail that a council may have its administrators sent."""
    settings.ADMINS = [("Administrator", "admin@example.org")]

    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("Broken")

    for name in ("log", "write_text", "add_note"):
        monkeypatch.setattr(feedback, name, fail)
    client = client_of("complaints")
    client.raise_request_exception = False
    case = hidden.cases[0]
    logged.clear()
    mail.outbox.clear()
    failed = [
        send(client, address(case, "notes/add/"), text="CanaryFails"),
        send(client, address(case, "words/words/"), text="CanaryFails"),
        send(client, address(case, "elements/1/"), words="CanaryFails"),
        send(client, address(case, "remedies/1/"), words="CanaryFails"),
    ]
    assert [each.status_code for each in failed] == [500] * len(failed)
    assert [words_of(each) for each in failed] == [set()] * len(failed)
    assert len(mail.outbox) == len(failed)
    assert "canaryfails" not in secrets_in(logged.text + "".join(str(each.message()) for each in mail.outbox))


def test_erased_words_are_nowhere_in_the_database(hidden: Hidden) -> None:
    by = complaints_manager()
    before = words_in_database()
    assert hidden.personal <= before
    for case in hidden.cases:
        privacy.erase(case, why=Feedback.ErasedFor.REQUEST, by=by)
    assert words_in_database() & hidden.personal == set()


def words_in_database() -> set[str]:
    """The secrets in every column of every table but files of the demonstration's own."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t WHERE t::text ILIKE '%canary%'")
            found |= secrets_in(cursor.fetchone()[0] or "")
    return found
