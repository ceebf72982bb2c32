"""The addresses of a brand's policy: the version in force, earlier ones, and what each changed."""

from django.urls import path

from parola.web.public import views

VERSION = "<slug:slug>/versions/<int:number>/"

urlpatterns = [
    path("<slug:slug>/", views.policy, name="policy"),
    path("<slug:slug>/policy.pdf", views.policy_pdf, name="policy_pdf"),
    path("<slug:slug>/policy.md", views.policy_text, name="policy_text"),
    path(VERSION, views.policy, name="policy_version"),
    path(f"{VERSION}policy.pdf", views.policy_pdf, name="policy_version_pdf"),
    path(f"{VERSION}policy.md", views.policy_text, name="policy_version_text"),
    path("<slug:slug>/changes/<int:number>/", views.changes, name="policy_changes"),
]
