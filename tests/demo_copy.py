"""A copy of the demonstration's rows, and the quick way back to them.

Loading the demonstration goes through the actions that people use and takes many seconds. Tests that need committed rows
empty the database behind them, so it is loaded once a session, kept as text, and copied back in a fraction of a second: the
same rows with the same keys, audit trail included, for which the triggers are silent meanwhile.
"""

from __future__ import annotations

import io

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

OURS = ("council", "kpis", "risks", "complaints", "committee")

Copy = dict[str, str]


def _models() -> list:
    return [model for app in OURS for model in apps.get_app_config(app).get_models(include_auto_created=True)]


def take() -> Copy:
    """Every row of our tables, as PostgreSQL writes them."""
    copy: Copy = {}
    with connection.cursor() as cursor:
        for model in _models():
            text = io.StringIO()
            cursor.copy_expert(f'COPY "{model._meta.db_table}" TO STDOUT', text)
            copy[model._meta.db_table] = text.getvalue()
    return copy


def put_back(copy: Copy) -> None:
    """Fill the emptied tables again, and have new rows numbered after these."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in copy:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        for table, rows in copy.items():
            cursor.copy_expert(f'COPY "{table}" FROM STDIN', io.StringIO(rows))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table may be altered while a check of it waits
        for table in copy:
            cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)
