from datetime import UTC, datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def look_at_all(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Every contract that ends is looked at by the worker's first turn, which finds out when it is to be told."""
    apps.get_model("agreements", "Contract").objects.filter(last_day__isnull=False).update(warn_at=LONG_AGO)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_first"),
        ("agreements", "0002_addons_and_contacts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Extra",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                ("amount", models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True)),
                ("unit", models.CharField(blank=True, max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="ExtraUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=9)),
                ("day", models.DateField()),
                ("note", models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="Habits",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uncovered", models.CharField(blank=True, max_length=64, null=True)),
                ("warn_days", models.JSONField(default=list)),
            ],
        ),
        migrations.AddField(
            model_name="contract",
            name="note",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="contract",
            name="number",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="contract",
            name="tiers",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="contract",
            name="warn_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="contract",
            index=models.Index(
                condition=models.Q(("warn_at__isnull", False)), fields=["warn_at"], name="contract_warnings"
            ),
        ),
        migrations.AddIndex(
            model_name="contract",
            index=models.Index(fields=["brand", "last_day"], name="contract_ends"),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number", ""), _negated=True),
                fields=("brand", "number"),
                name="one_contract_of_a_number",
            ),
        ),
        migrations.AddField(
            model_name="extra",
            name="contract",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="extras", to="agreements.contract"
            ),
        ),
        migrations.AddField(
            model_name="extrause",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="extrause",
            name="extra",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="uses", to="agreements.extra"
            ),
        ),
        migrations.AddField(
            model_name="habits",
            name="brand",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="habits", to="accounts.brand"
            ),
        ),
        migrations.AddConstraint(
            model_name="extra",
            constraint=models.UniqueConstraint(fields=("contract", "name"), name="one_extra_of_a_name"),
        ),
        migrations.RunPython(look_at_all, migrations.RunPython.noop),
    ]
