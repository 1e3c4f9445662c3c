from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kpis', '0005_definitions'),
    ]

    operations = [
        migrations.AddField(
            model_name='commentary',
            name='reason',
            field=models.TextField(blank=True, db_default='', help_text='Why it was written or changed after its quarter closed, or after approval'),
        ),
    ]
