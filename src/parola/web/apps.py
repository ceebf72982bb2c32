"""The app's name in Django: it holds the templates, their tags and the static files of all faces."""

from django.apps import AppConfig


class Web(AppConfig):
    """No models: everything it shows comes from `parola.desk`."""

    name = "parola.web"
    label = "web"
