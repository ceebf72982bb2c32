"""Where problems are at work."""

from django.urls import path

from parola.web.console.problems import export, noticed, opening, views

PROBLEM = "problems/<slug:reference>/"
ROUTES = [
    path("problems/", views.overview, name="problems"),
    path("problems/new/", opening.new, name="problem_new"),
    path("problems/noticed/<int:key>/", noticed.recurrence, name="recurrence"),
    path("problems/noticed/<int:key>/<slug:deed>/", noticed.decide, name="recurrence_decide"),
    path(PROBLEM, views.problem, name="problem"),
    path(f"{PROBLEM}why/<str:metric>/<int:cycle>/", views.why, name="problem_why"),
    path(f"{PROBLEM}history.json", export.history_json, name="problem_history_json"),
    path(f"{PROBLEM}act/<slug:key>/", views.act, name="problem_act"),
]
