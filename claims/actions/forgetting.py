"""What nobody needs for long goes by itself: answers kept for a system's second call, counts of its
calls, refused rows of lists that are done with, sessions that have ended. A few thousand rows at a
time, the oldest first; the next hour finds the rest."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from claims.models import Keyed
from regencies.models import Figure, RosterRefusal, SystemCall

AT_ONCE = 5_000
# The database refuses to let an answer go sooner, whatever the figure says.
ANSWERS_LEAST = timedelta(days=7)


def forget_old(now: datetime) -> dict[str, int]:
    """How many rows of each went. Times are dated figures of the country; without one, nothing of
    its kind goes."""
    days = {
        key: timedelta(days=int(figure.value))
        for key, figure in Figure.objects.in_force(timezone.localdate(now)).items()
        if key in {"keep_answers_days", "keep_calls_days", "keep_refused_days"}
    }
    gone = {"sessions": _gone(Session.objects.filter(expire_date__lt=now), "session_key")}
    if kept := days.get("keep_answers_days"):
        old = Keyed.objects.filter(at__lt=now - kept).filter(at__lt=Now() - ANSWERS_LEAST)
        gone["answers"] = _gone(old)
    if kept := days.get("keep_calls_days"):
        gone["calls"] = _gone(SystemCall.objects.filter(hour_at__lt=now - kept))
    if kept := days.get("keep_refused_days"):
        done = Q(roster_import__loaded_at__lt=now - kept) | Q(
            roster_import__ended_at__lt=now - kept
        )
        gone["refused_rows"] = _gone(RosterRefusal.objects.filter(done))
    return gone


def _gone(rows, key: str = "pk") -> int:
    """One statement: no model here has anything that hangs on it."""
    some = rows.order_by(key).values(key)[:AT_ONCE]
    query, values = some.query.sql_with_params()
    table, column = rows.model._meta.db_table, rows.model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE {column} IN ({query})", values)  # noqa: S608
        return cursor.rowcount
