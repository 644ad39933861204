"""The sweep: with many due, with none, beside people at work, and four of them after an outage."""

import json
import random
from datetime import timedelta
from itertools import pairwise

from django.db import connection

from claims import actions, sweeps
from claims.models import Claim, Event
from regencies.models import Person
from tests.benchmarks import bare
from tests.benchmarks.before import Before
from tests.benchmarks.country import DUE
from tests.benchmarks.measure import Found, counted, ended, forked, joined, median, rows, took

# The last day has passed, and the next step of the ladder is still to come.
NOW = DUE + timedelta(hours=7)
EARLIER = DUE - timedelta(hours=2)
OUTAGE = DUE + timedelta(days=8)
BY_ROW = 2000
WARM = 20  # moves of which the first ones read code and open connections
LOCKS = "FOR NO KEY UPDATE"


def many_due(before: Before, rounds: int) -> list[Found]:
    ours, raw, by_row, said = [], [], [], None
    due = before.due(NOW)
    n = min(BY_ROW, due)
    for _ in range(rounds):
        ours.append(took(lambda: sweeps.ring(NOW, [])))
        said = said or before.written()
        assert before.written() == said, "two sweeps wrote different rows"
        before.restore()
        raw.append(took(lambda: bare.statements(NOW)))
        assert before.written() == said, (before.written(), said)
        before.restore()
        by_row.append(took(lambda: bare.row_by_row(NOW, n)) * due / n)
        before.restore()
    return [
        Found(f"sweep, {due:,} due", median(ours), "s"),
        Found("the same rows in bare SQL", median(raw), "s"),
        Found(f"row by row, {n:,} measured", median(by_row), "s, scaled"),
        Found("sweep against bare SQL", median(ours) / median(raw), "times", most=1.5),
        Found("sweep faster than row by row", median(by_row) / median(ours), "times", least=40),
        Found("statements for a batch of 50", _statements(before, 50), "at most", most=16),
        Found("statements for a batch of 800", _statements(before, 800), "at most", most=16),
    ]


def _statements(before: Before, batch: int) -> int:
    """Of a batch at most. One that looks up who sits where asks two questions more, and one with
    a file in nobody's hands two: in small batches both seldom meet."""
    with counted() as sent:
        sweeps.ring(NOW, [], batch)
    begins = [i for i, (sql, _) in enumerate(sent) if LOCKS in sql]
    before.restore()
    return max(b - a for a, b in pairwise(begins))


# Beside people at work ------------------------------------------------------------------------


def waits(before: Before, places: dict) -> list[Found]:
    """Camats endorse files, whose clocks the sweep is ringing, one after the other."""
    alone = _longest(before, places, None)
    found = _longest(before, places, sweeps.BATCH)
    one = _longest(before, places, 10**9)
    return [
        Found("longest move of somebody else, no sweep", alone * 1000, "ms"),
        Found("longest move of somebody else beside the sweep", found * 1000, "ms", most=150),
        Found("the same beside one transaction for all", one * 1000, "ms"),
        Found("shorter than beside one transaction", one / found, "times", least=10),
    ]


def _longest(before: Before, places: dict, batch: int | None) -> float:
    files = list(Claim.objects.filter(state="submitted").order_by("id"))
    random.Random(7).shuffle(files)
    camats = Person.objects.in_bulk({places[c.district_id]["camat"][0] for c in files})
    sweep = None
    longest, n = 0.0, -WARM
    for claim in files:
        camat = camats[places[claim.district_id]["camat"][0]]
        if n == 0 and batch:
            sweep = forked(lambda: sweeps.ring(NOW, [], batch))
        seconds = took(lambda c=claim, by=camat: actions.endorse(c.pk, note="-", by=by, now=NOW))
        longest = max(longest, seconds) if n > 0 else 0.0
        n += 1
        if ended(sweep) if sweep else n == 300:
            break
    before.restore()
    return longest


# After an outage ------------------------------------------------------------------------------


def after_an_outage(before: Before) -> list[Found]:
    due = before.due(OUTAGE)
    seconds = took(lambda: joined([forked(lambda: sweeps.ring(OUTAGE, [])) for _ in range(4)]))
    breached = Event.objects.filter(rung="breach", deadline__in=_due_before())
    once = breached.values("deadline").distinct().count()
    doubled = breached.count() - once
    again = sweeps.ring(OUTAGE, [])
    before.restore()
    return [
        Found(f"four sweeps at once, eight days late, {due:,} due", seconds, "s"),
        Found("breaches that they left out", due - once, "rows", most=0),
        Found("breaches that they doubled", doubled, "rows", most=0),
        Found("rows that a second run writes", again, "rows", most=0),
    ]


def _due_before():
    return [pk for (pk,) in rows("SELECT id FROM clocks")]


# Nothing due ----------------------------------------------------------------------------------


def nothing_due(small: str, sizes: tuple[int, int], looks: int = 200) -> list[Found]:
    """Here and in the database `small` in turn, so that a busy moment meets both."""
    large = connection.settings_dict["NAME"]
    ring, run = {small: [], large: []}, {small: [], large: []}
    for _ in range(looks // 20):
        for name in (small, large):
            _connected(name)
            sweeps.run(EARLIER, lambda: EARLIER)
            ring[name] += [took(lambda: sweeps.ring(EARLIER, [])) for _ in range(20)]
            run[name] += [took(lambda: sweeps.run(EARLIER, lambda: EARLIER)) for _ in range(20)]
    names = f"{sizes[0]:,} to {sizes[1]:,} claims"
    look, whole = median(ring[large]), median(run[large])
    return [
        Found(f"nothing due, {sizes[1]:,} claims", look * 1000, "ms"),
        Found(f"nothing due, {names}", look / median(ring[small]), "times", most=1.5),
        Found("buffers that it touches", _buffers(), "buffers", most=6),
        # With money and checks, which look at every claim that waits for its payment.
        Found("the whole run, nothing due", whole * 1000, "ms"),
        Found(f"the whole run, {names}", whole / median(run[small]), "times"),
    ]


def _connected(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def _buffers() -> int:
    """Of the one look, whose plan asks the index of next rungs and nothing else."""
    with counted() as sent:
        assert sweeps.ring(EARLIER, []) == 0
    query, words = next(row for row in sent if LOCKS in row[0])
    plan = rows(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {query}", *words)[0][0]
    plan = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
    scans = [node for node in _nodes(plan) if node.get("Relation Name") == "claims_deadline"]
    assert {node.get("Index Name") for node in scans} == {"deadline_next_rung"}, plan
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]


def _nodes(plan: dict):
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)
