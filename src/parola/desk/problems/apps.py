"""The app's name in Django."""

from django.apps import AppConfig


class Problems(AppConfig):
    """The causes behind incidents: each with one owner, from its beginning to its end."""

    name = "parola.desk.problems"
    label = "problems"
