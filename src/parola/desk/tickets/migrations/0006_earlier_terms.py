from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0005_void")]

    operations = [migrations.AddField("ticket", "earlier_terms", models.JSONField(default=list))]
