"""Reports by mail: which leave for the reader's brands, one more of them, and the end of one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from parola.desk.accounts.models import Brand
from parola.desk.accounts.permissions import Act
from parola.desk.accounts.queries import brands_of
from parola.desk.agreements.queries import brands_with_agreement
from parola.desk.reports import schedules as scheduled
from parola.desk.reports.models import Schedule
from parola.web.console.showing import show
from parola.web.console.teams.telling import weekdays
from parola.web.middleware import Request
from parola.web.templatetags.parola import words

UNPROCESSABLE = 422
HOURS = 24


class Arranged(forms.Form):
    """One more report that leaves by mail."""

    report = forms.ChoiceField(label=gettext_lazy("Report"), choices=Schedule.Report.choices)
    every = forms.ChoiceField(label=gettext_lazy("How often"), choices=Schedule.Every.choices)
    weekday = forms.TypedChoiceField(
        label=gettext_lazy("Day of the week"),
        coerce=int,
        help_text=gettext_lazy("For those of each week. Those of each month leave on its first day."),
    )
    hour = forms.TypedChoiceField(
        label=gettext_lazy("Hour"), coerce=int, initial=8, help_text=gettext_lazy("In the brand's time zone.")
    )
    readers = forms.TypedMultipleChoiceField(
        label=gettext_lazy("To whom"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, typed: QueryDict | None, *, brand: Brand) -> None:
        super().__init__(typed)
        hours = [(hour, f"{words().digits(f'{hour:02d}')}:{words().digits('00')}") for hour in range(HOURS)]
        self.fields["weekday"].choices = [(day + 1, name) for day, name in weekdays()]  # type: ignore[attr-defined]
        self.fields["hour"].choices = hours  # type: ignore[attr-defined]
        self.people = {person.pk: person for person in scheduled.readers_of(brand)}
        named = [(key, person.name or person.email) for key, person in self.people.items()]
        self.fields["readers"].choices = named  # type: ignore[attr-defined]

    @property
    def wanted(self) -> dict[str, Any]:
        """What was filled in."""
        return self.cleaned_data | {"readers": [self.people[key] for key in self.cleaned_data["readers"]]}


@require_http_methods(["GET", "HEAD", "POST"])
def schedules(request: Request) -> HttpResponse:
    """Those of the brands that the reader leads or manages, and a form for one more."""
    brands = _brands(request)
    brand = next((each for each in brands if each.slug == request.GET.get("brand")), brands[0])
    typed = request.POST if request.method == "POST" else None
    form = Arranged(typed, brand=brand)
    if typed is not None and form.is_valid():
        scheduled.arrange(by=request.user, brand=brand, now=request.now, **form.wanted)
        messages.success(request, _("The report will leave by mail."))
        return redirect("console:schedules")
    found = scheduled.overseen_by(request.user, brands)
    context = {"schedules": found, "brands": brands, "brand": brand, "form": form, "place": "report"}
    return show(request, "console/reporting/schedules.html", context, 200 if typed is None else UNPROCESSABLE)


@require_POST
def remove(request: Request, key: int) -> HttpResponse:
    """It leaves no more."""
    schedule = get_object_or_404(Schedule.objects.filter(brand__in=_brands(request)), pk=key)
    scheduled.remove(schedule=schedule, by=request.user, now=request.now)
    messages.success(request, _("The report leaves no more."))
    return redirect("console:schedules")


def _brands(request: Request) -> list[Brand]:
    published = brands_with_agreement().order_by().values("pk")
    brands = list(brands_of(request.user, Act.OVERSEE).filter(pk__in=published))
    if not brands:
        raise Http404
    return brands
