from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kpis', '0004_rounds'),
    ]

    operations = [
        migrations.AddField(
            model_name='definition',
            name='reason',
            field=models.TextField(blank=True, db_default='', help_text='Why this version was written'),
        ),
    ]
