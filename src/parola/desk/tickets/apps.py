"""The app's name in Django."""

from django.apps import AppConfig


class Tickets(AppConfig):
    """The ledger, its projection, and what people and time do to tickets."""

    name = "parola.desk.tickets"
    label = "tickets"
