import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Before the settings are read: the pages' statements have limits of time.
os.environ.setdefault("SANTUNAN_PROCESS", "web")

application = get_wsgi_application()

from claims.demo import left_over  # noqa: E402 - models exist from here on

left_over.refuse()
