from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_mailboxes")]

    operations = [
        migrations.RenameModel(old_name="FailedSignIns", new_name="Attempts"),
        migrations.RenameField(model_name="attempts", old_name="failures", new_name="number"),
        migrations.CreateModel(
            name="SecondFactorRole",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(max_length=32, unique=True)),
            ],
        ),
        migrations.AddField(
            model_name="person",
            name="session_age",
            field=models.PositiveIntegerField(default=0),
        ),
    ]
