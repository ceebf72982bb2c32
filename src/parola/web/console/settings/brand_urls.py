"""The addresses of brands, their mailboxes, and the audit log."""

from django.urls import path

from parola.web.console.settings import brands, changes, face, granting, inbox, lines, mailboxes

ROUTES = [
    path("settings/brands/", brands.overview, name="settings_brands"),
    path("settings/brands/new/", brands.new, name="settings_brand_new"),
    path("settings/brands/<slug:slug>/", brands.brand, name="settings_brand"),
    path("settings/brands/<slug:slug>/change/", brands.change, name="settings_brand_change"),
    path("settings/brands/<slug:slug>/face/", face.face, name="settings_face"),
    path("settings/brands/<slug:slug>/face.css", face.sample_sheet, name="settings_face_sheet"),
    path("settings/brands/<slug:slug>/mailboxes/new/", mailboxes.new, name="settings_mailbox_new"),
    path("settings/mailboxes/<int:key>/inbox/", inbox.inbox, name="settings_inbox"),
    path("settings/mailboxes/<int:key>/inbox/end/", inbox.give_up, name="settings_inbox_end"),
    path("settings/mailboxes/<int:key>/inbox/grant/", granting.grant, name="settings_grant"),
    path("settings/mailboxes/<int:key>/inbox/grant/allow/", granting.allow, name="settings_grant_allow"),
    path("settings/grants/back/", granting.back, name="settings_grant_back"),
    path("settings/mailboxes/<int:key>/", mailboxes.mailbox, name="settings_mailbox"),
    path("settings/mailboxes/<int:key>/test/", mailboxes.test, name="settings_mailbox_test"),
    path("settings/telephony/", lines.overview, name="settings_lines"),
    path("settings/telephony/new/<slug:slug>/", lines.new, name="settings_line_new"),
    path("settings/telephony/<int:key>/secret/", lines.renew, name="settings_line_secret"),
    path("settings/telephony/<int:key>/use/", lines.use, name="settings_line_use"),
    path("settings/changes/", changes.overview, name="settings_changes"),
    path("settings/changes.csv", changes.as_csv, name="settings_changes_csv"),
]
