"""The secret of a calendar's address is kept out of the audit trail, as password hashes are: auditors read that trail."""

from django.db import migrations
from django.db.migrations import RunSQL

from council.audit import watch

BEFORE = watch("council_user", hidden=("password", "last_login"))


class Migration(migrations.Migration):
    dependencies = [("council", "0003_rounds")]

    operations = [
        RunSQL(BEFORE.reverse_sql, BEFORE.sql),
        watch("council_user", hidden=("password", "last_login", "calendar_key")),
    ]
