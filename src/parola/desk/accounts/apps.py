"""The app's name in Django."""

from django.apps import AppConfig


class Accounts(AppConfig):
    """People, their organizations, and the brands they work for."""

    name = "parola.desk.accounts"
    label = "accounts"
