"""The portal's addresses."""

from django.urls import path

from parola.web.portal import (
    acts,
    evidence,
    exporting,
    history,
    knowledge,
    messages,
    participants,
    people,
    record,
    settling,
    status,
    suggesting,
    views,
)

app_name = "portal"
TICKET = "requests/<slug:reference>/"

urlpatterns = [
    path("", views.requests, name="requests"),
    path("requests.csv", exporting.requests_csv, name="requests_csv"),
    path("new/", views.vendors, name="vendors"),
    path("new/<slug:brand>/", views.new, name="new"),
    path("new/<slug:brand>/send/", acts.send, name="send"),
    path("new/<slug:brand>/outlook/", views.outlook, name="outlook"),
    path("new/<slug:brand>/suggest/", suggesting.suggest, name="suggest"),
    path("new/<slug:brand>/suggested/<int:key>/", suggesting.suggested, name="suggested"),
    path("people/", people.people, name="people"),
    path("people/<int:key>/invite/", people.invite, name="invite"),
    *status.ROUTES,
    path("plan/", views.plan, name="plan"),
    path("plan/<slug:brand>/file/", views.plan_file, name="plan_file"),
    path("plan/<slug:brand>/record/", record.record, name="record"),
    path("evidence/", evidence.evidence, name="evidence"),
    path("evidence/<int:key>/<str:period>/bundle.zip", evidence.evidence_zip, name="evidence_zip"),
    path("knowledge/", knowledge.brands, name="knowledge"),
    path("knowledge/<slug:slug>/", knowledge.shelf, name="knowledge_of"),
    path("knowledge/<slug:slug>/unanswered/", knowledge.unanswered, name="knowledge_unanswered"),
    path("knowledge/<slug:slug>/<int:key>/", knowledge.article, name="article"),
    path("knowledge/<slug:slug>/<int:key>/files/<str:name>", knowledge.file, name="article_file"),
    path("knowledge/<slug:slug>/<int:key>/vote/", knowledge.vote, name="article_vote"),
    path("knowledge/<slug:slug>/<int:key>/solved/", knowledge.solved, name="article_solved"),
    path("knowledge/<slug:slug>/<int:key>/read/", knowledge.read, name="article_read"),
    path(TICKET, views.ticket, name="ticket"),
    path(f"{TICKET}history/", history.history, name="history"),
    path(f"{TICKET}history.json", history.history_json, name="history_json"),
    path(f"{TICKET}message/<int:seq>/", messages.message, name="message"),
    path(f"{TICKET}message/<int:seq>/as-sent/", messages.as_sent, name="as_sent"),
    path(f"{TICKET}answer/", acts.answer, name="answer"),
    path(f"{TICKET}solved/", settling.confirm, name="confirm"),
    path(f"{TICKET}withdraw/", settling.withdraw, name="withdraw"),
    path(f"{TICKET}priority/", settling.ask, name="ask_priority"),
    path(f"{TICKET}rate/", settling.rate, name="rate"),
    path(f"{TICKET}read/", settling.read, name="read"),
    path(f"{TICKET}copied/", participants.add, name="add_copied"),
    path(f"{TICKET}participants/<int:key>/remove/", participants.remove, name="remove_participant"),
]
