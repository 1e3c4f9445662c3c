"""A published record names the item whose paper says it, so that a corrected paper's records replace those it had before."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("committee", "0004_frozen_always")]

    operations = [
        migrations.RemoveConstraint(model_name="publishedrecord", name="record_once"),
        migrations.AddField(
            model_name="publishedrecord",
            name="item",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="records",
                to="committee.agendaitem",
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedrecord",
            constraint=models.UniqueConstraint(
                fields=("pack", "item", "erratum", "kind", "key"), name="record_once", nulls_distinct=False
            ),
        ),
    ]
