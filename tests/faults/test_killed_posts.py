"""R2: two senders at once, killed at any instant: every mail leaves, and a repeat is known as one
by its identity."""

import os
import random
import signal
import time
from collections import Counter

import pytest

from claims import posts
from claims.models import Notice
from claims.posts.ways import Mails, Parcel
from config import keeper
from regencies.models import Role
from tests import build, sinks
from tests.build import NOW
from tests.faults import crowd
from tests.faults.counts import say, trials
from tests.faults.test_killed_sweeps import alone, forked
from tests.waiting import PATIENCE

KILLS, LETTERS, SEED = 200, trials(1000, least=300), 7
# Seconds that the post office takes over a letter: a kill falls before, in or after its keeping.
SLOW = 0.006


@pytest.fixture
def people(committed):
    return build.everybody()


@pytest.fixture
def post_office(tmp_path, settings):
    with sinks.post_office(tmp_path, slow=SLOW) as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink


def letters(n: int, people) -> set[str]:
    """So many mails owed to the camat, and their identities."""
    claim = build.claim_in("submitted", people)
    row = Notice.objects.get(person=people[Role.CAMAT], channel="email", claim=claim)
    Notice.objects.filter(channel="email").exclude(pk=row.pk).delete()
    crowd.events(n - 1, row.event)
    Notice.objects.bulk_create(
        Notice(
            event_id=pk, claim=claim, person=row.person, channel="email", kind="submit",
            created_at=NOW, next_try_at=NOW,
        )
        for pk in claim.events.filter(move="submit").exclude(pk=row.event_id).values_list(
            "pk", flat=True
        )
    )  # fmt: skip
    owed = Notice.objects.owed().values_list("pk", flat=True)
    return {f"<notice-{pk}@localhost>" for pk in owed}


def send():
    posts.run(NOW)


def mark_then_send():
    """The broken variant: a row is marked, and its letter leaves after that."""
    with Mails() as way:
        for row in Notice.objects.owed(NOW).select_related(*posts.WITH).order_by("pk"):
            if Notice.objects.owed(NOW).filter(pk=row.pk).update(sent_at=NOW):
                way.carry([Parcel([row])])


def send_then_mark():
    """The other one: the letter leaves, and its row is marked after that, without a lock."""
    with Mails() as way:
        for row in Notice.objects.owed(NOW).select_related(*posts.WITH).order_by("pk"):
            way.carry([Parcel([row])])
            Notice.objects.filter(pk=row.pk).update(sent_at=NOW)


def killed_at_work(act, kills: int, sink, met=lambda: True) -> int:
    """Two at a time, each killed while letters arrive, however long a process takes to begin.
    Returns how many were killed at work."""
    dice, killed = random.Random(SEED), 0
    while killed < kills or not met():
        pids = [forked(act) for _ in range(2)]
        for pid in pids:
            aim = sink.count + dice.randint(1, max(1, LETTERS // (6 * kills)))
            killed += waited(lambda aim=aim: sink.count >= aim)
            time.sleep(dice.uniform(0, SLOW))
            os.kill(pid, signal.SIGKILL)
        for pid in pids:
            os.waitpid(pid, 0)
        assert keeper.wait_until(alone, PATIENCE), "a killed process still holds its locks"
        if sink.count >= 3 * LETTERS:
            break
    return killed


def waited(arrived, seconds: float = 10.0) -> bool:
    until = time.monotonic() + seconds
    while not arrived():
        if time.monotonic() > until:
            return False
        time.sleep(0.0005)
    return True


def arrived(sink) -> Counter:
    return Counter(letter["id"] for letter in sink.kept)


def test_no_kill_loses_a_mail_and_a_repeat_is_known_as_one(people, post_office):
    planned = trials(KILLS)
    owed = letters(LETTERS, people)
    kills = killed_at_work(send, planned, post_office)
    before = post_office.count
    assert before < LETTERS, "all had left before the last kill"
    while Notice.objects.owed(NOW).exists():
        posts.run(NOW)
    found = arrived(post_office)
    repeats = found.total() - len(found)
    missing = len(owed - found.keys())
    say("R2 mails under kill -9", planned, KILLS, letters=LETTERS, killed=kills,
        before_the_last=before, missing=missing, repeats=repeats, seed=SEED)  # fmt: skip
    assert set(found) == owed
    assert repeats <= kills
    assert not Notice.objects.filter(attempts__gt=0).exists()


def test_control_mark_then_send_loses_some(people, post_office):
    planned = trials(KILLS)
    owed = letters(LETTERS, people)

    def lost() -> int:
        marked = Notice.objects.filter(sent_at__isnull=False, channel="email")
        ids = {f"<notice-{pk}@localhost>" for pk in marked.values_list("pk", flat=True)}
        return len(ids - arrived(post_office).keys())

    kills = killed_at_work(mark_then_send, planned, post_office, met=lost)
    mark_then_send()
    missing = len(owed - arrived(post_office).keys())
    say("R2 control, mark then send", planned, KILLS, killed=kills, missing=missing, seed=SEED)
    assert missing > 0


def test_control_send_then_mark_without_a_lock_repeats_more_than_it_must(people, post_office):
    planned = trials(KILLS)
    letters(LETTERS, people)
    kills = killed_at_work(send_then_mark, planned, post_office)
    for pid in [forked(send_then_mark) for _ in range(2)]:
        os.waitpid(pid, 0)
    found = arrived(post_office)
    repeats = found.total() - len(found)
    say("R2 control, send then mark", planned, KILLS, killed=kills, repeats=repeats, seed=SEED)
    assert repeats > kills
