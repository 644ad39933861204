"""Every page. The verb in the URL is the verb of the machine."""

from django.urls import include, path

from claims.views import public

village = []
district = []
panel = []
money = []

urlpatterns = [
    path("healthz", public.healthz, name="healthz"),
    path("village/", include((village, "village"))),
    path("district/", include((district, "district"))),
    path("panel/", include((panel, "panel"))),
    path("money/", include((money, "money"))),
]
