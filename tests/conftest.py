import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test import override_settings
from django.utils import translation
from playwright.sync_api import sync_playwright

from tests import build, chromium, trail


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Every test database holds the reference tables. It is emptied after tests whose rows are
    committed, which its tables would refuse: test_app_role sees that they do."""
    with django_db_blocker.unblock():
        trail.let_be_emptied()
        call_command("load_reference", verbosity=0)
        # Pages name 1602-26-000417 as an example. A claim that came by that very number would be
        # seen where it is not: once in some hundred runs, in whichever test it fell to.
        with connection.cursor() as cursor:
            cursor.execute("ALTER SEQUENCE claim_number RESTART WITH 500001")


@pytest.fixture(scope="session", autouse=True)
def papers(tmp_path_factory):
    """A folder for each process of the run: what one sweeps away as nobody's is in the database of
    another."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("papers")):
        yield


@pytest.fixture
def committed(transactional_db):
    """For tests with several connections: rows are really committed, so the flush of the test
    before took the reference tables away."""
    call_command("load_reference", verbosity=0)


@pytest.fixture(autouse=True)
def own_language():
    """The language of a test's last page is no business of the next test."""
    yield
    translation.deactivate()


@pytest.fixture
def people(db):
    """One person for each role at build.HERE."""
    return build.everybody()


@pytest.fixture(scope="session")
def playwright():
    """As pytest-playwright's own, with one thing before it: from here on an event loop runs in
    this thread, and Django opens other connections. One left open behind them would be shared
    with every forked child, and hold for ever what a killed child had locked."""
    connections.close_all()
    started = sync_playwright().start()
    yield started
    started.stop()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    path = chromium.found()
    assert path, chromium.HOW
    return {
        **browser_type_launch_args,
        "executable_path": path,
        "args": [
            "--no-sandbox",  # Chromium has none as root
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }
