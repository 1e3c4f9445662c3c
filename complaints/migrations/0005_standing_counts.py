"""What the figures count, found without another table and without rows that were superseded."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("complaints", "0004_erasure")]

    operations = [
        migrations.AddField(
            model_name="standing",
            name="synthetic",
            field=models.BooleanField(
                default=False, help_text="The case's, here so that counts need no other table"
            ),
        ),
        migrations.RunSQL(
            """UPDATE complaints_standing SET synthetic = true
               FROM complaints_feedback
               WHERE complaints_feedback.id = feedback_id AND complaints_feedback.synthetic""",
            migrations.RunSQL.noop,
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                fields=["received_on"], name="standing_now", condition=models.Q(superseded_at=None)
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(fields=["closed_on"], name="standing_joint", condition=models.Q(joint=True)),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                fields=["due_on"],
                name="standing_open",
                condition=models.Q(superseded_at=None, closed_on=None, kind="complaint"),
            ),
        ),
    ]
