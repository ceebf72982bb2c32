"""Where customers are told of a problem, and a major incident is led."""

from django.urls import path

from parola.web.console.problems.urls import PROBLEM
from parola.web.console.telling import major, views

ROUTES = [
    path(f"{PROBLEM}tell/<slug:what>/", views.tell, name="problem_tell"),
    path(f"{PROBLEM}told/<int:number>/", views.told, name="problem_told"),
    path(f"{PROBLEM}told/<int:number>/later/", views.later, name="problem_tell_later"),
    path(f"{PROBLEM}major/", major.major, name="problem_major"),
    path(f"{PROBLEM}major/end/", major.end, name="problem_major_end"),
]
