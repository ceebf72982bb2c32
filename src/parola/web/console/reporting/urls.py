"""The addresses of the reports. Each page among them has its place in the strip of `console/_reports.html`."""

from django.urls import path

from parola.web.console.reporting import evidence, flow_views, imported, risk, schedules, staffing, views
from parola.web.console.reporting.checked import check
from parola.web.console.reporting.explaining import explain

ROUTES = [
    path("report/", views.report, name="report"),
    path("report/tickets/", views.tickets, name="report_tickets"),
    path("report/evidence/", evidence.evidence, name="evidence"),
    path("report/evidence/<int:key>/<str:period>/bundle.zip", evidence.evidence_zip, name="evidence_zip"),
    path("report/imported/", imported.page, name="imported"),
    path("report/misses/", views.misses, name="misses"),
    path("report/misses/explain/", explain, name="explain_misses"),
    path("report/risk/", risk.risk, name="report_risk"),
    path("report/flow/", flow_views.flow, name="flow"),
    path("report/staffing/", staffing.page, name="staffing"),
    path("report/check/", check, name="report_check"),
    path("report/flow/<slug:table>.<slug:form>", flow_views.take, name="flow_table"),
    path("report/schedules/", schedules.schedules, name="schedules"),
    path("report/schedules/<int:key>/remove/", schedules.remove, name="schedule_remove"),
]
