"""The audit trail of the KPIs. Ratings are derived and come by the hundred thousand: one entry a statement."""

from django.db import migrations

from council.audit import forbid, watch, watch_statements


class Migration(migrations.Migration):
    dependencies = [("kpis", "0001_initial"), ("council", "0002_audit")]

    operations = [
        watch("kpis_indicator"),
        watch("kpis_indicatorgroup"),
        watch("kpis_definition"),
        watch("kpis_seriesbreak"),
        watch("kpis_scheme"),
        watch("kpis_schemeversion"),
        watch("kpis_target"),
        watch("kpis_figure"),
        watch("kpis_commentary"),
        watch("kpis_commentary_indicators"),
        watch("kpis_override"),
        watch_statements("kpis_rating"),
        # What a rating was made from must stay as it was: these rows may be superseded, never removed.
        forbid("kpis_rating", "UPDATE", "DELETE", "TRUNCATE"),
        forbid("kpis_schemeversion", "UPDATE", "DELETE", "TRUNCATE"),
        forbid("kpis_definition", "DELETE", "TRUNCATE"),
        forbid("kpis_target", "DELETE", "TRUNCATE"),
        forbid("kpis_figure", "DELETE", "TRUNCATE"),
    ]
