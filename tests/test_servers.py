"""Real processes on real data, each in a home of its own."""

import os
import signal
import stat
import subprocess
import sys
import threading

import pytest

from config import keeper, servers
from tests.homes import ROOT, environment, left
from tests.waiting import PATIENCE

COUNT = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("select pg_advisory_lock(1)")  # two "if not exists" at once can clash
    cursor.execute("create table if not exists visit (at int); insert into visit values (1)")
    cursor.execute("select count(*) from visit")
    print("visits", cursor.fetchone()[0])
"""


BOTH = ("database", "redis")


def start(home, *argv, **more):
    command = [sys.executable, "manage.py", *argv]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment(home, **more), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def visits(process):
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    return int(out.rpartition("visits ")[2])


def test_single_command_has_a_database_and_leaves_nothing_running(home):
    assert visits(start(home, "shell", "-v0", "-c", COUNT)) == 1
    assert left(home) == []
    assert servers.running(home, "database") is None
    secrets = home / "secrets"
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in secrets.glob("[a-z]*")}
    kept = {"secret_key", "sealing_keys", "audit_key", "database_password", "redis_password"}
    assert modes == dict.fromkeys(kept, 0o600)


@pytest.mark.parametrize("victims", ["owner", "owner and keeper"])
def test_servers_of_a_killed_command_stop_and_the_data_stays(home, victims):
    owner = start(
        home, "shell", "-v0", "-c", f"{COUNT}\nprint(flush=True)\nimport time\ntime.sleep(99)"
    )
    assert owner.stdout.readline() == "visits 1\n"
    assert servers.running(home, "database")
    if victims == "owner and keeper":
        guard = next(pid for pid in left(home) if "keeper.main" in keeper.command_line(pid))
        os.kill(guard, signal.SIGKILL)
    owner.kill()
    owner.wait()
    if victims == "owner":
        assert keeper.wait_until(lambda: not left(home), PATIENCE)
    else:
        assert left(home), "the servers outlive a killed keeper"
    assert visits(start(home, "shell", "-v0", "-c", COUNT)) == 2
    assert left(home) == []


def test_two_commands_at_once_share_one_database(home):
    both = [start(home, "shell", "-v0", "-c", COUNT + "import time; time.sleep(1)") for _ in "ab"]
    assert sorted(visits(process) for process in both) == [1, 2]
    assert left(home) == []


def test_secret_is_the_same_for_all_who_ask_at_once(tmp_path):
    answers = []
    ask = [
        threading.Thread(target=lambda: answers.append(servers.secret(tmp_path, "sealing_keys")))
        for _ in range(8)
    ]
    for thread in ask:
        thread.start()
    for thread in ask:
        thread.join()
    assert len(answers) == 8
    assert len(set(answers)) == 1
    assert answers[0].startswith("k1:")


@pytest.mark.parametrize("missing", ["SECRET_KEY", "SEALING_KEYS", "AUDIT_KEY", "DATABASE_URL"])
def test_production_does_not_start_without(missing, tmp_path):
    given = {
        "SECRET_KEY": "x" * 50,
        "SEALING_KEYS": "k1:AAAA",
        "AUDIT_KEY": "a1:AAAA",
        "DATABASE_URL": "postgresql://a@b/c",
    }
    del given[missing]
    process = start(tmp_path, "migrate", SANTUNAN_ENV="production", **given)
    assert f"Production needs {missing} in" in process.communicate(timeout=PATIENCE)[1]
    assert process.returncode != 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        (["calculate_benefits", "-"], ()),
        (["calculate_deadlines", "cases.json"], ()),
        (["calculate_benefits", "--database", "-"], BOTH),
        (["calculate_benefits", "-", "--data"], BOTH),
        (["calculate_deadlines", "--regency", "16.02", "-"], BOTH),
        (["calculate_deadlines", "--regency=16.02", "-"], BOTH),
        (["calculate_deadlines", "--database", "--help"], ()),
        (["state"], BOTH),
        (["demo"], BOTH),
        (["check"], ()),
    ],
)
def test_servers_come_along_for_who_needs_them(words, kinds):
    assert servers.needed(["manage.py", *words], {}) == kinds


def test_who_brings_a_database_gets_redis_for_the_demo_alone():
    own = {"DATABASE_URL": "postgresql://a@b/c"}
    assert servers.needed(["manage.py", "state"], own) == ()
    assert servers.needed(["manage.py", "demo"], own) == ("redis",)
    assert servers.needed(["manage.py", "demo"], own | {"REDIS_URL": "redis://d"}) == ()


def test_the_calculator_stands_on_the_running_database(home):
    """The figure that was changed there counts with --database, and not without it."""
    case = '[{"id": "a", "programme": "santunan_oki", "event_on": "2025-09-10", "decile": 1}]'
    (home / "case.json").write_text(case)

    def manage(*words):
        process = start(home, *words)
        out, err = process.communicate(timeout=PATIENCE)
        return process.returncode, out, err

    with servers.started(home):
        code, out, err = manage("calculate_benefits", "--database", f"{home}/case.json")
        assert (code, out) == (2, "") and "The database can't answer" in err
        change = "from django.core.management import call_command as call\n"
        change += "from regencies.models import Figure as F\n"
        change += "call('migrate', verbosity=0)\ncall('load_reference', verbosity=0)\n"
        change += "F.objects.filter(key='oki_santunan_amount').update(value=2_000_000)"
        assert manage("shell", "-v0", "-c", change)[0] == 0
        told = manage("calculate_benefits", "--database", f"{home}/case.json")[1]
        assert '"cash": 2000000' in told
        assert '"cash": 1000000' in manage("calculate_benefits", f"{home}/case.json")[1]
        assert manage("calculate_benefits", "--regency", "99.99", f"{home}/case.json")[0] == 2
    assert left(home) == []
