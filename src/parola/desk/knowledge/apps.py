"""The app's name in Django."""

from django.apps import AppConfig


class Knowledge(AppConfig):
    """Articles in several languages, their versions and readers, and the index by which they are found."""

    name = "parola.desk.knowledge"
    label = "knowledge"
