"""The audit trail of complaints. What a person wrote is never copied into it; what a report counted is never removed."""

from django.db import migrations

from council.audit import forbid, watch, watch_statements

SUPERSEDING = (
    "details",
    "stage",
    "element",
    "remedy",
    "pause",
    "ombudsmancase",
    "recommendation",
    "learning",
    "reporttext",
    "activecases",
    "retention",
)


class Migration(migrations.Migration):
    dependencies = [("complaints", "0001_feedback"), ("council", "0005_audit_any_column")]

    operations = [
        watch("complaints_feedback"),
        watch("complaints_servicetype"),
        watch("complaints_subject"),
        watch("complaints_casetext", hidden=("text",)),
        watch("complaints_caseaccess"),
        watch("complaints_caselink"),
        watch("complaints_learningcase"),
        watch("complaints_annualreport", key="year"),
        watch("complaints_annualreportstep"),
        watch("complaints_publishedstatistic"),
        *(watch(f"complaints_{table}") for table in SUPERSEDING),
        # One entry a statement: standings are worked out, and answers of equality monitoring lead to nobody.
        watch_statements("complaints_standing"),
        watch_statements("complaints_equalityanswer"),
        forbid("complaints_feedback", "DELETE", "TRUNCATE"),
        forbid("complaints_caseaccess", "UPDATE", "DELETE", "TRUNCATE"),
        forbid("complaints_annualreportstep", "UPDATE", "DELETE", "TRUNCATE"),
        forbid("complaints_publishedstatistic", "UPDATE", "DELETE", "TRUNCATE"),
        forbid("complaints_equalityanswer", "UPDATE", "DELETE", "TRUNCATE"),
        *(forbid(f"complaints_{table}", "DELETE", "TRUNCATE") for table in (*SUPERSEDING, "standing")),
    ]
