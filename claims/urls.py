"""Every page. The verb in the URL is the verb of the machine."""

from django.contrib.auth.views import LogoutView
from django.urls import include, path, register_converter

from claims.views import entrance, inbox, paper, public


class Code:
    """A claim's code, 1602-26-000417. Nothing else reaches the database."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{6,9}"
    to_python = to_url = staticmethod(str)


register_converter(Code, "code")

village = []
district = []
panel = []
money = []

urlpatterns = [
    path("", entrance.home, name="home"),
    path("login/", entrance.SignIn.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.read, name="inbox_read"),
    path("claims/<code:code>/", entrance.claim, name="claim"),
    path("papers/<code:code>/<slug:token>", paper.paper, name="paper"),
    path("healthz", public.healthz, name="healthz"),
    path("village/", include((village, "village"))),
    path("district/", include((district, "district"))),
    path("panel/", include((panel, "panel"))),
    path("money/", include((money, "money"))),
]
