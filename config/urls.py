from django.contrib import admin
from django.urls import include, path

from claims.views.language import choose

urlpatterns = [
    path("admin/", admin.site.urls),
    path("i18n/setlang/", choose, name="set_language"),
    path("", include("claims.urls")),
]

handler500 = "claims.views.trouble.failed"
