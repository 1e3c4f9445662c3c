"""The audit trail's two halves: SQL for migrations that makes the database write it, and the context that names who acts.

The triggers are statement-level and read PostgreSQL's transition tables, so one function serves every table and a bulk
write costs one trigger call, not one per row (ADR 0004). Meta-tests fail when a table has none.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from django.db import connection
from django.db.migrations import RunSQL

FUNCTIONS = """
CREATE OR REPLACE FUNCTION council_audit_rows() RETURNS trigger LANGUAGE plpgsql AS $$
-- Arguments: the primary key's column, then the columns that are never copied (password hashes, for one).
-- A watched table may have columns with the names of our variables.
#variable_conflict use_variable
DECLARE
    who bigint := NULLIF(current_setting('outturn.who', true), '')::bigint;
    system text := COALESCE(current_setting('outturn.system', true), '');
    request text := COALESCE(current_setting('outturn.request', true), '');
    key text := TG_ARGV[0];
    hidden text[] := TG_ARGV[1:];
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO council_auditentry (at, who_id, system, request, "table", "row", action, before, after)
        SELECT clock_timestamp(), who, system, request, TG_TABLE_NAME, to_jsonb(n) ->> key, 'insert',
               NULL, to_jsonb(n) - hidden
        FROM new_rows n;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO council_auditentry (at, who_id, system, request, "table", "row", action, before, after)
        SELECT clock_timestamp(), who, system, request, TG_TABLE_NAME, to_jsonb(o) ->> key, 'delete',
               to_jsonb(o) - hidden, NULL
        FROM old_rows o;
    ELSE
        INSERT INTO council_auditentry (at, who_id, system, request, "table", "row", action, before, after)
        SELECT clock_timestamp(), who, system, request, TG_TABLE_NAME, changed.row, 'update',
               changed.before - hidden, changed.after - hidden
        FROM (
            SELECT to_jsonb(n) ->> key AS row,
                   (SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(to_jsonb(o)) e
                     WHERE e.value IS DISTINCT FROM to_jsonb(n) -> e.key) AS before,
                   (SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(to_jsonb(n)) e
                     WHERE e.value IS DISTINCT FROM to_jsonb(o) -> e.key) AS after
            FROM old_rows o JOIN new_rows n ON to_jsonb(o) ->> key = to_jsonb(n) ->> key
        ) changed
        WHERE changed.after - hidden <> '{}'::jsonb;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION council_audit_statement() RETURNS trigger LANGUAGE plpgsql AS $$
-- Derived rows, written by the hundred thousand: one entry that counts them. The rows say the rest themselves.
DECLARE
    rows_written bigint;
BEGIN
    SELECT count(*) INTO rows_written FROM new_rows;
    IF rows_written > 0 THEN
        INSERT INTO council_auditentry (at, who_id, system, request, "table", "row", action, before, after)
        VALUES (clock_timestamp(), NULLIF(current_setting('outturn.who', true), '')::bigint,
                COALESCE(current_setting('outturn.system', true), ''),
                COALESCE(current_setting('outturn.request', true), ''),
                TG_TABLE_NAME, '', 'bulk', NULL, jsonb_build_object('rows', rows_written));
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION council_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- A test run empties its own throw-away database between tests; no other database may be emptied.
    IF TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\\_%' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
"""

DROP_FUNCTIONS = """
DROP FUNCTION council_audit_rows();
DROP FUNCTION council_audit_statement();
DROP FUNCTION council_refuse_change();
"""


def create_functions() -> RunSQL:
    """The trigger functions; once, in the first migration."""
    return RunSQL(FUNCTIONS, DROP_FUNCTIONS)


def watch(table: str, *, key: str = "id", hidden: tuple[str, ...] = ()) -> RunSQL:
    """Have every insert, update and delete of `table` written to the audit trail, row by row."""
    arguments = ", ".join(f"'{name}'" for name in (key, *hidden))
    events = {
        "insert": "NEW TABLE AS new_rows",
        "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        "delete": "OLD TABLE AS old_rows",
    }
    return RunSQL(
        [
            f"CREATE TRIGGER audit_{event} AFTER {event.upper()} ON {table} REFERENCING {rows} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION council_audit_rows({arguments})"
            for event, rows in events.items()
        ],
        [f"DROP TRIGGER audit_{event} ON {table}" for event in events],
    )


def watch_statements(table: str) -> RunSQL:
    """Have each statement that adds rows to `table` written to the audit trail as one entry with their number."""
    return RunSQL(
        f"CREATE TRIGGER audit_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows "
        "FOR EACH STATEMENT EXECUTE FUNCTION council_audit_statement()",
        f"DROP TRIGGER audit_insert ON {table}",
    )


def forbid(table: str, *events: str) -> RunSQL:
    """Have the database refuse `events` (UPDATE, DELETE, TRUNCATE) on `table`, whoever asks."""
    return RunSQL(
        f"CREATE TRIGGER append_only BEFORE {' OR '.join(events)} ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION council_refuse_change()",
        f"DROP TRIGGER append_only ON {table}",
    )


@contextlib.contextmanager
def acting(*, who: int | None = None, system: str = "", request: str = "") -> Iterator[None]:
    """Name who acts for every change made on this connection inside the block."""
    _set_context(who, system, request)
    try:
        yield
    finally:
        if not connection.needs_rollback:  # a broken transaction takes the setting with it when it rolls back
            _set_context(None, "", "")


def _set_context(who: int | None, system: str, request: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('outturn.who', %s, false), set_config('outturn.system', %s, false), "
            "set_config('outturn.request', %s, false)",
            [str(who or ""), system[:60], request[:300]],
        )
