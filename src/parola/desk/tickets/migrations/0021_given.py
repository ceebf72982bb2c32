"""How long a clock was given is kept beside how long it took. `parola refold` writes both, as it makes the rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0020_imported")]

    operations = [migrations.AddField("outcome", "given", models.BigIntegerField(null=True))]
