"""Addresses of sign-in, one's own account, administration and break-glass.

The views of sign-in are those of django-allauth under the names it asks for; the addresses are ours.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import URLPattern, URLResolver, path, re_path

from goldthread.web.access import administration, glass, looks, pages, receivers  # noqa: F401
from goldthread.web.refusing import may_be_sent_to as sent

Addresses = list[URLPattern | URLResolver]

sign_in: Addresses = [
    path("sign-in/", sent(account.login), name="account_login"),
    path("sign-in/code/", sent(mfa.authenticate), name="mfa_authenticate"),
    path("sign-in/passkey/", sent(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("sign-in/closed/", account.account_inactive, name="account_inactive"),
    path("sign-in/no-account/", pages.no_account, name="account_signup"),
    path("sign-in/as/", pages.demo_sign_in, name="access-demo"),
    path("sign-in/forgotten/", sent(account.password_reset), name="account_reset_password"),
    path("sign-in/forgotten/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^sign-in/password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        sent(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "sign-in/password/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("sign-in/second-factor/", pages.second_factor, name="access-second-factor"),
    path("sign-out/", sent(account.logout), name="account_logout"),
]
own: Addresses = [
    path("account/", pages.own_account, name="mfa_index"),
    path("account/sessions/<int:session>/end/", pages.end_session, name="access-end-session"),
    path("account/password/", sent(account.password_change), name="account_change_password"),
    path("account/confirm/", sent(account.reauthenticate), name="account_reauthenticate"),
    path("account/confirm/code/", sent(mfa.reauthenticate), name="mfa_reauthenticate"),
    path(
        "account/confirm/passkey/", sent(webauthn.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"
    ),
    path("account/app/", sent(totp.activate_totp), name="mfa_activate_totp"),
    path("account/app/remove/", sent(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/recovery-codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "account/recovery-codes/new/", sent(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"
    ),
    path("account/passkeys/", pages.passkeys, name="mfa_list_webauthn"),
    path("account/passkeys/add/", sent(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/remove/", sent(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
]
administering: Addresses = [
    path("administration/", administration.overview, name="access-administration"),
    path("administration/workers/add/", administration.add_worker, name="access-add-worker"),
    path("administration/workers/<str:key>/", administration.worker, name="access-worker"),
    path("administration/workers/<str:key>/post/", administration.give_post, name="access-give-post"),
    path("administration/workers/<str:key>/invite/", administration.invite, name="access-invite"),
    path("administration/workers/<str:key>/factor/", administration.reset_factor, name="access-reset-factor"),
    path("administration/workers/<str:key>/close/", administration.close, name="access-close"),
    path("administration/posts/<str:key>/end/", administration.end_post, name="access-end-post"),
    path("administration/services/add/", administration.add_service, name="access-add-service"),
    path("administration/teams/add/", administration.add_team, name="access-add-team"),
]
beyond: Addresses = [
    path("break-glass/<str:person>/", glass.ask, name="access-break-glass"),
    path("who-looked/", looks.who_looked, name="access-who-looked"),
    path("opened-records/", glass.alerts, name="access-alerts"),
    path("opened-records/<str:alert>/seen/", glass.seen, name="access-alert-seen"),
]
urlpatterns: Addresses = [path("", pages.home, name="home"), *sign_in, *own, *administering, *beyond]
