"""What is due now. Every sweep is idempotent and takes `<= now`, so that it may be rung late,
twice, or by several at once, and what a dead worker missed the next run finds."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from claims import actions, notices
from claims.actions import accounts, ringing, schooling, signing_in, slips, unfiled
from claims.actions.after_paying import look_after_payments, regencies_to_look_at
from claims.actions.cover_ends import count_cover, regencies_to_count
from claims.actions.deaths import match_again, regencies_to_match
from claims.actions.expiring import drafts_to_expire, drafts_to_warn, expire, warn_draft
from claims.actions.incoming import clear_incoming
from claims.actions.keeping import settle_incoming
from claims.models import Claim, Deadline, Objection, Payout, SweepRun
from claims.rules.states import PAYOUT_ENDED, PayoutState, Stage, State

log = logging.getLogger(__name__)

# Small enough that a person who moves a claim meanwhile waits for a tenth of a second at most.
BATCH = 400
TRIES = 5
MINUTE = timedelta(minutes=1)
# Numbers of advisory locks: of the nudged sweep that runs, and of the one that waits for it.
RUNS, WAITS = 5141, 5142


class SweepFailed(Exception):
    """Some rows could not be done; the others were. Raised at the end, to be seen."""


def run(now: datetime, wall: Callable[[], datetime]) -> dict[str, int]:
    """Everything that is due at `now`, and a SweepRun row that says so.

    wall gives the real time, which differs from `now` when a demo travels in time.
    """
    row = SweepRun.objects.create(now=now, started_at=wall())
    return _told(row, _done(now, wall), wall)


def run_nudged(wall: Callable[[], datetime]) -> dict[str, int] | None:
    """The same for a nudge, of which a busy hour has thousands: one runs, one waits for it, and
    the others leave it to the one that waits, which begins after they came. None: left so.

    A run that found nothing leaves no row, unless none has been written for a minute.
    """
    if not _asked("pg_try_advisory_lock", WAITS):
        return None
    try:
        _asked("pg_advisory_lock", RUNS)
    finally:
        _asked("pg_advisory_unlock", WAITS)
    try:
        begun = wall()
        done = _done(begun, wall)
        if not any(done.values()) and SweepRun.objects.filter(started_at__gt=begun - MINUTE):
            return done
        return _told(SweepRun(now=begun, started_at=begun), done, wall)
    finally:
        _asked("pg_advisory_unlock", RUNS)


def _asked(lock: str, number: int) -> bool | None:
    """A lock of the connection, not of a row: the database drops it with a dead worker."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lock}(%s)", [number])
        return cursor.fetchone()[0]


def _done(now: datetime, wall: Callable[[], datetime]) -> dict[str, int]:
    failed: list[int] = []
    counts = {
        "rungs": ring(now, failed),
        "awards": each(Claim.objects.filter(state=State.APPROVED), actions.award, now, failed),
        "settled": each(_all_ended(), actions.settle, now, failed),
        "drafts_warned": each(drafts_to_warn(now), warn_draft, now, failed),
        "drafts_expired": each(drafts_to_expire(now), expire, now, failed),
        "incoming": clear_incoming(now) + settle_incoming(wall()),
        "school_years": each(schooling.years_to_open(now), schooling.open_years, now, failed),
        "schools_asked": each(schooling.years_to_ask(now), schooling.ask_school, now, failed),
        "objections": each(_untimed(), actions.time_objection, now, failed),
        "branch_clocks": each(_at_branch(), actions.time_branch, now, failed),
        "looked_after": each(regencies_to_look_at(now), look_after_payments, now, failed),
        "forgotten": slips.forget(now),
        "tries_forgotten": signing_in.forget(wall()),
        "sessions_ended": accounts.forget_sessions(wall()),
        "deaths_matched": each(regencies_to_match(now), match_again, now, failed),
        "deaths_reminded": unfiled.remind(now, failed),
        "cover_counted": each(regencies_to_count(now), count_cover, now, failed),
        # Last, and so many at a time: reminders and money never wait for them.
        "examined": each(unchecked(), actions.examine, now, failed),
    }
    return counts | {"failed": len(failed)}


def _told(row: SweepRun, counts: dict[str, int], wall: Callable[[], datetime]) -> dict[str, int]:
    row.counts, row.finished_at = counts, wall()
    row.save()
    if counts["failed"]:
        raise SweepFailed(f"{counts['failed']} rows failed in sweep {row.pk}")
    return counts


# Deadlines ------------------------------------------------------------------------------------


def ring(now: datetime, failed: list[int], batch: int = BATCH) -> int:
    """Warn, record breaches, escalate: batch by batch, each in a transaction of its own."""
    rung, skip, seats = 0, [], notices.Seats(now, whole=True)
    while True:
        with transaction.atomic():
            rows = ringing.ringing(due(now).exclude(pk__in=skip)[:batch])
            ids = [row.pk for row in rows]
            try:
                with transaction.atomic():
                    rung += ringing.ring(rows, now, seats)
            except Exception:
                log.warning("a batch of %s deadlines failed, taking them one by one", len(ids))
                rows = None
        if rows is None:
            rung += _one_by_one(ids, now, failed)
            skip += failed
        if not ids:
            return rung


def due(now: datetime):
    # SKIP LOCKED: a second sweeper takes other rows, and nobody waits for a mover.
    rows = Deadline.objects.ringing(now).order_by("next_action_at")
    return rows.select_for_update(skip_locked=True, no_key=True, of=("self",))


def _one_by_one(ids: Sequence[int], now: datetime, failed: list[int]) -> int:
    """After a batch failed: the good rows are done, the bad one counts a try and, after five,
    is set aside where an operator sees it."""
    done = 0
    for pk in ids:
        try:
            with transaction.atomic():
                done += ringing.ring(ringing.ringing(due(now).filter(pk=pk)), now)
        except Exception as error:
            # The kind alone: a message may quote what stands in the row.
            log.exception("deadline %s failed", pk, exc_info=None)
            failed.append(pk)
            row = Deadline.objects.get(pk=pk)
            row.attempts += 1
            row.last_error = type(error).__name__
            row.set_aside_at = now if row.attempts >= TRIES else None
            row.save(update_fields=["attempts", "last_error", "set_aside_at"])
    return done


# Money ----------------------------------------------------------------------------------------


def _all_ended():
    unended = Payout.objects.filter(claim=OuterRef("pk")).exclude(state__in=PAYOUT_ENDED)
    return Claim.objects.filter(~Exists(unended), state=State.AWARDED)


def _untimed():
    """Objections that came while no calendar could say until when they are decided."""
    clock = Deadline.objects.open().filter(claim=OuterRef("claim"), stage=Stage.OBJECTION)
    waiting = Objection.objects.open().filter(~Exists(clock))
    return Claim.objects.filter(pk__in=waiting.values("claim"))


def _at_branch():
    """Files at the branch whose days nobody counts: its calendar was not known, or no limit."""
    clock = Deadline.objects.open().filter(payout=OuterRef("pk"), stage=Stage.BRANCH)
    return Payout.objects.filter(~Exists(clock), state=PayoutState.FORWARDED)


def unchecked():
    """Some of those whose facts have changed; the next run finds the rest."""
    ids = Claim.objects.unchecked().order_by("id").values("pk")[:BATCH]
    return Claim.objects.filter(pk__in=ids)


def each(rows, act: Callable, now: datetime, failed: list) -> int:
    """Do one idempotent act for every row; a bad one is reported and stops no other."""
    done = 0
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)):
        try:
            done += act(pk, now=now) is not None
        except actions.CalendarUnknown as gap:
            actions.tell_gap(gap.year, now=now)
            log.error("%s of %s: no holidays of %s", act.__name__, pk, gap.year)
            failed.append(pk)
        except Exception as error:
            log.error("%s of %s failed: %s", act.__name__, pk, type(error).__name__)
            failed.append(pk)
    return done
