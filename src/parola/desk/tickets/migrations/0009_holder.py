from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0008_canned_replies"),
    ]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="holder",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="ticket",
            name="product",
            field=models.TextField(blank=True, default=""),
        ),
    ]
