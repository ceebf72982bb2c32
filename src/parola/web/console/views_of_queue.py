"""Saved views: a page of one's own and those shared with one, and what is done to them."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from parola.desk.accounts.permissions import Act
from parola.desk.accounts.queries import brands_of
from parola.desk.tickets import saved
from parola.desk.tickets.models import View
from parola.web.console import filtering
from parola.web.console.showing import show
from parola.web.given import number
from parola.web.middleware import Request

UNPROCESSABLE = 422


class NewView(forms.Form):
    """A line under a name."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=saved.LONGEST_NAME)
    line = forms.CharField(label=gettext_lazy("Filter"), required=False, max_length=2000, strip=True)
    brand = forms.ChoiceField(label=gettext_lazy("Who sees it"), required=False)

    def __init__(self, *args: Any, by: Request, **kwargs: Any) -> None:
        kwargs |= {"auto_id": "view-%s", "label_suffix": ""}
        super().__init__(*args, **kwargs)
        self.brands = {brand.slug: brand for brand in brands_of(by.user, Act.SHARE_VIEWS)}
        shared = [
            (slug, _("Everybody who reads tickets of %(brand)s") % {"brand": brand.name})
            for slug, brand in self.brands.items()
        ]
        self.fields["brand"] = forms.ChoiceField(
            label=_("Who sees it"), required=False, choices=[("", _("I alone")), *shared]
        )


@require_safe
def views(request: Request) -> HttpResponse:
    """All views that the reader is offered, and a form for a new one with the line that they come with."""
    form = NewView(by=request, initial={"line": request.GET.get("q", "").replace("\0", "")})
    return _page(request, form)


@require_POST
def new(request: Request) -> HttpResponse:
    """Save a line under a name."""
    form = NewView(request.POST, by=request)
    if not form.is_valid():
        return _page(request, form, UNPROCESSABLE)
    said = form.cleaned_data
    brand = form.brands.get(said["brand"])
    try:
        view = saved.save(name=said["name"], line=said["line"], by=request.user, brand=brand)
    except saved.Unusable:
        form.add_error("line", _("This line cannot be read, or there are too many views."))
        return _page(request, form, UNPROCESSABLE)
    messages.success(request, _("The view %(name)s was saved.") % {"name": view.name})
    return redirect(filtering.address(view.line))


@require_POST
def change(request: Request, key: int, act: str) -> HttpResponse:
    """Rename a view, move it, take it away, bring it back."""
    do = ACTS.get(act)
    if do is None:
        raise Http404
    try:
        do(request, saved.one_of(request.user, key, removed=act == "restore"))
    except saved.NoSuchView:
        raise Http404 from None
    except saved.NotAllowed:
        raise PermissionDenied from None
    except saved.Unusable:
        messages.error(request, _("A view needs a name."))
    removed = f"?removed={key}" if act == "remove" else ""
    return redirect(f"{reverse('console:views')}{removed}#main")


@require_POST
def first(request: Request) -> HttpResponse:
    """Choose the view with which the queue begins."""
    key = request.POST.get("key", "").replace("\0", "")[:32]
    saved.begin_with(key=key, by=request.user)
    return redirect(f"{reverse('console:views')}#main")


def _page(request: Request, form: NewView, status: int = 200) -> HttpResponse:
    offered = saved.of(request.user)
    shares = set(brands_of(request.user, Act.SHARE_VIEWS))
    context = {
        "form": form,
        "built_in": filtering.BUILT_IN,
        "own": [view for view in offered if view.brand is None],
        "shared": [(view, view.brand in shares) for view in offered if view.brand is not None],
        "first": saved.first_of(request.user) or "work",
        "removed": number(request.GET.get("removed", "")),
        "place": "queue",
        "here": reverse("console:views"),
    }
    return show(request, "console/views.html", context, status)


ACTS: Mapping[str, Callable[[Request, View], None]] = {
    "rename": lambda request, view: saved.rename(view=view, name=request.POST.get("name", "")),
    "remove": lambda request, view: saved.remove(view=view, now=request.now),
    "restore": lambda _request, view: saved.restore(view=view),
    "up": lambda _request, view: saved.move_up(view=view),
}
ROUTES = [
    path("views/", views, name="views"),
    path("views/new/", new, name="view_new"),
    path("views/begin-with/", first, name="view_first"),
    path("views/<int:key>/<slug:act>/", change, name="view_change"),
]
