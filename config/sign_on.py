"""The two addresses of a government's sign-on, there only where one is set."""

from django.urls import path

from claims.views import sign_on

urlpatterns = [
    path("<str:provider_id>/login/", sign_on.login, name="openid_connect_login"),
    path("<str:provider_id>/login/callback/", sign_on.callback, name="openid_connect_callback"),
]
