"""The audit trail: its functions, and the triggers on the shared tables."""

from django.db import migrations

from council.audit import create_functions, forbid, watch


class Migration(migrations.Migration):
    dependencies = [("council", "0001_initial")]

    operations = [
        create_functions(),
        forbid("council_auditentry", "UPDATE", "DELETE", "TRUNCATE"),
        watch("council_user", hidden=("password", "last_login")),
        watch("council_roleassignment"),
        watch("council_council"),
        watch("council_directorate"),
        watch("council_service"),
        watch("council_corporatepriority"),
        watch("council_reportingquarter", key="ordinal"),
    ]
