from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = _("Claims")

    def ready(self):
        from django.contrib.auth.signals import user_logged_in

        from claims import unguarded  # noqa: F401 - registers its check
        from claims.beginning import begin
        from claims.demo import left_over  # noqa: F401 - registers its check

        user_logged_in.connect(begin, dispatch_uid="session begins")
