"""The addresses of contracts and organizations beyond the forms that make them."""

from django.urls import path

from parola.web.console.customers import changing, extras
from parola.web.console.customers.renaming import rename

CONTRACT = "customers/<int:key>/contracts/<int:contract>/"
ROUTES = [
    path(f"{CONTRACT}renew/", changing.renew, name="renew"),
    path(f"{CONTRACT}extras/", extras.add, name="add_extra"),
    path(f"{CONTRACT}extras/<int:extra>/", extras.change, name="extra"),
    path("customers/<int:key>/change/", rename, name="change_customer"),
]
