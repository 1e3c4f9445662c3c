"""Every promise the database makes about links, meetings, papers, packs and questions, broken on purpose."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.db.models import Model
from django.db.utils import ProgrammingError
from django.utils import timezone

from committee.models import (
    AgendaItem,
    Answer,
    Committee,
    CommitteeMember,
    Erratum,
    FindingAnswer,
    HouseTemplate,
    IndicatorLink,
    Meeting,
    Pack,
    PackFile,
    Paper,
    PaperWords,
    PublishedRecord,
    Question,
    SeenFigures,
)
from council.models import AuditEntry, User
from kpis.models import Indicator
from risks.models import Entry
from tests.constraint_cases import Builder, Cases, assert_refused, constraints, each_of, version_cases

pytestmark = pytest.mark.django_db


def link(**fields: object) -> IndicatorLink:
    """A link that the demonstration has not."""
    given = {
        "entry": Entry.objects.get(places__register__slug="corporate", places__key="corp1"),
        "indicator": Indicator.objects.get(slug="library-visits"),
        "recorded_at": timezone.now(),
    }
    return IndicatorLink(**given | fields)


def committee() -> Committee:
    return Committee.objects.get_or_create(slug="constraints", defaults={"name": "Committee of constraints"})[
        0
    ]


def seat(**fields: object) -> CommitteeMember:
    given = {
        "committee": committee(),
        "user": User.objects.get(username="member"),
        "since": datetime.date(2022, 1, 1),
    }
    return CommitteeMember(**given | fields)


def meeting(slug: str = "constraints-1", **fields: object) -> Meeting:
    starts_at = timezone.make_aware(datetime.datetime(2022, 3, 8, 14))
    return Meeting(**{"committee": committee(), "slug": slug, "starts_at": starts_at} | fields)


def held() -> Meeting:
    """A meeting that is there."""
    known = Meeting.objects.filter(slug="constraints-1").first()
    if known is None:
        known = meeting()
        known.save()
    return known


def item(**fields: object) -> AgendaItem:
    given = {"meeting": held(), "position": 1, "title": "A report", "kind": "report"}
    return AgendaItem(**given | fields)


def on_agenda(**fields: object) -> AgendaItem:
    """An item that is there."""
    row = item(position=None, **fields)
    row.save()
    return row


def two_in_one_place() -> list[AgendaItem]:
    """Positions are compared at the commit; here at once."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS agenda_position_once IMMEDIATE")
    return [item(), item()]


def paper(**fields: object) -> Paper:
    given = {"kind": "performance", "style": "tables", "quarter": "2021-22-Q2"}
    return Paper(**{"item": on_agenda()} | given | fields)


def kept_paper() -> Paper:
    """A paper that is there."""
    known = Paper.objects.filter(item__meeting=held()).first()
    if known is None:
        known = paper()
        known.save()
    return known


def written(**fields: object) -> PaperWords:
    return PaperWords(
        **{"paper": kept_paper(), "section": "detail", "text": "x", "recorded_at": timezone.now()} | fields
    )


def seen(**fields: object) -> SeenFigures:
    return SeenFigures(**{"paper": kept_paper(), "recorded_at": timezone.now()} | fields)


def judged(**fields: object) -> FindingAnswer:
    given = {"meeting": held(), "finding": "0" * 16, "sentence": "x", "recorded_at": timezone.now()}
    return FindingAnswer(**given | fields)


def template(**fields: object) -> HouseTemplate:
    return HouseTemplate(**{"content": b"x", "recorded_at": timezone.now()} | fields)


def answered(**fields: object) -> Answer:
    question, _ = Question.objects.get_or_create(
        ref="C-1",
        defaults={"meeting": held(), "kind": "question", "text": "Why?", "asked_at": timezone.now()},
    )
    return Answer(**{"question": question, "recorded_at": timezone.now()} | fields)


def pack(**fields: object) -> Pack:
    now = timezone.now()
    given = {
        "meeting": held(),
        "edition": 1,
        "as_at": now,
        "frozen_at": now,
        "data": "{}",
        "sha256": "0" * 64,
    }
    return Pack(**given | fields)


def frozen() -> Pack:
    """A pack that is there."""
    known = Pack.objects.filter(meeting=held()).first()
    if known is None:
        known = pack()
        known.save()
    return known


def erratum(**fields: object) -> Erratum:
    now = timezone.now()
    given = {"pack": frozen(), "item": on_agenda(), "number": 1, "as_at": now, "issued_at": now, "data": "{}"}
    return Erratum(**given | fields)


def pack_file(**fields: object) -> PackFile:
    given = {"pack": frozen(), "part": 1, "kind": "agenda", "name": "Agenda.pdf", "content": b"x", "size": 1}
    return PackFile(**given | fields)


def record(**fields: object) -> PublishedRecord:
    given = {"pack": frozen(), "kind": "figure", "key": "x/2021-22-Q2", "place": 0, "data": {}}
    return PublishedRecord(**given | fields)


def versions(name: str, build: Callable[..., Model]) -> Cases:
    return {f"{name}_{case}": builders for case, builders in version_cases(build).items()}


#: Rows that, saved one after another, break exactly the constraint named.
CASES: Cases = {
    "seat_taken_once": [lambda: [seat(), seat()]],
    "seat_left_after_it_was_taken": [lambda: [seat(until=datetime.date(2021, 12, 31))]],
    "meeting_held_once": [lambda: [meeting(), meeting("constraints-2")]],
    "agenda_position_once": [two_in_one_place],
    "open_items_are_not_exempt": [
        lambda: [item(part=1, paragraphs=[3])],
        lambda: [item(part=1, public_interest="Secrecy outweighs disclosure.")],
    ],
    "paragraphs_of_schedule_12a": [
        lambda: [item(part=2, paragraphs=[8])],
        lambda: [item(part=2, paragraphs=[0, 3])],
    ],
    "pack_edition_once": [lambda: [pack(), pack()]],
    "erratum_number_once": [lambda: [erratum(), erratum()]],
    "file_name_once": [lambda: [pack_file(), pack_file()]],
    "record_once": [lambda: [record(), record()]],
    "record_has_a_key": [lambda: [record(key="")]],
    "paper_reports_a_period_of_its_kind": [
        lambda: [paper(quarter="")],
        lambda: [paper(quarter="2021-Q2")],
        lambda: [paper(year=2021)],
        lambda: [paper(kind="risks", style="cards", quarter="")],
        lambda: [paper(kind="complaints", style="", quarter="", year=None)],
        lambda: [paper(kind="complaints", style="", year=2020)],
        lambda: [paper(kind="free", style="")],
        lambda: [paper(kind="free", style="", quarter="", year=2020)],
    ],
    "paper_style_fits_its_kind": [
        lambda: [paper(style="cards")],
        lambda: [paper(style="")],
        lambda: [paper(kind="risks", style="narrative")],
        lambda: [paper(kind="free", quarter="", style="tables")],
    ],
    **versions("paper_words", written),
    **versions("seen_figures", seen),
    **versions("finding_answer", judged),
    **versions("house_template", template),
    **versions("answer", answered),
    "an_end_says_how": [lambda: [answered(state="answered")], lambda: [answered(state="closed")]],
    "indicator_linked_once": [lambda: [link(), link()]],
    "link_removed_after_it_was_made": [
        lambda: [link(removed_at=timezone.now() - datetime.timedelta(days=1))]
    ],
}


def test_every_constraint_has_a_case() -> None:
    assert set(constraints("committee")) == set(CASES)


@pytest.mark.parametrize(("name", "build"), each_of(CASES))
def test_the_database_refuses(name: str, build: Builder) -> None:
    assert_refused(name, build)


def test_one_that_was_taken_away_may_be_made_again() -> None:
    before = IndicatorLink.objects.count()
    link(removed_at=timezone.now() + datetime.timedelta(seconds=1)).save()
    link().save()
    assert IndicatorLink.objects.count() == before + 2


def test_links_are_never_deleted_and_every_change_is_on_record() -> None:
    row = link()
    row.save()
    row.removed_at = timezone.now()
    row.save()
    told = AuditEntry.objects.filter(table="committee_indicatorlink", row=str(row.pk))
    assert [entry.action for entry in told.order_by("id")] == ["insert", "update"]
    with (
        pytest.raises(ProgrammingError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM committee_indicatorlink")


def test_a_link_in_words() -> None:
    assert str(link()).endswith("names library-visits")


#: What was frozen and published, with a column to try.
FROZEN = {
    "committee_pack": "sha256",
    "committee_packfile": "name",
    "committee_publication": "published_at",
    "committee_erratum": "reason",
    "committee_publishedrecord": "key",
}


@pytest.mark.parametrize(("table", "column"), FROZEN.items())
@pytest.mark.parametrize("statement", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"])
def test_what_was_frozen_is_never_changed(table: str, column: str, statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table=table, column=column))
