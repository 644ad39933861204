"""The addresses as they are where a government's sign-on is set."""

from django.urls import include, path

urlpatterns = [
    path("sso/", include("config.sign_on")),
    path("", include("config.urls")),
]
