from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0006_earlier_terms")]

    operations = [migrations.AddField("ticket", "outcomes", models.JSONField(null=True))]
