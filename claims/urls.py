from django.urls import path

from claims.views import public

urlpatterns = [
    path("healthz", public.healthz, name="healthz"),
]
