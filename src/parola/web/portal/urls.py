"""The portal's addresses."""

from django.urls import path

from parola.web.portal import acts, history, people, views

app_name = "portal"
TICKET = "requests/<slug:reference>/"

urlpatterns = [
    path("", views.requests, name="requests"),
    path("new/", views.vendors, name="vendors"),
    path("new/<slug:brand>/", views.new, name="new"),
    path("new/<slug:brand>/send/", acts.send, name="send"),
    path("new/<slug:brand>/outlook/", views.outlook, name="outlook"),
    path("people/", people.people, name="people"),
    path("people/<int:key>/invite/", people.invite, name="invite"),
    path("plan/", views.plan, name="plan"),
    path(TICKET, views.ticket, name="ticket"),
    path(f"{TICKET}history/", history.history, name="history"),
    path(f"{TICKET}history.json", history.history_json, name="history_json"),
    path(f"{TICKET}mail/<int:seq>/<int:number>/", views.attachment, name="attachment"),
    path(f"{TICKET}answer/", acts.answer, name="answer"),
]
