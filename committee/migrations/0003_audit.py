"""The audit trail of meetings, papers and questions; and the promise that what was frozen and published never changes."""

from django.db import migrations

from council.audit import forbid, watch, watch_statements

CHANGING = ("committee", "committeemember", "meeting", "agendaitem", "paper")
SUPERSEDING = ("paperwords", "seenfigures", "findinganswer", "answer")
FROZEN = ("publication", "question")


class Migration(migrations.Migration):
    dependencies = [("committee", "0002_meetings"), ("council", "0005_audit_any_column")]

    operations = [
        *(watch(f"committee_{table}") for table in (*CHANGING, *SUPERSEDING, *FROZEN)),
        # What these hold is large, and never changes: the trail says who added what, with its hash.
        watch("committee_pack", hidden=("data",)),
        watch("committee_erratum", hidden=("data",)),
        watch("committee_packfile", hidden=("content",)),
        watch("committee_housetemplate", hidden=("content",)),
        watch_statements("committee_publishedrecord"),
        *(
            forbid(f"committee_{table}", "DELETE", "TRUNCATE")
            for table in (*CHANGING, *SUPERSEDING, "housetemplate")
        ),
        *(
            forbid(f"committee_{table}", "UPDATE", "DELETE", "TRUNCATE")
            for table in (*FROZEN, "pack", "erratum", "packfile", "publishedrecord")
        ),
    ]
