import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0002_fold")]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="void",
            field=models.CharField(blank=True, default="", max_length=16),
        ),
        migrations.AddField(
            model_name="ticket",
            name="instead",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
            ),
        ),
    ]
