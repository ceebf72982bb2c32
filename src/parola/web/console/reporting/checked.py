"""What the desk found when it looked at its own numbers; and, on demand, another look."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parola.desk.accounts.models import Brand
from parola.desk.reports import checking
from parola.desk.reports.models import Check
from parola.desk.tickets.queries import worked_on_by
from parola.web.console.reporting.asking import brands_told
from parola.web.console.showing import show
from parola.web.middleware import Request

SHOWN = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Different:
    """A ticket that differed. `open`: the reader may open it; `fault`: why it could not be folded."""

    reference: str
    only_counted: int
    only_folded: int
    fault: str
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """A brand's looks, the last first, and what the last of them found."""

    brand: Brand
    checks: list[Check]
    different: list[Different]

    @property
    def last(self) -> Check | None:
        """The last of them."""
        return self.checks[0] if self.checks else None


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: Request) -> HttpResponse:
    """The last looks at the numbers of each brand whose reports the reader may see; sent: one more look at one of them."""
    brands = brands_told(request)
    if request.method == "POST":
        brand = next((brand for brand in brands if brand.slug == request.POST.get("brand")), None)
        if brand is None:
            raise Http404
        found = checking.check_now(person=request.user, brand=brand, now=request.now)
        told = _("The numbers are not what the record says.") if found.differing else _("No difference.")
        messages.add_message(request, messages.ERROR if found.differing else messages.SUCCESS, told)
        return redirect("console:report_check")
    looks = [_looks(request, brand) for brand in brands]
    return show(request, "console/reporting/check.html", {"looks": looks, "size": checking.SIZE, "place": "report"})


def _looks(request: Request, brand: Brand) -> Looks:
    found = list(checking.checks(person=request.user, brand=brand, count=SHOWN))
    differing = found[0].differing if found else []
    references = [reference for reference, *_rest in differing]
    seen = set(worked_on_by(request.user).filter(reference__in=references).values_list("reference", flat=True))
    return Looks(
        brand=brand,
        checks=found,
        different=[
            Different(
                reference=reference, only_counted=counted, only_folded=folded, fault=fault, open=reference in seen
            )
            for reference, counted, folded, fault in differing
        ],
    )
