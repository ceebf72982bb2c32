"""What an address that somebody types as a person's cannot be."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from parola.desk.accounts.models import IsMailbox, refuse_mailbox


def no_mailbox(address: str) -> None:
    """A validator: mail to a person's address must not come in at this desk."""
    try:
        refuse_mailbox(address)
    except IsMailbox:
        raise ValidationError(
            _("This is a support address of this desk, and nobody's own: use another."), code="mailbox"
        ) from None
