"""The addresses of teams, of who is there, and of absences."""

from django.urls import path

from parola.web.console.teams import absences, handovers, settings, there

ROUTES = [
    path("settings/teams/", settings.overview, name="teams"),
    path("settings/teams/new/<slug:slug>/", settings.new, name="new_team"),
    path("settings/teams/<int:key>/", settings.one, name="team"),
    path("settings/teams/<int:key>/remove/", settings.remove, name="remove_team"),
    path("settings/teams/<int:key>/shifts/new/", settings.new_shift, name="new_shift"),
    path("settings/teams/<int:key>/shifts/<int:shift>/", settings.shift, name="shift"),
    path("there/", there.there, name="there"),
    path("there/handover/", handovers.overview, name="handovers"),
    path("there/handover/<slug:slug>/<int:person>/", handovers.hand_over, name="hand_over"),
    path("there/absences/", absences.overview, name="absences"),
    path("there/absences/new/<int:person>/", absences.new, name="new_absence"),
    path("there/absences/<int:key>/", absences.one, name="absence"),
]
