"""The app's name in Django: it holds the templates, their tags and the static files of all faces."""

from typing import Any

from allauth.account.signals import email_confirmed
from django.apps import AppConfig
from typing_extensions import override


class Web(AppConfig):
    """No models: everything it shows comes from `parola.desk`."""

    name = "parola.web"
    label = "web"

    @override
    def ready(self) -> None:
        """Whoever proves an address, by whatever page, belongs where its domain was allowed."""
        email_confirmed.connect(_join, dispatch_uid="a proved address joins by its domain")


def _join(request: Any, email_address: Any, **_given: Any) -> None:
    from parola.desk.tickets import belonging  # noqa: PLC0415  # the models are not there when this module is read

    belonging.join_by_domain(person=email_address.user, now=request.now)
