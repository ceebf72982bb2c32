from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_first")]

    operations = [
        migrations.AddField(model_name="ticket", name="fold", field=models.PositiveSmallIntegerField(default=0)),
    ]
