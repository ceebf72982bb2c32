from typing import Any

from django.db import migrations

from parola.desk.files import store
from parola.desk.files.names import tidy
from parola.desk.mail import enclosed, mime


def move(apps: Any, _schema_editor: object) -> None:
    """What came along with mails lay in their raw bytes alone: it is put into the store, and on what they said."""
    mails = apps.get_model("mail", "Received").objects
    for key in list(mails.filter(state="ticket", erased_at=None).values_list("pk", flat=True)):
        received = mails.get(pk=key)
        body = body_of(apps, received)
        if received.attachments and received.raw and body:
            attach(apps, body, received)


def body_of(apps: Any, received: Any) -> Any:
    """What was written by that mail, as the ticket has it."""
    event = apps.get_model("tickets", "TicketEvent").objects.filter(source_id=f"mail:{received.pk}").first()
    return apps.get_model("tickets", "Body").objects.filter(pk=event.data["body"]).first() if event else None


def attach(apps: Any, body: Any, received: Any) -> None:
    """Outside of the body's digest, which is in the chain already."""
    blobs, attachments = apps.get_model("files", "Blob").objects, apps.get_model("tickets", "Attachment").objects
    try:
        found = list(enclosed.enclosed(mime.take_apart(bytes(received.raw))))
    except mime.TooMuch:
        return
    for place, each in enumerate(found, start=1):
        with store.kept([each.content]) as content:
            known = {"size": content.size, "kind": content.kind, "put_at": received.received_at}
            blob, _ = blobs.get_or_create(sha256=content.sha256, defaults=known)
        attachments.create(
            body=body, place=place, blob=blob, name=tidy(each.told.name), content_id=each.told.content_id, sealed=False
        )


class Migration(migrations.Migration):
    dependencies = [("mail", "0009_loops"), ("files", "0001_first"), ("tickets", "0011_attachments")]
    operations = [
        migrations.RunPython(move, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(model_name="received", name="attachments"),
    ]
