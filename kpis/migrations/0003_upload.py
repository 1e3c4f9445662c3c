"""Uploads of figures, audited without their content."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from council.audit import watch


class Migration(migrations.Migration):
    dependencies = [
        ("kpis", "0002_audit"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uploaded_at", models.DateTimeField(auto_now_add=True, db_index=True)),
                ("file_name", models.CharField(max_length=255)),
                ("digest", models.CharField(help_text="SHA-256 of the content", max_length=64)),
                ("content", models.BinaryField()),
                ("seen", models.JSONField(default=dict)),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        watch("kpis_upload", hidden=("content", "seen")),
    ]
