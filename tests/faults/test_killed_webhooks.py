"""Two senders at once, killed at any instant: every system is told of everything, and what comes
twice comes under the same identity."""

from collections import Counter

import pytest

from claims import posts
from claims.models import Notice
from tests import build, sinks
from tests.build import NOW
from tests.claims.test_webhooks import at, hooked, verified
from tests.faults import crowd
from tests.faults.counts import say, trials
from tests.faults.test_killed_posts import SEED, SLOW, killed_at_work, send

KILLS, LETTERS = 100, 1000


@pytest.fixture
def sink(tmp_path):
    with sinks.receiver(tmp_path, slow=SLOW) as found:
        yield found


def test_no_kill_loses_what_a_system_is_owed_and_a_repeat_is_known_as_one(committed, sink):
    people, planned = build.everybody(), trials(KILLS)
    row, secret = hooked(people, at(sink), hears=["submit"])
    claim = build.claim_in("submitted", people)
    first = Notice.objects.get(channel="webhook")
    Notice.objects.exclude(pk=first.pk).delete()
    crowd.events(LETTERS - 1, first.event)
    Notice.objects.bulk_create(
        Notice(event_id=pk, claim=claim, person=row.person, channel="webhook", kind="submit",
               created_at=NOW, next_try_at=NOW)
        for pk in claim.events.filter(move="submit").exclude(pk=first.event_id).values_list(
            "pk", flat=True
        )
    )  # fmt: skip
    owed = {f"notice-{pk}" for pk in Notice.objects.owed().values_list("pk", flat=True)}
    kills = killed_at_work(send, planned, sink)
    before = sink.count
    assert before < LETTERS, "all had left before the last kill"
    while Notice.objects.owed(NOW).exists():
        posts.run(NOW)
    kept = sink.kept
    found = Counter(letter["heads"]["webhook-id"] for letter in kept)
    repeats = found.total() - len(found)
    say("webhooks under kill -9", planned, KILLS, letters=LETTERS, killed=kills,
        before_the_last=before, missing=len(owed - found.keys()), repeats=repeats,
        seed=SEED)  # fmt: skip
    assert set(found) == owed
    # So many leave at once.
    assert repeats <= 8 * kills
    assert all(verified(secret, letter) for letter in kept[:: len(kept) // 20])
    assert not Notice.objects.filter(attempts__gt=0).exists()
