"""The addresses of what a brand's agreement says, of its calendars, of canned replies and letters, and of what the desk runs on."""

from django.urls import path

from parola.web.console.settings import about, calendars, canned, choosing, letters, stated

ROUTES = [
    path("settings/about/", about.about, name="settings_about"),
    path("settings/agreement/", choosing.stated, name="settings_stated"),
    path("settings/agreement/<slug:slug>/", stated.stated, name="settings_stated_of"),
    path("settings/calendars/", choosing.calendars, name="settings_calendars"),
    path("settings/calendars/<slug:slug>/", calendars.calendars, name="settings_calendars_of"),
    path("settings/calendars/<slug:slug>/propose/", calendars.propose, name="settings_calendars_propose"),
    path("settings/canned/", canned.overview, name="settings_canned"),
    path("settings/canned/new/<slug:slug>/", canned.new, name="settings_canned_new"),
    path("settings/canned/<int:key>/", canned.one, name="settings_canned_one"),
    path("settings/letters/", letters.overview, name="settings_letters"),
    path("settings/letters/<slug:slug>/<slug:letter>/<slug:language>/", letters.one, name="settings_letter"),
    path(
        "settings/letters/<slug:slug>/<slug:letter>/<slug:language>/preview/",
        letters.preview,
        name="settings_letter_preview",
    ),
]
