"""The addresses of companies' own sign-in in the settings."""

from django.urls import path

from parola.web.console.settings import companies

ROUTES = [
    path("settings/companies/", companies.overview, name="settings_companies"),
    path("settings/companies/new/", companies.new, name="settings_company_new"),
    path("settings/companies/<slug:slug>/", companies.company, name="settings_company"),
    path("settings/companies/<slug:slug>/test/", companies.test, name="settings_company_test"),
    path("settings/companies/<slug:slug>/use/", companies.use, name="settings_company_use"),
    path("settings/companies/<slug:slug>/remove/", companies.remove, name="settings_company_remove"),
]
