"""The app's name in Django."""

from django.apps import AppConfig


class Agreements(AppConfig):
    """Agreements as published, contracts, and what a ticket is entitled to."""

    name = "parola.desk.agreements"
    label = "agreements"
