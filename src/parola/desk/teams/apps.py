"""The app's name in Django."""

from django.apps import AppConfig


class Teams(AppConfig):
    """Teams with their tiers and products, their shifts, and who is absent."""

    name = "parola.desk.teams"
    label = "teams"
