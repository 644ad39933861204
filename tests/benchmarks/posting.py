"""Sending: letters one by one and summaries of the day, to a post office on this machine that is a
process of its own."""

import json
import resource
from collections import Counter
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from claims import notices, posts
from claims.models import Notice
from tests import sinks
from tests.benchmarks.country import DUE
from tests.benchmarks.measure import Found, forked, joined, median, rows, took

N = 10_000
PEOPLE = 100
BY_ROW = 500
NOW = DUE - timedelta(hours=14)
# The award is told to nobody in the copies of a settled claim: room for as many as are wanted.
OWED = """
INSERT INTO claims_notice (event_id, claim_id, person_id, channel, kind, about, digested,
    created_at, next_try_at, attempts, error)
SELECT e.id, e.claim_id, p.id, 'email', e.move, '', %s, %s, %s, 0, ''
FROM (SELECT id, claim_id, move, row_number() OVER () AS n FROM claims_event
      WHERE move = 'settle' AND id > 1000 LIMIT %s) e
JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM regencies_person
      WHERE email <> '' ORDER BY id LIMIT %s) p ON p.n = e.n %% %s
"""


def sent(rounds: int) -> list[Found]:
    """Each letter by itself, then the same number as summaries, each in a fresh process; and a
    few row by row, as the peers do it."""
    folder = settings.HOME
    rates, grown, summaries, by_row = [], [], [], []
    with sinks.post_office(folder) as office:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
        for _ in range(rounds):
            begun = office.count
            n = _owed(False)
            seconds, more = _carried(folder)
            assert office.count - begun == n, (office.count, begun, n)
            rates.append(n / seconds)
            grown.append(more)
            letters = len(office.kept)
            n = _owed(True)
            seconds, _more = _carried(folder)
            each = Counter(letter["to"][0] for letter in office.kept[letters:])
            assert len(each) == PEOPLE and set(each.values()) == {1}, each.most_common(3)
            summaries.append(n / seconds)
            _owed(False)
            by_row.append(BY_ROW / took(_row_by_row))
    return [
        Found(f"letters, {N:,} one by one", median(rates), "notices/s", least=500),
        Found("memory that they take", median(grown), "MB", most=10),
        Found(f"summaries of the day, {N:,} notices", median(summaries), "notices/s"),
        Found(f"row by row, {BY_ROW} measured", median(by_row), "notices/s"),
        Found("summaries faster than row by row", median(summaries) / median(by_row), "times",
              least=20),
    ]  # fmt: skip


def _row_by_row() -> None:
    """Get, send, save: a line to the post office for each letter, and a COMMIT."""
    owed = Notice.objects.owed(NOW).filter(channel=Notice.Channel.EMAIL)
    for pk in list(owed.order_by("id").values_list("pk", flat=True)[:BY_ROW]):
        with transaction.atomic():
            row = Notice.objects.select_for_update().get(pk=pk)
            notices.mail(row, settings.SITE_ADDRESS).send()
            row.sent_at = NOW
            row.save()


def _owed(digested: bool) -> int:
    """So many that leave now, and nothing else."""
    rows("DELETE FROM claims_notice WHERE kind = 'settle' AND channel = 'email' AND id > 1000")
    rows("UPDATE claims_notice SET sent_at = created_at WHERE sent_at IS NULL")
    rows("UPDATE regencies_person SET digest_on = NULL")
    rows(OWED, digested, NOW, NOW, N, PEOPLE, PEOPLE)
    return rows("SELECT count(*) FROM claims_notice WHERE sent_at IS NULL")[0][0]


def _carried(folder: Path) -> tuple[float, float]:
    """Seconds, and megabytes that the process has grown by since its first letters."""
    out = folder / "carried.json"

    def carry():
        # The first hundredth of it pays for what a process reads and keeps once.
        posts.run(NOW, 0.1)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        seconds = took(lambda: posts.run(NOW, 600))
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        out.write_text(json.dumps([seconds + 0.1, grown / 1024]))

    joined([forked(carry)])
    return tuple(json.loads(out.read_text()))
