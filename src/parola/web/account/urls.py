"""Where one signs in and keeps one's account. The names are allauth's; what the desk does not offer (sign-up) is not here."""

from django.urls import path, re_path

from parola.web.account import leaving, mails, own, phones, views

urlpatterns = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/code/", views.request_code, name="account_request_login_code"),
    path("sign-in/code/confirm/", views.confirm_code, name="account_confirm_login_code"),
    path("sign-in/second-factor/", views.factor, name="mfa_authenticate"),
    path("sign-in/passkey/", views.sign_in_by_passkey, name="mfa_login_webauthn"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("recovery/", views.recover, name="account_reset_password"),
    path("recovery/sent/", views.recover_sent, name="account_reset_password_done"),
    re_path(
        r"^recovery/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[0-9A-Za-z-]+)/$",
        views.new_password,
        name="account_reset_password_from_key",
    ),
    path("recovery/done/", views.new_password_done, name="account_reset_password_from_key_done"),
    path("account/", own.overview, name="my_account"),
    path("account/phones/", phones.phones, name="my_phones"),
    path("account/mails/", mails.mine, name="my_mails"),
    path("mail/stop/<str:token>/", mails.stop, name="stop_mail"),
    path("account/erase/", leaving.leaving, name="leaving"),
    path("account/addresses/", own.addresses, name="account_email"),
    path("account/addresses/confirm/", own.confirm_address, name="account_email_verification_sent"),
    path("account/password/", own.change_password, name="account_change_password"),
    path("account/password/new/", own.set_password, name="account_set_password"),
    path("account/confirm/", own.confirm, name="account_reauthenticate"),
    path("account/confirm/code/", own.confirm_factor, name="mfa_reauthenticate"),
    path("account/confirm/passkey/", own.confirm_passkey, name="mfa_reauthenticate_webauthn"),
    path("account/second-factors/", own.my_factors, name="mfa_index"),
    path("account/second-factors/app/", own.set_up_app, name="mfa_activate_totp"),
    path("account/second-factors/app/remove/", own.remove_app, name="mfa_deactivate_totp"),
    path("account/second-factors/codes/", own.my_codes, name="mfa_view_recovery_codes"),
    path("account/second-factors/codes/new/", own.new_codes, name="mfa_generate_recovery_codes"),
    path("account/second-factors/passkeys/new/", own.add_passkey, name="mfa_add_webauthn"),
    path("account/second-factors/passkeys/<int:pk>/remove/", own.remove_passkey, name="mfa_remove_webauthn"),
    path("account/sessions/", own.my_sessions, name="usersessions_list"),
    path("account/sessions/<int:number>/end/", own.end_session, name="end_session"),
]
