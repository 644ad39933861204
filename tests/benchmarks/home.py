"""A service of the benchmark's own: its database with the settings of the demo, which a power cut
may not harm, and nothing else. Entered before Django reads its settings."""

import contextlib
import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from config import keeper, servers


def roomy() -> tuple[str, ...]:
    """What whoever keeps a million claims gives their database: a quarter of the memory, and room
    for its log between checkpoints. All else as it comes, and every COMMIT on the disk."""
    quarter = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**22
    return f"shared_buffers={quarter}MB", "max_wal_size=16GB", "checkpoint_timeout=30min"


@contextlib.contextmanager
def database(*others: str) -> Iterator[None]:
    """Gone with the block. As in the demo every COMMIT is on the disk before it counts. others:
    servers beside it, "redis"."""
    home = Path(tempfile.mkdtemp(prefix="santunan-bench-"))
    home.chmod(0o711 if keeper.ROOT else 0o700)  # the servers run as nobody and pass through it
    try:
        with servers.started(home, ("database", *others), settings=roomy()) as addresses:
            os.environ |= {
                "SANTUNAN_HOME": str(home),
                "SANTUNAN_ENV": "demo",
                "DATABASE_URL": addresses["database"],
                "REDIS_URL": addresses.get("redis", ""),
                "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
                "LOG_LEVEL": "ERROR",
                "DJANGO_SETTINGS_MODULE": "config.settings",
            }
            import django
            from django.core.management import call_command

            django.setup()
            call_command("migrate", verbosity=0)
            call_command("load_reference", stdout=io.StringIO())
            yield
    finally:
        shutil.rmtree(home, ignore_errors=True)


def copied(name: str) -> str:
    """The database as it is now, under another name."""
    from django.db import connection

    here, at = connection.settings_dict["NAME"], {**connection.get_connection_params()}
    connection.close()
    import psycopg

    with psycopg.connect(**at | {"dbname": "postgres"}, autocommit=True) as line:
        line.execute(f'CREATE DATABASE "{name}" TEMPLATE "{here}"')
    return name
