"""Whenever the sweep is rung, and by however many at once, the same rows come out of it.

What may differ between two sequences: which warnings are said (those that fell since the last
sweep are one, and none beside a breach or an escalation), and when a row was written down.
What may not: every breach and every escalation, once, with its instant, its data and who was told
by which way; the breach's row; in whose hands the file is afterwards.
"""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Q
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from claims import actions, sweeps
from claims.models import Breach, Deadline, Event
from regencies.models import DeadlineRule, Role
from tests import build
from tests.build import DAY, JAKARTA, NOW
from tests.faults import crowd
from tests.waiting import PATIENCE

HOUR = timedelta(hours=1)
EXAMPLES, SEED = 40, 7
END = NOW + 60 * DAY
# (hours since the last one, how many sweep at once): none, some hours, or a worker dead for days.
STEPS = st.lists(
    st.tuples(st.one_of(st.just(0), st.integers(1, 30), st.integers(31, 200)), st.integers(1, 4)),
    max_size=8,
)


class Files:
    """A handful of claims in different hands, made once and copied for each sequence."""

    def __init__(self):
        people, muba = build.everybody(), build.everybody(build.MUBA, ".muba")
        # One who holds the file hears of the first escalation, in whose hands it is by then.
        for rule in DeadlineRule.objects.filter(stage="office"):
            rule.steps[1]["to"].append("holder")
            rule.save()
        claims = [build.claim_in("submitted", people), build.claim_in("endorsed", people)]
        taken = build.claim_in("endorsed", people)
        actions.take(taken.pk, by=people[Role.OPD_VERIFIER], now=NOW)
        returned = build.claim_in("sent_back", people)
        answered = build.claim_in("endorsed", people)
        build.do("send_back", answered, people, now=NOW + DAY)
        build.do("answer", answered, people, now=NOW + 3 * DAY)
        late = build.claim_in("endorsed", people)
        build.do("send_back", late, people, now=NOW + 9 * DAY)
        build.do("answer", late, people, now=NOW + 12 * DAY)
        payable = build.claim_in("awarded", people)
        next_door = build.claim_in("endorsed", muba, village=build.MUBA)
        self.claims = [*claims, taken, returned, answered, late, payable, next_door]
        self.clocks = {row.pk: row for row in Deadline.objects.open()}
        Deadline.objects.filter(next_action_at__isnull=False).update(next_action_at=None)

    def copied(self) -> dict[int, int]:
        """Fresh ones: the number of each new clock to the one that it was made from."""
        claim = crowd.columns("claims_claim", "code", "key")
        clock = crowd.columns("claims_deadline", "claim_id", "payout_id", "next_action_at")
        new = {}
        with connection.cursor() as cursor:
            for first in self.claims:
                cursor.execute(
                    f"INSERT INTO claims_claim (code, key, {', '.join(claim)}) SELECT '1602-26-' "
                    "|| lpad(nextval('claim_number')::text, 6, '0'), gen_random_uuid(), "
                    f"{', '.join(claim)} "
                    "FROM claims_claim WHERE id = %s RETURNING id",
                    [first.pk],
                )
                made = cursor.fetchone()[0]
                for pk, row in self.clocks.items():
                    if row.claim_id == first.pk:
                        cursor.execute(
                            f"INSERT INTO claims_deadline (claim_id, next_action_at, "
                            f"{', '.join(clock)}) SELECT %s, %s, {', '.join(clock)} "
                            "FROM claims_deadline WHERE id = %s RETURNING id",
                            [made, row.next_action_at, pk],
                        )
                        new[cursor.fetchone()[0]] = pk
        return new

    def ladder(self, pk: int) -> list[tuple]:
        """(rung, instant) as they stand on the clock, none while it stands still."""
        row = self.clocks[pk]
        rungs = [(name, datetime.fromisoformat(at)) for name, at, _ in row.rungs]
        return rungs if row.next_action_at else []


class Sweepers:
    """Up to four at once, each with a connection of its own."""

    def __init__(self, ring):
        self.ring, self.pool = ring, ThreadPoolExecutor(4)

    def sweep(self, now, n: int) -> None:
        start = threading.Barrier(n)
        failed = [self.pool.submit(self._one, now, start) for _ in range(n)]
        assert [each.result() for each in failed] == [[]] * n

    def _one(self, now, start) -> list[int]:
        failed: list[int] = []
        start.wait(PATIENCE)
        self.ring(now, failed)
        return failed

    def end(self) -> None:
        gate = threading.Barrier(4)
        for each in [self.pool.submit(self._close, gate) for _ in range(4)]:
            each.result()
        self.pool.shutdown()

    def _close(self, gate) -> None:
        gate.wait(PATIENCE)
        connection.close()


def events(new: dict[int, int]) -> Counter:
    """What was written of the copies: clock, rung, cycle, instant, when written, what it says, and
    who was told by which way."""
    rows = Event.objects.filter(deadline__in=new).prefetch_related("notices__person")
    return Counter(
        (
            new[row.deadline_id], row.rung, row.cycle, row.at, row.recorded_at,
            tuple(sorted(row.data.items(), key=str)),
            tuple(sorted((n.person.username, n.channel) for n in row.notices.all())),
        )
        for row in rows
    )  # fmt: skip


def breaches(new: dict[int, int]) -> Counter:
    rows = Breach.objects.filter(deadline__in=new)
    return Counter((new[r.deadline_id], r.stage, r.holder_id, r.due_on, r.at) for r in rows)


def hands(new: dict[int, int]) -> dict[int, tuple]:
    rows = Deadline.objects.filter(pk__in=new)
    return {new[row.pk]: (row.holder_id, row.rungs, row.next_action_at) for row in rows}


class Reference:
    """The rows when somebody sweeps at each instant at which anything falls."""

    def __init__(self, files: Files):
        self.files = files
        new = files.copied()
        instants = {at for pk in files.clocks for _, at in files.ladder(pk)}
        for instant in sorted(instants):
            sweeps.ring(instant, [])
        found = events(new)
        self.rows = {row[:2]: row for row in found}
        self.breaches, self.hands = breaches(new), hands(new)
        every = {(pk, rung) for pk in files.clocks for rung, _ in files.ladder(pk)}
        assert set(self.rows) == every and set(found.values()) == {1}
        assert all(row[3] == row[4] for row in found)

    def after(self, instants) -> Counter:
        """The same rows as a sequence of sweeps should leave them, by a rule written here anew."""
        wanted = Counter()
        for pk in self.files.clocks:
            left = self.files.ladder(pk)
            for now in sorted(set(instants)):
                fallen = [rung for rung, at in left if at <= now]
                left = left[len(fallen) :]
                facts = [rung for rung in fallen if not rung.startswith("warn")]
                for rung in facts or fallen[-1:]:
                    row = self.rows[pk, rung]
                    wanted[(*row[:4], now, *row[5:])] += 1
        return wanted


def holds(files: Files, reference: Reference, ring, ran: list, phases=tuple(Phase)):
    """The property, for one way of sweeping."""

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, phases=phases,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(STEPS)
    def same_rows(steps):
        sweepers, new = Sweepers(ring), files.copied()
        ran.append(len(steps))
        now, instants = NOW - HOUR, []
        try:
            for hours, n in [*steps, (0, 4)]:
                now = now + hours * HOUR if len(instants) < len(steps) else END
                instants.append(now)
                sweepers.sweep(now, n)
        finally:
            sweepers.end()
            Deadline.objects.filter(pk__in=new).update(next_action_at=None)
        assert events(new) == reference.after(instants)
        assert breaches(new) == reference.breaches
        assert hands(new) == reference.hands

    return same_rows


@pytest.fixture
def files(committed):
    return Files()


def ring(now, failed):
    # Small batches: several sweepers then share the work of one instant.
    sweeps.ring(now, failed, batch=2)


def test_any_sequence_of_sweeps_leaves_the_same_rows(files):
    ran: list[int] = []
    reference = Reference(files)
    holds(files, reference, ring, ran)()
    print(f"sequences of sweeps: {len(ran)} of {EXAMPLES}, {sum(ran)} sweeps, "
          f"{len(reference.rows)} rows each, seed {SEED}")  # fmt: skip
    assert len(ran) >= EXAMPLES


def only(which):
    """The broken variants: a sweep that looks for what falls now, and never back."""

    def broken(now, failed):
        rows = Deadline.objects.ringing(now).filter(which(now)).select_related("claim__regency")
        with transaction.atomic():
            actions.ring_batch(list(rows.select_for_update(skip_locked=True, of=("self",))), now)

    return broken


@pytest.mark.parametrize(
    ("name", "which"),
    [
        ("due in the last 24 hours", lambda now: Q(next_action_at__gt=now - DAY)),
        ("equals today", lambda now: Q(next_action_at__date=now.astimezone(JAKARTA).date())),
    ],
)
def test_control_a_sweep_that_never_looks_back_is_found_out(files, name, which):
    ran: list[int] = []
    reference = Reference(files)
    with pytest.raises(AssertionError):
        holds(files, reference, only(which), ran, phases=[Phase.generate])()
    print(f"control, {name}: found out at sequence {len(ran)} of {EXAMPLES}, seed {SEED}")
