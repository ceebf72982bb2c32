"""The addresses of the settings about people."""

from django.urls import path

from parola.web.console.settings import belonging, erasing, people, signup

ROUTES = [
    path("settings/people/", people.overview, name="settings_people"),
    path("settings/people/invite/", people.invite, name="settings_invite"),
    path("settings/people/invitations/<uuid:key>/", people.invitation, name="settings_invitation"),
    path("settings/people/belonging/", belonging.overview, name="settings_belonging"),
    path("settings/people/belonging/<int:key>/", belonging.decide, name="settings_belongs"),
    path("settings/people/<int:key>/", people.person, name="settings_person"),
    path("settings/people/<int:key>/describe/", people.describe, name="settings_describe"),
    path("settings/people/<int:key>/roles/<slug:slug>/", people.posts, name="settings_posts"),
    path("settings/people/<int:key>/act/", people.act, name="settings_act"),
    path("settings/people/<int:key>/erase/", erasing.erase, name="settings_erase"),
    path("settings/sign-up/", signup.overview, name="settings_sign_up"),
    path("settings/sign-up/<slug:slug>/", signup.change, name="settings_sign_up_of"),
    path("customers/<int:key>/domains/", belonging.domains, name="domains"),
    path("customers/<int:key>/invite/<int:person>/", belonging.invite_member, name="invite_member"),
]
