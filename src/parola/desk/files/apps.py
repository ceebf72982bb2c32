"""The app's name in Django."""

from django.apps import AppConfig


class Files(AppConfig):
    """What came along with what people wrote, kept by its content."""

    name = "parola.desk.files"
    label = "files"
