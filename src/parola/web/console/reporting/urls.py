"""The addresses of the reports. Each page among them has its place in the strip of `console/_reports.html`."""

from django.urls import path

from parola.web.console.reporting import views

ROUTES = [
    path("report/", views.report, name="report"),
    path("report/tickets/", views.tickets, name="report_tickets"),
]
