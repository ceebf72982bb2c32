"""The page on which a request is written: who answers it and how they can be reached, the form, and what it would be promised."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404
from django.utils.translation import gettext as _

from parola.desk.accounts.models import Brand
from parola.desk.tickets import opening
from parola.desk.tickets.entitled import foretold
from parola.desk.tickets.opening import PriorityRefused, Prospect
from parola.sla.agreement import Metric, Priority, Terms
from parola.sla.hours import Text
from parola.web import steps
from parola.web.marks import PriorityMark, priority_mark
from parola.web.middleware import Request
from parola.web.portal import forms
from parola.web.portal.channels import Way, ways
from parola.web.portal.offers import Offer, brands, offers
from parola.web.portal.promise import promise
from parola.web.templatetags.parola import words
from parola.web.uploads.field import Sender

CHANNEL = "web"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A priority that can be chosen: what it means, what it asks, and what the plan promises for it."""

    value: str
    mark: PriorityMark
    definition: Text
    example: Text
    responsibility: Text
    promised: str
    guards: list[Text]
    """On what condition alone it may be chosen, in the agreement's words."""
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """How the priority follows: the impacts, then each urgency with its priorities."""

    impacts: list[Text]
    rows: list[tuple[Text, list[PriorityMark]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Foretold:
    """A promise that the request would be given, and the steps that explain it."""

    sentence: str
    steps: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What the request would get if it were sent now. `refused`: why the agreement does not let it have the priority chosen.

    `level`: what that priority means, and what it asks. `quicker`: the ways that the agreement recommends for it.
    """

    priority: PriorityMark | None = None
    level: Priority | None = None
    promises: Sequence[Foretold] = ()
    quicker: Sequence[Way] = ()
    told: Sequence[str] = ()
    refused: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The page."""

    brand: Brand
    plan: Text
    ways: list[Way]
    choosing: Text
    form: forms.Request
    choices: list[Choice]
    matrix: Matrix | None
    asks: bool
    """Whether a priority asks something of who chooses it."""
    otherwise: str
    """What it means to choose no priority."""
    outlook: Outlook


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The vendor that is asked. `products` are those that the reader's contracts name, `first_product` the one that is meant
    until another is chosen; empty where a contract covers all of them.
    """

    brand: Brand
    products: list[str]
    first_product: str

    @property
    def first_facts(self) -> dict[str, str]:
        """What is known of a request of which nothing was said yet."""
        return {"product": self.first_product} if self.first_product else {}


def desk(request: Request, slug: str) -> Desk:
    """The vendor of that name, if the reader can ask it; else there is none (404)."""
    named = [_products(offer) for offer in _offered(request) if offer.brand.slug == slug]
    brand = next((brand for brand in askable(request) if brand.slug == slug), None)
    if brand is None:
        raise Http404
    products = list(dict.fromkeys(product for each in named for product in each))
    return Desk(brand=brand, products=products, first_product=products[0] if all(named) else "")


def askable(request: Request) -> list[Brand]:
    """The vendors that the reader can ask: behind a vendor's door that one alone."""
    return brands(_offered(request))


def _offered(request: Request) -> list[Offer]:
    found = offers(request.user, request.now)
    return [offer for offer in found if request.door in (None, offer.brand)]


def blank(request: Request, asked: Desk) -> forms.Request:
    """The form with nothing in it yet."""
    terms = _foresee(request, asked, asked.first_facts, None).terms
    return forms.Request.fresh(terms=terms, products=asked.products, initial=asked.first_facts)


def filled(request: Request, asked: Desk, data: Mapping[str, str], by: Sender | None = None) -> forms.Request:
    """The form with what was typed, under the terms of the product that is meant; checked, also where it has faults."""
    terms = _foresee(request, asked, {"product": data.get("product", "")}, None).terms
    form = forms.Request(data, request.FILES, sender=by, terms=terms, products=asked.products)
    form.full_clean()
    return form


def page(request: Request, asked: Desk, form: forms.Request) -> Page:
    """The page with the form as it stands."""
    terms = form.terms
    facts = form.facts if form.is_bound else asked.first_facts
    return Page(
        brand=asked.brand,
        plan=terms.plan.name,
        ways=ways(asked.brand, terms.plan),
        choosing=terms.agreement.texts.get("choosing-a-priority", {}),
        form=form,
        choices=[_choice(terms, each, form, {**facts, **terms.told_by_clock(request.now)}) for each in form.priorities],
        matrix=_matrix(terms) if terms.agreement.matrix else None,
        asks=any(each.responsibility for each in form.priorities),
        otherwise=_otherwise(terms),
        outlook=outlook(request, asked, form),
    )


def outlook(request: Request, asked: Desk, form: forms.Request) -> Outlook:
    """What the request would be promised, as far as it is filled in."""
    facts, chosen = (form.facts, form.chosen) if form.is_bound else (asked.first_facts, None)
    try:
        prospect = _foresee(request, asked, facts, chosen)
    except PriorityRefused as refused:
        return Outlook(refused=refused.text)
    terms, timeline = prospect.terms, prospect.timeline
    level = terms.agreement.priority(prospect.priority)
    return Outlook(
        priority=priority_mark(terms, prospect.priority),
        level=level,
        promises=[
            Foretold(
                sentence=promise(clock, request.now).sentence, steps=steps.lines(clock, timeline, terms, request.now)
            )
            for clock in timeline.clocks
        ],
        quicker=[way for way in ways(asked.brand, terms.plan) if way.channel in level.recommended_channels],
        told=list(foretold(words(), prospect)),
    )


def _foresee(request: Request, asked: Desk, facts: Mapping[str, str], chosen: str | None) -> Prospect:
    return opening.foresee(
        brand=asked.brand, requester=request.user, channel=CHANNEL, priority=chosen, facts=facts, at=request.now
    )


def _choice(terms: Terms, each: Priority, form: forms.Request, facts: Mapping[str, str]) -> Choice:
    first = (
        t for t in terms.plan.targets if t.metric is Metric.FIRST_RESPONSE and t.priority == each.id and not t.threshold
    )
    return Choice(
        value=each.id,
        mark=priority_mark(terms, each.id),
        definition=each.definition,
        example=each.example,
        responsibility=each.responsibility,
        guards=[guard.text for guard in terms.agreement.guards if guard.priority == each.id],
        promised=next((words().target(target) for target in first if target.when.holds(facts)), ""),
        chosen=form["priority"].value() == each.id if "priority" in form.fields else False,
    )


def _matrix(terms: Terms) -> Matrix:
    agreement = terms.agreement
    rows = [
        (name, [priority_mark(terms, agreement.matrix[impact, urgency]) for impact in agreement.impacts])
        for urgency, name in agreement.urgencies.items()
    ]
    return Matrix(impacts=list(agreement.impacts.values()), rows=rows)


def _otherwise(terms: Terms) -> str:
    if terms.agreement.matrix:
        return _("As it follows from impact and urgency")
    name = words().priority(terms.agreement.priority(terms.agreement.default_priority))
    return _("I cannot say: %(priority)s") % {"priority": name}


def _products(offer: Offer) -> Sequence[str]:
    return offer.entitlement.contract.products if offer.entitlement.contract else ()
