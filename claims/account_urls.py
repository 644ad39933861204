"""Signing in and out, and everybody's own account."""

from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path

from claims.access import BOTH, PRESS, anybody
from claims.views import account, entrance, second_factor
from claims.views.doors import signed_in
from claims.views.sessions import proven

# What allauth calls pages of ours.
of_allauth = [
    path("login/", anybody(BOTH)(entrance.SignIn.as_view()), name="account_login"),
    path("logout/", anybody(PRESS)(entrance.SignOut.as_view()), name="account_logout"),
    path("prove/", account.prove, name="account_reauthenticate"),
    path("prove/", account.prove, name="mfa_reauthenticate"),
    path("prove/", account.prove, name="mfa_reauthenticate_webauthn"),
    path("account/", account.account, name="mfa_index"),
    path("account/", account.account, name="mfa_list_webauthn"),
    path("account/", account.account, name="socialaccount_connections"),
    path("login/", anybody(BOTH)(entrance.SignIn.as_view()), name="socialaccount_login_cancelled"),
]

urlpatterns = [
    path("login/", anybody(BOTH)(entrance.SignIn.as_view()), name="login"),
    path(
        "login/factor/", anybody(BOTH)(second_factor.AskFactor.as_view()), name="mfa_authenticate"
    ),
    path("logout/", anybody(PRESS)(entrance.SignOut.as_view()), name="logout"),
    path("prove/", account.prove, name="prove"),
    path("account/", account.account, name="account"),
    path("account/password/", account.change_password, name="change_password"),
    path("account/sessions/end/", account.end_sessions, name="end_sessions"),
    path("account/resume/", account.resume, name="resume"),
    path("account/app/", signed_in()(proven(totp.activate_totp)), name="mfa_activate_totp"),
    path("account/app/remove/", signed_in()(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/codes/", signed_in()(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "account/codes/new/",
        signed_in()(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("account/passkey/", signed_in()(proven(webauthn.add_webauthn)), name="mfa_add_webauthn"),
    path(
        "account/passkey/<int:pk>/remove/",
        signed_in()(webauthn.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
    *of_allauth,
]
