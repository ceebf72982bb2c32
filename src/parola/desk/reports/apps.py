"""The app's name in Django."""

from django.apps import AppConfig


class Reports(AppConfig):
    """What is counted of the record, and to whom it is sent."""

    name = "parola.desk.reports"
    label = "reports"
