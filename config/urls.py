from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from claims.access import BOTH, anybody
from claims.views import entrance
from claims.views.language import choose

# Its pattern for every other address reads a long one again from each of its signs.
admin.site.final_catch_all_view = False

urlpatterns = [
    path("admin/login/", anybody(BOTH)(entrance.to_sign_in)),
    path("admin/password_change/", anybody()(RedirectView.as_view(pattern_name="change_password"))),
    path("admin/", admin.site.urls),
    path("i18n/setlang/", choose, name="set_language"),
    path("", include("claims.urls")),
]
if settings.OIDC_SERVER:
    urlpatterns.append(path("sso/", include("config.sign_on")))

handler500 = "claims.views.trouble.failed"
