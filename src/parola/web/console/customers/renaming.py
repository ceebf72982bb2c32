"""What an organization is called, and the language and the time zone that it has where no contract says another."""

from django import forms as django
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from parola.desk.tickets import customers, memberships
from parola.web.console.customers.changing import require
from parola.web.console.customers.forms import LONGEST_NAME, Plain, zone
from parola.web.console.customers.views import known
from parola.web.console.showing import show
from parola.web.middleware import Request

UNPROCESSABLE = 422


class Organization(Plain):
    """An organization as it is from now on."""

    name = django.CharField(
        label=gettext_lazy("Name of the organization"),
        max_length=LONGEST_NAME,
        widget=django.TextInput({"dir": "auto", "autocomplete": "off"}),
    )
    language = django.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    timezone = django.CharField(
        label=gettext_lazy("Time zone"),
        max_length=64,
        help_text=gettext_lazy("Contracts have their own. This one holds where there is none."),
        widget=django.TextInput({"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_timezone(self) -> str:
        """A time zone that there is."""
        return zone(self.cleaned_data["timezone"])


@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: Request, key: int) -> HttpResponse:
    """The form, and what it does."""
    organization = known(request, key)
    require(request, customers.answers_for(request.user, organization))
    first = {name: getattr(organization, name) for name in Organization.base_fields}
    form = Organization(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        others = customers.known_to(request.user).exclude(pk=organization.pk)
        if others.filter(name__iexact=form.cleaned_data["name"]).exists():
            form.add_error("name", _("There is a customer of this name already."))
        else:
            try:
                memberships.change(organization=organization, **form.cleaned_data, by=request.user, now=request.now)
            except memberships.NotAllowed:
                raise PermissionDenied from None
            messages.success(request, _("Saved."))
            return redirect("console:customer", organization.pk)
    context = {"organization": organization, "form": form, "place": "customers", "here": request.path}
    return show(request, "console/organization_change.html", context, UNPROCESSABLE if form.is_bound else 200)
