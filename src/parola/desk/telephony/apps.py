"""The app's name in Django."""

from django.apps import AppConfig


class Telephony(AppConfig):
    """Phone numbers of people, the lines of brands, and the calls that are announced on them."""

    name = "parola.desk.telephony"
    label = "telephony"
