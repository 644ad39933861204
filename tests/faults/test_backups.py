"""R19: backups taken while claims and papers are written, each of them restored and compared, by
the drill and by these tests' own counting."""

import hashlib
import json
import threading
import time
from pathlib import Path

import psycopg
import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils import timezone

from claims import actions, backups
from claims.backups import drilling, programs, taking
from claims.backups.trouble import Trouble
from claims.models import Document
from config import keeper
from config.database import database
from regencies.models import Role
from tests import build
from tests.faults import crowd, sites
from tests.faults.counts import FULL, say
from tests.faults.parts import database_url
from tests.waiting import PATIENCE

BACKUPS, CLAIMS, MOST_SECONDS, WRITERS = 20, 100_000, 60, 2


@pytest.fixture
def written(committed, settings, tmp_path):
    """Claims with their clocks, in one transaction each, and papers beside them, for as long as
    the block lasts."""
    settings.MEDIA_ROOT = tmp_path / "papers"
    people = build.everybody()
    first = build.claim_in("submitted", people)
    draft = build.draft(people)
    stop, count = threading.Event(), [0] * WRITERS

    def write(n: int) -> None:
        try:
            while not stop.is_set():
                with transaction.atomic():
                    crowd.copies(1, first)
                actions.attach(
                    draft.pk, paper="kk_peserta", file=ContentFile(build.jpeg() + bytes([n, 0])),
                    content_type="image/jpeg", by=people[Role.VILLAGE_HEAD], now=build.NOW,
                )  # fmt: skip
                count[n] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(WRITERS)]
    for thread in threads:
        thread.start()
    yield lambda: sum(count)
    stop.set()
    for thread in threads:
        thread.join()


def restored(folder: Path):
    """A database of the test's own with what the dump holds."""
    made = drilling.scratch_on(database_url())
    at = next(made)
    manifest = json.loads((folder / "manifest.json").read_text())
    drilling.restore(folder / "database.dump", manifest, at)
    return made, at


def own_judgement(folder: Path) -> list[str]:
    """What is wrong with this backup, by this test's own reading of it."""
    manifest = json.loads((folder / "manifest.json").read_text())
    wrong, (made, at) = [], restored(folder)
    line = psycopg.connect(
        host=at["HOST"], port=at["PORT"], user=at["USER"], password=at["PASSWORD"],
        dbname=at["NAME"],
    )  # fmt: skip
    try:
        with line:
            for table, told in manifest["counts"].items():
                (found,) = line.execute(f'SELECT count(*) FROM "{table}"').fetchone()
                if found != told:
                    wrong.append(f"{table}: {told} counted, {found} restored")
            (halves,) = line.execute(
                "SELECT count(*) FROM claims_claim c WHERE state = 'submitted' AND NOT EXISTS "
                "(SELECT FROM claims_deadline d WHERE d.claim_id = c.id)"
            ).fetchone()
            if halves:
                wrong.append(f"{halves} claims without the clock of the same transaction")
            for name, told in line.execute("SELECT file, sha256 FROM claims_document"):
                paper = folder / "media" / name
                if not paper.exists():
                    wrong.append(f"{name} is missing")
                elif hashlib.sha256(paper.read_bytes()).hexdigest() != told:
                    wrong.append(f"{name} has other bytes")
    finally:
        line.close()
        next(made, None)  # the scratch database goes
    return wrong


def test_every_backup_under_writing_is_restored_and_equal(written, tmp_path):
    planned, seconds, wrong, equal = (BACKUPS if FULL else 2), [], [], 0
    began = written()
    for n in range(planned):
        folder = tmp_path / f"backup-{n}"
        before, begun = written(), time.monotonic()
        backups.take(folder, timezone.now())
        seconds.append(time.monotonic() - begun)
        while written() == before:
            time.sleep(0.01)
        wrong += own_judgement(folder)
        equal += backups.drill(folder, database_url())["ok"]
    say("R19 backups under writing", planned, BACKUPS, restored_equal=equal, wrong=len(wrong),
        written_meanwhile=written() - began, slowest=round(max(seconds), 1))  # fmt: skip
    assert wrong == [] and equal == planned


def test_control_counts_and_dump_of_two_instants_differ(written, tmp_path):
    """Careless: counted, dumped and copied one after the other, without one view."""
    folder, planned, caught = tmp_path / "careless", BACKUPS if FULL else 2, 0
    for n in range(planned):
        folder = tmp_path / f"careless-{n}"
        careless(folder, written)
        caught += not backups.drill(folder, database_url())["ok"] and bool(own_judgement(folder))
    say("R19 control, without one view", planned, BACKUPS, caught=caught)
    assert caught == planned


def careless(folder: Path, written) -> None:
    folder.mkdir()
    with transaction.atomic(), connection.cursor() as cursor:
        manifest = taking.seen(cursor, timezone.now())
    # Papers first: those that come after this have a row in the dump and no file.
    manifest["media"] = taking.media(folder, [], copied=True)
    before = written()
    while written() < before + 2:
        time.sleep(0.01)
    dump = programs.program("pg_dump", connection.pg_version // 10000)
    programs.run([dump, "--format=custom", f"--file={folder / taking.DUMP}"],
                 connection.settings_dict)  # fmt: skip
    manifest["database"] = taking.entry(folder / taking.DUMP)
    taking.write(folder / taking.MANIFEST, manifest)


def test_the_scratch_database_goes_while_the_server_tidies_in_it(home):
    """As it once did in twenty restorations."""
    server = sites.Postgres(home, "CREATEDB")
    server.start("autovacuum_naptime=1", "autovacuum_vacuum_cost_delay=100",
                 "autovacuum_vacuum_cost_limit=1")  # fmt: skip
    try:
        made = drilling.scratch_on(server.url)
        at = next(made)
        with drilling.connected(at) as cursor:
            cursor.execute("CREATE TABLE rows AS SELECT generate_series(1, 200000) AS n")
            cursor.execute("DELETE FROM rows")

        def tidied() -> bool:
            # Its worker is nobody's; who has only just left may still be there, by name.
            seen = "SELECT usename FROM pg_stat_activity WHERE datname = %s"
            return server.ask(seen, at["NAME"]) == [(None,)]

        assert keeper.wait_until(tidied, PATIENCE)
        # The control: by force alone it stays.
        with pytest.raises(Trouble), drilling.connected(database(server.url)) as cursor:
            cursor.execute(f'DROP DATABASE "{at["NAME"]}" WITH (FORCE)')
        assert tidied()
        next(made, None)
        assert server.ask("SELECT 1 FROM pg_database WHERE datname = %s", at["NAME"]) == []
    finally:
        server.stop()


@pytest.mark.skipif(not FULL, reason="a hundred thousand claims, in the full count alone")
def test_a_hundred_thousand_claims_within_a_minute(committed, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "papers"
    first = build.claim_in("submitted", build.everybody())
    crowd.copies(CLAIMS - 1, first)
    begun = time.monotonic()
    made = backups.take(tmp_path / "large", timezone.now())
    taken = time.monotonic() - begun
    found = backups.drill(tmp_path / "large", database_url())
    took = time.monotonic() - begun
    say("R19 claims backed up and restored", CLAIMS, CLAIMS, backup=round(taken, 1),
        both=round(took, 1), rows=sum(made["counts"].values()))  # fmt: skip
    assert found["ok"] and made["counts"]["claims_claim"] == CLAIMS
    assert took <= MOST_SECONDS and Document.objects.count() >= 2
