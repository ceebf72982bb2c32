"""The portal's addresses."""

from django.urls import path

from parola.web.portal import acts, views

app_name = "portal"
TICKET = "requests/<str:reference>/"

urlpatterns = [
    path("", views.requests, name="requests"),
    path(TICKET, views.ticket, name="ticket"),
    path(f"{TICKET}why/<str:metric>/<int:cycle>/", views.why, name="why"),
    path(f"{TICKET}answer/", acts.answer, name="answer"),
]
