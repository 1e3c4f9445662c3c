"""Cases with a made-up word in everything that somebody can write about them, entered as complaints managers do it."""

from __future__ import annotations

import csv
import datetime
import io
from decimal import Decimal

from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.response import HttpResponseBase
from django.test import Client

from complaints.actions import (
    case_pauses,
    elements,
    feedback,
    learning,
    ombudsman,
    pauses,
    privacy,
    remedies,
    steps,
)
from complaints.actions import reports as report_actions
from complaints.models import Decision, Feedback, Outcome, Procedure
from council.models import User
from tests.complaint_factories import (
    complaints_manager,
    decided_enquiry,
    learning_point,
    log_complaint,
    service_type,
    stage_of,
    subject,
)
from tests.unit.complaints.work_pages import address, form_of

#: The closed report that the cases belong to, and a day of its year.
YEAR, RECEIVED = 2020, datetime.date(2021, 2, 1)
#: The reference of the log that was taken over.
LEGACY = "CANARYLEGACY-7"


class Hidden:
    """Every word that was hidden.

    `personal` ones go with the words of a case, `kept` ones stay with what was decided, `gone` ones were refused, written
    over or taken away, so that nobody finds them at all. `learnt` are those of `kept` that speak of learning.
    """

    def __init__(self) -> None:
        self.personal: set[str] = set()
        self.gone: set[str] = set()
        self.learnt: set[str] = set()
        self.kept: set[str] = set()
        self.cases: list[Feedback] = []

    def word(self, name: str) -> str:
        """A word about a person."""
        self.personal.add(f"canary{name}".lower())
        return f"Canary{name}"

    def lost(self, name: str) -> str:
        """A word that is not kept."""
        self.gone.add(f"canary{name}".lower())
        return f"Canary{name}"

    def lesson(self, name: str) -> str:
        """A word about what was learnt, which the report does not say."""
        self.learnt.add(f"canary{name}".lower())
        return self.note(name)

    def note(self, name: str) -> str:
        """A word of the council's own about what it decided, learnt or agreed."""
        self.kept.add(f"canary{name}".lower())
        return f"Canary{name}"


def hide(manager: Client) -> Hidden:
    """Cases of the closed report's year and of the open one, with words in every field, by pages and by actions."""
    hidden, by = Hidden(), complaints_manager()
    report_actions.reopen_report(year=YEAR, by=by, reason=hidden.note("Reopening"))
    adults = hide_in_an_adults_case(hidden, by)
    child = hide_in_a_childs_case(hidden, by)
    feedback.link(adults, child.reference, by=by)
    hide_in_decisions(hidden, adults, by)
    hide_in_learning(hidden, adults, by)
    report_actions.close_report(year=YEAR, by=by, reason=hidden.note("Closing"))
    pauses.add(procedure="corporate", first=RECEIVED, last=RECEIVED, reason=hidden.note("Pause"), by=by)
    privacy.set_retention(procedure="corporate", years=7, reason=hidden.note("Retention"), by=by, based_on=0)
    report_actions.write_text(year=2021, section="1.1", text=hidden.note("DraftReport"), by=by, based_on=0)
    learning_point(hidden.lesson("DraftLearning"))
    hide_by_the_form(hidden, manager)
    hide_in_a_log(hidden, manager)
    return hidden


def hide_in_an_adults_case(hidden: Hidden, by: User) -> Feedback:
    """A joint complaint with everything that a case can have."""
    parts = ("name", "contact", "words", "person")
    case = log_complaint(
        received_on=RECEIVED,
        texts={part: hidden.word(part.capitalize()) for part in parts},
        lead_body="council",
        partners=hidden.note("Partner"),
        stage="respond",
    )
    hidden.cases.append(case)
    feedback.add_note(case, hidden.word("Note"), by=by)
    elements.add(case, subject=subject(), words=hidden.word("Element"), by=by)
    remedies.add(
        case, by=by, words=hidden.word("Remedy"), what="money", amount=Decimal("7531.97"), agreed_on=RECEIVED
    )
    case_pauses.pause(case, first=RECEIVED, last=RECEIVED, ground="court", by=by)
    agreed = datetime.date(2021, 9, 30)
    steps.agree_date(case, 1, agreed_to=agreed, words=hidden.word("Agreement"), by=by, based_on=version(case))
    answer(case, 1, hidden.word("Answer"), hidden.note("Post"), by)
    words = hidden.word("Correction")
    steps.correct(case, 1, words=words, by=by, based_on=version(case), cost=Decimal("8642.13"))
    return case


def hide_in_a_childs_case(hidden: Hidden, by: User) -> Feedback:
    """A complaint that went through three stages: one of few, so that its counts are kept back."""
    case = log_complaint(
        Procedure.CHILDREN, received_on=RECEIVED, stage="1", texts={"name": hidden.word("Child")}, ref=LEGACY
    )
    hidden.cases.append(case)
    letter = datetime.date(2021, 2, 5)
    steps.extend(case, 1, letter_on=letter, words=hidden.word("Extension"), by=by, based_on=version(case))
    withdrawn = datetime.date(2021, 2, 10)
    words = hidden.word("End")
    steps.end(case, 1, on=withdrawn, outcome="withdrawn", words=words, by=by, based_on=version(case))
    steps.reopen(case, 1, words=hidden.word("Reopened"), by=by, based_on=version(case))
    answer(case, 1, hidden.word("Again"), "", by)
    steps.move_on(case, "2", on=datetime.date(2021, 2, 26), words=hidden.word("Request"), by=by)
    steps.remove(case, 2, words=hidden.word("Removal"), by=by, based_on=version(case, 2))
    steps.put_back(case, 2, by=by, based_on=version(case, 2))
    answer(case, 2, hidden.word("Second"), "", by)
    steps.refuse(case, 2, words=hidden.word("Refusal"), by=by)
    return case


def answer(case: Feedback, number: int, words: str, post: str, by: User) -> None:
    on = RECEIVED + datetime.timedelta(days=20 + 5 * number)
    steps.answer(
        case, number, on=on, outcome=Outcome.UPHELD, words=words, by=by, based_on=version(case, number),
        decided_by=post,
    )  # fmt: skip


def version(case: Feedback, number: int = 1) -> int:
    return stage_of(case, number).version


def hide_in_decisions(hidden: Hidden, case: Feedback, by: User) -> None:
    """An enquiry of the Ombudsman about the case, and what was recommended."""
    enquiry = decided_enquiry(
        hidden.note("Ombudsman"),
        feedback=case,
        decision=Decision.UPHELD,
        decided_on=datetime.date(2021, 9, 1),
    )
    due = datetime.date(2021, 10, 1)
    made = ombudsman.recommend(enquiry.key, by=by, text=hidden.note("Recommendation"), due_on=due)
    ombudsman.recommendation_done(
        enquiry.key, made.number, by=by, based_on=made.version, done_on=due, proof=hidden.note("Proof")
    )


def hide_in_learning(hidden: Hidden, case: Feedback, by: User) -> None:
    """What was learnt from it: one point that the report says, with all that it does not say, and one that was removed."""
    names = {
        "root_cause": "RootCause", "action": "Action", "owner": "Owner", "evidence": "Evidence",
        "panel_note": "Panel",
    }  # fmt: skip
    learning_point(
        "Published: CanaryPublic",
        heading="CanaryPublic",
        points=["CanaryPublic"],
        by=by,
        year=YEAR,
        cases=[case],
        panel_on=RECEIVED,
        **{field: hidden.lesson(name) for field, name in names.items()},
    )
    removed = learning_point(hidden.lost("RemovedLearning"), by=by, year=YEAR)
    learning.remove(removed.key, by=by, based_on=removed.version)


def hide_by_the_form(hidden: Hidden, manager: Client) -> None:
    """A comment that the form was filled in with, once wrongly; equality monitoring; a note; a text that conflicts."""
    service_type()
    data = {
        "kind": "comment", "received_on_day": "8", "received_on_month": "6", "received_on_year": "2021",
        "channel": "telephone", "complainant": "relative", "service_type": "support-planning",
    }  # fmt: skip
    texts = {each: hidden.word(f"Form{each}") for each in ("name", "contact", "person")}
    texts["words"] = hidden.lost("Formwords")
    assert manager.post("/complaints/cases/add/", data | texts | {"channel": ""}).status_code == 200
    added = manager.post("/complaints/cases/add/", data | texts)
    case = Feedback.objects.get(reference=added.headers["Location"].split("/")[3])
    hidden.cases.append(case)
    assert manager.post("/complaints/equality/2021/adults/", {"age": "45 to 64"}).status_code == 302
    assert manager.post(address(case, "notes/add/"), {"text": hidden.word("FormNote")}).status_code == 302
    where = address(case, "words/words/")
    seen = form_of(manager.get(where))
    assert manager.post(where, seen | {"text": hidden.word("Rewritten")}).status_code == 302
    assert manager.post(where, seen | {"text": hidden.lost("Conflict")}).status_code == 409
    assert "CanaryRewritten" in manager.post(address(case, "words/")).content.decode()


def hide_in_a_log(hidden: Hidden, manager: Client) -> None:
    """A log that is uploaded: refused for a bad row, then mended, looked at and saved."""
    row = {
        "received": "9 June 2021", "kind": "Compliment", "complainant": "Relative or carer",
        "area": "Adult social care", "reference": "CANARYLEGACY-8",
        **{each: hidden.word(f"Log{each}") for each in ("name", "contact", "person", "words")},
    }  # fmt: skip
    bad = row | {each: hidden.lost(f"Bad{each}") for each in ("received", "kind", "complainant", "area")}
    refused = choose(manager, row, bad)
    assert not held(refused)
    shown = choose(manager, row)
    assert manager.post("/complaints/cases/upload/", {"held": held(shown)}).status_code == 302
    hidden.cases.append(Feedback.objects.get(reference="CANARYLEGACY-8"))


def choose(manager: Client, *rows: dict[str, str]) -> HttpResponseBase:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    file = SimpleUploadedFile("CanaryFile.csv", text.getvalue().encode())
    return manager.post("/complaints/cases/upload/", {"file": file})


def held(answer: HttpResponseBase) -> str:
    """The file that the page keeps until it is saved; "" where it keeps none."""
    box = BeautifulSoup(answer.content, "html.parser").select_one(".app-preview [name=held]")
    return box["value"] if box else ""
