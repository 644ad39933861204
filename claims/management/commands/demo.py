"""`make demo`: the whole service on this machine, with people and claims to look at."""

import contextlib
import fcntl
import http.client
import io
import json
import os
import signal
import socket
import sys
import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from config import keeper, servers
from config.children import Children

# Of each web process. A phone that sends a photo slowly holds one until it is through; a proxy that
# takes the whole of it first, as production has one, needs fewer.
THREADS = 32


class Command(BaseCommand):
    help = (
        "Prepare the database, fill it with example claims if it is empty, and run web, worker "
        "and beat until Ctrl-C. PORT chooses the port, SANTUNAN_HOME where the data lives."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--claims", type=int, default=60, help="how many to begin with")

    def handle(self, *, claims, **options):
        """
        1. one demo per home; what a killed one left behind goes
        2. database, static files, reference tables, example claims
        3. web first, so that the page comes soon; then worker and beat
        4. watch them until a signal, then end everything
        """
        if settings.PRODUCTION:
            raise CommandError("The demo makes accounts with known passwords: not in production.")
        if not settings.DATABASE_URL or not settings.REDIS_URL:
            raise CommandError("Start it with `make demo` or `manage.py demo`.")
        self.port = int(os.environ.get("PORT", "8000"))
        self.stopping, self.prepared = False, False
        # A background job begins with INT ignored: an own handler takes it back.
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, self.stop)
        children = Children(servers.laid(settings.HOME), os.environ | {"PORT": str(self.port)})
        with (settings.HOME / "run" / "demo").open("a+") as mine:
            if not self.only_one(mine):
                return
            # What was killed just now lets go of its port a moment later.
            patience = 5 if children.end_orphans() else 0
            if not keeper.wait_until(self.port_is_free, patience):
                raise CommandError(
                    f"Port {self.port} is taken by another program. "
                    f"Choose one: PORT={self.port + 1} make demo"
                )
            accounts = self.prepare(claims)
            try:
                self.prepared = True
                self.run_all(children, accounts)
            finally:
                self.say("Stopping.")
                children.stop()

    def stop(self, *_):
        if not self.prepared:
            sys.exit(1)
        # From here on it only marks: an exception out of nowhere could lose a child just born.
        self.stopping = True

    def say(self, words):
        # The terminal may be gone (HUP): that must not keep us from stopping the rest.
        with contextlib.suppress(OSError):
            self.stdout.write(words)
            self.stdout.flush()

    def only_one(self, mine):
        try:
            fcntl.flock(mine, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            mine.seek(0)
            self.say(f"The demo is running already: {mine.read().strip() or 'it just starts'}")
            return False
        mine.truncate(0)
        mine.write(settings.SITE_ADDRESS)
        mine.flush()
        return True

    def port_is_free(self):
        with socket.socket() as probe:
            # Without this, connections of the last run that still fade away would count.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.port))
            except PermissionError:
                raise CommandError(f"Port {self.port} is not open to this user.") from None
            except OSError:
                return False
        return True

    def prepare(self, claims):
        self.say("Preparing the database and its example claims ...")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        call_command("load_reference", stdout=io.StringIO())
        seeded = io.StringIO()
        call_command(
            "seed_demo", "--seed", "7", "--claims", str(claims), "--if-empty", "--json",
            stdout=seeded,
        )  # fmt: skip
        call_command("sweep", stdout=io.StringIO())
        connections.close_all()
        return json.loads(seeded.getvalue())["accounts"]

    def run_all(self, children, accounts):
        python, own = sys.executable, settings.SITE_ADDRESS
        children.start(
            "web", python, "-m", "granian", "--interface", "wsgi", "config.wsgi:application",
            "--host", "127.0.0.1", "--port", str(self.port), "--no-ws",
            "--workers", str(min(2, os.cpu_count() or 1)), "--blocking-threads", str(THREADS),
            "--respawn-failed-workers", "--workers-kill-timeout", "5", "--log-level", "warning",
        )  # fmt: skip
        self.wait_for_web(children)
        if self.stopping:
            return
        celery = (python, "-m", "celery", "-A", "config")
        children.start(
            "worker", *celery, "worker", "--concurrency", "2", "--without-gossip",
            "--without-mingle", "--loglevel", "warning",
        )  # fmt: skip
        schedule = str(settings.HOME / "run" / "beat")
        children.start("beat", *celery, "beat", "--schedule", schedule, "--loglevel", "warning")
        self.say(f"\n{self.table(accounts)}\n\nSantunan: {own}  (Ctrl-C ends it)")
        self.watch(children)

    def wait_for_web(self, children):
        end = time.monotonic() + 60
        while not self.stopping:
            if children.fallen():
                raise CommandError(children.last_words("web"))
            try:
                # Not urllib: it would go by the proxy that the environment may name.
                line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                line.request("GET", "/healthz")
                if line.getresponse().status < 500:
                    return
                trouble = "it answers with an error"
            except OSError as error:
                trouble = str(error)
            if time.monotonic() > end:
                raise CommandError(f"The web does not come up: {trouble}.")
            time.sleep(0.1)

    def watch(self, children):
        embedded = servers.running(settings.HOME, "database") == settings.DATABASE_URL
        ticks = 0
        while not self.stopping:
            time.sleep(0.5)
            ticks += 1
            if name := children.fallen():
                self.say(children.last_words(name))
                if self.stopping or not children.revive(name):
                    raise CommandError(f"{name} does not stay up.")
                self.say(f"Started {name} again.")
            # Every ten seconds: without its database the rest only looks alive.
            if embedded and ticks % 20 == 0 and not servers.running(settings.HOME, "database"):
                log = settings.HOME / "log" / "postgres.log"
                raise CommandError(f"The database is gone; see {log}.")

    def table(self, accounts):
        rows = [("role", "username", "password", "place")]
        for role, people in accounts.items():
            one = people[0]
            rows.append((role, one["username"], one["password"], one.get("place") or ""))
        widths = [max(len(row[column]) for row in rows) for column in range(4)]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        )
