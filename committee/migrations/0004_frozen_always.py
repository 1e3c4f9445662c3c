"""What was frozen stays so in a session that replays changes, too: there, ordinary triggers are asleep."""

from django.db import migrations
from django.db.migrations import RunSQL

FROZEN = ("pack", "packfile", "publication", "erratum", "publishedrecord")


class Migration(migrations.Migration):
    dependencies = [("committee", "0003_audit")]

    operations = [
        RunSQL(
            f"ALTER TABLE committee_{table} ENABLE ALWAYS TRIGGER append_only",
            f"ALTER TABLE committee_{table} ENABLE TRIGGER append_only",
        )
        for table in FROZEN
    ]
