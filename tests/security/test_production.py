"""S21: production does not start with what makes a demo of it. Each bad start ends with a sentence
that names its variable; the good one starts."""

import subprocess
import sys
from base64 import b64encode

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from claims.demo import people as demo
from config import keeper, production
from regencies.models import Person
from tests.faults.counts import FULL, say
from tests.faults.parts import database_url
from tests.homes import ROOT, environment
from tests.waiting import PATIENCE

KEY = "vZ3-Qm8_kLw2Xr7TbYc5Nd1Hf9Gs4Ja6Pu0Ee_RoIiVtWyMz7q4Kd"
BYTES, ZEROS = (b64encode(bytes(each)).decode() for each in (range(32), 32))
GOOD = {
    "SANTUNAN_ENV": "production",
    "SECRET_KEY": KEY,
    "SEALING_KEYS": f"k1:{BYTES}",
    "AUDIT_KEY": f"a1:{BYTES}",
    "ALLOWED_HOSTS": "santunan.example.go.id",
    "SITE_ADDRESS": "https://santunan.example.go.id",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
}
BAD = {
    "SANTUNAN_ENV": {"SANTUNAN_ENV": "Production"},
    "SEALING_KEYS": {"SEALING_KEYS": "changeme"},
    "AUDIT_KEY": {"AUDIT_KEY": f"a1:{ZEROS}"},
    "INDEX_KEYS": {"INDEX_KEYS": "i1:changeme"},
    "EMAIL_BACKEND": {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"},
    "SECRET_KEY": {"SECRET_KEY": "santunan-insecure-change-me-change-me-change-me-change-me"},
    "DEBUG": {"DEBUG": "1"},
    "ALLOW_TIME_TRAVEL": {"ALLOW_TIME_TRAVEL": "1"},
    "ALLOWED_HOSTS": {"ALLOWED_HOSTS": "santunan.example.go.id *"},
    "TASKS_EAGER": {"TASKS_EAGER": "1"},
    # With an account of the demo in the database that it names.
    "DATABASE_URL": {},
}
STARTS = {
    "web": ["-c", "import config.wsgi"],
    "worker": ["-m", "celery", "-A", "config", "worker", "--concurrency", "1"],
    "beat": ["-m", "celery", "-A", "config", "beat", "--schedule", "{home}/beat", "--pidfile="],
    "migrate": ["manage.py", "migrate", "--noinput"],
}
KINDS = list(STARTS) if FULL else ["web"]


def started(home, kind: str, **more) -> tuple[int, str]:
    words = [sys.executable, *(word.format(home=home) for word in STARTS[kind])]
    given = GOOD | {"DATABASE_URL": database_url(), "REDIS_URL": settings.REDIS_URL} | more
    process = subprocess.Popen(
        words, cwd=ROOT, env=environment(home, **given), text=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        # A worker or beat that starts goes on for ever.
        said = process.communicate(timeout=8 if kind in {"worker", "beat"} else PATIENCE)[1]
    except subprocess.TimeoutExpired:
        process.kill()
        return 0, process.communicate()[1]
    return process.returncode, said


@pytest.mark.parametrize("name", BAD)
def test_a_bad_start_ends_with_a_sentence_that_names_its_variable(committed, home, name):
    if name == "DATABASE_URL":
        demo.settle_in(timezone.now())
    for kind in KINDS:
        code, said = started(home, kind, **BAD[name])
        assert code not in {0, None} and name in said, (kind, said[-2000:])
    say(f"S21 bad starts, {name}", len(KINDS), len(STARTS), refused=len(KINDS))


def test_control_without_the_fault_each_of_them_starts(committed, home):
    for kind in KINDS:
        code, said = started(home, kind)
        assert code == 0, (kind, said[-2000:])
    say("S21 control, good starts", len(KINDS), len(STARTS), started=len(KINDS))


def test_who_only_has_a_name_of_the_demo_is_no_account_of_the_demo(committed, home):
    Person.objects.create(username="admin", name="Admin", password=make_password(KEY))
    assert started(home, "web")[0] == 0


def test_a_demo_account_that_is_closed_does_not_count(committed, home):
    demo.settle_in(timezone.now())
    Person.objects.update(is_active=False)
    assert started(home, "web")[0] == 0


@pytest.mark.parametrize(
    "key", ["x" * 60, "short", KEY[:30], f"change-me-{KEY}", "django-insecure-" + KEY]
)
def test_a_key_that_somebody_typed_is_no_key(key):
    assert production.made_up(key) and not production.made_up(KEY)


@pytest.mark.parametrize("name", ["Production", "PRODUCTION", "prod", "production ", ""])
def test_an_environment_that_there_is_not_is_no_demo(home, name):
    """It would have time travel, no second factor and no TLS, on the site's own address."""
    for words in (["check"], ["migrate", "--noinput"]):
        done = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, text=True, capture_output=True,
            env=environment(home, SANTUNAN_ENV=name), timeout=PATIENCE,
        )  # fmt: skip
        assert done.returncode not in {0, None} and "SANTUNAN_ENV must be" in done.stderr, words
    # No servers of a demo were begun for it.
    assert not list(home.iterdir())


# b64decode, as it reads keys later, drops whatever it does not know.
TYPED = {
    "a word": "changeme",
    "no name": BYTES,
    "an empty name": f":{BYTES}",
    "a name that no column takes": f"december26:{BYTES}",
    "letters of another alphabet": f"k1:{BYTES.replace('A', '_')}",
    "no end": f"k1:{BYTES.rstrip('=')}",
    "16 bytes": f"k1:{b64encode(bytes(range(16))).decode()}",
    "33 bytes": f"k1:{b64encode(bytes(range(33))).decode()}",
    "zeros": f"k1:{ZEROS}",
    "one letter": f"k1:{b64encode(b'x' * 32).decode()}",
    "a good one, and not": f"k1:{BYTES} k2:changeme",
    "the same name twice": f"k1:{BYTES} k1:{b64encode(bytes(range(1, 33))).decode()}",
    "blanks": "  ",
}


@pytest.mark.parametrize("name", ["SEALING_KEYS", "AUDIT_KEY", "INDEX_KEYS"])
def test_keys_are_judged_before_anything_is_sealed(name):
    for what, typed in TYPED.items():
        told = production.faults(GOOD | {name: typed})
        if (name, what) == ("INDEX_KEYS", "blanks"):
            assert not told
        else:
            (said,) = told
            # What was typed may be most of a key.
            assert name in said and BYTES not in said, what
    both = f"k2:{b64encode(bytes(range(1, 33))).decode()} k1:{BYTES}"
    assert production.faults(GOOD | {name: both}) == []


@pytest.mark.parametrize("kind", ["filebased", "locmem", "console", "dummy"])
def test_mail_that_goes_nowhere_is_no_mail(kind):
    (said,) = production.faults(GOOD | {"EMAIL_BACKEND": f"django.core.mail.backends.{kind}.X"})
    assert "EMAIL_BACKEND" in said
    assert production.faults(GOOD | {"EMAIL_BACKEND": ""}) == []


def test_all_faults_are_said_at_once():
    told = "\n".join(production.faults({"DEBUG": "1", "ALLOWED_HOSTS": "*", "TASKS_EAGER": "yes"}))
    for name in ("SECRET_KEY", "SEALING_KEYS", "DEBUG", "ALLOWED_HOSTS", "TASKS_EAGER"):
        assert name in told


@pytest.mark.parametrize("name", ["SITE_ADDRESS", "OIDC_SERVER"])
def test_addresses_that_are_believed_are_behind_tls(name):
    plain, kept = ({name: f"{way}://sso.example.go.id"} for way in ("http", "https"))
    assert [said for said in production.faults(GOOD | plain) if name in said]
    assert production.faults(GOOD | kept) == production.faults(GOOD | {"OIDC_SERVER": ""}) == []


def test_the_web_has_little_patience_and_a_command_has_all(committed, home):
    """Each kind of process asks the database itself."""
    program = (
        "import django; django.setup()\n"
        "from django.db import connection\n"
        "cursor = connection.cursor()\n"
        "for name in 'statement lock idle_in_transaction_session'.split():\n"
        "    cursor.execute(f'SHOW {name}_timeout'); print(cursor.fetchone()[0])\n"
    )
    limits = {"web": "5s 3s 10s", "worker": "1min 0 0", "command": "0 0 0"}
    for kind, told in limits.items():
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, text=True, capture_output=True, check=True,
            env=environment(home, DATABASE_URL=database_url(), SANTUNAN_PROCESS=kind,
                            DJANGO_SETTINGS_MODULE="config.settings"),
        )  # fmt: skip
        assert done.stdout.split() == told.split(), kind


def test_a_server_of_the_web_that_may_not_start_ends(committed, home):
    """granian, as compose starts it: it gives up instead of trying for ever."""
    words = ["-m", "granian", "--interface", "wsgi", "config.wsgi:application", "--port",
             str(keeper.free_port()), "--no-ws", "--respawn-failed-workers"]  # fmt: skip
    given = GOOD | {"DATABASE_URL": database_url(), "REDIS_URL": settings.REDIS_URL, "DEBUG": "1"}
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment(home, **given), text=True,
        capture_output=True, timeout=PATIENCE,
    )  # fmt: skip
    assert done.returncode != 0 and "DEBUG" in done.stderr + done.stdout
