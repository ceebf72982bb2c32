"""The app's name in Django."""

from django.apps import AppConfig


class Outbox(AppConfig):
    """What leaves the desk, and the worker's heartbeat."""

    name = "parola.desk.outbox"
    label = "outbox"
