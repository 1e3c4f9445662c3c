"""What was frozen never changes, whoever asks and however; and it can be made again from the rows of its moment."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.test import Client
from django.utils import timezone

from committee.actions import papers
from committee.actions.errata import issue_erratum
from committee.actions.packs import reproduce
from committee.actions.refusals import CommitteeRefused
from committee.models import Erratum, Meeting, Pack, PackFile, Paper, Publication, PublishedRecord
from committee.selectors.packs import changed_document, changed_since
from complaints.actions import reports as complaint_reports
from kpis.actions import ratings
from kpis.selectors.inputs import EVERYTHING
from tests.committee_corrections import (
    CORRECTIONS,
    RISKS_OF,
    answer_otherwise,
    correct_figure,
    correct_risk,
)
from tests.committee_factories import clerk
from tests.complaint_factories import complaints_manager
from tests.integration.committee.conftest import FULL
from tests.meta.doors import ROLES
from tests.meta.permissions import DOORS
from tests.risk_factories import close_quarter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published")]

FROZEN: tuple[type[models.Model], ...] = (Pack, PackFile, Publication, Erratum, PublishedRecord)
#: How raw SQL would change a table; %s is its name.
STATEMENTS = (
    "UPDATE %s SET id = id",
    "DELETE FROM %s",
    "INSERT INTO %s SELECT * FROM %s ON CONFLICT (id) DO UPDATE SET id = excluded.id",
)


def correct_words() -> None:
    paper = Paper.objects.get(item__meeting__slug=FULL, item__position=4)
    now = paper.words.current().get(section="brief_summary")
    papers.write_words(
        paper, {"brief_summary": "Written later."}, by=clerk(), based_on={"brief_summary": now.version}
    )


def correct_risk_and_close() -> None:
    correct_risk()
    close_quarter(RISKS_OF)


def correct_complaints() -> None:
    complaint_reports.reopen_report(year=2020, by=complaints_manager(), reason="A test")
    assert answer_otherwise() > 5
    complaint_reports.close_report(year=2020, by=complaints_manager(), reason="A test")


EVERY_CORRECTION: dict[str, Callable[[], None]] = {
    **CORRECTIONS,
    "words": correct_words,
    "risk": correct_risk_and_close,
    "complaints": correct_complaints,
}


@pytest.fixture
def pack() -> Pack:
    return Pack.objects.get(meeting__slug=FULL)


@pytest.fixture
def erratum(pack: Pack) -> Erratum:
    return correct_in_print(pack)


def correct_in_print(pack: Pack) -> Erratum:
    item = pack.meeting.items.get(position=4)
    return issue_erratum(item, said="88.71%", now_says="11.11%", reason="Mistyped.", by=clerk())


def contents() -> dict[str, list[tuple]]:
    """Every row that was frozen, as the database has it."""
    return {model.__name__: list(model.objects.order_by("pk").values_list()) for model in FROZEN}


def public_pages() -> dict[str, bytes]:
    """What everybody sees of the published meeting: its pages, and the API with the tables."""
    addresses = [
        "/", "/published/", f"/published/{FULL}/", *(f"/published/{FULL}/items/{n}/" for n in (3, 4, 5, 6)),
        f"/api/v1/meetings/{FULL}",
        *(f"/api/v1/{name}?page_size=500" for name in ("figures", "ratings", "risks", "complaints", "indicators")),
        *(f"/api/v1/{name}.csv" for name in ("figures", "ratings", "risks", "complaints", "indicators")),
    ]  # fmt: skip
    client = Client()
    found = {address: client.get(address) for address in addresses}
    assert {response.status_code for response in found.values()} == {200}
    return {address: response.getvalue() for address, response in found.items()}


@pytest.fixture(scope="module")
def as_published(published: None, django_db_blocker) -> dict[str, bytes]:
    """What everybody saw before anything was corrected."""
    with django_db_blocker.unblock():
        return public_pages()


class TestNobodyChangesIt:
    @pytest.mark.parametrize("model", FROZEN)
    def test_no_model_is_saved_updated_or_deleted(self, erratum: Erratum, model: type[models.Model]) -> None:
        row = model.objects.first()
        field = model._meta.concrete_fields[1]
        attempts: tuple[Callable[[], object], ...] = (
            row.save,
            row.delete,
            lambda: model.objects.filter(pk=row.pk).update(**{field.name: getattr(row, field.attname)}),
            lambda: models.QuerySet(model)._raw_delete(connection.alias),
            lambda: model.objects.bulk_update([row], [field.name]),
        )
        before = contents()
        for attempt in attempts:
            with pytest.raises((DatabaseError, models.ProtectedError)), transaction.atomic():
                attempt()
        assert contents() == before

    @pytest.mark.parametrize("statement", STATEMENTS)
    @pytest.mark.parametrize("model", FROZEN)
    def test_no_sql_of_the_applications_database_user_changes_it(
        self, erratum: Erratum, model: type[models.Model], statement: str
    ) -> None:
        before = contents()
        with (
            connection.cursor() as cursor,
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
        ):
            cursor.execute(statement.replace("%s", model._meta.db_table))
        assert contents() == before

    def test_the_applications_database_user_cannot_put_triggers_to_sleep(self, pack: Pack) -> None:
        """Somebody who could, a superuser, would not wake these either: they are always on (see the next test)."""
        with connection.cursor() as cursor:
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                cursor.execute("SET LOCAL session_replication_role = replica")
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                cursor.execute("DELETE FROM committee_pack WHERE id = %s", [pack.pk])
        assert Pack.objects.filter(pk=pack.pk).exists()

    def test_no_table_is_emptied(self) -> None:
        """A test's own database may be emptied; that no other may, the function says that these triggers call."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgrelid::regclass::text, tgtype, tgenabled, prosrc FROM pg_trigger JOIN pg_proc p ON p.oid = tgfoid "
                "WHERE tgname = 'append_only' AND tgrelid::regclass::text = ANY(%s)",
                [[model._meta.db_table for model in FROZEN]],
            )
            found = {
                table: (kind & (8 | 16 | 32), enabled, code)
                for table, kind, enabled, code in cursor.fetchall()
            }
        assert set(found) == {model._meta.db_table for model in FROZEN}
        for kinds, enabled, code in found.values():
            assert (kinds, enabled) == (8 | 16 | 32, "A"), "DELETE, UPDATE and TRUNCATE, always"
            assert "current_database() LIKE 'test" in code

    @pytest.mark.parametrize("role", [*ROLES, "anonymous"])
    def test_no_form_that_any_role_sends_changes_it(self, client_of, erratum: Erratum, role: str) -> None:
        """Every address of the committee and of what is public, with fields that would change something if they could."""
        client = Client() if role == "anonymous" else client_of(role)
        before, statuses = contents(), set()
        fields = {
            "title": "Changed", "text": "Changed", "brief_summary": "Changed", "version": 1, "part": 1, "kind": "free",
            "said": "Changed", "room": "Changed", "sure": "on", "confirm": "on", "reason": "Changed", "edition": 1,
        }  # fmt: skip
        for name in DOORS:
            address = DOORS[name].address
            if not address.startswith(("/committee/", "/published/", "/api/")) or "{" in address:
                continue
            statuses.add(client.post(address, fields).status_code)
        assert contents() == before
        assert max(statuses) < 500

    def test_the_agenda_of_what_is_published_stays(self, pack: Pack) -> None:
        item = pack.meeting.items.get(position=4)
        with pytest.raises(CommitteeRefused, match="published"):
            papers.change_paper(item.paper, by=clerk(), based_on=item.paper.version, quarter="2018-19-Q3")
        assert reproduce(pack) == []


class TestItCanBeMadeAgain:
    @pytest.mark.parametrize("correct", EVERY_CORRECTION.values(), ids=EVERY_CORRECTION)
    def test_after_a_correction_its_hash_is_the_same_and_the_public_sees_the_old(
        self, pack: Pack, as_published: dict[str, bytes], correct: Callable[[], None]
    ) -> None:
        correct()
        ratings.rate(EVERYTHING)
        assert reproduce(pack) == []
        assert public_pages() == as_published

    def test_what_differs_is_named(self, pack: Pack) -> None:
        """Rows that are not superseded but overwritten, as only somebody at the database could, are found."""
        now = PublishedRecord.objects.filter(pack=pack, kind=PublishedRecord.Kind.MEETING).get()
        Meeting.objects.filter(pk=pack.meeting_id).update(room="Another room")
        assert now.data["room"] != "Another room"
        assert reproduce(pack) == ["meeting/room", "records/0/2/room"]


class TestChangedSince:
    def test_nothing_changed_at_first(self, pack: Pack) -> None:
        assert changed_since(pack) == []

    def test_a_corrected_figure_and_its_rating_are_listed_with_what_was_published(self, pack: Pack) -> None:
        before = timezone.now()
        correct_figure()
        ratings.rate(EVERYTHING)
        [change] = changed_since(pack)
        assert (change.key, change.was, change.now) == ("defects-4h-emergency/2021-22-Q2", "88.71%", "11.11%")
        assert (change.rating_was, change.rating_now) == ("Requires improvement", "Requires improvement")
        assert change.name.startswith("Safety carriageway defects")
        assert changed_since(pack, before) == []

    def test_another_rating_of_the_same_figure_is_a_change(self, pack: Pack) -> None:
        CORRECTIONS["agreed rating"]()
        [change] = changed_since(pack)
        assert (change.was, change.now) == ("88.71%", "88.71%")
        assert (change.rating_was, change.rating_now) == ("Requires improvement", "On track")

    def test_a_figure_that_an_erratum_corrected_names_it(self, pack: Pack) -> None:
        correct_figure()
        ratings.rate(EVERYTHING)
        before = timezone.now()
        for _ in range(2):
            correct_in_print(pack)
        [change] = changed_since(pack)
        assert (change.was, change.now, change.erratum) == ("88.71%", "11.11%", 1)
        assert [each.erratum for each in changed_since(pack, before)] == [0], "no erratum said so yet"

    def test_a_figure_that_reads_otherwise_than_its_erratum_names_none(self, pack: Pack) -> None:
        correct_figure()
        ratings.rate(EVERYTHING)
        correct_in_print(pack)
        correct_figure("88.71")
        ratings.rate(EVERYTHING)
        [change] = changed_since(pack)
        assert (change.was, change.now, change.erratum) == ("11.11%", "88.71%", 0)

    def test_the_next_papers_of_the_committee_print_it(self, pack: Pack) -> None:
        following = Meeting(
            committee=pack.meeting.committee, slug="next", starts_at=timezone.now(), room="", next_meeting=""
        )
        assert changed_document(following, timezone.now()) is None
        correct_figure()
        ratings.rate(EVERYTHING)
        document = changed_document(following, timezone.now())
        assert document is not None
        [table] = document.sections[0].tables
        [row] = table.rows
        assert [cell.text for cell in row.cells][2:] == [
            "88.71%",
            "11.11%",
            "Requires improvement, as before",
            "None",
        ]
        assert changed_document(pack.meeting, timezone.now()) is None, "the meeting itself is no later one"
