"""The audit trail of the registers. What a quarter's report was made from may be superseded, never changed or removed."""

from django.db import migrations

from council.audit import forbid, watch


class Migration(migrations.Migration):
    dependencies = [("risks", "0001_registers"), ("council", "0005_audit_any_column")]

    operations = [
        watch("risks_riskmatrix"),
        watch("risks_matrixversion"),
        watch("risks_register"),
        watch("risks_reviewround", key="ordinal"),
        watch("risks_reviewroundstep"),
        watch("risks_entry"),
        watch("risks_place"),
        watch("risks_details"),
        watch("risks_details_services"),
        watch("risks_control"),
        watch("risks_action"),
        watch("risks_assessment"),
        watch("risks_review"),
        watch("risks_reviewstep"),
        watch("risks_movement"),
        forbid("risks_matrixversion", "UPDATE", "DELETE", "TRUNCATE"),
        forbid("risks_movement", "UPDATE", "DELETE", "TRUNCATE"),
        forbid("risks_reviewstep", "UPDATE", "DELETE", "TRUNCATE"),
        forbid("risks_reviewroundstep", "UPDATE", "DELETE", "TRUNCATE"),
        forbid("risks_details", "DELETE", "TRUNCATE"),
        forbid("risks_control", "DELETE", "TRUNCATE"),
        forbid("risks_action", "DELETE", "TRUNCATE"),
        forbid("risks_assessment", "DELETE", "TRUNCATE"),
    ]
