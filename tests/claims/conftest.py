import pytest

from tests import sinks


@pytest.fixture
def gateway(tmp_path):
    with sinks.gateway(tmp_path) as sink:
        yield sink


@pytest.fixture
def post_office(tmp_path, settings):
    with sinks.post_office(tmp_path) as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink
