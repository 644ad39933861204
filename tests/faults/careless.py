"""Pages that the service has not, for positive controls: an entrance that hashes whatever comes."""

from django.contrib.auth.views import LoginView
from django.urls import include, path

urlpatterns = [
    path("login/", LoginView.as_view(template_name="registration/login.html"), name="login"),
    path("", include("config.urls")),
]
