"""The app's name in Django."""

from django.apps import AppConfig


class Mail(AppConfig):
    """Mail: in, to a ticket or aside; and out, from the outbox."""

    name = "parola.desk.mail"
    label = "mail"
