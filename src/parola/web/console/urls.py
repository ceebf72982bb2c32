"""The console's addresses."""

from django.urls import path

from parola.web.console import (
    acts,
    agreement,
    agreements,
    aside,
    backtesting,
    canned,
    deciding,
    drafts,
    floods,
    following,
    history,
    mail_again,
    messages,
    participants,
    proposals,
    proposed,
    releasing,
    searching,
    terms,
    views,
)
from parola.web.console.board.views import ROUTES as BOARD
from parola.web.console.calls import announced, taking
from parola.web.console.customers import changing
from parola.web.console.customers import views as customers
from parola.web.console.customers.contract_urls import ROUTES as CONTRACTS
from parola.web.console.knowledge.urls import ROUTES as KNOWLEDGE
from parola.web.console.listing import ROUTES as QUEUE
from parola.web.console.more.views import more
from parola.web.console.present import present
from parola.web.console.problems.urls import ROUTES as PROBLEMS
from parola.web.console.reporting.urls import ROUTES as REPORTING
from parola.web.console.settings import second_factors
from parola.web.console.settings.agreed_urls import ROUTES as AGREED
from parola.web.console.settings.brand_urls import ROUTES as BRANDS
from parola.web.console.settings.company_urls import ROUTES as COMPANIES
from parola.web.console.settings.people_urls import ROUTES as PEOPLE
from parola.web.console.settings.recurring import ROUTES as RECURRING
from parola.web.console.settings.rights import rights
from parola.web.console.settings.sections import overview as settings
from parola.web.console.settings.sections import places
from parola.web.console.settings.web_forms import ROUTES as WEB_FORMS
from parola.web.console.teams.urls import ROUTES as TEAMS
from parola.web.console.telling.urls import ROUTES as TELLING
from parola.web.console.today.views import ROUTES as TODAY
from parola.web.console.unproved import ROUTES as UNPROVED

app_name = "console"
TICKET = "tickets/<slug:reference>/"

urlpatterns = [
    *QUEUE,
    *TODAY,
    *RECURRING,
    *BOARD,
    path("new/", taking.new, name="new"),
    path("new/outlook/", taking.outlook, name="new_outlook"),
    path("calling/", announced.announced, name="calling"),
    path("calling/<int:key>/wave-off/", announced.wave_off, name="wave_off"),
    *REPORTING,
    path("agreements/", agreements.overview, name="agreements"),
    path("agreements/<slug:slug>/", agreements.agreement, name="brand_agreement"),
    path("agreements/<slug:slug>/propose/", agreements.propose, name="propose_agreement"),
    path("agreements/<slug:slug>/back-test/", backtesting.back_test, name="back_test"),
    path("agreements/<slug:slug>/<int:number>/", agreements.version, name="agreement_version"),
    path("agreements/<slug:slug>/<int:number>/file/", agreements.source, name="agreement_source"),
    path("places/", places, name="places"),
    path("settings/", settings, name="settings"),
    path("settings/rights/", rights, name="settings_rights"),
    path("settings/second-factors/", second_factors.second_factors, name="second_factors"),
    *PEOPLE,
    path("customers/", customers.overview, name="customers"),
    path("customers/new/<slug:slug>/", changing.new, name="new_customer"),
    path("customers/<int:key>/", customers.customer, name="customer"),
    path("customers/<int:key>/sign/<slug:slug>/", changing.sign, name="sign"),
    path("customers/<int:key>/contracts/<int:contract>/", changing.contract, name="contract"),
    *CONTRACTS,
    *BRANDS,
    *AGREED,
    *COMPANIES,
    path("customers/<int:key>/people/", changing.people, name="people"),
    path("customers/<int:key>/people/<int:person>/", changing.person, name="person"),
    *TEAMS,
    *TELLING,
    *KNOWLEDGE,
    *PROBLEMS,
    *UNPROVED,
    *WEB_FORMS,
    path("search/", searching.page, name="search"),
    path("search/quick/", searching.quick, name="search_quick"),
    path("aside/", aside.aside, name="aside"),
    path("aside/mail/<int:key>/", aside.mail, name="aside_mail"),
    path("aside/mail/<int:key>/ticket/", releasing.release, name="release_mail"),
    path("aside/held/<slug:slug>/read/", floods.read, name="read_held"),
    path("aside/held/<slug:slug>/put-by/", floods.put_by, name="put_by_held"),
    path("aside/unsent/<int:row>/", aside.send_again, name="send_again"),
    path(TICKET, views.ticket, name="ticket"),
    path(f"{TICKET}clock/<str:metric>/<int:cycle>/", views.clock, name="clock"),
    path(f"{TICKET}why/<str:metric>/<int:cycle>/", views.why, name="why"),
    path(f"{TICKET}mail/<int:seq>/", views.original, name="original"),
    path(f"{TICKET}mail/<int:seq>/again/", mail_again.mail_again, name="mail_again"),
    path(f"{TICKET}message/<int:seq>/", messages.message, name="message"),
    path(f"{TICKET}message/<int:seq>/as-sent/", messages.as_sent, name="as_sent"),
    path(f"{TICKET}priority/", views.priority, name="priority"),
    path(f"{TICKET}agreement/", agreement.agreement, name="agreement"),
    path(f"{TICKET}terms/", terms.terms, name="terms"),
    path(f"{TICKET}reply/", acts.reply, name="reply"),
    path(f"{TICKET}draft/<slug:paper>/", drafts.keep, name="keep_draft"),
    path(f"{TICKET}draft/<slug:paper>/discard/", drafts.discard, name="discard_draft"),
    path(f"{TICKET}draft/<slug:paper>/restore/", drafts.restore, name="restore_draft"),
    path(f"{TICKET}follow/", following.follow, name="follow"),
    path(f"{TICKET}unfollow/", following.unfollow, name="unfollow"),
    path(f"{TICKET}colleagues/", following.colleagues, name="colleagues"),
    path(f"{TICKET}proposals/", proposed.proposals, name="proposals"),
    path(f"{TICKET}proposals/put-by/", proposed.put_by, name="put_by"),
    path(f"{TICKET}canned/", canned.canned, name="canned"),
    path(f"{TICKET}present/", present, name="present"),
    path(f"{TICKET}release/<int:held>/", acts.release, name="release"),
    path(f"{TICKET}note/", acts.note, name="note"),
    path(f"{TICKET}copied/", participants.add, name="add_copied"),
    path(f"{TICKET}participants/<int:key>/remove/", participants.remove, name="remove_participant"),
    path(f"{TICKET}sender/<int:key>/confirm/", participants.confirm, name="confirm_sender"),
    path(f"{TICKET}change-priority/", acts.change_priority, name="change_priority"),
    path(f"{TICKET}proposal/accept/", proposals.accept, name="accept_proposal"),
    path(f"{TICKET}asked/accept/", deciding.accept, name="accept_asked"),
    path(f"{TICKET}asked/decline/", deciding.decline, name="decline_asked"),
    path(f"{TICKET}proposal/decline/", proposals.decline, name="decline_proposal"),
    path(f"{TICKET}assign/", acts.assign, name="assign"),
    path(f"{TICKET}history/", history.history, name="history"),
    path(f"{TICKET}history.json", history.history_json, name="history_json"),
    path(f"{TICKET}more/<slug:key>/", more, name="more"),
    path(f"{TICKET}move/", acts.move, name="move"),
]
