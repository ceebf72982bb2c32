"""What came of looking for known solutions: a column, filled from the record for tickets that have it there already."""

from typing import Any

from django.db import migrations, models

BATCH = 500


def from_the_record(apps: Any, _editor: Any) -> None:
    """As `projection.solution` folds it."""
    events = apps.get_model("tickets", "TicketEvent").objects.filter(kind__in=("solution_sought", "solution_given"))
    came: dict[int, str] = {}
    for ticket, kind, data in events.order_by("position").values_list("ticket_id", "kind", "data"):
        if kind == "solution_given":
            came[ticket] = "given"
        elif came.get(ticket) != "given":
            came[ticket] = "found" if data["found"] else "none"
    tickets = apps.get_model("tickets", "Ticket").objects
    for value in ("none", "found", "given"):
        keys = sorted(key for key, each in came.items() if each == value)
        for start in range(0, len(keys), BATCH):
            tickets.filter(pk__in=keys[start : start + BATCH]).update(solution=value)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0015_views_and_batches")]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="solution",
            field=models.CharField(blank=True, default="", max_length=8),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["solution", "status", "brand"], name="ticket_solution"),
        ),
        migrations.RunPython(from_the_record, migrations.RunPython.noop),
    ]
