"""The app's name in Django."""

from django.apps import AppConfig


class WebForms(AppConfig):
    """A brand's form for people who are not signed in, and what they asked by it."""

    name = "parola.desk.webform"
    label = "webform"
