"""Loaded by `-p tests.servers`, before pytest-django reads the settings.

Without DATABASE_URL the run gets a PostgreSQL and a Valkey of its own in a temporary folder.
They stop with the run, however it ends. The workers of xdist inherit the environment.
"""

import atexit
import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from config import servers

pytest_plugins = ["tests.homes"]

if "PYTEST_XDIST_WORKER" not in os.environ:
    home = Path(tempfile.mkdtemp(prefix="santunan-tests-"))
    if servers.keeper.ROOT:
        home.chmod(0o711)  # the servers run as nobody and pass through it
    os.environ |= {
        "SANTUNAN_HOME": str(home),
        "SANTUNAN_ENV": "tests",
        "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
        # Whatever disk the tests run on; what is refused on a full one has a test of its own.
        "PAPER_DISK_FREE": "0",
        # Playwright keeps an event loop in the test's own thread; Django would refuse the
        # database there.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    }
    wanted = {"database": "DATABASE_URL", "redis": "REDIS_URL"}
    kinds = tuple(kind for kind, name in wanted.items() if not os.environ.get(name))
    stack = contextlib.ExitStack()
    stack.callback(shutil.rmtree, home, ignore_errors=True)
    if kinds:
        addresses = stack.enter_context(servers.started(home, kinds, throwaway=True))
        os.environ |= {wanted[kind]: address for kind, address in addresses.items()}
    owner = os.getpid()
    # A forked child must not take the servers away with its own end.
    atexit.register(lambda: stack.close() if os.getpid() == owner else None)
