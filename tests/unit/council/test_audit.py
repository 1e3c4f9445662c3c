"""The audit trail: whatever road a change takes, the database writes down who, what before and what after."""

import contextlib
import io
from collections.abc import Iterator

import psycopg2
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from council import audit
from council.models import AuditEntry, CorporatePriority, User
from kpis.actions import ratings
from kpis.models import Rating
from kpis.selectors.inputs import Scope
from tests.factories import make_figure, make_indicator

pytestmark = pytest.mark.django_db
TABLE = "council_corporatepriority"


@pytest.fixture
def since(db):
    """A function that lists the entries added to a table after the test began, oldest first."""
    last = AuditEntry.objects.first()
    start = last.pk if last else 0
    return lambda table=TABLE: list(AuditEntry.objects.filter(pk__gt=start, table=table).order_by("id"))


@pytest.fixture
def priority(db) -> CorporatePriority:
    return CorporatePriority.objects.get(slug="protecting-our-environment")


def test_an_insert(since, person) -> None:
    with audit.acting(who=person("admin").pk, request="POST /priorities/"):
        made = CorporatePriority.objects.create(slug="new", name="New priority")
    (entry,) = since()
    assert (entry.action, entry.row, entry.who, entry.request) == (
        "insert",
        str(made.pk),
        person("admin"),
        "POST /priorities/",
    )
    assert entry.before is None
    assert entry.after["name"] == "New priority"


def test_an_update_keeps_only_what_changed(since, priority: CorporatePriority) -> None:
    old = priority.name
    priority.name = "Protecting everything"
    with audit.acting(system="test"):
        priority.save()
    (entry,) = since()
    assert (entry.action, entry.row, entry.system) == ("update", str(priority.pk), "test")
    assert (entry.before, entry.after) == ({"name": old}, {"name": "Protecting everything"})


def test_an_update_that_changes_nothing_leaves_no_entry(since, priority: CorporatePriority) -> None:
    priority.save()
    assert since() == []


def test_a_delete(since) -> None:
    made = CorporatePriority.objects.create(slug="new", name="New priority")
    key = str(made.pk)
    made.delete()
    entry = since()[-1]
    assert (entry.action, entry.row, entry.before["slug"], entry.after) == ("delete", key, "new", None)


def test_a_bulk_update_leaves_an_entry_for_each_row(since) -> None:
    changed = CorporatePriority.objects.update(position=9)
    assert len(since()) == changed == CorporatePriority.objects.count()


def test_bulk_create_leaves_an_entry_for_each_row(since) -> None:
    CorporatePriority.objects.bulk_create([CorporatePriority(slug=f"p{n}", name=f"P {n}") for n in range(3)])
    assert [entry.after["slug"] for entry in since()] == ["p0", "p1", "p2"]


def test_raw_sql_leaves_an_entry_that_names_nobody(since, priority: CorporatePriority) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET name = 'By hand' WHERE id = %s", [priority.pk])
    (entry,) = since()
    assert (entry.who_id, entry.system, entry.request) == (None, "", "")
    assert entry.after == {"name": "By hand"}


def test_copy_leaves_an_entry(since) -> None:
    with connection.cursor() as cursor:
        cursor.copy_expert(
            f"COPY {TABLE} (slug, name, position) FROM STDIN WITH (FORMAT csv)",
            io.StringIO("copied,Copied,1\n"),
        )
    assert [entry.after["slug"] for entry in since()] == ["copied"]


def test_a_password_is_never_copied(since, person) -> None:
    user = person("member")
    user.set_password("a-new-secret-for-1-test")
    user.save()
    assert since("council_user") == [], "a change of nothing but hidden columns leaves no entry"
    User.objects.create_user("temporary", password="another-secret", name="Temporary")
    (entry,) = since("council_user")
    assert not {"password", "last_login"} & set(entry.after)


def test_no_entry_at_all_holds_a_password_hash() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM council_auditentry WHERE before::text LIKE '%pbkdf2%' OR after::text LIKE '%pbkdf2%'"
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    "statement", ["UPDATE council_auditentry SET who_id = 1", "DELETE FROM council_auditentry WHERE false"]
)
def test_the_database_refuses_to_change_the_trail(statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_database_refuses_to_empty_the_trail_everywhere_but_in_a_test_database() -> None:
    """The refusal spares databases named test_..., so a plain one is made with the same function and trigger."""
    name = f"outside_{connection.settings_dict['NAME']}"
    with _plain_connection(connection.settings_dict["NAME"]) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            with _plain_connection(name) as other:
                other.execute(audit.FUNCTIONS)
                other.execute("CREATE TABLE council_auditentry (id bigint)")
                other.execute(audit.forbid("council_auditentry", "UPDATE", "DELETE", "TRUNCATE").sql)
                other.execute("INSERT INTO council_auditentry VALUES (1)")
                for statement in ("TRUNCATE council_auditentry", "DELETE FROM council_auditentry"):
                    with pytest.raises(psycopg2.errors.InsufficientPrivilege, match="append-only"):
                        other.execute(statement)
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.parametrize(
    "table", ["kpis_figure", "kpis_target", "kpis_definition", "kpis_rating", "kpis_schemeversion"]
)
def test_what_ratings_were_made_from_refuses_deletion(table: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", ["kpis_rating", "kpis_schemeversion"])
def test_ratings_and_rules_refuse_change(table: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {table} SET id = id")


def test_ratings_leave_one_entry_a_statement_and_none_when_nothing_is_added(since) -> None:
    indicator = make_indicator()
    for slot in ("2021-22-Q1", "2021-22-Q2", "2021-22-Q3"):
        make_figure(indicator, slot, "90")
    assert since("kpis_rating") == []
    ratings.rate(Scope(indicators=[indicator.pk]))
    (entry,) = since("kpis_rating")
    assert (entry.action, entry.row, entry.after) == ("bulk", "", {"rows": 3})
    ratings.rate(Scope(indicators=[indicator.pk]))
    assert since("kpis_rating") == [entry]
    assert Rating.objects.count() > 3


def test_a_post_is_in_the_name_of_the_person_signed_in(since, client_of, person) -> None:
    address = "/kpis/defects-4h-emergency/enter/2021-22-Q3/"
    response = client_of("officer").post(address, {"version": 0, "value": "89.5", "state": "provisional"})
    assert response.status_code == 302
    (entry,) = since("kpis_figure")
    assert (entry.who, entry.system, entry.request) == (person("officer"), "", f"POST {address}")
    assert entry.after["value"] == 89.5


def test_after_the_request_the_name_is_gone(since, client_of, priority: CorporatePriority) -> None:
    client_of("officer").post("/kpis/defects-4h-emergency/enter/2021-22-Q3/", {"version": 0, "value": "89.5"})
    CorporatePriority.objects.filter(pk=priority.pk).update(position=77)
    (entry,) = since()
    assert (entry.who_id, entry.request) == (None, "")


def test_the_demonstration_was_loaded_in_its_commands_name() -> None:
    assert set(AuditEntry.objects.filter(table="kpis_figure").values_list("system", flat=True)) == {
        "load_demo"
    }


@contextlib.contextmanager
def _plain_connection(name: str) -> Iterator:
    """A cursor of its own, outside any transaction, on database `name` of the same server."""
    settings = connection.settings_dict
    own = psycopg2.connect(
        dbname=name,
        user=settings["USER"],
        password=settings["PASSWORD"],
        host=settings["HOST"],
        port=settings["PORT"] or None,
    )
    own.autocommit = True
    try:
        yield own.cursor()
    finally:
        own.close()
