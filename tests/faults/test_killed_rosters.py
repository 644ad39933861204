"""A worker killed while it loads a list leaves it to the next, and nobody is twice in it."""

import contextlib
import os
import random
import signal
import threading
import time
from pathlib import Path

from django.core.files import File
from django.db import connection, transaction
from django.utils import timezone

from regencies.models import Coverage, Participant, RosterImport, RosterRow
from regencies.roster import importing, merging
from tests import rosters
from tests.build import DAY, NOW
from tests.faults.counts import say, trials
from tests.faults.test_killed_sweeps import forked
from tests.waiting import wait_for

KILLS, PEOPLE, SEED = 40, 2_000, 7


def read_and_confirmed(path: Path) -> RosterImport:
    with path.open("rb") as stream:
        one = importing.bring(File(stream), path.name, regency="16.02", by=None, now=NOW)
    assert importing.step(one.pk, timezone.now)
    importing.confirm(one.pk, by=None, reason="PKS 12/2025", now=NOW)
    return one


def test_a_list_whose_workers_are_killed_is_loaded_once(committed, tmp_path):
    dice = random.Random(SEED)
    one = read_and_confirmed(rosters.write_csv(tmp_path / "list.csv", rosters.people(PEOPLE)))
    kills, through = trials(KILLS, least=5), []
    while len(through) < kills:
        # A few rows at a time, so that the kills fall between two of them and into them.
        pid = forked(lambda: merging.merge(RosterImport.objects.get(pk=one.pk), NOW, size=5))
        time.sleep(dice.uniform(0.05, 0.3))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        through.append(RosterImport.objects.get(pk=one.pk).through)
        assert Participant.objects.count() == RosterImport.objects.get(pk=one.pk).people_new
        if through[-1] > PEOPLE:
            break
    assert 0 < max(through), "the kills came before any work was done"
    assert importing.step(one.pk, timezone.now)
    one.refresh_from_db()
    assert (one.step, one.people_new, one.covers_new) == ("loaded", PEOPLE, PEOPLE)
    assert Participant.objects.count() == Coverage.objects.count() == PEOPLE
    assert not RosterRow.objects.exists()
    say("workers killed while loading", len(through), KILLS, rows=PEOPLE)


def waits() -> bool:
    """Whether somebody waits here: who waits for a row holds a lock on a table of this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pid IN (SELECT pid FROM "
            "pg_locks JOIN pg_database d ON d.oid = database WHERE datname = current_database()))"
        )
        return cursor.fetchone()[0]


def test_somebody_who_is_added_by_hand_meanwhile_is_one_person(committed, tmp_path):
    rows = list(rosters.people(3))
    one = read_and_confirmed(rosters.write_csv(tmp_path / "list.csv", rows))

    def load():
        importing.step(one.pk, timezone.now)
        connection.close()

    loader = threading.Thread(target=load)
    with transaction.atomic():
        Participant.objects.create(
            regency_id="16.02", name="Tangan", nik=rows[1]["NIK"], category_id="vulnerable",
            created_at=NOW, updated_at=NOW,
        )  # fmt: skip
        loader.start()
        wait_for(waits)
    loader.join()
    one.refresh_from_db()
    assert (one.step, one.people_new, one.people_changed, one.people_same) == ("loaded", 2, 1, 0)
    assert (one.covers_new, one.covers_same) == (3, 0)
    assert Participant.objects.count() == Coverage.objects.count() == 3
    assert not Participant.objects.filter(name="Tangan").exists()


def test_a_list_whose_reading_fails_again_and_again_is_given_up(db, tmp_path):
    path = rosters.write_csv(tmp_path / "list.csv", rosters.people(3))
    with path.open("rb") as stream:
        one = importing.bring(File(stream), path.name, regency="16.02", by=None, now=NOW)
    RosterImport.objects.update(attempts=importing.MOST_ATTEMPTS)
    assert importing.step(one.pk, timezone.now)
    one.refresh_from_db()
    assert (one.step, one.error) == ("failed", "gave_up")


def test_two_workers_never_take_lists_of_one_regency(committed, tmp_path):
    path = rosters.write_csv(tmp_path / "list.csv", rosters.people(3))
    with path.open("rb") as stream:
        one = importing.bring(File(stream), path.name, regency="16.02", by=None, now=NOW)
    with contextlib.closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('roster 16.02'))")
        assert not importing.step(one.pk, timezone.now)
        # A connection that is closed holds its locks until its backend has noticed.
        cursor.execute("SELECT pg_advisory_unlock(hashtext('roster 16.02'))")
    assert importing.step(one.pk, timezone.now)


def test_what_nobody_confirms_is_forgotten_but_not_yet_why_rows_were_refused(db, tmp_path):
    rows = [*rosters.people(3), rosters.person(4) | {"JK": "X"}]
    path = rosters.write_csv(tmp_path / "list.csv", rows)
    with path.open("rb") as stream:
        one = importing.bring(File(stream), path.name, regency="16.02", by=None, now=NOW)
    importing.work(lambda: NOW)
    importing.work(lambda: NOW + 7 * DAY)
    assert RosterImport.objects.get().step == "read" and RosterRow.objects.count() == 3
    importing.work(lambda: NOW + 8 * DAY)
    assert RosterImport.objects.get().step == "cancelled" and not RosterRow.objects.exists()
    assert one.refusals.count() == 1
