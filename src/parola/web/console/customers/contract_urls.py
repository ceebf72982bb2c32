"""The addresses of contracts and organizations beyond the forms that make them, and of what is set about them."""

from django.urls import path

from parola.web.console.customers import changing, extras
from parola.web.console.customers.renaming import rename
from parola.web.console.settings import contracts as habits
from parola.web.console.settings import transfer

CONTRACT = "customers/<int:key>/contracts/<int:contract>/"
ROUTES = [
    path(f"{CONTRACT}renew/", changing.renew, name="renew"),
    path(f"{CONTRACT}extras/", extras.add, name="add_extra"),
    path(f"{CONTRACT}extras/<int:extra>/", extras.change, name="extra"),
    path("customers/<int:key>/change/", rename, name="change_customer"),
    path("settings/contracts/", habits.overview, name="settings_contracts"),
    path("settings/contracts/<slug:slug>/", habits.change, name="settings_contracts_of"),
    path("settings/transfer/", transfer.overview, name="transfer"),
    path("settings/transfer/look/", transfer.dry_run, name="import_dry_run"),
    path("settings/transfer/import/", transfer.carry_out, name="import"),
    path("settings/transfer/<slug:kind>.csv", transfer.download, name="export"),
]
