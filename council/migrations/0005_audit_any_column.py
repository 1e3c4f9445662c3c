"""The audit function again, for tables with a column named like one of its variables (`key`, `row`, `system`)."""

from django.db import migrations

from council.audit import FUNCTIONS


class Migration(migrations.Migration):
    dependencies = [("council", "0004_calendar_secret")]

    operations = [migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop)]
