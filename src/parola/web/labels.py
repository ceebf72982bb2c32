"""The words for the desk's fixed terms, each in one place (design, section 1)."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STATUSES: Mapping[str, Promise] = {
    "open": pgettext_lazy("state of a ticket", "Open"),
    "waiting": pgettext_lazy("state of a ticket", "Waiting"),
    "resolved": pgettext_lazy("state of a ticket", "Resolved"),
    "closed": pgettext_lazy("state of a ticket", "Closed"),
}
VOIDS: Mapping[str, Promise] = {
    "merged": pgettext_lazy("state of a ticket", "Merged"),
    "duplicate": pgettext_lazy("state of a ticket", "Duplicate"),
    "spam": pgettext_lazy("state of a ticket", "Spam"),
}
"""Why a closed ticket counts for nothing."""
WAITING_FOR: Mapping[str, Promise] = {
    "customer": _("the customer"),
    "third_party": _("a third party"),
}
CHANNELS: Mapping[str, tuple[Promise, str]] = {
    "email": (_("by mail"), "mail"),
    "web": (_("on the portal"), "globe"),
    "phone": (_("by phone"), "phone"),
    "api": (_("by a program"), "bot"),
    "console": (_("from the desk"), "inbox"),
    "account_manager": (_("through the account manager"), "user-check"),
    "import": (_("at another desk"), "inbox"),
}
"""Words and icon."""

VALUES: Mapping[str, Promise] = {
    "production": pgettext_lazy("environment", "Production"),
    "staging": pgettext_lazy("environment", "Staging"),
    "development": pgettext_lazy("environment", "Development"),
    "question": _("A question"),
    "feature-request": _("A request for a feature"),
    "developer-preview": _("Developer preview"),
    "beta": _("A beta version"),
    "yes": _("Yes"),
}
"""Of a request's facts; a value that is not here is told as it is written."""
