"""The app's name in Django."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_delete
from typing_extensions import override


class Accounts(AppConfig):
    """People, their organizations, and the brands they work for."""

    name = "parola.desk.accounts"
    label = "accounts"

    @override
    def ready(self) -> None:
        """Whoever loses their last role or membership is signed out everywhere, however it was lost."""
        for model in (self.get_model("Membership"), self.get_model("Post")):
            post_delete.connect(_end_sessions, sender=model, dispatch_uid=f"sessions end with a {model.__name__}")


def _end_sessions(instance: Any, **_given: Any) -> None:
    from parola.desk.accounts.sessions import end_sessions_of_nobody  # noqa: PLC0415  # the models are not there when this module is read

    end_sessions_of_nobody(instance.person_id)
