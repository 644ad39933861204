"""The web behind PgBouncer in transaction mode, as config/docs/scale_out.md sets it: more threads
than connections, and each click is answered and kept once."""

import re
import shutil
import threading
import time
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from claims.models import Claim
from config import keeper
from regencies.models import Role
from tests import build
from tests.faults.counts import say, trials
from tests.faults.parts import database_url
from tests.faults.sites import Browser, elapsed, signed_in, web
from tests.faults.test_web_killed import form
from tests.homes import ROOT
from tests.waiting import PATIENCE

CLICKS, PEOPLE, CONNECTIONS = 400, 8, 3

pytestmark = pytest.mark.skipif(
    not shutil.which("pgbouncer"), reason="PgBouncer is not on this machine (apt install pgbouncer)"
)


@pytest.fixture
def pooler(committed, tmp_path_factory, home):
    """With the page's own settings; other places, and few connections."""
    page = (ROOT / "config" / "docs" / "scale_out.md").read_text()
    settings = re.search(r"```\n(\[databases\].*?)```", page, re.DOTALL)[1]
    at, port = urlsplit(database_url()), keeper.free_port()
    there = f"host={at.hostname} port={at.port} dbname={at.path[1:]}"
    settings = settings.replace("host=db port=5432 dbname=santunan", there)
    settings = settings.replace("default_pool_size = 20", f"default_pool_size = {CONNECTIONS}")
    settings = settings.replace("/etc/pgbouncer/userlist.txt", str(home / "users"))
    settings += f"listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
    for name, text in {"ini": settings, "users": f'"{at.username}" "{at.password}"\n'}.items():
        (home / name).write_text(text)
        (home / name).chmod(0o644)
    made = keeper.Keeper({"home": str(home)})
    made.log.mkdir(exist_ok=True)
    process = made.spawn("pgbouncer", [shutil.which("pgbouncer"), str(home / "ini")])
    url = f"postgresql://{at.username}:{at.password}@127.0.0.1:{port}/santunan"

    def up() -> bool:
        try:
            psycopg.connect(url, connect_timeout=1).close()
        except psycopg.Error:
            return False
        return True

    assert keeper.wait_until(up, PATIENCE), (home / "log" / "pgbouncer.log").read_text()
    yield url
    process.terminate()
    process.wait(PATIENCE)


def pressed(site, session: str, clicks: int) -> tuple[list[int], int, float]:
    """Statuses, the most connections that the database had meanwhile, clicks a second."""
    statuses, most, begun = [], 0, time.monotonic()

    def click(n: int) -> None:
        browser = Browser(site.port, session)
        statuses.extend(browser.post("/village/start/", form()) for _ in range(n))

    threads = [threading.Thread(target=click, args=(clicks // PEOPLE,)) for _ in range(PEOPLE)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        most = max(most, connections())
        time.sleep(0.005)
    return statuses, most, round(len(statuses) / elapsed(begun), 1)


def test_every_click_through_few_connections_is_kept_once(pooler, home):
    clicks = trials(CLICKS)
    session = signed_in(build.everybody()[Role.VILLAGE_HEAD])
    with web(home, pooler, DATABASE_POOLED="1") as site:
        statuses, most, speed = pressed(site, session, clicks)
        kept = Claim.objects.count()
        with psycopg.connect(pooler) as line:
            limits = [line.execute(f"SHOW {name}_timeout").fetchone()[0] for name in
                      ("statement", "lock", "idle_in_transaction_session")]  # fmt: skip
    with web(home, database_url()) as site:
        plain, most_straight, straight = pressed(site, session, clicks)
    say(
        "clicks through PgBouncer", len(statuses), CLICKS, claims=kept, connections=most,
        a_second=speed, straight_connections=most_straight, straight_a_second=straight,
    )  # fmt: skip
    assert statuses == plain == [302] * (clicks // PEOPLE * PEOPLE) and kept == len(statuses)
    assert 0 < most <= CONNECTIONS
    assert limits == ["5s", "3s", "10s"]


def connections() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]
