"""The addresses of ours that an identity provider must know."""

from django.conf import settings
from django.urls import reverse

from parola.desk.accounts.providers import IdentityProvider


def address(provider: IdentityProvider, of: str) -> str:
    """Where its answers come (`back`, `acs`), where our `metadata` are: always by the desk's own name, whatever a request says."""
    return f"{settings.BASE_URL}{reverse(f'company_{of}', args=[provider.slug])}"
