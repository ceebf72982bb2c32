"""The app's name in Django."""

from django.apps import AppConfig


class Search(AppConfig):
    """The index of tickets' words, how it follows the record, and what is found by it."""

    name = "parola.desk.search"
    label = "search"
