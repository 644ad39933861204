"""config/compose.yaml without its images: the commands of its services, with their environment, as
plain processes on the embedded servers; and the proxy's configuration, read."""

import contextlib
import http.client
import json
import os
import re
import secrets
import shlex
import shutil
import subprocess
import sys
from base64 import b64encode
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

from config import keeper
from tests.faults.sites import Postgres
from tests.homes import ROOT
from tests.waiting import PATIENCE

COMPOSE = ROOT / "config" / "compose.yaml"
EXAMPLE = ROOT / "config" / "santunan.env.example"
SITE = "santunan.example.go.id"
OURS = ("prepare", "web", "worker", "beat")


@pytest.fixture(scope="module")
def services() -> dict:
    return yaml.safe_load(COMPOSE.read_text())["services"]


def example() -> dict[str, str]:
    lines = (line for line in EXAMPLE.read_text().splitlines() if line and line[0] != "#")
    return dict(line.split("=", 1) for line in lines)


def filled() -> dict[str, str]:
    """santunan.env as an operator fills it."""
    key = b64encode(os.urandom(32)).decode()
    made = {
        "SECRET_KEY": secrets.token_urlsafe(48), "SEALING_KEYS": f"k1:{key}",
        "AUDIT_KEY": f"a1:{key}", "POSTGRES_PASSWORD": "test",
        "APP_ROLE_PASSWORD": secrets.token_hex(24), "REDIS_PASSWORD": secrets.token_hex(24),
    }  # fmt: skip
    return example() | made


def interpolated(text: str, values: dict[str, str]) -> str:
    return re.sub(r"\$\{(\w+)\}", lambda one: values[one[1]], text)


class Plain:
    """The services as processes: other places for the database, Redis and the folders."""

    def __init__(self, services: dict, home: Path, database: str, redis: str):
        self.services, self.home, self.values = services, home, filled()
        self.port = keeper.free_port()
        self.places = {
            "@db:5432/": f"@{urlsplit(database).netloc.rpartition('@')[2]}/",
            "@redis:6379/0": f"@{urlsplit(redis).netloc.rpartition('@')[2]}/0",
            "/var/lib/santunan": str(home / "files"), "/tmp/beat": str(home / "beat"),
            "--host 0.0.0.0 --port 8000": f"--host 127.0.0.1 --port {self.port}",
        }  # fmt: skip
        (home / "files").mkdir()

    def here(self, text: str) -> str:
        text = interpolated(text, self.values)
        for theirs, ours in self.places.items():
            text = text.replace(theirs, ours)
        return text

    def environment(self, name: str) -> dict[str, str]:
        """What compose gives: the file and the service's own, and of this machine its PATH."""
        own = {key: self.here(str(one)) for key, one in self.services[name]["environment"].items()}
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        # Shorter than a minute, so that nobody waits for it.
        return self.values | {"PATH": path, "LANG": "C.UTF-8", "SWEEP_SECONDS": "1"} | own

    def words(self, name: str) -> list[str]:
        command = self.services[name]["command"]
        if isinstance(command, str):
            return shlex.split(self.here(" ".join(command.split())))
        return [self.here(word) for word in command]

    def start(self, name: str) -> subprocess.Popen:
        with (self.home / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                self.words(name), cwd=ROOT, env=self.environment(name), stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def said(self, name: str) -> str:
        return (self.home / f"{name}.log").read_text(errors="replace")

    def get(self, path: str) -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        # As the proxy sends it.
        sent = {"Host": SITE, "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
        line.request("GET", path, headers=sent)
        answer = line.getresponse()
        return answer.status, answer.read().decode()


@pytest.fixture
def database(home):
    """A server of its own with an owner who may make the app's role, as the image's owner may."""
    made = Postgres(home, "CREATEROLE")
    made.start()
    made.fill()
    yield made
    made.stop()


@contextlib.contextmanager
def redis_with(password: str):
    port = keeper.free_port()
    words = [str(keeper.valkey_binary()), "--port", str(port), "--bind", "127.0.0.1", "--save", "",
             "--appendonly", "no", "--requirepass", password]  # fmt: skip
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    try:
        assert keeper.wait_until(lambda: keeper.answers(port), PATIENCE)
        yield port
    finally:
        process.kill()
        process.wait()


@pytest.mark.skipif(
    "grant_app_role" not in get_commands(), reason="the app's own role is not made here yet"
)
def test_the_services_serve_a_page_and_sweep(committed, database, home, services):
    plain = Plain(services, home, database.url, "redis://127.0.0.1:1/0")
    started = []
    with redis_with(plain.values["REDIS_PASSWORD"]) as port:
        plain.places["@redis:6379/0"] = f"@127.0.0.1:{port}/0"
        try:
            prepare = plain.start("prepare")
            assert prepare.wait(PATIENCE) == 0, plain.said("prepare")
            started = [plain.start(name) for name in ("web", "worker", "beat")]
            assert keeper.wait_until(lambda: swept(plain), PATIENCE), "\n".join(
                plain.said(name) for name in OURS
            )
            status, page = plain.get("/")
            assert status == 200 and "Santunan" in page
            style = re.search(r'href="(/static/[^"]+\.css)"', page)[1]
            assert plain.get(style)[0] == 200
            assert plain.get("/metrics")[0] == 404
            # The line of that request: JSON, and no address of anybody.
            lines = [json.loads(line) for line in plain.said("web").splitlines() if line[:1] == "{"]
            assert any(line.get("event") == "request" and line["status"] == 200 for line in lines)
            assert "203.0.113.9" not in plain.said("web")
        finally:
            for process in started:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, 9)
                process.wait()
    # The web and the worker were not the owner of the tables.
    who = database.ask("SELECT rolcreatedb, rolsuper FROM pg_roles WHERE rolname = 'santunan_app'")
    assert who == [(False, False)]
    with psycopg.connect(app_url(database, plain)) as line, pytest.raises(psycopg.Error):
        line.execute("DELETE FROM claims_event")


def app_url(database, plain) -> str:
    return database.url.replace(
        "santunan:test", f"santunan_app:{plain.values['APP_ROLE_PASSWORD']}"
    )


def swept(plain) -> bool:
    with contextlib.suppress(OSError):
        return plain.get("/healthz")[0] == 200
    return False


def test_every_name_that_compose_fills_in_stands_in_the_example():
    asked = set(re.findall(r"\$\{(\w+)\}", COMPOSE.read_text()))
    assert asked <= set(example())


def test_no_secret_stands_in_the_example():
    told = example()
    for name in ("SECRET_KEY", "SEALING_KEYS", "AUDIT_KEY", "POSTGRES_PASSWORD",
                 "APP_ROLE_PASSWORD", "REDIS_PASSWORD", "EMAIL_HOST_PASSWORD"):  # fmt: skip
        assert told[name] == ""


def test_the_database_of_compose_keeps_values_out_of_its_log(services):
    command = " ".join(services["db"]["command"].split())
    for setting in keeper.DISCREET:
        assert f"-c {setting}" in command
    assert "synchronous_commit=on" in command and "fsync=off" not in command


def test_only_the_proxy_can_be_reached_from_outside(services):
    assert [name for name, one in services.items() if "ports" in one] == ["proxy"]
    for name in OURS:
        assert services[name]["read_only"] and services[name]["cap_drop"] == ["ALL"]
    app = [services[name]["environment"]["DATABASE_URL"] for name in ("web", "worker", "beat")]
    assert all("//santunan_app:" in url for url in app)


def test_only_who_prepares_knows_the_owner_s_password(services, home):
    """The whole environment that compose gives: the file's lines, and over them the service's."""
    plain = Plain(services, home, "postgresql://owner@127.0.0.1:1/x", "redis://127.0.0.1:1/0")
    plain.values["POSTGRES_PASSWORD"] = word = secrets.token_hex(24)
    knows = set()
    for name, one in services.items():
        given = dict(plain.values) if "env_file" in one else {}
        for key, each in one.get("environment", {}).items():
            given[key] = interpolated(str(each), plain.values)
        if any(word in each for each in given.values()):
            knows.add(name)
    assert knows == {"db", "prepare"}


def directives(text: str) -> list[tuple[str, ...]]:
    """nginx's own grammar, as far as one file needs it: words, blocks, semicolons."""
    text = re.sub(r"(?m)#.*$", "", text)
    found, depth = [], 0
    for words, end in re.findall(r"((?:'[^']*'|[^;{}'])*)([;{}])", text):
        depth += {"{": 1, "}": -1, ";": 0}[end]
        assert depth >= 0, "a block is closed that was not opened"
        if words.strip():
            found.append(tuple(re.findall(r"'[^']*'|\S+", words)))
    assert depth == 0, "a block is not closed"
    return found


def test_the_proxy_waits_for_slow_phones_and_limits_sizes():
    text = (ROOT / "config" / "nginx.conf").read_text()
    told = directives(text)
    for wanted in (
        ("proxy_request_buffering", "on"), ("proxy_buffering", "on"),
        ("ssl_protocols", "TLSv1.2", "TLSv1.3"), ("proxy_pass", "http://web:8000"),
        ("proxy_set_header", "X-Forwarded-Proto", "https"),
        ("proxy_set_header", "X-Forwarded-For", "$remote_addr"),
        ("location", "=", "/metrics"), ("return", "404"),
    ):  # fmt: skip
        assert wanted in told, wanted
    (most,) = [words[1] for words in told if words[0] == "client_max_body_size"]
    assert int(most.removesuffix("m")) * 1_000_000 > settings.PAPER_MAX_BYTES
    (line,) = [" ".join(words) for words in told if words[0] == "log_format"]
    for variable in ("$request ", "$request_uri", "$args", "$remote_addr", "$http_referer"):
        assert variable not in line + " "


@pytest.mark.skipif(not shutil.which("nginx"), reason="the program itself is not on this machine")
def test_nginx_itself_takes_the_configuration(tmp_path):
    tls = tmp_path / "tls"
    tls.mkdir()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={SITE}",
         "-keyout", tls / "privkey.pem", "-out", tls / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    server = interpolated((ROOT / "config" / "nginx.conf").read_text(), {"SITE_HOST": SITE})
    server = server.replace("/etc/nginx/tls", str(tls)).replace("http://web:", "http://127.0.0.1:")
    (tmp_path / "nginx.conf").write_text(
        f"events {{}}\npid {tmp_path}/pid;\nhttp {{\n{server}\n}}\n"
    )
    done = subprocess.run(
        ["nginx", "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf"], capture_output=True,
        text=True,
    )  # fmt: skip
    # Debian's older nginx knows http2 as a word of listen.
    assert done.returncode == 0 or 'unknown directive "http2"' in done.stderr, done.stderr
