"""The app's name in Django."""

from django.apps import AppConfig


class Live(AppConfig):
    """What has changed since the last look, who may hear of it, and who has which ticket before them."""

    name = "parola.desk.live"
    label = "live"
