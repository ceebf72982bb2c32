"""The first address: it sends everybody to their own face of the desk."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, acts_anywhere
from parola.web.middleware import Request


@require_safe
def home(request: Request) -> HttpResponse:
    """Agents to their first page, customers to their requests; whoever comes in by a brand's door, to their requests there."""
    at_work = request.user.is_support and request.door is None
    if at_work and request.user.is_superuser and not Brand.objects.exists():
        return redirect("console:settings_brands")  # a desk that was just installed begins there
    return redirect(first_page(request.user) if at_work else "portal:requests")


def first_page(person: Person) -> str:
    """The page that somebody at work begins with: their own choice, as far as they may see it; else Today for who answers customers."""
    acts = acts_anywhere(person)
    if person.first_page == "board" and Act.OVERSEE in acts:
        return "console:board"
    if person.first_page in {"today", "queue"}:
        return f"console:{person.first_page}"
    return "console:today" if Act.REPLY in acts else "console:queue"
