"""What ended at another desk is told apart. No desk has imported anything yet."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0021_given")]

    operations = [migrations.AddField("outcome", "elsewhere", models.BooleanField(default=False))]
